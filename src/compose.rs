//! The only place that chooses what runs where: it joins services, ports, journal and listeners.

mod exchange;
mod relays;

use crate::catalogue;
use crate::keys;
use crate::measures::Measures;
use crate::peers::{self, Peers, Remotes};
use crate::risk_profile::RiskProfile;
use relays::Relays;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task;
use tokio::time::{Instant, sleep, sleep_until, timeout};
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
use tongguan_identity::{FileError, Keys};
use tongguan_intake::Intake;
use tongguan_journal::{EmbeddedJournal, Journal, JournalError, MemoryJournal};
use tongguan_json::{Edge, Part};
use tongguan_registry::Registry;
use tongguan_scoring::Scorer;
use tongguan_serve::{
    Drain, DrainSignal, Drained, Limits, Listener, Server, Standard, bind, standard_services,
};

/// Exit code of a process whose journal failed (`EX_IOERR`).
pub const EXIT_JOURNAL_FAILED: i32 = 74;

/// How long a snapshot that is being written may still take when a stop is to end.
const LAST_SNAPSHOT: Duration = Duration::from_secs(1);

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
    /// The file of the keys that callers have to have. `None`: nobody is asked for one.
    pub api_keys: Option<PathBuf>,
    /// Whether other processes may follow the journal. It shows every sandbox whole.
    pub feed: bool,
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
            api_keys: None,
            feed: false,
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
    /// Something else answers where a service should be.
    #[error("{0}")]
    Peer(String),
    /// A transport cannot start.
    #[error(transparent)]
    Transport(#[from] tongguan_exchange::transports::StartError),
}

/// A running server.
pub struct Running {
    address: SocketAddr,
    control: Option<SocketAddr>,
    json: Option<SocketAddr>,
    http: Option<SocketAddr>,
    metrics: Option<SocketAddr>,
    drain: Drain,
    /// The sandboxes, where this process has them.
    sandboxes: Option<(Host, Vec<JoinHandle<()>>)>,
    servers: Vec<task::JoinHandle<Drained>>,
    /// Whoever follows intake, as long as there are servers.
    following: Option<task::JoinHandle<()>>,
}

impl Running {
    /// Address of the services.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Address of sandbox control.
    #[must_use]
    pub const fn control(&self) -> Option<SocketAddr> {
        self.control
    }

    /// Address of JSON, Connect and gRPC-Web.
    #[must_use]
    pub const fn json(&self) -> Option<SocketAddr> {
        self.json
    }

    /// Address of HTTP forms.
    #[must_use]
    pub const fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// Address of the figures.
    #[must_use]
    pub const fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// A handle by which a stop that is under way can be made shorter ([`Drain::hurry`]).
    #[must_use]
    pub fn drain(&self) -> Drain {
        self.drain.clone()
    }

    /// Stops: drains the listeners, writes snapshots, ends the threads. Takes no longer than the drain may
    /// ([`Limits::drain_soft`] and [`Limits::drain_hard`]): what is not saved by then is replayed at the next start.
    pub async fn stop(self) -> Drained {
        let Limits { drain_soft, drain_hard, .. } = Limits::DEFAULT;
        let until = Instant::now() + (drain_soft + drain_hard).saturating_sub(LAST_SNAPSHOT);
        self.drain.start();
        let mut cut = 0;
        let signal = self.drain.signal();
        for mut server in self.servers {
            let ended = tokio::select! {
                ended = &mut server => ended,
                () = late(&signal, until) => {
                    tracing::warn!("something does not end, perhaps for its disk; it is left behind");
                    server.abort();
                    continue;
                }
            };
            match ended {
                Ok(Drained::Clean) => {}
                Ok(Drained::Forced { connections }) => cut += connections,
                Err(_) => cut += 1,
            }
        }
        if let Some(following) = self.following {
            // Calls that were under way have waited for what it brings.
            following.abort();
        }
        if let Some((host, threads)) = self.sandboxes {
            // The listeners are gone, so this is the last order.
            if host.stop().await.is_err() {
                tracing::warn!("the sandboxes had stopped before");
            }
            leave(&host, threads, &signal, until).await;
        }
        if cut == 0 { Drained::Clean } else { Drained::Forced { connections: cut } }
    }
}

/// Until nobody may be waited for any longer: a moment, or soon after somebody was in a hurry.
async fn late(signal: &DrainSignal, until: Instant) {
    tokio::select! {
        () = async { signal.hurried().await; sleep(LAST_SNAPSHOT).await } => {}
        () = sleep_until(until) => {}
    }
}

/// Waits for the threads of the sandboxes, which write snapshots: until a moment, or until somebody is in a hurry.
async fn leave(host: &Host, threads: Vec<JoinHandle<()>>, signal: &DrainSignal, until: Instant) {
    let (tell, mut joined) = oneshot::channel();
    // Not a thread of the runtime, which would wait for it.
    let waits = std::thread::Builder::new().name("stop".to_owned()).spawn(move || {
        // Each is joined, whatever became of the others.
        let ended: Vec<_> = threads.into_iter().map(std::thread::JoinHandle::join).collect();
        let well = ended.iter().all(Result::is_ok);
        // Nobody may be left who wants to know.
        let _: Result<_, _> = tell.send(well);
    });
    if waits.is_err() {
        return;
    }
    let ended = tokio::select! {
        ended = &mut joined => Some(ended),
        () = signal.hurried() => None,
        () = sleep_until(until) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            host.hurry();
            let Ok(ended) = timeout(LAST_SNAPSHOT, joined).await else {
                tracing::info!("a snapshot was being written; the next start replays instead");
                return;
            };
            ended
        }
    };
    if !ended.unwrap_or(false) {
        tracing::error!("a thread of the sandboxes ended badly");
    }
}

/// Starts everything. Returns when the listeners take calls.
///
/// # Errors
/// [`StartError`]: nothing was started.
pub async fn start(options: ServeOptions) -> Result<Running, StartError> {
    // Made once, and too large to stand in the futures of all who start a server.
    match (options.serves, options.peers.intake.clone()) {
        (Serves { intake: true, .. }, _) => Box::pin(start_intake(options)).await,
        (Serves { exchange: true, .. }, Some(intake)) => Box::pin(exchange::start(options, intake)).await,
        _ => Box::pin(start_stateless(options)).await,
    }
}

/// What answers without a state: risk screening, credit scoring, and whoever passes calls on to intake.
async fn start_stateless(options: ServeOptions) -> Result<Running, StartError> {
    let limits = Limits::DEFAULT;
    let listener = bind(options.listen)?;
    let json = options.json.map(bind).transpose().map_err(StartError::Json)?;
    let mut measures = Measures::shown_at(options.metrics)?;
    let drain = Drain::new();
    let keys = open_keys(&options, &drain)?;
    let here = [Some(listener.address()), json.as_ref().map(Listener::address), measures.address()];
    let relays = Relays::of(&options);
    relays.check(&options.peers, &here.into_iter().flatten().collect::<Vec<_>>(), keys.is_some()).await?;
    let mut main = standard_services(&descriptors(&options), drain.signal()).await?;
    add_pure(&mut main, &options, &limits, &drain);
    relays.serve(&mut main, &limits);
    let main = Served::new(main, &drain, limits, keys);
    let parts = vec![main.part()?];
    measures.server(&main.server);
    measures.listener("services", &listener);
    let address = listener.address();
    let mut servers = vec![main.run(listener)];
    let json_address = json.as_ref().map(Listener::address);
    servers.extend(serve_json(json, parts, limits, &drain, &mut measures)?);
    let (metrics, showing) = measures.show(limits, &drain).unzip();
    servers.extend(showing);
    let (control, json, http, sandboxes) = (None, json_address, None, None);
    Ok(Running { address, control, json, http, metrics, drain, sandboxes, servers, following: None })
}

/// Serves these parts as JSON, if there is a listener for it.
fn serve_json(
    listener: Option<Listener>,
    parts: Vec<Part>,
    limits: Limits,
    drain: &Drain,
    measures: &mut Measures,
) -> Result<Option<task::JoinHandle<Drained>>, StartError> {
    let Some(listener) = listener else { return Ok(None) };
    measures.listener("json", &listener);
    Ok(Some(tokio::spawn(
        Edge::new(parts, tongguan_proto::DESCRIPTORS, limits)?.serve(listener, drain.clone()),
    )))
}

/// The keys, and whoever looks whether they have changed.
fn open_keys(options: &ServeOptions, drain: &Drain) -> Result<Option<Keys>, StartError> {
    let keys = options.api_keys.as_deref().map(keys::open).transpose()?;
    if let Some(keys) = &keys {
        tokio::spawn(keys::follow(keys.clone(), drain.signal()));
    }
    Ok(keys)
}

/// What a process says of itself.
fn descriptors(options: &ServeOptions) -> Vec<&'static [u8]> {
    let serves = options.serves;
    let all = [
        (serves.intake, tongguan_proto::INTAKE),
        (serves.exchange && !serves.intake, tongguan_proto::EXCHANGE),
        (serves.registry && !serves.intake, tongguan_proto::REGISTRY),
        (serves.control && !serves.intake, tongguan_proto::CONTROL),
        (serves.risk, tongguan_proto::RISK),
        (serves.credit, tongguan_proto::CREDIT),
        (serves.intake && options.feed, tongguan_proto::FEED),
    ];
    all.into_iter().filter(|(serves, _)| *serves).map(|(_, descriptors)| descriptors).collect()
}

fn add_pure(standard: &mut Standard, options: &ServeOptions, limits: &Limits, drain: &Drain) {
    let (serves, profile) = (options.serves, &options.risk_profile);
    if serves.risk {
        profile.tell();
        tokio::spawn(profile.clone().follow(drain.signal()));
        standard.routes.add_service(profile.screener().into_server(limits.message_bytes));
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
    asking: Option<A>,
}

fn open_sandboxes(
    options: &mut ServeOptions,
    remotes: Option<Remotes>,
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
        elsewhere: remotes.is_some().then_some(elsewhere),
        defaults: options.defaults.clone(),
        on_failure: Box::new(end_process),
    })?;
    let asking = remotes.map(|remotes| peers::ask(questions, remotes, host.clone()));
    Ok(Sandboxes { host, threads, asking })
}

async fn start_intake(mut options: ServeOptions) -> Result<Running, StartError> {
    let limits = Limits::DEFAULT;
    let listener = bind(options.listen)?;
    let control = options.control.map(bind).transpose()?;
    let json = options.json.map(bind).transpose().map_err(StartError::Json)?;
    let mut measures = Measures::shown_at(options.metrics)?;
    let transports = std::mem::take(&mut options.transports).prepare()?;
    let own = [
        Some(listener.address()),
        control.as_ref().map(Listener::address),
        json.as_ref().map(Listener::address),
        measures.address(),
    ];
    let drain = Drain::new();
    let keys = open_keys(&options, &drain)?;
    let remotes = Remotes::of(&options.peers);
    if let Some(remotes) = &remotes {
        remotes.check(&options.peers, &own.into_iter().flatten().collect::<Vec<_>>()).await?;
        measures.peers(remotes.figures());
    }
    let Sandboxes { host, threads, asking } = open_sandboxes(&mut options, remotes)?;
    measures.sandboxes(&host);
    tell_what_holds(&host, &options.defaults).await;
    let gateway = Gateway::new(host.clone()).known_as(&options.customs_ids);
    let signal = drain.signal();
    let (address, control_address) = (listener.address(), control.as_ref().map(Listener::address));

    let mut main = standard_services(&descriptors(&options), signal.clone()).await?;
    main.routes
        .add_service(Intake::new(host.clone(), signal.clone()).into_server(&limits))
        .add_service(Exchange::new(gateway.clone(), signal.clone()).into_server(&limits))
        .add_service(Catalogue::new(catalogue::shelf()).into_server(limits.message_bytes))
        .add_service(Registry::new(host.clone()).into_server(limits.message_bytes));
    add_pure(&mut main, &options, &limits, &drain);
    if options.feed {
        let own = exchange::own(&gateway, keys.is_some());
        main.routes.add_service(feed::Served::new(gateway.clone(), own, signal.clone()).into_server());
    }
    let main = Served::new(main, &drain, limits, keys.clone());
    let (mut parts, calls) = (vec![main.part()?], main.server.calls());
    measures.server(&main.server);
    measures.listener("services", &listener);
    let mut servers = vec![main.run(listener)];
    if let Some(listener) = control {
        let standard = control_services(&host, options.defaults, signal, limits).await?;
        let served = Served::new(standard, &drain, limits, keys);
        measures.server(&served.server);
        measures.listener("control", &listener);
        if json.as_ref().is_some_and(|json| reaches_no_further(json.address(), listener.address())) {
            parts.push(served.part()?);
        }
        servers.push(served.run(listener));
    }
    let json_address = json.as_ref().map(Listener::address);
    servers.extend(serve_json(json, parts, limits, &drain, &mut measures)?);
    let (metrics, showing) = measures.show(limits, &drain).unzip();
    servers.extend(showing);
    let http = transports.http();
    servers.extend(transports.start(&gateway, &drain, &calls));
    if let Some(asking) = asking {
        tokio::spawn(asking);
    }
    let sandboxes = Some((host, threads));
    let (control, json) = (control_address, json_address);
    Ok(Running { address, control, json, http, metrics, drain, sandboxes, servers, following: None })
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
    defaults: Settings,
    signal: DrainSignal,
    limits: Limits,
) -> Result<Standard, StartError> {
    let mut standard = standard_services(&[tongguan_proto::CONTROL], signal).await?;
    standard.routes.add_service(Control::new(host.clone(), defaults).into_server(limits.message_bytes));
    Ok(standard)
}

/// A gRPC server before it runs, and what it says of itself.
struct Served {
    server: Server,
    descriptor_sets: Vec<&'static [u8]>,
}

impl Served {
    fn new(standard: Standard, drain: &Drain, limits: Limits, keys: Option<Keys>) -> Self {
        let Standard { routes, methods, health, descriptor_sets } = standard;
        // An acknowledgement makes room; it must get through when everything else is refused.
        let methods = methods.exempt(|path| path.ends_with("/AcknowledgeReceipts"));
        let methods = methods.waiting(|path| path.ends_with("/WaitDocument"));
        let server = Server::new(routes.routes(), limits)
            .methods(methods)
            .keys(keys)
            .health(health)
            .drain(drain.clone());
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
