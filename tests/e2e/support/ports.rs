//! Ports that are free until somebody takes them who was told to.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below those that the system gives to whoever asks for any port: so nobody else comes upon them in between.
const FIRST: u16 = 10_000;
const PORTS: u16 = 20_000;

/// A port of this machine that nobody listens on, and that this process has not named before.
pub(crate) fn free() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let number = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
        // Programs of tests that run at the same time begin in different places.
        let at = (std::process::id().wrapping_mul(101) + number) % u32::from(PORTS);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, FIRST + u16::try_from(at).unwrap()));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
