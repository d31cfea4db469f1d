//! Snapshots are plain files beside the store, one for each log.
//!
//! In the store they would pass through the write-ahead file and the memory of the appends: hundreds of MiB that make
//! every sender wait. A file is written past all that, and replaced by renaming.
//!
//! ```text
//! magic 6 | version 2 | sum 8 | log 8 | upto 8 | length 8 | append 8 | sum of its chunk 8 | sum 8 | parts
//! part: sum 8 | up to 1 MiB of the snapshot
//! ```
//!
//! Append and sum say which entry is the last one that is covered: a snapshot of another history must not be taken for
//! one of this log. Version 1 did not say it, so what it holds is not used; but how far it reaches still counts.
//!
//! The first 16 bytes stay as they are in every version, so a damaged version number is told from a newer one.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::cursor::Cursor;
use crate::heads::Origin;
use crate::limits::{MAX_SNAPSHOT_BYTES, SNAPSHOT_PART_BYTES, SNAPSHOT_SYNC_PARTS};
use crate::{JournalError, LogId, Position, directory};

const MAGIC: [u8; 6] = *b"TGSNAP";
const VERSION: u16 = 2;
const HEAD_BYTES: usize = 64;
/// Length of a head of version 1.
const HEAD_1_BYTES: usize = 48;
const SUM_BYTES: usize = 8;

/// The directory of snapshot files.
#[derive(Debug)]
pub(crate) struct Snapshots {
    dir: PathBuf,
    salt: u64,
    /// One snapshot is written at a time: the new file of a log has a fixed name.
    writing: Mutex<()>,
}

/// Refuses a snapshot over the limit.
pub(crate) fn check_size(bytes: &[u8]) -> Result<(), JournalError> {
    if bytes.len() as u64 <= MAX_SNAPSHOT_BYTES {
        return Ok(());
    }
    Err(JournalError::TooLarge { what: "a snapshot", bytes: bytes.len() as u64, limit: MAX_SNAPSHOT_BYTES })
}

impl Snapshots {
    pub(crate) fn new(dir: PathBuf, salt: u64) -> Self {
        Self { dir, salt, writing: Mutex::new(()) }
    }

    /// Saves a snapshot, unless the one that is there covers more: one that took long must not replace a newer one.
    pub(crate) fn save(
        &self,
        log: LogId,
        upto: Position,
        origin: Origin,
        bytes: &[u8],
    ) -> Result<(), JournalError> {
        check_size(bytes)?;
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.dir.join(name(log));
        // One that cannot be read, or that is not used, is replaced by anything.
        let present = read_head(&path, log, self.salt).ok().flatten();
        if present.is_some_and(|present| present.origin.is_some() && present.upto > upto) {
            return Ok(());
        }
        directory::replace(&self.dir, &name(log), |file| {
            file.write_all(&head(log, upto, bytes.len() as u64, origin, self.salt))?;
            for (index, part) in (0_u64..).zip(bytes.chunks(SNAPSHOT_PART_BYTES)) {
                file.write_all(&self.part_sum(index, part).to_be_bytes())?;
                file.write_all(part)?;
                // What waits for the disk makes the next append wait, too: that must never be all of it.
                if index % SNAPSHOT_SYNC_PARTS == SNAPSHOT_SYNC_PARTS - 1 {
                    file.sync_data()?;
                }
            }
            Ok(())
        })
        .map_err(JournalError::io_at("writing the snapshot", &path))
    }

    pub(crate) fn load(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        let path = self.dir.join(name(log));
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(JournalError::io_at("opening the snapshot", &path)(cause)),
        };
        let damaged = |what: &str, upto| {
            JournalError::corrupt(format!("the snapshot {}: {what}", path.display()), upto)
        };
        let failed = || JournalError::io_at("reading the snapshot", &path);
        let head = read_upto(&mut file, HEAD_BYTES).map_err(failed())?;
        let (upto, length) = match parse_head(&head, log, self.salt) {
            Ok(Head { origin: None, .. }) => return Err(JournalError::TooOld { log, found: 1 }),
            Ok(Head { upto, length, .. }) => (upto, length),
            Err(Refused::Damaged) => return Err(damaged("its head", None)),
            Err(Refused::TooNew(found)) => {
                return Err(JournalError::TooNew { found, supported: u32::from(VERSION) });
            }
        };
        // Before anything is allocated: the file must really be as long as the head says.
        let size = fs::metadata(&path).map_err(failed())?.len();
        let parts = length.div_ceil(SNAPSHOT_PART_BYTES as u64);
        let expected =
            (HEAD_BYTES as u64).saturating_add(parts.saturating_mul(SUM_BYTES as u64)).saturating_add(length);
        if size != expected || length > MAX_SNAPSHOT_BYTES {
            return Err(damaged("its length", Some(upto)));
        }
        let length =
            usize::try_from(length).map_err(|_| damaged("it is too long for this machine", Some(upto)))?;
        let mut bytes = Vec::with_capacity(length);
        for index in 0..parts {
            let sum = read_upto(&mut file, SUM_BYTES).map_err(failed())?;
            let part = read_upto(&mut file, SNAPSHOT_PART_BYTES).map_err(failed())?;
            if Cursor(&sum).u64() != Some(self.part_sum(index, &part)) {
                return Err(damaged(&format!("part {index} of {parts}"), Some(upto)));
            }
            bytes.extend(part);
        }
        if bytes.len() != length {
            return Err(damaged("its length", Some(upto)));
        }
        Ok(Some((upto, bytes)))
    }

    /// The index is part of the sum, so parts cannot change places.
    fn part_sum(&self, index: u64, part: &[u8]) -> u64 {
        xxh3_64_with_seed(part, self.salt.wrapping_add(index))
    }
}

/// What a snapshot file says of its log.
#[derive(Debug)]
pub(crate) struct Claim {
    pub(crate) log: LogId,
    pub(crate) upto: Position,
    /// Where the entry at `upto` comes from. `None`: an earlier version wrote the file.
    pub(crate) origin: Option<Origin>,
    /// Name of the file.
    pub(crate) file: String,
}

/// What all snapshot files say. One whose head cannot be read says nothing.
pub(crate) fn claims(dir: &Path, salt: u64) -> Result<Vec<Claim>, JournalError> {
    let failed = || JournalError::io_at("looking through the snapshots in", dir);
    let mut claims = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed())? {
        let file = entry.map_err(failed())?.file_name().to_string_lossy().into_owned();
        if file.ends_with(".tmp") {
            // Left over from a crash, or from a stop that did not wait for it.
            let _: Result<_, _> = fs::remove_file(dir.join(&file));
            continue;
        }
        let number = file.strip_suffix(SUFFIX).and_then(|number| u64::from_str_radix(number, 16).ok());
        let Some(log) = number.map(LogId) else { continue };
        if let Some(Head { upto, origin, .. }) = read_head(&dir.join(&file), log, salt).map_err(failed())? {
            claims.push(Claim { log, upto, origin, file });
        }
    }
    claims.sort_by_key(|claim| claim.log);
    Ok(claims)
}

/// The head of a snapshot file. `None`: there is no file, or its head cannot be read.
fn read_head(path: &Path, log: LogId, salt: u64) -> std::io::Result<Option<Head>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(cause),
    };
    Ok(parse_head(&read_upto(&mut file, HEAD_BYTES)?, log, salt).ok())
}

const SUFFIX: &str = ".snapshot";

fn name(log: LogId) -> String {
    format!("{:016x}{SUFFIX}", log.0)
}

fn head(log: LogId, upto: Position, length: u64, origin: Origin, salt: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_be_bytes());
    bytes.extend(xxh3_64_with_seed(&bytes, salt).to_be_bytes());
    for number in [log.0, upto.0, length, origin.commit, origin.sum] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend(xxh3_64_with_seed(&bytes, salt).to_be_bytes());
    bytes
}

/// What the head of a file says.
#[derive(Debug)]
struct Head {
    upto: Position,
    length: u64,
    /// Version 1 does not say it.
    origin: Option<Origin>,
}

enum Refused {
    Damaged,
    TooNew(u32),
}

fn parse_head(bytes: &[u8], log: LogId, salt: u64) -> Result<Head, Refused> {
    let mut cursor = Cursor(bytes);
    let mut version = || {
        let (magic, version) = (cursor.array()?, cursor.u16()?);
        let sum = xxh3_64_with_seed(bytes.get(..8)?, salt);
        (magic == MAGIC && cursor.u64()? == sum).then_some(version)
    };
    let version = version().ok_or(Refused::Damaged)?;
    if version > VERSION {
        return Err(Refused::TooNew(u32::from(version)));
    }
    let mut rest = || {
        let (of, upto, length) = (LogId(cursor.u64()?), Position(cursor.u64()?), cursor.u64()?);
        let (origin, size) = match version {
            1 => (None, HEAD_1_BYTES),
            _ => (Some(Origin { commit: cursor.u64()?, sum: cursor.u64()? }), HEAD_BYTES),
        };
        let sum = xxh3_64_with_seed(bytes.get(..size.checked_sub(SUM_BYTES)?)?, salt);
        (of == log && cursor.u64()? == sum).then_some(Head { upto, length, origin })
    };
    rest().ok_or(Refused::Damaged)
}

/// Reads `count` bytes, or fewer at the end of the file.
fn read_upto(file: &mut File, count: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count);
    file.take(count as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: LogId = LogId(5);
    const ORIGIN: Origin = Origin { commit: 4, sum: 0xabcd };

    fn saved() -> (tempfile::TempDir, Snapshots, PathBuf, Vec<u8>) {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(dir.path().to_owned(), 77);
        snapshots.save(LOG, Position(9), ORIGIN, b"the state of a small sandbox").unwrap();
        let path = dir.path().join(name(LOG));
        let whole = fs::read(&path).unwrap();
        (dir, snapshots, path, whole)
    }

    #[test]
    fn every_flipped_byte_and_every_truncation_is_noticed() {
        let (_dir, snapshots, path, whole) = saved();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x01;
            fs::write(&path, &damaged).unwrap();
            let refusal = snapshots.load(LOG).unwrap_err();
            assert!(matches!(refusal, JournalError::Corrupt { .. }), "byte {at}: {refusal}");
            fs::write(&path, &whole[..at]).unwrap();
            let refusal = snapshots.load(LOG).unwrap_err();
            assert!(matches!(refusal, JournalError::Corrupt { .. }), "length {at}: {refusal}");
        }
        fs::write(&path, &whole).unwrap();
        assert_eq!(snapshots.load(LOG).unwrap().unwrap().0, Position(9));
    }

    #[test]
    fn a_newer_version_is_told_from_damage() {
        let (_dir, snapshots, path, mut whole) = saved();
        whole[7] = 3;
        let sum = xxh3_64_with_seed(&whole[..8], 77).to_be_bytes();
        whole[8..16].copy_from_slice(&sum);
        fs::write(&path, &whole).unwrap();
        assert!(matches!(snapshots.load(LOG), Err(JournalError::TooNew { found: 3, supported: 2 })));
    }

    #[test]
    fn an_older_one_never_replaces_a_newer_one() {
        let (_dir, snapshots, path, whole) = saved();
        snapshots.save(LOG, Position(8), ORIGIN, b"slow").unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole);
        snapshots.save(LOG, Position(10), ORIGIN, b"next").unwrap();
        assert_eq!(snapshots.load(LOG).unwrap().unwrap(), (Position(10), b"next".to_vec()));
        // One that cannot be read is worth nothing.
        fs::write(&path, b"not a snapshot").unwrap();
        snapshots.save(LOG, Position(3), ORIGIN, b"three").unwrap();
        assert_eq!(snapshots.load(LOG).unwrap().unwrap(), (Position(3), b"three".to_vec()));
    }

    #[test]
    fn one_of_the_first_version_is_not_used_but_says_how_far_it_reaches() {
        let (dir, snapshots, path, _) = saved();
        let mut old = Vec::new();
        old.extend(MAGIC);
        old.extend(1_u16.to_be_bytes());
        old.extend(xxh3_64_with_seed(&old, 77).to_be_bytes());
        [LOG.0, 12, 0].iter().for_each(|number| old.extend(number.to_be_bytes()));
        old.extend(xxh3_64_with_seed(&old, 77).to_be_bytes());
        fs::write(&path, &old).unwrap();
        assert!(matches!(snapshots.load(LOG), Err(JournalError::TooOld { log: LOG, found: 1 })));
        let claims = claims(dir.path(), 77).unwrap();
        assert_eq!((claims[0].log, claims[0].upto, claims[0].origin), (LOG, Position(12), None));
    }
}
