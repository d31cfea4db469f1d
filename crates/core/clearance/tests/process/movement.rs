//! Goal: arrivals and departures, alone, by bill, and in parts.

use crate::play::{Player, play};

/// The goods may be there before the papers.
pub(crate) fn arrival_first() {
    play(
        "arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399, declaration 1 800",
    );
}

/// An arrival without lines means every parcel of the bill.
pub(crate) fn arrival_by_bill() {
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         order 2 => order 2 2, order 2 3
         waybill 2 => waybill 2 2, waybill 2 3
         declaration 2 => declaration 2 2, declaration 2 3, order 2 120, waybill 2 120, declaration 2 120, declaration 2 399
         order 200 => order 200 2, order 200 3
         waybill 200 => waybill 200 2, waybill 200 3
         declaration 200 => declaration 200 2, declaration 200 3, order 200 120, waybill 200 120, declaration 200 120, declaration 200 399
         arrival 1 lines=0 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800, declaration 2 800
         phase declaration 200 => reviewed
         order 3 => order 3 2, order 3 3
         waybill 3 => waybill 3 2, waybill 3 3
         declaration 3 => declaration 3 2, declaration 3 3, order 3 120, waybill 3 120, declaration 3 120, declaration 3 399, declaration 3 800",
    );
}

/// Parts may come in any order; customs decides when all are there.
pub(crate) fn split_arrival() {
    play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         arrival 3 cop_no=ARR msg_count=3 msg_seq_no=3 => arrival 3 2, arrival 3 3
         waits arrival 3 => 2 of 3 parts of the split message: 1, 2
         arrival 1 cop_no=ARR msg_count=3 msg_seq_no=1 => arrival 1 2, arrival 1 3
         arrival 2 cop_no=ARR msg_count=3 msg_seq_no=2 => arrival 2 2, arrival 2 3, arrival 1 399, arrival 2 399, arrival 3 399, declaration 1 800",
    );
}

/// A part that is changed while customs decides starts the decision again. Which timer comes first hangs on the draws,
/// so several groups try.
pub(crate) fn part_is_changed_while_customs_decides() {
    for group in 0..20 {
        let mut player = play("clock manual");
        let mut send = |part: u32, change: &str| {
            player
                .perform(&format!("arrival {part} cop_no=ARR{group} msg_count=3 msg_seq_no={part} {change}"));
            if change.is_empty() {
                player.perform("wait 3");
            }
        };
        for part in 1..=3 {
            send(part, "");
        }
        if player.phase("arrival", "3") != "comparing" {
            continue;
        }
        let told =
            player.perform(&format!("arrival 2 cop_no=ARR{group} msg_count=3 msg_seq_no=2 app_type=2"));
        assert_eq!(told, "arrival 2 2");
        let told = player.perform("clock auto");
        assert_eq!(told, "arrival 2 3, arrival 1 399, arrival 2 399, arrival 3 399", "group {group}");
    }
}

/// A part that customs works on is decided on with the part whose time is over first: taken or refused.
pub(crate) fn parts_that_customs_works_on() {
    let mut decided = std::collections::BTreeSet::new();
    for group in 0..20 {
        // Parcels 1 and 2 are declared and not released, 51 and 52 nobody knows.
        let cases = [
            ("departure", 0, 100, "rejected"),
            ("manifest", 0, 120, "stored"),
            ("manifest", 50, 100, "rejected"),
        ];
        for (kind, parcels, code, end) in cases {
            let mut player = play("");
            for number in 1..=2 {
                player.perform(&format!("order {number}"));
                player.perform(&format!("waybill {number}"));
                player.perform(&format!("declaration {number} traf_name=~ voyage_no=~ bill_no=~"));
            }
            player.perform("clock manual");
            let part = |number: u32, change: &str| {
                let parcel = parcels + number;
                format!("{kind} {parcel} cop_no=G{group} msg_count=2 msg_seq_no={number} {change}")
            };
            for line in [&part(1, ""), "wait 3", &part(2, ""), "wait 3"] {
                player.perform(line);
            }
            let (first, second) = (parcels + 1, parcels + 2);
            if player.phase(kind, &second.to_string()) != "comparing" {
                continue;
            }
            player.perform(&part(1, "app_type=2"));
            let told = player.perform("clock auto");
            assert_eq!(
                told,
                format!("{kind} {first} 3, {kind} {first} {code}, {kind} {second} {code}"),
                "group {group}"
            );
            assert_eq!(player.phase(kind, &second.to_string()), end);
            decided.insert((kind, end));
        }
    }
    assert_eq!(decided.len(), 3, "no group was long enough with customs");
}

/// What customs compares may still be changed or deleted; what is on its way to release may not.
pub(crate) fn changed_while_customs_works() {
    let papers = "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         clock manual =>
         declaration 1 => declaration 1 2
         wait 4 => declaration 1 3
         phase declaration 1 => comparing
         waits declaration 1 => customs to decide";
    for (change, then) in [("app_type=2", "reviewed"), ("app_type=3", "withdrawn")] {
        let mut player = play(papers);
        assert_eq!(player.perform(&format!("declaration 1 {change}")), "declaration 1 2");
        player.perform("clock auto");
        assert_eq!(player.phase("declaration", "1"), then, "{change}");
    }
    let mut player = play("");
    for line in ["order 1", "waybill 1", "declaration 1", "clock manual", "arrival 1", "wait 8"] {
        player.perform(line);
    }
    assert_eq!(player.phase("declaration", "1"), "leaving");
    assert_eq!(player.perform("waits declaration 1"), "release or inspection");
    for change in ["app_type=2", "app_type=3"] {
        assert_eq!(player.perform(&format!("declaration 1 {change}")), "refused STATE_DOES_NOT_MATCH");
    }
    assert_eq!(player.perform("clock auto"), "declaration 1 800");
}

/// A part can be taken back while others are awaited.
pub(crate) fn part_is_deleted() {
    play(
        "arrival 1 cop_no=ARR msg_count=2 msg_seq_no=1 => arrival 1 2, arrival 1 3
         arrival 1 cop_no=ARR msg_count=2 msg_seq_no=1 app_type=3 => arrival 1 2, arrival 1 3, arrival 1 120
         phase arrival 1 => withdrawn
         arrival 2 cop_no=ARR msg_count=2 msg_seq_no=2 => arrival 2 2, arrival 2 3
         waits arrival 2 => 1 of 2 parts of the split message: 1
         arrival 1 cop_no=ARR msg_count=2 msg_seq_no=1 => arrival 1 2, arrival 1 3, arrival 1 399, arrival 2 399",
    );
}

/// Goods that are not released may not leave; every parcel that is not is a reason.
pub(crate) fn departure_too_early() {
    let player = play(
        "departure 1 => departure 1 2, departure 1 3, departure 1 100
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         departure 1 => departure 1 2, departure 1 3, departure 1 100
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899
         departure 1 cop_no=DEP2 => departure 1 2, departure 1 3, departure 1 100",
    );
    let reasons: Vec<String> = reasons_of(&player);
    assert_eq!(
        reasons,
        [
            "[Code:2791;Desc:运单无对应清单],[运单:3301980LGS+LP000000000001]",
            "[Code:2790;Desc:运单对应清单未放行],[运单:3301980LGS+LP000000000001,清单状态:399]",
            "[Code:2790;Desc:运单对应清单未放行],[运单:3301980LGS+LP000000000001,清单状态:899]",
        ]
    );
}

/// The parts of a departure are refused together, with the reasons of all.
pub(crate) fn split_departure() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
         departure 2 cop_no=DEP msg_count=2 msg_seq_no=2 => departure 2 2, departure 2 3
         departure 1 cop_no=DEP msg_count=2 msg_seq_no=1 => departure 1 2, departure 1 3, departure 1 100, departure 2 100
         departure 1 cop_no=DEP msg_count=2 msg_seq_no=1 => departure 1 2, departure 1 3
         departure 1 cop_no=DEP msg_count=2 msg_seq_no=2 => departure 1 2, departure 1 3, departure 1 399, departure 1 399, declaration 1 899
         phase declaration 1 => closed",
    );
    assert_eq!(reasons_of(&player).len(), 2);
}

fn reasons_of(player: &Player) -> Vec<String> {
    let receipts = player.sandbox.receipts();
    receipts.into_iter().filter(|r| r.code.number() == 100).map(|r| r.info).collect()
}

#[test]
fn an_arrival_may_come_first() {
    arrival_first();
}

#[test]
fn an_arrival_without_lines_means_the_bill() {
    arrival_by_bill();
}

#[test]
fn parts_may_come_in_any_order() {
    split_arrival();
    split_departure();
}

#[test]
fn a_part_may_be_changed_or_deleted() {
    part_is_changed_while_customs_decides();
    part_is_deleted();
    parts_that_customs_works_on();
    changed_while_customs_works();
}

#[test]
fn goods_leave_only_when_released() {
    departure_too_early();
}
