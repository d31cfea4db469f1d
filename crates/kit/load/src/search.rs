//! The highest rate that holds: doubled until it breaks, then halved between what held and what broke. Pure.

use crate::bounds::ROUNDS;
use crate::report::Report;
use crate::report::held::Held;
use crate::verdict::Because;

/// It ends when what broke is less than this above what held: 0.05 is 5 %.
pub const NEAR: f64 = 0.05;
/// A rate below this, starts a second, is not tried, unless the search begins there.
pub const LEAST: f64 = 1.0;

/// A search under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    next: f64,
    least: f64,
    most: f64,
    held: Option<f64>,
    broke: Option<f64>,
    rounds: u32,
}

impl Search {
    /// Begins at this rate, starts a second, and goes up to that one; where it is to begin above it, it begins there.
    #[must_use]
    pub const fn new(first: f64, most: f64) -> Self {
        let next = first.min(most);
        Self { next, least: next.min(LEAST), most, held: None, broke: None, rounds: 0 }
    }

    /// The rate to try now; `None` where nothing more is to be tried.
    #[must_use]
    pub fn next(&self) -> Option<f64> {
        let near = self.held.zip(self.broke).is_some_and(|(held, broke)| broke <= held * (1.0 + NEAR));
        let top = self.held.is_some_and(|held| held >= self.most);
        let bottom = self.broke.is_some_and(|broke| broke <= self.least);
        (self.rounds < ROUNDS && !near && !top && !bottom).then_some(self.next)
    }

    /// The rate that was tried held, or broke.
    pub fn tried(&mut self, held: bool) {
        let at = self.next;
        self.rounds += 1;
        if held {
            self.held = Some(at);
        } else {
            self.broke = Some(at);
        }
        self.next = match (self.held, self.broke) {
            (Some(held), Some(broke)) => f64::midpoint(held, broke),
            (Some(held), None) => (held * 2.0).min(self.most),
            (None, Some(broke)) => (broke / 2.0).max(self.least),
            (None, None) => at,
        };
    }

    /// The highest rate that held.
    #[must_use]
    pub const fn held(&self) -> Option<f64> {
        self.held
    }

    /// The lowest rate that broke.
    #[must_use]
    pub const fn broke(&self) -> Option<f64> {
        self.broke
    }

    /// How many were tried.
    #[must_use]
    pub const fn rounds(&self) -> u32 {
        self.rounds
    }
}

/// Why a rate did not hold: reasons of the verdict, and conditions that hold. Empty: it held.
#[must_use]
pub fn broken(report: &Report, held: &Held) -> Vec<Because> {
    let conditions = held.gates.iter().filter(|found| found.failed).map(|found| Because {
        code: "condition".to_owned(),
        en: format!("{} (measured: {})", found.gate, found.measured),
        zh: format!("{}（实测：{}）", found.gate, found.measured),
    });
    let verdict = &report.verdict;
    verdict.wrong.iter().chain(&verdict.because).cloned().chain(conditions).collect()
}
