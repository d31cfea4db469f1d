//! A server in this process, on ports of its own.

use super::Caller;
use crate::apart::{Servers, start, start_apart};
use std::net::SocketAddr;
use std::path::Path;
use tongguan::compose::{ServeOptions, StartError};

/// A running server.
pub(crate) struct Station(Servers);

fn options(folder: Option<&Path>) -> ServeOptions {
    ServeOptions { data: folder.map(Path::to_owned), ..ServeOptions::default() }
}

impl Station {
    /// Everything in memory.
    pub(crate) async fn ephemeral() -> Self {
        Self(start(options(None)).await.unwrap())
    }

    /// Everything in memory, with screening, scoring and the exchange elsewhere.
    pub(crate) async fn apart() -> Self {
        Self(start_apart(options(None)).await.unwrap())
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
            .with_pure(self.0.pure())
            .with_exchange(self.0.exchange().address())
    }

    /// Stops in good order.
    pub(crate) async fn stop(self) {
        self.0.stop().await;
    }
}
