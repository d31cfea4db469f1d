//! A parcel on its way.

use super::labels::ToldCodes;
use crate::course::Course;
use crate::workload::{Cue, End, Label, Step, StepName};
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_scenario::name_of;

/// A parcel on its way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) due: Duration,
    pub(super) label: Label,
    /// What is still to be sent.
    pub(super) waiting: Vec<Step>,
    /// Submissions that are not answered.
    pub(super) open: Vec<Open>,
    /// How many submissions there were: the number of the next one.
    pub(super) submissions: u16,
    /// What was told: document, kind, code.
    pub(super) told: Vec<(u64, Cue)>,
    pub(super) invt_no: Option<String>,
    /// Sandbox time of 2, in milliseconds.
    pub(super) received: Option<i64>,
    pub(super) repeat: Option<(Step, u32)>,
    /// The first submission once more, and when: for copies that wait for no answer.
    pub(super) copies: Option<(Step, Vec<Duration>)>,
    /// How many answers to such a submission did not repeat another.
    pub(super) effects: Option<u32>,
    /// Of a parcel of a scenario.
    pub(super) course: Option<Course>,
    pub(super) standing: Standing,
}

/// A submission that is not answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// Which of its parcel, from 0.
    pub(super) submission: u16,
    pub(super) step: StepName,
    /// When it was sent.
    pub(super) at: Duration,
}

/// How a parcel stands. One that has ended stays until its last submission is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has not ended.
    UnderWay,
    /// It ended as its label says, at this moment.
    Right(Duration),
    /// It ended otherwise.
    Wrong,
    /// A submission got no answer: whatever else is told of it changes nothing.
    BrokenOff,
}

impl Flight {
    pub(super) fn ended(&self) -> bool {
        self.standing != Standing::UnderWay
    }

    /// Whether this was told before. What is refused is no document: of those a scenario may be told the same of two.
    pub(super) fn has_been_told(&self, document: u64, cue: Cue) -> bool {
        (self.course.is_none() || cue.code >= 0) && self.told.contains(&(document, cue))
    }

    /// A submission is sent; its number.
    pub(super) fn sent(&mut self, step: StepName, at: Duration) -> u16 {
        let submission = self.submissions;
        // A parcel has at most so many: `bounds::ACTS`, or a few and `bounds::REPEATS`.
        self.submissions = submission.saturating_add(1);
        self.open.push(Open { submission, step, at });
        submission
    }

    /// The first submission once more, if it is to be sent again when this answer to it has come.
    pub(super) fn again(&mut self, answered: StepName, now: Duration) -> Option<(u16, Step)> {
        let (first, left) =
            self.repeat.as_mut().filter(|(first, left)| first.name == answered && *left > 0)?;
        *left -= 1;
        let step = first.clone();
        Some((self.sent(step.name, now), step))
    }

    /// The submissions that follow a receipt.
    pub(super) fn next(&mut self, cue: Cue, now: Duration) -> Vec<(u16, Step)> {
        let mut next = Vec::new();
        let mut at = 0;
        while let Some(step) = self.waiting.get(at) {
            if step.after == Some(cue) {
                let mut step = self.waiting.remove(at);
                if let Some(invt_no) = &self.invt_no {
                    step.name_declaration(invt_no);
                }
                next.push((self.sent(step.name, now), step));
            } else {
                at += 1;
            }
        }
        next
    }

    /// Whether a receipt says what no receipt of this parcel may say.
    pub(super) fn ends_otherwise(&self, cue: Cue, info: &str) -> Option<String> {
        let ends = self.label.end == End::Told(cue);
        let passes = cue.kind == DocumentKind::Declaration && self.label.passes.contains(&cue.code);
        let rejected = End::Told(Cue { kind: DocumentKind::Declaration, code: 100 });
        let usual = match (cue.kind, cue.code) {
            (_, 2 | 3 | 120) => true,
            (DocumentKind::Declaration, 399 | 800 | 899) => self.label.end != rejected,
            (DocumentKind::Declaration, _) => false,
            (_, code) => matches!(code, 399 | 800),
        };
        let name = name_of(cue.kind);
        (!ends && !passes && !usual).then(|| format!("{name} {} {info}", cue.code).trim_end().to_owned())
    }

    /// What it should have been told on the way, and was not.
    pub(super) fn not_passed(&self) -> Option<String> {
        let told = |code: i32| self.told.contains_code(code);
        let missing: Vec<_> = self.label.passes.iter().filter(|code| !told(**code)).collect();
        let words: Vec<_> = missing.iter().map(|code| code.to_string()).collect();
        (!words.is_empty()).then(|| format!("ended without {}", words.join(", ")))
    }
}
