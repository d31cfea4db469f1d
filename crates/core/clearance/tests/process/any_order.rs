//! Goal: a comparison finds the same in whichever order the documents come.

use crate::play::{Player, play};

const BARE: &str = "traf_name=~ voyage_no=~ bill_no=~";

fn played(lines: &[&str]) -> Player {
    let mut player = play("");
    for line in lines {
        player.perform(line);
    }
    player
}

fn codes(player: &Player) -> Vec<String> {
    let rejected = player.sandbox.receipts().into_iter().filter(|receipt| receipt.code.number() == 100);
    rejected
        .flat_map(|r| r.info.split("[Code:").skip(1).map(|part| part[..4].to_owned()).collect::<Vec<_>>())
        .collect()
}

/// Bill against bill: the manifest may come first, or the declaration, or a changed one.
#[test]
fn a_declaration_and_its_manifest_name_one_bill() {
    let bare = &*format!("declaration 1 {BARE}");
    for lines in [
        &["order 1", "waybill 1", "declaration 1 bill_no=999-B", "manifest 1 bill_no=784-A"][..],
        &[bare, "manifest 1 bill_no=784-A", "declaration 1 app_type=2 bill_no=999-B", "order 1", "waybill 1"],
        &[bare, "order 1", "manifest 1 bill_no=784-A", "declaration 1 app_type=2 bill_no=999-B", "waybill 1"],
        &[
            "order 1",
            "waybill 1",
            bare,
            "manifest 1 bill_no=784-A",
            "cancellation 1",
            "declaration 1 bill_no=999-B",
        ],
    ] {
        assert_eq!(codes(&played(lines)), ["2692"], "{lines:?}");
    }
    // The same bill, or none, agrees in every order.
    for bill in ["784-A", "~"] {
        let player = played(&[
            bare,
            "manifest 1 bill_no=784-A",
            &format!("declaration 1 app_type=2 bill_no={bill}"),
            "order 1",
            "waybill 1",
        ]);
        assert_eq!(player.phase("declaration", "1"), "reviewed", "{bill}");
    }
}

/// A payment receipt is compared with its order before, during and after the way of the declaration.
#[test]
fn a_payment_agrees_with_its_order() {
    let papers = ["order 1", "waybill 1", "declaration 1", "arrival 1", "departure 1"];
    for (change, code) in [("charge=1", "1332"), ("currency=502", "1333")] {
        let payment = format!("payment 1 {change}");
        for place in 0..=papers.len() {
            let mut lines = papers.to_vec();
            lines.insert(place, &payment);
            let player = played(&lines);
            let found = codes(&player);
            assert_eq!(found.first().map(String::as_str), Some(code), "{lines:?}");
            if place >= 3 {
                assert_eq!(player.phase("payment", "1"), "rejected", "{lines:?}");
                assert_eq!(found.len(), 1, "the declaration goes on: {lines:?}");
            }
        }
    }
    // What agrees is stored, and what was wrong can be corrected.
    for place in 3..=papers.len() {
        let mut player = played(&papers[..place]);
        player.perform("payment 1 charge=1");
        assert!(player.perform("payment 1").ends_with("payment 1 120"), "after {place} papers");
    }
}

/// A payment receipt that comes late is no ground of what was before it.
#[test]
fn a_late_payment_is_no_ground_of_the_comparison() {
    let player = played(&["order 1", "waybill 1", "declaration 1", "arrival 1", "payment 1"]);
    let explained = player.sandbox.state.explain(tongguan_domain::names::DocumentId(3)).unwrap();
    let reasons: Vec<String> = explained.steps.into_iter().flat_map(|step| step.reasons).collect();
    assert!(!reasons.iter().any(|reason| reason.contains("payment")), "{reasons:#?}");
}
