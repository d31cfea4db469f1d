//! Goal: manifests, arrivals and departures mean the parcels that they name, once.

use crate::play::{Player, play};
use tongguan_domain::names::DocumentId;

const BARE: &str = "declaration 1 traf_name=~ voyage_no=~ bill_no=~";
const DELETION: &str = "app_type=3 msg_count=0 msg_seq_no=0";

fn played(lines: &[&str]) -> Player {
    let mut player = play("");
    for line in lines {
        let told = player.perform(line);
        assert!(!told.starts_with("refused"), "{line}: {told}");
    }
    player
}

/// 607 puts a parcel under one bill. Whichever of two is deleted, the other still counts.
#[test]
fn a_parcel_is_on_one_manifest() {
    let second = "manifest 1 cop_no=M2 bill_no=784-B";
    let mut player = played(&["order 1", "waybill 1", BARE, "manifest 1 bill_no=784-A"]);
    assert!(player.perform(second).ends_with("manifest 1 100"));
    let told = player.last_rejection();
    assert!(
        told.starts_with("[Code:2694;Desc:总分单运单已在其他总分单],[运单:3301980LGS+LP000000000001,"),
        "{told}"
    );
    player.perform(&format!("manifest 1 cop_no=M2 {DELETION}"));
    assert_eq!(player.perform("waits declaration 1"), "the arrival of the goods (507)");
    assert!(player.perform("arrival 1").ends_with("declaration 1 800"));
    let told = player.perform(&format!("manifest 1 {DELETION}"));
    assert_eq!(told, "refused STATE_DOES_NOT_MATCH", "the goods left under it");
    // The first deleted, the second counts.
    let mut player = played(&["order 1", "waybill 1", BARE, "manifest 1 bill_no=784-A"]);
    player.perform(&format!("manifest 1 {DELETION}"));
    assert!(player.perform(second).ends_with("manifest 1 120"));
    assert!(player.perform("arrival 1").ends_with("declaration 1 800"));
}

/// A second departure of the same parcel is refused while the first is closing it, and afterwards.
#[test]
fn a_parcel_leaves_once() {
    let mut player = played(&["released 1", "clock manual", "departure 1", "wait 10"]);
    let again = "departure 1 cop_no=OTHER voyage_no=ZZ";
    player.perform(again);
    assert_eq!(player.perform("wait 10"), "departure 1 3, departure 1 100");
    assert_eq!(
        player.last_rejection(),
        "[Code:2792;Desc:运单已由其他离境单申报离境],[运单:3301980LGS+LP000000000001]"
    );
    assert_eq!(player.perform("clock auto"), "declaration 1 899");
    assert!(player.perform(again).ends_with("departure 1 100"));
    assert!(player.last_rejection().contains("Code:2790"));
}

/// Both parts of a departure may name one parcel; it is closed once.
#[test]
fn a_parcel_in_two_parts_is_closed_once() {
    let mut player = played(&["released 1", "departure 1 cop_no=D msg_count=2"]);
    let told = player.perform("departure 1 cop_no=D msg_count=2 msg_seq_no=2");
    assert_eq!(told.matches("899").count(), 1, "{told}");
    assert_eq!(player.sandbox.state.view().timers, 0);
}

/// A parcel by mail has neither bill nor vehicle, so that it needs no manifest that invents them.
#[test]
fn mail_needs_no_manifest() {
    let mail = "declaration 1 traf_mode=6 traf_name=~ voyage_no=~ bill_no=~";
    let mut player = played(&["order 1", "waybill 1", mail]);
    assert_eq!(player.perform("waits declaration 1"), "the arrival of the goods (507)");
    let arrival = "arrival 1 traf_mode=6 bill_no=~";
    assert_eq!(player.perform(&format!("{arrival} lines=0")), "refused ARRIVAL_NAMES_NOTHING");
    assert!(player.perform(arrival).ends_with("declaration 1 800"));
}

/// A bill that arrived half a year before the goods were declared was another bill of the same number.
#[test]
fn a_bill_comes_round_as_a_waybill_does() {
    let mut player = played(&["arrival 1 lines=0", "wait 150d", "order 2", "waybill 2", "declaration 2"]);
    assert_eq!(player.phase("declaration", "2"), "released", "the goods may be at the site first");
    player.perform("wait 40d");
    for line in ["order 1", "waybill 1", "declaration 1"] {
        player.perform(line);
    }
    assert_eq!(player.perform("waits declaration 1"), "the arrival of the goods (507)");
    assert!(player.perform("arrival 1 cop_no=A2 lines=0").ends_with("declaration 1 800"));
}

/// 1239 is bonded as 1210 is: its goods are summed up, and come back.
#[test]
fn special_zones_have_two_modes() {
    for mode in ["1210", "1239"] {
        let bonded = format!(
            "declaration 1 trade_mode={mode} iac_code=3301960ZON iac_name=Z ems_no=H1 items[0].item_record_no=R1 items[1].item_record_no=R2 items[2].item_record_no=R3"
        );
        let mut player = play("start 2018-10-10T09:00:00+08:00\nversion 2018-113");
        let told = player.perform(&bonded);
        assert!(told.ends_with("declaration 1 3"), "{mode}: {told}");
        player.perform("order 1");
        player.perform("waybill 1");
        let waits = player.perform("waits declaration 1");
        assert!(waits.starts_with("payment receipt"), "{mode} waits for its payment: {waits}");
        player.perform("payment 1");
        for line in ["arrival 1", "departure 1", "wait 1"] {
            player.perform(line);
        }
        assert_eq!(player.phase("declaration", "1"), "closed", "{mode}");
        player.perform("summary 1");
        assert_eq!(player.phase("summary", "1"), "reviewed", "{mode}");
    }
}

/// While customs decides, no part waits for parts.
#[test]
fn all_parts_wait_for_customs() {
    let mut player = played(&["clock manual", "arrival 1 cop_no=A msg_count=2"]);
    player.perform("wait 3");
    assert_eq!(player.perform("waits arrival 1"), "1 of 2 parts of the split message: 2");
    player.perform("arrival 2 cop_no=A msg_count=2 msg_seq_no=2");
    for _ in 0..30 {
        if player.perform("wait 0").contains("arrival 2 3") || player.phase("arrival", "2") == "sent" {
            break;
        }
        player.sandbox.elapse(100);
    }
    for part in ["arrival 1", "arrival 2"] {
        assert_eq!(player.perform(&format!("waits {part}")), "customs to decide");
    }
}

/// A summary takes what was closed at its customs, by period and by list; each part asks in its own way.
#[test]
fn a_summary_counts_alike_by_period_and_by_list() {
    let period = "lines=0 start_time=20260101000000 end_time=20260131235959";
    for (summary, code) in [
        ("customs_code=2901", Some("2897")),
        (&*format!("{period} customs_code=2901"), Some("2890")),
        (period, None),
        ("", None),
        // Blanks are no period.
        (
            "start_time=%20%20%20%20%20%20%20%20%20%20%20%20%20%20 end_time=%20%20%20%20%20%20%20%20%20%20%20%20%20%20",
            None,
        ),
    ] {
        let mut player = played(&["closed 1", "wait 1"]);
        let told = player.perform(&format!("summary 1 {summary}"));
        if told.starts_with("refused") || told.is_empty() {
            panic!("{summary}: {told}");
        }
        let rejected = player.phase("summary", "1") == "rejected";
        assert_eq!(rejected, code.is_some(), "{summary}: {told}");
        if let Some(code) = code {
            assert!(player.last_rejection().starts_with(&format!("[Code:{code};")), "{summary}");
        }
    }
}

#[test]
fn a_list_in_one_part_and_a_period_in_another() {
    let period = "lines=0 start_time=20260101000000 end_time=20260131235959";
    for (first, second) in [("", period), (period, "")] {
        let mut player = play("");
        for number in ["1", "2"] {
            player.perform(&format!("closed {number}"));
        }
        player.perform("wait 1");
        player.perform(&format!("summary 1 cop_no=S msg_count=2 {first}"));
        player.perform(&format!("summary 1 cop_no=S msg_count=2 msg_seq_no=2 {second}"));
        let state = &player.sandbox.state;
        for number in 1..=10 {
            let Some(summary) = state.standing(DocumentId(number)) else { continue };
            if summary.accepted.kind == tongguan_domain::document::DocumentKind::Declaration {
                let explained = state.explain(DocumentId(number)).unwrap();
                let reasons: Vec<String> =
                    explained.steps.into_iter().flat_map(|step| step.reasons).collect();
                assert!(
                    reasons.iter().any(|reason| reason.starts_with("summed up by")),
                    "{number}: {reasons:#?}"
                );
            }
        }
    }
}
