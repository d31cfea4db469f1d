//! The journal in one directory, on an embedded store.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, RwLock};

use fjall::{Database, Keyspace, OwnedWriteBatch, PersistMode};

use crate::acknowledged::Acknowledged;
use crate::directory::Directory;
use crate::evidence::Evidence;
use crate::heads::{self, Head, Heads, Origin};
use crate::pack::{Unsealed, check_sizes, pack};
use crate::snapshot::Snapshots;
use crate::wal::Found;
use crate::{Append, Journal, JournalError, LogId, Position, access, heads_file, keys, store, wal};

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
    acknowledged: Acknowledged,
}

impl EmbeddedJournal {
    /// Opens the journal in `dir`, and creates it if there is none. Takes the time to look through the write-ahead files
    /// (at most [`WRITE_AHEAD_BYTES`](crate::limits::WRITE_AHEAD_BYTES)) and to read the last chunk of each log.
    ///
    /// # Errors
    ///
    /// [`InUse`](JournalError::InUse) if it is open elsewhere, [`Foreign`](JournalError::Foreign) if somebody else's files
    /// are in it, [`TooNew`](JournalError::TooNew) if a newer version wrote it, [`Corrupt`](JournalError::Corrupt) if it is
    /// damaged or if something that was acknowledged is not there: go back to a copy. It then stays refused, because
    /// the store may have cut off what it could not read; the message and the file `DAMAGED` say how to go on with what
    /// is left. [`Storage`](JournalError::Storage) if the file system fails.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        let directory = Directory::open(dir)?;
        match open_store(&directory) {
            Ok((db, chunks, heads)) => {
                let acknowledged = Acknowledged::open(&directory.dir, directory.salt, heads.commit)?;
                access::close_to_others(&directory.dir);
                Ok(Self {
                    chunks,
                    db,
                    writer: Mutex::new(Writer { failed: false, acknowledged }),
                    heads: RwLock::new(heads),
                    snapshots: Snapshots::new(directory.snapshots.clone(), directory.salt),
                    directory,
                })
            }
            Err(JournalError::Corrupt { what, position }) => {
                Err(JournalError::Corrupt { what: directory.mark_damaged(&what), position })
            }
            Err(other) => Err(other),
        }
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
        self.with_heads(|heads| heads.next(log))
    }

    fn commit(&self, chunks: Vec<Unsealed>, commit: u64) -> Result<(), JournalError> {
        let mut batch = OwnedWriteBatch::with_capacity(self.db.clone(), chunks.len());
        for chunk in chunks {
            let key = keys::key(chunk.log(), chunk.first());
            batch.insert(&self.chunks, key, chunk.seal(self.directory.salt, commit));
        }
        let batch = batch.durability(Some(PersistMode::SyncData));
        batch.commit().map_err(|cause| store::write_error(&self.directory, cause))
    }

    fn inside(&self) -> impl Fn(JournalError) -> JournalError {
        |error| error.inside(&self.directory.store)
    }
}

/// The first position of the chunk that holds `at`. If that is lost, so that a gap shows: an earlier one.
fn chunk_start(chunks: &Keyspace, log: LogId, at: Position) -> Result<Position, JournalError> {
    let range = keys::key(log, Position(0))..=keys::key(log, at);
    let Some(guard) = chunks.range(range).next_back() else {
        return Ok(Position::FIRST);
    };
    let key = guard.key().map_err(|cause| store::error("finding an entry", cause))?;
    Ok(keys::parse(&key).map_or(Position::FIRST, |(_, first)| first))
}

/// Where the entry at `at` comes from. `None`: it is not there.
fn origin(chunks: &Keyspace, salt: u64, log: LogId, at: Position) -> Result<Option<Origin>, JournalError> {
    let key = keys::key(log, chunk_start(chunks, log, at)?);
    let Some(value) = chunks.get(key).map_err(|cause| store::error("reading an entry", cause))? else {
        return Ok(None);
    };
    let header = heads::check(&key, &value, salt)?.header;
    Ok((header.end() > at).then(|| Origin::of(&header)))
}

/// Opens the store, makes it if the directory is new, and makes sure that it has everything.
fn open_store(directory: &Directory) -> Result<(Database, Keyspace, Heads), JournalError> {
    let evidence = Evidence::collect(directory)?;
    let inside = |error: JournalError| error.inside(&directory.store);
    if !directory.store.exists() || evidence.is_of_nothing() && store::is_unused(&directory.store) {
        // A lost store must not come back as a new one.
        evidence.check(&Heads::default(), |_, _| Ok(None))?;
        let (db, chunks) = store::create(directory).map_err(inside)?;
        return Ok((db, chunks, Heads::default()));
    }
    let found = wal::scan(&directory.store, directory.salt)?;
    let mut opened = recover(directory, &found).map_err(inside);
    if let (Err(JournalError::Corrupt { .. }), Some(end)) = (&opened, &found.end)
        && end.cut(evidence.acknowledged)?
    {
        opened = recover(directory, &found).map_err(inside);
    }
    let (db, chunks, heads) = opened?;
    evidence.check(&heads, |log, at| origin(&chunks, directory.salt, log, at))?;
    Ok((db, chunks, heads))
}

/// Opens the store and looks whether it has what its own files hold.
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
        let commit = self.with_heads(|heads| {
            heads::fence(&batch, |log| heads.next(log))?;
            Ok(heads.commit.saturating_add(1))
        })??;
        if chunks.is_empty() {
            return Ok(());
        }
        // The chunks hold copies: give the memory back before the disk is waited for.
        drop(batch);
        writer.failed = true;
        let after: BTreeMap<LogId, Head> =
            chunks.iter().map(|chunk| (chunk.log(), chunk.head(commit))).collect();
        self.commit(chunks, commit)?;
        writer.acknowledged.note(commit);
        let mut heads = self
            .heads
            .write()
            .map_err(|_| JournalError::failed("a thread died while it held the journal"))?;
        heads.logs.extend(after);
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
        let mut at = chunk_start(&self.chunks, log, from).map_err(self.inside())?;
        for guard in self.chunks.range(keys::key(log, at)..=keys::key(log, Position(u64::MAX))) {
            let (key, value) = guard
                .into_inner()
                .map_err(|cause| store::error("reading entries", cause).inside(&self.directory.store))?;
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
        self.with_heads(|heads| heads.logs.keys().copied().collect())
    }

    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        let head = self.with_heads(|heads| heads.logs.get(&log).copied())?;
        let found = head.map_or(Position::FIRST, |head| head.next);
        if upto >= found {
            return Err(JournalError::Conflict { log, expected: upto, found });
        }
        let origin = match head {
            _ if upto < Position::FIRST => Origin::NONE,
            Some(head) if head.next == upto.after(1) => head.last,
            _ => {
                let found = origin(&self.chunks, self.directory.salt, log, upto).map_err(self.inside())?;
                found.ok_or_else(|| {
                    JournalError::corrupt(format!("an entry of log {log} is missing"), Some(upto))
                })?
            }
        };
        self.snapshots.save(log, upto, origin, bytes)
    }

    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        let Some((upto, bytes)) = self.snapshots.load(log)? else {
            return Ok(None);
        };
        // Looked at when the journal was opened, so this is possible only if the file was put there since.
        if upto >= self.head(log)? {
            return Err(JournalError::corrupt(
                format!("the snapshot of log {log} is ahead of it"),
                Some(upto),
            ));
        }
        Ok(Some((upto, bytes)))
    }

    fn close(&self) -> Result<(), JournalError> {
        let writer = self.writer()?;
        let heads = self.with_heads(Heads::clone)?;
        let written = heads_file::write(&self.directory.dir, self.directory.salt, &heads);
        drop(writer);
        access::close_to_others(&self.directory.dir);
        written
    }
}
