//! What is counted in a run.

use crate::bounds::{UNFINISHED_PARCELS, WRONG_PARCELS};
use crate::lateness::Spans;
use crate::stages::Stages;
use std::collections::BTreeMap;
use std::time::Duration;

/// The code of what was answered.
pub(crate) const OK: &str = "OK";

/// A parcel that ended otherwise than its label says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wrong {
    /// Its number in the run.
    pub number: u32,
    /// How it had to end.
    pub expected: String,
    /// What was seen instead.
    pub found: String,
}

/// A parcel that had not ended when its run did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unfinished {
    /// Its number in the run.
    pub number: u32,
    /// What it waited for: an answer, or receipts; of a scenario with the line.
    pub awaits: String,
}

/// What happened in one second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Second {
    /// Parcels that were to start in it.
    pub due: u64,
    /// Parcels that started in it.
    pub started: u64,
    /// Submissions that were answered in it.
    pub answered: u64,
    /// Receipts that were read in it.
    pub receipts: u64,
    /// Parcels that ended in it.
    pub ended: u64,
    /// Submissions without an answer.
    pub errors: u64,
}

/// What has been counted.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// Parcels that started.
    pub started: u64,
    /// Parcels that were due and found no place.
    pub missed: u64,
    /// Submissions that were sent.
    pub submissions: u64,
    /// Submissions that were answered: taken or refused.
    pub answered: u64,
    /// Submissions that were refused.
    pub refused: u64,
    /// Answers by code of gRPC, `OK` for those that were answered.
    pub codes: BTreeMap<String, u64>,
    /// Parcels that ended as their labels say.
    pub right: u64,
    /// Parcels that ended otherwise.
    pub wrong: u64,
    /// The first of them.
    pub wrong_ones: Vec<Wrong>,
    /// Parcels that broke off because a submission was not answered.
    pub failed: u64,
    /// Parcels that had not ended when the run did.
    pub unfinished: u64,
    /// The first of them.
    pub unfinished_ones: Vec<Unfinished>,
    /// Receipts that were read, of the run's own parcels.
    pub receipts: u64,
    /// Receipts that were read and are of no parcel of the run.
    pub foreign: u64,
    /// Receipts that a mailbox left out: gaps in its numbers.
    pub gaps: u64,
    /// Receipts that came twice.
    pub twice: u64,
    /// Receipts that came after one with a higher number.
    pub out_of_order: u64,
    /// Repeats of submissions that were left out: a way of sending without ids cannot tell what they did.
    pub repeats_left_out: u64,
    /// Copies of submissions whose time had not come when the run ended.
    pub repeats_unsent: u64,
    /// How late each start was when its submission was handed to the transport.
    pub lateness: Spans,
    /// How long every submission that was answered took, from its sending.
    pub calls: Spans,
    /// How long later submissions of a parcel took to be answered.
    pub later_calls: Spans,
    /// Spans to each stage.
    pub stages: Stages,
    /// Second by second.
    pub seconds: Vec<Second>,
}

impl Second {
    /// What happened elsewhere in the same second.
    fn add(&mut self, other: Self) {
        self.due += other.due;
        self.started += other.started;
        self.answered += other.answered;
        self.receipts += other.receipts;
        self.ended += other.ended;
        self.errors += other.errors;
    }
}

impl Tally {
    /// Starts that found no place before they came here; `schedule` has all of the run, in order. Which they were nobody has written
    /// down: what was due in each second is counted anew.
    pub fn missed_before(&mut self, missed: u64, schedule: impl Iterator<Item = Duration>) {
        if missed == 0 {
            return;
        }
        self.missed += missed;
        for second in &mut self.seconds {
            second.due = 0;
        }
        let due = usize::try_from(self.started + self.missed).unwrap_or(usize::MAX);
        for start in schedule.take(due) {
            if let Some(second) = self.second(start) {
                second.due += 1;
            }
        }
    }

    /// Submissions without an answer.
    #[must_use]
    pub fn errors(&self) -> u64 {
        self.codes.iter().filter(|(code, _)| *code != OK).map(|(_, count)| count).sum()
    }

    /// What was counted elsewhere, of other parcels of the same run.
    pub fn add(&mut self, other: Self) {
        let Self {
            codes, wrong_ones, unfinished_ones, lateness, calls, later_calls, stages, seconds, ..
        } = other;
        self.started += other.started;
        self.missed += other.missed;
        self.submissions += other.submissions;
        self.answered += other.answered;
        self.refused += other.refused;
        self.right += other.right;
        self.wrong += other.wrong;
        self.failed += other.failed;
        self.unfinished += other.unfinished;
        self.receipts += other.receipts;
        self.foreign += other.foreign;
        self.gaps += other.gaps;
        self.twice += other.twice;
        self.out_of_order += other.out_of_order;
        self.repeats_left_out += other.repeats_left_out;
        self.repeats_unsent += other.repeats_unsent;
        for (code, count) in codes {
            *self.codes.entry(code).or_default() += count;
        }
        self.wrong_ones.extend(wrong_ones);
        self.wrong_ones.sort_by_key(|wrong| wrong.number);
        self.wrong_ones.truncate(WRONG_PARCELS);
        self.unfinished_ones.extend(unfinished_ones);
        self.unfinished_ones.sort_by_key(|unfinished| unfinished.number);
        self.unfinished_ones.truncate(UNFINISHED_PARCELS);
        self.lateness.add(&lateness);
        self.calls.add(&calls);
        self.later_calls.add(&later_calls);
        self.stages.add(&stages);
        if self.seconds.len() < seconds.len() {
            self.seconds.resize(seconds.len(), Second::default());
        }
        for (own, other) in self.seconds.iter_mut().zip(seconds) {
            own.add(other);
        }
    }

    pub(crate) fn second(&mut self, now: Duration) -> Option<&mut Second> {
        let at = usize::try_from(now.as_secs()).ok()?;
        // A run of a day has 86,400 of them.
        if at >= self.seconds.len() && at < 1_000_000 {
            self.seconds.resize(at + 1, Second::default());
        }
        self.seconds.get_mut(at)
    }
}
