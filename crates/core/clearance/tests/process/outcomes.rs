//! Goal: a sender can force every outcome, by call metadata or by a note.

use crate::play::play;
use tongguan_domain::process::Outcome;

/// What the declaration is told after its order and waybill are there and its goods have arrived.
const ENDS: &str = "
    release        => 2 3 120 399 800
    review         => 2 3 120 300 399 800
    review-reject  => 2 3 120 300 100
    inspect        => 2 3 120 399 500 800
    inspect-reject => 2 3 120 399 500 100
    ship-back      => 2 3 120 399 500 700
    detain-501     => 2 3 120 399 500 501
    detain-502     => 2 3 120 399 500 502
    detain-503     => 2 3 120 399 500 503
    detain-599     => 2 3 120 399 500 599
    send-failure   => 2 4
    suspend        => 2 3 120 300 600 399 800
    hand-over      => 2 3 120 399 500 501
    partner-missing => 2 3
    repeat-receipts => 2 2 3 3 120 120 300 300 399 399 800 800
    reorder-receipts => 3 2 300 120 399 800
";

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = ENDS.lines().filter_map(|row| row.split_once("=>"));
    rows.map(|(name, codes)| (name.trim(), codes.trim()))
}

fn told(name: &str, by_note: bool) -> String {
    let (forced, note) = if by_note {
        (String::new(), format!("note=谢谢[outcome:{name}]!"))
    } else {
        (format!("outcome {name}"), String::new())
    };
    let mut player = play("");
    for line in [
        "lane yellow",
        "order 1",
        "waybill 1",
        &forced,
        &format!("declaration 1 {note}"),
        "outcome none",
        "arrival 1",
    ] {
        if !line.is_empty() {
            player.perform(line);
        }
    }
    let receipts = player.sandbox.receipts().into_iter();
    let codes = receipts.filter(|receipt| receipt.keys.kind().message() == 603);
    codes.map(|receipt| receipt.code.to_string()).collect::<Vec<_>>().join(" ")
}

pub(crate) fn forced() {
    for (name, codes) in rows() {
        assert_eq!(told(name, false), codes, "{name} by metadata");
        assert_eq!(told(name, true), codes, "{name} by note");
    }
}

/// What customs could not be reached for is sent again.
pub(crate) fn sending_fails_and_is_repeated() {
    play(
        "outcome send-failure
         order 1 => order 1 2, order 1 4
         phase order 1 => sending failed
         waits order 1 => the sender to send it again
         outcome none
         order 1 => order 1 2, order 1 3
         outcome send-failure
         waybill 1 => waybill 1 2, waybill 1 4
         outcome none
         waybill 1 app_type=3 => waybill 1 2, waybill 1 3, waybill 1 120",
    );
}

/// The forced lane is written down beside what screening alone chose.
pub(crate) fn forced_lane_is_explained() {
    let player = play(
        "outcome inspect
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399, declaration 1 500, declaration 1 800",
    );
    let id = tongguan_domain::names::DocumentId(3);
    let explained = player.sandbox.state.explain(id).unwrap();
    let reasons: Vec<String> = explained.steps.into_iter().flat_map(|step| step.reasons).collect();
    assert!(
        reasons.contains(
            &"screening forced: the sender forced this lane; screening alone chose release".to_owned()
        ),
        "{reasons:#?}"
    );
}

#[test]
fn every_outcome_can_be_forced() {
    forced();
    let named: Vec<&str> = rows().map(|(name, _)| name).collect();
    assert_eq!(named, Outcome::ALL.map(|(_, name, _)| name));
}

#[test]
fn a_failed_sending_is_repeated() {
    sending_fails_and_is_repeated();
}

#[test]
fn a_forced_lane_is_explained() {
    forced_lane_is_explained();
}

#[test]
fn a_note_without_a_known_outcome_forces_nothing() {
    for note in
        ["", "[outcome:]", "[outcome:inspect", "outcome:inspect]", "[outcome:INSPECT]", "[outcome:nothing]"]
    {
        assert_eq!(Outcome::in_note(note), None, "{note}");
    }
    assert_eq!(Outcome::in_note("a [outcome:inspect] b"), Some(Outcome::Inspect));
}
