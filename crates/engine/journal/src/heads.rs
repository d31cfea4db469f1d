//! The next position of every log: all that the embedded journal keeps in memory.

use std::collections::BTreeMap;
use std::ops::Bound;

use fjall::Keyspace;

use crate::frame::{Chunk, Header};
use crate::{Append, JournalError, LogId, Position, keys, store};

/// Which append wrote an entry, and with what beside it: two histories that differ there differ in this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Number of the append.
    pub(crate) commit: u64,
    /// Sum of the chunk's entries.
    pub(crate) sum: u64,
}

impl Origin {
    /// Of no entry.
    pub(crate) const NONE: Self = Self { commit: 0, sum: 0 };

    pub(crate) fn of(header: &Header) -> Self {
        Self { commit: header.commit, sum: header.payload_sum }
    }
}

/// The end of one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) next: Position,
    /// Where its last entry comes from.
    pub(crate) last: Origin,
}

/// What the last chunks of all logs say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heads {
    pub(crate) logs: BTreeMap<LogId, Head>,
    /// Number of the last append. The last append wrote the last chunk of at least one log, so this is exact.
    pub(crate) commit: u64,
}

impl Heads {
    /// The next position of a log: 1 for an unknown one.
    pub(crate) fn next(&self, log: LogId) -> Position {
        self.logs.get(&log).map_or(Position::FIRST, |head| head.next)
    }
}

/// Reads and checks the last chunk of every log, from the last log to the first: one search for each log.
pub(crate) fn derive(chunks: &Keyspace, salt: u64) -> Result<Heads, JournalError> {
    let mut heads = Heads::default();
    let mut before = Bound::Unbounded;
    loop {
        let range: (Bound<[u8; keys::KEY_BYTES]>, _) = (Bound::Unbounded, before);
        let Some(last) = chunks.range(range).next_back() else {
            return Ok(heads);
        };
        let (key, value) =
            last.into_inner().map_err(|cause| store::error("finding the end of a log", cause))?;
        let header = check(&key, &value, salt)?.header;
        heads.logs.insert(header.log, Head { next: header.end(), last: Origin::of(&header) });
        heads.commit = heads.commit.max(header.commit);
        before = Bound::Excluded(keys::key(header.log, Position(0)));
    }
}

/// Decodes a chunk and checks that it is the one that belongs under its key.
pub(crate) fn check<'a>(key: &[u8], value: &'a [u8], salt: u64) -> Result<Chunk<'a>, JournalError> {
    let (log, first) = keys::parse(key)
        .ok_or_else(|| JournalError::corrupt("a key of the store has a wrong length", None))?;
    let wrong = |what: &str| JournalError::corrupt(format!("{what} in log {log}"), Some(first));
    let chunk = Chunk::decode(value, salt).map_err(wrong)?;
    if (chunk.header.log, chunk.header.first) != (log, first) {
        return Err(wrong("a chunk is in the place of another"));
    }
    Ok(chunk)
}

/// Checks every `first` of a batch against the next position of its log; gives the positions after the batch.
pub(crate) fn fence(
    batch: &[Append],
    next: impl Fn(LogId) -> Position,
) -> Result<BTreeMap<LogId, Position>, JournalError> {
    let mut after = BTreeMap::new();
    for append in batch {
        let found = after.get(&append.log).copied().unwrap_or_else(|| next(append.log));
        if append.first != found {
            return Err(JournalError::Conflict { log: append.log, expected: append.first, found });
        }
        if !append.entries.is_empty() {
            after.insert(append.log, found.after(append.entries.len() as u64));
        }
    }
    Ok(after)
}
