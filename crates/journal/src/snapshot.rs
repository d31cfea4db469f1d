//! Snapshots are plain files beside the store, one for each log.
//!
//! In the store they would pass through the write-ahead file and the memory of the appends: hundreds of MiB that make
//! every sender wait. A file is written past all that, and replaced by renaming.
//!
//! ```text
//! magic 6 | version 2 | sum 8 | log 8 | upto 8 | length 8 | sum 8 | parts
//! part: sum 8 | up to 1 MiB of the snapshot
//! ```
//!
//! The first 16 bytes stay as they are in every version, so a damaged version number is told from a newer one.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::cursor::Cursor;
use crate::directory;
use crate::limits::{MAX_SNAPSHOT_BYTES, SNAPSHOT_PART_BYTES};
use crate::{JournalError, LogId, Position};

const MAGIC: [u8; 6] = *b"TGSNAP";
const VERSION: u16 = 1;
const HEAD_BYTES: usize = 48;
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

    pub(crate) fn save(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        check_size(bytes)?;
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        directory::replace(&self.dir, &name(log), |file| {
            file.write_all(&head(log, upto, bytes.len() as u64, self.salt))?;
            for (index, part) in (0_u64..).zip(bytes.chunks(SNAPSHOT_PART_BYTES)) {
                file.write_all(&self.part_sum(index, part).to_be_bytes())?;
                file.write_all(part)?;
            }
            Ok(())
        })
        .map_err(JournalError::io("writing a snapshot"))
    }

    pub(crate) fn load(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        let path = self.dir.join(name(log));
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(JournalError::io("opening a snapshot")(cause)),
        };
        let damaged =
            |what: &str, upto| JournalError::corrupt(format!("the snapshot of log {log}: {what}"), upto);
        let head = read_upto(&mut file, HEAD_BYTES)?;
        let (upto, length) = match parse_head(&head, log, self.salt) {
            Ok(found) => found,
            Err(Refused::Damaged) => return Err(damaged("its head", None)),
            Err(Refused::TooNew(found)) => {
                return Err(JournalError::TooNew { found, supported: u32::from(VERSION) });
            }
        };
        // Before anything is allocated: the file must really be as long as the head says.
        let size = fs::metadata(&path).map_err(JournalError::io("reading a snapshot"))?.len();
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
            let sum = read_upto(&mut file, SUM_BYTES)?;
            let part = read_upto(&mut file, SNAPSHOT_PART_BYTES)?;
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

fn name(log: LogId) -> String {
    format!("{:016x}.snapshot", log.0)
}

fn head(log: LogId, upto: Position, length: u64, salt: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_be_bytes());
    bytes.extend(xxh3_64_with_seed(&bytes, salt).to_be_bytes());
    bytes.extend(log.0.to_be_bytes());
    bytes.extend(upto.0.to_be_bytes());
    bytes.extend(length.to_be_bytes());
    bytes.extend(xxh3_64_with_seed(&bytes, salt).to_be_bytes());
    bytes
}

enum Refused {
    Damaged,
    TooNew(u32),
}

fn parse_head(bytes: &[u8], log: LogId, salt: u64) -> Result<(Position, u64), Refused> {
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
        let sum = xxh3_64_with_seed(bytes.get(..HEAD_BYTES - SUM_BYTES)?, salt);
        (of == log && cursor.u64()? == sum).then_some((upto, length))
    };
    rest().ok_or(Refused::Damaged)
}

/// Reads `count` bytes, or fewer at the end of the file.
fn read_upto(file: &mut File, count: usize) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::with_capacity(count);
    let read = file.take(count as u64).read_to_end(&mut bytes);
    read.map_err(JournalError::io("reading a snapshot"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: LogId = LogId(5);

    fn saved() -> (tempfile::TempDir, Snapshots, PathBuf, Vec<u8>) {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(dir.path().to_owned(), 77);
        snapshots.save(LOG, Position(9), b"the state of a small sandbox").unwrap();
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
        whole[7] = 2;
        let sum = xxh3_64_with_seed(&whole[..8], 77).to_be_bytes();
        whole[8..16].copy_from_slice(&sum);
        fs::write(&path, &whole).unwrap();
        assert!(matches!(snapshots.load(LOG), Err(JournalError::TooNew { found: 2, supported: 1 })));
    }
}
