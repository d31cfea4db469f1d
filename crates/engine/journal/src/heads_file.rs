//! Where every log ended when the journal was last closed, in a file that is durable.
//!
//! Everything that it names must be there at every later start, also after a crash: logs only grow. So a lost file of
//! the store, or an older one that was put in its place, is found.
//!
//! ```text
//! magic 6 | version 2 | number of the last append 8 | count of logs 8 | logs | sum 8
//! log: id 8 | next position 8 | append that wrote its last chunk 8 | sum of that chunk 8
//! ```

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::cursor::Cursor;
use crate::heads::{Head, Heads, Origin};
use crate::{JournalError, LogId, Position, directory};

pub(crate) const NAME: &str = "HEADS";
const MAGIC: [u8; 6] = *b"TGHEAD";
const VERSION: u16 = 1;
const LOG_BYTES: usize = 32;
const SUM_BYTES: usize = 8;

/// What the file says. `None`: there is no file, or it cannot be read; then nothing is known.
pub(crate) fn read(dir: &Path, salt: u64) -> Result<Option<Heads>, JournalError> {
    let path = dir.join(NAME);
    match fs::read(&path) {
        Ok(bytes) => Ok(parse(&bytes, salt)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(JournalError::io_at("reading", &path)(cause)),
    }
}

pub(crate) fn write(dir: &Path, salt: u64, heads: &Heads) -> Result<(), JournalError> {
    let mut bytes = Vec::with_capacity(heads.logs.len().saturating_add(1).saturating_mul(LOG_BYTES));
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_be_bytes());
    bytes.extend(heads.commit.to_be_bytes());
    bytes.extend((heads.logs.len() as u64).to_be_bytes());
    for (log, head) in &heads.logs {
        for number in [log.0, head.next.0, head.last.commit, head.last.sum] {
            bytes.extend(number.to_be_bytes());
        }
    }
    bytes.extend(xxh3_64_with_seed(&bytes, salt).to_be_bytes());
    directory::replace(dir, NAME, |file| file.write_all(&bytes))
        .map_err(JournalError::io_at("writing", &dir.join(NAME)))
}

fn parse(bytes: &[u8], salt: u64) -> Option<Heads> {
    let (summed, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM_BYTES)?)?;
    let mut cursor = Cursor(summed);
    let known = cursor.array()? == MAGIC && cursor.u16()? == VERSION;
    if !known || Cursor(sum).u64()? != xxh3_64_with_seed(summed, salt) {
        return None;
    }
    let mut heads = Heads { commit: cursor.u64()?, ..Heads::default() };
    for _ in 0..cursor.u64()? {
        let (log, next) = (LogId(cursor.u64()?), Position(cursor.u64()?));
        let last = Origin { commit: cursor.u64()?, sum: cursor.u64()? };
        heads.logs.insert(log, Head { next, last });
    }
    Some(heads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_come_back_and_every_flipped_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path(), 5).unwrap(), None);
        let head = |next| Head { next: Position(next), last: Origin { commit: 7, sum: 1 << 40 } };
        let heads = Heads { logs: [(LogId(0), head(3)), (LogId(9), head(70))].into(), commit: 7 };
        write(dir.path(), 5, &heads).unwrap();
        assert_eq!(read(dir.path(), 5).unwrap(), Some(heads));
        let whole = fs::read(dir.path().join(NAME)).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x20;
            assert_eq!(parse(&damaged, 5), None, "byte {at}");
            assert_eq!(parse(&whole[..at], 5), None, "length {at}");
        }
    }
}
