//! The registry and sandbox control as processes of their own: they pass every call on to intake.

use super::{ServeOptions, StartError};
use crate::peers::{self, Peers, Sought, Wrong};
use std::net::SocketAddr;
use tongguan_control as control;
use tongguan_peer::{Badge, Found};
use tongguan_registry as registry;
use tongguan_serve::{Limits, Standard};
use tonic::transport::Uri;

const REGISTRY: Sought =
    Sought { flag: "--intake", name: "the registry of intake", waits: "calls are refused until it does" };
const CONTROL: Sought = Sought {
    flag: "--intake-control",
    name: "sandbox control of intake",
    waits: "calls are refused until it does",
};

/// What is passed on, each if this process serves it.
pub(super) struct Relays {
    registry: Option<registry::Relay>,
    control: Option<control::Relay>,
}

impl Relays {
    pub(super) fn of(options: &ServeOptions) -> Self {
        let (serves, peers) = (options.serves, &options.peers);
        // It shows no key of ours.
        let way = |uri: &Uri| peers.line(uri).showing(Badge::default());
        let line = |serves: bool, uri: &Option<Uri>| uri.as_ref().filter(|_| serves).map(way);
        Self {
            registry: line(serves.registry, &peers.intake).map(registry::Relay::new),
            control: line(serves.control, &peers.intake_control).map(control::Relay::new),
        }
    }

    /// Whether intake is where it should be. Who does not answer yet may come later.
    pub(super) async fn check(
        &self,
        peers: &Peers,
        own: &[SocketAddr],
        asks: bool,
    ) -> Result<(), StartError> {
        if let (Some(relay), Some(uri)) = (&self.registry, &peers.intake) {
            judge(&REGISTRY, uri, own, asks, relay.find()).await?;
        }
        if let (Some(relay), Some(uri)) = (&self.control, &peers.intake_control) {
            judge(&CONTROL, uri, own, asks, relay.find()).await?;
        }
        Ok(())
    }

    pub(super) fn serve(self, standard: &mut Standard, limits: &Limits) {
        if let Some(registry) = self.registry {
            standard.routes.add_service(registry.into_server(limits.message_bytes));
        }
        if let Some(control) = self.control {
            standard.routes.add_service(control.into_server(limits.profile_message_bytes));
        }
    }
}

/// Callers show their own keys, and intake judges them: that it wants one of us is no fault. Where this process asks for keys, a
/// tenant would be nobody's there if intake did not.
async fn judge(
    sought: &Sought,
    uri: &Uri,
    own: &[SocketAddr],
    asks: bool,
    find: impl Future<Output = (Found, bool)>,
) -> Result<(), StartError> {
    let mut is_open = false;
    let find = async {
        let (found, answered) = find.await;
        is_open = answered;
        if matches!(found, Found::Locked(_)) { Found::Service } else { found }
    };
    peers::judge(sought, uri, own, find).await?;
    if asks && is_open { Err(sought.wrong(uri, Wrong::Open)) } else { Ok(()) }
}
