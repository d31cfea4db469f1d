//! A server in this process whose journal outlives it.

use std::net::SocketAddr;
use std::sync::Arc;
use tokio::task::JoinHandle;
use tongguan_clearance::Filter;
use tongguan_clearance::query::{GetSandbox, ListDocuments};
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::process::Settings;
use tongguan_engine::{Host, HostOptions};
use tongguan_exchange::Exchange;
use tongguan_exchange::messages::Gateway;
use tongguan_intake::Intake;
use tongguan_journal::MemoryJournal;
use tongguan_rehearsal::Standard;
use tongguan_serve::{Drain, Drained, Limits, Server, bind, standard_services};

/// See the module.
pub(crate) struct Station {
    pub(crate) address: SocketAddr,
    pub(crate) host: Host,
    journal: Arc<MemoryJournal>,
    drain: Drain,
    server: JoinHandle<Drained>,
}

impl Station {
    pub(crate) async fn start() -> Self {
        Self::on(Arc::default(), "127.0.0.1:0".parse().unwrap(), Limits::DEFAULT).await
    }

    pub(crate) async fn within(limits: Limits) -> Self {
        Self::on(Arc::default(), "127.0.0.1:0".parse().unwrap(), limits).await
    }

    async fn on(journal: Arc<MemoryJournal>, address: SocketAddr, limits: Limits) -> Self {
        let (host, _threads) = Host::open(HostOptions {
            journal: journal.clone(),
            screening: Box::new(Standard::default()),
            scoring: Box::new(Standard::default()),
            elsewhere: None,
            defaults: Settings::default(),
            on_failure: Box::new(|error| panic!("{error}")),
            watch: None,
        })
        .unwrap();
        let drain = Drain::new();
        let mut services =
            standard_services(&[tongguan_client::proto::SERVICES], drain.signal()).await.unwrap();
        services
            .routes
            .add_service(Intake::new(host.clone(), drain.signal()).into_server(&limits))
            .add_service(Exchange::new(Gateway::new(host.clone()), drain.signal()).into_server(&limits));
        let listener = bind(address, None).unwrap();
        let address = listener.address();
        let server = Server::new(services.routes.routes(), limits)
            .methods(services.methods)
            .health(services.health)
            .drain(drain.clone());
        let server = tokio::spawn(server.run(listener, std::future::pending()));
        Self { address, host, journal, drain, server }
    }

    /// Asks for a stop, and says how it ended.
    pub(crate) async fn stop(self) -> Drained {
        self.drain.start();
        let drained = self.server.await.unwrap();
        self.host.stop().await.unwrap();
        drained
    }

    /// Stops, and starts on the same port with the same journal.
    pub(crate) async fn restart(self) -> Self {
        let (address, journal) = (self.address, Arc::clone(&self.journal));
        self.stop().await;
        Self::on(journal, address, Limits::DEFAULT).await
    }

    /// Stops, and starts on the same port with a new journal.
    pub(crate) async fn forget(self) -> Self {
        let address = self.address;
        self.stop().await;
        Self::on(Arc::default(), address, Limits::DEFAULT).await
    }

    /// Waits until a mailbox of the default sandbox has letters.
    pub(crate) async fn until_letters(&self, mailbox: &str) {
        let mailbox = MailboxName::new(mailbox).unwrap();
        let mut door = self.host.watch(&SandboxName::default(), mailbox.as_str()).await.unwrap();
        door.wait_for(|last| *last > 0).await.unwrap();
    }

    /// Whether somebody has used a sandbox.
    pub(crate) async fn knows(&self, sandbox: &str) -> bool {
        self.host.ask(&SandboxName::new(sandbox).unwrap(), GetSandbox).await.unwrap().is_some()
    }

    /// Documents in the default sandbox.
    pub(crate) async fn documents(&self) -> usize {
        let all = ListDocuments { after: 0, limit: 1_000, filter: Filter::default() };
        self.host.ask(&SandboxName::default(), all).await.unwrap().documents.len()
    }
}
