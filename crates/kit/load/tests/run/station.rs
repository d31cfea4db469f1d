//! A server in this process, in memory, in which nothing is left to chance.

use std::net::SocketAddr;
use std::sync::Arc;
use tokio::task::JoinHandle;
use tongguan_domain::process::Settings;
use tongguan_engine::{Host, HostOptions};
use tongguan_exchange::Exchange;
use tongguan_exchange::messages::Gateway;
use tongguan_intake::Intake;
use tongguan_journal::MemoryJournal;
use tongguan_rehearsal::Standard;
use tongguan_serve::{Drain, Drained, Limits, Server, bind, standard_services};

pub(crate) struct Station {
    pub(crate) address: SocketAddr,
    host: Host,
    drain: Drain,
    server: JoinHandle<Drained>,
}

impl Station {
    pub(crate) async fn start() -> Self {
        Self::with(Settings { draws_off: true, ..Settings::default() }).await
    }

    /// With sandboxes that begin like this.
    pub(crate) async fn with(defaults: Settings) -> Self {
        let (host, _threads) = Host::open(HostOptions {
            journal: Arc::<MemoryJournal>::default(),
            screening: Box::new(Standard::default()),
            scoring: Box::new(Standard::default()),
            elsewhere: None,
            defaults,
            on_failure: Box::new(|error| panic!("{error}")),
            watch: None,
        })
        .unwrap();
        let (drain, limits) = (Drain::new(), Limits::DEFAULT);
        let mut services =
            standard_services(&[tongguan_client::proto::SERVICES], drain.signal()).await.unwrap();
        services
            .routes
            .add_service(Intake::new(host.clone(), drain.signal()).into_server(&limits))
            .add_service(Exchange::new(Gateway::new(host.clone()), drain.signal()).into_server(&limits));
        let listener = bind("127.0.0.1:0".parse().unwrap(), None).unwrap();
        let address = listener.address();
        let server = Server::new(services.routes.routes(), limits)
            .methods(services.methods)
            .health(services.health)
            .drain(drain.clone());
        let server = tokio::spawn(server.run(listener, std::future::pending()));
        Self { address, host, drain, server }
    }

    /// Asks for a stop, and waits for it.
    pub(crate) async fn stop(self) {
        self.drain.start();
        self.server.await.unwrap();
        self.host.stop().await.unwrap();
    }
}
