//! Who is at the other end of a connection.

use std::net::SocketAddr;
use std::sync::Arc;

use tongguan_tls::Shown;
use tonic::transport::server::TcpConnectInfo;

/// Addresses, and the certificate that was shown. Cheap to clone; it goes with every request of the connection.
#[derive(Clone, Debug)]
pub struct FarEnd {
    info: TcpConnectInfo,
    over_tls: bool,
    shown: Option<Arc<Shown>>,
}

impl FarEnd {
    pub(crate) const fn new(local_addr: Option<SocketAddr>, peer: SocketAddr) -> Self {
        let info = TcpConnectInfo { local_addr, remote_addr: Some(peer) };
        Self { info, over_tls: false, shown: None }
    }

    pub(crate) fn over_tls(self, shown: Option<Shown>) -> Self {
        Self { over_tls: true, shown: shown.map(Arc::new), ..self }
    }

    /// Its addresses.
    #[must_use]
    pub const fn info(&self) -> &TcpConnectInfo {
        &self.info
    }

    /// Whether nobody between reads along, or can make himself out to be this server.
    #[must_use]
    pub const fn is_over_tls(&self) -> bool {
        self.over_tls
    }

    /// The certificate of the caller, if it was asked for one.
    #[must_use]
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_deref()
    }
}
