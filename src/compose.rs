//! The only place that chooses what runs where: it joins services, ports, journal and listeners.

mod exchange;
mod opening;
mod relays;
mod running;
mod secured;

use crate::catalogue;
use crate::peers::{self, Peers, Remotes, WrongPeer};
use crate::risk_profile::RiskProfile;
use crate::traces;
use opening::Opening;
use relays::Relays;
pub use running::Running;
pub use secured::reread;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::task;
use tongguan_catalogue::Catalogue;
use tongguan_clearance::query::GetSandbox;
use tongguan_control::Control;
use tongguan_domain::names::SandboxName;
use tongguan_domain::ports::{Elsewhere, Scoring, Screening};
use tongguan_domain::process::Settings;
use tongguan_engine::{Host, HostOptions, OpenError};
use tongguan_exchange::Exchange;
use tongguan_exchange::feed;
use tongguan_exchange::messages::Gateway;
use tongguan_exchange::transports::TransportOptions;
use tongguan_identity::FileError;
use tongguan_intake::Intake;
use tongguan_journal::{EmbeddedJournal, Journal, JournalError, MemoryJournal};
use tongguan_json::Part;
use tongguan_officer::Officer;
use tongguan_peer::OwnHosts;
use tongguan_registry::Registry;
use tongguan_scoring::Scorer;
use tongguan_serve::{
    Acceptor, Drain, DrainSignal, Drained, Faults, Limits, Listener, Server, Standard, bind,
    standard_services,
};
use tongguan_tls::{Tls, TlsFiles};
use tongguan_traces::Traces;

/// Exit code of a process whose journal failed (`EX_IOERR`).
pub const EXIT_JOURNAL_FAILED: i32 = 74;

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Address of the services; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Address of sandbox control; port 0 takes a free one. `None`: no control listener.
    pub control: Option<SocketAddr>,
    /// Address of JSON, Connect and gRPC-Web; port 0 takes a free one. `None`: no such listener.
    pub json: Option<SocketAddr>,
    /// Address of the figures; port 0 takes a free one. `None`: no such listener.
    pub metrics: Option<SocketAddr>,
    /// Folder of the journal; `None` keeps everything in memory.
    pub data: Option<PathBuf>,
    /// With what a sandbox begins that nobody created by name.
    pub defaults: Settings,
    /// Transports beside gRPC.
    pub transports: TransportOptions,
    /// DXP ids of customs; empty: the one of the real system.
    pub customs_ids: Vec<String>,
    /// What this process serves.
    pub serves: Serves,
    /// Where the rest is.
    pub peers: Peers,
    /// What risk screening in this process screens by.
    pub risk_profile: RiskProfile,
    /// The hosts that servers of sandboxes may be on.
    pub own_servers: OwnHosts,
    /// The file of the keys that callers have to have. `None`: nobody is asked for one.
    pub api_keys: Option<PathBuf>,
    /// Whether other processes may follow the journal. It shows every sandbox whole.
    pub feed: bool,
    /// Where traces go. `None`: nothing is traced.
    pub traces: Option<tongguan_traces::Options>,
    /// What TLS is made of, where it is spoken: at all of the addresses, or at none.
    pub tls: TlsFiles,
}

impl Default for ServeOptions {
    /// Everything in one process, on free ports of this machine, kept in memory.
    fn default() -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: free,
            control: Some(free),
            json: None,
            metrics: None,
            data: None,
            defaults: Settings::default(),
            transports: TransportOptions::default(),
            customs_ids: Vec::new(),
            serves: Serves::ALL,
            peers: Peers::default(),
            risk_profile: RiskProfile::default(),
            own_servers: OwnHosts::default(),
            api_keys: None,
            feed: false,
            traces: None,
            tls: TlsFiles::default(),
        }
    }
}

/// What a process serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serves {
    /// Declaration intake, with what shares its journal: exchange, registry, catalogue, sandbox control.
    pub intake: bool,
    /// Risk screening.
    pub risk: bool,
    /// Credit scoring.
    pub credit: bool,
    /// The exchange without the rest of intake, over a copy of its journal.
    pub exchange: bool,
    /// The registry without the rest of intake, which passes calls on.
    pub registry: bool,
    /// Sandbox control without the rest of intake, which passes calls on.
    pub control: bool,
}

impl Serves {
    /// Everything in one process.
    pub const ALL: Self = Self { intake: true, risk: true, credit: true, ..Self::NOTHING };
    /// Nothing at all.
    pub const NOTHING: Self =
        Self { intake: false, risk: false, credit: false, exchange: false, registry: false, control: false };
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error(transparent)]
    Listen(#[from] tongguan_serve::StartError),
    /// The address of JSON cannot be listened on.
    #[error("JSON over HTTP: {0} (--listen-json IP:PORT, or off)")]
    Json(#[source] tongguan_serve::StartError),
    /// The address of the figures cannot be listened on.
    #[error("metrics: {0} (--metrics HOST:PORT, or off)")]
    Metrics(#[source] tongguan_serve::StartError),
    /// The folder of the journal cannot be opened.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The sandboxes cannot be made again from the journal.
    #[error(transparent)]
    Sandboxes(#[from] OpenError),
    /// The program was built wrongly.
    #[error("the descriptors of the API cannot be read")]
    Descriptors(#[from] tongguan_serve::DescriptorError),
    /// The same, at the edge of JSON.
    #[error("the descriptors of the API cannot be read as JSON")]
    Edge(#[from] prost_reflect::DescriptorError),
    /// The file of keys cannot be used.
    #[error("--api-keys {0}")]
    Keys(#[from] FileError),
    /// A file of TLS cannot be used.
    #[error("TLS: {0}")]
    Tls(#[from] tongguan_tls::FileError),
    /// Something else answers where a service should be.
    #[error("{0}")]
    Peer(WrongPeer),
    /// Traces cannot go where they are to go.
    #[error("--otlp-endpoint: {0}")]
    Traces(#[from] tongguan_traces::StartError),
    /// A transport cannot start.
    #[error(transparent)]
    Transport(#[from] tongguan_exchange::transports::StartError),
}

/// Starts everything. Returns when the listeners take calls.
///
/// # Errors
/// [`StartError`]: nothing was started.
pub async fn start(mut options: ServeOptions) -> Result<Running, StartError> {
    let tls = secured::open(&mut options)?;
    let speaks = tls.as_ref().and_then(Tls::acceptor);
    // Made once, and too large to stand in the futures of all who start a server.
    let running = match (options.serves, options.peers.intake.clone()) {
        (Serves { intake: true, .. }, _) => Box::pin(start_intake(options, speaks)).await,
        (Serves { exchange: true, .. }, Some(intake)) => {
            Box::pin(exchange::start(options, intake, speaks)).await
        }
        _ => Box::pin(start_stateless(options, speaks)).await,
    }?;
    Ok(Running { tls, ..running })
}

/// What answers without a state: risk screening, credit scoring, and whoever passes calls on to intake.
async fn start_stateless(options: ServeOptions, tls: Option<&Acceptor>) -> Result<Running, StartError> {
    let mut opening = Opening::of(&options, tls)?;
    let relays = Relays::of(&options);
    relays.check(&options.peers, &opening.addresses(), opening.keys.is_some()).await?;
    let mut main = standard_services(&descriptors(&options), opening.drain.signal()).await?;
    add_pure(&mut main, &options, &opening.limits, &opening.drain);
    relays.serve(&mut main, &opening.limits);
    let main = opening.served(main);
    let parts = vec![main.part()?];
    opening.run(main, parts)
}

/// What a process says of itself.
fn descriptors(options: &ServeOptions) -> Vec<&'static [u8]> {
    let serves = options.serves;
    let all = [
        // Before intake, which names their messages without their services: the first that has a file counts.
        (serves.risk, tongguan_proto::RISK),
        (serves.credit, tongguan_proto::CREDIT),
        (serves.intake, tongguan_proto::INTAKE),
        (serves.exchange && !serves.intake, tongguan_proto::EXCHANGE),
        (serves.registry && !serves.intake, tongguan_proto::REGISTRY),
        (serves.control && !serves.intake, tongguan_proto::CONTROL),
        (serves.intake && options.feed, tongguan_proto::FEED),
    ];
    all.into_iter().filter(|(serves, _)| *serves).map(|(_, descriptors)| descriptors).collect()
}

fn add_pure(standard: &mut Standard, options: &ServeOptions, limits: &Limits, drain: &Drain) {
    let (serves, profile) = (options.serves, &options.risk_profile);
    if serves.risk {
        profile.tell();
        tokio::spawn(profile.clone().follow(drain.signal()));
        standard.routes.add_service(profile.screener().into_server(limits.profile_message_bytes));
    }
    if serves.credit {
        standard.routes.add_service(Scorer::default().into_server(limits.message_bytes));
    }
}

/// The sandboxes of a process.
struct Sandboxes<A> {
    host: Host,
    threads: Vec<JoinHandle<()>>,
    /// Takes their questions elsewhere; it begins when everything else has begun.
    asking: A,
}

fn open_sandboxes(
    options: &mut ServeOptions,
    remotes: Remotes,
    traces: &Traces,
) -> Result<Sandboxes<impl Future<Output = ()> + use<>>, StartError> {
    let (elsewhere, questions) = peers::questions();
    let screening: Box<dyn Screening> = match options.peers.risk {
        Some(_) => Box::new(Elsewhere),
        None => Box::new(options.risk_profile.screener()),
    };
    let scoring: Box<dyn Scoring> = match options.peers.credit {
        Some(_) => Box::new(Elsewhere),
        None => Box::new(Scorer::default()),
    };
    let (host, threads) = Host::open(HostOptions {
        journal: open_journal(options.data.take())?,
        screening,
        scoring,
        // A sandbox may have a server of its own at any time.
        elsewhere: Some(elsewhere),
        defaults: options.defaults.clone(),
        on_failure: Box::new(end_process),
        watch: traces::watcher(traces),
    })?;
    let asking = peers::ask(questions, remotes, host.clone());
    Ok(Sandboxes { host, threads, asking })
}

async fn start_intake(mut options: ServeOptions, tls: Option<&Acceptor>) -> Result<Running, StartError> {
    let mut opening = Opening::of(&options, tls)?;
    let control = options.control.map(|control| bind(control, tls)).transpose()?;
    let transports = std::mem::take(&mut options.transports).prepare(tls)?;
    let (limits, drain) = (opening.limits, opening.drain.clone());
    let remotes = Remotes::of(&options.peers, &options.own_servers, &opening.traces);
    let own = opening.addresses().into_iter().chain(control.as_ref().map(Listener::address));
    remotes.check(&options.peers, &own.collect::<Vec<_>>()).await?;
    remotes.figures().into_iter().for_each(|figures| opening.measures.peers(figures));
    let Sandboxes { host, threads, asking } = open_sandboxes(&mut options, remotes, &opening.traces)?;
    opening.measures.sandboxes(&host);
    tell_what_holds(&host, &options.defaults).await;
    let gateway = Gateway::new(host.clone()).known_as(&options.customs_ids);
    let signal = drain.signal();

    let mut main = standard_services(&descriptors(&options), signal.clone()).await?;
    main.routes
        .add_service(Intake::new(host.clone(), signal.clone()).into_server(&limits))
        .add_service(Exchange::new(gateway.clone(), signal.clone()).into_server(&limits))
        .add_service(Catalogue::new(catalogue::shelf()).into_server(limits.message_bytes))
        .add_service(Registry::new(host.clone()).into_server(limits.message_bytes))
        .add_service(Officer::new(host.clone()).into_server(limits.message_bytes));
    add_pure(&mut main, &options, &limits, &drain);
    if options.feed {
        let own = exchange::own(&gateway, opening.keys.is_some());
        main.routes.add_service(feed::Served::new(gateway.clone(), own, signal.clone()).into_server());
    }
    let faults = Faults::of(&[tongguan_proto::INTAKE])?;
    opening.measures.faults(&faults);
    opening.faults = Some(faults.clone());
    let main = opening.served(main);
    let (mut parts, calls) = (vec![main.part()?], main.server.calls());
    let control = match control {
        Some(listener) => {
            let served = opening.served(control_services(&host, options, faults, signal, limits).await?);
            opening.measures.listener("control", &listener);
            if opening.json_address().is_some_and(|json| reaches_no_further(json, listener.address())) {
                parts.push(served.part()?);
            }
            Some((listener, served))
        }
        None => None,
    };
    let running = opening.run(main, parts)?;
    let (mut servers, http) = (running.servers, transports.http());
    let (control, controlling) =
        control.map(|(listener, served)| (listener.address(), served.run(listener))).unzip();
    servers.extend(controlling);
    servers.extend(transports.start(&gateway, &drain, &calls));
    tokio::spawn(asking);
    Ok(Running { control, http, sandboxes: Some((host, threads)), servers, ..running })
}

/// Whether nobody reaches sandbox control by way of JSON who could not reach its own listener.
fn reaches_no_further(json: SocketAddr, control: SocketAddr) -> bool {
    json.ip().is_loopback() || !control.ip().is_loopback()
}

/// A sandbox that is there keeps its settings, whatever this start was told.
async fn tell_what_holds(host: &Host, told: &Settings) {
    let name = SandboxName::default();
    let Ok(Some(view)) = host.ask(&name, GetSandbox).await else { return };
    let of = |told: &Settings| (told.seed, told.clock, told.version, told.signatures, told.receipts);
    if of(told) != (view.seed, view.clock, view.version, view.signatures, view.receipt_form) {
        tracing::info!(
            seed = view.seed,
            clock = ?view.clock,
            version = view.version.name(),
            "the sandbox default is there already and keeps its settings; those of the command line are for new sandboxes"
        );
    }
}

async fn control_services(
    host: &Host,
    options: ServeOptions,
    faults: Faults,
    signal: DrainSignal,
    limits: Limits,
) -> Result<Standard, StartError> {
    let ServeOptions { defaults, own_servers, risk_profile, .. } = options;
    // Also where screening is elsewhere: the gate is the same everywhere.
    let gate = Arc::new(risk_profile.screener());
    let control = Control::new(host.clone(), defaults, own_servers, gate, faults);
    let mut standard = standard_services(&[tongguan_proto::CONTROL], signal).await?;
    standard.routes.add_service(control.into_server(limits.profile_message_bytes));
    Ok(standard)
}

/// A gRPC server before it runs, and what it says of itself.
struct Served {
    server: Server,
    descriptor_sets: Vec<&'static [u8]>,
}

impl Served {
    fn new(standard: Standard, opening: &Opening) -> Self {
        let Standard { routes, methods, health, descriptor_sets } = standard;
        // An acknowledgement makes room; it must get through when everything else is refused.
        let methods = methods.exempt(|path| path.ends_with("/AcknowledgeReceipts"));
        let methods = methods.waiting(|path| path.ends_with("/WaitDocument"));
        let server = Server::new(routes.routes(), opening.limits)
            .methods(methods)
            .keys(opening.keys.clone())
            .traces(opening.traces.clone())
            .faults(opening.faults.clone())
            .health(health)
            .drain(opening.drain.clone());
        Self { server, descriptor_sets }
    }

    /// The same services at the edge of JSON.
    fn part(&self) -> Result<Part, prost_reflect::DescriptorError> {
        // The feed is for processes of this program only.
        let shown = self.descriptor_sets.iter().copied().filter(|set| *set != tongguan_proto::FEED);
        Part::new(&shown.collect::<Vec<_>>(), self.server.calls())
    }

    fn run(self, listener: Listener) -> task::JoinHandle<Drained> {
        tokio::spawn(self.server.run(listener, std::future::pending()))
    }
}

fn open_journal(data: Option<PathBuf>) -> Result<Arc<dyn Journal>, JournalError> {
    Ok(match data {
        Some(folder) => Arc::new(EmbeddedJournal::open(&folder)?),
        None => Arc::new(MemoryJournal::new()),
    })
}

/// Nothing more can be promised: what was not acknowledged may be lost, what was acknowledged is safe.
fn end_process(error: &JournalError) {
    eprintln!("tongguan: the journal failed, the process ends: {error}");
    eprintln!("  what was answered is safe; start the server again");
    std::process::exit(EXIT_JOURNAL_FAILED);
}
