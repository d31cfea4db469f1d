//! What a run was held to, and what came of it: conditions, and an earlier run.

use super::Report;
use crate::baseline::{Compared, Incomparable, compared};
use crate::gates::{Found, Gate};
use crate::verdict::{Because, Verdict};

/// What came of conditions and of an earlier run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// One for each condition, in the order in which they were asked for.
    pub gates: Vec<Found>,
    /// What the earlier run says; `None` where there is none.
    pub before: Option<Before>,
}

/// An earlier run beside this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// When it began, RFC 3339.
    pub began: String,
    /// By which version.
    pub version: String,
    /// How much worse is still noise: 0.15 for 15 %.
    pub noise: f64,
    /// Whether that run was to be believed, and right.
    pub verdict: Verdict,
    /// p50 and p99 of each stage that either reached.
    pub rows: Vec<Compared>,
}

impl Before {
    /// Why nothing may follow from it, in English and Chinese: it was not trusted, or not correct.
    #[must_use]
    pub fn doubts(&self) -> Vec<(String, String)> {
        let Verdict { trusted, because, correct, wrong } = &self.verdict;
        let said = |of: fn(&Because) -> &str, list: &[Because], between: &str| {
            list.iter().map(of).collect::<Vec<_>>().join(between)
        };
        let words = |en: &str, zh: &str, list: &[Because]| {
            let (why, why_zh) = (said(|why| &why.en, list, "; "), said(|why| &why.zh, list, "；"));
            (format!("the earlier run was {en}: {why}"), format!("此前压测{zh}：{why_zh}"))
        };
        let trust = (!trusted).then(|| words("NOT TRUSTED", "不可信", because));
        trust.into_iter().chain((!correct).then(|| words("NOT CORRECT", "结果有误", wrong))).collect()
    }
}

impl Held {
    /// Looks at a report. `before` is an earlier report, and the share by which figures may be worse.
    ///
    /// # Errors
    /// [`Incomparable`] where the earlier run was another one.
    pub fn of(report: &Report, gates: &[Gate], before: Option<(&Report, f64)>) -> Result<Self, Incomparable> {
        let beside = |(before, noise): (&Report, f64)| {
            let rows = compared(before, report, noise)?;
            let (began, version) = (before.asked.began.clone(), before.asked.version.clone());
            let verdict = before.verdict.clone();
            Ok::<_, Incomparable>(Before { began, version, noise, verdict, rows })
        };
        let gates = gates.iter().map(|gate| gate.found(report)).collect();
        Ok(Self { gates, before: before.map(beside).transpose()? })
    }

    /// Whether a condition holds: then the run has failed.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.gates.iter().any(|found| found.failed)
    }

    /// Whether anything is worse than before, beyond the noise.
    #[must_use]
    pub fn worse(&self) -> bool {
        self.before.iter().flat_map(|before| &before.rows).any(|row| row.worse)
    }
}
