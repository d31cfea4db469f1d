//! A host that decides nothing: it holds a copy of what another process has decided, and answers questions about it.
//!
//! ```text
//! feed ─▶ Follower::take ─▶ checked ─▶ own journal, durable ─▶ states ─▶ watchers, questions
//! ```
//!
//! It fires no timer and asks nobody. What does not fit is refused before anything of it is written.

use crate::copies::Copies;
use crate::error::{HostError, OpenError};
use crate::feed::{Head, Place};
use crate::figures::Figures;
use crate::guard::Alarm;
use crate::host::Host;
use crate::snapshot::Desk;
use crate::task::Task;
use crate::unused::Defaults;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tongguan_domain::limits;
use tongguan_journal::{Append, CopyJournal, Journal, JournalError, LogId, Position};

/// Why what comes cannot be followed. Nothing of it was shown; of an entry that cannot be applied although it can be read, what it
/// is in is written.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// Entries are missing, or come again.
    #[error("the feed has entry {found} of log {log} where {expected} comes next")]
    Gap {
        /// The log.
        log: LogId,
        /// What comes next.
        expected: Position,
        /// What has come.
        found: Position,
    },
    /// Entries of a sandbox that is not in the list.
    #[error("the feed has entries of log {log}, which is no sandbox")]
    Unlisted {
        /// The log.
        log: LogId,
    },
    /// An entry that this version cannot read.
    #[error("entry {position} of log {log} in the feed cannot be read by this version")]
    Unreadable {
        /// The log.
        log: LogId,
        /// The entry.
        position: Position,
    },
    /// An entry of the list of sandboxes that says nothing, or what cannot be.
    #[error("entry {position} of the list of sandboxes in the feed cannot be")]
    Listed {
        /// The entry.
        position: Position,
    },
    /// Entries came before anybody said whose they are.
    #[error("the feed has entries before it says of which journal they are")]
    Unannounced,
    /// The copy cannot be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The copy cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The process stops.
    #[error("the process is stopping")]
    Stopping,
}

/// What a host that follows is made of.
pub struct Following {
    /// Where the copy is.
    pub journal: Arc<CopyJournal>,
    /// What a sandbox is that nobody has used, until somebody says it.
    pub defaults: Defaults,
    /// What is done when the journal fails: it must end the process.
    pub on_failure: Box<dyn Fn(&JournalError) + Send>,
}

/// How the one who is followed introduces himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    /// Tells his journal from every other one.
    pub identity: u64,
    /// What a sandbox is that nobody has used.
    pub defaults: Defaults,
}

pub(crate) type Told<T> = oneshot::Sender<Result<T, FollowError>>;

/// What comes from the one who is followed.
pub(crate) enum Heard {
    Places(Told<Vec<Place>>),
    Hello(Hello, Told<bool>),
    Entries(Vec<Append>, Told<()>),
}

/// How far the copies are, for those who wait.
pub(crate) struct Progress {
    /// The next position of each log of a sandbox that is there, and of the list.
    ends: Mutex<HashMap<LogId, Position>>,
    bell: watch::Sender<()>,
}

impl Progress {
    fn new() -> Self {
        Self { ends: Mutex::default(), bell: watch::Sender::new(()) }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LogId, Position>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, log: LogId, next: Position) {
        self.lock().insert(log, next);
    }

    pub(crate) fn remove(&self, log: LogId) {
        self.lock().remove(&log);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    pub(crate) fn ring(&self) {
        self.bell.send_replace(());
    }

    /// Whether a copy is as far. A sandbox that is gone has got everywhere.
    fn has(&self, head: &Head) -> bool {
        let ends = self.lock();
        let listed = ends.get(&LogId(0)).copied().unwrap_or(Position::FIRST) >= head.list_next;
        listed && head.log.and_then(|log| ends.get(&log)).is_none_or(|next| *next >= head.next)
    }
}

/// Through which a host that follows is told what happened.
#[derive(Clone)]
pub struct Follower {
    queue: mpsc::Sender<Task>,
    progress: Arc<Progress>,
    journal: Arc<CopyJournal>,
}

impl Follower {
    /// Of whom the copy is; `None`, if nobody has been followed yet.
    #[must_use]
    pub fn original(&self) -> Option<u64> {
        self.journal.original()
    }

    /// What there is already, for the one who is to be followed.
    ///
    /// # Errors
    /// [`FollowError`].
    pub async fn places(&self) -> Result<Vec<Place>, FollowError> {
        self.put(Heard::Places).await
    }

    /// Hears who is followed. Where that is not the one whose copy there is, the copy is discarded: then it says true.
    ///
    /// # Errors
    /// [`FollowError`].
    pub async fn hello(&self, hello: Hello) -> Result<bool, FollowError> {
        self.put(|told| Heard::Hello(hello, told)).await
    }

    /// Takes entries. When this returns they are durable, and everybody sees what they say.
    ///
    /// # Errors
    /// [`FollowError`]; nothing of it was taken.
    pub async fn take(&self, entries: Vec<Append>) -> Result<(), FollowError> {
        self.put(|told| Heard::Entries(entries, told)).await
    }

    /// Waits until the copy of a sandbox is as far.
    pub async fn reached(&self, head: &Head) {
        let mut bell = self.progress.bell.subscribe();
        // The bell lives as long as this handle.
        while !self.has(head) && bell.changed().await.is_ok() {}
    }

    fn has(&self, head: &Head) -> bool {
        self.original() == Some(head.identity) && self.progress.has(head)
    }

    async fn put<T>(&self, heard: impl FnOnce(Told<T>) -> Heard) -> Result<T, FollowError> {
        let (told, answer) = oneshot::channel();
        let task = Task::Follow(heard(told));
        self.queue.send(task).await.map_err(|_| FollowError::Stopping)?;
        answer.await.map_err(|_| FollowError::Stopping)?
    }
}

impl Host {
    /// A host that answers questions about a copy and decides nothing: what would change something is refused. Gives the
    /// handle, the way in for what is followed, and the threads to wait for after [`Host::stop`].
    ///
    /// # Errors
    /// [`OpenError`]; nothing was changed.
    pub fn follow(following: Following) -> Result<(Self, Follower, Vec<JoinHandle<()>>), OpenError> {
        let Following { journal, defaults, on_failure } = following;
        let (queue, mut tasks) = mpsc::channel(limits::WRITER_QUEUE);
        let desk = Arc::new(Desk::new(journal.as_ref(), &crate::Bounds::DEFAULT));
        let progress = Arc::new(Progress::new());
        let alarm = Alarm::new(on_failure);
        let host = Self {
            queue: queue.clone(),
            journal: Arc::clone(&journal) as Arc<dyn Journal>,
            published: Arc::default(),
            unused: Arc::new(defaults.into()),
            desk: Arc::clone(&desk),
            graves: Arc::default(),
            grown: broadcast::Sender::new(1),
            figures: Figures::new(),
            watch: None,
        };
        let mut copies = Copies::new(&host, Arc::clone(&journal), Arc::clone(&progress), alarm.on_failure());
        copies.load()?;
        let thread = std::thread::Builder::new().name("follower".to_owned());
        let thread = thread.spawn(move || alarm.watch("follower", || copies.run(&mut tasks)));
        let threads = vec![thread.map_err(OpenError::Thread)?];
        Ok((host, Follower { queue, progress, journal }, threads))
    }
}

/// What a host that follows says to who wants something changed.
pub(crate) fn decides_nothing() -> HostError {
    HostError::Away("this process only follows".to_owned())
}
