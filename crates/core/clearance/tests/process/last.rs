//! Goal: `last` is true on the last receipt of a document, and only there.

use crate::play::play;
use std::collections::BTreeMap;
use tongguan_clearance::State;
use tongguan_domain::names::DocumentId;
use tongguan_domain::receipt::Content;

/// Codes of each document in a mailbox, the last ones with a star; results of a summary are `R`.
pub(crate) fn told(state: &State) -> String {
    let mut of: BTreeMap<Option<DocumentId>, Vec<String>> = BTreeMap::new();
    for letter in state.letters("DXPENT0000000001", 0, usize::MAX) {
        let star = if letter.last { "*" } else { "" };
        match letter.content {
            Content::Receipt(receipt) => {
                of.entry(receipt.document).or_default().push(format!("{}{star}", receipt.code));
            }
            Content::SummaryResult(_) => of.entry(None).or_default().push(format!("R{star}")),
            Content::FormatFault(_) | Content::Copy(..) => {}
        }
    }
    of.values().map(|codes| codes.join(" ")).collect::<Vec<_>>().join(" | ")
}

/// Scripts by lines, and what the mailbox holds then.
const TABLE: &str = "
    order 1 app_status=1 : 1*
    outcome send-failure, order 1 : 2 4*
    xml order 1 app_type=2 : -304002*
    order 1, order 1 app_type=3 : 2 3* | 2 3 120*
    order 1, order 1 app_type=2 : 2 3* | 2 3
    declaration 1, declaration 1 app_type=3 : 2 3* | 2 3 120*
    arrival 1 msg_count=2, arrival 1 msg_count=2 app_type=3 : 2 3* | 2 3 120*
    departure 1 msg_count=2, departure 1 msg_count=2 app_type=3 : 2 3* | 2 3 120*
    manifest 1 msg_count=2, manifest 1 app_type=3 msg_count=0 msg_seq_no=0 : 2 3* | 2 3 120*
    summary 1 msg_count=2, summary 1 msg_count=2 app_type=3 : 2 3* | 2 3 120*
    clock manual, tally 1, tally 1 app_type=3, clock auto : 2* | 2 3 120*
    order 1, waybill 1, declaration 1 : 2 3 120* | 2 3 120* | 2 3 120 399
    order 1, waybill 1, declaration 1, cancellation 1 : 2 3 120* | 2 3 120* | 2 3 120 399* | 2 3 399*
    order 1, waybill 1, declaration 1, clock manual, cancellation 1, cancellation 1 app_type=3, clock auto : 2 3 120* | 2 3 120* | 2 3 120 399 | 2* | 2 3 120*
    order 1, waybill 1 pack_no=2, declaration 1 : 2 3 120* | 2 3 120* | 2 3 100*
    order 1, waybill 1, declaration 1, arrival 1, departure 1 : 2 3 120* | 2 3 120* | 2 3 120 399 800 899* | 2 3 399* | 2 3 399*
    order 1, waybill 1, declaration 1, arrival 1, departure 1, return 1, tally 1 : 2 3 120* | 2 3 120* | 2 3 120 399 800 899* | 2 3 399* | 2 3 399* | 2 3 120 800* | 2 3 399*
    outcome repeat-receipts, order 1, order 1 app_type=3 : 2 2 3* 3* | 2 2 3 3 120* 120*
";

#[test]
fn last_is_said_of_the_last() {
    for row in TABLE.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (script, expected) = row.split_once(" : ").unwrap();
        let mut player = play("");
        for line in script.split(',').map(str::trim) {
            player.perform(line);
        }
        assert_eq!(told(&player.sandbox.state), expected, "{row}");
    }
}

/// The results of a summary follow its 399: the last of them is the last.
#[test]
fn of_a_summary_the_last_result_is_the_last() {
    let mut player = play("closed 1 => closed");
    player.perform("summary 1");
    let told = told(&player.sandbox.state);
    assert!(told.starts_with("R R R R* | "), "{told}");
    assert!(told.ends_with(" | 2 3 399"), "{told}");
}

/// A part that is changed just before customs decides brings a second decision, which comes to nothing; the results that
/// are still under way are not forgotten by it.
#[test]
fn more_results_follow_a_part_that_was_changed_late() {
    let mut told = 0;
    for n in 1..=24 {
        let mut player = play("");
        for line in ["closed 1", "closed 2", "clock manual"] {
            player.perform(line);
        }
        let part = |parcel: u32, change: &str| {
            format!("summary {parcel} cop_no=S{n} msg_count=2 msg_seq_no={parcel} {change}")
        };
        player.perform(&part(1, ""));
        player.perform(&part(2, ""));
        let sent = |told: &str| (1..=2).filter(|n| told.contains(&format!("summary {n} 3"))).count();
        let mut there = 0;
        while there < 2 {
            there += sent(&player.perform("wait 1"));
        }
        player.perform(&part(1, "app_type=2"));
        let before = player.sandbox.letters().len();
        let mut said_last = Vec::new();
        for _ in 0..120 {
            player.perform("wait 3");
            let results = player.sandbox.letters();
            let results = results.iter().skip(before);
            let results: Vec<_> =
                results.filter(|l| matches!(l.content, Content::SummaryResult(_))).collect();
            said_last.push((results.len(), results.iter().any(|letter| letter.last)));
        }
        let all = said_last.last().map_or(0, |(results, _)| *results);
        told += all;
        assert!(
            said_last.iter().all(|(results, last)| *results == all || !last),
            "summary {n}: last came early"
        );
    }
    assert!(told > 0);
}
