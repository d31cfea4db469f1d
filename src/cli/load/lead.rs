//! `tongguan load --generators N`: leads a run that others share, takes its own part, and reports all of it.

use super::asked::Asked;
use super::ends::Ends;
use super::reading::Reading;
use super::ways::unbound;
use super::{
    Arguments, Round, Sending, afterwards, beforehand, connections, ended, index, live, make, stopping,
    unrunnable,
};
use crate::cli::connection::failed;
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use crate::cli::output::{Object, Out};
use std::future::{Future, ready};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tongguan_client::Client;
use tongguan_load::bounds::{JOIN_COMING_SECONDS, JOIN_SECONDS};
use tongguan_load::join::lead::{Admission, Arrival, Followed, Gathered, Leading, Unfollowed, gather};
use tongguan_load::join::messages::{Assignment, Generator};
use tongguan_load::report::{Figures, Report, WrongParcel};
use tongguan_load::run::{Ended, Run, run as run_plan};
use tongguan_load::share::Share;
use tonic::Code;

/// From when all clocks are known to the first start: what was told has to arrive.
const AHEAD: Duration = Duration::from_secs(1);

/// What all of them do.
struct Shared<'a> {
    arguments: &'a Arguments,
    many: u32,
    /// Before the sandbox of each: `load-1764300000-1`.
    base: String,
    stop: &'a AtomicBool,
}

pub(super) async fn run(
    arguments: &Arguments,
    many: u32,
    mut asked: Asked,
    ends: &Ends,
    out: &mut Out,
) -> Result<(), Failure> {
    let stop = stopping()?;
    let shared = Shared { arguments, many, base: asked.report.sandbox.clone(), stop: &stop };
    let together = async {
        let (gathered, address) = shared.gather(out).await?;
        shared.sandboxes(&mut asked).await?;
        let ordered = gathered.ordered(|number| shared.order(number, &asked)).await;
        Ok::<_, Failure>((ordered.map_err(unfollowed)?, address))
    };
    let (gathered, address) = tokio::select! {
        gathered = together => gathered?,
        failure = beforehand::stopped(&stop) => return Err(failure),
    };
    let done = shared.run((gathered, address), asked, out).await;
    afterwards::delete(arguments, (1..=many).map(|number| shared.sandbox(number)).collect()).await;
    let (report, run) = done?;
    let held = ends.held(&report)?;
    ended(arguments, Round { report, run, held, unwritten: Vec::new() }, out)
}

impl Shared<'_> {
    fn sandbox(&self, number: u32) -> String {
        format!("{}-{number}", self.base)
    }

    /// Waits for the others.
    async fn gather(&self, out: &Out) -> Result<(Gathered, SocketAddr), Failure> {
        let team = &self.arguments.team;
        let (listen, (token, drawn)) = (team.listen, team.token_to_ask()?);
        let taken = |error: std::io::Error| unbound("--listen", listen, &error);
        let listener = TcpListener::bind(listen).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        let missing = self.many - 1;
        let object = Object::new().with("event", "waiting").with("address", address.to_string());
        // A secret that somebody has set is told to nobody.
        let shown = if drawn { token.as_str() } else { "…" };
        told(
            out,
            if drawn { object.with("token", shown) } else { object },
            &said!(
                "waiting for {missing} more: tongguan load --join {address} --token {shown}",
                "等待另外 {missing} 个：tongguan load --join {address} --token {shown}"
            ),
        );
        let admission = Admission { token, version: env!("TONGGUAN_VERSION").to_owned() };
        let heard = |arrival| match arrival {
            Arrival::Joined(address) => told(
                out,
                Object::new().with("event", "joined").with("address", address.to_string()),
                &said!("{address} joined", "{address} 已加入"),
            ),
            Arrival::TurnedAway(address, why) => told(
                out,
                Object::new()
                    .with("event", "turned_away")
                    .with("address", address.to_string())
                    .with("why", &*why),
                &said!("{address} was turned away: {why}", "{address} 被拒绝：{why}"),
            ),
        };
        let coming = gather(listener, &admission, index(missing), heard);
        let gathered = timeout(Duration::from_secs(JOIN_COMING_SECONDS), coming).await.map_err(|_| {
            let text = say("not all generators came within five minutes", "五分钟内压测进程未到齐");
            Failure::new(text).exit(Exit::NotTrusted)
        })?;
        Ok((gathered, address))
    }

    /// Makes a sandbox for each, in which nothing is left to chance.
    async fn sandboxes(&self, asked: &mut Asked) -> Result<(), Failure> {
        let Arguments { server, exchange, control, .. } = self.arguments;
        let (_, control) = server.connect_all(exchange, control).await?;
        for number in 1..=self.many {
            match make(self.arguments, asked, &control, &self.sandbox(number)).await? {
                Ok(()) => asked.report.draws_off = Some(true),
                // A key that may send and not make sandboxes: the first submission makes it.
                Err(status) if status.code() == Code::PermissionDenied => {}
                Err(status) => return Err(failed(&status)),
            }
        }
        Ok(())
    }

    /// What one of them is to do.
    fn order(&self, number: u32, asked: &Asked) -> Assignment {
        let arguments = self.arguments;
        Assignment {
            share: Share::of(number - 1, self.many).unwrap_or_default(),
            source: asked.source.clone(),
            law: asked.law.clone(),
            seed: arguments.seed,
            users: arguments.users.map(index),
            transport: arguments.ways.name(),
            in_flight: index(arguments.in_flight),
            receipts: !arguments.no_receipts,
            patience: arguments.patience,
            sandbox: self.sandbox(number),
            fresh: true,
        }
    }

    /// The run itself, and what came of it.
    async fn run(
        &self,
        (gathered, address): (Gathered, SocketAddr),
        asked: Asked,
        out: &Out,
    ) -> Result<(Report, Run), Failure> {
        let arguments = self.arguments;
        let order = self.order(1, &asked);
        let clients = connections(arguments, arguments.connections, &order.sandbox).await?;
        let client = clients.first().cloned();
        let lives = tokio::select! {
            lives = self.lives(client.as_ref()) => lives,
            failure = beforehand::stopped(self.stop) => return Err(failure),
        };
        let reading = Reading::begin()?;
        let mailbox = match order.receipts {
            true => reading.mailbox(&arguments.server, &arguments.exchange, &order.sandbox)?,
            false => None,
        };
        let leading = gathered.begun(AHEAD).await.map_err(unfollowed)?;
        let Asked { workload, report: mut told, .. } = asked;
        let sending = Sending { workload, clients, mailbox, begin: Some(leading.begin()) };
        let plan = order_plan(order, sending)?;
        let live = live::Live::new(out);
        let run = run_plan(plan, |desk, now| {
            live.show(desk, now, leading.standing());
            !self.stop.load(Ordering::Relaxed)
        })
        .await;
        live.end();
        let run = run.map_err(unrunnable)?;
        let (run, generators) = self.joined(run, address, leading).await;
        told.sandbox = format!("{}…{}", self.sandbox(1), self.many);
        let mut report = Report::shared(told, &run, generators);
        for life in lives {
            if life.has_ended(self.stop).await {
                report = report.without_sandbox();
                break;
            }
        }
        if let Some(client) = client.filter(|_| run.ended != Ended::Away) {
            let explaining = self.explain(&client, &mut report.wrong);
            beforehand::while_wanted(self.stop, super::EXPLAINING, explaining).await;
        }
        Ok((report, run))
    }

    /// The life of each sandbox.
    async fn lives(&self, client: Option<&Client>) -> Vec<beforehand::Life> {
        let mut lives = Vec::new();
        for number in 1..=self.many {
            let client = client.map(|client| client.clone().sandbox(&self.sandbox(number)));
            lives.extend(beforehand::life(client.as_ref()).await);
        }
        lives
    }

    /// Adds what the others did.
    async fn joined(&self, mut run: Run, address: SocketAddr, leading: Leading) -> (Run, Vec<Generator>) {
        let mut generators = vec![self.generator(1, address.to_string(), Some(&run), 0)];
        let within = self.arguments.patience.saturating_add(Duration::from_secs(JOIN_SECONDS));
        let stopping: std::pin::Pin<Box<dyn Future<Output = ()>>> = match run.ended {
            Ended::Stopped => Box::pin(ready(())),
            _ => Box::pin(async { drop(beforehand::stopped(self.stop).await) }),
        };
        for (number, followed) in (2..).zip(leading.ended(within, stopping).await) {
            let Followed { address, clock_uncertain, run: other } = followed;
            generators.push(self.generator(
                number,
                address.to_string(),
                other.as_deref().ok(),
                clock_uncertain,
            ));
            if let Ok(other) = other {
                run.add(*other);
            }
        }
        (run, generators)
    }

    fn generator(&self, number: u32, address: String, run: Option<&Run>, clock_uncertain: u64) -> Generator {
        Generator {
            number,
            address,
            sandbox: self.sandbox(number),
            started: run.map_or(0, |run| run.tally.started),
            lateness_p99: run.map_or(0, |run| Figures::of(&run.tally.lateness).p99),
            own_cores: run.and_then(|run| run.cost.own_cores),
            machine_busy: run.and_then(|run| run.cost.machine_busy),
            clock_uncertain,
            ended: run.map(|run| run.ended),
        }
    }

    /// Each wrong parcel is explained by the sandbox that it is in.
    async fn explain(&self, client: &Client, wrong: &mut [WrongParcel]) {
        for parcel in wrong.iter_mut().take(super::EXPLAINED) {
            let of = self.sandbox((parcel.number.saturating_sub(1)) % self.many + 1);
            super::explain(&client.clone().sandbox(&of), std::slice::from_mut(parcel)).await;
        }
    }
}

/// The plan of an order.
pub(super) fn order_plan(order: Assignment, sending: Sending) -> Result<tongguan_load::run::Plan, Failure> {
    let Assignment { share, law, seed, users, transport, in_flight, patience, fresh, .. } = order;
    let transport = super::ways::named(&transport)
        .ok_or_else(|| Failure::new(said!("there is no way {transport:?}", "没有报送方式 {transport:?}")))?;
    Ok(super::plan(
        sending,
        super::Starting { law, seed, users, transport, in_flight, patience, fresh, share },
    ))
}

/// Tells something beside the report.
pub(super) fn told(out: &Out, object: Object, words: &str) {
    // Nothing is lost if this cannot be written.
    let line = if out.json() { object.end() } else { words.to_owned() };
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn unfollowed(error: Unfollowed) -> Failure {
    let failure = match &error {
        Unfollowed::Gone(address, why) => Failure::new(said!(
            "the generator at {address} went away before the run began: {why}",
            "压测进程 {address} 在开始前断开：{why}"
        )),
        Unfollowed::Unable(address, why) => Failure::new(said!(
            "the generator at {address} cannot take part: {why}",
            "压测进程 {address} 无法参加：{why}"
        )),
    };
    failure.exit(Exit::NotTrusted).hint(say("start all of them again", "请全部重新启动"))
}
