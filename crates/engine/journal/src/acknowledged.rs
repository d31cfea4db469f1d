//! The number of the last append that was acknowledged.
//!
//! After a crash a damaged end of the write-ahead file may be an append that was under way, which nobody was told of, or
//! one that somebody was told of. This number tells which: it is written after the append is durable and before its
//! caller hears of it, so an append up to it must be there. It is not waited for: a killed process leaves it to the
//! system, and after a power failure it may be older, which is still true.
//!
//! ```text
//! two slots, 512 bytes apart, written in turn: number 8 | sum 8
//! ```

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::cursor::Cursor;
use crate::{JournalError, directory};

pub(crate) const NAME: &str = "ACKNOWLEDGED";
/// Each slot is in a sector of its own, so that a torn write leaves the other.
const SLOT_BYTES: usize = 512;
const SLOTS: usize = 2;

/// The number that the file holds. `None`: there is no file, or nothing in it can be read; then nothing is known.
pub(crate) fn read(dir: &Path, salt: u64) -> Result<Option<u64>, JournalError> {
    let path = dir.join(NAME);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(JournalError::io_at("reading", &path)(cause)),
    };
    let slot = |bytes| {
        let mut cursor = Cursor(bytes);
        let number = cursor.u64()?;
        (cursor.u64()? == sum(number, salt)).then_some(number)
    };
    Ok(bytes.chunks(SLOT_BYTES).take(SLOTS).filter_map(slot).max())
}

/// The open file.
#[derive(Debug)]
pub(crate) struct Acknowledged {
    file: File,
    salt: u64,
}

impl Acknowledged {
    /// Opens the file, and makes it if it is not there or not readable. It then says `number`.
    pub(crate) fn open(dir: &Path, salt: u64, number: u64) -> Result<Self, JournalError> {
        let path = dir.join(NAME);
        if read(dir, salt)? != Some(number) {
            let slot = slot(number, salt);
            directory::replace(dir, NAME, |file| (0..SLOTS).try_for_each(|_| file.write_all(&slot)))
                .map_err(JournalError::io_at("writing", &path))?;
        }
        let file = File::options().write(true).open(&path).map_err(JournalError::io_at("opening", &path))?;
        Ok(Self { file, salt })
    }

    /// Notes that an append is durable. An error is not told: the append is safe, and an older number is still true.
    pub(crate) fn note(&mut self, number: u64) {
        let at = (number % SLOTS as u64).saturating_mul(SLOT_BYTES as u64);
        let _: Result<_, _> = write_at(&mut self.file, &record(number, self.salt), at);
    }
}

/// In one call to the system: it is made once an append.
#[cfg(unix)]
fn write_at(file: &mut File, bytes: &[u8], at: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(not(unix))]
fn write_at(file: &mut File, bytes: &[u8], at: u64) -> std::io::Result<()> {
    use std::io::Seek;
    file.seek(std::io::SeekFrom::Start(at))?;
    file.write_all(bytes)
}

/// The number and its sum.
fn record(number: u64, salt: u64) -> [u8; 16] {
    ((u128::from(number) << u64::BITS) | u128::from(sum(number, salt))).to_be_bytes()
}

fn slot(number: u64, salt: u64) -> Vec<u8> {
    let mut bytes = record(number, salt).to_vec();
    bytes.resize(SLOT_BYTES, 0);
    bytes
}

fn sum(number: u64, salt: u64) -> u64 {
    xxh3_64_with_seed(&number.to_be_bytes(), salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: u64 = 9;

    #[test]
    fn the_last_number_comes_back_and_damage_never_makes_it_larger() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path(), SALT).unwrap(), None);
        let mut file = Acknowledged::open(dir.path(), SALT, 0).unwrap();
        for number in 1..=9 {
            file.note(number);
            assert_eq!(read(dir.path(), SALT).unwrap(), Some(number));
        }
        drop(file);
        let whole = fs::read(dir.path().join(NAME)).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            fs::write(dir.path().join(NAME), &damaged).unwrap();
            assert!(matches!(read(dir.path(), SALT).unwrap(), Some(8 | 9)), "byte {at}");
            fs::write(dir.path().join(NAME), &whole[..at]).unwrap();
            assert!(matches!(read(dir.path(), SALT).unwrap(), None | Some(8 | 9)), "length {at}");
        }
        Acknowledged::open(dir.path(), SALT, 9).unwrap().note(10);
        assert_eq!(read(dir.path(), SALT).unwrap(), Some(10));
    }
}
