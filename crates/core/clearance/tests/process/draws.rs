//! Goal: every draw is for itself: by kind, key, number of the version, and purpose.

use crate::play::{Player, play};

/// Of 200 parcels, how often only the first, only the second, both, or none could not be sent.
fn failures(mut first_and_second: impl FnMut(u32) -> (bool, bool)) -> [u32; 4] {
    let mut counts = [0; 4];
    for number in 1..=200 {
        counts[match first_and_second(number) {
            (true, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
            (false, false) => 3,
        }] += 1;
    }
    counts
}

#[track_caller]
fn independent(counts: [u32; 4]) {
    assert!(counts.iter().all(|count| (25..=80).contains(count)), "{counts:?}");
}

fn fails(player: &mut Player, paper: &str) -> bool {
    let told = player.perform(paper);
    assert!(!told.is_empty() && !told.starts_with("refused"), "{paper}: {told}");
    told.split(", ").any(|receipt| receipt.ends_with(" 4"))
}

/// Papers of one key, but of two kinds.
#[test]
fn kinds_do_not_share_their_luck() {
    let mut player = play("chances sending_fails=500000");
    independent(failures(|number| {
        (
            fails(&mut player, &format!("payment {number}")),
            fails(&mut player, &format!("declaration {number}")),
        )
    }));
    let mut player = play("chances sending_fails=500000");
    independent(failures(|number| {
        (
            fails(
                &mut player,
                &format!("arrival {number} cop_no=N{number} operator_code=3301980LGS msg_count=2"),
            ),
            fails(&mut player, &format!("departure {number} cop_no=N{number} msg_count=2")),
        )
    }));
}

/// A change or a deletion is not bound to what became of the document, nor is a repetition.
#[test]
fn versions_do_not_share_their_luck() {
    for change in ["app_type=2", "app_type=3"] {
        let mut player = play("chances sending_fails=500000");
        independent(failures(|number| {
            let first = fails(&mut player, &format!("order {number}"));
            (first, fails(&mut player, &format!("order {number} {change}")))
        }));
    }
    let mut player = play("chances sending_fails=500000");
    let mut failed = 0;
    for number in 1..=100 {
        while fails(&mut player, &format!("order {number}")) {}
        failed += u32::from(fails(&mut player, &format!("order {number} app_type=3")));
    }
    assert!((30..=70).contains(&failed), "{failed}");
}

/// Whoever was rejected corrects his declaration, and it is reviewed anew.
#[test]
fn a_correction_is_drawn_anew() {
    let mut player = play("lane yellow");
    let mut rejected = 0;
    for number in 1..=200 {
        for kind in ["order", "waybill", "declaration"] {
            player.perform(&format!("{kind} {number}"));
        }
        let mut tries = 0;
        while player.phase("declaration", &number.to_string()) == "rejected" {
            rejected += u32::from(tries == 0);
            tries += 1;
            assert!(tries < 20, "parcel {number} is rejected for ever");
            player.perform(&format!("declaration {number}"));
        }
    }
    assert!(rejected > 0);
}
