//! What the page draws: spans by percentile, and what happened second by second.

use super::chart::{Chart, Line, Point, Scale};
use super::span;
use crate::bounds::PLACES;
use crate::desk::Second;
use crate::lateness::Spans;
use crate::report::Report;
use crate::run::Run;
use std::fmt;

/// How many places lie between a percentile and the one that has a nine more.
const STEPS: u32 = 20;
/// Nines of the last percentile, 99.999 %.
const NINES: u32 = 5;
const MARKS: [(u32, &str); 6] =
    [(0, "0 %"), (1, "90 %"), (2, "99 %"), (3, "99.9 %"), (4, "99.99 %"), (5, "99.999 %")];

/// The share of a place: each nine has as much room as the one before.
fn share(place: u32) -> f64 {
    1.0 - 10_f64.powf(-f64::from(place) / f64::from(STEPS))
}

/// Places that so many spans can tell: beyond one in so many there is the longest alone.
fn places(count: u64) -> u32 {
    let nines = (count.max(1) as f64).log10() * f64::from(STEPS);
    (nines.ceil() as u32).min(NINES * STEPS)
}

fn percentiles(
    out: &mut String,
    id: &str,
    title: (&str, &str),
    all: &[((String, String), &Spans)],
) -> fmt::Result {
    let most = all.iter().map(|(_, spans)| places(spans.count())).max().unwrap_or_default();
    let width = f64::from(most.max(1));
    let line = |(name, spans): &((String, String), &Spans)| Line {
        name: name.clone(),
        points: (0..=places(spans.count()))
            .map(|place| {
                let nanos = spans.quantile(share(place)).as_nanos() as f64;
                Point { x: f64::from(place) / width, y: nanos, told: span(nanos as u64) }
            })
            .collect(),
    };
    let marks = MARKS.iter().filter(|(nines, _)| nines * STEPS <= most);
    let chart = Chart {
        id,
        title,
        scale: Scale::Spans,
        places: (0..=most).map(|place| format!("p{:.3}", share(place) * 100.0)).collect(),
        marks: marks.map(|(nines, words)| (f64::from(nines * STEPS) / width, (*words).to_owned())).collect(),
        lines: all.iter().filter(|(_, spans)| spans.count() > 0).map(line).collect(),
    };
    chart.write(out)
}

/// Wall time to each stage.
pub(super) fn stages(out: &mut String, run: &Run) -> fmt::Result {
    let named: Vec<_> = run
        .tally
        .stages
        .reached()
        .map(|(stage, timed)| {
            let (en, zh) = stage.words();
            let code = stage.code().map_or_else(String::new, |code| format!(" {code}"));
            ((format!("{en}{code}"), format!("{zh}{code}")), &timed.wall)
        })
        .collect();
    let title = (
        "Wall time from the intended start, by percentile; each line of the grid is ten times the one below.",
        "自应开始时刻起的实际时间，按百分位；每条横线为下一条的十倍。",
    );
    percentiles(out, "chart-stages", title, &named)
}

/// Lateness of starts, and of the thread that wakes them.
pub(super) fn lateness(out: &mut String, run: &Run) -> fmt::Result {
    let named = |en: &str, zh: &str| (en.to_owned(), zh.to_owned());
    let mut all = vec![(named("starts", "开始"), &run.tally.lateness)];
    if let Some(paced) = &run.paced {
        all.push((named("pacing thread", "计时线程"), &paced.lateness));
    }
    let title =
        ("From the intended start to the hand-over, by percentile.", "自应开始时刻至交付发送，按百分位。");
    percentiles(out, "chart-lateness", title, &all)
}

/// How many there are in a second.
type Counted = fn(&Second) -> u64;
/// A line: its name in English and Chinese, and what it counts.
type Named = (&'static str, &'static str, Counted);

/// Parcels, second by second.
pub(super) fn parcels(out: &mut String, report: &Report) -> fmt::Result {
    let lines: [Named; 3] = [
        ("offered (due)", "应开始", |second| second.due),
        ("started", "已开始", |second| second.started),
        ("ended", "已结束", |second| second.ended),
    ];
    over_time(out, "chart-parcels", ("Parcels a second", "每秒包裹数"), &lines, &report.seconds)
}

/// Submissions and receipts, second by second.
pub(super) fn calls(out: &mut String, report: &Report) -> fmt::Result {
    let lines: [Named; 3] = [
        ("submissions answered", "应答的报送", |second| second.answered),
        ("without an answer", "未得应答", |second| second.errors),
        ("receipts read", "读到的回执", |second| second.receipts),
    ];
    let title = ("Submissions and receipts a second", "每秒报送和回执数");
    over_time(out, "chart-calls", title, &lines, &report.seconds)
}

fn over_time(
    out: &mut String,
    id: &str,
    (en, zh): (&str, &str),
    named: &[Named],
    seconds: &[Second],
) -> fmt::Result {
    // A long run has several seconds to a place, and their mean.
    let each = seconds.len().div_ceil(PLACES).max(1);
    let (en, zh) = match each {
        1 => (en.to_owned(), zh.to_owned()),
        _ => (format!("{en}, mean of {each} s"), format!("{zh}，每 {each} 秒平均")),
    };
    let chunks: Vec<_> = seconds.chunks(each).collect();
    let last = chunks.len().saturating_sub(1).max(1) as f64;
    let begin = |number: usize| time((number * each) as u64);
    let line = |(en, zh, counted): &Named| Line {
        name: ((*en).to_owned(), (*zh).to_owned()),
        points: chunks
            .iter()
            .enumerate()
            .map(|(number, chunk)| {
                let sum: u64 = chunk.iter().map(counted).sum();
                let mean = sum as f64 / chunk.len() as f64;
                let told = if each == 1 { sum.to_string() } else { format!("{mean:.1}") };
                Point { x: number as f64 / last, y: mean, told }
            })
            .collect(),
    };
    let chart = Chart {
        id,
        title: (&en, &zh),
        scale: Scale::Counts,
        places: (0..chunks.len()).map(begin).collect(),
        marks: time_marks((seconds.len() as u64).saturating_sub(1), last * each as f64),
        lines: named.iter().map(line).collect(),
    };
    chart.write(out)
}

/// Numbers under the seconds of a run, at most about eight.
fn time_marks(length: u64, width: f64) -> Vec<(f64, String)> {
    const STEPS_OF_TIME: [u64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400];
    let step = STEPS_OF_TIME.into_iter().find(|step| length / step <= 8).unwrap_or(length / 8 + 1);
    (0..=length / step).map(|number| number * step).map(|at| (at as f64 / width, time(at))).collect()
}

/// Seconds since the beginning, as a clock shows them.
fn time(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{}:{:02}", seconds / 60, seconds % 60),
        _ => format!("{}:{:02}:{:02}", seconds / 3_600, seconds % 3_600 / 60, seconds % 60),
    }
}
