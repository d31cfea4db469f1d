//! What a journal holds, for a process that follows it: what is durable, in an order that can be replayed at any point.

use crate::fingerprint::fingerprint;
use crate::recovery::{DELETED, DIRECTORY};
use crate::writer::AllPublished;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::broadcast;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_journal::{Append, Journal, JournalError, LogId, Position};

/// After every entry.
const END: Position = Position(u64::MAX);

/// Logs that have grown, as the committer tells those who follow.
pub(crate) type Grown = broadcast::Sender<Arc<[LogId]>>;

/// What a follower has of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The log.
    pub log: LogId,
    /// The position that it needs next.
    pub next: Position,
    /// Fingerprint of the entry before that, so that a journal that was put back and has gone another way is noticed.
    pub last: u128,
}

/// Where a sandbox ends: what is durable of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Tells the journal from every other one.
    pub identity: u64,
    /// Its log; `None` where nobody has used it.
    pub log: Option<LogId>,
    /// The next position of that log.
    pub next: Position,
    /// The next position of the list of sandboxes.
    pub list_next: Position,
}

/// Why a follower cannot go on with a journal.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// It has more than there is.
    #[error(
        "the copy has log {log} up to position {has}, and the journal ends before: an older one was put back"
    )]
    Ahead {
        /// The log.
        log: LogId,
        /// The next position of the copy.
        has: Position,
    },
    /// It has something else.
    #[error("entry {position} of log {log} is another one in the copy: the journal has gone another way")]
    Differs {
        /// The log.
        log: LogId,
        /// The entry.
        position: Position,
    },
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// A journal to follow. Clones share it.
#[derive(Clone)]
pub struct Feed {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) grown: Grown,
    pub(crate) published: AllPublished,
}

impl Feed {
    /// Tells the journal from every other one.
    #[must_use]
    pub fn identity(&self) -> u64 {
        self.journal.identity()
    }

    /// Where a sandbox ends. What was answered before lies before it.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn head(&self, sandbox: &SandboxName) -> Result<Head, JournalError> {
        let published = self.published.read().ok();
        let log = published.and_then(|known| known.get(sandbox.as_str()).map(|known| known.log));
        let next = log.map_or(Ok(Position::FIRST), |log| self.journal.next(log))?;
        Ok(Head { identity: self.identity(), log, next, list_next: self.journal.next(DIRECTORY)? })
    }

    /// A reader who goes on from what a follower has. Blocks on the disk.
    ///
    /// # Errors
    /// [`FeedError`]: what he has is not of this journal.
    pub fn from(&self, places: &[Place]) -> Result<FeedReader, FeedError> {
        // Heard of before the first look, so that nothing is missed in between.
        let grown = self.grown.subscribe();
        let has: BTreeMap<LogId, Place> = places.iter().map(|place| (place.log, *place)).collect();
        let list_next = has.get(&DIRECTORY).map_or(Position::FIRST, |place| place.next);
        let logs = self.listed(list_next)?;
        // As it is now: of a log that is over, nothing may be left.
        for log in self.listed(END)?.into_values().chain([DIRECTORY]) {
            match self.check(log, has.get(&log)) {
                // Deleted meanwhile: nothing more comes of it.
                Err(FeedError::Ahead { .. } | FeedError::Differs { .. }) if !self.is_living(log)? => {}
                checked => checked?,
            }
        }
        Ok(FeedReader {
            journal: Arc::clone(&self.journal),
            grown,
            list_next,
            living: logs.values().copied().collect(),
            dirty: logs.values().copied().collect(),
            logs,
            next: has.values().map(|place| (place.log, place.next)).collect(),
        })
    }

    /// Whether a log is that of a sandbox that is there, or the list of them.
    fn is_living(&self, log: LogId) -> Result<bool, JournalError> {
        Ok(log == DIRECTORY || self.listed(END)?.values().any(|living| *living == log))
    }

    /// The log of each sandbox that was there, by its name, before an entry of the list.
    fn listed(&self, before: Position) -> Result<HashMap<Vec<u8>, LogId>, JournalError> {
        let mut logs = HashMap::new();
        self.journal.replay(DIRECTORY, Position::FIRST, &mut |position, entry| {
            let counts = position < before;
            if counts {
                list(&mut logs, position, entry);
            }
            counts
        })?;
        Ok(logs)
    }

    fn check(&self, log: LogId, place: Option<&Place>) -> Result<(), FeedError> {
        let Some(Place { next, last, .. }) = place.copied().filter(|place| place.next > Position::FIRST)
        else {
            return Ok(());
        };
        let position = Position(next.0.saturating_sub(1));
        match self.journal.read(log, position)? {
            Some(entry) if fingerprint([entry.as_slice()]) == last => Ok(()),
            Some(_) => Err(FeedError::Differs { log, position }),
            None => Err(FeedError::Ahead { log, has: next }),
        }
    }
}

/// Takes an entry of the list of sandboxes into what is known of them.
fn list(logs: &mut HashMap<Vec<u8>, LogId>, position: Position, entry: &[u8]) {
    match entry.split_first() {
        Some((&DELETED, name)) => drop(logs.remove(name)),
        _ => drop(logs.insert(entry.to_vec(), LogId(position.0))),
    }
}

/// Reads a journal in the order in which a follower can take it: a sandbox is listed before its first entry comes.
pub struct FeedReader {
    journal: Arc<dyn Journal>,
    grown: broadcast::Receiver<Arc<[LogId]>>,
    list_next: Position,
    /// The log of each sandbox that is there, by its name; and the same logs.
    logs: HashMap<Vec<u8>, LogId>,
    living: HashSet<LogId>,
    /// What is read next of each log.
    next: HashMap<LogId, Position>,
    /// Logs that may have more.
    dirty: BTreeSet<LogId>,
}

/// What is gathered for one message.
struct Gathered {
    parts: Vec<Append>,
    entries: usize,
    bytes: usize,
}

impl Gathered {
    fn has_room(&self) -> bool {
        self.entries < limits::FEED_ENTRIES && self.bytes < limits::FEED_BYTES
    }
}

impl FeedReader {
    /// The next entries, as many as go into one message; none, where there are no more now. Blocks on the disk.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn read(&mut self) -> Result<Vec<Append>, JournalError> {
        let mut gathered = Gathered { parts: Vec::new(), entries: 0, bytes: 0 };
        let first = self.list_next;
        let listed = self.gather(DIRECTORY, first, &mut gathered)?;
        for (position, entry) in (first.0..).map(Position).zip(&listed) {
            list(&mut self.logs, position, entry);
            self.dirty.insert(LogId(position.0));
        }
        if !listed.is_empty() {
            self.living = self.logs.values().copied().collect();
            self.next.retain(|log, _| *log == DIRECTORY || self.living.contains(log));
        }
        self.list_next = first.after(listed.len() as u64);
        push(&mut gathered, DIRECTORY, first, listed);
        // That a log has grown may be heard of after its end.
        self.dirty.retain(|log| self.living.contains(log));
        while let Some(log) = self.dirty.first().copied().filter(|_| gathered.has_room()) {
            let first = self.next.get(&log).copied().unwrap_or(Position::FIRST);
            let entries = self.gather(log, first, &mut gathered)?;
            self.next.insert(log, first.after(entries.len() as u64));
            push(&mut gathered, log, first, entries);
            if gathered.has_room() {
                self.dirty.remove(&log);
            }
        }
        Ok(gathered.parts)
    }

    fn gather(
        &self,
        log: LogId,
        from: Position,
        gathered: &mut Gathered,
    ) -> Result<Vec<Vec<u8>>, JournalError> {
        let mut entries = Vec::new();
        // What is being written now is nobody's business yet.
        let durable = self.journal.next(log)?;
        if durable <= from || !gathered.has_room() {
            return Ok(entries);
        }
        self.journal.replay(log, from, &mut |position, entry| {
            if position >= durable {
                return false;
            }
            entries.push(entry.to_vec());
            gathered.entries += 1;
            gathered.bytes += entry.len();
            gathered.has_room()
        })?;
        Ok(entries)
    }

    /// Waits until there may be more; false, when there never will be.
    pub async fn grown(&mut self) -> bool {
        match self.grown.recv().await {
            Ok(logs) => self.dirty.extend(logs.iter().filter(|log| **log != DIRECTORY)),
            // Too much at once to say what: everything may have grown.
            Err(broadcast::error::RecvError::Lagged(_)) => self.dirty.extend(&self.living),
            Err(broadcast::error::RecvError::Closed) => return false,
        }
        true
    }
}

fn push(gathered: &mut Gathered, log: LogId, first: Position, entries: Vec<Vec<u8>>) {
    if !entries.is_empty() {
        gathered.parts.push(Append { log, first, entries });
    }
}
