//! Goal: what goes wrong on its own does so by the chances of the sandbox, and is survived.

use crate::play::{Player, play};

/// Sends a paper until it gets through; gives how often that took.
fn attempts(player: &mut Player, paper: &str) -> u32 {
    for attempt in 1..=50 {
        if player.perform(paper).ends_with(" 3") {
            return attempt;
        }
    }
    panic!("{paper} never gets through")
}

/// Half of all sendings fail. What is sent again is drawn anew, so it gets through some time.
#[test]
fn sending_fails_and_succeeds_in_the_end() {
    let mut player = play("chances sending_fails=500000");
    let attempts: Vec<_> = (1..=20).map(|number| attempts(&mut player, &format!("order {number}"))).collect();
    assert!(attempts.contains(&1) && attempts.iter().any(|attempts| *attempts > 1), "{attempts:?}");
}

/// Each receipt of a pair keeps its own time.
#[test]
fn receipts_change_places() {
    let player = play(
        "chances receipts_reordered=1000000
         order 1 => order 1 3, order 1 2
         waybill 1 => waybill 1 3, waybill 1 2
         declaration 1 => declaration 1 3, declaration 1 2, order 1 120, waybill 1 120, declaration 1 399, declaration 1 120",
    );
    let receipts = player.sandbox.receipts();
    assert!(receipts[0].time > receipts[1].time);
}

/// A receipt that waits for the next one is not lost where no other follows.
#[test]
fn no_receipt_is_lost() {
    play(
        "outcome reorder-receipts
         clock manual
         order 1
         order 1 app_type=3
         clock auto => order 1 2, order 1 3, order 1 2, order 1 120",
    );
}

/// A repeated receipt is the same receipt: guid, time, words.
#[test]
fn receipts_are_repeated() {
    let player = play(
        "chances receipts_repeated=1000000
         order 1 => order 1 2, order 1 2, order 1 3, order 1 3",
    );
    let receipts = player.sandbox.receipts();
    assert_eq!(receipts[0], receipts[1]);
    assert_eq!(receipts[2], receipts[3]);
    let letters = player.sandbox.letters();
    assert_ne!(letters[0].message_guid, letters[1].message_guid, "two messages carry it");
}

#[test]
fn reviews_are_suspended() {
    play(
        "chances reviews_suspended=1000000
         lane yellow
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         clock manual
         declaration 1 => declaration 1 2
         wait 15 => declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 300
         wait 4h => declaration 1 600
         phase declaration 1 => suspended
         waits declaration 1 => customs to go on
         clock auto => declaration 1 399",
    );
}

/// A partner that never comes: whichever of the papers the sender chooses for that.
#[test]
fn a_partner_may_never_come() {
    play(
        "outcome partner-missing
         order 1 => order 1 2, order 1 3
         outcome none
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3
         waits declaration 1 => order 3301960XYZ+3301960ABC+HZ0000000001 (303)
         outcome partner-missing
         arrival 1 => arrival 1 2, arrival 1 3
         waits arrival 1 => a document that never comes: the sender forced this",
    );
}

/// No receipt is lost when the one that it waits for does not come: the document is replaced or deleted first.
#[test]
fn replaced_and_deleted_papers_lose_no_receipt() {
    play(
        "clock manual
         outcome reorder-receipts
         declaration 1
         outcome none
         declaration 1 app_type=2 => declaration 1 2
         outcome reorder-receipts
         order 1
         order 1 app_type=3
         clock auto => declaration 1 2, declaration 1 3, order 1 2, order 1 3, order 1 2, order 1 120
         order 2 => order 2 3, order 2 2
         declaration 2 => declaration 2 3, declaration 2 2
         declaration 2 app_type=3 => declaration 2 3, declaration 2 2, declaration 2 120",
    );
}
