//! Who may have a connection: a cap for the whole server and one for each neighbour.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongguan_figures::{Counter, Gauge};

/// What is counted of the connections of a listener.
#[derive(Debug, Default)]
pub struct Connections {
    /// Those that are open.
    pub open: Gauge,
    /// Those that got a seat, so far.
    pub seated: Counter,
    /// Those that got none, so far.
    pub refused: Counter,
}

/// The seats of one server.
#[derive(Debug)]
pub(crate) struct Seats {
    total: usize,
    per_neighbour: usize,
    taken: Mutex<Taken>,
    counted: Arc<Connections>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    by_neighbour: HashMap<IpAddr, usize>,
}

/// One connection's place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    neighbour: IpAddr,
}

impl Seats {
    pub(crate) fn new(total: usize, per_neighbour: usize, counted: Arc<Connections>) -> Arc<Self> {
        Arc::new(Self { total, per_neighbour, taken: Mutex::default(), counted })
    }

    /// A seat, or `None` when the server or this neighbour has no more.
    pub(crate) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let neighbour = neighbour(address);
        let mut taken = self.lock();
        let own = taken.by_neighbour.get(&neighbour).copied().unwrap_or(0);
        if taken.total >= self.total || own >= self.per_neighbour {
            self.counted.refused.count();
            return None;
        }
        taken.total += 1;
        taken.by_neighbour.insert(neighbour, own + 1);
        self.counted.seated.count();
        self.counted.open.up();
        Some(Seat { seats: Arc::clone(self), neighbour })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        // The two counters are changed without a step between that could panic.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.counted.open.down();
        let mut taken = self.seats.lock();
        taken.total = taken.total.saturating_sub(1);
        if let Some(own) = taken.by_neighbour.get_mut(&self.neighbour) {
            *own = own.saturating_sub(1);
            // Without this the map would keep every address that ever came.
            if *own == 0 {
                taken.by_neighbour.remove(&self.neighbour);
            }
        }
    }
}

/// IPv6 hands every customer a /64, so a single address of it says nothing about who it is.
fn neighbour(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        four @ IpAddr::V4(_) => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn seats_come_back_and_leave_no_trace() {
        let counted = Arc::new(Connections::default());
        let seats = Seats::new(3, 2, Arc::clone(&counted));
        let first = seats.take(ip("10.0.0.1")).unwrap();
        let second = seats.take(ip("::ffff:10.0.0.1")).unwrap();
        assert!(seats.take(ip("10.0.0.1")).is_none(), "the neighbour's cap");
        let third = seats.take(ip("10.0.0.2")).unwrap();
        assert!(seats.take(ip("10.0.0.3")).is_none(), "the server's cap");
        assert_eq!((counted.open.read(), counted.seated.read(), counted.refused.read()), (3, 3, 2));
        drop((first, second, third));
        assert_eq!((counted.open.read(), counted.seated.read()), (0, 3));
        assert_eq!(seats.lock().total, 0);
        assert!(seats.lock().by_neighbour.is_empty());
    }

    #[test]
    fn one_ipv6_network_is_one_neighbour() {
        let seats = Seats::new(9, 1, Arc::default());
        let _one = seats.take(ip("2001:db8::1")).unwrap();
        assert!(seats.take(ip("2001:db8::ffff")).is_none());
        assert!(seats.take(ip("2001:db8:0:1::1")).is_some());
    }
}
