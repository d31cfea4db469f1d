//! Whether a run is worse than an earlier one, beyond what runs differ by themselves.

use crate::report::{Asked, FORMAT, Report, StageFigures};
use crate::schedule::{Arrivals, Form};
use crate::stages::Stage;
use serde::Serialize;
use std::fmt;

/// A span that is longer by no more than this, in nanoseconds, is not worse whatever its share: a wake-up of the system.
pub const FLOOR: u64 = 200_000;
/// How much worse is still noise, where nobody says otherwise.
pub const NOISE: f64 = 0.15;
/// By which share two rates may differ and are the same: what a shape and a number of times round off.
const SAME_RATE: f64 = 1e-9;
/// Digits of a fingerprint that are shown.
const SHOWN: usize = 12;

/// One figure beside that of the earlier run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Such as `p99(899)`.
    pub name: String,
    /// In the earlier run, in nanoseconds; `None`: it did not reach this stage.
    pub before: Option<u64>,
    /// Now; `None`: no parcel reached this stage.
    pub now: Option<u64>,
    /// Whether it is worse beyond the noise, or gone.
    pub worse: bool,
}

/// Why two runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum Incomparable {
    /// The file is no report.
    #[error("it is no report of `tongguan load --json`: {0}")]
    NoReport(#[from] serde_json::Error),
    /// It is one of another version.
    #[error("it has the format {0:?} instead of {FORMAT:?}")]
    Format(String),
    /// No stage was reached in it.
    #[error("nothing was measured in the earlier run: no parcel of it reached any stage")]
    Nothing,
    /// Something else was asked for.
    #[error("the earlier run had another {}: {} instead of {}", .0.field.0, .0.before.0, .0.now.0)]
    Other(Box<Difference>),
}

/// In what two runs differ; each text in English and Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what.
    pub field: (&'static str, &'static str),
    /// Then.
    pub before: (String, String),
    /// Now.
    pub now: (String, String),
}

impl Incomparable {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::NoReport(error) => format!("不是 `tongguan load --json` 的报告（{error}）"),
            Self::Format(format) => format!("其格式为 {format:?}，应为 {FORMAT:?}"),
            Self::Nothing => "此前压测没有任何数据：没有包裹到达任何环节".to_owned(),
            Self::Other(difference) => {
                let Difference { field, before, now } = &**difference;
                format!("此前压测的{}不同：此前为 {}，本次为 {}", field.1, before.1, now.1)
            }
        }
    }
}

/// Reads an earlier report.
///
/// # Errors
/// [`Incomparable`].
pub fn read(text: &str) -> Result<Report, Incomparable> {
    let report: Report = serde_json::from_str(text)?;
    if report.format == FORMAT { Ok(report) } else { Err(Incomparable::Format(report.format)) }
}

/// Whether anything would follow from the figures of a run that is asked for beside those of an earlier one. Length and seed may be
/// others.
///
/// # Errors
/// [`Incomparable::Nothing`] where nothing was measured, [`Incomparable::Other`] where something else was run.
pub fn comparable(before: &Report, now: &Asked) -> Result<(), Incomparable> {
    let then = &before.asked;
    let differences = [workload(then, now), transport(then, now), model(then, now), rate(then, now)];
    let forms = [arrivals(then, now), form(then, now), receipts(then, now)];
    if let Some(difference) = differences.into_iter().chain(forms).flatten().next() {
        return Err(Incomparable::Other(Box::new(difference)));
    }
    if reached(before).next().is_none() { Err(Incomparable::Nothing) } else { Ok(()) }
}

fn difference(
    field: (&'static str, &'static str),
    before: impl Fn() -> (String, String),
    now: impl Fn() -> (String, String),
    same: bool,
) -> Option<Difference> {
    (!same).then(|| Difference { field, before: before(), now: now() })
}

fn both(text: impl fmt::Display) -> (String, String) {
    (text.to_string(), text.to_string())
}

/// By its content, wherever the file lies; by its name where an older report does not tell that.
fn workload(then: &Asked, now: &Asked) -> Option<Difference> {
    let known = !then.workload_sha256.is_empty() && !now.workload_sha256.is_empty();
    let named = then.workload == now.workload;
    let same = if known { then.workload_sha256 == now.workload_sha256 } else { named };
    let words = |asked: &Asked| match asked.workload_sha256.get(..SHOWN) {
        Some(digits) if known && named => {
            let name = &asked.workload;
            (format!("{name} (SHA-256 {digits}…)"), format!("{name}（SHA-256 {digits}…）"))
        }
        _ => both(&asked.workload),
    };
    difference(("workload", "负载模型"), || words(then), || words(now), same)
}

fn transport(then: &Asked, now: &Asked) -> Option<Difference> {
    let words = |asked: &Asked| both(&asked.transport);
    difference(("transport", "报送方式"), || words(then), || words(now), then.transport == now.transport)
}

fn model(then: &Asked, now: &Asked) -> Option<Difference> {
    let same = then.users == now.users;
    difference(("model", "模型"), || then.model_words(), || now.model_words(), same)
}

/// Of two open models: a closed one has no rate.
fn rate(then: &Asked, now: &Asked) -> Option<Difference> {
    let (before, after) = (then.peak_per_second, now.peak_per_second);
    let same = (before - after).abs() <= SAME_RATE * before.abs().max(after.abs());
    let words = |rate: f64| both(format_args!("{rate}/s"));
    difference(("rate", "速率"), || words(before), || words(after), now.users > 0 || same)
}

fn arrivals(then: &Asked, now: &Asked) -> Option<Difference> {
    let words = |arrivals: Option<Arrivals>| match arrivals {
        Some(Arrivals::Even) => ("even".to_owned(), "等间隔（even）".to_owned()),
        _ => ("poisson".to_owned(), "随机（poisson）".to_owned()),
    };
    let same = then.arrivals.is_none() || now.arrivals.is_none() || then.arrivals == now.arrivals;
    difference(("law of arrivals", "开始方式"), || words(then.arrivals), || words(now.arrivals), same)
}

fn form(then: &Asked, now: &Asked) -> Option<Difference> {
    let words = |form: Option<Form>| match form {
        Some(Form::Steps) => ("steps".to_owned(), "阶梯（steps）".to_owned()),
        _ => ("curve".to_owned(), "曲线（curve）".to_owned()),
    };
    let same = then.form.is_none() || now.form.is_none() || then.form == now.form;
    difference(("form of the rate", "速率形式"), || words(then.form), || words(now.form), same)
}

fn receipts(then: &Asked, now: &Asked) -> Option<Difference> {
    let words = |asked: &Asked| match asked.receipts {
        true => ("read".to_owned(), "读取".to_owned()),
        false => ("not read".to_owned(), "不读取".to_owned()),
    };
    let same = then.receipts == now.receipts;
    difference(("way with receipts", "回执处理方式"), || words(then), || words(now), same)
}

fn reached(report: &Report) -> impl Iterator<Item = &StageFigures> {
    report.stages.iter().filter(|stage| stage.wall.count > 0)
}

/// p50 and p99 of each stage beside those of the earlier run; `noise` is a share, 0.15 for 15 %. A stage that only one of them has
/// reached is a row, too: one that is gone is worse.
///
/// # Errors
/// [`Incomparable`] where nothing would follow.
pub fn compared(before: &Report, now: &Report, noise: f64) -> Result<Vec<Compared>, Incomparable> {
    comparable(before, &now.asked)?;
    let mut rows = Vec::new();
    for stage in Stage::ALL {
        let of = |report| reached(report).find(|figures| figures.stage == stage).map(|one| one.wall);
        let (then, now) = (of(before), of(now));
        if then.is_none() && now.is_none() {
            continue;
        }
        let p50 = ("p50", then.map(|wall| wall.p50), now.map(|wall| wall.p50));
        let p99 = ("p99", then.map(|wall| wall.p99), now.map(|wall| wall.p99));
        for (name, before, now) in [p50, p99] {
            let name = format!("{name}({})", stage.key());
            rows.push(Compared { name, before, now, worse: worse(before, now, noise) });
        }
    }
    // Older reports do not have them.
    let (then, now) = (&before.calls, &now.calls);
    if then.count > 0 && now.count > 0 {
        for (name, before, now) in [("p50(calls)", then.p50, now.p50), ("p99(calls)", then.p99, now.p99)] {
            let (before, now) = (Some(before), Some(now));
            rows.push(Compared { name: name.to_owned(), before, now, worse: worse(before, now, noise) });
        }
    }
    Ok(rows)
}

/// Beyond the noise and beyond the floor: each of them is a bound of its own.
fn worse(before: Option<u64>, now: Option<u64>, noise: f64) -> bool {
    match (before, now) {
        (Some(before), Some(now)) => {
            now as f64 > before as f64 * (1.0 + noise) && now > before.saturating_add(FLOOR)
        }
        (Some(_), None) => true,
        (None, _) => false,
    }
}
