//! Goal: goods leave only when bill, vehicle and voyage are known, and a manifest (607) may say so at any time before.

use crate::play::{Player, play};
use tongguan_clearance::State;
use tongguan_domain::names::DocumentId;

/// A declaration that does not say with what its goods leave.
const BARE: &str = "traf_name=~ voyage_no=~ bill_no=~";

/// A parcel whose declaration is bare and reviewed.
fn reviewed() -> Player {
    let mut player = play("");
    for line in ["order 1", "waybill 1", &format!("declaration 1 {BARE}")] {
        player.perform(line);
    }
    assert_eq!(player.phase("declaration", "1"), "reviewed");
    player
}

#[test]
fn the_manifest_may_come_before_or_after_the_arrival() {
    let mut player = reviewed();
    let both = "the arrival of the goods (507); a manifest (607) that says bill, vehicle and voyage";
    assert_eq!(player.perform("waits declaration 1"), both);
    assert_eq!(player.perform("arrival 1"), "arrival 1 2, arrival 1 3, arrival 1 399");
    let one = "a manifest (607) that says bill, vehicle and voyage";
    assert_eq!(player.perform("waits declaration 1"), one);
    assert_eq!(player.perform("manifest 1"), "manifest 1 2, manifest 1 3, manifest 1 120, declaration 1 800");

    let mut player = reviewed();
    assert_eq!(player.perform("manifest 1"), "manifest 1 2, manifest 1 3, manifest 1 120");
    assert_eq!(player.perform("waits declaration 1"), "the arrival of the goods (507)");
    assert_eq!(player.perform("arrival 1"), "arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800");
    let explained = player.sandbox.state.explain(DocumentId(3)).unwrap();
    let reasons: Vec<String> = explained.steps.into_iter().flat_map(|step| step.reasons).collect();
    assert!(reasons.contains(&"bill, vehicle and voyage: manifest 4".to_owned()), "{reasons:#?}");
}

/// The manifest may come while the declaration waits for its papers.
#[test]
fn the_manifest_may_come_before_the_review() {
    let mut player = play("");
    player.perform(&format!("declaration 1 {BARE}"));
    assert_eq!(player.perform("manifest 1"), "manifest 1 2, manifest 1 3, manifest 1 120");
    player.perform("arrival 1");
    player.perform("order 1");
    assert!(player.perform("waybill 1").ends_with("declaration 1 399, declaration 1 800"));
}

/// An arrival without lines means the bill, which only the manifest names.
#[test]
fn a_whole_bill_arrives_through_its_manifest() {
    let mut player = reviewed();
    player.perform("arrival 1 lines=0");
    assert_eq!(player.phase("declaration", "1"), "reviewed");
    assert!(player.perform("manifest 1").ends_with("declaration 1 800"));

    let mut player = reviewed();
    player.perform("manifest 1");
    assert!(player.perform("arrival 1 lines=0").ends_with("declaration 1 800"));
}

#[test]
fn parts_are_decided_on_together() {
    let mut player = reviewed();
    assert_eq!(
        player.perform("manifest 2 cop_no=M msg_count=2 msg_seq_no=2"),
        "manifest 2 2, manifest 2 3",
        "parts may come in any order"
    );
    assert_eq!(player.perform("waits manifest 2"), "1 of 2 parts of the split message: 1");
    assert_eq!(player.perform("manifest 1 cop_no=M msg_count=3 msg_seq_no=1"), "refused SPLIT_COUNT_DIFFERS");
    assert_eq!(player.perform("manifest 2 cop_no=M msg_count=2 msg_seq_no=2"), "refused DUPLICATE");
    let told = player.perform("manifest 1 cop_no=M msg_count=2 msg_seq_no=1");
    assert_eq!(told, "manifest 1 2, manifest 1 3, manifest 1 100, manifest 2 100");
    // What was rejected may be sent anew, in another number of parts.
    let told = player.perform("manifest 1 cop_no=M");
    assert_eq!(told, "manifest 1 2, manifest 1 3, manifest 1 120");
}

#[test]
fn a_manifest_that_does_not_fit_is_rejected_with_every_reason() {
    for (lines, reason) in [
        (&["manifest 1"][..], "[Code:2690;Desc:总分单运单无对应清单],[运单:3301980LGS+LP000000000001]"),
        (
            &["released 1", "manifest 1"],
            "[Code:2691;Desc:总分单运单对应清单状态不符],[运单:3301980LGS+LP000000000001,清单状态:800]",
        ),
        (
            &["order 1", "waybill 1", "declaration 1", "manifest 1 bill_no=784-9"],
            "[Code:2692;Desc:总分单与清单提运单号不一致],[运单:3301980LGS+LP000000000001,billNo:784-00000001,总分单:784-9]",
        ),
        (
            &["manifest 1 items[0].invt_no=29242026E000000001"],
            "[Code:2693;Desc:总分单退货清单无退货申请],[清单:29242026E000000001]",
        ),
    ] {
        let mut player = play("");
        for line in lines {
            player.perform(line);
        }
        assert_eq!(player.phase("manifest", "1"), "rejected");
        assert_eq!(player.last_rejection(), reason);
    }
    // A line that brings goods back needs an application for their return, and no declaration.
    let mut player = play("");
    for line in ["released 1", "return 1", "manifest 1 items[0].invt_no=29242026E000000001"] {
        player.perform(line);
    }
    assert_eq!(player.phase("manifest", "1"), "stored");
}

/// A deletion names no part and takes them all back, until goods have left under them.
#[test]
fn a_manifest_is_deleted_whole() {
    let deletion = "manifest 1 app_type=3 msg_count=0 msg_seq_no=0";
    let mut player = play("");
    assert_eq!(player.perform(deletion), "refused NOTHING_TO_CHANGE");
    for line in ["order 1", "waybill 1", &format!("declaration 1 {BARE}")] {
        player.perform(line);
    }
    player.perform("manifest 1 msg_count=2 msg_seq_no=2 items[0].invt_no=~");
    player.perform("manifest 1 msg_count=2");
    assert_eq!(player.phase("manifest", "1"), "stored");
    assert_eq!(player.perform("manifest 1 app_type=2 msg_count=2"), "refused STATE_DOES_NOT_MATCH");
    assert_eq!(player.perform(&format!("{deletion} app_time=20260101000000")), "refused OLD_MESSAGE");
    assert_eq!(player.perform(deletion), "manifest 1 2, manifest 1 3, manifest 1 120");
    assert_eq!(player.perform(deletion), "refused NOTHING_TO_CHANGE");
    let both = "the arrival of the goods (507); a manifest (607) that says bill, vehicle and voyage";
    assert_eq!(player.perform("waits declaration 1"), both);
    // What is deleted while a release is under way stops it.
    player.perform("manifest 1");
    player.perform("clock manual");
    player.perform("arrival 1");
    player.perform("wait 9");
    assert_eq!(player.perform("waits declaration 1"), "release or inspection");
    assert_eq!(player.perform(deletion), "refused STATE_DOES_NOT_MATCH");
    player.perform("clock auto");
    assert_eq!(player.phase("declaration", "1"), "released");
    assert_eq!(player.perform(deletion), "refused STATE_DOES_NOT_MATCH");
}

/// A deleted manifest is forgotten after a restart, too.
#[test]
fn a_deleted_manifest_does_not_come_back_with_a_snapshot() {
    let mut player = reviewed();
    player.perform("manifest 1");
    player.perform("manifest 1 app_type=3 msg_count=0 msg_seq_no=0");
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    player.sandbox.state = State::from_snapshot(&bytes).unwrap();
    assert_eq!(player.perform("arrival 1 lines=0"), "arrival 1 2, arrival 1 3, arrival 1 399");
    assert_eq!(player.phase("declaration", "1"), "reviewed");
}

/// A deletion that could not be sent is sent again.
#[test]
fn a_failed_deletion_is_repeated() {
    play(
        "declaration 1 bill_no=~ => declaration 1 2, declaration 1 3
         manifest 1 msg_count=2 msg_seq_no=2 => manifest 1 2, manifest 1 3
         outcome send-failure
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 => manifest 1 2, manifest 1 4
         order 1 => order 1 2, order 1 4
         order 1 app_type=3 => order 1 2, order 1 4
         outcome none
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 => manifest 1 2, manifest 1 3, manifest 1 120
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 => refused NOTHING_TO_CHANGE
         order 1 app_type=3 => order 1 2, order 1 3, order 1 120
         order 1 => order 1 2, order 1 3",
    );
}

/// Customs never heard of it: whatever could follow without it can follow.
#[test]
fn after_a_failed_deletion_a_change_is_taken() {
    for first in ["order 1 2, order 1 3", "order 1 2, order 1 4"] {
        let forced = if first.ends_with('4') { "outcome send-failure" } else { "outcome none" };
        play(&format!(
            "{forced}
             order 1 => {first}
             outcome send-failure
             order 1 app_type=3 => order 1 2, order 1 4
             outcome none
             order 1 app_type=2 app_status=1 => order 1 1
             order 1 app_type=2 => order 1 2, order 1 3
             phase order 1 => sent
             order 1 app_type=2 => order 1 2, order 1 3
             order 1 app_type=3 => order 1 2, order 1 3, order 1 120
             order 1 app_type=3 => refused NOTHING_TO_CHANGE",
        ));
    }
}

/// One part alone may claim another count when it is sent again, and a part that failed counts for nothing.
#[test]
fn parts_that_do_not_count() {
    play(
        "declaration 1 bill_no=~ => declaration 1 2, declaration 1 3
         manifest 1 msg_count=3 app_status=1 => manifest 1 1
         manifest 1 msg_count=2 => manifest 1 2, manifest 1 3
         manifest 1 app_type=2 => manifest 1 2, manifest 1 3, manifest 1 120
         outcome send-failure
         declaration 2 bill_no=~ => declaration 2 2, declaration 2 4
         manifest 2 msg_count=2 => manifest 2 2, manifest 2 4
         outcome none
         declaration 2 bill_no=~ => declaration 2 2, declaration 2 3
         manifest 2 => manifest 2 2, manifest 2 3, manifest 2 120",
    );
}

/// While customs confirms a deletion, new parts may come, in another number.
#[test]
fn new_parts_after_deletion() {
    play(
        "declaration 1 bill_no=~ => declaration 1 2, declaration 1 3
         manifest 1 msg_count=2 => manifest 1 2, manifest 1 3
         clock manual
         manifest 1 msg_count=0 msg_seq_no=0 app_type=3 => manifest 1 2
         manifest 1 => manifest 1 2
         clock auto => manifest 1 3, manifest 1 3, manifest 1 120, manifest 1 120
         phase manifest 1 => stored",
    );
}
