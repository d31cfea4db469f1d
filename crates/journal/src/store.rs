//! How the embedded store is set up, and what its errors mean here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use fjall::config::FilterPolicy;
use fjall::{Database, JournalRecoveryError, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, LsmError};

use crate::JournalError;
use crate::limits::{
    CACHE_BYTES, MAX_STORE_SEQUENCE, MEMTABLE_BYTES, OPEN_FILES, SEPARATE_VALUE_BYTES, STORE_THREADS,
    WRITE_AHEAD_BYTES,
};

/// Opens the store and its one keyspace.
///
/// The store asserts some of what it reads, so damaged files may make it panic. Here that is damage like any other;
/// nothing of the attempt is kept.
pub(crate) fn open(path: &Path) -> Result<(Database, Keyspace), JournalError> {
    let attempt = || try_open(path);
    let gave_up = |_| JournalError::corrupt("opening the store: it gave up over its files", None);
    catch_unwind(AssertUnwindSafe(attempt)).unwrap_or_else(|panic| Err(gave_up(panic)))
}

fn try_open(path: &Path) -> Result<(Database, Keyspace), JournalError> {
    let db = Database::builder(path)
        .cache_size(CACHE_BYTES)
        .max_cached_files(Some(OPEN_FILES))
        .max_journaling_size(WRITE_AHEAD_BYTES)
        .worker_threads(STORE_THREADS)
        // Each append says itself how durable it is.
        .manual_journal_persist(true)
        .open()
        .map_err(|cause| error("opening the store", cause))?;
    let chunks = db.keyspace("chunks", options).map_err(|cause| error("opening the store", cause))?;
    // The store does not guard its sequence numbers by a sum, and panics in the next write if they are too large.
    if db.seqno() > MAX_STORE_SEQUENCE {
        return Err(JournalError::corrupt("opening the store: a sequence number", None));
    }
    Ok((db, chunks))
}

/// Chunks are written once, in order, and are looked for by range: filters would never be asked. With values in files
/// of their own, compaction moves only keys.
fn options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .filter_policy(FilterPolicy::disabled())
        .with_kv_separation(Some(KvSeparationOptions::default().separation_threshold(SEPARATE_VALUE_BYTES)))
}

/// Tells damage from failure.
pub(crate) fn error(doing: &str, cause: fjall::Error) -> JournalError {
    use fjall::Error as Fjall;
    match &cause {
        Fjall::Storage(
            LsmError::ChecksumMismatch { .. }
            | LsmError::InvalidTag(_)
            | LsmError::InvalidTrailer
            | LsmError::InvalidHeader(_)
            | LsmError::InvalidVersion(_)
            | LsmError::Decompress(_)
            | LsmError::Utf8(_)
            | LsmError::Unrecoverable,
        )
        | Fjall::JournalRecovery(
            JournalRecoveryError::ChecksumMismatch
            | JournalRecoveryError::InsufficientLength
            | JournalRecoveryError::TooManyItems
            | JournalRecoveryError::InvalidFileName,
        )
        | Fjall::InvalidVersion(_)
        | Fjall::InvalidTag(_)
        | Fjall::InvalidTrailer
        | Fjall::Decompress(_)
        | Fjall::Unrecoverable => JournalError::corrupt(format!("{doing}: {cause}"), None),
        _ => JournalError::Storage { message: format!("{doing}: {cause}"), source: Some(Box::new(cause)) },
    }
}
