//! The desk alone: receipts that come twice, are missing, or say what no label says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

use std::time::Duration;
use tongguan_load::desk::{Answer, Desk, Tally};
use tongguan_load::refusal::{Refusals, Terms};
use tongguan_load::workload::{End, StepName, Workload, named};
use tongguan_proto::document::v1::{DocumentKind, Receipt};

const NOW: Duration = Duration::from_secs(1);

/// A parcel that goes to 899, with its papers taken.
fn begun(fresh: bool) -> Desk {
    let mut spec = named("618-2024").unwrap();
    (spec.flows.cancelled, spec.flows.returned, spec.flows.changed) = (0, 0, 0);
    (spec.lanes.review, spec.lanes.inspect, spec.lanes.review_reject) = (0, 0, 0);
    let script = Workload::of(&spec, 1).unwrap().script(1).unwrap();
    let mut desk = Desk::new(1, fresh);
    let first = desk.start(script.clone(), Duration::ZERO, NOW).unwrap();
    assert_eq!(first.step.name, StepName::Papers);
    assert_eq!(desk.start(script, NOW, NOW), None, "there is room for one");
    assert_eq!(desk.answered(1, StepName::Papers, Answer::Taken { replayed: false }, NOW), None);
    desk
}

fn receipt(number: u64, code: i32) -> Receipt {
    Receipt {
        number,
        document_id: 4,
        kind: DocumentKind::Declaration.into(),
        return_code: code,
        keys: [("copNo".to_owned(), "COP00000001".to_owned())].into(),
        ..Receipt::default()
    }
}

/// What is counted after these receipts: number and code.
fn after(fresh: bool, receipts: &[(u64, i32)]) -> Tally {
    let mut desk = begun(fresh);
    for (number, code) in receipts {
        for next in desk.told(&receipt(*number, *code), NOW) {
            desk.answered(1, next.step.name, Answer::Taken { replayed: false }, NOW);
        }
    }
    desk.close()
}

#[test]
fn what_a_mailbox_leaves_out_or_repeats_is_counted() {
    let whole = [(1, 2), (2, 3), (3, 120), (4, 399), (5, 800), (6, 899)];
    let counted = |tally: Tally| (tally.right, tally.gaps, tally.twice, tally.unfinished);
    assert_eq!(counted(after(true, &whole)), (1, 0, 0, 0));
    assert_eq!(counted(after(true, &[(1, 2), (4, 399), (5, 800), (6, 899)])), (1, 2, 0, 0));
    assert_eq!(counted(after(true, &[(2, 3), (3, 120)])), (0, 1, 0, 1), "the first is missing");
    assert_eq!(counted(after(false, &[(90, 3), (91, 120)])), (0, 0, 0, 1), "a mailbox that was used");
    assert_eq!(counted(after(true, &[(1, 2), (2, 3), (2, 3)])), (0, 0, 1, 1), "the same number");
    assert_eq!(counted(after(true, &[(1, 2), (2, 3), (3, 3)])), (0, 0, 1, 1), "the same receipt");
}

#[test]
fn what_no_label_says_is_wrong_at_once() {
    for (code, found) in [
        (4, "declaration 4"),
        (100, "declaration 100"),
        (600, "declaration 600"),
        (-604_001, "declaration -604001"),
    ] {
        let tally = after(true, &[(1, 2), (2, code), (3, 3)]);
        assert_eq!((tally.wrong, tally.right, tally.unfinished), (1, 0, 0));
        let wrong = &tally.wrong_ones[0];
        assert_eq!((wrong.expected.as_str(), wrong.found.as_str()), ("declaration 899", found));
    }
}

#[test]
fn a_span_counts_from_the_intended_start() {
    let tally = begun(true).close();
    assert_eq!(tally.lateness.quantile(1.0).as_millis(), 1_000, "due at 0, handed over after a second");
    let acknowledged = tally.stages.reached().next().unwrap().1;
    assert_eq!(acknowledged.wall.quantile(1.0).as_millis(), 1_000);
    assert_eq!((tally.started, tally.missed), (1, 1));
}

#[test]
fn a_submission_without_an_answer_breaks_its_parcel_off() {
    let mut desk = begun(true);
    desk.told(&receipt(1, 2), NOW);
    let arrival = desk.told(&receipt(2, 399), NOW);
    assert_eq!(arrival[0].step.name, StepName::Arrival);
    desk.answered(1, StepName::Arrival, Answer::Failed("UNAVAILABLE".to_owned()), NOW);
    let tally = desk.close();
    assert_eq!((tally.failed, tally.wrong, tally.unfinished), (1, 0, 0));
    assert_eq!(tally.codes["UNAVAILABLE"], 1);
}

/// Receipts, and the answer to what they set going, may be here before the answer to the papers: that is no second effect.
#[test]
fn an_answer_that_receipts_overtake_is_no_repeat() {
    let mut spec = named("618-2024").unwrap();
    (spec.flows.cancelled, spec.flows.returned, spec.flows.changed) = (0, 0, 0);
    (spec.lanes.review, spec.lanes.inspect, spec.lanes.review_reject) = (0, 0, 0);
    let mut script = Workload::of(&spec, 1).unwrap().script(1).unwrap();
    script.repeats = 1;
    let mut desk = Desk::new(1, true);
    desk.start(script, Duration::ZERO, NOW).unwrap();
    desk.told(&receipt(1, 2), NOW);
    let arrival = desk.told(&receipt(2, 399), NOW);
    assert_eq!(arrival[0].step.name, StepName::Arrival);
    desk.answered(1, StepName::Arrival, Answer::Taken { replayed: false }, NOW);
    let again = desk.answered(1, StepName::Papers, Answer::Taken { replayed: false }, NOW).unwrap();
    assert_eq!(again.step.name, StepName::Papers);
    // The repeat itself has to be one.
    assert_eq!(desk.answered(1, StepName::Papers, Answer::Taken { replayed: false }, NOW), None);
    let tally = desk.close();
    assert_eq!((tally.wrong, tally.wrong_ones.len()), (1, 1));
    assert!(tally.wrong_ones[0].found.contains("an effect of its own"));
}

/// A near miss by a way with these terms: what its papers are answered, and what its declaration is told.
fn near_miss(refusals: Refusals, answer: Option<Answer>, told: Option<(i32, &str)>) -> Tally {
    let mut spec = named("618-2024").unwrap();
    (spec.lanes.review, spec.lanes.inspect, spec.lanes.review_reject) = (0, 0, 0);
    let mut script = Workload::of(&spec, 1).unwrap().script(1).unwrap();
    script.label.end = End::Refused("TOTAL_PRICE_MISMATCH".to_owned());
    script.repeats = 2;
    let mut desk = Desk::new(1, true).on(Terms { refusals, ids: false });
    desk.start(script, Duration::ZERO, NOW).unwrap();
    if let Some((code, info)) = told {
        let receipt = Receipt { return_info: info.to_owned(), ..receipt(0, code) };
        assert_eq!(desk.told(&receipt, NOW), []);
    }
    if let Some(answer) = answer {
        assert_eq!(desk.answered(1, StepName::Papers, answer, NOW), None);
    }
    desk.close()
}

#[test]
fn who_tells_that_a_paper_is_refused() {
    let fault = |code: &str| Some(Answer::Refused(vec![code.to_owned()]));
    let taken = || Some(Answer::Taken { replayed: false });
    let number = tongguan_rules::RULES.iter().find(|rule| rule.code == "TOTAL_PRICE_MISMATCH").unwrap();
    let number = tongguan_domain::return_code::ReturnCode::negative(
        tongguan_domain::document::DocumentKind::Declaration,
        number.level,
        number.serial,
    );
    let second = format!("[Code:-604004;Desc:x],[a:b];[Code:{};Desc:y],[c:d]", number.number());
    let (first, second) = (Some((number.number(), "")), Some((-604_004, second.as_str())));
    let other = Some((-604_004, "[Code:-604004;Desc:x]"));
    for (refusals, answer, told, right, wrong) in [
        (Refusals::Answered, fault("TOTAL_PRICE_MISMATCH"), None, 1, 0),
        (Refusals::Answered, fault("FIELD_MISSING"), None, 0, 1),
        (Refusals::Answered, taken(), None, 0, 1),
        // The receipt may come before the answer, which decides.
        (Refusals::AnsweredAndTold, None, first, 0, 0),
        (Refusals::AnsweredAndTold, fault("TOTAL_PRICE_MISMATCH"), other, 1, 0),
        (Refusals::AnsweredAndTold, fault("FIELD_MISSING"), first, 0, 1),
        // The answer says nothing, and the receipt has every rule in its words.
        (Refusals::Told, taken(), None, 0, 0),
        (Refusals::Told, taken(), first, 1, 0),
        (Refusals::Told, taken(), second, 1, 0),
        (Refusals::Told, taken(), other, 0, 1),
        (Refusals::Told, taken(), Some((2, "")), 0, 0),
        // A message that is refused whole is refused in the answer.
        (Refusals::Told, fault("TOTAL_PRICE_MISMATCH"), None, 1, 0),
        (Refusals::Unheard, taken(), None, 1, 0),
    ] {
        let tally = near_miss(refusals, answer.clone(), told);
        assert_eq!((tally.right, tally.wrong), (right, wrong), "{refusals:?} {answer:?} {told:?}");
        assert_eq!(tally.unfinished, 1 - right - wrong, "{refusals:?} {answer:?} {told:?}");
        assert_eq!((tally.repeats_left_out, tally.gaps, tally.twice), (2, 0, 0));
    }
}
