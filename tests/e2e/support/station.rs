//! A server in this process, on ports of its own.

use super::Caller;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use tongguan::compose::{Running, ServeOptions, StartError, start};
use tongguan_domain::process::Settings;
use tongguan_exchange::transports::TransportOptions;

/// A running server.
pub(crate) struct Station(Running);

fn options(folder: Option<&Path>) -> ServeOptions {
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    ServeOptions {
        listen: free,
        control: Some(free),
        json: None,
        data: folder.map(Path::to_owned),
        defaults: Settings::default(),
        transports: TransportOptions::default(),
        customs_ids: Vec::new(),
    }
}

impl Station {
    /// Everything in memory.
    pub(crate) async fn ephemeral() -> Self {
        Self(start(options(None)).await.unwrap())
    }

    /// Everything in a folder.
    pub(crate) async fn at(folder: &Path) -> Self {
        Self(start(options(Some(folder))).await.unwrap())
    }

    /// Why a server cannot start in a folder.
    pub(crate) async fn refused(folder: &Path) -> StartError {
        match start(options(Some(folder))).await {
            Ok(_) => panic!("a second server has started"),
            Err(error) => error,
        }
    }

    /// Address of the services.
    pub(crate) fn address(&self) -> SocketAddr {
        self.0.address()
    }

    /// A client in the sandbox `default`.
    pub(crate) fn caller(&self) -> Caller {
        Caller::new(self.0.address(), self.0.control().unwrap())
    }

    /// Stops in good order.
    pub(crate) async fn stop(self) {
        self.0.stop().await;
    }
}
