//! Goal: a version stands until customs is told of the next one. What is only saved, or cannot be sent, changes nothing.

use crate::play::play;
use tongguan_clearance::command::Scored;
use tongguan_clearance::{Answers, Question};
use tongguan_rehearsal::Standard;

/// A change or a deletion that is saved leaves the declared document where it is; declared, it takes effect.
#[test]
fn what_is_saved_waits_for_being_declared() {
    for (change, then) in [("app_type=3", "withdrawn"), ("app_type=2", "sent")] {
        let mut player = play("order 1 => order 1 2, order 1 3");
        assert_eq!(player.perform(&format!("order 1 {change} app_status=1")), "order 1 1", "{change}");
        player.perform("waybill 1");
        // The order is still there: the comparison is made.
        let told = player.perform("declaration 1 pack_no=2");
        assert!(told.ends_with("declaration 1 100"), "{change}: {told}");
        let told = player.perform(&format!("order 1 {change}"));
        assert!(told.starts_with("order 1 2, order 1 3"), "{change}: {told}");
        assert_eq!(player.phase("order", "1"), then, "{change}");
    }
    play(
        "order 1 => order 1 2, order 1 3
         order 1 app_type=3 app_status=1 => order 1 1
         waits order 1 => the same document with appStatus 2
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

/// The same of every other kind.
#[test]
fn nothing_saved_takes_part() {
    // A change of a declaration while it is being compared.
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         clock manual
         declaration 1 => declaration 1 2
         wait 4 => declaration 1 3
         declaration 1 app_type=2 app_status=1 => declaration 1 1
         clock auto => order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
    // A part of an arrival.
    play(
        "arrival 1 msg_count=2 => arrival 1 2, arrival 1 3
         arrival 1 msg_count=2 app_type=2 app_status=1 => arrival 1 1
         arrival 1 msg_count=2 msg_seq_no=2 => arrival 1 2, arrival 1 3, arrival 1 399, arrival 1 399",
    );
    // The deletion of an accepted manifest.
    let deletion = "manifest 1 msg_count=0 msg_seq_no=0 app_type=3";
    let mut player = play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 traf_name=~ voyage_no=~ bill_no=~ => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         manifest 1 => manifest 1 2, manifest 1 3, manifest 1 120",
    );
    assert_eq!(player.perform(&format!("{deletion} app_status=1")), "manifest 1 1");
    assert_eq!(player.perform("waits declaration 1"), "the arrival of the goods (507)");
    assert_eq!(player.perform(deletion), "manifest 1 2, manifest 1 3, manifest 1 120");
    let both = "the arrival of the goods (507); a manifest (607) that says bill, vehicle and voyage";
    assert_eq!(player.perform("waits declaration 1"), both);
    // A new waybill under a number that is free again.
    let mut player = play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         wait 182d
         waybill 1 app_status=1 app_time=20260706090000 => waybill 1 1",
    );
    assert!(player.perform("arrival 1").ends_with("declaration 1 800"));
}

/// 4: customs still has the version before it.
#[test]
fn what_cannot_be_sent_leaves_the_old_version_in_force() {
    for change in ["app_type=3", "app_type=2 items[0].item_no=OTHER"] {
        play(&format!(
            "order 1 => order 1 2, order 1 3
             outcome send-failure
             order 1 {change} => order 1 2, order 1 4
             outcome none
             waybill 1 => waybill 1 2, waybill 1 3
             declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
        ));
    }
    // A declaration that waits; whichever paper comes last.
    play(
        "declaration 1 => declaration 1 2, declaration 1 3
         outcome send-failure
         declaration 1 app_type=2 pack_no=2 => declaration 1 2, declaration 1 4
         outcome none
         waybill 1 => waybill 1 2, waybill 1 3
         order 1 => order 1 2, order 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
    // What was under way goes on.
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         clock manual
         declaration 1 => declaration 1 2
         outcome send-failure
         order 1 app_type=3 => order 1 2
         outcome none
         clock auto => order 1 4, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
    // An accepted manifest.
    let mut player = play("");
    for line in ["order 1", "waybill 1", "declaration 1 traf_name=~ voyage_no=~ bill_no=~", "manifest 1"] {
        player.perform(line);
    }
    player.perform("outcome send-failure");
    let deletion = "manifest 1 msg_count=0 msg_seq_no=0 app_type=3";
    assert_eq!(player.perform(deletion), "manifest 1 2, manifest 1 4");
    player.perform("outcome none");
    assert!(player.perform("arrival 1").ends_with("declaration 1 800"));
}

/// A version that has not been sent yet is sent after all if the one over it cannot be.
#[test]
fn a_held_version_is_sent_after_all() {
    play(
        "clock manual
         order 1 => order 1 2
         outcome send-failure
         order 1 app_type=2 => order 1 2
         outcome none
         clock auto => order 1 4, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

/// Until customs is told, the old version waits for the new one.
pub(crate) fn a_change_on_its_way() {
    play(
        "clock manual
         order 1 => order 1 2
         waybill 1 => waybill 1 2
         declaration 1 pack_no=2 => declaration 1 2
         declaration 1 app_type=2 => declaration 1 2
         clock auto => declaration 1 3, waybill 1 3, order 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
}

#[test]
fn a_change_on_its_way_comes_first() {
    a_change_on_its_way();
}

/// A manifest that was only saved can be deleted, as any other paper.
#[test]
fn a_saved_manifest_is_deleted() {
    play(
        "manifest 1 app_status=1 => manifest 1 1
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 => manifest 1 2, manifest 1 3, manifest 1 120
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 => refused NOTHING_TO_CHANGE
         order 1 app_status=1 => order 1 1
         order 1 app_type=3 => order 1 2, order 1 3, order 1 120
         order 1 app_type=3 => refused NOTHING_TO_CHANGE",
    );
}

/// A repeated delivery does not bring back what was deleted.
#[test]
fn old_messages_after_a_deletion() {
    for kind in ["order", "payment", "waybill", "declaration", "arrival", "departure"] {
        let count = if matches!(kind, "arrival" | "departure") { " msg_count=2" } else { "" };
        let mut player = play("");
        player.perform(&format!("{kind} 1{count}"));
        let told = player.perform(&format!("{kind} 1{count} app_type=3 app_time=20260105100000"));
        assert!(told.ends_with("120"), "{kind}: {told}");
        assert_eq!(player.perform(&format!("{kind} 1{count}")), "refused OLD_MESSAGE", "{kind}");
        let again = player.perform(&format!("{kind} 1{count} app_time=20260105100001"));
        assert!(again.ends_with(" 3"), "{kind}: {again}");
    }
    play(
        "manifest 1 msg_count=2 => manifest 1 2, manifest 1 3
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 app_time=20260105100000 => manifest 1 2, manifest 1 3, manifest 1 120
         manifest 1 msg_count=2 => refused OLD_MESSAGE",
    );
}

/// Forced on any part, in any order, and of every kind that is split: customs does not decide.
#[test]
fn a_part_that_never_comes() {
    for kind in ["arrival", "departure", "manifest", "summary"] {
        for lost in [1, 2] {
            let mut player = play("declaration 1 bill_no=~ => declaration 1 2, declaration 1 3");
            for part in [1, 2] {
                player.perform(if part == lost { "outcome partner-missing" } else { "outcome none" });
                let told = player.perform(&format!("{kind} 1 msg_count=2 msg_seq_no={part}"));
                assert_eq!(told, format!("{kind} 1 2, {kind} 1 3"), "{kind}, {lost} is lost");
            }
            assert!(player.perform(&format!("waits {kind} 1")).contains("never comes"), "{kind}, {lost}");
        }
    }
}

/// Screening hears of a payment that customs has, and of no other.
#[test]
fn a_payment_counts_while_customs_has_it() {
    let rows = [
        ("", false),
        ("payment 1", true),
        ("payment 1 app_status=1", false),
        ("payment 1|payment 1 app_type=3", false),
        ("payment 1|payment 1 app_type=3 app_status=1", true),
        ("payment 1|outcome send-failure|payment 1 app_type=3|outcome none", true),
        ("outcome send-failure|payment 1|outcome none", false),
    ];
    for (payment, expected) in rows {
        let mut player = play("lane none");
        for line in payment.split('|').filter(|line| !line.is_empty()) {
            player.perform(line);
        }
        for line in ["order 1", "waybill 1", "declaration 1"] {
            player.perform(line);
        }
        let state = &mut player.sandbox.state;
        let Some(Question::Score(id, facts)) = state.question() else { panic!("no score is asked for") };
        let score = Standard::default().score(&facts).unwrap();
        let ((), events) = state.execute(Scored(id, score)).unwrap();
        let Some(Question::Screen(_, facts)) = state.question() else { panic!("no screening is asked for") };
        player.sandbox.events.extend(events);
        assert_eq!(facts.has_payment, expected, "{payment}");
    }
}

/// Of two changes on their way the later one cannot be sent: the earlier one still takes its turn, so that the version
/// under both goes no further meanwhile, and nothing is accepted twice.
#[test]
fn one_of_two_changes_on_their_way_fails() {
    // Each parcel has draws of its own.
    for n in 1..=40 {
        let mut player = play("clock manual");
        for line in ["order", "waybill"] {
            player.perform(&format!("{line} {n}"));
        }
        player.perform("wait 10");
        player.perform(&format!("declaration {n}"));
        player.perform("wait 3");
        player.perform(&format!("declaration {n} app_type=2"));
        player.perform("outcome send-failure");
        player.perform(&format!("declaration {n} app_type=2"));
        player.perform("outcome none");
        let told = player.perform("clock auto");
        let count = |code: &str| told.matches(&format!("declaration {n} {code}")).count();
        assert_eq!((count("120"), count("399")), (1, 1), "parcel {n}: {told}");
        assert!(told.contains(&format!("declaration {n} 4")), "parcel {n}: {told}");
    }
}

/// A part that comes while the deletion of its manifest is on its way is known when the old part has fallen.
#[test]
fn a_part_under_a_deletion_is_not_forgotten() {
    for n in 1..=20 {
        let mut player = play("clock manual");
        player.perform(&format!("manifest {n}"));
        player.perform("wait 120");
        player.perform(&format!("manifest {n} msg_count=0 msg_seq_no=0 app_type=3"));
        player.perform(&format!("manifest {n} msg_count=2"));
        // Sometimes the deletion is sent first, sometimes the part.
        let sent = (0..60).any(|_| player.perform("wait 1").contains(&format!("manifest {n} 3")));
        assert!(sent, "manifest {n}");
        let told = player.perform(&format!("manifest {n} msg_count=3 msg_seq_no=2"));
        assert!(told.contains("SPLIT_COUNT_DIFFERS"), "manifest {n}: {told}");
    }
}
