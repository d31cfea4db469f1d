//! A generator that leads others.

use super::clocks::{Asked, Offset};
use super::lines::{Broken, Lines, say, words};
use super::messages::{Answers, Assignment, FORMAT, Hello, Says, Standing};
use crate::bounds::{
    JOIN_CLOCKS, JOIN_HELLO_BYTES, JOIN_LINE_BYTES, JOIN_RESULT_BYTES, JOIN_SECONDS, JOIN_WAITING,
};
use crate::run::Run;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

const WAIT: Duration = Duration::from_secs(JOIN_SECONDS);
/// After a connection that could not be taken: its cause may last.
const PAUSE: Duration = Duration::from_millis(50);

/// Who may follow.
#[derive(Clone, Debug)]
pub struct Admission {
    /// The token of the run.
    pub token: String,
    /// Version of the program.
    pub version: String,
}

/// What happens while the leader waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Somebody follows.
    Joined(SocketAddr),
    /// Somebody was turned away, and why.
    TurnedAway(SocketAddr, String),
}

/// Why there is no shared run.
#[derive(Debug, thiserror::Error)]
pub enum Unfollowed {
    /// A generator went before the run began.
    #[error("the generator at {0} went away before the run began: {1}")]
    Gone(SocketAddr, Broken),
    /// A generator cannot do what it was told.
    #[error("the generator at {0} cannot take part: {1}")]
    Unable(SocketAddr, String),
}

/// A generator that follows.
#[derive(Debug)]
struct Joined {
    address: SocketAddr,
    lines: Lines<OwnedReadHalf>,
    out: OwnedWriteHalf,
}

impl Joined {
    /// Tells it something. Who reads nothing is not waited for.
    async fn tell(&mut self, says: &Says) -> Result<(), Broken> {
        timeout(WAIT, say(&mut self.out, says)).await.map_err(|_| Broken::Late)?
    }

    async fn hear(&mut self) -> Result<Answers, Broken> {
        timeout(WAIT, self.lines.next(JOIN_LINE_BYTES)).await.map_err(|_| Broken::Late)?
    }

    /// Compares its clock, in the time for one word: whoever takes longer for each question has no clock to go by.
    async fn compare(&mut self, epoch: Instant) -> Result<Offset, Broken> {
        timeout(WAIT, self.compared(epoch)).await.map_err(|_| Broken::Late)?
    }

    async fn compared(&mut self, epoch: Instant) -> Result<Offset, Broken> {
        let foreign = || Broken::Foreign("no clock".to_owned());
        let mut asked = Vec::new();
        for _ in 0..JOIN_CLOCKS {
            let at = since(epoch);
            self.tell(&Says::Clock).await?;
            let Answers::Clock { shows: shown } = self.hear().await? else { return Err(foreign()) };
            asked.push(Asked { at, shown, answered: since(epoch) });
        }
        Offset::of(&asked).ok_or_else(foreign)
    }
}

fn since(epoch: Instant) -> u64 {
    u64::try_from(epoch.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// Waits for so many generators. Whoever does not say the token is turned away, and nobody waits for him. It ends only with this
/// future: whoever waits says how long.
pub async fn gather(
    listener: TcpListener,
    admission: &Admission,
    many: usize,
    mut heard: impl FnMut(Arrival),
) -> Gathered {
    let (tell, mut arrivals) = mpsc::channel(JOIN_WAITING);
    let taking = tokio::spawn(take(listener, admission.clone(), tell));
    let mut joined: Vec<Joined> = Vec::new();
    while joined.len() < many {
        match arrivals.recv().await {
            Some(Ok(one)) => {
                heard(Arrival::Joined(one.address));
                joined.push(one);
            }
            Some(Err((address, why))) => heard(Arrival::TurnedAway(address, why)),
            None => break,
        }
    }
    taking.abort();
    Gathered(joined)
}

type Arrived = Result<Joined, (SocketAddr, String)>;

/// Takes connections, so many at a time as may wait.
async fn take(listener: TcpListener, admission: Admission, tell: mpsc::Sender<Arrived>) {
    let admission = Arc::new(admission);
    let places = Arc::new(Semaphore::new(JOIN_WAITING));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, address)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let (admission, tell) = (Arc::clone(&admission), tell.clone());
        tokio::spawn(async move {
            let admitted = timeout(WAIT, admitted(stream, address, &admission)).await;
            let admitted = admitted.unwrap_or_else(|_| Err(Broken::Late.to_string()));
            drop(place);
            let _: Result<_, _> = tell.send(admitted.map_err(|why| (address, why))).await;
        });
    }
}

async fn admitted(stream: TcpStream, address: SocketAddr, admission: &Admission) -> Result<Joined, String> {
    // A question about the clock must not wait for more to say.
    stream.set_nodelay(true).map_err(|error| error.to_string())?;
    let (lines, out) = stream.into_split();
    let mut joined = Joined { address, lines: Lines::of(lines), out };
    let hello: Hello = joined.lines.next(JOIN_HELLO_BYTES).await.map_err(|broken| broken.to_string())?;
    let Admission { token, version } = admission;
    let (en, zh) = if hello.format != FORMAT || hello.version != *version {
        let other = words(&hello.version);
        (
            format!("it is version {other}, and the leader {version}: parcels may differ"),
            format!("其版本为 {other}，主机为 {version}，包裹可能不同"),
        )
    } else if hello.token != *token {
        ("the token is not that of this run".to_owned(), "口令与本次压测不符".to_owned())
    } else {
        return Ok(joined);
    };
    let _: Result<_, _> = say(&mut joined.out, &Says::Refused { en: en.clone(), zh }).await;
    Err(en)
}

/// Generators that wait for what to do.
#[derive(Debug)]
pub struct Gathered(Vec<Joined>);

impl Gathered {
    /// Tells each what to do, and waits until all could begin. `order` is asked with their numbers, from 2.
    ///
    /// # Errors
    /// [`Unfollowed`]; the others are gone with this.
    pub async fn ordered(mut self, order: impl Fn(u32) -> Assignment) -> Result<Self, Unfollowed> {
        for (number, joined) in (2..).zip(&mut self.0) {
            let said = joined.tell(&Says::Assignment(Box::new(order(number)))).await;
            said.map_err(|broken| Unfollowed::Gone(joined.address, broken))?;
        }
        for joined in &mut self.0 {
            match joined.hear().await {
                Ok(Answers::Ready) => {}
                Ok(Answers::Unable { why }) => {
                    return Err(Unfollowed::Unable(joined.address, words(&why)));
                }
                Ok(_) => {
                    let foreign = Broken::Foreign("neither ready nor unable".to_owned());
                    return Err(Unfollowed::Gone(joined.address, foreign));
                }
                Err(broken) => return Err(Unfollowed::Gone(joined.address, broken)),
            }
        }
        Ok(self)
    }

    /// Compares clocks, and tells each when to begin: so long from when all clocks are known.
    ///
    /// # Errors
    /// [`Unfollowed`].
    pub async fn begun(mut self, after: Duration) -> Result<Leading, Unfollowed> {
        let epoch = Instant::now();
        let mut offsets = Vec::new();
        for joined in &mut self.0 {
            let offset = joined.compare(epoch).await;
            offsets.push(offset.map_err(|broken| Unfollowed::Gone(joined.address, broken))?);
        }
        let begin = Instant::now() + after;
        let here = u64::try_from(begin.duration_since(epoch).as_nanos()).unwrap_or(u64::MAX);
        let mut others = Vec::new();
        for (mut joined, offset) in self.0.into_iter().zip(offsets) {
            let said = joined.tell(&Says::Begin { at: offset.there(here) }).await;
            said.map_err(|broken| Unfollowed::Gone(joined.address, broken))?;
            others.push(Other::begin(joined, offset));
        }
        Ok(Leading { begin, others })
    }
}

/// A generator that runs, or has.
#[derive(Debug)]
struct Other {
    address: SocketAddr,
    uncertain: u64,
    out: OwnedWriteHalf,
    standing: watch::Receiver<Standing>,
    reading: JoinHandle<Result<Box<Run>, Broken>>,
    ended: Option<Result<Box<Run>, Broken>>,
}

impl Other {
    fn begin(joined: Joined, offset: Offset) -> Self {
        let Joined { address, mut lines, out } = joined;
        let (tell, standing) = watch::channel(Standing::default());
        let reading = tokio::spawn(async move {
            loop {
                match lines.next(JOIN_RESULT_BYTES).await? {
                    Answers::Standing(now) => drop(tell.send(now)),
                    Answers::Done(run) => return Ok(run),
                    _ => return Err(Broken::Foreign("neither how it stands nor what it did".to_owned())),
                }
            }
        });
        Self { address, uncertain: offset.uncertain, out, standing, reading, ended: None }
    }

    async fn wait(&mut self) {
        if self.ended.is_none() {
            self.ended = Some((&mut self.reading).await.unwrap_or(Err(Broken::Closed)));
        }
    }
}

/// A shared run under way.
#[derive(Debug)]
pub struct Leading {
    begin: Instant,
    others: Vec<Other>,
}

/// What came of a generator that followed.
#[derive(Debug)]
pub struct Followed {
    /// Where it is.
    pub address: SocketAddr,
    /// By how much its clock may be wrong, in nanoseconds.
    pub clock_uncertain: u64,
    /// What it did; or why nobody knows.
    pub run: Result<Box<Run>, Broken>,
}

impl Leading {
    /// When all of them begin.
    #[must_use]
    pub const fn begin(&self) -> Instant {
        self.begin
    }

    /// How the others stand, all together.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let mut sum = Standing::default();
        for other in &self.others {
            let Standing { started, in_flight, wrong, errors } = *other.standing.borrow();
            sum.started = sum.started.saturating_add(started);
            sum.in_flight = sum.in_flight.saturating_add(in_flight);
            sum.wrong = sum.wrong.saturating_add(wrong);
            sum.errors = sum.errors.saturating_add(errors);
        }
        sum
    }

    /// Waits for what the others did: so long at most, or until somebody stops it, which ends their runs, too.
    pub async fn ended(mut self, within: Duration, stopping: impl Future<Output = ()>) -> Vec<Followed> {
        let stopped = tokio::select! {
            () = all(&mut self.others) => false,
            () = stopping => true,
            () = sleep(within) => false,
        };
        if stopped {
            for other in &mut self.others {
                // Who is gone is told below.
                let _: Result<_, _> = timeout(PAUSE, say(&mut other.out, &Says::Stop)).await;
            }
            // Each that is late is told below, too.
            let _: Result<_, _> = timeout(WAIT, all(&mut self.others)).await;
        }
        let followed = |other: Other| {
            other.reading.abort();
            Followed {
                address: other.address,
                clock_uncertain: other.uncertain,
                run: other.ended.unwrap_or(Err(Broken::Late)),
            }
        };
        self.others.into_iter().map(followed).collect()
    }
}

async fn all(others: &mut [Other]) {
    for other in others {
        other.wait().await;
    }
}
