//! How large things were, by fixed steps.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The steps of a time, in microseconds: from what a call in memory takes to the longest deadline.
pub const TIMES: &[u64] = &[
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000, 10_000_000, 30_000_000,
];

/// The steps of a number of tasks, up to the most that go together.
pub const TASKS: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];

/// How large things were: how many up to each step, how many beyond the last, and the sum of all.
#[derive(Debug)]
pub struct Histogram {
    steps: &'static [u64],
    /// One for each step.
    up_to: Box<[AtomicU64]>,
    beyond: AtomicU64,
    sum: AtomicU64,
}

/// What a histogram showed at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Each step, and how many were larger than the one before and no larger than it.
    pub steps: Vec<(u64, u64)>,
    /// How many were larger than the last.
    pub beyond: u64,
    /// Of all.
    pub sum: u64,
}

impl Histogram {
    /// Nothing yet, by these steps, which rise.
    #[must_use]
    pub fn new(steps: &'static [u64]) -> Self {
        let up_to = steps.iter().map(|_| AtomicU64::default()).collect();
        Self { steps, up_to, beyond: AtomicU64::default(), sum: AtomicU64::default() }
    }

    /// One more, of this size.
    pub fn note(&self, size: u64) {
        let at = self.steps.partition_point(|step| *step < size);
        self.up_to.get(at).unwrap_or(&self.beyond).fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(size, Ordering::Relaxed);
    }

    /// One more that took as long, in microseconds.
    pub fn note_time(&self, took: Duration) {
        self.note(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// What it shows now.
    #[must_use]
    pub fn read(&self) -> Sample {
        let counts = self.up_to.iter().map(|count| count.load(Ordering::Relaxed));
        Sample {
            steps: self.steps.iter().copied().zip(counts).collect(),
            beyond: self.beyond.load(Ordering::Relaxed),
            sum: self.sum.load(Ordering::Relaxed),
        }
    }
}

impl Sample {
    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.steps.iter().map(|(_, count)| count).sum::<u64>() + self.beyond
    }

    /// The same with those of another, which has the same steps.
    pub fn join(&mut self, other: &Self) {
        for ((_, count), (_, more)) in self.steps.iter_mut().zip(&other.steps) {
            *count += more;
        }
        self.beyond += other.beyond;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_fall_at_or_below_their_step() {
        let sizes = Histogram::new(&[10, 20]);
        for size in [0, 10, 11, 20, 21, 1_000] {
            sizes.note(size);
        }
        let sample = sizes.read();
        assert_eq!(sample, Sample { steps: vec![(10, 2), (20, 2)], beyond: 2, sum: 1_062 });
        assert_eq!(sample.count(), 6);
        let mut both = sample.clone();
        both.join(&sample);
        assert_eq!((both.count(), both.sum), (12, 2_124));
    }

    #[test]
    fn steps_rise() {
        for steps in [TIMES, TASKS] {
            assert!(steps.is_sorted_by(|a, b| a < b), "{steps:?}");
        }
    }
}
