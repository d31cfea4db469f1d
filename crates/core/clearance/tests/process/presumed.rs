//! Goal: what the electronic port took because a deletion was on its way is what customs can take, also when it never
//! hears of the deletion.

use crate::play::{Player, play};

/// Every parcel has draws of its own, so that sometimes the deletion is sent first, and sometimes what came after it.
const DRAWS: std::ops::RangeInclusive<u32> = 1..=12;

/// A deletion that is sent or not, and what comes after it while it is on its way; what was told then.
fn after_deletion(player: &mut Player, fails: bool, deletion: &str, then: &str) -> String {
    player.perform("clock manual");
    player.perform(if fails { "outcome send-failure" } else { "outcome none" });
    player.perform(deletion);
    player.perform("outcome none");
    let taken = player.perform(then);
    assert!(taken.ends_with(" 2"), "{then}: {taken}");
    player.perform("clock auto")
}

#[test]
fn a_manifest_anew() {
    for n in DRAWS {
        for fails in [false, true] {
            let mut player = play("");
            player.perform(&format!("order {n}"));
            player.perform(&format!("waybill {n}"));
            player.perform(&format!("declaration {n} traf_name=~ voyage_no=~ bill_no=~"));
            player.perform(&format!("manifest {n}"));
            let deletion = format!("manifest {n} app_type=3 msg_count=0 msg_seq_no=0");
            let anew = format!("manifest {n} bill_no=784-9");
            let told = after_deletion(&mut player, fails, &deletion, &anew);
            let end = if fails { "rejected" } else { "stored" };
            assert_eq!(player.phase("manifest", &n.to_string()), end, "manifest {n}, {told}");
            let phases = player.phases("manifest");
            assert_eq!(
                phases.iter().filter(|phase| **phase == "stored").count(),
                1,
                "manifest {n}: {phases:?}"
            );
            if !fails {
                continue;
            }
            assert!(player.last_rejection().starts_with("[Code:1371;"), "{}", player.last_rejection());
            // The accepted one stands: by number, by bill, and for the goods.
            assert_eq!(player.perform(&format!("manifest {n}")), "refused DUPLICATE");
            let told = player.perform(&format!("arrival {n} lines=0"));
            assert!(told.ends_with(&format!("declaration {n} 800")), "{told}");
        }
    }
}

#[test]
fn another_return() {
    for n in DRAWS {
        for fails in [false, true] {
            let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
            assert_eq!(player.perform(&format!("released {n}")), "released");
            player.perform("wait 1");
            player.perform(&format!("return {n}"));
            let deletion = format!("return {n} app_type=3");
            let other = format!("return {n} co_el_no=OTHER");
            let told = after_deletion(&mut player, fails, &deletion, &other);
            let end = if fails { "rejected" } else { "stored" };
            assert_eq!(player.phase("return", &n.to_string()), end, "return {n}: {told}");
            let stored = player.phases("return").iter().filter(|phase| **phase == "stored").count();
            assert_eq!(stored, 1, "the goods come back once");
            if fails {
                assert!(player.last_rejection().starts_with("[Code:2898;"), "{}", player.last_rejection());
                // The deletion is sent again, and then the other.
                player.perform(&deletion);
                assert!(player.perform(&other).ends_with(&format!("return {n} 120")));
            }
        }
    }
}

/// Two applications change at the same time, each into what the other gives up: they lean on each other. Neither waits for
/// ever; whoever has to give way hears why.
#[test]
fn returns_that_wait_for_each_other() {
    let mut ended = std::collections::BTreeSet::new();
    for n in DRAWS {
        let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
        player.perform(&format!("released {n}"));
        // So many tenths of both lines; there are 20 and 30 of them.
        let application = |name: &str, first: u32, second: u32, change: &str| {
            let (first, second) = (first * 2, second * 3);
            let tenths = |number: u32| format!("{}.{}", number / 10, number % 10);
            let (first, second) = (tenths(first), tenths(second));
            let first = format!("items[0].qty={first} items[0].qty1=0.01");
            let second = format!("items[1].qty={second} items[1].qty1={second} items[1].qty2=0.01");
            format!("return {n} lines=2 {first} {second} co_el_no={name} logistics_no=RT{name} {change}")
        };
        for line in [
            application("R1", 5, 5, ""),
            application("R2", 5, 5, ""),
            "clock manual".to_owned(),
            application("R1", 3, 3, "app_type=2"),
            application("R2", 7, 3, "app_type=2"),
            application("R1", 3, 7, "app_type=2"),
        ] {
            let told = player.perform(&line);
            assert!(!told.contains("refused"), "{line}: {told}");
        }
        player.perform("clock auto");
        assert_eq!(player.sandbox.state.view().timers, 0);
        let phases = player.phases("return");
        assert!(phases.iter().all(|phase| *phase != "received"), "return {n} waits for ever: {phases:?}");
        ended.extend(phases.iter().map(|phase| (*phase).to_owned()));
    }
    assert!(ended.contains("rejected"), "none gave way: {ended:?}");
}

#[test]
fn a_part_with_another_count() {
    for kind in ["arrival", "departure", "summary"] {
        for n in DRAWS {
            for fails in [false, true] {
                let mut player = play("");
                player.perform(&format!("{kind} {n} msg_count=2"));
                let deletion = format!("{kind} {n} msg_count=2 app_type=3");
                let part = format!("{kind} {n} msg_count=3 msg_seq_no=2");
                let told = after_deletion(&mut player, fails, &deletion, &part);
                let end = if fails { "rejected" } else { "sent" };
                assert_eq!(player.phase(kind, &n.to_string()), end, "{kind} {n}: {told}");
                if fails {
                    assert!(
                        player.last_rejection().starts_with("[Code:1372;"),
                        "{}",
                        player.last_rejection()
                    );
                    let again = player.perform(&format!("{kind} {n} msg_count=2 msg_seq_no=2"));
                    assert!(again.starts_with(&format!("{kind} {n} 2, {kind} {n} 3")), "{again}");
                }
            }
        }
    }
}

/// What stands is the same after a restart.
#[test]
fn the_accepted_one_stands_after_a_restart() {
    let mut player = play(
        "declaration 1 bill_no=~ => declaration 1 2, declaration 1 3
         manifest 1 => manifest 1 2, manifest 1 3, manifest 1 120",
    );
    let deletion = "manifest 1 app_type=3 msg_count=0 msg_seq_no=0";
    after_deletion(&mut player, true, deletion, "manifest 1 bill_no=784-9");
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    player.sandbox.state = tongguan_clearance::State::from_snapshot(&bytes).unwrap();
    assert_eq!(player.perform("manifest 1"), "refused DUPLICATE");
    assert_eq!(player.perform(deletion), "manifest 1 2, manifest 1 3, manifest 1 120");
    assert_eq!(player.perform("manifest 1"), "manifest 1 2, manifest 1 3, manifest 1 120");
}

/// A change that leans on a deletion is rejected with it; the part under it stands, and is decided with the others.
#[test]
fn a_rejected_change_leaves_the_part_under_it() {
    for kind in ["arrival", "summary"] {
        for n in DRAWS {
            let mut player = play("");
            player.perform(&format!("{kind} {n} msg_count=3"));
            player.perform(&format!("{kind} {n} msg_count=3 msg_seq_no=2"));
            let deletion = format!("{kind} {n} msg_count=3 msg_seq_no=2 app_type=3");
            let told =
                after_deletion(&mut player, true, &deletion, &format!("{kind} {n} msg_count=2 app_type=2"));
            assert!(told.contains(" 4"), "{told}");
            let last = player.perform(&format!("{kind} {n} msg_count=3 msg_seq_no=3"));
            let end = if kind == "arrival" { "reviewed" } else { "rejected" };
            let phases = player.phases(kind);
            let ended = phases.iter().filter(|phase| **phase == end).count();
            // The application names no declarations that are closed, so customs rejects it, all three parts.
            assert_eq!(
                ended,
                if kind == "arrival" { 3 } else { 4 },
                "{kind} {n}: {told}; {last}; {phases:?}"
            );
            assert!(!phases.contains(&"sent"), "{kind} {n}: {phases:?}");
        }
    }
}
