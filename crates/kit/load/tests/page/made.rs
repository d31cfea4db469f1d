//! Runs and reports that are made by hand.

use std::time::Duration;
use tongguan_load::baseline::NOISE;
use tongguan_load::cost::Cost;
use tongguan_load::desk::{Second, Tally, Wrong};
use tongguan_load::gates::Gate;
use tongguan_load::report::held::Held;
use tongguan_load::report::html::html;
use tongguan_load::report::text::Speech;
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::{Ended, Run};
use tongguan_load::stages::Stage;

pub(crate) const EVIL: &str = "</title><script>alert(1)</script>\"'&\u{202e}\u{0}<img src=x onerror=y>";

pub(crate) fn run(seconds: u64) -> Run {
    let mut tally =
        Tally { started: 100, submissions: 300, answered: 290, right: 99, wrong: 1, ..Tally::default() };
    tally.codes.insert("OK".to_owned(), 290);
    tally.codes.insert(EVIL.to_owned(), 10);
    for number in 1..=10_000 {
        tally.lateness.record(Duration::from_nanos(40_000 + number * 3));
        for stage in Stage::ALL {
            tally.stages.record(
                stage,
                Duration::from_micros(300 + number * 70),
                Some(Duration::from_secs(90)),
            );
        }
    }
    tally.seconds = (0..seconds)
        .map(|at| Second {
            due: 1_000 + at % 7,
            started: 1_000,
            answered: 3_000,
            receipts: 7_000,
            ended: at,
            errors: 0,
        })
        .collect();
    tally.wrong_ones = vec![Wrong { number: 7, expected: EVIL.to_owned(), found: EVIL.to_owned() }; 1_000];
    let cost = Cost { own_cores: Some(0.1), machine_busy: None };
    Run {
        tally,
        paced: None,
        cost,
        took: Duration::from_secs(seconds),
        reopened: 0,
        unheard: None,
        ended: Ended::Complete,
        unmade: None,
    }
}

pub(crate) fn asked() -> Asked {
    let evil = || EVIL.to_owned();
    Asked {
        workload: evil(),
        title: evil(),
        title_zh: evil(),
        server: evil(),
        sandbox: evil(),
        transport: evil(),
        model: "open".to_owned(),
        receipts: true,
        draws_off: Some(true),
        length_seconds: 600.0,
        began: evil(),
        version: evil(),
        ..Asked::default()
    }
}

/// A page, with all that may stand in it.
pub(crate) fn page(seconds: u64) -> String {
    let run = run(seconds);
    let mut report = Report::of(asked(), &run);
    report.wrong[0].explained = vec![EVIL.to_owned()];
    let mut before = report.clone();
    for stage in &mut before.stages {
        (stage.wall.p50, stage.wall.p99) = (1, u64::MAX);
    }
    let gates: Vec<Gate> = ["p99(899)>1ms", "wrong>5"].map(|gate| gate.parse().unwrap()).into();
    let held = Held::of(&report, &gates, Some((&before, NOISE))).unwrap();
    html(&report, &run, &held, Speech::English)
}
