//! Goal: `goes_on` tells whoever follows a document whether to wait: it is true as long as more may come by itself, and
//! never at the end.

use crate::play::play;
use crate::sandbox::Screening;
use tongguan_clearance::command::SetClock;
use tongguan_clearance::{Filter, State, Went};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::ClockMode;
use tongguan_domain::screening::Lane;

/// Whether each document goes on, and how many steps it has made.
fn seen(state: &State) -> Vec<(bool, usize)> {
    let documents = state.documents(0, usize::MAX, &Filter::default()).documents;
    let explained = documents.iter().map(|standing| state.explain(standing.accepted.id).unwrap());
    explained.map(|explained| (explained.goes_on, explained.steps.len())).collect()
}

/// Sends `last` while time stands still, and then lets it go on, one timer at a time.
fn check(before: &[&str], last: &[&str]) {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    before.iter().for_each(|line| _ = player.perform(line));
    player.perform("clock manual");
    last.iter().for_each(|line| _ = player.perform(line));
    let sandbox = &mut player.sandbox;
    assert!(seen(&sandbox.state).iter().all(|(goes_on, _)| !goes_on), "time stands still: {last:?}");
    sandbox.screening = Screening::Lane(Lane::Green);
    sandbox.execute(SetClock(ClockMode::Auto)).unwrap();
    let mut beats = vec![seen(&sandbox.state)];
    loop {
        let beat = sandbox.state.settle(&sandbox.screening);
        sandbox.events.extend(beat.events.into_iter().flatten());
        beats.push(seen(&sandbox.state));
        if beat.went != Went::Fired {
            break;
        }
    }
    let end = beats.last().unwrap().clone();
    assert!(end.iter().all(|(goes_on, _)| !goes_on), "nothing more comes: {last:?}");
    for (beat, documents) in beats.iter().enumerate() {
        for (at, ((goes_on, steps), (_, in_the_end))) in documents.iter().zip(&end).enumerate() {
            assert!(*goes_on || steps == in_the_end, "{last:?}: document {} at beat {beat}", at + 1);
        }
    }
}

#[test]
fn it_is_true_until_nothing_more_comes() {
    let bare = "declaration 1 traf_name=~ voyage_no=~ bill_no=~";
    let papers = ["order 1", "waybill 1", "declaration 1"];
    let released = [&papers[..], &["arrival 1"]].concat();
    check(&[], &["order 1", "waybill 1", "declaration 1", "arrival 1"]);
    check(&["order 1", "waybill 1"], &["declaration 1"]);
    check(&["order 1", "declaration 1"], &["waybill 1"]);
    check(&["waybill 1", "declaration 1"], &["order 1"]);
    check(&papers, &["arrival 1"]);
    check(&papers, &["cancellation 1"]);
    check(&["order 1", "waybill 1", bare, "arrival 1"], &["manifest 1"]);
    check(&released, &["departure 1"]);
    check(&[&released[..], &["return 1"]].concat(), &["tally 1"]);
    check(&["order 1", "waybill 1"], &["order 1 app_type=3", "declaration 1"]);
    check(&["order 1", "waybill 1 pack_no=2", "declaration 1"], &["declaration 1 app_type=2"]);
    let parts = ["arrival 1 msg_count=2 msg_seq_no=2", "arrival 1 msg_count=2 msg_seq_no=1 app_type=2"];
    check(&[&papers[..], &["arrival 1 msg_count=2 msg_seq_no=1"]].concat(), &parts);
}

/// An open question holds the clock: whatever leans on it goes on, later.
#[test]
fn a_question_that_is_open_holds_everything() {
    let mut player = play("");
    for line in
        ["order 1", "waybill 1", "declaration 1", "clock manual", "order 2", "waybill 2", "declaration 2"]
    {
        player.perform(line);
    }
    player.sandbox.screening = Screening::Silent;
    player.perform("wait 20");
    player.perform("arrival 1");
    player.sandbox.execute(SetClock(ClockMode::Auto)).unwrap();
    player.sandbox.settle();
    let goes_on = |state: &State| state.explain(DocumentId(3)).unwrap().goes_on;
    assert!(goes_on(&player.sandbox.state), "its arrival is on its way");
    player.sandbox.screening = Screening::Lane(Lane::Green);
    player.sandbox.settle();
    assert!(!goes_on(&player.sandbox.state));
}
