//! Numbers of the receipts of a mailbox: what is missing, late, or there twice.

use crate::bounds::RECEIPTS_MISSING;
use std::collections::BTreeSet;

/// Where a receipt comes by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Behind all others, with so many passed over; or it has no number.
    Next {
        /// Numbers that were passed over.
        passed: u64,
    },
    /// Behind one with a higher number.
    Late {
        /// Whether it was among those that were passed over.
        counted: bool,
    },
    /// It has been read.
    Twice,
}

/// What has been read.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Number of the last receipt; `None` before the first one of a mailbox that was used before.
    last: Option<u64>,
    /// Numbers that were passed over and have not come since.
    missing: BTreeSet<u64>,
    /// The first receipt of a mailbox that was used before, and what came below it: nobody knows where it began.
    first: Option<u64>,
    before: BTreeSet<u64>,
    /// Whether every receipt has a number.
    all: bool,
}

impl Numbers {
    /// `fresh`: the mailbox is new, so its first receipt has the number 1.
    pub(super) fn new(fresh: bool) -> Self {
        let last = fresh.then_some(0);
        Self { last, missing: BTreeSet::new(), first: None, before: BTreeSet::new(), all: false }
    }

    /// From now on every receipt has a number.
    pub(super) const fn all(&mut self) {
        self.all = true;
    }

    /// A receipt with this number was read; 0: it has none.
    pub(super) fn read(&mut self, number: u64) -> Place {
        if number == 0 {
            // Where all have one, nobody knows what else is missing.
            return Place::Next { passed: u64::from(self.all) };
        }
        let Some(last) = self.last else {
            (self.first, self.last) = (Some(number), Some(number));
            return Place::Next { passed: 0 };
        };
        if number > last {
            let next = last + 1;
            let room = RECEIPTS_MISSING.saturating_sub(self.missing.len());
            self.missing.extend((next..number).take(room));
            self.last = Some(number);
            return Place::Next { passed: number - next };
        }
        if self.missing.remove(&number) {
            return Place::Late { counted: true };
        }
        let below = self.first.is_some_and(|first| number < first) && self.before.len() < RECEIPTS_MISSING;
        if below && self.before.insert(number) { Place::Late { counted: false } } else { Place::Twice }
    }
}
