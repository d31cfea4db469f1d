//! Which names of sandboxes were deleted how often, so that a cursor of a sandbox that is gone is not taken for one of the
//! sandbox that has its name now. Names are counted by buckets, so it never grows; two names that share one are told apart
//! from their own past once too often, and never once too seldom.

use crate::fingerprint::fingerprint;
use std::sync::atomic::{AtomicU32, Ordering};

const BUCKETS: usize = 4_096;

#[derive(Debug)]
pub(crate) struct Graves(Vec<AtomicU32>);

impl Default for Graves {
    fn default() -> Self {
        Self((0..BUCKETS).map(|_| AtomicU32::new(0)).collect())
    }
}

impl Graves {
    /// Notes that a sandbox of this name was deleted.
    pub(crate) fn dig(&self, name: &str) {
        if let Some(count) = self.bucket(name) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Forgets its own, and counts as others do.
    pub(crate) fn become_like(&self, others: &Self) {
        for (own, other) in self.0.iter().zip(&others.0) {
            own.store(other.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }

    /// How often this name was deleted, at least.
    pub(crate) fn of(&self, name: &str) -> u64 {
        self.bucket(name).map_or(0, |count| count.load(Ordering::Relaxed)).into()
    }

    fn bucket(&self, name: &str) -> Option<&AtomicU32> {
        let hash = fingerprint([name.as_bytes()]) % self.0.len() as u128;
        self.0.get(usize::try_from(hash).ok()?)
    }
}
