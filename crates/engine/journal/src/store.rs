//! How the embedded store is set up, and what its errors mean here.

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use fjall::config::FilterPolicy;
use fjall::{Database, JournalRecoveryError, Keyspace, KeyspaceCreateOptions, KvSeparationOptions, LsmError};

use crate::access::{self, sync_dir};
use crate::directory::Directory;
use crate::error::next_step;
use crate::limits::{
    CACHE_BYTES, MAX_STORE_SEQUENCE, MEMTABLE_BYTES, OPEN_FILES, SEPARATE_VALUE_BYTES, STORE_THREADS,
    WRITE_AHEAD_BYTES,
};
use crate::{JournalError, fjall_files, wal};

/// Makes an empty store, in the place of one that has nothing in it.
///
/// It takes many steps, and a start may be cut off at any of them. So a store is taken for whole only once something is
/// known of it or something is in it; until then it is made anew.
pub(crate) fn create(directory: &Directory) -> Result<(Database, Keyspace), JournalError> {
    let Directory { dir, store, .. } = directory;
    let failed = || JournalError::io_at("making the store", store);
    if store.exists() {
        fs::remove_dir_all(store).map_err(failed())?;
    }
    access::make_dir(store).map_err(failed())?;
    let opened = open(store).map_err(|error| match error {
        // Nothing was ever in it, so it is not damage.
        JournalError::Corrupt { what, .. } => JournalError::failed(what),
        other => other,
    })?;
    sync_all(store).and_then(|()| sync_dir(dir)).map_err(failed())?;
    Ok(opened)
}

/// Makes every file and every name under `dir` durable.
fn sync_all(dir: &Path) -> std::io::Result<()> {
    for name in fs::read_dir(dir)? {
        let path = name?.path();
        if path.is_dir() { sync_all(&path)? } else { File::open(&path)?.sync_all()? }
    }
    sync_dir(dir)
}

/// Whether nothing was ever appended to a store: its write-ahead files hold nothing but zeros, and it has no tables.
pub(crate) fn is_unused(store: &Path) -> bool {
    let files = |dir: &Path| fs::read_dir(dir).into_iter().flatten().flatten().map(|name| name.path());
    let mut wal = files(store).filter(|path| fjall_files::is_write_ahead(path));
    let wal = wal.all(|path| wal::is_blank(&path).unwrap_or(false));
    let keyspaces = files(&fjall_files::keyspaces(store));
    let mut values = keyspaces.flat_map(|path| fjall_files::flushed_folders(&path));
    wal && values.all(|values| files(&values).next().is_none())
}

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
        .map_err(opening)?;
    let chunks = db.keyspace("chunks", options).map_err(opening)?;
    // The store does not guard its sequence numbers by a sum, and panics in the next write if they are too large.
    if db.seqno() > MAX_STORE_SEQUENCE {
        return Err(JournalError::corrupt("opening the store: a sequence number", None));
    }
    Ok((db, chunks))
}

/// A file that is missing or too short is damage, not a failure of the disk.
fn opening(cause: fjall::Error) -> JournalError {
    use std::io::ErrorKind::{AlreadyExists, InvalidData, InvalidInput, NotFound, UnexpectedEof};
    const WHAT: &str = "opening the store: one of its files is missing, cut off or damaged";
    match io_cause(&cause) {
        Some(io)
            if matches!(io.kind(), AlreadyExists | InvalidData | InvalidInput | NotFound | UnexpectedEof) =>
        {
            JournalError::corrupt(format!("{WHAT} ({io})"), None)
        }
        _ => error("opening the store", cause),
    }
}

/// Chunks are written once, in order, and are looked for by range: filters would never be asked. With values in files
/// of their own, compaction moves only keys.
fn options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(MEMTABLE_BYTES)
        .filter_policy(FilterPolicy::disabled())
        .with_kv_separation(Some(KvSeparationOptions::default().separation_threshold(SEPARATE_VALUE_BYTES)))
}

/// An append failed. The store does not say why if it was a thread of its own that met the cause, so the disk is asked.
pub(crate) fn write_error(directory: &Directory, cause: fjall::Error) -> JournalError {
    let known = io_cause(&cause).is_some();
    let error = error("writing an append", cause).inside(&directory.store);
    match error {
        JournalError::Storage { message, source } if !known => {
            let why = match directory.trial() {
                Ok(()) => "a write on trial succeeds now; start again".to_owned(),
                Err(trial) => format!("a write on trial says: {trial}{}", next_step(&trial)),
            };
            JournalError::Storage { message: format!("{message}; {why}"), source }
        }
        other => other,
    }
}

fn io_cause(cause: &fjall::Error) -> Option<&std::io::Error> {
    match cause {
        fjall::Error::Io(cause) | fjall::Error::Storage(LsmError::Io(cause)) => Some(cause),
        _ => None,
    }
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
        other => {
            let why = match (other, io_cause(other)) {
                (Fjall::Poisoned, _) => "an earlier write of the store failed".to_owned(),
                (_, Some(io)) => format!("{io}{}", next_step(io)),
                (other, None) => other.to_string(),
            };
            JournalError::Storage { message: format!("{doing}: {why}"), source: Some(Box::new(cause)) }
        }
    }
}
