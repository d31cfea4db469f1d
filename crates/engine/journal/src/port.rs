//! The port: what a service may ask of any journal.

use std::fmt;

use crate::JournalError;

/// Id of one log (one sandbox). The driver of the sandboxes gives them out; 0 is reserved for the directory log of
/// sandboxes. To a journal all logs are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(pub u64);

/// 1-based number of an entry in its log; gapless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

impl Position {
    /// The first entry of every log.
    pub const FIRST: Self = Self(1);

    /// The position `count` entries later.
    #[must_use]
    pub const fn after(self, count: u64) -> Self {
        Self(self.0.saturating_add(count))
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Entries for one log. Several of these make one group commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The log.
    pub log: LogId,
    /// Position of the first of `entries`. It must be the log's next position; this is what fences off a stalled owner.
    pub first: Position,
    /// The entries, in order. An empty list writes nothing, but `first` is still checked.
    pub entries: Vec<Vec<u8>>,
}

/// A set of append-only logs with snapshots.
///
/// Entries are never deleted: a snapshot only shortens the replay, and if it is damaged, everything can be replayed
/// from the first entry.
pub trait Journal: Send + Sync {
    /// Whether what is appended is still there in another process. If not, a snapshot only costs memory.
    fn outlives_process(&self) -> bool {
        true
    }

    /// Tells this journal from every other one, as long as it lasts: in cursors, so that one of another is refused.
    /// 0, if it does not say: then they cannot be told apart.
    fn identity(&self) -> u64 {
        0
    }

    /// Appends to several logs, all or nothing, in order. Durable when it returns (memory: immediately). The same log
    /// may occur more than once; its later part then continues where the earlier one ended. Blocks on the disk.
    ///
    /// # Errors
    ///
    /// [`Conflict`](JournalError::Conflict) if a `first` is not the next position of its log, and
    /// [`TooLarge`](JournalError::TooLarge) over [`MAX_ENTRY_BYTES`](crate::limits::MAX_ENTRY_BYTES) or
    /// [`MAX_BATCH_BYTES`](crate::limits::MAX_BATCH_BYTES): nothing is written.
    /// [`Storage`](JournalError::Storage): unknown whether it is written; stop the process.
    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError>;

    /// The next position to be written: 1 for an unknown log. Does not wait for an append that is under way.
    ///
    /// # Errors
    ///
    /// [`Storage`](JournalError::Storage) if the journal has failed.
    fn next(&self, log: LogId) -> Result<Position, JournalError>;

    /// Shows every entry from `from` on, in order; `each` may stop by returning false. Sees at least what was appended
    /// before the call. No lock is held while `each` runs, so it may use the journal.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](JournalError::Corrupt) at the first entry that is damaged or missing; `each` has then seen all
    /// entries before it. [`Storage`](JournalError::Storage) if reading fails.
    fn replay(
        &self,
        log: LogId,
        from: Position,
        each: &mut dyn FnMut(Position, &[u8]) -> bool,
    ) -> Result<(), JournalError>;

    /// One entry, or none if the log has no such position.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](JournalError::Corrupt) if it is damaged, [`Storage`](JournalError::Storage) if reading fails.
    fn read(&self, log: LogId, at: Position) -> Result<Option<Vec<u8>>, JournalError>;

    /// The logs with at least one entry, ascending.
    ///
    /// # Errors
    ///
    /// [`Storage`](JournalError::Storage) if the journal has failed.
    fn logs(&self) -> Result<Vec<LogId>, JournalError>;

    /// Stores a snapshot that covers all entries up to and including `upto` (0: none yet, as for a forked log).
    /// Replaces the previous one atomically, unless that one covers more; durable when it returns. Appends go on
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// [`Conflict`](JournalError::Conflict) if `upto` is not written yet (`expected` is then `upto`),
    /// [`TooLarge`](JournalError::TooLarge) over [`MAX_SNAPSHOT_BYTES`](crate::limits::MAX_SNAPSHOT_BYTES),
    /// [`Storage`](JournalError::Storage) if writing fails. In each case the previous snapshot stays.
    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError>;

    /// The snapshot saved last, with the position up to which it covers the log.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](JournalError::Corrupt) if it is damaged: replay from 1 instead. (A snapshot that can be read and that
    /// does not fit its log is proof of loss; such a journal is refused when it is opened.)
    /// [`TooOld`](JournalError::TooOld) if a version wrote it that did not say to which entry it belongs: the same.
    /// [`TooNew`](JournalError::TooNew) if a newer version wrote it: the same. [`Storage`](JournalError::Storage) if
    /// reading fails.
    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError>;

    /// Says that a log is not needed any more. A journal in memory lets its entries go; others may keep them. Nothing is
    /// appended to it afterwards.
    fn forget(&self, _log: LogId) {}

    /// Says that this was the last append: where the logs end is written down, durably, so that the next opening can tell
    /// if something is lost. Appends are still possible; what was written down stays true.
    ///
    /// # Errors
    ///
    /// [`Storage`](JournalError::Storage) if writing fails: nothing is lost by that.
    fn close(&self) -> Result<(), JournalError> {
        Ok(())
    }
}
