//! Whether a URL leads back to where it was said.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::timeout;
use tongguan_tls::{host, port};
use tonic::transport::Uri;

/// Names that take longer are not our own.
const LOOK_UP: Duration = Duration::from_secs(2);

/// Whether a URL names one of these listeners of this process, by whatever name or address of this machine.
pub(crate) async fn is_here(uri: &Uri, own: &[SocketAddr]) -> bool {
    let (host, port) = (host(uri), port(uri));
    if own.iter().all(|own| own.port() != port) {
        return false;
    }
    // A name that cannot be looked up leads nowhere; that is told by who calls it.
    let Ok(Ok(found)) = timeout(LOOK_UP, lookup_host((host, port))).await else { return false };
    let found: Vec<_> = found.map(|address| address.ip().to_canonical()).collect();
    own.iter().filter(|own| own.port() == port).any(|own| found.iter().any(|found| leads(*found, own.ip())))
}

/// Whether who connects to an address gets to a listener on another.
fn leads(address: IpAddr, listener: IpAddr) -> bool {
    let listener = listener.to_canonical();
    // Who calls 0.0.0.0 or :: calls this machine.
    let address = match address {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        address => address,
    };
    match listener.is_unspecified() {
        true => is_of_this_machine(address),
        false => address == listener,
    }
}

/// Nobody else's address can be bound; nothing is sent.
fn is_of_this_machine(address: IpAddr) -> bool {
    address.is_loopback() || UdpSocket::bind((address, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_name_of_a_listener_leads_to_it() {
        let rows: [(&str, &str, bool); 16] = [
            ("http://127.0.0.1:50051", "127.0.0.1:50051", true),
            ("http://localhost:50051", "127.0.0.1:50051", true),
            ("http://localhost:50051", "0.0.0.0:50051", true),
            ("http://localhost:50051", "[::]:50051", true),
            ("http://127.0.0.1:50051", "0.0.0.0:50051", true),
            ("http://127.9.9.9:50051", "0.0.0.0:50051", true),
            ("http://0.0.0.0:50051", "127.0.0.1:50051", true),
            ("http://[::1]:50051", "[::1]:50051", true),
            ("http://[::]:50051", "[::1]:50051", true),
            ("http://[::ffff:127.0.0.1]:50051", "127.0.0.1:50051", true),
            ("http://localhost", "127.0.0.1:80", true),
            // Another port, another address of this machine, another machine, nobody.
            ("http://localhost:50052", "127.0.0.1:50051", false),
            ("http://127.0.0.2:50051", "127.0.0.1:50051", false),
            ("http://192.0.2.1:50051", "0.0.0.0:50051", false),
            ("http://192.0.2.1:50051", "127.0.0.1:50051", false),
            ("http://nobody.invalid:50051", "0.0.0.0:50051", false),
        ];
        for (uri, listener, expected) in rows {
            let own = ["127.0.0.1:1".parse().unwrap(), listener.parse().unwrap()];
            assert_eq!(is_here(&uri.parse().unwrap(), &own).await, expected, "{uri} and {listener}");
        }
    }
}
