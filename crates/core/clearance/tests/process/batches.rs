//! Goal: the records of one native call are judged one by one, each after those before it, and taken all or not at all.

use crate::play::{Player, play};
use crate::sandbox::Sandbox;
use tongguan_clearance::Origin;
use tongguan_domain::document::Document;
use tongguan_domain::process::{Refusal, Settings, Unfit};
use tongguan_testkit::{Parcel, changed};

/// The rule that refuses a call, or how many documents it brought.
fn answer(sandbox: &mut Sandbox, documents: &[Document], origin: Origin) -> String {
    let before = sandbox.state.to_snapshot().unwrap();
    match sandbox.send(documents, origin) {
        Ok(results) => {
            let taken = results
                .iter()
                .filter(|result| matches!(result, tongguan_domain::process::RecordResult::Accepted(_)))
                .count();
            format!("{taken} of {}", results.len())
        }
        Err(Refusal::Document { unfit: Unfit { rule, .. }, index }) => {
            assert_eq!(sandbox.state.to_snapshot().unwrap(), before, "a refusal changes nothing");
            format!("{} at {index}", rule.code)
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// A call of two, native and by XML: both take it.
#[track_caller]
fn both_taken(prepared: impl Fn() -> Player, documents: impl Fn(&Player) -> Vec<Document>) {
    for origin in [Origin::Native, Origin::Ceb] {
        let mut player = prepared();
        let documents = documents(&player);
        let all = format!("{0} of {0}", documents.len());
        assert_eq!(answer(&mut player.sandbox, &documents, origin), all, "{origin:?}");
    }
}

#[test]
fn a_deleted_manifest_is_not_changed_in_the_same_call() {
    let deletion = || changed(Parcel::number(1).manifest(), "app_type=3 msg_count=0 msg_seq_no=0");
    let change = || changed(Parcel::number(1).manifest(), "app_type=2 msg_count=2");
    let pending = || {
        let mut player = play("clock manual");
        player.perform("manifest 1 msg_count=2");
        player
    };
    let mut player = pending();
    let told = answer(&mut player.sandbox, &[deletion(), change()], Origin::Native);
    assert_eq!(told, "STATE_DOES_NOT_MATCH at 1");
    both_taken(pending, |_| vec![change(), deletion()]);
}

#[test]
fn each_record_sees_those_before_it() {
    let parcel = Parcel::number(1);
    // A document and its change, its deletion, its declaration.
    let order = |changes: &str| changed(parcel.order.clone(), changes);
    both_taken(|| play(""), |_| vec![order(""), order("app_type=2")]);
    both_taken(|| play(""), |_| vec![order(""), order("app_type=3")]);
    both_taken(|| play(""), |_| vec![order("app_status=1"), order("")]);
    let mut sandbox = Sandbox::new(Settings::default());
    let twice = answer(&mut sandbox, &[order(""), order("")], Origin::Native);
    assert_eq!(twice, "DUPLICATE at 1");
    let deleted =
        answer(&mut sandbox, &[order(""), order("app_type=3"), order("app_type=2")], Origin::Native);
    assert_eq!(deleted, "STATE_DOES_NOT_MATCH at 2");
    // Parts: a draft counts for nothing, nor does what is deleted.
    let part = |changes: &str| changed(parcel.arrival.clone(), changes);
    both_taken(|| play(""), |_| vec![part("msg_count=3 app_status=1"), part("msg_count=2 msg_seq_no=2")]);
    let one_of_two = || {
        let mut player = play("");
        player.perform("arrival 1 msg_count=2");
        player
    };
    both_taken(one_of_two, |_| vec![part("msg_count=2 app_type=3"), part("msg_count=3 msg_seq_no=2")]);
    let told = answer(
        &mut one_of_two().sandbox,
        &[part("msg_count=2 msg_seq_no=2"), part("msg_count=3 msg_seq_no=3")],
        Origin::Native,
    );
    assert_eq!(told, "SPLIT_COUNT_DIFFERS at 1");
}

#[test]
fn cancellations_and_returns_in_one_call() {
    let reviewed = || {
        let mut player = play("");
        for line in ["order 1", "waybill 1", "declaration 1", "clock manual"] {
            player.perform(line);
        }
        player
    };
    let cancellation = |player: &Player, changes: &str| {
        changed(Parcel::number(1).cancellation(&player.invt_no("1")), changes)
    };
    let pending = || {
        let mut player = reviewed();
        player.perform("cancellation 1");
        player
    };
    both_taken(pending, |player| {
        vec![cancellation(player, "app_type=3"), cancellation(player, "cop_no=OTHER")]
    });
    both_taken(reviewed, |player| {
        vec![cancellation(player, "app_status=1"), cancellation(player, "cop_no=OTHER")]
    });
    let released = |player: &mut Player| {
        assert_eq!(player.perform("closed 1"), "closed");
        player.perform("clock manual");
        player.perform("return 1");
    };
    let returned = || {
        let mut player = play("");
        released(&mut player);
        player
    };
    let again = |player: &Player, changes: &str| {
        changed(Parcel::number(1).return_application(&player.invt_no("1")), changes)
    };
    both_taken(returned, |player| vec![again(player, "app_type=3"), again(player, "co_el_no=OTHER")]);
    let mut player = returned();
    let documents = [again(&player, "co_el_no=OTHER")];
    assert_eq!(answer(&mut player.sandbox, &documents, Origin::Native), "RETURN_QUANTITY at 0");
}
