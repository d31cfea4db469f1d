//! Goal: a waybill number stands for one parcel for six months, and then for another one.

use crate::play::{Player, play};
use tongguan_clearance::Origin;
use tongguan_testkit::{Parcel, changed};

/// Until then a second waybill is a duplicate; then nothing of the old parcel leaks into the new one.
#[test]
fn a_number_stands_for_a_new_parcel_after_six_months() {
    let mut player = play("");
    assert_eq!(player.perform("closed 1"), "closed");
    player.perform("wait 180d");
    let again = "waybill 1 app_time=20260706090000";
    assert_eq!(player.perform(again), "refused DUPLICATE");
    player.perform("wait 2d");
    // Another order, the same number.
    player.perform("order 2");
    let same_number = "declaration 2 logistics_no=LP000000000001";
    assert_eq!(player.perform(same_number), "declaration 2 2, declaration 2 3");
    assert_eq!(player.perform("waits declaration 2"), "waybill 3301980LGS+LP000000000001 (505)");
    let told = player.perform(again);
    assert!(told.ends_with("declaration 2 120, declaration 2 399"), "{told}");
    assert_eq!(player.phase("declaration", "2"), "reviewed", "the arrival was of the old parcel");
    assert_eq!(player.phase("declaration", "1"), "closed");
    assert!(player.perform("arrival 1 cop_no=ARR2").ends_with("declaration 2 800"));
    assert!(player.perform("departure 1 cop_no=DEP2").ends_with("declaration 2 899"));
}

/// The old declaration does not come back with a snapshot.
#[test]
fn a_new_parcel_stays_one_after_a_restart() {
    let mut player = play("");
    player.perform("closed 1");
    player.perform("wait 182d");
    player.perform("waybill 1 app_time=20260706090000");
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    player.sandbox.state = tongguan_clearance::State::from_snapshot(&bytes).unwrap();
    assert!(player.perform("departure 1 cop_no=DEP2").ends_with("departure 1 100"));
    assert_eq!(player.last_rejection(), "[Code:2791;Desc:运单无对应清单],[运单:3301980LGS+LP000000000001]");
}

const FIRST_PARCEL: &str = "
    order 1 => order 1 2, order 1 3
    waybill 1 => waybill 1 2, waybill 1 3
    declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
    arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
    departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899";

fn after(days: u32, rest: &str) -> Player {
    play(&format!("{FIRST_PARCEL}\nwait {days}d\n{rest}"))
}

/// The new declaration waits for the new waybill, and the goods may be there before both.
#[test]
fn a_new_parcel_under_an_old_number_comes_in_any_order() {
    after(
        182,
        "order 2 => order 2 2, order 2 3
         declaration 2 logistics_no=LP000000000001 bill_no=784-2 => declaration 2 2, declaration 2 3
         waits declaration 2 => waybill 3301980LGS+LP000000000001 (505)
         waybill 1 => waybill 1 2, waybill 1 3, order 2 120, waybill 1 120, declaration 2 120, declaration 2 399
         waits declaration 2 => the arrival of the goods (507)",
    );
    after(
        182,
        "arrival 1 cop_no=ARR2 => arrival 1 2, arrival 1 3, arrival 1 399
         order 2 => order 2 2, order 2 3
         waybill 1 app_status=1 => waybill 1 1
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 2 logistics_no=LP000000000001 bill_no=784-2 => declaration 2 2, declaration 2 3, order 2 120, waybill 1 120, declaration 2 120, declaration 2 399, declaration 2 800",
    );
}

/// The new waybill can be changed and deleted as any other; the old parcel has no part in it.
#[test]
fn a_new_parcel_is_changed_and_deleted() {
    after(
        190,
        "waybill 1 => waybill 1 2, waybill 1 3
         waybill 1 app_type=2 => waybill 1 2, waybill 1 3
         order 2 => order 2 2, order 2 3
         declaration 2 logistics_no=LP000000000001 bill_no=784-2 => declaration 2 2, declaration 2 3, order 2 120, waybill 1 120, declaration 2 120, declaration 2 399
         waits declaration 2 => the arrival of the goods (507)",
    );
    after(
        190,
        "waybill 1 => waybill 1 2, waybill 1 3
         waybill 1 app_type=3 => waybill 1 2, waybill 1 3, waybill 1 120
         waybill 1 => waybill 1 2, waybill 1 3
         phase declaration 1 => closed
         departure 1 cop_no=D2 => departure 1 2, departure 1 3, departure 1 100",
    );
}

/// A change names the same parcel: the months go on from the first version.
#[test]
fn a_change_does_not_begin_the_months_anew() {
    play(
        "waybill 1 => waybill 1 2, waybill 1 3
         wait 100d
         waybill 1 app_type=2 => waybill 1 2, waybill 1 3
         wait 90d
         waybill 1 => waybill 1 2, waybill 1 3",
    );
}

/// A new parcel whose waybill reaches customs only at the second go is as new as any other.
#[test]
fn a_new_parcel_is_corrected_before_customs_has_it() {
    let begun = [
        "outcome send-failure
         waybill 1 => waybill 1 2, waybill 1 4
         outcome none
         waybill 1 app_type=2 => waybill 1 2, waybill 1 3",
        "outcome send-failure
         waybill 1 => waybill 1 2, waybill 1 4
         outcome none
         waybill 1 app_status=1 => waybill 1 1
         waybill 1 => waybill 1 2, waybill 1 3",
        "waybill 1 app_status=1 => waybill 1 1
         waybill 1 app_type=2 app_status=1 => waybill 1 1
         waybill 1 app_type=2 => waybill 1 2, waybill 1 3",
        "waybill 1 => waybill 1 2, waybill 1 3
         waybill 1 app_type=3 => waybill 1 2, waybill 1 3, waybill 1 120
         waybill 1 => waybill 1 2, waybill 1 3",
        "waybill 1 => waybill 1 2, waybill 1 3
         outcome send-failure
         waybill 1 app_type=3 => waybill 1 2, waybill 1 4
         outcome none
         waybill 1 app_type=2 => waybill 1 2, waybill 1 3",
    ];
    for waybill in begun {
        after(
            190,
            &format!(
                "{waybill}
                 order 2 => order 2 2, order 2 3
                 declaration 2 logistics_no=LP000000000001 bill_no=784-2 => declaration 2 2, declaration 2 3, order 2 120, waybill 1 120, declaration 2 120, declaration 2 399
                 waits declaration 2 => the arrival of the goods (507)
                 phase declaration 1 => closed"
            ),
        );
        // A manifest of the new parcel does not meet the closed declaration of the old one.
        after(
            190,
            &format!(
                "{waybill}
                 declaration 2 logistics_no=LP000000000001 traf_name=~ voyage_no=~ bill_no=~ => declaration 2 2, declaration 2 3
                 manifest 1 => manifest 1 2, manifest 1 3, manifest 1 120"
            ),
        );
    }
}

/// While goods are under way, their number is not taken by what is saved, changed or deleted beside them.
#[test]
fn goods_under_way_keep_their_number() {
    let under_way = |rest: &str| {
        play(&format!(
            "order 1 => order 1 2, order 1 3
             waybill 1 => waybill 1 2, waybill 1 3
             declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
             wait 190d
             {rest}
             arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 800
             departure 1 => departure 1 2, departure 1 3, departure 1 399, declaration 1 899"
        ))
    };
    under_way(
        "waybill 1 app_status=1 => waybill 1 1
         waybill 1 app_type=3 => waybill 1 2, waybill 1 3, waybill 1 120",
    );
    under_way(
        "waybill 1 app_status=1 => waybill 1 1
         waybill 1 app_type=2 => refused DUPLICATE
         waybill 1 => refused DUPLICATE
         waybill 1 app_type=2 app_status=1 => waybill 1 1
         waybill 1 app_type=3 app_status=1 => waybill 1 1",
    );
    under_way(
        "waybill 1 app_status=1 => waybill 1 1
         outcome send-failure
         waybill 1 app_type=3 => waybill 1 2, waybill 1 4
         outcome none
         waybill 1 app_type=2 => refused DUPLICATE",
    );
}

/// A draft is there whichever way it is declared: in one call, too.
#[test]
fn a_new_parcel_is_changed_in_the_same_call() {
    for begins in ["", "app_status=1"] {
        let mut player = after(190, "");
        let waybill = |changes: &str| changed(Parcel::number(1).waybill, changes);
        let taken = player.sandbox.send(&[waybill(begins), waybill("app_type=2")], Origin::Native);
        assert_eq!(taken.unwrap().len(), 2, "{begins}");
        let other = Parcel::number(2);
        let declaration = changed(other.declaration, "logistics_no=LP000000000001 bill_no=784-2");
        player.sandbox.send(&[other.order.into(), declaration], Origin::Native).unwrap();
        assert_eq!(player.phases("declaration"), ["closed", "reviewed"], "{begins}");
    }
}
