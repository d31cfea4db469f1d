//! Goal: goods come back: application (213), tally (215), and what customs does with them.

use crate::play::{Player, play};

/// Every way of an application.
pub(crate) fn lanes() {
    for (outcome, told) in [
        ("release", "return 1 2, return 1 3, return 1 120; tally 1 2, tally 1 3, tally 1 399, return 1 800"),
        (
            "review",
            "return 1 2, return 1 3, return 1 120, return 1 300; tally 1 2, tally 1 3, tally 1 399, return 1 800",
        ),
        (
            "review-reject",
            "return 1 2, return 1 3, return 1 120, return 1 300, return 1 100; tally 1 2, tally 1 3, tally 1 399",
        ),
        (
            "inspect",
            "return 1 2, return 1 3, return 1 120; tally 1 2, tally 1 3, tally 1 399, return 1 500, return 1 800",
        ),
        (
            "inspect-reject",
            "return 1 2, return 1 3, return 1 120; tally 1 2, tally 1 3, tally 1 399, return 1 500, return 1 100",
        ),
        (
            "hand-over",
            "return 1 2, return 1 3, return 1 120; tally 1 2, tally 1 3, tally 1 399, return 1 500, return 1 505",
        ),
        (
            "detain-502",
            "return 1 2, return 1 3, return 1 120; tally 1 2, tally 1 3, tally 1 399, return 1 500, return 1 505",
        ),
        (
            "suspend",
            "return 1 2, return 1 3, return 1 120, return 1 300, return 1 600; tally 1 2, tally 1 3, tally 1 399, return 1 800",
        ),
        ("send-failure", "return 1 2, return 1 4; tally 1 2, tally 1 3, tally 1 399"),
        ("partner-missing", "return 1 2, return 1 3, return 1 120; tally 1 2, tally 1 3, tally 1 399"),
    ] {
        let mut player = play("");
        player.perform("released 1");
        player.perform("wait 1");
        player.perform(&format!("outcome {outcome}"));
        let application = player.perform("return 1");
        player.perform("outcome none");
        assert_eq!(format!("{application}; {}", player.perform("tally 1")), told, "{outcome}");
    }
}

#[test]
fn every_way_of_a_return() {
    lanes();
}

/// The tally may come first, and must be of this parcel.
#[test]
fn the_tally_may_come_first() {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    player.perform("released 1");
    player.perform("wait 1");
    assert_eq!(player.perform("tally 1"), "tally 1 2, tally 1 3, tally 1 399");
    assert_eq!(
        player.perform("return 1"),
        "return 1 2, return 1 3, return 1 120, return 1 800",
        "a tally that is there sets it going"
    );
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    player.perform("released 1");
    player.perform("return 1");
    assert_eq!(player.perform("waits return 1"), "the tally of the goods (215)");
    player.perform("tally 1 logistics_no=RT9");
    assert_eq!(player.phase("return", "1"), "stored", "another parcel of the same declaration");
    player.perform("tally 1 invt_no=~ co_el_no=T2");
    assert_eq!(player.phase("return", "1"), "released", "a tally need not say the declaration");
}

#[test]
fn a_tally_can_be_rejected() {
    let mut player = play("");
    assert_eq!(player.perform("tally 1"), "tally 1 2, tally 1 3, tally 1 100");
    assert_eq!(
        player.last_rejection(),
        "[Code:2896;Desc:理货明细对应的出口清单不存在],[清单:29242026E000000001]"
    );
    player.perform("released 1");
    player.perform("outcome review-reject");
    player.perform("tally 1");
    assert_eq!(player.phase("tally", "1"), "rejected");
}

/// What the electronic port refuses.
#[test]
fn the_port_refuses_what_cannot_come_back() {
    let retail = ["order 1", "waybill 1", "declaration 1", "arrival 1"];
    let wholesale = ["order 1 order_type=B", "waybill 1", "declaration 1 trade_mode=9710", "arrival 1"];
    for (before, application, told) in [
        (&[][..], "", "RETURN_UNKNOWN"),
        (&retail[..3], "", "RETURN_STATE"),
        (&retail[..], "ebc_code=3301960AEO", "RETURN_PARTIES"),
        (&retail[..], "trade_mode=1261", "RETURN_MODE"),
        (&wholesale[..], "", "RETURN_MODE"),
        (&retail[..], "items[0].gnum=9", "RETURN_LINE"),
        (&retail[..], "items[0].gcode=6911109000", "RETURN_LINE"),
        (&retail[..], "items[0].qty=3", "RETURN_QUANTITY"),
    ] {
        let mut player = play("");
        for line in before {
            player.perform(line);
        }
        assert_eq!(
            player.perform(&format!("return 1 {application}")),
            format!("refused {told}"),
            "{before:?}"
        );
    }
}

/// What other applications bring back counts, unless they came to nothing.
#[test]
fn no_more_comes_back_than_left() {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    player.perform("released 1");
    player.perform("wait 1");
    let part = "items[0].qty=1 items[0].qty1=0.1";
    assert_eq!(player.perform(&format!("return 1 lines=1 {part}")), "return 1 2, return 1 3, return 1 120");
    assert_eq!(player.perform("return 1 lines=1 co_el_no=R2"), "refused RETURN_QUANTITY");
    assert_eq!(
        player.perform(&format!("return 1 lines=1 {part} co_el_no=R2 logistics_no=RT2")),
        "return 1 2, return 1 3, return 1 120"
    );
    assert_eq!(player.perform(&format!("return 1 lines=1 {part} co_el_no=R3")), "refused RETURN_QUANTITY");
    player.perform("released 2");
    player.perform("outcome review-reject");
    assert!(player.perform("return 2").ends_with("return 2 100"));
    player.perform("outcome none");
    assert!(player.perform("return 2").ends_with("return 2 120"), "what was rejected brought nothing back");
}

/// Goods come back within a year of their release (Announcement 44/2020).
#[test]
fn goods_come_back_within_a_year() {
    for (days, told) in [(364, "taken"), (367, "refused RETURN_LATE")] {
        let mut player = play("");
        player.perform("released 1");
        player.perform(&format!("wait {days}d"));
        let answer = player.perform("return 1 app_time=20270101090000");
        let answer = if answer.starts_with("refused") { answer } else { "taken".to_owned() };
        assert_eq!(answer, told, "{days} days");
    }
}

fn play_released(rest: &str) -> Player {
    play(&format!(
        "chances returns_reviewed=0
         chances returns_inspected=0
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         {rest}"
    ))
}

/// The tally of another parcel, or of another declaration in it, says nothing about this one.
#[test]
fn tallies_of_others_say_nothing() {
    play_released(
        "return 1 => return 1 2, return 1 3, return 1 120
         tally 1 logistics_no=OTHER => tally 1 2, tally 1 3, tally 1 399
         tally 1 co_el_no=T2 invt_no=29242026E000000009 => tally 1 2, tally 1 3, tally 1 100
         waits return 1 => the tally of the goods (215)
         outcome review-reject
         tally 1 co_el_no=T3 => tally 1 2, tally 1 3, tally 1 100
         outcome none
         tally 1 co_el_no=T3 => tally 1 2, tally 1 3, tally 1 399, return 1 800",
    );
}

/// What the sender of an application is told, by the outcome that it forces.
const ENDS: &str = "
    release        => 2 3 120 800
    review         => 2 3 120 300 800
    review-reject  => 2 3 120 300 100
    inspect        => 2 3 120 500 800
    inspect-reject => 2 3 120 500 100
    ship-back      => 2 3 120 500 100
    detain-501     => 2 3 120 500 505
    detain-599     => 2 3 120 500 505
    hand-over      => 2 3 120 500 505
    suspend        => 2 3 120 300 600 800
    send-failure   => 2 4
    repeat-receipts  => 2 2 3 3 120 120 800 800
    reorder-receipts => 3 2 120 800
";

#[test]
fn what_the_sender_is_told() {
    for row in ENDS.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (outcome, codes) = row.split_once("=>").unwrap();
        let mut player = play_released("");
        for line in [&format!("outcome {outcome}"), "return 1", "outcome none", "tally 1"] {
            player.perform(line);
        }
        let receipts = player.sandbox.receipts().into_iter();
        let told = receipts.filter(|r| r.keys.kind().message() == 213).map(|r| r.code.to_string());
        assert_eq!(told.collect::<Vec<_>>().join(" "), codes.trim(), "{row}");
    }
}

/// What came out wrong is corrected: changed while it is being reviewed no more, but before; deleted, and sent anew.
#[test]
fn applications_and_tallies_are_changed_and_deleted() {
    play_released(
        "clock manual
         return 1 => return 1 2
         return 1 app_type=2 => return 1 2
         return 1 app_type=3 => return 1 2
         clock auto => return 1 3, return 1 120
         return 1 => return 1 2, return 1 3, return 1 120
         tally 1 app_status=1 => tally 1 1
         waits return 1 => the tally of the goods (215)
         clock manual
         tally 1 => tally 1 2
         tally 1 app_type=2 => tally 1 2
         clock auto => tally 1 3, tally 1 399, return 1 800",
    );
}
