//! Gates: conditions under which a run has failed, such as `p99(899)>200ms`, `errors>0.1%` or `wrong>0`.

use crate::report::Report;
use crate::stages::Stage;
use std::fmt;
use std::str::FromStr;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Subject {
    /// A share of the spans to a stage; 1.0 is the longest.
    Quantile(Quantile, Place),
    /// Submissions without an answer.
    Errors,
    /// Starts that were missed.
    Missed,
    /// Parcels that ended otherwise.
    Wrong,
    /// Parcels that had not ended.
    Unfinished,
    /// Started parcels a second.
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantile {
    Min,
    Mean,
    P10,
    P25,
    P50,
    P75,
    P90,
    P95,
    P99,
    P999,
    Max,
}

const QUANTILES: [(&str, Quantile); 11] = [
    ("min", Quantile::Min),
    ("mean", Quantile::Mean),
    ("p10", Quantile::P10),
    ("p25", Quantile::P25),
    ("p50", Quantile::P50),
    ("p75", Quantile::P75),
    ("p90", Quantile::P90),
    ("p95", Quantile::P95),
    ("p99", Quantile::P99),
    ("p999", Quantile::P999),
    ("max", Quantile::Max),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Stage(Stage),
    Lateness,
    Calls,
}

/// In what the value is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Span,
    Share,
    Count,
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// A condition under which a run has failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    text: String,
    subject: Subject,
    sign: Sign,
    /// Nanoseconds, a share of 1, a count or a rate.
    value: f64,
    unit: Unit,
}

/// What a gate found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Found {
    /// The gate.
    pub gate: String,
    /// Whether its condition holds: then the run has failed.
    pub failed: bool,
    /// What was measured, in words; `nothing` where there is nothing to measure, which fails as well.
    pub measured: String,
}

impl Found {
    /// What was measured, in Chinese.
    #[must_use]
    pub fn measured_zh(&self) -> &str {
        if self.measured == NOTHING { "无数据" } else { &self.measured }
    }
}

/// What is measured where there is nothing to measure.
const NOTHING: &str = "nothing";

/// Why a text is no gate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no condition: {why}; such as p99(899)>200ms, max(ack)>1s, p99(lateness)>1ms, errors>0.1%, missed>0, wrong>0, rate<1400/s"
)]
pub struct NoGate {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub why: NoGateWhy,
}

/// What is wrong with a text that is no gate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGateWhy {
    /// It compares nothing.
    #[error("it has neither < nor >")]
    Sign,
    /// What is to be compared is not known.
    #[error("nothing is called {0:?}")]
    Subject(String),
    /// No stage is called so.
    #[error("there is no stage {stage:?}, but {}", places())]
    Stage {
        /// The name.
        stage: String,
    },
    /// There is no number.
    #[error("{0:?} is no value")]
    Value(String),
    /// Nothing is measured in it.
    #[error("there is no unit {0:?}")]
    Unit(String),
    /// A span is held against a count, and the like.
    #[error("its value has another unit than what it is about")]
    OtherUnit,
    /// A share above 1.
    #[error("a share is at most 100%")]
    Share,
}

impl NoGateWhy {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Sign => "缺少 < 或 >".to_owned(),
            Self::Subject(name) => format!("没有指标“{name}”"),
            Self::Stage { stage } => format!("没有环节“{stage}”，可用：{}", places()),
            Self::Value(text) => format!("“{text}”不是数值"),
            Self::Unit(unit) => format!("没有单位“{unit}”"),
            Self::OtherUnit => "数值的单位与指标不符".to_owned(),
            Self::Share => "比例至多 100%".to_owned(),
        }
    }
}

/// What may stand between brackets.
fn places() -> String {
    let stages = Stage::ALL.into_iter().map(|stage| stage.key().to_owned());
    stages.chain(["calls".to_owned(), "lateness".to_owned()]).collect::<Vec<_>>().join(", ")
}

impl FromStr for Gate {
    type Err = NoGate;

    fn from_str(text: &str) -> Result<Self, NoGate> {
        let no = |why: NoGateWhy| NoGate { text: text.to_owned(), why };
        let at = text.find(['<', '>']).ok_or_else(|| no(NoGateWhy::Sign))?;
        let (subject, rest) = text.split_at(at);
        let (sign, value) = match rest.as_bytes() {
            [b'>', b'=', ..] => (Sign::AtLeast, rest.get(2..)),
            [b'<', b'=', ..] => (Sign::AtMost, rest.get(2..)),
            [b'>', ..] => (Sign::Above, rest.get(1..)),
            _ => (Sign::Below, rest.get(1..)),
        };
        let subject = read_subject(subject.trim()).map_err(no)?;
        let (value, unit) = read_value(value.unwrap_or_default().trim()).map_err(no)?;
        let fits = match subject {
            Subject::Quantile(..) => unit == Unit::Span,
            Subject::Rate => matches!(unit, Unit::Rate | Unit::Count),
            _ => matches!(unit, Unit::Count | Unit::Share),
        };
        if !fits {
            return Err(no(NoGateWhy::OtherUnit));
        }
        // It could hold never, or always.
        if unit == Unit::Share && value > 1.0 {
            return Err(no(NoGateWhy::Share));
        }
        Ok(Self { text: text.to_owned(), subject, sign, value, unit })
    }
}

fn read_subject(text: &str) -> Result<Subject, NoGateWhy> {
    let (name, of) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, of)) => (name, Some(of)),
        None => (text, None),
    };
    if let Some((_, quantile)) = QUANTILES.iter().find(|(known, _)| *known == name) {
        return Ok(Subject::Quantile(*quantile, read_place(of.unwrap_or("ack"))?));
    }
    match (name, of) {
        ("errors", None) => Ok(Subject::Errors),
        ("missed", None) => Ok(Subject::Missed),
        ("wrong", None) => Ok(Subject::Wrong),
        ("unfinished", None) => Ok(Subject::Unfinished),
        ("rate", None) => Ok(Subject::Rate),
        _ => Err(NoGateWhy::Subject(text.to_owned())),
    }
}

fn read_place(of: &str) -> Result<Place, NoGateWhy> {
    if of == "lateness" {
        return Ok(Place::Lateness);
    }
    if of == "calls" {
        return Ok(Place::Calls);
    }
    let stage = Stage::ALL.into_iter().find(|stage| stage.key() == of);
    stage.map(Place::Stage).ok_or_else(|| NoGateWhy::Stage { stage: of.to_owned() })
}

fn read_value(text: &str) -> Result<(f64, Unit), NoGateWhy> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().map_err(|_| NoGateWhy::Value(text.to_owned()))?;
    match unit.trim() {
        "" => Ok((number, Unit::Count)),
        "%" => Ok((number / 100.0, Unit::Share)),
        "ns" => Ok((number, Unit::Span)),
        "us" | "µs" => Ok((number * 1e3, Unit::Span)),
        "ms" => Ok((number * 1e6, Unit::Span)),
        "s" => Ok((number * 1e9, Unit::Span)),
        "m" | "min" => Ok((number * 60e9, Unit::Span)),
        "/s" => Ok((number, Unit::Rate)),
        "/min" => Ok((number / 60.0, Unit::Rate)),
        unit => Err(NoGateWhy::Unit(unit.to_owned())),
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Gate {
    /// Looks at a report. What it cannot measure has failed: a gate that never closes is none.
    #[must_use]
    pub fn found(&self, report: &Report) -> Found {
        let gate = self.text.clone();
        match self.measured(report) {
            None => Found { gate, failed: true, measured: NOTHING.to_owned() },
            Some(measured) => {
                let failed = match self.sign {
                    Sign::Above => measured > self.value,
                    Sign::AtLeast => measured >= self.value,
                    Sign::Below => measured < self.value,
                    Sign::AtMost => measured <= self.value,
                };
                Found { gate, failed, measured: self.shown(measured) }
            }
        }
    }

    fn measured(&self, report: &Report) -> Option<f64> {
        let counts = &report.counts;
        let (count, of) = match self.subject {
            Subject::Quantile(quantile, place) => return span(report, quantile, place),
            Subject::Rate => return Some(report.started_per_second),
            Subject::Errors => (counts.errors, counts.submissions),
            Subject::Missed => (counts.missed, counts.due),
            Subject::Wrong => (counts.wrong, counts.started),
            Subject::Unfinished => (counts.unfinished, counts.started),
        };
        match self.unit {
            Unit::Share if of == 0 => None,
            Unit::Share => Some(count as f64 / of as f64),
            _ => Some(count as f64),
        }
    }

    fn shown(&self, value: f64) -> String {
        match self.unit {
            // However it is written: a rate is no whole number.
            _ if self.subject == Subject::Rate => format!("{value:.3}/s"),
            Unit::Span => format!("{:.3} ms", value / 1e6),
            Unit::Share => format!("{:.3} %", value * 100.0),
            Unit::Count | Unit::Rate => format!("{value:.0}"),
        }
    }
}

fn span(report: &Report, quantile: Quantile, place: Place) -> Option<f64> {
    let figures = match place {
        Place::Lateness => Some(&report.lateness),
        Place::Calls => Some(&report.calls),
        Place::Stage(stage) => report.stage(stage).map(|stage| &stage.wall),
    };
    let figures = figures.filter(|figures| figures.count > 0)?;
    let nanos = match quantile {
        Quantile::Min => figures.min,
        Quantile::Mean => figures.mean,
        Quantile::P10 => figures.p10,
        Quantile::P25 => figures.p25,
        Quantile::P50 => figures.p50,
        Quantile::P75 => figures.p75,
        Quantile::P90 => figures.p90,
        Quantile::P95 => figures.p95,
        Quantile::P99 => figures.p99,
        Quantile::P999 => figures.p999,
        Quantile::Max => figures.max,
    };
    Some(nanos as f64)
}
