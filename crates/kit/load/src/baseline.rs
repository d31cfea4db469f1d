//! Whether a run is worse than an earlier one, beyond what runs differ by themselves.

use crate::report::{FORMAT, Report};
use serde::Serialize;

/// Spans may be longer by this much whatever they are, in nanoseconds: a wake-up of the system.
pub const FLOOR: u64 = 200_000;
/// How much worse is still noise, where nobody says otherwise.
pub const NOISE: f64 = 0.15;

/// One figure beside that of the earlier run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Such as `p99(899)`.
    pub name: String,
    /// In the earlier run, in nanoseconds.
    pub before: u64,
    /// Now.
    pub now: u64,
    /// Whether it is worse beyond the noise.
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
    /// Something else was asked for.
    #[error("the earlier run had another {field}: {before} instead of {now}")]
    Other {
        /// What.
        field: &'static str,
        /// Then.
        before: String,
        /// Now.
        now: String,
    },
}

/// Reads an earlier report.
///
/// # Errors
/// [`Incomparable`].
pub fn read(text: &str) -> Result<Report, Incomparable> {
    let report: Report = serde_json::from_str(text)?;
    if report.format == FORMAT { Ok(report) } else { Err(Incomparable::Format(report.format)) }
}

/// p50 and p99 of each stage beside those of the earlier run; `noise` is a share, 0.15 for 15 %.
///
/// # Errors
/// [`Incomparable::Other`] where workload, rate, transport or model are not the same: then nothing would follow.
pub fn compared(before: &Report, now: &Report, noise: f64) -> Result<Vec<Compared>, Incomparable> {
    let texts = |report: &Report| {
        let asked = &report.asked;
        [
            ("workload", asked.workload.clone()),
            ("rate", format!("{:.2}/s", asked.peak_per_second)),
            ("transport", asked.transport.clone()),
            ("model", format!("{} {}", asked.model, asked.users)),
        ]
    };
    for ((field, before), (_, now)) in texts(before).into_iter().zip(texts(now)) {
        if before != now {
            return Err(Incomparable::Other { field, before, now });
        }
    }
    let mut rows = Vec::new();
    for stage in &now.stages {
        let Some(earlier) = before.stage(stage.stage) else { continue };
        let key = stage.stage.key();
        let (then, now) = (&earlier.wall, &stage.wall);
        for (name, before, now) in [("p50", then.p50, now.p50), ("p99", then.p99, now.p99)] {
            let allowed = before as f64 * (1.0 + noise) + FLOOR as f64;
            let worse = now as f64 > allowed;
            rows.push(Compared { name: format!("{name}({key})"), before, now, worse });
        }
    }
    Ok(rows)
}
