//! How many calls are being answered at once, in the whole server, and how the places are shared.
//!
//! Half of the places go to whoever comes. Beyond that, a sandbox or a connection gets no more than an equal share, and
//! one share is always kept for the next: so a caller who sends as much as he can, under one name or under a hundred,
//! never closes the gate to a quiet one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A counter with a cap.
#[derive(Debug)]
pub(crate) struct Gate {
    cap: usize,
    taken: Mutex<Taken>,
}

/// Who asks for a place: hashes of the sandbox that it names and of its connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) sandbox: u64,
    pub(crate) connection: u64,
}

#[derive(Debug, Default)]
struct Taken {
    inside: usize,
    by_sandbox: Shares,
    by_connection: Shares,
}

/// Places by owner; whoever has none is not listed.
#[derive(Debug, Default)]
struct Shares(HashMap<u64, usize, BuildHasherDefault<Hashed>>);

/// The owners are hashes already, which nobody can foresee.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// One call's place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    gate: Arc<Gate>,
    caller: Caller,
}

impl Gate {
    pub(crate) fn new(cap: usize) -> Arc<Self> {
        Arc::new(Self { cap, taken: Mutex::default() })
    }

    /// A place, or `None` when there is none for this caller. Never waits: a queue here would only make answers late.
    pub(crate) fn enter(self: &Arc<Self>, caller: Caller) -> Option<Place> {
        let mut taken = self.lock();
        let free = taken.inside < self.cap / 2;
        let fair = taken.by_sandbox.has_room(caller.sandbox, self.cap)
            && taken.by_connection.has_room(caller.connection, self.cap);
        if taken.inside >= self.cap || !(free || fair) {
            return None;
        }
        taken.inside += 1;
        taken.by_sandbox.add(caller.sandbox);
        taken.by_connection.add(caller.connection);
        drop(taken);
        Some(Place { gate: Arc::clone(self), caller })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // The counters are changed without a step between that could panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shares {
    /// Whether an owner has less than an equal share, one share being kept for somebody who is not here yet.
    fn has_room(&self, owner: u64, cap: usize) -> bool {
        let own = self.0.get(&owner).copied().unwrap_or(0);
        let owners = self.0.len() + usize::from(own == 0);
        own < (cap / (owners + 1)).max(1)
    }

    fn add(&mut self, owner: u64) {
        *self.0.entry(owner).or_default() += 1;
    }

    fn remove(&mut self, owner: u64) {
        if let Some(own) = self.0.get_mut(&owner) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                self.0.remove(&owner);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.gate.lock();
        taken.inside = taken.inside.saturating_sub(1);
        taken.by_sandbox.remove(self.caller.sandbox);
        taken.by_connection.remove(self.caller.connection);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: usize = 1_000;

    fn caller(sandbox: u64, connection: u64) -> Caller {
        Caller { sandbox, connection }
    }

    /// As many places as callers get who ask in turn until nobody gets one.
    fn flood(gate: &Arc<Gate>, callers: &[Caller]) -> Vec<Place> {
        let mut places = Vec::new();
        loop {
            let before = places.len();
            places.extend(callers.iter().filter_map(|caller| gate.enter(*caller)));
            if places.len() == before {
                return places;
            }
        }
    }

    #[test]
    fn places_come_back_and_leave_no_trace() {
        let gate = Gate::new(4);
        let noisy = caller(1, 1);
        let places = flood(&gate, &[noisy]);
        assert_eq!(places.len(), 2, "half for one");
        assert!(gate.enter(noisy).is_none());
        drop(places);
        assert!(gate.enter(noisy).is_some());
        let taken = gate.lock();
        assert_eq!(taken.inside, 0);
        assert!(taken.by_sandbox.0.is_empty() && taken.by_connection.0.is_empty());
    }

    /// Whatever a noisy caller does, a quiet one finds a place.
    #[test]
    fn the_quiet_always_get_in() {
        let rows: &[(&str, u64, u64)] = &[
            ("one sandbox, one connection", 1, 1),
            ("one sandbox, forty connections", 1, 40),
            ("a hundred sandboxes, forty connections", 100, 40),
            ("a thousand sandboxes, as many connections as one address may have", 1_000, 256),
        ];
        for (what, sandboxes, connections) in rows {
            let gate = Gate::new(CAP);
            let several = |n| caller(n % sandboxes, n % connections);
            let callers: Vec<_> = (0..sandboxes * connections).map(several).collect();
            let places = flood(&gate, &callers);
            assert!(places.len() >= CAP / 2, "{what}: {} places used", places.len());
            let quiet = caller(1_000_000, 1_000_000);
            let room = flood(&gate, &[quiet]).len();
            assert!(room >= 1, "{what}: none of {CAP} left, {} taken", places.len());
        }
    }

    #[test]
    fn below_half_nobody_is_counted() {
        let gate = Gate::new(CAP);
        let _others: Vec<_> = (0..300).filter_map(|n| gate.enter(caller(7, n))).collect();
        let one = caller(7, 1_000);
        let places: Vec<_> = (0..100).filter_map(|_| gate.enter(one)).collect();
        assert_eq!(places.len(), 100);
    }
}
