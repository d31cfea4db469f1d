//! How many calls are being answered at once, in the whole server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A counter with a cap.
#[derive(Debug)]
pub(crate) struct Gate {
    cap: usize,
    inside: AtomicUsize,
}

/// One call's place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Gate>);

impl Gate {
    pub(crate) fn new(cap: usize) -> Arc<Self> {
        Arc::new(Self { cap, inside: AtomicUsize::new(0) })
    }

    /// A place, or `None` when all are taken. Never waits: a queue here would only make answers late.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Place> {
        // Nothing else is published through the counter, so `Relaxed` is enough.
        let before = self.inside.fetch_add(1, Ordering::Relaxed);
        // Made first, so that the refused one is counted out again.
        let place = Place(Arc::clone(self));
        (before < self.cap).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        let gate = Gate::new(2);
        let first = gate.enter().unwrap();
        let _second = gate.enter().unwrap();
        assert!(gate.enter().is_none());
        drop(first);
        assert!(gate.enter().is_some());
    }
}
