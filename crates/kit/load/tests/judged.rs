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
use tongguan_load::desk::{Tally, Unfinished, Wrong};
use tongguan_load::gates::Gate;
use tongguan_load::join::messages::Source;
use tongguan_load::lateness::Spans;
use tongguan_load::ready::Unmade;
use tongguan_load::report::held::Held;
use tongguan_load::report::html::html;
use tongguan_load::report::text::{Speech, text};
use tongguan_load::report::{Asked, FORMAT, Figures, Report, ghz, junit};
use tongguan_load::run::{Ended, Run};
use tongguan_load::schedule::{Arrivals, Form};
use tongguan_load::stages::Stage;
use tongguan_load::workload::text_of;

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
    let cases: [(&str, Change); 15] = [
        ("foreign_receipts", |_, run| run.tally.foreign = 1),
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
        (0..9).for_each(|_| run.tally.calls.record(MS));
        run.tally.calls.record(MS * 3_000);
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
        ("max(calls)>2s", true),
        ("p50(calls)>2ms", false),
        // Nothing was inspected: a condition that cannot be looked at has not been met.
        ("p99(500)>1s", true),
    ] {
        let found = condition.parse::<Gate>().unwrap().found(&report);
        assert_eq!(found.failed, holds, "{found:?}");
    }
}

/// A rate of 19.6 is less than 20, and has to look so, however its bound is written.
#[test]
fn what_was_measured_is_told_in_its_own_unit() {
    let report = Report { started_per_second: 19.996, ..report(|_, run| run.tally.wrong = 2) };
    for (condition, measured) in [
        ("rate<20", "19.996/s"),
        ("rate<20/s", "19.996/s"),
        ("rate<1200/min", "19.996/s"),
        ("wrong>0", "2"),
        ("wrong>0%", "0.200 %"),
        ("max(lateness)>1us", "0.050 ms"),
    ] {
        assert_eq!(condition.parse::<Gate>().unwrap().found(&report).measured, measured, "{condition}");
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
                run.tally.stages.record(Stage::Acknowledged, MS * number / 10, None);
                run.tally.stages.record(Stage::Closed, MS * number * percent / 100, None);
            }
        })
    };
    for (percent, worse) in [(90, 0), (100, 0), (110, 0), (120, 2), (300, 2)] {
        let rows = baseline::compared(&before, &slower(percent), baseline::NOISE).unwrap();
        assert_eq!(rows.iter().filter(|row| row.worse).count(), worse, "{percent}: {rows:?}");
    }
}

/// Noise and floor are two bounds, and a span has to be beyond both: neither is added to the other.
#[test]
fn worse_is_beyond_the_noise_and_beyond_the_floor() {
    let of = |nanos: u64| {
        let mut report = report(|_, _| {});
        report.calls = Figures { count: 1, p50: nanos, p99: nanos, ..Figures::default() };
        report
    };
    for (before, now, noise, worse) in [
        // 0.2 ms are more than 15 % of 1 ms, and count alone.
        (1_000_000, 1_200_000, 0.15, false),
        (1_000_000, 1_200_001, 0.15, true),
        (1_000_000, 1_340_000, 0.15, true),
        // 15 % are more than 0.2 ms of 10 ms, and count alone.
        (10_000_000, 11_499_999, 0.15, false),
        (10_000_000, 11_600_000, 0.15, true),
        (10_000, 200_000, 0.15, false),
        (10_000_000, 10_200_001, 0.0, true),
        (0, 200_000, 10.0, false),
        (0, 200_001, 10.0, true),
    ] {
        let rows = baseline::compared(&of(before), &of(now), noise).unwrap();
        let row = rows.iter().find(|row| row.name == "p99(calls)").unwrap();
        assert_eq!(row.worse, worse, "{before} -> {now}, {noise}");
    }
}

/// What only one of two runs has reached is told; what is gone is worse.
#[test]
fn a_stage_that_only_one_run_has_reached_does_not_vanish() {
    let whole = report(|_, _| {});
    let without = report(|_, run| {
        run.tally.stages = Default::default();
        run.tally.stages.record(Stage::Acknowledged, MS, None);
    });
    let nothing = report(|_, run| run.tally.stages = Default::default());
    let row = |before: &Report, now: &Report, name: &str| {
        let rows = baseline::compared(before, now, baseline::NOISE).unwrap();
        let row = rows.into_iter().find(|row| row.name == name).unwrap();
        (row.before.is_some(), row.now.is_some(), row.worse)
    };
    for name in ["p50(899)", "p99(899)"] {
        assert_eq!(row(&whole, &without, name), (true, false, true), "gone");
        assert_eq!(row(&without, &whole, name), (false, true, false), "new");
        assert_eq!(row(&whole, &nothing, name), (true, false, true), "nothing was measured");
    }
    assert!(matches!(baseline::comparable(&nothing, &whole.asked), Err(Incomparable::Nothing)));
    let held = Held::of(&without, &[], Some((&whole, baseline::NOISE))).unwrap();
    assert!(held.worse());
    assert!(junit::xml(&without, &held).contains(" ms before, nothing now"));
}

#[test]
fn runs_of_another_kind_are_not_compared() {
    type Change = fn(&mut Asked);
    let cases: [(Change, Option<[&str; 2]>); 14] = [
        (
            |asked| asked.workload = "burst".to_owned(),
            Some(["another workload: 618-2024 instead of burst", "负载模型"]),
        ),
        (|asked| asked.workload_sha256 = "b".repeat(64), None),
        (
            |asked| asked.transport = "xml".to_owned(),
            Some(["another transport: unary instead of xml", "报送方式"]),
        ),
        (
            |asked| (asked.users, asked.model, asked.peak_per_second) = (5, "closed".to_owned(), 0.0),
            Some(["another model: open instead of closed, 5 users", "此前为 开环，本次为 闭环，5 个用户"]),
        ),
        (|asked| asked.peak_per_second = 100.004, Some(["another rate: 100/s instead of 100.004/s", "速率"])),
        (|asked| asked.peak_per_second = 100.000_000_001, None),
        (
            |asked| asked.arrivals = Some(Arrivals::Even),
            Some(["law of arrivals: poisson instead of even", "等间隔"]),
        ),
        (|asked| asked.arrivals = None, None),
        (|asked| asked.form = Some(Form::Steps), Some(["form of the rate: curve instead of steps", "阶梯"])),
        (|asked| asked.form = None, None),
        (|asked| asked.receipts = false, Some(["way with receipts: read instead of not read", "回执"])),
        (|asked| asked.seed = 9, None),
        (|asked| asked.length_seconds = 9.0, None),
        (|asked| asked.server = "elsewhere".to_owned(), None),
    ];
    let before =
        report(|asked, _| (asked.arrivals, asked.form) = (Some(Arrivals::Poisson), Some(Form::Curve)));
    for (change, refused) in cases {
        let mut asked = before.asked.clone();
        change(&mut asked);
        let found = baseline::comparable(&before, &asked).err();
        match (&found, refused) {
            (None, None) => {}
            (Some(found), Some([en, zh])) => {
                assert!(found.to_string().contains(en), "{found}");
                assert!(found.zh().contains(zh), "{}", found.zh());
            }
            _ => panic!("{found:?} instead of {refused:?}"),
        }
    }
}

/// By its content, not by where its file lies.
#[test]
fn a_workload_is_known_by_its_fingerprint() {
    let text = text_of("burst").unwrap();
    let fingerprint = Source::Named("burst".to_owned()).fingerprint();
    assert_eq!(fingerprint.len(), 64);
    assert_eq!(Source::Workload(text.to_owned()).fingerprint(), fingerprint);
    assert_ne!(Source::Workload(text.to_owned() + "\n").fingerprint(), fingerprint);
    let before = report(|asked, _| asked.workload_sha256.clone_from(&fingerprint));
    let asked = |workload: &str, digits: &str| Asked {
        workload: workload.to_owned(),
        workload_sha256: digits.to_owned(),
        ..before.asked.clone()
    };
    let other = "b".repeat(64);
    assert!(baseline::comparable(&before, &asked("elsewhere/burst.toml", &fingerprint)).is_ok());
    assert!(baseline::comparable(&before, &asked("618-2024", "")).is_ok(), "an older report has none");
    assert!(baseline::comparable(&before, &asked("burst", "")).is_err());
    let no = baseline::comparable(&before, &asked("618-2024", &other)).unwrap_err().to_string();
    let words = format!(
        "another workload: 618-2024 (SHA-256 {}…) instead of 618-2024 (SHA-256 bbbbbbbbbbbb…)",
        &fingerprint[..12]
    );
    assert!(no.ends_with(&words), "{no}");
}

/// It may be compared with all the same, and whoever reads the comparison sees it.
#[test]
fn an_earlier_run_that_is_not_believed_is_told_as_such() {
    let doubts = |before: &Report| {
        let (asked, run) = good();
        let now = Report::of(asked, &run);
        let held = Held::of(&now, &[], Some((before, baseline::NOISE))).unwrap();
        let page = html(&now, &run, &held, Speech::English);
        let doubts = held.before.unwrap().doubts();
        assert!(doubts.iter().all(|(en, zh)| page.contains(en.as_str()) && page.contains(zh.as_str())));
        doubts
    };
    assert_eq!(doubts(&report(|_, _| {})), []);
    let doubtful = report(|_, run| (run.tally.missed, run.tally.wrong) = (3, 2));
    let [(trust, trust_zh), (right, right_zh)] = &doubts(&doubtful)[..] else { panic!("two doubts") };
    assert_eq!(
        trust,
        "the earlier run was NOT TRUSTED: 3 of 1003 starts found no place in flight and were left out"
    );
    assert_eq!(right, "the earlier run was NOT CORRECT: 2 parcels ended otherwise than their labels say");
    assert!(trust_zh.starts_with("此前压测不可信：") && right_zh.starts_with("此前压测结果有误："));
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

/// Whatever is recorded: figures rise from the shortest to the longest, and the mean lies between them.
#[test]
fn figures_lie_between_the_shortest_and_the_longest() {
    let nanos =
        |from: u64, step: u64, many: u64| (0..many).map(move |at| from + at * step).collect::<Vec<_>>();
    for spans in [
        vec![0; 26],
        vec![1],
        vec![0, 1],
        vec![700; 3],
        vec![1_023, 1_024],
        nanos(0, 100, 50),
        nanos(999, 1, 40),
        nanos(1_000_000, 77_777, 1_000),
        [vec![0; 999], vec![3_600_000_000_000]].concat(),
        [vec![5_000_000; 10], vec![9_999_999_999_999]].concat(),
        (0..40).map(|bit| 1 << bit).collect(),
    ] {
        let mut all = Spans::new();
        spans.iter().for_each(|span| all.record(Duration::from_nanos(*span)));
        let Figures { count, min, mean, p10, p25, p50, p75, p90, p95, p99, p999, max } = Figures::of(&all);
        let rising = [min, p10, p25, p50, p75, p90, p95, p99, p999, max];
        assert!(rising.is_sorted() && min <= mean && mean <= max, "{spans:?}: {rising:?}, mean {mean}");
        assert_eq!(count, spans.len() as u64);
    }
    let mut none = Spans::new();
    none.record(Duration::ZERO);
    assert_eq!(Figures::of(&none), Figures { count: 1, ..Figures::default() });
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

/// In the text and on the page, in both languages; only the first are told one by one.
#[test]
fn unfinished_parcels_are_told_with_what_they_wait_for() {
    let (asked, mut run) = good();
    let one = |number| Unfinished { number, awaits: format!("line 1: order {}, waybill 2", number + 100) };
    run.tally.unfinished = 2_000;
    run.tally.unfinished_ones = (1..=300).map(one).collect();
    run.tally.foreign = 7;
    let report = Report::of(asked, &run);
    let told = |speech| text(&report, &run, speech);
    for words in [
        "  #1 waits for line 1: order 101, waybill 2\n",
        "#10 waits for",
        "and 1990 more",
        "7 receipts are of no parcel of this run",
    ] {
        assert!(told(Speech::English).contains(words), "{words}: {}", told(Speech::English));
    }
    for words in ["#1 尚缺：第 1 行：订单 101、运单 2\n", "另有 1990 票", "7 条回执不属于本次压测的包裹"]
    {
        assert!(told(Speech::Chinese).contains(words), "{words}: {}", told(Speech::Chinese));
    }
    let page = html(&report, &run, &Held::default(), Speech::Chinese);
    for words in
        ["<td>#200</td>", "line 1: order 300, waybill 2", "第 1 行：订单 300、运单 2", "and 1800 more"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("<td>#201</td>"));
}

#[test]
fn every_submission_has_a_row_of_its_own() {
    let (asked, mut run) = good();
    let told = |run: &Run, speech| text(&Report::of(asked.clone(), run), run, speech);
    assert!(!told(&run, Speech::English).contains("every submission"));
    (0..3_000).for_each(|_| run.tally.calls.record(MS * 7));
    let row = |told: String, name: &str| told.lines().find(|line| line.contains(name)).unwrap().to_owned();
    let line = row(told(&run, Speech::English), "  every submission");
    assert!(line.contains("calls") && line.contains("3000") && line.contains("7.00 ms"), "{line}");
    assert!(row(told(&run, Speech::Chinese), "  全部报送").contains("calls"));
    let page = html(&Report::of(asked.clone(), &run), &run, &Held::default(), Speech::English);
    assert!(page.contains("every submission") && page.contains("<td>calls</td><td>3000</td>"));
}

/// Copies are left out for a reason that is true of the way.
#[test]
fn copies_that_are_left_out_are_told_with_the_reason_of_their_way() {
    let (mut asked, mut run) = good();
    run.tally.repeats_left_out = 3;
    let xml = ["a submission is several calls by xml", "xml 方式一次报送为多次调用"];
    let others = ["messages by this way have no request id", "该方式的报文没有请求编号"];
    for (transport, [en, zh]) in [("xml", xml), ("http", others), ("amqp", others)] {
        asked.transport = transport.to_owned();
        let told = |speech| text(&Report::of(asked.clone(), &run), &run, speech);
        assert!(told(Speech::English).contains(&format!("3 left out: {en}")), "{transport}");
        assert!(told(Speech::Chinese).contains(&format!("3 次未进行：{zh}")), "{transport}");
    }
}

/// A title is somebody's, and so is a rate: nothing moves the terminal, and a slow rate is not 0.
#[test]
fn the_line_of_what_was_run_is_one_line_and_true() {
    let (mut asked, run) = good();
    let line = |asked: &Asked, speech| text(&Report::of(asked.clone(), &run), &run, speech);
    (asked.title, asked.title_zh) = ("a\u{202e}b\u{9b}c\nd".to_owned(), "甲\u{202e}乙\n丙".to_owned());
    asked.workload = "e\u{1b}[31m\nf.toml".to_owned();
    for speech in [Speech::English, Speech::Chinese] {
        let told = line(&asked, speech);
        assert!(!told.contains(|c| c != '\n' && tongguan_domain::terminal::moves(c)), "{told:?}");
    }
    assert!(line(&asked, Speech::English).contains("e [31m f.toml: a b c d (unary, open, peak 100/s)\n"));
    assert!(line(&asked, Speech::Chinese).contains(": 甲 乙 丙 (unary, 开环, 峰值 100/s)\n"));
    assert!(line(&asked, Speech::Chinese).contains("99 % 不超过 "));
    for (rate, shown) in
        [(0.4, "0.4/s"), (2.5, "2.5/s"), (1_417.0, "1417/s"), (1.0 / 3_600.0, "1/h"), (0.05, "0.05/s")]
    {
        asked.peak_per_second = rate;
        let told = line(&asked, Speech::English);
        assert!(told.contains(&format!("peak {shown})")), "{shown}: {told}");
    }
    (asked.users, asked.model, asked.peak_per_second) = (5, "closed".to_owned(), 0.0);
    assert!(line(&asked, Speech::English).contains("(unary, closed, 5 users)"));
    assert!(line(&asked, Speech::Chinese).contains("(unary, 闭环，5 个用户)"));
}

/// Conditions without anything to measure, and wrong parcels, in the language of the report.
#[test]
fn what_is_found_is_told_in_chinese() {
    let (asked, mut run) = good();
    run.tally.wrong = 1;
    let (expected, found) = ("as parcel 1 of the scenario".to_owned(), "line 3: refused: NOPE".to_owned());
    run.tally.wrong_ones = vec![Wrong { number: 7, expected, found }];
    let report = Report::of(asked, &run);
    let told = text(&report, &run, Speech::Chinese);
    assert!(told.contains("  #7 应为：按情景的第 1 票；实为：第 3 行：被拒绝：NOPE\n"), "{told}");
    let gate: Gate = "p99(500)>1s".parse().unwrap();
    let found = gate.found(&report);
    assert_eq!((found.measured.as_str(), found.measured_zh()), ("nothing", "无数据"));
    let held = Held::of(&report, &[gate], None).unwrap();
    let page = html(&report, &run, &held, Speech::Chinese);
    assert!(page.contains("无数据") && page.contains("第 3 行：被拒绝：NOPE"));
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
