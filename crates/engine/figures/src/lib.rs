//! Figures: counted where things happen, read by whoever shows them.
//!
//! Who counts must not wait and must not make room: every figure is a few atomics that were there before, so counting is
//! one addition, and needs no lock and no name. Names, labels and text are for who reads (`kit/metrics`). A reader sees
//! each number as it is then; two numbers of one figure may be one event apart.

#![forbid(unsafe_code)]

mod histogram;

pub use histogram::{Histogram, Sample, TASKS, TIMES};

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// What only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn count(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many there were.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What goes up and down.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// One more.
    pub fn up(&self) {
        self.shift(1);
    }

    /// One less.
    pub fn down(&self) {
        self.shift(-1);
    }

    /// So many more, or less.
    pub fn shift(&self, by: i64) {
        self.0.fetch_add(by, Ordering::Relaxed);
    }

    /// So many there are now.
    pub fn set(&self, now: i64) {
        self.0.store(now, Ordering::Relaxed);
    }

    /// How many there are.
    #[must_use]
    pub fn read(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}
