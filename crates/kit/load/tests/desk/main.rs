//! The desk alone: receipts that come twice, are missing, or say what no label says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

mod late;

use std::time::Duration;
use tongguan_load::desk::{Answer, Desk, Tally};
use tongguan_load::own::Own;
use tongguan_load::refusal::{Copies, Refusals, Terms};
use tongguan_load::share::Share;
use tongguan_load::told::Told;
use tongguan_load::workload::scenario::Scripted;
use tongguan_load::workload::{End, StepName, Workload, named};
use tongguan_proto::document::v1::{DocumentKind, FormatFault, Receipt, SummaryResult};

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
    assert_eq!(desk.answered(1, 0, Answer::Taken { replayed: false }, NOW), None);
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
        for next in desk.told(Told::of(&receipt(*number, *code)), NOW) {
            desk.answered(1, next.submission, Answer::Taken { replayed: false }, NOW);
        }
    }
    desk.close(NOW)
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

/// What changes places is neither lost nor doubled, and moves its parcel on.
#[test]
fn receipts_that_change_places_are_out_of_order() {
    let counted = |tally: Tally| (tally.right, tally.out_of_order, tally.gaps, tally.twice, tally.unfinished);
    let swapped = [(2, 3), (1, 2), (4, 399), (3, 120), (5, 800), (6, 899)];
    assert_eq!(counted(after(true, &swapped)), (1, 2, 0, 0, 0));
    let last_first = [(6, 899), (1, 2), (2, 3), (3, 120), (4, 399), (5, 800)];
    assert_eq!(
        counted(after(true, &last_first)),
        (0, 5, 0, 0, 1),
        "what comes before its cause ends nothing"
    );
    assert_eq!(counted(after(true, &[(2, 3), (1, 2), (1, 2)])), (0, 1, 0, 1, 1), "once late, once twice");
    assert_eq!(counted(after(true, &[(3, 120), (1, 2)])), (0, 1, 1, 0, 1), "one is missing still");
    assert_eq!(counted(after(false, &[(90, 3), (89, 2)])), (0, 1, 0, 0, 1), "nobody knows where it began");
    assert_eq!(counted(after(false, &[(90, 3), (89, 2), (89, 2)])), (0, 1, 0, 1, 1));
    assert_eq!(counted(after(true, &[(u64::MAX, 3), (1, 2)])), (0, 1, u64::MAX - 2, 0, 1), "no end of them");
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
    let tally = begun(true).close(NOW);
    assert_eq!(tally.lateness.quantile(1.0).as_millis(), 1_000, "due at 0, handed over after a second");
    let acknowledged = tally.stages.reached().next().unwrap().1;
    assert_eq!(acknowledged.wall.quantile(1.0).as_millis(), 1_000);
    assert_eq!((tally.started, tally.missed), (1, 1));
}

#[test]
fn a_submission_without_an_answer_breaks_its_parcel_off() {
    let mut desk = begun(true);
    desk.told(Told::of(&receipt(1, 2)), NOW);
    let arrival = desk.told(Told::of(&receipt(2, 399)), NOW);
    assert_eq!(arrival[0].step.name, StepName::Arrival);
    desk.answered(1, 1, Answer::Failed("UNAVAILABLE".to_owned()), NOW);
    let tally = desk.close(NOW);
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
    desk.told(Told::of(&receipt(1, 2)), NOW);
    let arrival = desk.told(Told::of(&receipt(2, 399)), NOW);
    assert_eq!(arrival[0].step.name, StepName::Arrival);
    desk.answered(1, 1, Answer::Taken { replayed: false }, NOW);
    let again = desk.answered(1, 0, Answer::Taken { replayed: false }, NOW).unwrap();
    assert_eq!(again.step.name, StepName::Papers);
    // The repeat itself has to be one.
    assert_eq!(desk.answered(1, again.submission, Answer::Taken { replayed: false }, NOW), None);
    let tally = desk.close(NOW);
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
    let mut desk = Desk::new(1, true).on(Terms { refusals, copies: Copies::None });
    desk.start(script, Duration::ZERO, NOW).unwrap();
    if let Some((code, info)) = told {
        let receipt = Receipt { return_info: info.to_owned(), ..receipt(0, code) };
        assert_eq!(desk.told(Told::of(&receipt), NOW), []);
    }
    if let Some(answer) = answer {
        assert_eq!(desk.answered(1, 0, answer, NOW), None);
    }
    desk.close(NOW)
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

/// Answers to a submission and its copies, which wait for none of them: one of them tells of an effect, whichever comes first.
#[test]
fn copies_that_wait_for_no_answer_have_one_effect() {
    let spec = named("retry-storm").unwrap();
    let workload = Workload::of(&spec, 1).unwrap();
    let storm = (1..).map(|number| workload.script(number).unwrap()).find(|script| !script.pauses.is_empty());
    let storm = storm.unwrap().without_receipts();
    let repeated = "a repeat with the same id had an effect of its own";
    for (replayed, found) in [
        ([false, true, true, true, true, true], None),
        ([true, true, true, false, true, true], None),
        ([true, true, true, true, true, false], None),
        ([false, true, false, true, true, true], Some(repeated)),
        ([true, false, true, true, true, false], Some(repeated)),
        ([true; 6], Some("every answer repeats another, and none is there to be repeated")),
    ] {
        let mut desk = Desk::new(1, true);
        let first = desk.start(storm.clone(), Duration::ZERO, NOW).unwrap();
        let copies = desk.copies(storm.number, NOW);
        assert_eq!(copies.len(), 5);
        assert!(copies.iter().all(|(_, copy)| copy.step == first.step), "the same id and the same bytes");
        assert!(desk.copies(storm.number, NOW).is_empty(), "once");
        for (submission, replayed) in (first.submission..).zip(replayed) {
            assert_eq!(desk.in_flight(), 1, "it is in flight until its last copy is answered");
            let next = desk.answered(storm.number, submission, Answer::Taken { replayed }, NOW);
            assert_eq!(next, None);
        }
        assert_eq!(desk.in_flight(), 0);
        let tally = desk.close(NOW);
        assert_eq!((tally.submissions, tally.answered), (6, 6));
        assert_eq!(tally.wrong_ones.first().map(|wrong| wrong.found.as_str()), found, "{replayed:?}");
        assert_eq!((tally.right, tally.wrong), if found.is_none() { (1, 0) } else { (0, 1) });
    }
}

/// A parcel of the retry storm whose copies go out after these spans.
fn storm(pauses: &[Duration]) -> Desk {
    let mut script = Workload::of(&named("retry-storm").unwrap(), 1).unwrap().script(1).unwrap();
    script.repeats = u32::try_from(pauses.len()).unwrap();
    script.pauses = pauses.to_vec();
    let mut desk = Desk::new(1, true);
    desk.start(script.without_receipts(), Duration::ZERO, Duration::ZERO).unwrap();
    assert_eq!(desk.copies(1, Duration::ZERO).len(), pauses.len());
    desk
}

/// A copy whose time comes after the end of the run was never sent, and nobody knows what it would have done.
#[test]
fn a_copy_that_waits_beyond_the_run_was_not_sent() {
    let failed = || Answer::Failed("UNAVAILABLE".to_owned());
    let taken = |replayed| Answer::Taken { replayed };
    let pauses = [NOW, NOW * 40, NOW * 90];
    // Answers; then what is counted as sent, unsent, right, wrong, broken off and unfinished.
    let cases = [
        (vec![taken(false), taken(true)], [2, 2, 0, 0, 0, 1]),
        (vec![taken(false), taken(false)], [2, 2, 0, 1, 0, 0]),
        (vec![failed(), taken(true)], [2, 2, 0, 0, 1, 0]),
    ];
    for (answers, expected) in cases {
        let mut desk = storm(&pauses);
        for (submission, answer) in (0..).zip(answers.clone()) {
            assert_eq!(desk.answered(1, submission, answer, NOW), None);
        }
        assert_eq!(desk.in_flight(), 1, "its copies are still to come");
        let tally = desk.close(NOW * 31);
        let Tally { submissions, repeats_unsent, right, wrong, failed, unfinished, .. } = tally;
        let counted = [submissions, repeats_unsent, right, wrong, failed, unfinished];
        assert_eq!(counted, expected, "{answers:?}");
        assert_eq!(tally.seconds.iter().map(|second| second.ended).sum::<u64>(), right + wrong);
    }
}

/// Receipts say that it has ended, and the answer to its last submission never came: that is no parcel that ended as it should.
#[test]
fn a_parcel_that_waits_for_an_answer_is_unfinished() {
    let mut desk = begun(true);
    let mut open = 0;
    for (number, code) in [(1, 2), (2, 3), (3, 120), (4, 399), (5, 800), (6, 899)] {
        let next = desk.told(Told::of(&receipt(number, code)), NOW);
        for step in next.iter().skip(usize::from(code == 800)) {
            desk.answered(1, step.submission, Answer::Taken { replayed: false }, NOW);
        }
        open += usize::from(code == 800) * next.len();
    }
    assert_eq!((open, desk.tally().right, desk.in_flight()), (1, 1, 1), "the departure is not answered");
    let tally = desk.close(NOW);
    assert_eq!((tally.right, tally.unfinished, tally.repeats_unsent), (0, 1, 0));
    assert_eq!(tally.seconds.iter().map(|second| second.ended).sum::<u64>(), 0);
}

/// Starts that the pacing thread found no place for were due all the same, in the seconds of the schedule.
#[test]
fn what_is_due_in_a_second_is_what_the_schedule_says() {
    let starts = |millis: &[u64]| millis.iter().copied().map(Duration::from_millis).collect::<Vec<_>>();
    let schedule = starts(&[0, 400, 900, 1_100, 1_900, 3_500, 4_000]);
    let due = |tally: &Tally| tally.seconds.iter().map(|second| second.due).collect::<Vec<_>>();
    // The desk has seen the first and the last but one; the run was stopped before the last.
    let seen = |missed| {
        let mut desk = Desk::new(0, true);
        for start in [0, 3_500] {
            desk.miss(Duration::from_millis(start));
        }
        let mut tally = desk.close(NOW * 4);
        tally.missed_before(missed, schedule.iter().copied());
        tally
    };
    for (missed, expected) in [(0, vec![1, 0, 0, 1]), (4, vec![3, 2, 0, 1]), (5, vec![3, 2, 0, 1, 1])] {
        let tally = seen(missed);
        assert_eq!(due(&tally), expected, "{missed}");
        assert_eq!(due(&tally).iter().sum::<u64>(), tally.started + tally.missed);
    }
}

/// A parcel that has not ended is named, with what has to come next.
#[test]
fn an_unfinished_parcel_says_what_it_waits_for() {
    let awaited = |receipts: &[(u64, i32)], answered: bool| {
        let mut desk = begun(true);
        for (number, code) in receipts {
            for next in desk.told(Told::of(&receipt(*number, *code)), NOW) {
                if answered {
                    desk.answered(1, next.submission, Answer::Taken { replayed: false }, NOW);
                }
            }
        }
        let tally = desk.close(NOW);
        assert_eq!((tally.unfinished, tally.unfinished_ones[0].number), (1, 1));
        tally.unfinished_ones[0].awaits.clone()
    };
    assert_eq!(awaited(&[], true), "declaration 399");
    assert_eq!(awaited(&[(1, 2), (2, 399)], true), "declaration 800");
    assert_eq!(awaited(&[(1, 2), (2, 399)], false), "the answer to its arrival");
    assert_eq!(awaited(&[(1, 2), (2, 399), (3, 800)], true), "declaration 899");
    let mut desk = Desk::new(5_000, true);
    let workload = Workload::of(&named("bad-data").unwrap(), 1).unwrap();
    for number in (1..=2_000).rev() {
        desk.start(workload.script(number).unwrap(), NOW, NOW).unwrap();
    }
    let tally = desk.close(NOW);
    assert_eq!((tally.unfinished, tally.unfinished_ones.len()), (2_000, 1_000));
    let numbers = tally.unfinished_ones.iter().map(|one| one.number);
    assert!(numbers.eq(1..=1_000), "the first");
    assert!(tally.unfinished_ones.iter().all(|one| one.awaits == "the answer to its papers"));
}

#[test]
fn an_unfinished_parcel_of_a_scenario_names_the_line() {
    let scripted = Scripted::read("order 1 => order 1 2, order 1 120\n").unwrap();
    let workload = Workload::scripted(scripted, 1);
    let told = |answered: bool, code: Option<i32>| {
        let mut desk = Desk::new(1, true);
        desk.start(workload.script(1).unwrap(), NOW, NOW).unwrap();
        if answered {
            desk.answered(1, 0, Answer::Taken { replayed: false }, NOW);
        }
        if let Some(code) = code {
            let keys = [("orderNo".to_owned(), "HZ0000000001".to_owned())].into();
            let kind = DocumentKind::SalesOrder.into();
            desk.told(Told::of(&Receipt { kind, keys, ..receipt(1, code) }), NOW);
        }
        let tally = desk.close(NOW);
        let wrong = tally.wrong_ones.first().map(|wrong| wrong.found.clone());
        (tally.unfinished_ones.first().map(|one| one.awaits.clone()), wrong)
    };
    let awaits = |words: &str| (Some(words.to_owned()), None);
    assert_eq!(told(false, Some(2)), awaits("line 1: the answer"));
    assert_eq!(told(true, None), awaits("line 1: order 2, order 120"));
    assert_eq!(told(true, Some(2)), awaits("line 1: order 120"));
    assert_eq!(
        told(true, Some(399)),
        (None, Some("line 1: order 399".to_owned())),
        "what else is told is wrong"
    );
}

/// A callback takes anybody's POST, and a sandbox may be everybody's: what is of no parcel of the run is counted apart.
#[test]
fn receipts_of_others_are_counted_apart() {
    let with = |key: &str, number: &str| [(key.to_owned(), number.to_owned())].into();
    let keyed = |number: &str| Receipt { keys: with("copNo", number), ..receipt(0, 399) };
    let fault = |transport_id: &str| {
        let (transport_id, message_type) = (transport_id.to_owned(), "CEB603Message".to_owned());
        Some(FormatFault { transport_id, message_type, original: String::new() })
    };
    let summary = DocumentKind::SummaryApplication.into();
    for (what, receipt, foreign) in [
        ("its own", keyed("COP00000001"), false),
        ("one that has not started", keyed("COP00000002"), true),
        ("no parcel at all", keyed("COP00000000"), true),
        ("the same digits", keyed("ABC00000001"), true),
        ("another form", keyed("20261128-7"), true),
        ("no number", Receipt { keys: Default::default(), ..receipt(0, 2) }, true),
        (
            "an order of others",
            Receipt { kind: DocumentKind::SalesOrder.into(), keys: with("orderNo", "A1"), ..receipt(0, 2) },
            true,
        ),
        (
            "a message that was refused whole",
            Receipt { format_fault: fault("T"), ..receipt(0, -604_001) },
            false,
        ),
        (
            "a summary result",
            Receipt {
                kind: summary,
                summary_result: Some(SummaryResult::default()),
                keys: with("copNo", "X"),
                ..receipt(0, 0)
            },
            false,
        ),
        ("a copy", Receipt { copy: true, keys: Default::default(), ..receipt(0, 0) }, false),
    ] {
        let mut desk = begun(true);
        let next = desk.told(Told::of(&receipt), NOW);
        assert!(!foreign || next.is_empty(), "{what}");
        let tally = desk.close(NOW);
        assert_eq!((tally.foreign, tally.receipts), if foreign { (1, 0) } else { (0, 1) }, "{what}");
        assert_eq!(tally.seconds[1].receipts, tally.receipts, "{what}");
        assert_eq!((tally.twice, tally.wrong), (0, 0), "{what}");
    }
}

/// A near miss may be the very number by which a receipt is known.
#[test]
fn receipts_of_papers_that_the_workload_renumbers_are_not_those_of_others() {
    let mut spec = named("bad-data").unwrap();
    assert_eq!(Workload::of(&spec, 1).unwrap().renumbered(), []);
    let miss = &mut spec.bad.as_mut().unwrap().list[0];
    (miss.paper, miss.change) = ("payment".to_owned(), "order_no=ELSEWHERE".to_owned());
    let workload = Workload::of(&spec, 1).unwrap();
    assert_eq!(workload.renumbered(), [tongguan_domain::document::DocumentKind::PaymentReceipt]);
    let mut desk = Desk::new(1, true).of_own(Own::of(Share::WHOLE, workload.renumbered()));
    let keys = || [("orderNo".to_owned(), "ELSEWHERE".to_owned())].into();
    for kind in [DocumentKind::PaymentReceipt, DocumentKind::SalesOrder] {
        desk.told(Told::of(&Receipt { kind: kind.into(), keys: keys(), ..receipt(0, 2) }), NOW);
    }
    let tally = desk.close(NOW);
    assert_eq!((tally.receipts, tally.foreign), (1, 1), "of orders none is renumbered");
}

/// From its sending, also of those that are no first ones: stages have first submissions alone.
#[test]
fn every_submission_that_is_answered_counts_from_its_sending() {
    let mut desk = begun(true);
    desk.told(Told::of(&receipt(1, 2)), NOW);
    desk.told(Told::of(&receipt(2, 399)), NOW);
    desk.answered(1, 1, Answer::Taken { replayed: false }, NOW * 3);
    desk.told(Told::of(&receipt(3, 800)), NOW * 3);
    desk.answered(1, 2, Answer::Failed("UNAVAILABLE".to_owned()), NOW * 9);
    let tally = desk.close(NOW);
    assert_eq!((tally.calls.count(), tally.later_calls.count()), (2, 1), "what failed was not answered");
    assert_eq!(tally.calls.longest().as_secs(), 2);
    assert_eq!(tally.calls.shortest().as_secs(), 0, "sent when it was answered");
}

/// Copies have one id, and each a time of its own: a slow answer is that of the copy which it answers.
#[test]
fn each_copy_counts_from_its_own_sending() {
    let mut desk = storm(&[NOW, NOW * 2]);
    let replayed = |replayed| Answer::Taken { replayed };
    // The second copy is answered first, and the first submission last.
    for (submission, at, is_repeat) in [(2, NOW * 2, false), (1, NOW * 3, true), (0, NOW * 5, true)] {
        desk.answered(1, submission, replayed(is_repeat), at);
    }
    let tally = desk.close(NOW * 9);
    let seconds = |spans: &tongguan_load::lateness::Spans| {
        (spans.count(), spans.shortest().as_secs(), spans.longest().as_secs())
    };
    assert_eq!(seconds(&tally.calls), (3, 0, 5));
    assert_eq!(seconds(&tally.later_calls), (2, 0, 2));
    let acknowledged = tally.stages.reached().next().unwrap().1;
    assert_eq!(
        (acknowledged.wall.count(), acknowledged.wall.longest().as_secs()),
        (1, 5),
        "of the first one"
    );
    assert_eq!((tally.right, tally.wrong), (1, 0));
}

/// Whatever becomes of its parcel.
#[test]
fn what_is_answered_is_in_the_spans() {
    let mut desk = storm(&[NOW, NOW * 2]);
    desk.answered(1, 1, Answer::Failed("UNAVAILABLE".to_owned()), NOW);
    for submission in [0, 2] {
        desk.answered(1, submission, Answer::Taken { replayed: submission > 0 }, NOW * 4);
    }
    let tally = desk.close(NOW * 9);
    assert_eq!((tally.answered, tally.calls.count(), tally.later_calls.count()), (2, 2, 1));
    assert_eq!((tally.failed, tally.right, tally.unfinished), (1, 0, 0));
}

/// Repeats that wait for the answer before: each has to be answered as the first one was.
#[test]
fn repeats_follow_what_was_refused_and_need_a_first_effect() {
    let refused = || Answer::Refused(vec!["TOTAL_PRICE_MISMATCH".to_owned()]);
    let (taken, other) =
        (|replayed| Answer::Taken { replayed }, Answer::Refused(vec!["FIELD_MISSING".to_owned()]));
    let workload = Workload::of(&named("618-2024").unwrap(), 1).unwrap();
    // Answers; then submissions, right and wrong.
    for (end, answers, counted) in [
        (true, vec![refused(), refused(), refused()], (3, 1, 0)),
        (true, vec![refused(), other], (2, 0, 1)),
        (true, vec![refused(), taken(false)], (2, 0, 1)),
        (false, vec![taken(false), taken(true), taken(true)], (3, 1, 0)),
        (false, vec![taken(false), taken(false)], (2, 0, 1)),
        (false, vec![taken(true)], (1, 0, 1)),
    ] {
        let mut script = workload.script(1).unwrap().without_receipts();
        script.repeats = 2;
        if end {
            script.label.end = End::Refused("TOTAL_PRICE_MISMATCH".to_owned());
        }
        let mut desk = Desk::new(1, true);
        let mut next = desk.start(script, NOW, NOW);
        for answer in answers.clone() {
            next = desk.answered(1, next.unwrap().submission, answer, NOW);
        }
        assert_eq!(next, None, "{answers:?}");
        let tally = desk.close(NOW);
        assert_eq!((tally.submissions, tally.right, tally.wrong), counted, "{answers:?}");
    }
}
