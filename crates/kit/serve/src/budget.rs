//! Memory that peers can make us hold, counted in bytes: in all, and for each connection. What is counted are messages
//! that are arriving or being answered, and, in a budget of its own, replies that wait for a slow reader. Small ones go
//! free: the counts of calls and streams bound them.
//!
//! When half of a budget is held, a connection gets no more than an equal share of it, as at the gate; and the last eighth
//! is only for connections that hold little.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

use crate::limits::Limits;

/// What a connection may always hold, as a part of the budget: so many connections fit into its last eighth as one address
/// may have.
const LITTLE: usize = 8 * 256;

/// The bytes of one server.
#[derive(Debug)]
pub(crate) struct Budget {
    cap: usize,
    cap_each: usize,
    held: AtomicUsize,
    /// Connections that hold something.
    holders: AtomicUsize,
}

/// One connection's part of the budget.
#[derive(Debug)]
pub struct Purse {
    budget: Arc<Budget>,
    held: AtomicUsize,
}

/// Bytes that are held; given back when dropped.
#[derive(Debug)]
pub struct Charge {
    purse: Arc<Purse>,
    bytes: usize,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        let (cap, cap_each) = (limits.held_bytes, limits.held_bytes_per_connection);
        Arc::new(Self { cap, cap_each, held: AtomicUsize::new(0), holders: AtomicUsize::new(0) })
    }

    pub(crate) fn purse(self: &Arc<Self>) -> Arc<Purse> {
        Arc::new(Purse { budget: Arc::clone(self), held: AtomicUsize::new(0) })
    }
}

impl Purse {
    /// Holds so many bytes, or `None` when the connection or the server holds as much as it may. Never waits.
    #[must_use]
    pub fn hold(self: &Arc<Self>, bytes: usize) -> Option<Charge> {
        let mut charge = Charge { purse: Arc::clone(self), bytes: 0 };
        charge.grow(bytes).then_some(charge)
    }

    /// The refusal of what cannot be held.
    #[must_use]
    pub fn refusal() -> Refused {
        Refused::new(
            Reason::ServerBusy,
            "unfinished messages or unread replies take all the memory they may; read, and try again",
        )
    }

    pub(crate) fn busy() -> Status {
        Self::refusal().status()
    }
}

impl Charge {
    /// Holds more; false, and nothing changes, if that is too much.
    #[must_use]
    pub fn grow(&mut self, more: usize) -> bool {
        let Purse { budget, held } = &*self.purse;
        // Nothing else is published through the counters, so `Relaxed` is enough.
        let before = held.fetch_add(more, Ordering::Relaxed);
        if before == 0 && more > 0 {
            budget.holders.fetch_add(1, Ordering::Relaxed);
        }
        let own = before + more;
        let all = budget.held.fetch_add(more, Ordering::Relaxed) + more;
        let share = || budget.cap / (budget.holders.load(Ordering::Relaxed) + 1);
        let fair = || all <= budget.cap - budget.cap / 8 && own <= share();
        let room = all <= budget.cap / 2 || own <= budget.cap / LITTLE || fair();
        if own > budget.cap_each || all > budget.cap || !room {
            self.give_back(more);
            return false;
        }
        self.bytes += more;
        true
    }

    /// Holds less from now on.
    pub fn shrink_to(&mut self, bytes: usize) {
        let less = self.bytes.saturating_sub(bytes);
        self.give_back(less);
        self.bytes -= less;
    }

    /// How many.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    fn give_back(&self, bytes: usize) {
        let Purse { budget, held } = &*self.purse;
        if bytes > 0 && held.fetch_sub(bytes, Ordering::Relaxed) == bytes {
            budget.holders.fetch_sub(1, Ordering::Relaxed);
        }
        budget.held.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.give_back(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(held_bytes: usize, held_bytes_per_connection: usize) -> Arc<Budget> {
        Budget::new(&Limits { held_bytes, held_bytes_per_connection, ..Limits::DEFAULT })
    }

    #[test]
    fn one_connection_cannot_take_all_and_everything_comes_back() {
        let budget = budget(100, 45);
        let (one, other) = (budget.purse(), budget.purse());
        let mut first = one.hold(40).unwrap();
        assert!(!first.grow(6), "its own bound");
        assert!(first.grow(5));
        assert!(one.hold(1).is_none());
        assert!(other.hold(34).is_none(), "a third for each of two, and one for the next");
        let second = other.hold(33).unwrap();
        first.shrink_to(1);
        assert!(one.hold(2).is_some());
        drop((first, second));
        assert_eq!(budget.held.load(Ordering::Relaxed), 0);
        assert_eq!(budget.holders.load(Ordering::Relaxed), 0);
    }

    /// However much the greedy take, there is something left for the next.
    #[test]
    fn a_newcomer_finds_room() {
        let budget = budget(2_048_000, 500_000);
        let greedy: Vec<_> = (0..200).map(|_| budget.purse()).collect();
        let mut held = Vec::new();
        for bytes in [100_000, 1_000] {
            for purse in &greedy {
                while let Some(charge) = purse.hold(bytes) {
                    held.push(charge);
                }
            }
        }
        assert!(budget.purse().hold(1_000).is_some());
    }
}
