//! The directory of an embedded journal: who has it open, and which format it has.
//!
//! ```text
//! LOCK        locked while open; the lock ends with the process, the file stays
//! FORMAT      three lines: "tongguan-journal <version>", salt, sum of the two lines before
//! DAMAGED     what was found damaged, if anything was; the directory is refused as long as this file is there
//! store/      the embedded store
//! snapshots/  one file for each log that has a snapshot
//! ```

use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use crate::JournalError;
use crate::limits::FORMAT_VERSION;

const NAME: &str = "tongguan-journal";
const DAMAGED: &str = "DAMAGED";

/// An open, locked directory of a format that this build reads.
#[derive(Debug)]
pub(crate) struct Directory {
    lock: File,
    dir: PathBuf,
    pub(crate) store: PathBuf,
    pub(crate) snapshots: PathBuf,
    /// Seed of every sum in this directory.
    pub(crate) salt: u64,
}

impl Directory {
    pub(crate) fn open(dir: &Path) -> Result<Self, JournalError> {
        fs::create_dir_all(dir).map_err(JournalError::io("creating the journal directory"))?;
        let lock = lock(dir)?;
        if let Ok(what) = fs::read_to_string(dir.join(DAMAGED)) {
            return Err(JournalError::corrupt(what, None));
        }
        let (store, snapshots) = (dir.join("store"), dir.join("snapshots"));
        let salt = match fs::read(dir.join("FORMAT")) {
            Ok(text) => parse(&text)?,
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                // FORMAT is the first thing written, so a store without it has lost it.
                if store.exists() {
                    return Err(JournalError::corrupt("the file FORMAT is missing", None));
                }
                create(dir)?
            }
            Err(cause) => return Err(JournalError::io("reading FORMAT")(cause)),
        };
        fs::create_dir_all(&snapshots).map_err(JournalError::io("creating the snapshot directory"))?;
        Ok(Self { lock, dir: dir.to_owned(), store, snapshots, salt })
    }
}

impl Directory {
    /// The store repairs itself in its own way when it is opened, so damage may not be visible a second time.
    pub(crate) fn mark_damaged(&self, what: &str) -> Result<(), JournalError> {
        replace(&self.dir, DAMAGED, |file| file.write_all(what.as_bytes()))
            .map_err(JournalError::io("writing the file DAMAGED"))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Said aloud, because a child that is just being started may hold a copy of the handle for a moment.
        let _ = self.lock.unlock();
    }
}

fn lock(dir: &Path) -> Result<File, JournalError> {
    let file = File::options().create(true).truncate(false).write(true).open(dir.join("LOCK"));
    let file = file.map_err(JournalError::io("opening the lock file"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(cause)) => Err(JournalError::io("locking the journal directory")(cause)),
    }
}

/// Writes FORMAT of a new directory. The salt only has to differ between directories; the hasher's keys do.
fn create(dir: &Path) -> Result<u64, JournalError> {
    let salt = RandomState::new().hash_one(NAME);
    let text = format(FORMAT_VERSION, salt);
    replace(dir, "FORMAT", |file| file.write_all(text.as_bytes()))
        .map_err(JournalError::io("writing FORMAT"))?;
    if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        sync_dir(parent).map_err(JournalError::io("writing the directory above the journal"))?;
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
    let mut file = File::create(&new)?;
    let done = write(&mut file).and_then(|()| file.sync_all());
    if let Err(cause) = done.and_then(|()| fs::rename(&new, dir.join(name))) {
        let _ = fs::remove_file(&new);
        return Err(cause);
    }
    sync_dir(dir)
}

/// Makes names in a directory durable. Windows does this by itself and cannot be asked to.
fn sync_dir(dir: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
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
