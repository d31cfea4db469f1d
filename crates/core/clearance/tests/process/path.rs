//! Goal: the normal path, in whatever order the papers come, and the lanes.

use crate::play::play;
use std::collections::BTreeMap;
use tongguan_clearance::Filter;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::{Phase, Settings};
use tongguan_testkit::Parcel;

/// Section 7.1 of the protocol notes: what is answered when.
pub(crate) fn normal_path() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         payment 1 => payment 1 2, payment 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, payment 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         phase declaration 1 => reviewed
         waits declaration 1 => the arrival of the goods (507)
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899
         phase declaration 1 => closed
         phase order 1 => stored",
    );
    assert_eq!(player.receipts(), RECEIPTS);
}

const RECEIPTS: &str = "\
DXPENT0000000001 1 304 2 新增申报成功[0000012F-2026-4105-8900-000000000001]
DXPENT0000000001 2 304 3 发送海关成功[0000012F-2026-4105-8900-000000000001]
DXPENT0000000001 3 404 2 新增申报成功[00000193-2026-4105-8900-000000000001]
DXPENT0000000001 4 404 3 发送海关成功[00000193-2026-4105-8900-000000000001]
DXPENT0000000001 5 506 2 新增申报成功[000001F9-2026-4105-8900-000000000001]
DXPENT0000000001 6 506 3 发送海关成功[000001F9-2026-4105-8900-000000000001]
DXPENT0000000001 7 604 2 清单新增申报成功[0000025B-2026-4105-8900-000000000001][电商企业编码：3301960ABC订单编号：HZ0000000001]
DXPENT0000000001 8 604 3 发送海关成功[0000025B-2026-4105-8900-000000000001]
DXPENT0000000001 9 304 120 [Code:1800;Desc:逻辑校验通过]
DXPENT0000000001 10 404 120 [Code:1800;Desc:逻辑校验通过]
DXPENT0000000001 11 506 120 [Code:1800;Desc:逻辑校验通过]
DXPENT0000000001 12 604 120 [Code:1800;Desc:逻辑校验通过]
DXPENT0000000001 13 604 399 [Code:2300;Desc:审核通过]
DXPENT0000000001 14 508 2 新增申报成功[000001FB-2026-4105-8900-000000000001]
DXPENT0000000001 15 508 3 发送海关成功[000001FB-2026-4105-8900-000000000001]
DXPENT0000000001 16 508 399 [Code:2300;Desc:审核通过]
DXPENT0000000001 17 604 800 [Code:2600;Desc:放行]
DXPENT0000000001 18 510 2 新增申报成功[000001FD-2026-4105-8900-000000000001]
DXPENT0000000001 19 510 3 发送海关成功[000001FD-2026-4105-8900-000000000001]
DXPENT0000000001 20 510 399 [Code:2300;Desc:审核通过]
DXPENT0000000001 21 604 899 [Code:2700;Desc:结关]
";

pub(crate) fn any_order_of_arrival() {
    let papers = [
        DocumentKind::SalesOrder,
        DocumentKind::PaymentReceipt,
        DocumentKind::Waybill,
        DocumentKind::Declaration,
    ];
    let mut ends = BTreeMap::new();
    for order in permutations(&papers) {
        let mut sandbox = crate::sandbox::Sandbox::new(Settings::default());
        let parcel = Parcel::number(1);
        let mut codes: BTreeMap<DocumentKind, Vec<i32>> = BTreeMap::new();
        for kind in order.iter().chain(&[DocumentKind::Arrival, DocumentKind::Departure]) {
            sandbox.take(&[parcel.document(*kind)]);
        }
        for receipt in sandbox.receipts() {
            codes.entry(receipt.keys.kind()).or_default().push(receipt.code.number());
        }
        let phases: Vec<Phase> = sandbox
            .state
            .documents(0, 10, &Filter::default())
            .documents
            .iter()
            .map(|summary| summary.accepted.phase)
            .collect();
        let closed = phases.iter().filter(|phase| **phase == Phase::Closed).count();
        assert_eq!((phases.len(), closed), (6, 1), "{order:?}: {phases:?}");
        ends.insert(codes, order);
    }
    assert_eq!(ends.len(), 1, "{ends:#?}");
    let (codes, _) = ends.pop_first().unwrap();
    assert_eq!(codes[&DocumentKind::SalesOrder], [2, 3, 120]);
    assert_eq!(codes[&DocumentKind::PaymentReceipt], [2, 3, 120]);
    assert_eq!(codes[&DocumentKind::Waybill], [2, 3, 120]);
    assert_eq!(codes[&DocumentKind::Declaration], [2, 3, 120, 399, 800, 899]);
    assert_eq!(codes[&DocumentKind::Arrival], [2, 3, 399]);
    assert_eq!(codes[&DocumentKind::Departure], [2, 3, 399]);
}

fn permutations<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    if items.len() < 2 {
        return vec![items.to_vec()];
    }
    let mut all = Vec::new();
    for (at, first) in items.iter().enumerate() {
        let rest: Vec<T> =
            items.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, item)| *item).collect();
        for mut tail in permutations(&rest) {
            tail.insert(0, *first);
            all.push(tail);
        }
    }
    all
}

/// Green and blue go straight on, yellow is reviewed by a person, red is inspected.
pub(crate) fn lanes() {
    play(
        "lane blue
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         lane yellow
         order 2 => order 2 2, order 2 3
         waybill 2 => waybill 2 2, waybill 2 3
         declaration 2 => declaration 2 2, declaration 2 3, order 2 120, waybill 2 120, declaration 2 120, declaration 2 300, declaration 2 399
         arrival 2 => arrival 2 2, arrival 2 3, arrival 2 399, declaration 2 800
         lane red
         order 3 => order 3 2, order 3 3
         waybill 3 => waybill 3 2, waybill 3 3
         declaration 3 => declaration 3 2, declaration 3 3, order 3 120, waybill 3 120, declaration 3 120, declaration 3 399
         arrival 3 => arrival 3 2, arrival 3 3, arrival 3 399, declaration 3 500, declaration 3 800",
    );
}

/// Who is missing is told, and a paper that comes last sets things going.
pub(crate) fn partners_are_awaited() {
    play(
        "declaration 1 => declaration 1 2, declaration 1 3
         waits declaration 1 => order 3301960XYZ+3301960ABC+HZ0000000001 (303); waybill 3301980LGS+LP000000000001 (505)
         waybill 1 => waybill 1 2, waybill 1 3
         waits declaration 1 => order 3301960XYZ+3301960ABC+HZ0000000001 (303)
         waits waybill 1 => declaration 1, which waits for order 3301960XYZ+3301960ABC+HZ0000000001 (303)
         order 1 => order 1 2, order 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         order 2 => order 2 2, order 2 3
         waits order 2 => a declaration that names 3301960XYZ+3301960ABC+HZ0000000002",
    );
}

/// A payment receipt that comes after the comparison is stored; it was not needed.
pub(crate) fn late_payment() {
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         payment 1 => payment 1 2, payment 1 3, payment 1 120
         payment 1 app_type=2 => refused STATE_DOES_NOT_MATCH",
    );
}

/// Until 2024-12-14 a payment receipt is needed; what was declared by then needs it later too.
pub(crate) fn payment_is_needed_until_december_2024() {
    play(
        "start 2024-12-01T09:00:00+08:00
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3
         waits declaration 1 => payment receipt 3301960ABC+HZ0000000001 (403)
         payment 1 => payment 1 2, payment 1 3, order 1 120, payment 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         order 2 => order 2 2, order 2 3
         waybill 2 => waybill 2 2, waybill 2 3
         declaration 2 => declaration 2 2, declaration 2 3
         wait 1209600
         waits declaration 2 => payment receipt 3301960ABC+HZ0000000002 (403)
         order 3 => order 3 2, order 3 3
         waybill 3 => waybill 3 2, waybill 3 3
         declaration 3 => declaration 3 2, declaration 3 3, order 3 120, waybill 3 120, declaration 3 120, declaration 3 399
         payment 2 => payment 2 2, payment 2 3, order 2 120, payment 2 120, waybill 2 120, declaration 2 120, declaration 2 399",
    );
}

/// Only retail exports needed it.
pub(crate) fn payment_is_for_retail() {
    play(
        "start 2024-12-01T09:00:00+08:00
         order 1 order_type=B => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 trade_mode=9710 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

/// Nobody screens: the question stays open, time stands still, and the answer comes later.
pub(crate) fn screening_is_silent() {
    play(
        "lane none
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120
         phase declaration 1 => stored
         order 2 => order 2 2
         lane green => order 2 3, declaration 1 399",
    );
}

/// Nothing happens by itself.
pub(crate) fn manual_clock() {
    play(
        "clock manual
         order 1 => order 1 2
         waybill 1 => waybill 1 2
         declaration 1 => declaration 1 2
         phase declaration 1 => received
         wait 3 => declaration 1 3, waybill 1 3, order 1 3
         wait 10 => order 1 120, waybill 1 120, declaration 1 120
         wait 300 => declaration 1 399
         arrival 1 => arrival 1 2
         wait 40 => arrival 1 3, arrival 1 399, declaration 1 800
         departure 1 => departure 1 2
         phase declaration 1 => released
         clock auto => departure 1 3, departure 1 399, declaration 1 899",
    );
}

#[test]
fn the_normal_path_gives_these_receipts() {
    normal_path();
}

#[test]
fn any_order_of_arrival_ends_the_same() {
    any_order_of_arrival();
}

#[test]
fn lanes_decide_the_way() {
    lanes();
}

#[test]
fn a_declaration_waits_for_its_partners() {
    partners_are_awaited();
}

#[test]
fn a_late_payment_receipt_is_stored() {
    late_payment();
}

#[test]
fn a_payment_receipt_was_needed_until_december_2024() {
    payment_is_needed_until_december_2024();
    payment_is_for_retail();
}

#[test]
fn an_open_question_stops_time() {
    screening_is_silent();
}

#[test]
fn with_a_manual_clock_nothing_happens_by_itself() {
    manual_clock();
}
