//! Goal: `explain` says why a step happened as it was then, whatever has come since.

use crate::play::{Player, play};
use tongguan_clearance::State;
use tongguan_domain::names::DocumentId;

const BARE: &str = "declaration 1 traf_name=~ voyage_no=~ bill_no=~";

fn played(lines: &[&str]) -> Player {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    for line in lines {
        let told = player.perform(line);
        assert!(!told.starts_with("refused"), "{line}: {told}");
    }
    player
}

/// The reasons of the step that ends in this phase, of the document with this number.
fn reasons(state: &State, number: u64, phase: &str) -> Vec<String> {
    let steps = state.explain(DocumentId(number)).unwrap().steps.into_iter();
    steps.filter(|step| step.phase.name() == phase).flat_map(|step| step.reasons).collect()
}

#[test]
fn a_release_is_explained_by_what_released() {
    let mut player = played(&["order 1", "waybill 1", BARE, "manifest 1", "arrival 1"]);
    let wanted = ["the goods are at the site: arrival 5", "bill, vehicle and voyage: manifest 4"];
    assert_eq!(reasons(&player.sandbox.state, 3, "released"), wanted);
    player.perform("wait 1h");
    player.perform("arrival 1 cop_no=LATER");
    player.perform("arrival 1 cop_no=BILL lines=0");
    assert_eq!(reasons(&player.sandbox.state, 3, "released"), wanted, "later arrivals had no part in it");
    player.perform("departure 1");
    player.perform("wait 200d");
    player.perform("waybill 1 app_time=20260801090000");
    assert_eq!(
        reasons(&player.sandbox.state, 3, "released"),
        wanted,
        "the number stands for another parcel now"
    );
    let state = State::from_snapshot(&player.sandbox.state.to_snapshot().unwrap()).unwrap();
    assert_eq!(reasons(&state, 3, "released"), wanted, "after a restart");
}

/// An arrival that comes while the release is under way is not its ground either.
#[test]
fn the_first_arrival_stands() {
    let mut player =
        played(&["order 1", "waybill 1", "declaration 1", "lane red", "clock manual", "arrival 1"]);
    player.perform("wait 9");
    player.perform("arrival 1 cop_no=LATER");
    player.perform("clock auto");
    assert_eq!(reasons(&player.sandbox.state, 3, "released"), ["the goods are at the site: arrival 4"]);
}

#[test]
fn partners_stay_known() {
    for (end, phase) in [(&["cancellation 1"][..], "cancelled"), (&["arrival 1"], "rejected")] {
        let mut player = play("lane red");
        if phase == "rejected" {
            player.perform("outcome inspect-reject");
        }
        for line in ["order 1", "waybill 1", "declaration 1"].iter().chain(end) {
            player.perform(line);
        }
        assert_eq!(player.phase("declaration", "1"), phase);
        let agreed = |player: &Player| {
            let reasons = reasons(&player.sandbox.state, 3, "stored").into_iter();
            reasons.filter(|reason| reason.starts_with("agrees with")).count()
        };
        assert_eq!(agreed(&player), 2, "{phase}");
        // The partners are free all the same, and the old declaration takes nothing from the new one.
        player.perform("outcome none");
        player.perform("declaration 1");
        assert!(["reviewed", "released"].contains(&player.phase("declaration", "1")), "{phase}");
        assert_eq!(agreed(&player), 2, "{phase}");
        player.perform("declaration 2 logistics_no=LP000000000001");
        player.perform("order 2");
        assert_eq!(player.phase("declaration", "2"), "rejected", "{phase}: the waybill is used");
    }
}

#[test]
fn a_return_names_its_tally() {
    let player = played(&["released 1", "return 1", "tally 1", "tally 1 co_el_no=T2"]);
    assert_eq!(reasons(&player.sandbox.state, 5, "released"), ["the goods are at the site: tally 6"]);
}
