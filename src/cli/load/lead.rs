//! `tongguan load --generators N`: leads a run that others share, takes its own part, and reports all of it.

use super::afterwards::{Made, was_taken};
use super::asked::Asked;
use super::beforehand::{Asking, Life};
use super::ends::Ends;
use super::explained::{EXPLAINED, explain};
use super::reading::Reading;
use super::ways::unbound;
use super::{Arguments, Round, Sending, beforehand, connections, ended, index, live, stopping, unrunnable};
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use crate::cli::output::{Object, Out};
use std::cell::Cell;
use std::future::{Future, ready};
use std::io::Write;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tongguan_client::Client;
use tongguan_load::Mailbox;
use tongguan_load::bounds::{JOIN_COMING_SECONDS, JOIN_SECONDS};
use tongguan_load::join::lead::{Admission, Arrival, Followed, Gathered, Leading, Unfollowed, gather};
use tongguan_load::join::messages::{Assignment, Generator};
use tongguan_load::report::{Figures, Report, WrongParcel};
use tongguan_load::run::{Ended, Run, run as run_plan};
use tongguan_load::share::Share;

/// From when all clocks are known to the first start: what was told has to arrive.
const AHEAD: Duration = Duration::from_secs(1);
/// How long it is looked at whether the sandboxes are still those of the beginning.
const LOOKING: Duration = Duration::from_secs(5);

/// What all of them do.
struct Shared<'a> {
    arguments: &'a Arguments,
    many: u32,
    /// Before the sandbox of each: `load-1764300000-1`.
    base: String,
    stop: &'a AtomicBool,
    made: &'a Made<'a>,
}

pub(super) async fn run(
    arguments: &Arguments,
    many: u32,
    asked: Asked,
    ends: &Ends,
    out: &mut Out,
) -> Result<(), Failure> {
    let stop = stopping()?;
    let made = Made::nothing(arguments);
    let base = asked.report.sandbox.clone();
    let done = Box::pin(Shared { arguments, many, base, stop: &stop, made: &made }.run(asked, out)).await;
    // Whatever came of it.
    made.leave().await;
    let (report, run) = done?;
    let held = ends.held(&report)?;
    ended(arguments, Round { report, run, held, unwritten: Vec::new() }, out)
}

/// A run that all of them are about to begin.
struct Together {
    leading: Leading,
    /// Where the others found this one.
    address: SocketAddr,
    order: Assignment,
    clients: Vec<Client>,
    lives: Vec<Life>,
    mailbox: Option<Mailbox>,
    /// What reads the mailbox.
    reading: Reading,
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
        let asking = Asking::begin(self.arguments);
        let (_, control) = asking.server(server.connect_all(exchange, control)).await?;
        let making = async {
            let mut each = true;
            for number in 1..=self.many {
                each &= self.made.make(asked, &control, &self.sandbox(number)).await?;
            }
            Ok(each)
        };
        asked.report.draws_off = asking.control(making).await?.then_some(true);
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

    /// Everything up to the moment to begin.
    async fn together(&self, asked: &mut Asked, out: &Out) -> Result<Together, Failure> {
        let Arguments { server, exchange, connections: many, .. } = self.arguments;
        let (gathered, address) = self.gather(out).await?;
        self.sandboxes(asked).await?;
        let ordered = gathered.ordered(|number| self.order(number, asked)).await;
        let gathered = ordered.map_err(unfollowed)?;
        let order = self.order(1, asked);
        let reading = Reading::begin()?;
        let opening = async {
            let clients = connections(self.arguments, *many, &order.sandbox).await?;
            let lives = self.lives(clients.first(), order.receipts).await;
            let mailbox = match order.receipts {
                true => reading.mailbox(server, exchange, &order.sandbox).await?,
                false => None,
            };
            Ok((clients, lives, mailbox))
        };
        let (clients, lives, mailbox) = Asking::begin(self.arguments).server(opening).await?;
        let leading = gathered.begun(AHEAD).await.map_err(unfollowed)?;
        Ok(Together { leading, address, order, clients, lives, mailbox, reading })
    }

    /// The run itself, and what came of it.
    async fn run(&self, mut asked: Asked, out: &Out) -> Result<(Report, Run), Failure> {
        let together = tokio::select! {
            together = self.together(&mut asked, out) => together?,
            failure = beforehand::stopped(self.stop) => return Err(failure),
        };
        let Together { leading, address, order, clients, lives, mailbox, reading: _reading } = together;
        let client = clients.first().cloned();
        let Asked { workload, law, report: mut told, .. } = asked;
        let sending = Sending { workload, clients, mailbox, begin: Some(leading.begin()) };
        let plan = order_plan(order, sending)?;
        let live = live::Live::new(out);
        let begun = Cell::new(false);
        let running = run_plan(plan, |desk, now| {
            begun.set(true);
            live.show(desk, now, leading.standing());
            !self.stop.load(Ordering::Relaxed)
        });
        let run = tokio::select! {
            run = running => run,
            // Senders of the closed model wait for the beginning without a word.
            failure = beforehand::stopped_before(&begun, self.stop) => return Err(failure),
        };
        live.end();
        let run = run.map_err(unrunnable)?;
        let Shares { run, generators, taken } = self.joined(run, address, leading, law.length()).await;
        told.sandbox = format!("{}…{}", self.sandbox(1), self.many);
        let mut report = Report::shared(told, &run, generators);
        let looking = Instant::now();
        for life in lives {
            // One that stands still is not waited for once for each.
            if looking.elapsed() < LOOKING && life.has_ended(self.stop).await {
                report = report.without_sandbox();
                break;
            }
        }
        if let Some(client) = client.filter(|_| run.ended != Ended::Away) {
            report = self.made.judge(report, taken, self.stop, out).await;
            let explaining = self.explain(&client, &mut report.wrong);
            beforehand::while_wanted(self.stop, super::EXPLAINING, explaining).await;
        }
        Ok((report, run))
    }

    /// The life of each sandbox.
    async fn lives(&self, client: Option<&Client>, receipts: bool) -> Vec<Life> {
        let mut lives = Vec::new();
        for number in 1..=self.many {
            let client = client.map(|client| client.clone().sandbox(&self.sandbox(number)));
            lives.extend(beforehand::life(client.as_ref(), receipts).await);
        }
        lives
    }

    /// Adds what the others did.
    async fn joined(&self, mut run: Run, address: SocketAddr, leading: Leading, length: Duration) -> Shares {
        let mut generators = vec![self.generator(1, address.to_string(), Some(&run), 0)];
        let mut taken = Vec::new();
        let mut look = |number: u32, run: &Run| {
            self.made.ran(run);
            if was_taken(run, self.arguments.ways.transport()) {
                taken.push(self.sandbox(number));
            }
        };
        look(1, &run);
        let within = waited(length, run.took, self.arguments.patience);
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
            match other {
                Ok(other) => {
                    look(number, &other);
                    run.add(*other);
                }
                // Nobody knows what it has sent.
                Err(_) => self.made.begun(),
            }
        }
        Shares { run, generators, taken }
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
        for parcel in wrong.iter_mut().take(EXPLAINED) {
            let of = self.sandbox((parcel.number.saturating_sub(1)) % self.many + 1);
            explain(&client.clone().sandbox(&of), std::slice::from_mut(parcel)).await;
        }
    }
}

/// How long the others are waited for, by one whose own run took so long: its last parcel may have ended long before the others have
/// theirs.
fn waited(length: Duration, took: Duration, patience: Duration) -> Duration {
    let left = length.saturating_sub(took);
    left.saturating_add(patience).saturating_add(Duration::from_secs(JOIN_SECONDS))
}

/// What all of them did.
struct Shares {
    run: Run,
    generators: Vec<Generator>,
    /// Sandboxes for which parcels were taken.
    taken: Vec<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_waited_for_from_the_end_of_the_law() {
        let (patience, join) = (1, JOIN_SECONDS);
        for (length, took, waits) in [
            (58, 2, 56 + patience + join),
            (58, 58, patience + join),
            (58, 70, patience + join),
            (u64::MAX, 0, u64::MAX),
        ] {
            let [length, took, patience, waits] = [length, took, patience, waits].map(Duration::from_secs);
            let found = waited(length, took, patience);
            assert!(found.as_secs() == waits.as_secs(), "{length:?} {took:?}: {found:?}");
        }
    }
}
