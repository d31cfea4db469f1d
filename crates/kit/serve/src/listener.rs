//! Taking a port, and saying plainly why it cannot be had.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};

use tongguan_tls::Acceptor;

use crate::seats::Connections;

/// Connections that the kernel may finish before we accept them. The kernel cuts it to its own maximum.
const BACKLOG: u32 = 1024;

/// A port that is ours, not yet served.
#[derive(Debug)]
pub struct Listener {
    pub(crate) socket: TcpListener,
    pub(crate) tls: Option<Acceptor>,
    address: SocketAddr,
    connections: Arc<Connections>,
}

impl Listener {
    /// The real address: where port 0 was asked for, the port that the system chose.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is counted of its connections.
    #[must_use]
    pub fn connections(&self) -> Arc<Connections> {
        Arc::clone(&self.connections)
    }
}

/// Why a server could not take its port.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody listens there.
    #[error("{0} is in use by another program; choose another port, or port 0 for any free one")]
    PortInUse(SocketAddr),
    /// Ports below 1024 need a privilege.
    #[error("no permission to listen on {0}; choose a port above 1023")]
    NotPermitted(SocketAddr),
    /// The address is not one of this machine's.
    #[error("{0} is not an address of this machine; 127.0.0.1 always is")]
    NotOurs(SocketAddr),
    /// Anything else that the system said.
    #[error("cannot listen on {address}: {cause}")]
    Other {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        cause: io::Error,
    },
}

impl StartError {
    /// The address that was asked for.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        match self {
            Self::PortInUse(address) | Self::NotPermitted(address) | Self::NotOurs(address) => *address,
            Self::Other { address, .. } => *address,
        }
    }
}

/// Takes `address` (port 0: any free port). Needs a tokio runtime with I/O. With `tls` nothing else is spoken there; who binds
/// has to say, so that no listener of a process is left out by mistake.
pub fn bind(address: SocketAddr, tls: Option<&Acceptor>) -> Result<Listener, StartError> {
    listen(address, tls.cloned()).map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => StartError::PortInUse(address),
        io::ErrorKind::PermissionDenied => StartError::NotPermitted(address),
        io::ErrorKind::AddrNotAvailable => StartError::NotOurs(address),
        _ => StartError::Other { address, cause },
    })
}

fn listen(address: SocketAddr, tls: Option<Acceptor>) -> io::Result<Listener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // On Unix this lets a restart take the port while old connections linger. On Windows it would let two
    // programs share it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    let socket = socket.listen(BACKLOG)?;
    let address = socket.local_addr()?;
    Ok(Listener { socket, tls, address, connections: Arc::default() })
}
