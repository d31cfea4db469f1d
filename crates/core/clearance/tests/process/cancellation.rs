//! Goal: a declaration can be taken back until customs begins with inspection or release, and its papers are free again.

use crate::play::play;
use crate::sandbox::Sandbox;
use tongguan_clearance::Origin;
use tongguan_domain::process::{Refusal, Settings, Unfit};
use tongguan_testkit::{Parcel, changed};

/// Order, waybill and payment can be used by the next declaration, and are compared with it.
pub(crate) fn before_release() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         payment 1 => payment 1 2, payment 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, payment 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         cancellation 1 => cancellation 1 2, cancellation 1 3, cancellation 1 399
         phase declaration 1 => cancelled
         cancellation 1 cop_no=CAN2 => refused CANCELLATION_STATE
         declaration 1 pack_no=2 => declaration 1 2, declaration 1 3, declaration 1 100
         declaration 1 => declaration 1 2, declaration 1 3, declaration 1 120, declaration 1 399
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         cancellation 1 cop_no=CAN3 => cancellation 1 2, cancellation 1 3, cancellation 1 100
         departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899
         cancellation 1 cop_no=CAN4 => refused CANCELLATION_STATE",
    );
    let words = player.receipts();
    let accepted = "606 399 [Code:2300;Desc:审核通过],撤单申请审核通过,清单[29242026E000000001]已成功撤单";
    assert!(words.contains(accepted), "{words}");
    let refused =
        "606 100 [Code:2390;Desc:清单已进入查验或已放行，不能撤销],[清单:29242026E000000002,清单状态:800]";
    assert!(words.contains(refused), "{words}");
}

#[test]
fn a_declaration_is_taken_back_and_its_papers_are_free() {
    before_release();
}

/// Customs rejects where an inspection or the release has begun, or where the sender forces it.
#[test]
fn customs_may_refuse() {
    play(
        "lane red
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         clock manual
         arrival 1 => arrival 1 2
         wait 9 => arrival 1 3, arrival 1 399
         phase declaration 1 => leaving
         waits declaration 1 => release or inspection
         cancellation 1 => cancellation 1 2
         wait 9 => cancellation 1 3, cancellation 1 100
         cancellation 1 => cancellation 1 2
         clock auto => cancellation 1 3, declaration 1 500, cancellation 1 100, declaration 1 800",
    );
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         outcome review-reject
         cancellation 1 => cancellation 1 2, cancellation 1 3, cancellation 1 100
         outcome none
         phase declaration 1 => reviewed
         cancellation 1 => cancellation 1 2, cancellation 1 3, cancellation 1 399",
    );
}

/// What the electronic port refuses; over XML in the ranges of the kind.
#[test]
fn the_port_refuses_what_cannot_be_meant() {
    play(
        "cancellation 1 => refused CANCELLATION_UNKNOWN
         xml cancellation 1 => cancellation -607201
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         cancellation 1 ebc_code=3301960AEO => refused CANCELLATION_PARTIES
         clock manual
         cancellation 1 => cancellation 1 2
         cancellation 1 cop_no=CAN2 => refused CANCELLATION_PENDING
         xml cancellation 1 cop_no=CAN2 => cancellation -608006
         cancellation 1 app_type=2 => cancellation 1 2
         clock auto => cancellation 1 3, cancellation 1 399",
    );
}

/// All faults are told at once.
#[test]
fn every_fault_is_told() {
    let player = play(
        "closed 1 => closed
         xml cancellation 1 agent_code=3301960AEO => cancellation -607203",
    );
    let refused = player.sandbox.receipts().pop().unwrap();
    assert!(refused.info.contains("-607203") && refused.info.contains("-607202"), "{}", refused.info);
}

/// A native submission is taken whole or not at all, also where only its records contradict each other.
#[test]
fn records_of_one_submission_are_judged_together() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parcel = Parcel::number(1);
    sandbox.take(&[parcel.order.clone().into(), parcel.waybill.clone().into()]);
    sandbox.take(&[parcel.declaration.clone().into()]);
    let cancellation = parcel.cancellation("29242026E000000001");
    let before = sandbox.state.to_snapshot().unwrap();
    let twice = [cancellation.clone().into(), changed(cancellation, "cop_no=CAN2")];
    let refusal = sandbox.send(&twice, Origin::Native).unwrap_err();
    let Refusal::Document { index: 1, unfit: Unfit { rule, .. } } = refusal else { panic!("{refusal:?}") };
    assert_eq!(rule.code, "CANCELLATION_PENDING");
    let arrival = |count: u32, part: u32| {
        changed(parcel.arrival.clone(), &format!("cop_no=A msg_count={count} msg_seq_no={part}"))
    };
    let refusal = sandbox.send(&[arrival(2, 1), arrival(3, 2)], Origin::Native).unwrap_err();
    assert!(
        matches!(refusal, Refusal::Document { index: 1, unfit: Unfit { rule, .. } } if rule.code == "SPLIT_COUNT_DIFFERS")
    );
    assert_eq!(sandbox.state.to_snapshot().unwrap(), before, "a refusal changes nothing");
}

/// How a declaration gets into each phase, and what becomes of a cancellation.
const PHASES: &str = "
    nothing        | refused CANCELLATION_UNKNOWN |
    received       | refused CANCELLATION_UNKNOWN | clock manual, declaration 1
    sent           | refused CANCELLATION_UNKNOWN | declaration 1
    stored         | refused CANCELLATION_UNKNOWN | lane none, order 1, waybill 1, declaration 1
    in review      | refused CANCELLATION_UNKNOWN | lane yellow, order 1, waybill 1, clock manual, declaration 1, wait 3, wait 10
    reviewed       | 2 3 399                      | order 1, waybill 1, declaration 1
    in inspection  | 2 3 100                      | lane red, order 1, waybill 1, declaration 1, clock manual, arrival 1, wait 8, wait 30
    released       | 2 3 100                      | order 1, waybill 1, declaration 1, arrival 1
    closed         | refused CANCELLATION_STATE   | order 1, waybill 1, declaration 1, arrival 1, departure 1
    rejected       | refused CANCELLATION_STATE   | outcome inspect-reject, order 1, waybill 1, declaration 1, arrival 1
    detained       | refused CANCELLATION_STATE   | outcome detain-501, order 1, waybill 1, declaration 1, arrival 1
    shipped back   | refused CANCELLATION_STATE   | outcome ship-back, order 1, waybill 1, declaration 1, arrival 1
    cancelled      | refused CANCELLATION_STATE   | order 1, waybill 1, declaration 1, cancellation 1 cop_no=FIRST
";

#[test]
fn what_a_cancellation_does_in_each_phase() {
    for row in PHASES.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let mut player = play("");
        for line in cells[2].split(',').map(str::trim).filter(|line| !line.is_empty()) {
            player.perform(line);
        }
        player.perform("outcome none");
        if cells[0] != "nothing" {
            assert_eq!(player.phase("declaration", "1"), cells[0], "{row}");
        }
        let mut told = player.perform("cancellation 1");
        if told == "cancellation 1 2" {
            told += &format!(", {}", player.perform("wait 8"));
        }
        let told = told.replace("cancellation 1 ", "").replace(',', "");
        assert_eq!(told, cells[1], "{row}");
    }
}

/// A refusal does not name the very state in which it would have been taken.
#[test]
fn a_cancelled_declaration_is_said_to_be_cancelled() {
    let mut player = play("");
    for line in ["order 1", "waybill 1", "declaration 1", "cancellation 1"] {
        player.perform(line);
    }
    assert_eq!(player.perform("xml cancellation 1 cop_no=AGAIN"), "cancellation -607202");
    let told = player.sandbox.receipts().pop().unwrap().info;
    assert_eq!(
        told,
        "[Code:-607202;Desc:清单状态不适合撤销],[invtNo:29242026E000000001,returnStatus:399 已撤销]"
    );
}

/// The cancelled declaration says who took it back.
#[test]
fn who_took_it_back_is_explained() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         cancellation 1 => cancellation 1 2, cancellation 1 3, cancellation 1 399",
    );
    let explained = player.sandbox.state.explain(tongguan_domain::names::DocumentId(3)).unwrap();
    let last = explained.steps.last().unwrap();
    assert_eq!(last.text, "taken back by a cancellation");
    assert_eq!(last.code, None, "only the sender of the cancellation is told");
    assert_eq!(last.reasons, ["taken back by cancellation 4 (3301980AGT+CAN00000001)"]);
}
