//! A copy of another journal, kept by a process that follows it.
//!
//! A copy has the identity of its original, so that cursors mean the same in both. In a folder, each copy is a journal of
//! its own whose name says of which original it is: two originals are never mixed, whatever happens in between.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use crate::{Append, EmbeddedJournal, Journal, JournalError, LogId, MemoryJournal, Position};

/// What the name of a copy begins with; the identity of its original follows.
const PREFIX: &str = "copy-";

/// Keeps the copy of one journal at a time.
pub struct CopyJournal {
    /// Where copies are; `None`: in memory.
    dir: Option<PathBuf>,
    held: RwLock<Held>,
}

struct Held {
    journal: Arc<dyn Journal>,
    /// Of whom it is a copy, if that is known.
    original: Option<u64>,
}

impl Held {
    fn nothing() -> Self {
        Self { journal: Arc::new(MemoryJournal::new()), original: None }
    }
}

impl CopyJournal {
    /// An empty place for a copy, in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { dir: None, held: RwLock::new(Held::nothing()) }
    }

    /// Opens the copy that is in a folder, if there is one.
    ///
    /// # Errors
    /// Those of [`EmbeddedJournal::open`]; [`Foreign`](JournalError::Foreign) where the folder holds anything but copies, such
    /// as a journal that somebody writes himself.
    pub fn open(dir: &Path) -> Result<Self, JournalError> {
        fs::create_dir_all(dir).map_err(JournalError::io_at("making the folder", dir))?;
        let found = copies(dir)?;
        // Of several nobody knows which is wanted, until the original says who it is.
        let held = match found.as_slice() {
            [original] => Held {
                journal: Arc::new(EmbeddedJournal::open(&place(dir, *original))?),
                original: Some(*original),
            },
            _ => Held::nothing(),
        };
        Ok(Self { dir: Some(dir.to_owned()), held: RwLock::new(held) })
    }

    /// Of whom this is a copy; `None`, if nobody has been followed yet.
    #[must_use]
    pub fn original(&self) -> Option<u64> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).original
    }

    /// Holds the copy of this original from now on. Gives false if that is the one that is held; otherwise it begins anew,
    /// and every other copy is discarded.
    ///
    /// # Errors
    /// Those of [`EmbeddedJournal::open`]; what was held is held still.
    pub fn begin(&self, original: u64) -> Result<bool, JournalError> {
        if self.original() == Some(original) {
            return Ok(false);
        }
        let journal: Arc<dyn Journal> = match &self.dir {
            Some(dir) => {
                let place = place(dir, original);
                // One that was left over: nobody has said how far it is.
                if place.exists() {
                    fs::remove_dir_all(&place).map_err(JournalError::io_at("discarding the copy", &place))?;
                }
                Arc::new(EmbeddedJournal::open(&place)?)
            }
            None => Arc::new(MemoryJournal::new()),
        };
        let held = Held { journal, original: Some(original) };
        drop(std::mem::replace(&mut *self.held.write().unwrap_or_else(PoisonError::into_inner), held));
        if let Some(dir) = &self.dir {
            discard(dir, original);
        }
        Ok(true)
    }

    fn held(&self) -> Arc<dyn Journal> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).journal)
    }
}

fn place(dir: &Path, original: u64) -> PathBuf {
    dir.join(format!("{PREFIX}{original:016x}"))
}

/// The originals whose copies are in a folder.
fn copies(dir: &Path) -> Result<Vec<u64>, JournalError> {
    let reading = || JournalError::io_at("reading the folder", dir);
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(reading())? {
        let name = entry.map_err(reading())?.file_name().to_string_lossy().into_owned();
        let original = name.strip_prefix(PREFIX).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        match original {
            Some(original) => found.push(original),
            None => return Err(JournalError::Foreign { dir: dir.to_owned(), holds: name }),
        }
    }
    Ok(found)
}

/// Takes every other copy away. Where one stays, the next start begins anew.
fn discard(dir: &Path, kept: u64) {
    for other in copies(dir).unwrap_or_default().into_iter().filter(|other| *other != kept) {
        let _: Result<_, _> = fs::remove_dir_all(place(dir, other));
    }
}

impl Journal for CopyJournal {
    fn outlives_process(&self) -> bool {
        self.held().outlives_process()
    }

    fn identity(&self) -> u64 {
        self.original().unwrap_or_default()
    }

    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        self.held().append(batch)
    }

    fn next(&self, log: LogId) -> Result<Position, JournalError> {
        self.held().next(log)
    }

    fn replay(
        &self,
        log: LogId,
        from: Position,
        each: &mut dyn FnMut(Position, &[u8]) -> bool,
    ) -> Result<(), JournalError> {
        self.held().replay(log, from, each)
    }

    fn read(&self, log: LogId, at: Position) -> Result<Option<Vec<u8>>, JournalError> {
        self.held().read(log, at)
    }

    fn logs(&self) -> Result<Vec<LogId>, JournalError> {
        self.held().logs()
    }

    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        self.held().save_snapshot(log, upto, bytes)
    }

    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        self.held().load_snapshot(log)
    }

    fn forget(&self, log: LogId) {
        self.held().forget(log);
    }

    fn close(&self) -> Result<(), JournalError> {
        self.held().close()
    }
}
