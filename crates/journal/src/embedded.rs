//! The journal in one directory, on an embedded store.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, RwLock};

use fjall::{Database, Keyspace, OwnedWriteBatch, PersistMode};

use crate::directory::Directory;
use crate::heads::{self, Heads};
use crate::pack::{Unsealed, check_sizes, pack};
use crate::snapshot::Snapshots;
use crate::wal::Found;
use crate::{Append, Journal, JournalError, LogId, Position, keys, store, wal};

/// Keeps everything in one directory. One append is one atomic write and one `fdatasync`.
///
/// Use one instance from all threads. Appends of several threads are written one after the other, so gather what is
/// waiting into one append.
pub struct EmbeddedJournal {
    // Order matters: the store is closed before the directory's lock is given back.
    chunks: Keyspace,
    db: Database,
    writer: Mutex<Writer>,
    heads: RwLock<Heads>,
    snapshots: Snapshots,
    directory: Directory,
}

/// Held for a whole append. Apart from [`Heads`], so that a question for the next position does not wait for the disk.
#[derive(Debug)]
struct Writer {
    /// An append has failed half way: what is on disk is unknown until the directory is opened again.
    failed: bool,
}

impl EmbeddedJournal {
    /// Opens the journal in `dir`, and creates it if there is none. Takes the time to look through the write-ahead files
    /// (at most [`WRITE_AHEAD_BYTES`](crate::limits::WRITE_AHEAD_BYTES)) and to read the last chunk of each log.
    ///
    /// # Errors
    ///
    /// [`InUse`](JournalError::InUse) if it is open elsewhere, [`TooNew`](JournalError::TooNew) if a newer version
    /// wrote it, [`Corrupt`](JournalError::Corrupt) if it is damaged: go back to a copy. It then stays refused, because
    /// the store may have cut off what it could not read; who would rather go on with what is left deletes the file
    /// `DAMAGED`. [`Storage`](JournalError::Storage) if the file system fails.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let directory = Directory::open(dir)?;
        let found = wal::scan(&directory.store, directory.salt)?;
        let mut opened = recover(&directory, &found);
        if let (Err(JournalError::Corrupt { .. }), Some(end)) = (&opened, &found.end)
            && end.cut()?
        {
            opened = recover(&directory, &found);
        }
        if let Err(JournalError::Corrupt { what, .. }) = &opened {
            directory.mark_damaged(what)?;
        }
        let (db, chunks, heads) = opened?;
        Ok(Self {
            chunks,
            db,
            writer: Mutex::new(Writer { failed: false }),
            heads: RwLock::new(heads),
            snapshots: Snapshots::new(directory.snapshots.clone(), directory.salt),
            directory,
        })
    }

    /// The right to write. A thread that died while it had it may have written, so nobody gets it after that.
    fn writer(&self) -> Result<MutexGuard<'_, Writer>, JournalError> {
        let writer = self.writer.lock().ok().filter(|writer| !writer.failed);
        writer.ok_or_else(|| JournalError::failed("an earlier append failed; open the journal again"))
    }

    fn with_heads<T>(&self, ask: impl FnOnce(&Heads) -> T) -> Result<T, JournalError> {
        let heads =
            self.heads.read().map_err(|_| JournalError::failed("a thread died while it held the journal"))?;
        Ok(ask(&heads))
    }

    fn head(&self, log: LogId) -> Result<Position, JournalError> {
        self.with_heads(|heads| heads.next.get(&log).copied().unwrap_or(Position::FIRST))
    }

    fn commit(&self, chunks: Vec<Unsealed>, commit: u64) -> Result<(), JournalError> {
        let mut batch = OwnedWriteBatch::with_capacity(self.db.clone(), chunks.len());
        for chunk in chunks {
            let key = keys::key(chunk.log(), chunk.first());
            batch.insert(&self.chunks, key, chunk.seal(self.directory.salt, commit));
        }
        let batch = batch.durability(Some(PersistMode::SyncData));
        batch.commit().map_err(|cause| store::error("writing an append", cause))
    }

    /// The first position of the chunk that holds `at`. If that is lost, so that a gap shows: an earlier one.
    fn chunk_start(&self, log: LogId, at: Position) -> Result<Position, JournalError> {
        let range = keys::key(log, Position(0))..=keys::key(log, at);
        let Some(guard) = self.chunks.range(range).next_back() else {
            return Ok(Position::FIRST);
        };
        let key = guard.key().map_err(|cause| store::error("finding an entry", cause))?;
        Ok(keys::parse(&key).map_or(Position::FIRST, |(_, first)| first))
    }
}

/// Opens the store and makes sure that it has everything.
fn recover(directory: &Directory, found: &Found) -> Result<(Database, Keyspace, Heads), JournalError> {
    let (db, chunks) = store::open(&directory.store)?;
    let heads = heads::derive(&chunks, directory.salt)?;
    found.check(&heads)?;
    Ok((db, chunks, heads))
}

impl std::fmt::Debug for EmbeddedJournal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmbeddedJournal").field("directory", &self.directory).finish_non_exhaustive()
    }
}

impl Journal for EmbeddedJournal {
    fn identity(&self) -> u64 {
        self.directory.salt
    }

    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        check_sizes(&batch)?;
        let mut chunks = Vec::new();
        for append in &batch {
            pack(append, self.directory.salt, &mut chunks);
        }
        let mut writer = self.writer()?;
        let (after, commit) = self.with_heads(|heads| {
            let after = heads::fence(&batch, |log| heads.next.get(&log).copied().unwrap_or(Position::FIRST));
            (after, heads.commit.saturating_add(1))
        })?;
        let after = after?;
        if chunks.is_empty() {
            return Ok(());
        }
        // The chunks hold copies: give the memory back before the disk is waited for.
        drop(batch);
        writer.failed = true;
        self.commit(chunks, commit)?;
        let mut heads = self
            .heads
            .write()
            .map_err(|_| JournalError::failed("a thread died while it held the journal"))?;
        heads.next.extend(after);
        heads.commit = commit;
        writer.failed = false;
        Ok(())
    }

    fn next(&self, log: LogId) -> Result<Position, JournalError> {
        self.head(log)
    }

    fn replay(
        &self,
        log: LogId,
        from: Position,
        each: &mut dyn FnMut(Position, &[u8]) -> bool,
    ) -> Result<(), JournalError> {
        let from = from.max(Position::FIRST);
        let until = self.head(log)?;
        if from >= until {
            return Ok(());
        }
        let mut at = self.chunk_start(log, from)?;
        for guard in self.chunks.range(keys::key(log, at)..=keys::key(log, Position(u64::MAX))) {
            let (key, value) = guard.into_inner().map_err(|cause| store::error("reading entries", cause))?;
            let chunk = heads::check(&key, &value, self.directory.salt)?;
            if chunk.header.first != at {
                break;
            }
            for entry in chunk.entries() {
                if at >= from && !each(at, entry) {
                    return Ok(());
                }
                at = at.after(1);
            }
        }
        if at < until {
            return Err(JournalError::corrupt(format!("entries of log {log} are missing"), Some(at)));
        }
        Ok(())
    }

    fn read(&self, log: LogId, at: Position) -> Result<Option<Vec<u8>>, JournalError> {
        if at < Position::FIRST || at >= self.head(log)? {
            return Ok(None);
        }
        let missing = || JournalError::corrupt(format!("an entry of log {log} is missing"), Some(at));
        let range = keys::key(log, Position(0))..=keys::key(log, at);
        let guard = self.chunks.range(range).next_back().ok_or_else(missing)?;
        let (key, value) = guard.into_inner().map_err(|cause| store::error("reading an entry", cause))?;
        let chunk = heads::check(&key, &value, self.directory.salt)?;
        let index = at.0.checked_sub(chunk.header.first.0).and_then(|index| usize::try_from(index).ok());
        let entry = index.and_then(|index| chunk.entries().nth(index)).ok_or_else(missing)?;
        Ok(Some(entry.to_vec()))
    }

    fn logs(&self) -> Result<Vec<LogId>, JournalError> {
        self.with_heads(|heads| heads.next.keys().copied().collect())
    }

    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        let found = self.head(log)?;
        if upto >= found {
            return Err(JournalError::Conflict { log, expected: upto, found });
        }
        self.snapshots.save(log, upto, bytes)
    }

    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        let Some((upto, bytes)) = self.snapshots.load(log)? else {
            return Ok(None);
        };
        // Possible only if the directory was put together from two.
        if upto >= self.head(log)? {
            return Err(JournalError::corrupt(
                format!("the snapshot of log {log} is ahead of it"),
                Some(upto),
            ));
        }
        Ok(Some((upto, bytes)))
    }
}
