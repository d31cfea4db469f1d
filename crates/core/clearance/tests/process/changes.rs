//! Goal: what may be sent again, changed or deleted, in every phase.

use crate::play::play;
use crate::sandbox::Sandbox;
use tongguan_clearance::{Origin, State};
use tongguan_domain::process::Settings;
use tongguan_testkit::{Parcel, changed};

/// How a declaration gets into each phase, and what then becomes of a new one (`appType` 1), a change (2) and a
/// deletion (3) with the same key.
const DECLARATION: &str = "
    nothing        | taken     | NOTHING   | NOTHING   |
    draft          | taken     | taken     | taken     | declaration 1 app_status=1
    received       | DUPLICATE | taken     | taken     | clock manual, declaration 1
    sent           | DUPLICATE | taken     | taken     | declaration 1
    sending failed | taken     | taken     | taken     | outcome send-failure, declaration 1
    stored         | DUPLICATE | STATE     | STATE     | lane none, order 1, waybill 1, declaration 1
    in review      | DUPLICATE | STATE     | STATE     | lane yellow, order 1, waybill 1, clock manual, declaration 1, wait 3, wait 10
    reviewed       | DUPLICATE | STATE     | STATE     | order 1, waybill 1, declaration 1
    in inspection  | DUPLICATE | STATE     | STATE     | lane red, order 1, waybill 1, declaration 1, clock manual, arrival 1, wait 8, wait 30
    released       | DUPLICATE | STATE     | STATE     | order 1, waybill 1, declaration 1, arrival 1
    closed         | DUPLICATE | STATE     | STATE     | order 1, waybill 1, declaration 1, arrival 1, departure 1
    rejected       | taken     | taken     | taken     | order 1, waybill 1 pack_no=2, declaration 1
    detained       | DUPLICATE | STATE     | STATE     | outcome detain-501, order 1, waybill 1, declaration 1, arrival 1
    shipped back   | DUPLICATE | STATE     | STATE     | outcome ship-back, order 1, waybill 1, declaration 1, arrival 1
    withdrawn      | taken     | NOTHING   | NOTHING   | declaration 1, declaration 1 app_type=3
";

/// The same for an order. Once a declaration that was not rejected uses it, it stays as it is.
const ORDER: &str = "
    draft          | taken     | taken     | taken     | order 1 app_status=1
    received       | DUPLICATE | taken     | taken     | clock manual, order 1
    sent           | DUPLICATE | taken     | taken     | order 1
    sending failed | taken     | taken     | taken     | outcome send-failure, order 1
    stored         | DUPLICATE | STATE     | STATE     | order 1, waybill 1, declaration 1
    stored         | DUPLICATE | taken     | taken     | order 1, waybill 1 pack_no=2, declaration 1
    stored         | DUPLICATE | taken     | taken     | outcome review-reject, order 1, waybill 1, declaration 1
    withdrawn      | taken     | NOTHING   | NOTHING   | order 1, order 1 app_type=3
";

/// The same for an arrival.
const ARRIVAL: &str = "
    received       | DUPLICATE | taken     | taken     | clock manual, arrival 1
    sent           | DUPLICATE | taken     | taken     | arrival 1 msg_count=2
    reviewed       | DUPLICATE | STATE     | STATE     | arrival 1
";

/// The same for a departure.
const DEPARTURE: &str = "
    sent           | DUPLICATE | taken     | taken     | departure 1 msg_count=2
    rejected       | taken     | taken     | taken     | departure 1
";

fn full(short: &str) -> &str {
    match short {
        "NOTHING" => "refused NOTHING_TO_CHANGE",
        "STATE" => "refused STATE_DOES_NOT_MATCH",
        "DUPLICATE" => "refused DUPLICATE",
        other => other,
    }
}

fn check_table(kind: &str, table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        for (app_type, expected) in (1..).zip(&cells[1..4]) {
            let mut player = play("");
            for line in cells[4].split(',').map(str::trim).filter(|line| !line.is_empty()) {
                player.perform(line);
            }
            if cells[0] != "nothing" {
                assert_eq!(player.phase(kind, "1"), cells[0], "{kind}: {row}");
            }
            let told = player.perform(&format!("{kind} 1 app_type={app_type}"));
            let told = if told.starts_with("refused") { told } else { "taken".to_owned() };
            assert_eq!(told, full(expected), "{kind} with appType {app_type}: {row}");
        }
    }
}

pub(crate) fn every_phase() {
    check_table("declaration", DECLARATION);
    check_table("order", ORDER);
    check_table("arrival", ARRIVAL);
    check_table("departure", DEPARTURE);
}

#[test]
fn what_may_be_sent_again_in_each_phase() {
    every_phase();
}

/// Over XML the refusal is a receipt in the range of its kind, and the good document stays.
pub(crate) fn refusals_over_xml() {
    let player = play(
        "xml order 1 => order 1 2, order 1 3
         xml order 1 => order -304001
         xml order 1 app_time=20260105084959 => order -304004
         xml order 2 app_type=2 => order -304002
         xml waybill 1 => waybill 1 2, waybill 1 3
         xml waybill 1 => waybill -504001
         xml payment 1 => payment 1 2, payment 1 3
         xml payment 1 => payment -404001
         xml declaration 1 => declaration 1 2, declaration 1 3, order 1 120, payment 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         xml declaration 1 => declaration -604001
         xml order 1 app_type=2 => order -304003
         xml arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         xml arrival 1 => arrival -804001
         xml departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899
         xml departure 1 msg_count=2 => departure -508001
         xml departure 1 msg_count=2 => departure -508001
         phase order 1 => stored",
    );
    let refused: Vec<String> = player
        .sandbox
        .receipts()
        .into_iter()
        .filter(|receipt| receipt.document.is_none())
        .map(|receipt| receipt.info)
        .collect();
    assert_eq!(
        refused,
        [
            "处理失败，业务主键重复入库失败，报文业务主键[3301960XYZ+3301960ABC+HZ0000000001]，原订单报送时间对应状态为[20260105085000 : 2申报;]",
            "处理失败，接收报文为旧报文数据，不做处理，订单业务主键[3301960XYZ+3301960ABC+HZ0000000001]",
            "处理失败，appType不正确，未找到操作的数据，订单业务主键[3301960XYZ+3301960ABC+HZ0000000002]",
            "处理失败，业务主键重复入库失败，报文业务主键[3301980LGS+LP000000000001]，原运单报送时间对应状态为[20260105085200 : 2申报;]",
            "处理失败，业务主键重复入库失败，报文业务主键[3301960ABC+HZ0000000001]，原收款单报送时间对应状态为[20260105085100 : 2申报;]",
            "处理失败，清单数据已存在，业务主键重复入库失败，报文业务主键[3301960ABC+HZ0000000001]，原清单报送时间对应状态为[20260105085300 : 399海关审结;]",
            "处理失败，该数据已向海关申报清单，状态不符，订单业务主键[3301960XYZ+3301960ABC+HZ0000000001]",
            "处理失败，运抵单数据已存在，业务主键重复入库失败，报文业务主键[3301980OPR+ARR00000001+1]，原运抵单报送时间对应状态为[20260105085400 : 399海关审结;]",
            "处理失败，离境单数据已存在，业务主键重复入库失败，报文业务主键[3301980LGS+DEP00000001+1]，原离境单报送时间对应状态为[20260105085500 : 399海关审结;]",
            "处理失败，离境单数据已存在，业务主键重复入库失败，报文业务主键[3301980LGS+DEP00000001+1]，原离境单报送时间对应状态为[20260105085500 : 399海关审结;]",
        ]
    );
}

#[test]
fn over_xml_a_refusal_is_a_receipt() {
    refusals_over_xml();
}

/// Faulty records are refused one by one, with every fault and its place; the others of the message are taken.
pub(crate) fn faulty_records_over_xml() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parcel = Parcel::number(1);
    let faulty = changed(
        Parcel::number(2).declaration,
        "country=999 items[1].total_price=1 items[2].gcode=0000000000",
    );
    let submission = [parcel.declaration.clone().into(), faulty, parcel.declaration.into()];
    sandbox.send(&submission, Origin::Ceb).unwrap();
    let told: Vec<String> =
        sandbox.receipts().into_iter().map(|receipt| format!("{} {}", receipt.code, receipt.info)).collect();
    assert_eq!(
        told,
        [
            "2 清单新增申报成功[0000025B-2026-4105-8900-000000000001][电商企业编码：3301960ABC订单编号：HZ0000000001]",
            "-603057 [Code:-603057;Desc:国别不详、中性包装原产国别不能作为运抵国],[country:999];\
             [Code:-603007;Desc:商品编码的品目不存在],[InventoryList[3]/gcode:0000000000];\
             [Code:-603016;Desc:总价应等于数量乘以单价],[InventoryList[2]/totalPrice:1]",
            "-604001 处理失败，清单数据已存在，业务主键重复入库失败，报文业务主键[3301960ABC+HZ0000000001]，\
             原清单报送时间对应状态为[20260105085300 : 2申报;]",
            "3 发送海关成功[0000025B-2026-4105-8900-000000000001]",
        ]
    );
}

#[test]
fn over_xml_each_record_is_for_itself() {
    faulty_records_over_xml();
}

/// A draft takes no part until it is declared.
pub(crate) fn drafts() {
    play(
        "order 1 app_status=1 => order 1 1
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3
         waits order 1 => the same document with appStatus 2
         order 1 app_status=1 app_time=20260105085001 => order 1 1
         order 1 => refused OLD_MESSAGE
         order 1 app_time=20260105085002 => order 1 2, order 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

/// A draft never counts as a declaration of its waybill, not even after a restart from a snapshot.
pub(crate) fn drafts_in_a_snapshot() {
    let mut player = play(
        "declaration 1 app_status=1 logistics_no=LP000000000099 => declaration 1 1
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    player.sandbox.state = State::from_snapshot(&bytes).unwrap();
    assert!(player.perform("departure 99").ends_with("100"));
    let last = player.sandbox.receipts().pop().unwrap();
    assert_eq!(last.info, "[Code:2791;Desc:运单无对应清单],[运单:3301980LGS+LP000000000099]");
}

#[test]
fn drafts_take_no_part() {
    drafts();
    drafts_in_a_snapshot();
}

/// What was taken back is confirmed with 120 and can be sent anew.
pub(crate) fn deletions() {
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         order 1 app_type=3 => order 1 2, order 1 3, order 1 120
         phase order 1 => withdrawn
         declaration 1 => declaration 1 2, declaration 1 3
         order 1 => order 1 2, order 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         clock manual
         waybill 2 => waybill 2 2
         waybill 2 app_type=3 => waybill 2 2
         waybill 2 app_type=3 => refused STATE_DOES_NOT_MATCH
         waybill 2 => refused DUPLICATE
         clock auto => waybill 2 3, waybill 2 120
         waybill 2 => waybill 2 2, waybill 2 3",
    );
}

#[test]
fn deleted_papers_can_be_sent_anew() {
    deletions();
}
