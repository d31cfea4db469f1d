//! `tongguan load`: puts a server under load, and judges what comes of it.

#![allow(clippy::float_arithmetic, reason = "rates and spans of a measurement; no money is a float here")]

mod afterwards;
mod asked;
mod beforehand;
mod ends;
mod explained;
mod files;
mod find_max;
mod follow;
mod lead;
mod live;
mod meant;
mod places;
mod reading;
mod team;
mod ways;

use super::connection::{ControlAddress, ExchangeAddress, ServerTarget};
use super::exit::{Exit, Failure};
use super::lang::{said, say};
use super::output::{Object, Out};
use super::play::opened;
use super::signals::Signals;
use afterwards::{Made, was_taken};
use asked::{Asked, gate, now, rate, seed, span, times};
use beforehand::{Asking, Life};
use clap::Args;
use ends::Ends;
use explained::explain;
use files::{Files, Recorded};
use reading::Reading;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use team::Team;
use tongguan_client::Client;
use tongguan_load::gates::Gate;
use tongguan_load::join::messages::{Source, Standing};
use tongguan_load::pacing::go_first;
use tongguan_load::report::Report;
use tongguan_load::report::hdr::Unwritten;
use tongguan_load::report::held::Held;
use tongguan_load::report::text::text;
use tongguan_load::run::{AWAY, Elsewhere, Ended, Model, Plan, Run, Unrunnable, run as run_plan};
use tongguan_load::schedule::Law;
use tongguan_load::share::Share;
use tongguan_load::workload::Workload;
use tongguan_load::workload::rate::Rate;
use tongguan_load::{BrokerUnusable as Unusable, Mailbox, Transport};
use tongguan_proto::sandbox::v1::{CreateSandboxRequest, GetSandboxRequest};
use ways::Ways;

/// How long it may take to explain wrong parcels.
const EXPLAINING: Duration = Duration::from_secs(10);

/// What to send, and when.
#[derive(Args, Debug)]
#[command(after_help = "\
Workloads: quiet-day, 618-2024, double-11-2018, bad-data, burst, nation, big-seller, broker-50,
retry-storm; a file like those in workloads/; or a scenario as the script of each parcel.
  tongguan load --rate 200/s --duration 30s
  tongguan load 618-2024 --fail-if 'p99(899)>200ms' --fail-if 'errors>0.1%'
  tongguan load bad-data --json --save before.json && tongguan load bad-data --baseline before.json
  tongguan load --html report.html --junit report.xml --hdr histograms
  tongguan load --find-max --rate 100/s --fail-if 'p99(899)>200ms'
  tongguan load nation --times 0.1 --duration 1m
  tongguan load scenarios/inspection.txt --rate 50/s --duration 30s
  tongguan load --generators 2 --listen 127.0.0.1:9700; and elsewhere: tongguan load --join HOST:9700
Parcels start when the law says, whatever the server does; every span counts from the intended start.
Exit codes: 0 done; 1 a parcel ended otherwise than its label says; 2 wrong usage; 3 refused; 4 no server;
8 a condition of --fail-if holds; 9 worse than --baseline; 10 the figures are not to be trusted;
11 a file could not be written. --find-max: 0 a rate held; otherwise that of the lowest rate.
docs/load.md describes workloads, conditions and the report.")]
pub(crate) struct Arguments {
    /// Name or file of a workload; or a scenario, FILE.txt
    #[arg(value_name = "WORKLOAD", default_value = "quiet-day")]
    workload: String,
    /// Rate where the shape of the workload is 1, such as 1417/s or 85000/min [default: the workload's]
    #[arg(long, value_name = "RATE", value_parser = rate, allow_hyphen_values = true)]
    rate: Option<Rate>,
    /// So many times that rate, such as 3 or 0.1 [default: the workload's]
    #[arg(long, value_name = "N", value_parser = times, allow_hyphen_values = true)]
    times: Option<f64>,
    /// How long parcels start, such as 90s or 10m; the shape is stretched to it [default: the workload's]
    #[arg(long, value_name = "SPAN", value_parser = span, allow_hyphen_values = true)]
    duration: Option<Duration>,
    /// Start parcels at even distances instead of at random
    #[arg(long)]
    even: bool,
    /// Seed of parcels and starts: the same one sends the same requests, byte for byte
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = seed, allow_hyphen_values = true)]
    seed: u64,
    #[command(flatten)]
    ways: Ways,
    /// Connections, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    connections: u16,
    /// Most parcels in flight, 1 to 1000000; a start that finds no place is missed and counted
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    in_flight: u32,
    /// Closed model: so many senders, each of whom starts a parcel when the last one has ended
    #[arg(long, value_name = "N", conflicts_with_all = ["rate", "times", "even"], value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    users: Option<u32>,
    /// Send papers alone, and read no receipts
    #[arg(long)]
    no_receipts: bool,
    /// How long receipts may take after the last start
    #[arg(long, value_name = "SPAN", default_value = "30s", value_parser = span, allow_hyphen_values = true)]
    patience: Duration,
    /// Use this sandbox as it is [default: a new one, in which nothing is left to chance]
    #[arg(long, value_name = "NAME")]
    sandbox: Option<String>,
    /// Make the sandbox of --sandbox, in which nothing is left to chance; it must not be there yet
    #[arg(long, requires = "sandbox")]
    new: bool,
    /// Delete the sandbox that the run has made, at its end
    #[arg(long, conflicts_with = "find_max")]
    delete: bool,
    /// Fail (exit code 8) if this holds, such as p99(899)>200ms, errors>0.1% or wrong>0; may be repeated
    #[arg(long, value_name = "CONDITION", value_parser = gate)]
    fail_if: Vec<Gate>,
    /// Fail (exit code 9) if stages are slower than in this report of an earlier run
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// By how many percent they may be slower
    #[arg(long, value_name = "PERCENT", default_value_t = 15, value_parser = clap::value_parser!(u16).range(0..=1000))]
    noise: u16,
    /// Raise the rate until it does not hold, each time in a new sandbox; --rate is where it begins
    #[arg(long, conflicts_with_all = ["users", "sandbox", "baseline"])]
    find_max: bool,
    #[command(flatten)]
    team: Team,
    #[command(flatten)]
    files: Files,
    #[command(flatten)]
    server: ServerTarget,
    #[command(flatten)]
    exchange: ExchangeAddress,
    #[command(flatten)]
    control: ControlAddress,
}

impl Arguments {
    /// Whether the run has a sandbox that it makes itself.
    const fn makes_sandbox(&self) -> bool {
        self.sandbox.is_none() || self.new
    }

    /// The files that the run reads, and what names each.
    fn read(&self, asked: &Asked) -> Vec<(&str, &Path)> {
        let workload =
            (!matches!(asked.source, Source::Named(_))).then(|| ("WORKLOAD", Path::new(&self.workload)));
        let before = self.baseline.as_deref().map(|file| ("--baseline", file));
        workload.into_iter().chain(before).chain(self.server.files()).collect()
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    if let Some(leader) = &arguments.team.join {
        let _first = go_first();
        return runtime()?.block_on(follow::run(arguments, leader, out));
    }
    // What cannot be used is said before anything is sent.
    let asked = Asked::of(arguments)?;
    let ends = Ends::of(arguments, &asked.report)?;
    arguments.files.check(&arguments.read(&asked))?;
    for (field, why) in &asked.warnings {
        let object = Object::new().with("event", "warning").with("field", field.as_str());
        let (en, zh) = (format!("{field}: {}", why.en), format!("{field}：{}", why.zh));
        let words = said!("warning: {en}", "提示：{zh}");
        lead::told(out, object.with("text", why.en.as_str()).with("text_zh", why.zh.as_str()), &words);
    }
    // Where that is not allowed, the verdict tells whether it was needed.
    let _first = go_first();
    runtime()?.block_on(load(arguments, asked, ends, out))
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::new(said!("no runtime: {error}", "运行环境不能启动：{error}")))
}

async fn load(arguments: &Arguments, asked: Asked, ends: Ends, out: &mut Out) -> Result<(), Failure> {
    if arguments.find_max {
        return Box::pin(find_max::run(arguments, asked, &ends, out)).await;
    }
    if let Some(many) = arguments.team.generators {
        return Box::pin(lead::run(arguments, many, asked, &ends, out)).await;
    }
    let stop = stopping()?;
    let round = Box::pin(round(arguments, asked, &ends, &stop, out)).await?;
    ended(arguments, round, out)
}

/// Tells what a run comes to, writes its files, and says how the command ends.
fn ended(arguments: &Arguments, round: Round, out: &mut Out) -> Result<(), Failure> {
    let Round { report, run, held, unwritten } = round;
    let told = shown(&report, &run, out).and_then(|()| Ends::shown(&held, out));
    // Whoever reads no further still gets the files, and the exit code.
    let written = files::write(arguments, &report, &run, &held, &unwritten);
    files::joined(files::joined(Ends::ended(&report, &held), files::untold(told)), written)
}

/// A run that has ended, with what it comes to.
struct Round {
    report: Report,
    run: Run,
    held: Held,
    unwritten: Vec<Unwritten>,
}

/// One run, in a sandbox of its own unless one is named.
async fn round(
    arguments: &Arguments,
    asked: Asked,
    ends: &Ends,
    stop: &AtomicBool,
    out: &Out,
) -> Result<Round, Failure> {
    // A port that is taken is known before a sandbox is made.
    let elsewhere = arguments.ways.elsewhere()?;
    let made = Made::nothing(arguments);
    let measured = Box::pin(measured(arguments, (asked, elsewhere), ends, (stop, &made), out)).await;
    // Whatever came of it.
    made.leave().await;
    measured
}

/// What a run has once the server has answered.
struct Ready {
    clients: Vec<Client>,
    life: Option<Life>,
    mailbox: Option<Mailbox>,
    /// What reads the mailbox.
    _reading: Reading,
}

async fn ready(arguments: &Arguments, asked: &mut Asked, made: &Made<'_>) -> Result<Ready, Failure> {
    let asking = Asking::begin(arguments);
    let clients = connected(arguments, asked, made, &asking).await?;
    let reading = Reading::begin()?;
    let Arguments { server, exchange, .. } = arguments;
    let receipts = !arguments.no_receipts;
    let read = async {
        let life = beforehand::life(clients.first(), receipts).await;
        let mailbox = match receipts {
            true => reading.mailbox(server, exchange, &asked.report.sandbox).await?,
            false => None,
        };
        Ok((life, mailbox))
    };
    let (life, mailbox) = asking.server(read).await?;
    Ok(Ready { clients, life, mailbox, _reading: reading })
}

/// A run in its sandbox.
async fn measured(
    arguments: &Arguments,
    (mut asked, elsewhere): (Asked, Elsewhere),
    ends: &Ends,
    (stop, made): (&AtomicBool, &Made<'_>),
    out: &Out,
) -> Result<Round, Failure> {
    let Ready { clients, life, mailbox, _reading } = tokio::select! {
        ready = ready(arguments, &mut asked, made) => ready?,
        failure = beforehand::stopped(stop) => return Err(failure),
    };
    let client = clients.first().cloned();
    let sending = Sending { workload: asked.workload, clients, mailbox, begin: None };
    let starting = Starting {
        law: asked.law,
        seed: arguments.seed,
        users: arguments.users.map(index),
        transport: arguments.ways.transport(),
        in_flight: index(arguments.in_flight),
        patience: arguments.patience,
        fresh: arguments.makes_sandbox(),
        share: Share::WHOLE,
    };
    let plan = Plan { elsewhere, ..plan(sending, starting) };
    let live = live::Live::new(out);
    let mut recorded = Recorded::begin(&arguments.files);
    let begun = Cell::new(false);
    let running = run_plan(plan, |desk, now| {
        begun.set(true);
        live.show(desk, now, Standing::default());
        recorded.tick(desk.tally(), now);
        !stop.load(Ordering::Relaxed)
    });
    let run = tokio::select! {
        run = running => run,
        failure = beforehand::stopped_before(&begun, stop) => return Err(failure),
    };
    live.end();
    let run = run.map_err(unrunnable)?;
    made.ran(&run);
    let unwritten = recorded.end(&run);
    let mut report = Report::of(asked.report, &run);
    if let Some(life) = life
        && life.has_ended(stop).await
    {
        report = report.without_sandbox();
    }
    if let Some(client) = client.filter(|_| run.ended != Ended::Away) {
        let taken = was_taken(&run, arguments.ways.transport()).then(|| report.asked.sandbox.clone());
        report = made.judge(report, taken.into_iter().collect(), stop, out).await;
        // Nobody waits for a server that has stopped to answer: the report is whole without.
        beforehand::while_wanted(stop, EXPLAINING, explain(&client, &mut report.wrong)).await;
    }
    let held = ends.held(&report)?;
    Ok(Round { report, run, held, unwritten })
}

/// By what a run sends.
struct Sending {
    workload: Workload,
    clients: Vec<Client>,
    mailbox: Option<Mailbox>,
    begin: Option<Instant>,
}

/// When its parcels start, and how long it waits for them.
struct Starting {
    law: Law,
    seed: u64,
    users: Option<usize>,
    transport: Transport,
    in_flight: usize,
    patience: Duration,
    fresh: bool,
    share: Share,
}

fn plan(sending: Sending, starting: Starting) -> Plan {
    let Sending { workload, clients, mailbox, begin } = sending;
    let Starting { law, seed, users, transport, in_flight, patience, fresh, share } = starting;
    Plan {
        workload,
        law,
        seed,
        model: users.map_or(Model::Open, |users| Model::Closed { users }),
        transport,
        clients,
        in_flight,
        fresh,
        mailbox,
        patience,
        away: AWAY,
        elsewhere: Elsewhere::default(),
        share,
        begin,
    }
}

/// One with the same settings would be found, with everything that an earlier run has left in it.
async fn not_there(control: &Client, name: &str) -> Result<(), Failure> {
    let request = GetSandboxRequest { name: name.to_owned() };
    if control.control().get_sandbox(request).await.is_err() {
        return Ok(());
    }
    let text = said!("the sandbox {name} is there already", "沙箱 {name} 已存在");
    Err(Failure::new(text).exit(Exit::Refused).hint(said!(
        "`tongguan sandbox delete {name}` takes it away; without --new it is used as it is",
        "可用 `tongguan sandbox delete {name}` 删除；不写 --new 则按其现状使用"
    )))
}

fn unrunnable(error: Unrunnable) -> Failure {
    match &error {
        Unrunnable::Broker(amqp @ Unusable::Filled { queue, count }) => {
            Failure::new(said!("{amqp}", "队列 {queue} 中已有 {count} 条消息"))
                .hint(say("empty it, or name another broker", "请先清空，或另用代理"))
        }
        Unrunnable::Broker(amqp @ Unusable::Broker(_)) => {
            let zh = amqp.zh();
            Failure::new(said!("no broker at --amqp: {amqp}", "连不上 --amqp 的代理：{zh}"))
                .exit(Exit::NoServer)
                .hint(say(
                    "it has to speak AMQP 0-9-1 without TLS, and to know the user, the password and the virtual host of the address",
                    "代理须讲 AMQP 0-9-1、不用 TLS，并认得地址中的用户、口令与虚拟主机",
                ))
        }
        Unrunnable::Late(_) => Failure::new(say(
            "no broker at --amqp: it takes connections, and says nothing",
            "连不上 --amqp 的代理：可连接但无应答",
        ))
        .exit(Exit::NoServer),
        error => Failure::new(error.to_string()),
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A flag that Ctrl-C and SIGTERM raise: the run ends, and is reported.
fn stopping() -> Result<Arc<AtomicBool>, Failure> {
    let mut signals = Signals::new(false)?;
    let stop = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&stop);
    tokio::spawn(async move {
        signals.next().await;
        raised.store(true, Ordering::Relaxed);
    });
    Ok(stop)
}

/// The connections, in the sandbox of the run; it is made if nobody names one.
async fn connected(
    arguments: &Arguments,
    asked: &mut Asked,
    made: &Made<'_>,
    asking: &Asking<'_>,
) -> Result<Vec<Client>, Failure> {
    let Arguments { server, exchange, control, .. } = arguments;
    let sandbox = asked.report.sandbox.clone();
    if arguments.makes_sandbox() {
        let connected = asking.server(server.connect_all(exchange, control)).await;
        let (_, control) = connected.map_err(|failure| {
            failure.or_hint(say(
                "or say --sandbox NAME: then it is used as it is",
                "或用 --sandbox 指定沙箱，按其现状使用",
            ))
        })?;
        let making = async {
            if arguments.new {
                not_there(&control, &sandbox).await?;
            }
            made.make(asked, &control, &sandbox).await
        };
        asked.report.draws_off = asking.control(making).await?.then_some(true);
    }
    let opening = async {
        let clients = connections(arguments, arguments.connections, &sandbox).await?;
        if let (Some(name), Some(client)) = (&arguments.sandbox, clients.first()) {
            beforehand::unused(client, name).await?;
        }
        Ok(clients)
    };
    asking.server(opening).await
}

/// So many connections, in a sandbox.
async fn connections(arguments: &Arguments, many: u16, sandbox: &str) -> Result<Vec<Client>, Failure> {
    let mut clients = Vec::new();
    for _ in 0..many {
        clients.push(arguments.server.connect_beside(&arguments.exchange).await?.sandbox(sandbox));
    }
    Ok(clients)
}

/// The sandbox of a run, in which nothing is left to chance.
fn sandbox(arguments: &Arguments, asked: &Asked, name: String) -> Result<CreateSandboxRequest, Failure> {
    let Some(opening) = &asked.opening else {
        let seed = arguments.seed;
        return Ok(CreateSandboxRequest { name, seed, draws_off: true, ..Default::default() });
    };
    let request = opened(opening, &name).map_err(|stop| Failure::of_stop(&arguments.workload, &stop))?;
    let seed = opening.seed.unwrap_or(arguments.seed);
    Ok(CreateSandboxRequest { seed, draws_off: true, ..request })
}

fn shown(report: &Report, run: &Run, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let json = serde_json::to_string(report);
        return out.line(json.map_err(|error| Failure::new(error.to_string()))?);
    }
    out.line(text(report, run, files::speech()).trim_end())
}

/// What is said of calls that no server has answered, or none of ours.
const AWAY_CODES: [&str; 5] = ["CANCELLED", "DEADLINE_EXCEEDED", "UNAVAILABLE", "UNIMPLEMENTED", "UNKNOWN"];

/// What the end of a run says to the shell.
fn exit(report: &Report) -> Exit {
    if !report.verdict.correct {
        return Exit::Otherwise;
    }
    let nothing = report.counts.answered == 0 && report.counts.submissions > 0;
    // One that says why it does nothing is there.
    let silent = report.codes.keys().all(|code| AWAY_CODES.contains(&code.as_str()));
    if nothing && silent && (report.counts.errors > 0 || report.ended != Ended::Stopped) {
        return Exit::NoServer;
    }
    if report.verdict.trusted { Exit::Done } else { Exit::NotTrusted }
}
