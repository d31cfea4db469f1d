//! Goal: what the comparison of the papers finds, and how it is put right.

use crate::play::{kind, play};
use crate::sandbox::Sandbox;
use std::collections::BTreeSet;
use tongguan_clearance::catalogue::FINDINGS;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::Settings;
use tongguan_testkit::{Parcel, changed};

/// Changes to a parcel that agrees, and the codes of the reasons that follow, all at once.
const DIFFERENCES: &str = "
    order lines=2 goods_value=329 & payment charge=341.5      => 1320 1321
    order items[0].item_no=OTHER                              => 1361
    order items[0].qty=3 items[0].total_price=97.5 goods_value=481.5 & payment charge=494 => 1323 1325
    order items[0].price=33 items[0].total_price=66 goods_value=450 & payment charge=462.5 => 1324 1325
    order currency=502 items[0].currency=502 items[1].currency=502 items[2].currency=502 => 1326 1326 1326 1333
    order items[1].unit=007                                   => 1362
    order order_type=B                                        => 1328
    payment charge=449                                        => 1332
    payment currency=502                                      => 1333
    waybill freight=13                                        => 1340
    waybill freight=13 & declaration freight_currency=502     =>
    waybill insured_fee=1                                     => 1341
    waybill pack_no=2                                         => 1342
    waybill gross_weight=9                                    => 1343
    waybill ebc_code=3301960AEO                               => 1344
    waybill ebc_code=~                                        =>
    order order_type=B items[0].unit=007 & waybill pack_no=2 gross_weight=9 & payment charge=1 => 1328 1362 1332 1342 1343
";

fn codes(info: &str) -> Vec<String> {
    info.split("[Code:").skip(1).map(|part| part.chars().take(4).collect()).collect()
}

fn check_row(row: &str) -> Vec<String> {
    let (changes, expected) = row.split_once("=>").unwrap();
    let parcel = Parcel::number(1);
    let mut documents = parcel.documents();
    for change in changes.split('&').map(str::trim) {
        let (name, change) = change.split_once(' ').unwrap();
        for document in &mut documents {
            if Some(document.kind()) == kind(name) {
                *document = changed(document.clone(), change);
            }
        }
    }
    let mut sandbox = Sandbox::new(Settings::default());
    for document in documents.iter().take(4) {
        sandbox.take(std::slice::from_ref(document));
    }
    let found: Vec<String> = sandbox
        .receipts()
        .iter()
        .filter(|receipt| receipt.keys.kind() == DocumentKind::Declaration && receipt.code.number() == 100)
        .flat_map(|receipt| codes(&receipt.info))
        .collect();
    assert_eq!(found.join(" "), expected.trim(), "{row}");
    let stored = sandbox.receipts().iter().filter(|receipt| receipt.code.number() == 120).count();
    assert_eq!(stored, if found.is_empty() { 4 } else { 3 }, "the partners are stored all the same: {row}");
    found
}

/// Those that are no difference between papers are provoked elsewhere: reviews, inspections, departures, shared papers,
/// and what follows a declaration.
#[test]
fn every_difference_is_found() {
    let rows = DIFFERENCES.lines().map(str::trim).filter(|row| !row.is_empty());
    let found: BTreeSet<String> = rows.flat_map(check_row).collect();
    let others = [
        "1300", "1310", "1350", "1370", "1371", "1372", "2390", "2590", "2690", "2691", "2692", "2693",
        "2694", "2790", "2791", "2792", "2890", "2891", "2892", "2893", "2894", "2895", "2896", "2897",
        "2898", "2899",
    ];
    let silent: Vec<&str> = FINDINGS
        .iter()
        .map(|finding| finding.code)
        .filter(|code| !found.contains(*code) && !others.contains(code))
        .collect();
    assert_eq!(silent, [""; 0], "findings that no row provokes");
}

/// Section 6.2: what the sender reads.
pub(crate) fn words_of_a_rejection() {
    let player = play(
        "order 1 order_type=B items[0].qty=3 items[0].total_price=97.5 goods_value=481.5 => order 1 2, order 1 3
         waybill 1 pack_no=2 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 100",
    );
    let last = player.sandbox.receipts().pop().unwrap();
    assert_eq!(
        last.info,
        "[Code:1328;Desc:订单类型与贸易方式不符],[orderType:B,tradeMode:9610],\
         [Code:1323;Desc:清单与订单申报数量不一致],[gnum:1,qty:2,订单:3],\
         [Code:1325;Desc:清单与订单总价不一致],[gnum:1,totalPrice:65,订单:97.5],\
         [Code:1342;Desc:清单与运单件数不一致],[packNo:1,运单:2]"
    );
}

/// The order was wrong: it is changed, and the declaration sent again.
pub(crate) fn corrected_order() {
    play(
        "order 1 items[0].item_no=OTHER => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 100
         declaration 1 => declaration 1 2, declaration 1 3, declaration 1 100
         order 1 app_type=2 => order 1 2, order 1 3
         phase declaration 1 => rejected
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, declaration 1 120, declaration 1 399",
    );
}

/// The declaration was wrong: a correct one takes its place, with appType 1 or 2.
pub(crate) fn corrected_declaration() {
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 pack_no=2 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 100
         declaration 1 => declaration 1 2, declaration 1 3, declaration 1 120, declaration 1 399
         order 2 => order 2 2, order 2 3
         waybill 2 => waybill 2 2, waybill 2 3
         declaration 2 pack_no=2 => declaration 2 2, declaration 2 3, order 2 120, waybill 2 120, declaration 2 100
         declaration 2 app_type=2 => declaration 2 2, declaration 2 3, declaration 2 120, declaration 2 399",
    );
}

/// A waybill belongs to one declaration. Who names it by mistake is rejected, and takes nothing away.
pub(crate) fn shared_waybill() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         order 2 => order 2 2, order 2 3
         declaration 2 logistics_no=LP000000000001 => declaration 2 2, declaration 2 3, order 2 120, declaration 2 100
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899
         phase declaration 1 => closed",
    );
    let rejected = player.sandbox.receipts().into_iter().find(|r| r.code.number() == 100).unwrap();
    assert_eq!(rejected.info, "[Code:1350;Desc:关联单证已被其他清单使用],[运单:3301980LGS+LP000000000001]");
}

/// After an inspection has rejected a declaration, its papers are free again, and are compared again.
pub(crate) fn papers_of_a_rejected_declaration_are_compared_again() {
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         outcome inspect-reject
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 500, declaration 1 100
         outcome none
         declaration 1 pack_no=2 => declaration 1 2, declaration 1 3, declaration 1 100
         declaration 1 => declaration 1 2, declaration 1 3, declaration 1 120, declaration 1 399, declaration 1 800",
    );
}

/// A partner that is taken back while the comparison is under way is awaited again.
pub(crate) fn partner_is_changed_while_compared() {
    play(
        "clock manual
         order 1 => order 1 2
         waybill 1 => waybill 1 2
         declaration 1 => declaration 1 2
         wait 4 => declaration 1 3, waybill 1 3, order 1 3
         order 1 app_type=2 => order 1 2
         wait 1
         wait 1 => order 1 3
         clock auto => order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

/// A partner that its sender takes back is no partner, even before customs confirms.
pub(crate) fn partner_is_deleted() {
    play(
        "clock manual
         order 1 => order 1 2
         waybill 1 => waybill 1 2
         wait 4 => waybill 1 3, order 1 3
         order 1 app_type=3 => order 1 2
         declaration 1 => declaration 1 2
         wait 3 => order 1 3, declaration 1 3
         clock auto => order 1 120
         phase declaration 1 => sent
         order 1 => order 1 2, order 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

#[test]
fn a_rejection_names_every_reason() {
    words_of_a_rejection();
}

#[test]
fn a_rejected_declaration_can_be_put_right() {
    corrected_order();
    corrected_declaration();
}

#[test]
fn a_waybill_belongs_to_one_declaration() {
    shared_waybill();
}

#[test]
fn freed_papers_are_compared_again() {
    papers_of_a_rejected_declaration_are_compared_again();
}

#[test]
fn a_changed_partner_is_awaited() {
    partner_is_changed_while_compared();
    partner_is_deleted();
}
