//! Goal: who is wrong takes nothing from who is right. Whatever becomes of a document that names the same thing, the
//! others still stand, and nobody waits for nothing.

use crate::play::{Player, play};
use tongguan_clearance::Filter;

/// Declaration 2 names the waybill of parcel 1 by mistake.
const WRONG: &str = "declaration 2 logistics_no=LP000000000001";

/// Plays lines without comparing what is told.
fn played(lines: &[&str]) -> Player {
    let mut player = play("");
    for line in lines {
        let told = player.perform(line);
        assert!(!told.starts_with("refused"), "{line}: {told}");
    }
    player
}

/// Where both declarations stand, and what those that wait say that they wait for.
fn stand(player: &mut Player) -> [String; 2] {
    ["1", "2"].map(|number| {
        let phase = player.phase("declaration", number).to_owned();
        let waits = player.perform(&format!("waits declaration {number}"));
        if phase == "sent" { format!("{phase}: {waits}") } else { phase }
    })
}

/// However the slip is put right, and in whichever order the papers come.
#[test]
fn a_slip_that_is_put_right_harms_nobody() {
    let corrected = "declaration 2 app_type=2";
    let deleted = "declaration 2 logistics_no=LP000000000001 app_type=3";
    for (lines, stands) in [
        (&["order 1", "declaration 1", WRONG, corrected, "waybill 1"][..], ["reviewed", "sent: order"]),
        (&["order 1", "declaration 1", WRONG, deleted, "waybill 1"], ["reviewed", "withdrawn"]),
        (&["order 1", WRONG, "declaration 1", corrected, "waybill 1"], ["reviewed", "sent: order"]),
        (&["declaration 1", WRONG, "waybill 1", corrected, "order 1"], ["reviewed", "sent: order"]),
        // Never corrected: it waits for its own order.
        (&["order 1", "declaration 1", WRONG, "waybill 1"], ["reviewed", "sent: order"]),
        (&["order 1", WRONG, "declaration 1", "waybill 1"], ["reviewed", "sent: order"]),
        // Both are complete: one gets the waybill, the other is told so.
        (&["order 1", "order 2", "declaration 1", WRONG, "waybill 1"], ["reviewed", "rejected"]),
        (&["order 1", "declaration 1", WRONG, "waybill 1", "order 2"], ["reviewed", "rejected"]),
        // The first that names it is wrong in itself, so that the second gets it.
        (&["order 1", "order 2", "declaration 1 pack_no=7", WRONG, "waybill 1"], ["rejected", "reviewed"]),
    ] {
        let mut player = played(lines);
        let found = stand(&mut player);
        for (found, wanted) in found.iter().zip(stands) {
            assert!(found.starts_with(wanted), "{lines:?}: {found} instead of {wanted}");
        }
    }
}

#[test]
fn the_other_one_is_told_who_has_the_waybill() {
    let player = played(&["order 1", "order 2", "declaration 1", WRONG, "waybill 1"]);
    assert_eq!(
        player.last_rejection(),
        "[Code:1350;Desc:关联单证已被其他清单使用],[运单:3301980LGS+LP000000000001]"
    );
}

/// A manifest before the waybill meets the declaration that stands, not the one that was withdrawn or is wrong.
#[test]
fn a_manifest_meets_the_declaration_that_stands() {
    let bare = "traf_name=~ voyage_no=~ bill_no=~";
    for slip in [
        &["declaration 2 logistics_no=LP000000000001", "declaration 2 app_type=2"][..],
        &[
            "declaration 2 logistics_no=LP000000000001",
            "declaration 2 logistics_no=LP000000000001 app_type=3",
        ],
        &["declaration 2 logistics_no=LP000000000001 bill_no=999-1"],
    ] {
        let mut player = played(&[&format!("declaration 1 {bare}")]);
        for line in slip {
            player.perform(line);
        }
        assert!(player.perform("manifest 1").ends_with("manifest 1 120"), "{slip:?}");
        for line in ["order 1", "waybill 1"] {
            player.perform(line);
        }
        assert!(player.perform("arrival 1").ends_with("declaration 1 800"), "{slip:?}");
        assert!(player.perform("departure 1").ends_with("declaration 1 899"), "{slip:?}");
    }
}

/// Arrival and departure, too; and a declaration that comes later does not get in their way.
#[test]
fn goods_move_by_the_declaration_that_uses_the_waybill() {
    let mut player = played(&["order 1", "declaration 1", WRONG, "waybill 1", "arrival 1"]);
    assert_eq!(player.phase("declaration", "1"), "released");
    player.perform("declaration 3 logistics_no=LP000000000001");
    assert!(player.perform("departure 1").ends_with("declaration 1 899"));
    // A rejected one says more than none.
    let mut player = played(&["order 1", "waybill 1", "declaration 1 pack_no=7", "departure 1"]);
    assert!(player.last_rejection().contains("Code:2790"), "{}", player.last_rejection());
    player.perform("declaration 1 app_type=3");
    player.perform("departure 1");
    assert!(player.last_rejection().contains("Code:2791"), "{}", player.last_rejection());
}

/// After a restart everything is found as before.
#[test]
fn a_restart_changes_nothing() {
    let mut player = played(&["order 1", "declaration 1", WRONG, "declaration 2 app_type=2"]);
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    player.sandbox.state = tongguan_clearance::State::from_snapshot(&bytes).unwrap();
    assert!(player.perform("waybill 1").ends_with("declaration 1 399"));
}

/// A waybill that failed, was rejected or saved first is still the same parcel's.
#[test]
fn a_waybill_that_comes_at_the_second_try() {
    let mut player =
        played(&["order 1", "declaration 1", "outcome send-failure", "waybill 1", "outcome none"]);
    assert!(player.perform("waybill 1").ends_with("declaration 1 399"));
    let mut player = played(&["order 1", "declaration 1", "waybill 1 app_status=1", "waybill 1"]);
    assert_eq!(player.phase("declaration", "1"), "reviewed");
    assert!(player.perform("arrival 1").ends_with("declaration 1 800"));
}

/// A number that is free after six months is not free while its goods are under way.
#[test]
fn a_number_is_not_taken_from_goods_under_way() {
    for (before, told, then) in [
        (&["released 1"][..], "refused DUPLICATE", &["departure 1"][..]),
        (&["order 1", "waybill 1", "declaration 1"], "refused DUPLICATE", &["arrival 1", "departure 1"]),
        (&["closed 1"], "waybill 1 2, waybill 1 3", &[]),
    ] {
        let mut player = play("");
        for line in before {
            player.perform(line);
        }
        player.perform("wait 190d");
        assert_eq!(player.perform("waybill 1 app_time=20260714090000"), told);
        // What is only saved takes nothing.
        let saved = player.perform("waybill 1 app_time=20260714090000 app_status=1");
        assert_eq!(saved, if then.is_empty() { "refused DUPLICATE" } else { "waybill 1 1" });
        for line in then {
            player.perform(line);
        }
        assert_eq!(player.phase("declaration", "1"), "closed");
    }
}

/// Partners of a declaration that waits for something else say what it is.
#[test]
fn partners_say_what_their_declaration_waits_for() {
    let mut player = played(&["order 1", "declaration 1"]);
    assert_eq!(
        player.perform("waits order 1"),
        "declaration 2, which waits for waybill 3301980LGS+LP000000000001 (505)"
    );
    let mut player = played(&["waybill 1", "declaration 1"]);
    let told = player.perform("waits waybill 1");
    assert!(told.starts_with("declaration 2, which waits for order "), "{told}");
    let mut player = played(&["waybill 1"]);
    assert_eq!(player.perform("waits waybill 1"), "a declaration that names 3301980LGS+LP000000000001");
    let mut player = played(&["clock manual", "order 1", "waybill 1", "declaration 1", "wait 4"]);
    assert_eq!(player.perform("waits order 1"), "the comparison with declaration 3");
}

/// What a walk sends; of parcels 1 and 2, which take each other's waybill by mistake.
const WALK: &[&str] = &[
    "order N",
    "order N app_type=2",
    "order N app_type=3",
    "order N app_status=1",
    "payment N",
    "waybill N",
    "waybill N app_type=2",
    "waybill N app_type=3",
    "declaration N",
    "declaration N app_type=2",
    "declaration N app_type=3",
    "declaration N logistics_no=LP000000000001",
    "declaration N logistics_no=LP000000000001 app_type=2",
    "declaration N logistics_no=LP000000000002 app_type=2",
    "declaration N logistics_no=LP000000000002 traf_name=~ voyage_no=~ bill_no=~",
    "declaration N pack_no=7",
    "manifest N",
    "manifest N cop_no=M2",
    "manifest N app_type=3 msg_count=0 msg_seq_no=0",
    "arrival N",
    "arrival N lines=0 cop_no=B",
    "departure N",
    "cancellation N",
    "return N lines=1 items[0].qty=1 items[0].qty1=0.1",
    "return N app_type=3",
    "tally N",
    "outcome send-failure",
    "outcome inspect-reject",
    "outcome none",
    "wait 1h",
];

/// Whoever waits says for what, at every moment of a thousand ways through the process.
#[test]
fn nobody_waits_for_nothing() {
    let mut seed: u64 = 7;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for walk in 0..400 {
        let mut player = play("");
        let mut lines = Vec::new();
        for _ in 0..30 {
            let line = WALK[next(WALK.len())].replace('N', &(next(2) + 1).to_string());
            player.perform(&line);
            lines.push(line);
            let state = &player.sandbox.state;
            for document in state.documents(0, 100, &Filter::default()).documents {
                let waits = state.explain(document.accepted.id).unwrap().waiting_for;
                let phase = document.accepted.phase.name();
                assert!(
                    phase != "sent" || waits.iter().any(|wait| !wait.is_empty()),
                    "walk {walk}: {} {} waits for nothing after {lines:#?}",
                    document.accepted.kind.names().1,
                    document.accepted.id,
                );
                let stuck =
                    phase == "reviewed" && document.accepted.kind.message() == 603 && waits.is_empty();
                assert!(
                    !stuck,
                    "walk {walk}: {} is ready and does not move after {lines:#?}",
                    document.accepted.id
                );
            }
        }
    }
}
