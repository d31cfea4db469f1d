//! A generator that follows a leader.

use super::lines::{Broken, Lines, say, words};
use super::messages::{Answers, Assignment, FORMAT, Hello, Says, Standing};
use crate::bounds::{JOIN_COMING_SECONDS, JOIN_LINE_BYTES, JOIN_SECONDS};
use crate::run::Run;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// So long a leader waits for the others, and then for a word of each.
const COMING: Duration = Duration::from_secs(JOIN_COMING_SECONDS + JOIN_SECONDS);
/// A beginning that lies further ahead is none: nobody would wait for it.
const AHEAD: Duration = Duration::from_secs(JOIN_COMING_SECONDS);

/// Why it does not follow, or not any more.
#[derive(Debug, thiserror::Error)]
pub enum Unled {
    /// There is no leader.
    #[error("nobody leads a run there: {0}")]
    Nobody(std::io::Error),
    /// The leader refuses it.
    #[error("{en}")]
    Refused {
        /// Why, in English.
        en: String,
        /// And in Chinese.
        zh: String,
    },
    /// Who is there leads no run, or does not say so in time.
    #[error("who is there leads no run: {0}")]
    NoLeader(Broken),
    /// The leader is gone.
    #[error("the leader is gone: {0}")]
    Gone(#[from] Broken),
    /// It says what does not belong there.
    #[error("the leader says what does not belong there")]
    Confused,
}

/// A connection to the leader.
#[derive(Debug)]
pub struct Following {
    lines: Lines<OwnedReadHalf>,
    out: OwnedWriteHalf,
    epoch: Instant,
}

impl Following {
    /// Asks a leader for a share of its run.
    ///
    /// # Errors
    /// [`Unled::Nobody`], [`Unled::Gone`]; a refusal comes instead of the order.
    pub async fn begin(leader: &str, token: &str, version: &str) -> Result<Self, Unled> {
        let late = || Unled::Nobody(std::io::ErrorKind::TimedOut.into());
        let connected = timeout(Duration::from_secs(JOIN_SECONDS), TcpStream::connect(leader)).await;
        let stream = connected.map_err(|_| late())?.map_err(Unled::Nobody)?;
        // A question about the clock must not wait for more to say.
        stream.set_nodelay(true).map_err(Unled::Nobody)?;
        let (lines, mut out) = stream.into_split();
        let [format, version, token] = [FORMAT, version, token].map(str::to_owned);
        say(&mut out, &Hello { format, version, token }).await?;
        Ok(Self { lines: Lines::of(lines), out, epoch: Instant::now() })
    }

    /// The next word, within a time in which a leader says one.
    async fn hear(&mut self, within: Duration) -> Result<Says, Unled> {
        let said = timeout(within, self.lines.next(JOIN_LINE_BYTES)).await;
        match said.map_err(|_| Broken::Late)?? {
            Says::Refused { en, zh } => Err(Unled::Refused { en: words(&en), zh: words(&zh) }),
            says => Ok(says),
        }
    }

    /// What to do. It comes when all generators are there.
    ///
    /// # Errors
    /// [`Unled`].
    pub async fn order(&mut self) -> Result<Assignment, Unled> {
        match self.hear(COMING).await {
            Ok(Says::Assignment(order)) => Ok(*order),
            Ok(_) => Err(Unled::Confused),
            Err(Unled::Gone(why)) => Err(Unled::NoLeader(why)),
            Err(why) => Err(why),
        }
    }

    /// Says that it cannot do it.
    ///
    /// # Errors
    /// [`Unled`].
    pub async fn unable(mut self, why: String) -> Result<(), Unled> {
        let answer = Answers::Unable { why };
        let said = say(&mut self.out, &answer);
        Ok(timeout(Duration::from_secs(JOIN_SECONDS), said).await.map_err(|_| Broken::Late)??)
    }

    /// Says that it could begin, and waits for the moment. Meanwhile it says what its clock shows.
    ///
    /// # Errors
    /// [`Unled`].
    pub async fn ready(mut self) -> Result<Begun, Unled> {
        say(&mut self.out, &Answers::Ready).await?;
        loop {
            match self.hear(COMING).await? {
                Says::Clock => {
                    let shows = u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(u64::MAX);
                    say(&mut self.out, &Answers::Clock { shows }).await?;
                }
                Says::Begin { at } => return self.begun(at),
                _ => return Err(Unled::Confused),
            }
        }
    }

    fn begun(self, at: u64) -> Result<Begun, Unled> {
        let Self { mut lines, out, epoch } = self;
        let begin = epoch.checked_add(Duration::from_nanos(at)).ok_or(Unled::Confused)?;
        if begin.saturating_duration_since(Instant::now()) > AHEAD {
            return Err(Unled::Confused);
        }
        let led = Arc::new(Led::default());
        let seen = Arc::clone(&led);
        let reading = tokio::spawn(async move {
            // Nothing else is said during a run; a leader that is gone ends it, too.
            let told = lines.next::<Says>(JOIN_LINE_BYTES).await;
            seen.gone.store(!matches!(told, Ok(Says::Stop)), Ordering::Relaxed);
            seen.stop.store(true, Ordering::Relaxed);
        });
        let (standing, told) = watch::channel(Standing::default());
        let telling = tokio::spawn(tell(out, told));
        Ok(Begun { begin, led, standing, reading, telling })
    }
}

/// Tells how it stands whenever that changes, and gives the connection back when nobody changes it any more.
async fn tell(mut out: OwnedWriteHalf, mut told: watch::Receiver<Standing>) -> OwnedWriteHalf {
    while told.changed().await.is_ok() {
        let standing = *told.borrow_and_update();
        if say(&mut out, &Answers::Standing(standing)).await.is_err() {
            break;
        }
    }
    out
}

#[derive(Debug, Default)]
struct Led {
    stop: AtomicBool,
    gone: AtomicBool,
}

/// A run that is about to begin, or under way.
#[derive(Debug)]
pub struct Begun {
    begin: Instant,
    led: Arc<Led>,
    standing: watch::Sender<Standing>,
    reading: JoinHandle<()>,
    telling: JoinHandle<OwnedWriteHalf>,
}

impl Begun {
    /// When it begins.
    #[must_use]
    pub const fn begin(&self) -> Instant {
        self.begin
    }

    /// Whether the leader has stopped it, or is gone.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.led.stop.load(Ordering::Relaxed)
    }

    /// Whether the leader is gone.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.led.gone.load(Ordering::Relaxed)
    }

    /// Tells how it stands.
    pub fn stands(&self, standing: Standing) {
        self.standing.send_replace(standing);
    }

    /// Tells what it has done; that is the end.
    ///
    /// # Errors
    /// [`Unled::Gone`].
    pub async fn done(self, run: Run) -> Result<(), Unled> {
        drop(self.standing);
        self.reading.abort();
        let answer = Answers::Done(Box::new(run));
        // A leader that reads nothing also holds up who tells how it stands.
        let said = async {
            let mut out = self.telling.await.map_err(|_| Broken::Closed)?;
            say(&mut out, &answer).await
        };
        let late = |_| Unled::Gone(Broken::Late);
        Ok(timeout(Duration::from_secs(JOIN_SECONDS), said).await.map_err(late)??)
    }
}
