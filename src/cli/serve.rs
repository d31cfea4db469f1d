//! `tongguan serve`: run the server until a signal.

mod configuration;
mod identity;
mod log;
mod refused;
mod separate;
mod services;
mod tls;
mod traces;
mod transports;

use super::clock::Mode;
use super::connection::or;
use super::exit::{Exit, Failure};
use super::foreign;
use super::lang::{said, say};
use super::output::{Out, words};
use super::sandbox::{policy, receipt_form, version};
use super::signals::{Signals, unheard};
use super::span::moment;
use clap::{ArgMatches, Args, Command};
use configuration::Told;
pub(crate) use configuration::Whole;
use identity::Identity;
use log::LogFormat;
use separate::Separate;
use services::{Service, peer};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::pin::pin;
use std::time::Duration;
use tls::{Hangups, Tls};
use tongguan::compose::{self, Running, ServeOptions, Serves};
use tongguan::peers::Peers;
use tongguan_domain::process::{Settings, SignaturePolicy};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_exchange::transports::TransportOptions;
use tongguan_peer::Badge;
use tongguan_serve::{Descriptor, Drained, Ready};
use tonic::transport::Uri;
use traces::Traces;
use transports::Transports;

/// How many threads serve, where nobody says --threads.
const THREADS: &str = "TONGGUAN_THREADS";
const DEFAULT_FOLDER: &str = "tongguan-data";
/// The same of an exchange that is a process of its own: it keeps a copy.
const COPY_FOLDER: &str = "tongguan-exchange";
/// Where the services are unless told.
const DEFAULT_PORT: u16 = 50051;
const DEFAULT_JSON: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 50053);
/// How long the runtime may take to end after everything has stopped.
const LEAVE: Duration = Duration::from_secs(1);

/// Where and how to serve.
#[derive(Args, Debug)]
#[command(after_help = "\
When the server answers, one JSON line on standard output says where:
  {\"event\":\"ready\",\"address\":\"127.0.0.1:50051\",\"control\":\"127.0.0.1:50052\",\"json\":\"127.0.0.1:50053\",\"pid\":4242}
SIGTERM or SIGINT stops it, within 15 seconds; a second one cuts what is open and leaves out snapshots.

Exit codes: 0 stopped; 2 wrong usage; 5 cannot start (an address or the data folder is in use, or it is damaged);
6 stopped, but connections had to be cut; 74 the journal failed (a full disk, for example): what was answered is
safe, and a supervisor should start the server again (not after 2 or 5: somebody has to look first).")]
pub(crate) struct Arguments {
    /// What this process serves; without it everything. intake has the exchange, the registry, the catalogue and sandbox control with it; exchange, registry and control alone lean on an intake elsewhere
    #[arg(value_name = "SERVICE", value_enum)]
    services: Vec<Service>,
    /// Where risk screening is, if not here: http://HOST:PORT
    #[arg(long, value_name = "URL", value_parser = peer)]
    risk: Option<Uri>,
    /// What risk screening screens by: typical, strict, or a file (TOML), which is read again when it changes [default: typical]
    #[arg(long, value_name = "FILE|NAME")]
    risk_profile: Option<PathBuf>,
    /// A host that risk and credit servers of single sandboxes may be on, an address or a name; loopback: this machine; none: nowhere; may be repeated [default: loopback]
    #[arg(long, value_name = "HOST")]
    own_servers: Vec<String>,
    /// Where credit scoring is, if not here: http://HOST:PORT
    #[arg(long, value_name = "URL", value_parser = peer)]
    credit: Option<Uri>,
    /// Where intake is, for an exchange or a registry that is a process of its own: http://HOST:PORT
    #[arg(long, value_name = "URL", value_parser = peer)]
    intake: Option<Uri>,
    /// Where sandbox control of intake is, for a sandbox control that is a process of its own: http://HOST:PORT
    #[arg(long, value_name = "URL", value_parser = peer)]
    intake_control: Option<Uri>,
    /// Let other processes follow the journal (`tongguan serve exchange`); it shows them every sandbox whole
    #[arg(long)]
    feed: bool,
    /// Start risk screening, credit scoring and an exchange as processes of their own, which end with this one
    #[arg(long, conflicts_with_all = ["services", "risk", "credit", "intake", "intake_control"])]
    all_separate: bool,
    /// Address of the services; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50051", value_parser = listened)]
    listen: SocketAddr,
    /// Address of sandbox control; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50052", value_parser = listened)]
    control: SocketAddr,
    /// No sandbox control: nobody can move a clock
    #[arg(long, conflicts_with = "control")]
    no_control: bool,
    /// Address of JSON over HTTP, Connect and gRPC-Web, or off; port 0 takes a free one [default: 127.0.0.1:50053, or a free port if --listen names another than its own]
    #[arg(long, value_name = "IP:PORT|off", value_parser = place)]
    listen_json: Option<Place>,
    /// Address of the figures for Prometheus (GET /metrics), or off; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT|off", default_value = "off", value_parser = shown)]
    metrics: Place,
    /// Folder of the journal [default: tongguan-data in the current folder; tongguan-exchange for an exchange alone]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Keep everything in memory; it is gone at the end
    #[arg(long, conflicts_with = "data")]
    ephemeral: bool,
    /// Seed of every draw of a new sandbox
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Where the clock of a new sandbox starts [default: 2026-01-05T09:00:00+08:00]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    start_time: Option<Moment>,
    /// How time moves in a new sandbox
    #[arg(long, value_enum, default_value_t = Mode::Auto)]
    clock: Mode,
    /// Which messages a new sandbox enforces: 202205 or 2018-113
    #[arg(long, value_name = "VERSION", default_value = "202205", value_parser = version)]
    message_version: MessageVersion,
    /// What a new sandbox does with XML signatures: off, check or require
    #[arg(long, value_name = "POLICY", default_value = "off", value_parser = policy)]
    signatures: SignaturePolicy,
    /// How a new sandbox writes receipts, unless a mailbox or a transport says otherwise: plain or prefixed [default: as each transport does it]
    #[arg(long, value_name = "FORM", value_parser = receipt_form)]
    receipts: Option<ReceiptForm>,
    /// Write the ready line to this open file descriptor, too
    #[arg(long, value_name = "N")]
    ready_fd: Option<u32>,
    /// Write the ready line to this file, too; it appears complete or not at all
    #[arg(long, value_name = "PATH")]
    ready_file: Option<PathBuf>,
    /// Stop when standard input ends, so that a server does not outlive the program that started it
    #[arg(long)]
    until_input_ends: bool,
    /// Threads that serve connections [default: 2, or TONGGUAN_THREADS]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// What is logged to standard error: error, warn, info, debug, trace, or tracing directives
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: String,
    /// How it is logged: text, or JSON, one object per line
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// A file with keys like these flags (TOML); an argument, or a variable TONGGUAN_SERVE_…, outdoes it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print what holds, and whether an argument, a variable or a file says so, and start nothing
    #[arg(long)]
    print_config: bool,
    #[command(flatten)]
    identity: Identity,
    #[command(flatten)]
    tls: Tls,
    #[command(flatten)]
    traces: Traces,
    #[command(flatten)]
    transports: Transports,
    /// What holds of each argument, and who says so.
    #[arg(skip)]
    told: Vec<Told>,
}

/// Where a listener is, if it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    At(SocketAddr),
    Off,
}

fn place(text: &str) -> Result<Place, String> {
    match text {
        "off" => Ok(Place::Off),
        text => text.parse().map(Place::At).map_err(|_| {
            say("say IP:PORT, such as 127.0.0.1:50053, or off", "须为 IP:端口（如 127.0.0.1:50053）或 off")
                .to_owned()
        }),
    }
}

/// An address for the figures, or none.
fn shown(text: &str) -> Result<Place, String> {
    if text == "off" { Ok(Place::Off) } else { listened(text).map(Place::At) }
}

impl Place {
    const fn address(self) -> Option<SocketAddr> {
        match self {
            Self::At(address) => Some(address),
            Self::Off => None,
        }
    }
}

pub(crate) fn run(arguments: Arguments, out: &mut Out) -> Result<(), Failure> {
    if arguments.print_config {
        // What cannot hold is refused as it would be.
        arguments.options()?;
        arguments.threads()?;
        return configuration::show(&arguments.told, out);
    }
    // First of all: whatever is opened later could be taken for it.
    let ready_fd = arguments.ready_fd.map(descriptor).transpose()?;
    log::install(&arguments.log, arguments.log_format)?;
    let threads = arguments.threads()?;
    let options = arguments.options()?;
    arguments.identity.tell_old();
    let runtime = runtime(threads)?;
    let ready = Readers { fd: ready_fd, file: arguments.ready_file.clone() };
    let ended = runtime.block_on(serve(options, ready, &arguments));
    runtime.shutdown_timeout(LEAVE);
    ended
}

/// Who is told that the server answers, beside standard output.
struct Readers {
    fd: Option<Descriptor>,
    file: Option<PathBuf>,
}

fn descriptor(number: u32) -> Result<Descriptor, Failure> {
    Descriptor::inherited(number).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => say("is not open", "未打开").to_owned(),
            _ => said!("cannot be written to: {error}", "不可写：{error}"),
        };
        let text = said!(
            "--ready-fd {number}: descriptor {number} {why}",
            "--ready-fd {number}：描述符 {number} {why}"
        );
        Failure::new(text).exit(Exit::CannotStart).hint(said!(
            "hand it over open for writing, a pipe or a file: tongguan serve … {number}>ready.json",
            "请以可写方式传入管道或文件：tongguan serve … {number}>ready.json"
        ))
    })
}

/// A runtime on several threads.
pub(crate) fn runtime(threads: u16) -> Result<tokio::runtime::Runtime, Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads.into()).enable_all().build();
    runtime.map_err(|error| {
        Failure::new(said!("no threads: {error}", "不能创建线程：{error}")).exit(Exit::CannotStart)
    })
}

impl Arguments {
    /// Hears who said what.
    pub(crate) fn hear(&mut self, whole: &Whole, command: &Command, matches: &ArgMatches) {
        let found = command.find_subcommand("serve").zip(matches.subcommand_matches("serve"));
        self.told = found.map(|(serve, matches)| whole.told(serve, matches)).unwrap_or_default();
        configuration::hear_threads(&mut self.told, THREADS);
    }

    fn threads(&self) -> Result<u16, Failure> {
        if let Some(threads) = self.threads {
            return Ok(threads);
        }
        let text = or(THREADS, "2");
        let threads = text.parse().ok().filter(|threads| (1..=256).contains(threads));
        threads.ok_or_else(|| {
            let text = said!(
                "TONGGUAN_THREADS is {text}, it has to be 1 to 256",
                "TONGGUAN_THREADS 为 {text}，须为 1 至 256"
            );
            Failure::new(text).hint(say(
                "--threads N says it, too, and outdoes the variable",
                "也可用 --threads 指定，优先于该变量",
            ))
        })
    }

    fn options(&self) -> Result<ServeOptions, Failure> {
        // Neither outdoes the other, wherever it is said: whoever asks for encryption must not lose it.
        if self.all_separate && self.tls.is_spoken() {
            let text = say(
                "--all-separate is for one machine, and goes without --tls-certificate",
                "--all-separate 仅用于单机，不能与 --tls-certificate 同用",
            );
            return Err(Failure::new(text).hint(say(
                "start the processes one by one (docs/tls.md), or leave out one of the two",
                "请逐个启动各进程（docs/tls.md），或去掉其一",
            )));
        }
        // A file may be that of several processes: what this one has no use for is not judged.
        let serves = self.serves()?;
        let has_transports = serves.intake || serves.exchange;
        let control = (!self.no_control && serves.intake).then_some(self.control);
        let (json, metrics) = (self.json(), self.metrics.address());
        let http = self.transports.listens().filter(|_| has_transports);
        for address in [Some(self.listen), control, json, metrics, http].into_iter().flatten() {
            self.identity.check(address, self.tls.is_spoken())?;
        }
        let defaults = Settings {
            seed: self.seed,
            start: self.start_time.unwrap_or(Settings::START),
            clock: self.clock.into(),
            version: self.message_version,
            signatures: self.signatures,
            receipts: self.receipts,
            ..Settings::default()
        };
        let (mut transports, mut badge) = (TransportOptions::default(), Badge::default());
        if has_transports {
            transports = self.transports.options(self.identity.trusts_network())?;
            self.identity.check_transports(transports.has_own_sandbox(), &transports.sandbox)?;
            badge = self.identity.badge()?;
        }
        Ok(ServeOptions {
            listen: self.listen,
            control,
            json,
            metrics,
            data: self.folder(serves),
            defaults,
            transports,
            customs_ids: self.transports.customs_ids(),
            serves,
            peers: Peers {
                risk: self.risk.clone(),
                credit: self.credit.clone(),
                intake: self.intake.clone().filter(|_| serves.exchange || serves.registry),
                intake_control: self.intake_control.clone().filter(|_| serves.control),
                badge,
                ..Peers::default()
            },
            tls: self.tls.files(),
            risk_profile: self.risk_profile(serves)?,
            own_servers: self.own_servers()?,
            feed: self.feed && serves.intake,
            api_keys: self.identity.api_keys.clone(),
            traces: self.traces.options(serves)?,
        })
    }

    fn json(&self) -> Option<SocketAddr> {
        match self.listen_json {
            Some(Place::At(address)) => Some(address),
            Some(Place::Off) => None,
            // Who listens elsewhere may run several servers at once.
            None if self.listen.port() != DEFAULT_PORT => Some(SocketAddr::new(DEFAULT_JSON.ip(), 0)),
            None => Some(DEFAULT_JSON),
        }
    }

    fn folder(&self, serves: Serves) -> Option<PathBuf> {
        if self.ephemeral {
            return None;
        }
        Some(self.data.clone().unwrap_or_else(|| PathBuf::from(usual_folder(serves))))
    }
}

const fn usual_folder(serves: Serves) -> &'static str {
    if serves.exchange { COPY_FOLDER } else { DEFAULT_FOLDER }
}

/// An address to listen on. A name stands for the first of its addresses, one of IPv4 before the others.
fn listened(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let form = say(
        "an address is written HOST:PORT, such as 127.0.0.1:50051, localhost:0 or [::1]:50051",
        "地址写作 主机:端口，如 127.0.0.1:50051、localhost:0 或 [::1]:50051",
    );
    let (host, port) = text.rsplit_once(':').ok_or(form)?;
    if host.is_empty() || port.parse::<u16>().is_err() {
        return Err(form.to_owned());
    }
    let found = text
        .to_socket_addrs()
        .map_err(|_| said!("{host} is not known here; {form}", "找不到主机 {host}；{form}"))?;
    let known: Vec<_> = found.collect();
    let first = known.iter().find(|address| address.is_ipv4()).or(known.first());
    first.copied().ok_or_else(|| said!("{host} has no address; {form}", "{host} 没有地址；{form}"))
}

async fn serve(options: ServeOptions, readers: Readers, arguments: &Arguments) -> Result<(), Failure> {
    // Before anything else, so that an early signal ends the server cleanly, too.
    let mut signals = Signals::new(arguments.until_input_ends)?;
    if !arguments.all_separate {
        return run_until_told(options, readers, arguments, &mut signals, None).await;
    }
    let mut separate = Separate::start(arguments).await?;
    let ended = match separate.peers() {
        Ok(peers) => {
            let badge = options.peers.badge.clone();
            let options = ServeOptions { peers: Peers { badge, ..peers }, feed: true, ..options };
            run_until_told(options, readers, arguments, &mut signals, Some(&mut separate)).await
        }
        Err(failure) => Err(failure),
    };
    separate.stop().await;
    ended
}

async fn run_until_told(
    options: ServeOptions,
    readers: Readers,
    arguments: &Arguments,
    signals: &mut Signals,
    mut separate: Option<&mut Separate>,
) -> Result<(), Failure> {
    let keeps = options.serves.intake || options.serves.exchange;
    let folder_unsaid = keeps && arguments.data.is_none() && !arguments.ephemeral;
    let folder = usual_folder(options.serves);
    let hangups = Hangups::new(&options).map_err(|error| unheard(&error))?;
    tls::warn_of_strangers(&options, arguments.identity.trusts_network());
    let running = compose::start(options).await.map_err(|error| refused::cannot_start(&error, arguments))?;
    let _rereading = running.tls().map(|tls| tokio::spawn(hangups.follow(tls.clone())));
    if folder_unsaid {
        let text = said!(
            "tongguan: the data are in ./{folder} (--data DIR for another folder, --ephemeral for none)",
            "tongguan：数据存放在 ./{folder}（--data 另指文件夹，--ephemeral 不保存）"
        );
        arguments.log_format.tell(&text);
    }
    let followed = match &mut separate {
        Some(separate) => separate.follow(running.address(), arguments).await,
        None => Ok(()),
    };
    let others = separate.iter().flat_map(|separate| separate.addresses()).collect();
    if let Err(failure) = followed.and_then(|()| announce(&running, readers, others)) {
        running.stop().await;
        return Err(failure);
    }
    signals.next().await;
    tracing::info!("stopping: open calls may end, a second signal cuts them");
    if let Some(separate) = separate {
        separate.leave();
    }
    let drain = running.drain();
    let mut stopping = pin!(running.stop());
    let drained = loop {
        tokio::select! {
            drained = &mut stopping => break drained,
            () = signals.next() => drain.hurry(),
        }
    };
    match drained {
        Drained::Clean => {
            tracing::info!("stopped");
            Ok(())
        }
        Drained::Forced { connections } => {
            let cut = words::counted(connections, "connection", "个连接");
            Err(Failure::new(said!("stopped; {cut} had to be cut", "已停止；切断了 {cut}"))
                .exit(Exit::Forced))
        }
    }
}

/// Says that the server answers, and what else does.
fn announce(
    running: &Running,
    Readers { fd, file }: Readers,
    others: Vec<(&'static str, SocketAddr)>,
) -> Result<(), Failure> {
    let more = [
        ("control", running.control()),
        ("json", running.json()),
        ("http", running.http()),
        ("metrics", running.metrics()),
    ];
    let more = more.into_iter().filter_map(|(name, address)| Some((name, address?)));
    let more: Vec<_> = more.chain(others).collect();
    let ready = Ready::new(running.address(), &more);
    let speaks_tls = running.tls().is_some_and(|tls| tls.acceptor().is_some());
    let ready = if speaks_tls { ready.over_tls() } else { ready };
    let cannot = |what: String, error: std::io::Error| {
        let why = foreign::system(&error);
        let text = said!("cannot write the ready line to {what}: {why}", "就绪信息不能写入 {what}：{why}");
        Failure::new(text).exit(Exit::CannotStart).hint(say(
            "it goes to standard output, and where --ready-file and --ready-fd say; the folder has to be there",
            "就绪信息写往标准输出及 --ready-file、--ready-fd 指定处；所在文件夹须已存在",
        ))
    };
    if let Some(file) = file {
        ready.to_file(&file).map_err(|error| cannot(file.display().to_string(), error))?;
    }
    if let Some(mut fd) = fd {
        ready
            .to_descriptor(&mut fd)
            .map_err(|error| cannot(say("the ready descriptor", "指定的描述符").to_owned(), error))?;
    }
    ready.to_stdout().map_err(|error| cannot(say("standard output", "标准输出").to_owned(), error))?;
    tracing::info!(address = %running.address(), "ready");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn options(line: &str) -> Result<ServeOptions, Failure> {
        Line::parse_from(["serve"].into_iter().chain(line.split_whitespace())).arguments.options()
    }

    #[test]
    fn only_this_machine_is_served_unless_told() {
        assert!(options("--ephemeral").is_ok());
        assert!(options("--ephemeral --listen [::1]:0 --control 127.9.9.9:0").is_ok());
        for line in [
            "--listen 0.0.0.0:1",
            "--listen [::]:1",
            "--control 192.168.1.1:1",
            "--listen-json 0.0.0.0:1",
            "--metrics 0.0.0.0:1",
        ] {
            let refused = options(&format!("--ephemeral {line}")).unwrap_err();
            assert!(refused.text().contains("nobody is asked for a key"), "{line}");
            let tls = "--tls-certificate a --tls-key b";
            for more in ["--insecure", "--allow-remote", "--api-keys keys.jsonl", tls] {
                assert!(options(&format!("--ephemeral {more} {line}")).is_ok(), "{more} {line}");
            }
        }
    }

    #[test]
    fn the_sandbox_of_a_transport_has_a_tenant_where_there_are_keys() {
        let folders = "--ephemeral --folder-in a --folder-out b";
        for (line, words) in [
            (format!("{folders} --api-keys k"), Some("belongs to a tenant")),
            (format!("{folders} --api-keys k --transport-sandbox blue/s1"), None),
            (format!("{folders} --transport-sandbox blue/s1"), Some("there are none without --api-keys")),
            ("--ephemeral --api-keys k".to_owned(), None),
            ("--ephemeral --api-keys k --http 127.0.0.1:0".to_owned(), None),
        ] {
            let refused = options(&line).err().map(|failure| failure.text().to_owned());
            match words {
                Some(words) => assert!(refused.is_some_and(|said| said.contains(words)), "{line}"),
                None => assert_eq!(refused, None, "{line}"),
            }
        }
    }

    #[test]
    fn names_of_hosts_are_taken() {
        for text in ["127.0.0.1:0", "localhost:0", "[::1]:7"] {
            assert!(listened(text).is_ok_and(|address| address.ip().is_loopback()), "{text}");
        }
        for text in ["", "localhost", ":1", "localhost:x", "localhost:99999", "no.such.host.invalid:1"] {
            assert!(listened(text).unwrap_err().contains("HOST:PORT"), "{text}");
        }
    }

    #[test]
    fn json_is_on_unless_told() {
        let json = |line: &str| options(&format!("--ephemeral {line}")).unwrap().json;
        assert_eq!(json(""), Some("127.0.0.1:50053".parse().unwrap()));
        assert_eq!(json("--listen 127.0.0.1:0"), Some("127.0.0.1:0".parse().unwrap()));
        assert_eq!(json("--listen 127.0.0.1:0 --listen-json [::1]:7"), Some("[::1]:7".parse().unwrap()));
        assert_eq!(json("--listen-json off"), None);
    }

    #[test]
    fn figures_are_off_unless_told() {
        let metrics = |line: &str| options(&format!("--ephemeral {line}")).unwrap().metrics;
        assert_eq!(metrics(""), None);
        assert_eq!(metrics("--metrics off"), None);
        assert_eq!(metrics("--metrics localhost:9464").map(|address| address.port()), Some(9464));
    }

    #[test]
    fn settings_are_handed_on() {
        let options =
            options("--data d --no-control --seed 7 --clock manual --start-time 2026-03-01T00:00:00Z")
                .unwrap();
        assert_eq!((options.control, options.data), (None, Some(PathBuf::from("d"))));
        assert_eq!(options.defaults.seed, 7);
        assert_eq!(options.defaults.clock, tongguan_domain::process::ClockMode::Manual);
        assert_eq!(options.defaults.start.to_string(), "2026-03-01 08:00:00.000");
    }
}
