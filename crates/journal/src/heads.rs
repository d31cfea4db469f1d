//! The next position of every log: all that the embedded journal keeps in memory.

use std::collections::BTreeMap;
use std::ops::Bound;

use fjall::Keyspace;

use crate::frame::Chunk;
use crate::{Append, JournalError, LogId, Position, keys, store};

/// What the last chunks of all logs say.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    pub(crate) next: BTreeMap<LogId, Position>,
    /// Number of the last append. The last append wrote the last chunk of at least one log, so this is exact.
    pub(crate) commit: u64,
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
        heads.next.insert(header.log, header.end());
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
