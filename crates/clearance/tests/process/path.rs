//! Goal: the normal path, in whatever order the papers come, and the lanes.

use crate::play::play;
use std::collections::BTreeMap;
use tongguan_clearance::lifecycle::Phase;
use tongguan_clearance::Settings;
use tongguan_domain::document::DocumentKind;
use tongguan_testkit::Parcel;

/// Section 7.1 of the protocol notes: what is answered when.
pub(crate) fn normal_path() {
    let player = play(
        "order 1 => ?
         payment 1 => ?
         waybill 1 => ?
         declaration 1 => ?
         phase declaration 1 => ?
         waits declaration 1 => ?
         arrival 1 => ?
         departure 1 => ?
         phase declaration 1 => ?
         phase order 1 => ?",
    );
    assert_eq!(player.receipts(), RECEIPTS);
}

const RECEIPTS: &str = "\
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
            .documents(0, 10, None, None)
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
        let rest: Vec<T> = items.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, item)| *item).collect();
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
         order 1 => ?
         waybill 1 => ?
         declaration 1 => ?
         arrival 1 => ?
         lane yellow
         order 2 => ?
         waybill 2 => ?
         declaration 2 => ?
         arrival 2 => ?
         lane red
         order 3 => ?
         waybill 3 => ?
         declaration 3 => ?
         arrival 3 => ?",
    );
}

/// Who is missing is told, and a paper that comes last sets things going.
pub(crate) fn partners_are_awaited() {
    play(
        "declaration 1 => ?
         waits declaration 1 => ?
         waybill 1 => ?
         waits declaration 1 => ?
         waits waybill 1 => ?
         order 1 => ?
         order 2 => ?
         waits order 2 => ?",
    );
}

/// A payment receipt that comes after the comparison is stored; it was not needed.
pub(crate) fn late_payment() {
    play(
        "order 1 => ?
         waybill 1 => ?
         declaration 1 => ?
         payment 1 => ?
         payment 1 app_type=2 => ?",
    );
}

/// Until 2024-12-14 a payment receipt is needed; what was declared by then needs it later too.
pub(crate) fn payment_is_needed_until_december_2024() {
    play(
        "start 2024-12-01T09:00:00+08:00
         order 1 => ?
         waybill 1 => ?
         declaration 1 => ?
         waits declaration 1 => ?
         payment 1 => ?
         order 2 => ?
         waybill 2 => ?
         declaration 2 => ?
         wait 1209600
         waits declaration 2 => ?
         order 3 => ?
         waybill 3 => ?
         declaration 3 => ?
         payment 2 => ?",
    );
}

/// Only retail exports needed it.
pub(crate) fn payment_is_for_retail() {
    play(
        "start 2024-12-01T09:00:00+08:00
         order 1 order_type=B => ?
         waybill 1 => ?
         declaration 1 trade_mode=9710 => ?",
    );
}

/// Nobody screens: the question stays open, time stands still, and the answer comes later.
pub(crate) fn screening_is_silent() {
    play(
        "lane none
         order 1 => ?
         waybill 1 => ?
         declaration 1 => ?
         phase declaration 1 => ?
         order 2 => ?
         lane green => ?",
    );
}

/// Nothing happens by itself.
pub(crate) fn manual_clock() {
    play(
        "clock manual
         order 1 => ?
         waybill 1 => ?
         declaration 1 => ?
         phase declaration 1 => ?
         wait 3 => ?
         wait 10 => ?
         wait 300 => ?
         arrival 1 => ?
         wait 40 => ?
         departure 1 => ?
         phase declaration 1 => ?
         clock auto => ?",
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
