//! Verdicts, conditions and comparisons, on reports that are made by hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

use std::time::Duration;
use tongguan_load::baseline::{self, Incomparable};
use tongguan_load::cost::Cost;
use tongguan_load::desk::{Tally, Wrong};
use tongguan_load::gates::Gate;
use tongguan_load::lateness::Spans;
use tongguan_load::ready::Unmade;
use tongguan_load::report::text::{Speech, text};
use tongguan_load::report::{Asked, FORMAT, Report, ghz};
use tongguan_load::run::{Ended, Run};
use tongguan_load::stages::Stage;

const MS: Duration = Duration::from_millis(1);

/// A run in which a thousand parcels took 1 to 1,000 ms to 899 and a tenth of that to their answer.
fn good() -> (Asked, Run) {
    let mut tally =
        Tally { started: 1_000, submissions: 3_000, answered: 3_000, right: 1_000, ..Tally::default() };
    tally.codes.insert("OK".to_owned(), 3_000);
    for number in 1..=1_000 {
        tally.lateness.record(Duration::from_micros(50));
        tally.stages.record(Stage::Acknowledged, MS * number / 10, None);
        tally.stages.record(Stage::Closed, MS * number, Some(Duration::from_secs(3_600)));
    }
    let asked = Asked {
        workload: "618-2024".to_owned(),
        title: "618 of 2024".to_owned(),
        server: "http://127.0.0.1:50051".to_owned(),
        transport: "unary".to_owned(),
        model: "open".to_owned(),
        connections: 4,
        peak_per_second: 100.0,
        length_seconds: 10.0,
        receipts: true,
        draws_off: Some(true),
        ..Asked::default()
    };
    let cost = Cost { own_cores: Some(0.1), machine_busy: Some(0.5) };
    let took = Duration::from_secs(10);
    (
        asked,
        Run {
            tally,
            paced: None,
            cost,
            took,
            reopened: 0,
            unheard: None,
            ended: Ended::Complete,
            unmade: None,
        },
    )
}

fn report(change: impl FnOnce(&mut Asked, &mut Run)) -> Report {
    let (mut asked, mut run) = good();
    change(&mut asked, &mut run);
    Report::of(asked, &run)
}

#[test]
fn a_good_run_is_trusted_and_correct() {
    let verdict = report(|_, _| {}).verdict;
    assert_eq!((verdict.trusted, verdict.correct), (true, true), "{verdict:?}");
}

#[test]
fn each_reason_not_to_trust_is_named() {
    type Change = fn(&mut Asked, &mut Run);
    let cases: [(&str, Change); 14] = [
        ("repeats_unsent", |_, run| run.tally.repeats_unsent = 1),
        ("nothing_started", |_, run| run.tally.started = 0),
        ("lateness", |_, run| {
            for _ in 0..20 {
                run.tally.lateness.record(MS * 3);
            }
        }),
        ("missed", |_, run| run.tally.missed = 1),
        ("own_processor", |_, run| run.cost.own_cores = Some(0.9)),
        ("machine_busy", |_, run| run.cost.machine_busy = Some(0.99)),
        ("errors", |_, run| {
            run.tally.codes.insert("UNAVAILABLE".to_owned(), 1);
        }),
        ("reopened", |_, run| run.reopened = 1),
        ("mailbox", |_, run| run.unheard = Some("UNAVAILABLE nobody".to_owned())),
        ("receipts_missing", |_, run| run.tally.unfinished = 1),
        ("draws", |asked, _| asked.draws_off = None),
        ("away", |_, run| run.ended = Ended::Away),
        ("unmade", |_, run| run.unmade = Some(Unmade { number: 65, en: "e".into(), zh: "z".into() })),
        ("closed_model", |asked, _| asked.users = 1),
    ];
    for (code, change) in cases {
        let verdict = report(change).verdict;
        let codes: Vec<_> = verdict.because.iter().map(|because| because.code.as_str()).collect();
        assert_eq!((codes, verdict.trusted, verdict.correct), (vec![code], false, true));
    }
}

#[test]
fn a_sandbox_that_is_another_by_the_end_takes_the_trust_away() {
    let verdict = report(|_, _| {}).without_sandbox().verdict;
    assert_eq!(
        (verdict.because[0].code.as_str(), verdict.trusted, verdict.correct),
        ("sandbox", false, true)
    );
}

#[test]
fn lateness_may_be_longer_where_spans_are() {
    let late = |spans: Duration| {
        report(|_, run| {
            run.tally.stages = Default::default();
            run.tally.stages.record(Stage::Acknowledged, spans, None);
            run.tally.lateness = Spans::new();
            run.tally.lateness.record(MS * 2);
        })
    };
    assert!(!late(MS * 100).verdict.trusted);
    assert!(late(MS * 300).verdict.trusted);
}

#[test]
fn what_went_wrong_is_named() {
    type Change = fn(&mut Run);
    let cases: [(&str, Change); 4] = [
        ("wrong_parcels", |run| run.tally.wrong = 1),
        ("gaps", |run| run.tally.gaps = 1),
        ("out_of_order", |run| run.tally.out_of_order = 1),
        ("twice", |run| run.tally.twice = 1),
    ];
    for (code, change) in cases {
        let verdict = report(|_, run| change(run)).verdict;
        assert_eq!((verdict.wrong[0].code.as_str(), verdict.correct, verdict.trusted), (code, false, true));
    }
}

#[test]
fn conditions_hold_or_do_not() {
    let report = report(|_, run| {
        run.tally.codes.insert("UNAVAILABLE".to_owned(), 6);
        run.tally.wrong = 2;
    });
    for (condition, holds) in [
        ("p99(899)>200ms", true),
        ("p99(899) > 1s", false),
        ("p50(899)<=501ms", true),
        ("max(899)>=999ms", true),
        ("max(899)>2s", false),
        ("p99>100ms", false),
        ("p50(ack)>49ms", true),
        ("mean(ack)<10ms", false),
        ("p99(lateness)>1ms", false),
        ("p99(lateness)>40us", true),
        ("errors>0.1%", true),
        ("errors>0.2%", false),
        ("errors>=6", true),
        ("missed>0", false),
        ("wrong>0", true),
        ("wrong>0.2%", false),
        ("unfinished>0", false),
        ("rate<100/s", false),
        ("rate<6001/min", true),
        // Nothing was inspected: a condition that cannot be looked at has not been met.
        ("p99(500)>1s", true),
    ] {
        let found = condition.parse::<Gate>().unwrap().found(&report);
        assert_eq!(found.failed, holds, "{found:?}");
    }
}

#[test]
fn what_is_no_condition_is_refused_with_a_reason() {
    for (text, why) in [
        ("", "neither < nor >"),
        ("p99(899)=200ms", "neither < nor >"),
        ("p98(899)>200ms", "nothing is called \"p98(899)\""),
        ("p99(898)>200ms", "there is no stage \"898\", but ack, 2, 3"),
        ("p99(899)>200", "another unit"),
        ("p99(899)>soon", "is no value"),
        ("p99(899)>3parsecs", "there is no unit \"parsecs\""),
        ("errors>5ms", "another unit"),
        ("errors(899)>5", "nothing is called"),
        ("wrong>", "is no value"),
        ("rate<5%", "another unit"),
        ("errors>200%", "a share is at most 100%"),
    ] {
        let no = text.parse::<Gate>().unwrap_err();
        assert!(no.why.to_string().contains(why), "{text}: {no}");
    }
}

#[test]
fn a_slower_run_is_worse_beyond_the_noise() {
    let before = report(|_, _| {});
    let slower = |percent: u32| {
        report(|_, run| {
            run.tally.stages = Default::default();
            for number in 1..=1_000 {
                run.tally.stages.record(Stage::Closed, MS * number * percent / 100, None);
            }
        })
    };
    for (percent, worse) in [(90, 0), (100, 0), (110, 0), (120, 2), (300, 2)] {
        let rows = baseline::compared(&before, &slower(percent), baseline::NOISE).unwrap();
        assert_eq!(rows.iter().filter(|row| row.worse).count(), worse, "{percent}: {rows:?}");
    }
    let other = report(|asked, _| asked.workload = "burst".to_owned());
    assert!(matches!(
        baseline::compared(&before, &other, 0.1),
        Err(Incomparable::Other { field: "workload", .. })
    ));
}

#[test]
fn a_report_is_read_as_it_was_written() {
    let report = report(|_, run| {
        run.tally.wrong_ones = vec![Wrong { number: 7, expected: "x".to_owned(), found: "y".to_owned() }];
    });
    let text = serde_json::to_string(&report).unwrap();
    assert_eq!(baseline::read(&text).unwrap(), report);
    assert!(matches!(baseline::read("{}"), Err(Incomparable::NoReport(_))));
    let other = text.replace(FORMAT, "tongguan-load/9");
    assert!(matches!(baseline::read(&other), Err(Incomparable::Format(_))));
}

#[test]
fn the_form_of_ghz() {
    let (asked, mut run) = good();
    run.tally.codes.insert("UNAVAILABLE".to_owned(), 6);
    run.tally.codes.insert("RESOURCE_EXHAUSTED".to_owned(), 1);
    // Two further submissions of each parcel.
    for number in 1..=1_000 {
        run.tally.later_calls.record(MS * number / 10);
        run.tally.later_calls.record(MS * number / 10);
    }
    let report = Report::of(asked, &run);
    let json = ghz::json(&report, &run);
    // Calls in every figure: those of the statuses, and of the spans those that were answered.
    assert_eq!((&json["count"], &json["options"]["total"]), (&3_007.into(), &3_007.into()));
    assert_eq!((&json["statusCodeDistribution"]["OK"], &json["rps"]), (&3_000.into(), &300.7.into()));
    assert_eq!(json["tongguan"]["parcels"]["right"], 1_000);
    assert_eq!(json["tongguan"]["acknowledged"]["count"], 1_000);
    assert_eq!(json["endReason"], "normal");
    assert_eq!(json["options"]["host"], "127.0.0.1:50051");
    assert_eq!(json["options"]["call"], "tongguan.intake.v1.DeclarationIntake.SubmitDocuments");
    assert_eq!(json["total"], 10_000_000_000_u64);
    assert_eq!(json["statusCodeDistribution"]["ResourceExhausted"], 1);
    assert_eq!(json["errorDistribution"]["rpc error: code = Unavailable"], 6);
    let p99 = &json["latencyDistribution"][6];
    assert_eq!(p99["percentage"], 99);
    assert!((98_900_000..99_200_000).contains(&p99["latency"].as_u64().unwrap()), "{p99}");
    // The bars hold every call once, and the last mark is the slowest, in seconds.
    let bars = json["histogram"].as_array().unwrap();
    assert_eq!(bars.len(), 11);
    assert!(bars[0]["count"].as_u64().unwrap() > 0, "the first bar holds the fastest");
    assert_eq!(bars.iter().map(|bar| bar["count"].as_u64().unwrap()).sum::<u64>(), 3_000);
    assert!((bars[10]["mark"].as_f64().unwrap() - 0.1).abs() < 0.001);
    assert!((json["slowest"].as_u64().unwrap() as f64 / 1e9 - 0.1).abs() < 0.001);
}

#[test]
fn the_verdict_is_the_first_line() {
    let (asked, mut run) = good();
    let shown = |run: &Run, speech| text(&Report::of(asked.clone(), run), run, speech);
    assert!(shown(&run, Speech::English).starts_with("TRUSTED; every parcel ended as it should\n"));
    assert!(shown(&run, Speech::Chinese).starts_with("可信；"));
    run.tally.missed = 3;
    run.tally.wrong = 1;
    let text = shown(&run, Speech::English);
    let lines: Vec<_> = text.lines().take(3).collect();
    assert_eq!(
        lines,
        [
            "NOT TRUSTED; NOT CORRECT",
            "  - 3 of 1003 starts found no place in flight and were left out",
            "  - 1 parcels ended otherwise than their labels say"
        ]
    );
}
