//! Who may watch: so many streams in all, and so many over one connection.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongguan_wire::status::{Reason, Refused};

/// A connection, by the address and port of its other end; all calls without one are of the same.
type Connection = Option<SocketAddr>;

/// The seats of all watchers.
#[derive(Debug)]
pub(crate) struct Watchers {
    most: usize,
    most_each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_connection: HashMap<Connection, usize>,
}

/// One watcher's seat; given back when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    watchers: Arc<Watchers>,
    connection: Connection,
}

impl Watchers {
    pub(crate) fn new(most: usize, most_each: usize) -> Arc<Self> {
        Arc::new(Self { most, most_each, taken: Mutex::default() })
    }

    /// A seat.
    ///
    /// # Errors
    /// [`Reason::TooManyWatchers`].
    pub(crate) fn sit(self: &Arc<Self>, connection: Connection) -> Result<Seat, Refused> {
        let mut taken = self.lock();
        let own = taken.by_connection.get(&connection).copied().unwrap_or(0);
        let bound = match () {
            () if own >= self.most_each => self.most_each,
            () if taken.all >= self.most => self.most,
            () => {
                taken.all += 1;
                taken.by_connection.insert(connection, own + 1);
                return Ok(Seat { watchers: Arc::clone(self), connection });
            }
        };
        Err(Refused::plain(Reason::TooManyWatchers).with("allowed", bound.to_string()))
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // The counters are changed without a step between that could panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.watchers.lock();
        taken.all = taken.all.saturating_sub(1);
        if let Some(own) = taken.by_connection.get_mut(&self.connection) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.by_connection.remove(&self.connection);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_come_back_and_leave_no_trace() {
        let watchers = Watchers::new(3, 2);
        let [one, other] = ["10.0.0.1:1", "10.0.0.1:2"].map(|address| Some(address.parse().unwrap()));
        let first = watchers.sit(one).unwrap();
        let second = watchers.sit(one).unwrap();
        assert_eq!(watchers.sit(one).unwrap_err().reason(), Reason::TooManyWatchers, "its own bound");
        let third = watchers.sit(other).unwrap();
        assert!(watchers.sit(other).is_err(), "the bound of all");
        drop((first, second, third));
        assert_eq!(watchers.lock().all, 0);
        assert!(watchers.lock().by_connection.is_empty());
    }
}
