//! The report as ghz writes it, for tools that read that: spans in nanoseconds, marks of the histogram in seconds. A call is a
//! submission in every figure. The span of a parcel's first one runs from the intended start to the answer, that of a later one from
//! its sending. What ghz does not know, parcels, has a name of its own.

use super::{Figures, Report};
use crate::lateness::Spans;
use crate::run::{Ended, Run};
use crate::stages::Stage;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Marks of the histogram, as ghz has them.
const MARKS: u32 = 10;
const PERCENTAGES: [(u32, f64); 7] =
    [(10, 0.1), (25, 0.25), (50, 0.5), (75, 0.75), (90, 0.9), (95, 0.95), (99, 0.99)];

/// The report in ghz's form. It has no `details`: they are a row for each call.
#[must_use]
pub fn json(report: &Report, run: &Run) -> Value {
    let first = run.tally.stages.of(Stage::Acknowledged).map(|timed| timed.wall.clone()).unwrap_or_default();
    let parcels = Figures::of(&first);
    let mut spans = first;
    spans.add(&run.tally.later_calls);
    let spans = &spans;
    let nanos = |span: Duration| u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
    let distribution: Vec<_> = PERCENTAGES
        .iter()
        .map(|(percentage, share)| json!({ "percentage": percentage, "latency": nanos(spans.quantile(*share)) }))
        .collect();
    let (mut codes, mut errors) = (Map::new(), Map::new());
    for (code, count) in &report.codes {
        codes.insert(camel(code), (*count).into());
        if code != "OK" {
            errors.insert(format!("rpc error: code = {}", camel(code)), (*count).into());
        }
    }
    let asked = &report.asked;
    let (host, insecure) = match asked.server.split_once("://") {
        Some((scheme, host)) => (host, scheme == "http"),
        None => (asked.server.as_str(), true),
    };
    let call = match asked.transport.as_str() {
        "stream" => "tongguan.intake.v1.DeclarationIntake.SubmitStream",
        "xml" | "xml+callback" => "tongguan.exchange.v1.ClearanceExchange.SendCebMessage",
        way if way.starts_with("http") || way == "amqp" => way,
        _ => "tongguan.intake.v1.DeclarationIntake.SubmitDocuments",
    };
    let count: u64 = report.codes.values().sum();
    let seconds = Duration::from_nanos(report.took).as_secs_f64();
    json!({
        "name": asked.workload,
        "endReason": match report.ended {
            Ended::Stopped | Ended::Unmade => "cancel",
            Ended::Complete | Ended::Patience | Ended::Away => "normal",
        },
        "date": asked.began,
        "options": {
            "call": call,
            "host": host,
            "insecure": insecure,
            "load-schedule": if asked.users > 0 { "concurrency" } else { "line" },
            "rps": asked.peak_per_second as u64,
            "connections": asked.connections,
            "concurrency": asked.users,
            "total": count,
            "duration": (asked.length_seconds * 1e9) as u64,
            "name": asked.title,
        },
        "count": count,
        "total": report.took,
        "average": nanos(spans.mean()),
        "fastest": nanos(spans.shortest()),
        "slowest": nanos(spans.longest()),
        "rps": if seconds > 0.0 { count as f64 / seconds } else { 0.0 },
        "errorDistribution": errors,
        "statusCodeDistribution": codes,
        "latencyDistribution": distribution,
        "histogram": histogram(spans)
            .iter()
            .map(|bar| json!({ "mark": bar.mark.as_secs_f64(), "count": bar.count, "frequency": bar.share }))
            .collect::<Vec<_>>(),
        "details": null,
        "tongguan": { "parcels": report.counts, "acknowledged": parcels },
        "tags": { "seed": asked.seed.to_string(), "sandbox": asked.sandbox },
    })
}

/// One bar of a histogram: spans up to the mark, and above that of the bar before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its upper end.
    pub mark: Duration,
    /// How many spans.
    pub count: u64,
    /// Their share of all, from 0 to 1.
    pub share: f64,
}

/// Eleven bars from the shortest span to the longest; none where there are no spans.
#[must_use]
pub fn histogram(spans: &Spans) -> Vec<Bar> {
    let all = spans.count();
    if all == 0 {
        return Vec::new();
    }
    let (fastest, slowest) = (spans.shortest(), spans.longest());
    let step = (slowest.saturating_sub(fastest)) / MARKS;
    let mut bars = Vec::new();
    let mut counted = 0;
    for number in 0..=MARKS {
        // The last one ends at the longest: what division left over belongs to it.
        let mark = if number == MARKS { slowest } else { fastest + step * number };
        let up_to = if number == MARKS { all } else { spans.up_to(mark) };
        let count = up_to.saturating_sub(counted);
        counted = counted.max(up_to);
        bars.push(Bar { mark, count, share: count as f64 / all as f64 });
    }
    bars
}

/// `UNAVAILABLE` as ghz writes it, `Unavailable`.
fn camel(code: &str) -> String {
    if code == "OK" {
        return code.to_owned();
    }
    let part = |part: &str| {
        let (first, rest) = part.split_at(part.len().min(1));
        format!("{first}{}", rest.to_lowercase())
    };
    code.split('_').map(part).collect()
}
