//! Drivers under test and short forms.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use tongguan_journal::{
    Append, CopyJournal, EmbeddedJournal, Journal, JournalError, LogId, MemoryJournal, Position,
};

/// A place where a journal can be opened again and again.
pub(crate) enum Driver {
    /// Lives as long as the place.
    Memory(Arc<MemoryJournal>),
    /// Lives in a directory.
    Embedded(TempDir),
    /// The copy of another, in a directory.
    Copy(TempDir),
}

impl Driver {
    pub(crate) fn open(&self) -> Box<dyn Journal> {
        match self {
            Self::Memory(journal) => Box::new(Shared(journal.clone())),
            Self::Embedded(_) => Box::new(EmbeddedJournal::open(&self.dir()).unwrap()),
            Self::Copy(_) => {
                let copy = CopyJournal::open(&self.dir()).unwrap();
                copy.begin(7).unwrap();
                assert_eq!(copy.identity(), 7);
                Box::new(copy)
            }
        }
    }

    /// After the journal was dropped.
    pub(crate) fn reopen(&self) -> Box<dyn Journal> {
        self.open()
    }

    fn dir(&self) -> PathBuf {
        match self {
            Self::Memory(_) => PathBuf::new(),
            Self::Embedded(dir) | Self::Copy(dir) => dir.path().join("new").join("journal"),
        }
    }
}

/// Runs one test against each driver.
pub(crate) fn for_each_driver(test: impl Fn(&Driver)) {
    let folder = || tempfile::tempdir().unwrap();
    let drivers =
        [Driver::Memory(Arc::new(MemoryJournal::new())), Driver::Embedded(folder()), Driver::Copy(folder())];
    drivers.iter().for_each(test);
}

/// Memory that outlives one handle, so that "reopen" means something for it too.
struct Shared(Arc<MemoryJournal>);

impl Journal for Shared {
    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        self.0.append(batch)
    }
    fn next(&self, log: LogId) -> Result<Position, JournalError> {
        self.0.next(log)
    }
    fn replay(
        &self,
        log: LogId,
        from: Position,
        each: &mut dyn FnMut(Position, &[u8]) -> bool,
    ) -> Result<(), JournalError> {
        self.0.replay(log, from, each)
    }
    fn read(&self, log: LogId, at: Position) -> Result<Option<Vec<u8>>, JournalError> {
        self.0.read(log, at)
    }
    fn logs(&self) -> Result<Vec<LogId>, JournalError> {
        self.0.logs()
    }
    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.save_snapshot(log, upto, bytes)
    }
    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        self.0.load_snapshot(log)
    }
}

/// The entry that tests expect at a position.
pub(crate) fn entry(number: u64) -> Vec<u8> {
    format!("entry {number}").into_bytes()
}

pub(crate) fn numbered(numbers: RangeInclusive<u64>) -> Vec<Vec<u8>> {
    numbers.map(entry).collect()
}

pub(crate) fn append(
    journal: &dyn Journal,
    log: LogId,
    first: u64,
    entries: Vec<Vec<u8>>,
) -> Result<(), JournalError> {
    journal.append(vec![Append { log, first: Position(first), entries }])
}

/// All entries of a log, with their positions checked.
pub(crate) fn all(journal: &dyn Journal, log: LogId) -> Vec<Vec<u8>> {
    let mut entries = Vec::new();
    journal
        .replay(log, Position(1), &mut |at, bytes| {
            entries.push(bytes.to_vec());
            assert_eq!(at, Position(entries.len() as u64));
            true
        })
        .unwrap();
    entries
}

/// Copies a folder with everything in it.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in fs::read_dir(from).unwrap() {
        let name = name.unwrap();
        let target = to.join(name.file_name());
        if name.file_type().unwrap().is_dir() {
            copy_tree(&name.path(), &target);
        } else {
            fs::copy(name.path(), target).unwrap();
        }
    }
}

/// Every file under a folder.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in fs::read_dir(dir).unwrap() {
        let path = name.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// The write-ahead file of a small journal.
pub(crate) fn write_ahead_file(dir: &Path) -> PathBuf {
    let names = fs::read_dir(dir.join("store")).unwrap().map(|name| name.unwrap().path());
    names.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "jnl")).unwrap()
}

/// Length of a file without the zeros at its end.
pub(crate) fn used_bytes(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1
}
