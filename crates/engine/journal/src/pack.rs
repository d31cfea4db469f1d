//! Packs the entries of an append into chunks.

use crate::frame::{ENTRY_OVERHEAD, HEADER_BYTES, Header, payload_sum};
use crate::heads::{Head, Origin};
use crate::limits::{CHUNK_BYTES, MAX_BATCH_BYTES, MAX_ENTRY_BYTES};
use crate::{Append, JournalError, LogId, Position};

/// A chunk whose commit number is not known yet. All that takes time is done before the writer's lock is taken.
pub(crate) struct Unsealed {
    header: Header,
    /// Room for the header, then the payload: sealing does not move anything.
    bytes: Vec<u8>,
}

impl Unsealed {
    pub(crate) fn new(log: LogId, first: Position, payload: usize) -> Self {
        let mut bytes = Vec::with_capacity(HEADER_BYTES.saturating_add(payload));
        bytes.resize(HEADER_BYTES, 0);
        Self { header: Header { log, first, commit: 0, count: 0, payload: 0, payload_sum: 0 }, bytes }
    }

    pub(crate) fn log(&self) -> LogId {
        self.header.log
    }

    pub(crate) fn first(&self) -> Position {
        self.header.first
    }

    /// The log's end after this chunk.
    pub(crate) fn head(&self, commit: u64) -> Head {
        Head { next: self.header.end(), last: Origin { commit, sum: self.header.payload_sum } }
    }

    /// Entries are below 4 GiB by [`check_sizes`], and so is a chunk.
    pub(crate) fn push(&mut self, entry: &[u8]) {
        self.bytes.extend(u32::try_from(entry.len()).unwrap_or(u32::MAX).to_be_bytes());
        self.bytes.extend_from_slice(entry);
        self.header.count = self.header.count.saturating_add(1);
    }

    pub(crate) fn hash(&mut self, salt: u64) {
        let payload = self.bytes.get(HEADER_BYTES..).unwrap_or_default();
        self.header.payload = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        self.header.payload_sum = payload_sum(payload, salt);
    }

    pub(crate) fn seal(mut self, salt: u64, commit: u64) -> Vec<u8> {
        self.header.commit = commit;
        if let Some(room) = self.bytes.first_chunk_mut::<HEADER_BYTES>() {
            *room = self.header.encode(salt);
        }
        self.bytes
    }
}

/// Refuses what is too large, before anything is written.
pub(crate) fn check_sizes(batch: &[Append]) -> Result<(), JournalError> {
    let mut sum = 0_usize;
    for entry in batch.iter().flat_map(|append| &append.entries) {
        limit("an entry", entry.len(), MAX_ENTRY_BYTES)?;
        sum = sum.saturating_add(entry.len()).saturating_add(ENTRY_OVERHEAD);
    }
    limit("an append", sum, MAX_BATCH_BYTES)
}

fn limit(what: &'static str, bytes: usize, limit: usize) -> Result<(), JournalError> {
    if bytes <= limit {
        return Ok(());
    }
    Err(JournalError::TooLarge { what, bytes: bytes as u64, limit: limit as u64 })
}

/// Packs all entries of `append` into as few chunks as the limit allows.
pub(crate) fn pack(append: &Append, salt: u64, into: &mut Vec<Unsealed>) {
    let mut rest = append.entries.as_slice();
    let mut first = append.first;
    while !rest.is_empty() {
        let (count, payload) = fitting(rest);
        let (now, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        let mut chunk = Unsealed::new(append.log, first, payload);
        now.iter().for_each(|entry| chunk.push(entry));
        chunk.hash(salt);
        into.push(chunk);
        first = first.after(count as u64);
        rest = later;
    }
}

/// How many of the entries go into one chunk (at least one), and the length of its payload.
fn fitting(entries: &[Vec<u8>]) -> (usize, usize) {
    let (mut count, mut payload) = (0_usize, 0_usize);
    for entry in entries {
        let with = payload.saturating_add(ENTRY_OVERHEAD).saturating_add(entry.len());
        if count > 0 && with > CHUNK_BYTES {
            break;
        }
        count = count.saturating_add(1);
        payload = with;
    }
    (count, payload)
}
