//! A run: starts on time, calls and streams, mailboxes that are read, until every parcel has ended or time is up.

use crate::bounds::AHEAD;
use crate::callback;
use crate::cost::{Cost, Meter};
use crate::desk::{Answer, Desk, Outgoing, Tally};
use crate::own::Own;
use crate::pacing::{Batch, Paced, Pacer};
use crate::ready::{Ready, Unmade};
use crate::schedule::Law;
use crate::share::Share;
use crate::transport::amqp::{self, AmqpBroker, Inbox};
use crate::transport::{Opened, Senders, Transport};
use crate::watch::{Mailbox, Watched, Watching};
use crate::workload::spec::Unusable;
use crate::workload::{Script, Workload};
use serde::{Deserialize, Serialize};
use std::future::pending;
use std::net::TcpListener;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, Receiver};
use tokio::time::{Interval, MissedTickBehavior, interval_at, sleep_until, timeout};
use tongguan_client::Client;

/// How many answers or receipts are looked at in one turn.
const TURN: usize = 64;
/// How many batches of starts, which go first.
const BATCHES_OF_A_TURN: usize = 4;
/// How long a server may usually answer nothing but failures before a run ends.
pub const AWAY: Duration = Duration::from_secs(10);
/// How often progress is told; so long a sender of the closed model rests at most whose call has failed.
const PROGRESS: Duration = Duration::from_millis(500);
/// How long the pacing thread waits for the first parcels and connections before the run begins.
const RUN_UP: Duration = Duration::from_millis(100);

/// Who decides when a parcel starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// The law alone.
    Open,
    /// So many senders, of whom each starts the next parcel when the last has ended: a slow server is asked less.
    Closed {
        /// How many.
        users: usize,
    },
}

/// What is to be run.
#[derive(Debug)]
pub struct Plan {
    /// The parcels.
    pub workload: Workload,
    /// When they start; in the closed model only how long.
    pub law: Law,
    /// Seed of the starts.
    pub seed: u64,
    /// Who decides when.
    pub model: Model,
    /// How they are sent.
    pub transport: Transport,
    /// Connections, each with the sandbox of the run; at least one.
    pub clients: Vec<Client>,
    /// Most parcels in flight.
    pub in_flight: usize,
    /// Whether nobody has used the sandbox before: its first receipt has the number 1.
    pub fresh: bool,
    /// Where receipts are read, unless they come from elsewhere; `None`: nowhere, and a parcel ends when its papers are answered.
    pub mailbox: Option<Mailbox>,
    /// How long receipts may take after the last start.
    pub patience: Duration,
    /// How long the server may answer nothing but failures before the run ends; usually [`AWAY`].
    pub away: Duration,
    /// Where messages and receipts go that do not go over gRPC.
    pub elsewhere: Elsewhere,
    /// Which of the starts and parcels are this generator's.
    pub share: Share,
    /// When it begins; `None`: as soon as it can.
    pub begin: Option<Instant>,
}

/// Where messages and receipts go that do not go over gRPC.
#[derive(Debug, Default)]
pub struct Elsewhere {
    /// `host:port` of the HTTP port of the exchange, for [`Transport::Http`].
    pub http: Option<String>,
    /// For [`Transport::Amqp`]; receipts come from there, too.
    pub broker: Option<AmqpBroker>,
    /// Where the server POSTs receipts to, instead of the mailbox that is read over gRPC.
    pub callback: Option<TcpListener>,
}

/// Why a run ended; of several generators the last of these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Every parcel has ended.
    Complete,
    /// Receipts were still missing when the patience was up.
    Patience,
    /// Somebody stopped it.
    Stopped,
    /// A parcel could not be made; those before it have ended.
    Unmade,
    /// Nothing was answered for ten seconds but by failures.
    Away,
}

/// A run that has ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// What was counted.
    pub tally: Tally,
    /// What the pacing thread saw; `None` in the closed model.
    pub paced: Option<Paced>,
    /// What the generator took of the machine.
    pub cost: Cost,
    /// From the beginning to the end.
    pub took: Duration,
    /// How often a mailbox had to be opened again.
    pub reopened: u64,
    /// Why receipts were not read in the end, where they were not.
    pub unheard: Option<String>,
    /// Why it ended.
    pub ended: Ended,
    /// The parcel that could not be made, if there was one.
    pub unmade: Option<Unmade>,
}

impl Run {
    /// The run of another generator that shared it. Of what each machine says of itself the worse counts.
    pub fn add(&mut self, other: Self) {
        let Self { tally, paced, cost, took, reopened, unheard, ended, unmade } = other;
        self.tally.add(tally);
        match (&mut self.paced, paced) {
            (Some(own), Some(other)) => own.add(&other),
            (own @ None, other) => *own = other,
            (Some(_), None) => {}
        }
        self.cost.worse(cost);
        self.took = self.took.max(took);
        self.reopened += reopened;
        self.unheard = self.unheard.take().or(unheard);
        self.ended = self.ended.max(ended);
        self.unmade = self.unmade.take().or(unmade);
    }
}

/// Why there is no run.
#[derive(Debug, thiserror::Error)]
pub enum Unrunnable {
    /// There is no connection.
    #[error("a run needs a connection")]
    NoConnection,
    /// The system gives no thread.
    #[error("no thread: {0}")]
    NoThread(#[from] std::io::Error),
    /// A parcel cannot be made.
    #[error("{0}")]
    Workload(#[from] Unusable),
    /// [`Elsewhere`] does not say where this way of sending leads.
    #[error("a run by {0:?} has to know where to")]
    Nowhere(Transport),
    /// What is elsewhere takes connections, and says nothing.
    #[error("who is to take what goes by {0:?} says nothing")]
    Late(Transport),
    /// The broker is not there, or its queue of receipts is not empty.
    #[error("{0}")]
    Broker(#[from] amqp::Unusable),
}

/// An answer with its time.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) number: u32,
    pub(crate) submission: u16,
    pub(crate) answer: Answer,
    pub(crate) at: Duration,
}

/// Runs a plan. `progress` is told twice a second how it stands; it returns false to end the run.
///
/// # Errors
/// [`Unrunnable`]. A server that goes away is no error: what it did not answer is counted.
pub async fn run(plan: Plan, progress: impl FnMut(&Desk, Duration) -> bool) -> Result<Run, Unrunnable> {
    if plan.clients.is_empty() {
        return Err(Unrunnable::NoConnection);
    }
    // A parcel that cannot be made is known before the first one starts.
    plan.workload.script(1)?;
    let opening = timeout(plan.away, opened(&plan)).await;
    let (opened, inbox) = opening.map_err(|_| Unrunnable::Late(plan.transport))??;
    let begin = plan.begin.unwrap_or_else(|| Instant::now() + RUN_UP);
    let (answer_in, answers) = mpsc::channel(AHEAD);
    let receipts = plan.mailbox.is_some();
    let numbered = receipts && inbox.is_none() && plan.elsewhere.callback.is_none();
    let watching = match (plan.mailbox, inbox, plan.elsewhere.callback) {
        (None, ..) => None,
        (Some(mailbox), Some(inbox), _) => Some(inbox.begin(&mailbox.runtime, begin)),
        (Some(mailbox), None, Some(listener)) => Some(callback::begin(listener, &mailbox.runtime, begin)?),
        (Some(mailbox), None, None) => Some(Watching::begin(mailbox, begin)),
    };
    let length = plan.law.length();
    let (law, seed, share) = (plan.law, plan.seed, plan.share);
    let (pacer, due) = match plan.model {
        Model::Open => {
            let (pacer, due) = Pacer::begin(share.of_all(law.starts(seed)), begin)?;
            (Some(pacer), Some(due))
        }
        Model::Closed { .. } => (None, None),
    };
    let own = Own::of(plan.share, plan.workload.renumbered());
    let ready = Ready::begin(plan.workload, plan.share, receipts)?;
    let senders = Senders::begin(plan.transport, plan.clients, opened, answer_in, begin);
    let desk =
        Desk::new(plan.share.part(plan.in_flight), plan.fresh).on(plan.transport.terms(receipts)).of_own(own);
    let engine = Engine {
        desk: if numbered { desk.numbered() } else { desk },
        ready,
        senders,
        begin,
        users: match plan.model {
            Model::Open => None,
            Model::Closed { users } => Some(plan.share.part(users)),
        },
        length,
        patience: plan.patience,
        away: plan.away,
        failing: None,
        resting: 0,
        unmade: None,
    };
    let (receipts, stop) = watching.map_or((None, None), |(receipts, stop)| (Some(receipts), Some(stop)));
    let meter = Meter::begin();
    let (desk, ended, unmade) = engine.work(due, answers, receipts, progress).await;
    let took = begin.elapsed();
    let cost = meter.end();
    if let Some(pacer) = &pacer {
        pacer.stop();
    }
    let paced = pacer.and_then(Pacer::end);
    let mut tally = desk.close(took);
    let missed = paced.as_ref().map_or(0, |paced| paced.missed);
    tally.missed_before(missed, share.of_all(law.starts(seed)));
    let (reopened, unheard) = stop.map_or((0, None), Watching::end);
    Ok(Run { tally, paced, cost, took, reopened, unheard, ended, unmade })
}

/// Opens what is elsewhere, before the time of the run begins.
async fn opened(plan: &Plan) -> Result<(Opened, Option<Inbox>), Unrunnable> {
    let nowhere = Unrunnable::Nowhere(plan.transport);
    match plan.transport {
        Transport::Unary | Transport::Stream | Transport::Xml => Ok((Opened::Nothing, None)),
        Transport::Http => Ok((Opened::Http(plan.elsewhere.http.clone().ok_or(nowhere)?), None)),
        Transport::Amqp => {
            let broker = plan.elsewhere.broker.as_ref().ok_or(nowhere)?;
            let inbox = if plan.mailbox.is_some() { Some(amqp::open_inbox(broker).await?) } else { None };
            Ok((amqp::open(broker, plan.clients.len()).await?, inbox))
        }
    }
}

struct Engine {
    desk: Desk,
    ready: Ready,
    senders: Senders,
    begin: Instant,
    users: Option<usize>,
    length: Duration,
    patience: Duration,
    away: Duration,
    /// The first and the last of the failures since something was answered.
    failing: Option<(Instant, Instant)>,
    /// Senders of the closed model that wait for the next tick, because their call has failed.
    resting: usize,
    /// Nothing starts after a parcel that cannot be made.
    unmade: Option<Unmade>,
}

/// Progress is told at whole seconds of the run, and between them: whoever cuts it into seconds is told when one has ended. Before the
/// beginning, too, as somebody may stop it.
fn ticking(begin: Instant) -> Interval {
    let before = begin.saturating_duration_since(Instant::now());
    let whole = u32::try_from(before.as_nanos() / PROGRESS.as_nanos()).unwrap_or(u32::MAX);
    let first = begin.checked_sub(PROGRESS.saturating_mul(whole)).unwrap_or(begin);
    let mut tick = interval_at(first.into(), PROGRESS);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tick
}

/// What may come next, from a channel that may not be there.
async fn next<T>(channel: &mut Option<Receiver<T>>, into: &mut Vec<T>, most: usize) -> usize {
    match channel {
        Some(channel) => channel.recv_many(into, most).await,
        None => pending().await,
    }
}

impl Engine {
    async fn work(
        mut self,
        mut due: Option<Receiver<Batch>>,
        answers: Receiver<Answered>,
        mut receipts: Option<Receiver<Watched>>,
        mut progress: impl FnMut(&Desk, Duration) -> bool,
    ) -> (Desk, Ended, Option<Unmade>) {
        let mut answers = Some(answers);
        let (mut batches, mut answered, mut told) = (Vec::new(), Vec::new(), Vec::new());
        let mut tick = ticking(self.begin);
        let mut last_start = None;
        if self.users.is_some() {
            // The pacing thread waits for the beginning by itself; what starts before it has no spans.
            sleep_until(self.begin.into()).await;
        }
        loop {
            let open = match self.users {
                Some(users) => self.refill(users).await,
                None => due.is_some(),
            };
            if !open {
                let since = *last_start.get_or_insert_with(Instant::now);
                if self.desk.in_flight() == 0 {
                    return self.ended(Ended::Complete);
                }
                if since.elapsed() > self.patience {
                    return self.ended(Ended::Patience);
                }
            }
            tokio::select! {
                biased;
                many = next(&mut due, &mut batches, BATCHES_OF_A_TURN) => {
                    if many == 0 {
                        due = None;
                    }
                    for batch in batches.drain(..) {
                        self.start(batch).await;
                    }
                    if self.unmade.is_some() {
                        due = None;
                    }
                }
                _ = next(&mut answers, &mut answered, TURN) => {
                    for one in answered.drain(..) {
                        self.answered(one);
                    }
                }
                _ = next(&mut receipts, &mut told, TURN) => {
                    for (receipt, at) in told.drain(..) {
                        for outgoing in self.desk.told(receipt, at) {
                            self.senders.send(outgoing);
                        }
                    }
                }
                _ = tick.tick() => {
                    self.resting = 0;
                    if !progress(&self.desk, self.begin.elapsed()) {
                        return self.ended(Ended::Stopped);
                    }
                    // Where nothing is sent, nothing can be answered.
                    if self.failing.is_some_and(|(first, last)| last - first > self.away) {
                        return self.ended(Ended::Away);
                    }
                }
            }
        }
    }

    fn ended(self, ended: Ended) -> (Desk, Ended, Option<Unmade>) {
        let ended = match (ended, &self.unmade) {
            (Ended::Complete, Some(_)) => Ended::Unmade,
            (ended, _) => ended,
        };
        (self.desk, ended, self.unmade)
    }

    /// The next parcel. None comes after one that cannot be made.
    async fn next(&mut self) -> Option<Script> {
        if self.unmade.is_some() {
            return None;
        }
        self.ready.next().await.unwrap_or_else(|unmade| {
            self.unmade = Some(unmade);
            None
        })
    }

    /// Starts parcels. Where there is no room, or no parcel, the start is missed.
    async fn start(&mut self, batch: Batch) {
        let mut batch = batch.into_iter();
        while let Some(due) = batch.next() {
            if !self.desk.has_room() {
                self.desk.miss(due);
                continue;
            }
            let Some(script) = self.next().await else {
                std::iter::once(due).chain(batch).for_each(|due| self.desk.miss(due));
                return;
            };
            // Anew for each: what is made late starts late.
            let now = self.begin.elapsed();
            if let Some(outgoing) = self.desk.start(script, due, now) {
                self.send_first(outgoing, now);
            }
        }
    }

    /// Sends the first submission of a parcel, and later its copies that wait for no answer.
    fn send_first(&mut self, outgoing: Outgoing, now: Duration) {
        let number = outgoing.number;
        self.senders.send(outgoing);
        for (pause, copy) in self.desk.copies(number, now) {
            self.senders.send_later(pause, copy);
        }
    }

    /// Starts parcels until there are as many as senders; false when time is up.
    async fn refill(&mut self, users: usize) -> bool {
        while self.desk.in_flight() + self.resting < users && self.desk.has_room() {
            let now = Instant::now().saturating_duration_since(self.begin);
            if now >= self.length {
                return false;
            }
            let Some(script) = self.next().await else { return false };
            let Some(outgoing) = self.desk.start(script, now, now) else { return true };
            self.send_first(outgoing, now);
        }
        self.begin.elapsed() < self.length
    }

    fn answered(&mut self, Answered { number, submission, answer, at }: Answered) {
        if matches!(answer, Answer::Failed(_)) {
            let now = Instant::now();
            self.failing = Some((self.failing.map_or(now, |(first, _)| first), now));
            self.resting += 1;
        } else {
            self.failing = None;
        }
        if let Some(outgoing) = self.desk.answered(number, submission, answer, at) {
            self.senders.send(outgoing);
        }
    }
}

/// An answer of this moment.
pub(crate) fn answered_now(sent: &Sent, answer: Answer, begin: Instant) -> Answered {
    let at = Instant::now().saturating_duration_since(begin);
    Answered { number: sent.number, submission: sent.submission, answer, at }
}

/// What was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) number: u32,
    pub(crate) submission: u16,
    /// How many documents it has.
    pub(crate) documents: usize,
}

impl Sent {
    pub(crate) fn of(outgoing: &Outgoing) -> Self {
        let documents = outgoing.step.papers.count();
        Self { number: outgoing.number, submission: outgoing.submission, documents }
    }
}
