//! The directory of an embedded journal: who has it open, and which format it has.
//!
//! ```text
//! LOCK          locked while open; the lock ends with the process, the file stays
//! FORMAT        three lines: "tongguan-journal <version>", salt, sum of the two lines before
//! DAMAGED       what was found damaged, if anything was; the directory is refused as long as this file is there
//! ACKNOWLEDGED  number of the last append that was acknowledged
//! HEADS         where every log ended when the journal was last closed
//! store/        the embedded store
//! snapshots/    one file for each log that has a snapshot
//! ```

use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use crate::access::{self, close_to_others, sync_dir};
use crate::limits::{FORMAT_VERSION, TRIAL_BYTES};
use crate::{JournalError, acknowledged, heads_file};

const NAME: &str = "tongguan-journal";
const FORMAT: &str = "FORMAT";
const LOCK: &str = "LOCK";
const DAMAGED: &str = "DAMAGED";
const STORE: &str = "store";
const SNAPSHOTS: &str = "snapshots";
/// What is there before FORMAT, and what a new file system has.
const BEFORE_FORMAT: [&str; 3] = [LOCK, FORMAT, "lost+found"];
/// What is there only after FORMAT.
const AFTER_FORMAT: [&str; 5] = [STORE, SNAPSHOTS, DAMAGED, acknowledged::NAME, heads_file::NAME];

/// An open, locked directory of a format that this build reads.
#[derive(Debug)]
pub(crate) struct Directory {
    lock: File,
    pub(crate) dir: PathBuf,
    pub(crate) store: PathBuf,
    pub(crate) snapshots: PathBuf,
    /// Seed of every sum in this directory.
    pub(crate) salt: u64,
}

impl Directory {
    pub(crate) fn open(dir: &Path) -> Result<Self, JournalError> {
        access::make_dir(dir).map_err(JournalError::io_at("creating the journal directory", dir))?;
        refuse_foreign(dir)?;
        let lock = lock(dir)?;
        if let Ok(text) = fs::read_to_string(dir.join(DAMAGED)) {
            let what = text.lines().next().unwrap_or_default();
            return Err(JournalError::corrupt(explain(what, dir), None));
        }
        let (store, snapshots) = (dir.join(STORE), dir.join(SNAPSHOTS));
        let format = dir.join(FORMAT);
        let damaged = |error| match error {
            JournalError::Corrupt { what, position } => JournalError::Corrupt {
                what: format!("{what}; put it back from a copy of {}", dir.display()),
                position,
            },
            other => other,
        };
        let salt = match fs::read(&format) {
            Ok(text) => parse(&text).map_err(damaged)?,
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                // FORMAT is the first thing written, so a folder that has more has lost it.
                if AFTER_FORMAT.iter().any(|name| dir.join(name).exists()) {
                    return Err(damaged(JournalError::corrupt("the file FORMAT is missing", None)));
                }
                create(dir)?
            }
            Err(cause) => return Err(JournalError::io_at("reading", &format)(cause)),
        };
        access::make_dir(&snapshots)
            .map_err(JournalError::io_at("creating the snapshot directory", &snapshots))?;
        close_to_others(dir);
        Ok(Self { lock, dir: dir.to_owned(), store, snapshots, salt })
    }

    /// The store repairs itself in its own way when it is opened, so damage may not be visible a second time. Gives the
    /// words for the caller.
    pub(crate) fn mark_damaged(&self, what: &str) -> String {
        let text = format!("{what}\n\n{}\n", advice(&self.dir));
        match replace(&self.dir, DAMAGED, |file| file.write_all(text.as_bytes())) {
            Ok(()) => explain(what, &self.dir),
            Err(cause) => {
                format!("{} The file {DAMAGED} could not be written: {cause}.", explain(what, &self.dir))
            }
        }
    }

    /// What a write to this disk meets now. The store does not always say why it gave up.
    pub(crate) fn trial(&self) -> std::io::Result<()> {
        let path = self.dir.join("TRIAL.tmp");
        let write = || {
            let mut file = access::file().create(true).truncate(true).write(true).open(&path)?;
            let part = vec![0xa5; TRIAL_BYTES / 8];
            (0..8).try_for_each(|_| file.write_all(&part))?;
            file.sync_all()
        };
        let done = write();
        let _: Result<_, _> = fs::remove_file(&path);
        done
    }
}

/// What to do about a damaged directory.
fn advice(dir: &Path) -> String {
    format!(
        "The file {DAMAGED} was written when this was found, and while it is there {} stays refused. Put back a copy of \
         the whole folder. Or, to go on with what is left, remove from the folder: {DAMAGED}, {}, {} and snapshots/.",
        dir.display(),
        acknowledged::NAME,
        heads_file::NAME,
    )
}

fn explain(what: &str, dir: &Path) -> String {
    format!("{what}. {}", advice(dir))
}

/// A folder with somebody else's files is not taken: this program keeps its folder to itself, and a typing error in the
/// name must not spoil another.
fn refuse_foreign(dir: &Path) -> Result<(), JournalError> {
    if dir.join(FORMAT).exists() {
        return Ok(());
    }
    let failed = || JournalError::io_at("looking into", dir);
    for name in fs::read_dir(dir).map_err(failed())? {
        let name = name.map_err(failed())?.file_name().to_string_lossy().into_owned();
        // A file that is being written has this ending, here or in another process that is just as early.
        let whole = name.strip_suffix(".tmp").unwrap_or(&name);
        if !BEFORE_FORMAT.iter().chain(&AFTER_FORMAT).any(|ours| whole == *ours) {
            return Err(JournalError::Foreign { dir: dir.to_owned(), holds: name });
        }
    }
    Ok(())
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Said aloud, because a child that is just being started may hold a copy of the handle for a moment.
        let _ = self.lock.unlock();
    }
}

fn lock(dir: &Path) -> Result<File, JournalError> {
    let path = dir.join(LOCK);
    let file = access::file().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(JournalError::io_at("opening the lock file", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(cause)) => Err(JournalError::io_at("locking", &path)(cause)),
    }
}

/// Writes FORMAT of a new directory. The salt only has to differ between directories; the hasher's keys do.
fn create(dir: &Path) -> Result<u64, JournalError> {
    let salt = RandomState::new().hash_one(NAME);
    let text = format(FORMAT_VERSION, salt);
    replace(dir, FORMAT, |file| file.write_all(text.as_bytes()))
        .map_err(JournalError::io_at("writing", &dir.join(FORMAT)))?;
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync_dir(parent).map_err(JournalError::io_at("writing", parent))?;
    }
    Ok(salt)
}

fn format(version: u32, salt: u64) -> String {
    let text = format!("{NAME} {version}\n{salt:016x}\n");
    let sum = xxh3_64(text.as_bytes());
    format!("{text}{sum:016x}\n")
}

/// The salt. The version comes first and on its own, so that it can be told whatever follows in later formats.
fn parse(text: &[u8]) -> Result<u64, JournalError> {
    let damaged = || JournalError::corrupt("the file FORMAT is not readable", None);
    let text = std::str::from_utf8(text).map_err(|_| damaged())?;
    let mut lines = text.lines();
    let version = lines.next().and_then(|line| line.strip_prefix(NAME)?.strip_prefix(' '));
    let found: u32 = version.and_then(|version| version.parse().ok()).ok_or_else(damaged)?;
    if found > FORMAT_VERSION {
        return Err(JournalError::TooNew { found, supported: FORMAT_VERSION });
    }
    let salt = lines.next().and_then(|line| u64::from_str_radix(line, 16).ok()).ok_or_else(damaged)?;
    if text == format(found, salt) { Ok(salt) } else { Err(damaged()) }
}

/// Writes a file so that after any crash either the old or the new one is there, whole.
pub(crate) fn replace(
    dir: &Path,
    name: &str,
    write: impl FnOnce(&mut File) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let new = dir.join(format!("{name}.tmp"));
    let mut file = access::file().create(true).truncate(true).write(true).open(&new)?;
    let done = write(&mut file).and_then(|()| file.sync_all());
    if let Err(cause) = done.and_then(|()| fs::rename(&new, dir.join(name))) {
        let _ = fs::remove_file(&new);
        return Err(cause);
    }
    sync_dir(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_comes_back_and_every_flipped_byte_is_noticed() {
        let text = format(FORMAT_VERSION, 0xfeed);
        assert_eq!(parse(text.as_bytes()).unwrap(), 0xfeed);
        for at in 0..text.len() {
            let mut damaged = text.clone().into_bytes();
            damaged[at] ^= 0x01;
            assert!(parse(&damaged).is_err(), "byte {at}");
            assert!(parse(&text.as_bytes()[..at]).is_err(), "length {at}");
        }
    }

    #[test]
    fn a_newer_format_is_told_whatever_follows() {
        let refusal = parse(b"tongguan-journal 9\nsomething else").unwrap_err();
        assert!(matches!(refusal, JournalError::TooNew { found: 9, supported: FORMAT_VERSION }));
    }
}
