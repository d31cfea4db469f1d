//! One chunk of entries as it lies in the store.
//!
//! ```text
//! magic 8 | log 8 | first 8 | commit 8 | count 4 | payload length 4 | payload sum 8 | header sum 8 | payload
//! payload: (length 4 | bytes) for each entry
//! ```
//!
//! Numbers are big-endian, sums are xxh3 seeded with the directory's salt. The two sums let the payload be hashed
//! before it is known which commit it will be part of. The salt makes chunks unforgeable for somebody who can only
//! choose entry bytes: the check of the write-ahead files looks for chunks at any offset.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::cursor::Cursor;
use crate::{LogId, Position};

/// Starts every chunk.
pub(crate) const MAGIC: [u8; 8] = *b"\xf5TGchunk";

/// Bytes of a chunk before its payload.
pub(crate) const HEADER_BYTES: usize = 56;

/// Bytes of a header that its own sum covers.
const SUMMED_BYTES: usize = HEADER_BYTES - 8;

/// Bytes that an entry takes beside its own.
pub(crate) const ENTRY_OVERHEAD: usize = 4;

/// Which entries a chunk holds, and which commit wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) log: LogId,
    pub(crate) first: Position,
    /// Number of the append, counted over all logs without gaps.
    pub(crate) commit: u64,
    pub(crate) count: u32,
    pub(crate) payload: u32,
    pub(crate) payload_sum: u64,
}

impl Header {
    pub(crate) fn encode(&self, salt: u64) -> [u8; HEADER_BYTES] {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(self.log.0.to_be_bytes());
        bytes.extend(self.first.0.to_be_bytes());
        bytes.extend(self.commit.to_be_bytes());
        bytes.extend(self.count.to_be_bytes());
        bytes.extend(self.payload.to_be_bytes());
        bytes.extend(self.payload_sum.to_be_bytes());
        bytes.extend(xxh3_64_with_seed(&bytes, salt).to_be_bytes());
        let mut header = [0; HEADER_BYTES];
        header.copy_from_slice(&bytes);
        header
    }

    /// The header at the start of `bytes`, if there is an undamaged one.
    pub(crate) fn decode(bytes: &[u8], salt: u64) -> Option<Self> {
        let summed = bytes.get(..SUMMED_BYTES)?;
        let mut cursor = Cursor(bytes);
        let magic = cursor.array()?;
        let header = Self {
            log: LogId(cursor.u64()?),
            first: Position(cursor.u64()?),
            commit: cursor.u64()?,
            count: cursor.u32()?,
            payload: cursor.u32()?,
            payload_sum: cursor.u64()?,
        };
        let sum = cursor.u64()?;
        (magic == MAGIC && sum == xxh3_64_with_seed(summed, salt)).then_some(header)
    }

    /// Length of the whole chunk.
    pub(crate) fn chunk_bytes(&self) -> usize {
        HEADER_BYTES.saturating_add(usize::try_from(self.payload).unwrap_or(usize::MAX))
    }

    /// The position after the last entry.
    pub(crate) fn end(&self) -> Position {
        self.first.after(u64::from(self.count))
    }
}

/// Sum of a payload, as it stands in the header.
pub(crate) fn payload_sum(payload: &[u8], salt: u64) -> u64 {
    xxh3_64_with_seed(payload, salt)
}

/// A chunk that has passed every check.
#[derive(Debug)]
pub(crate) struct Chunk<'a> {
    pub(crate) header: Header,
    payload: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// Checks a whole chunk; the error says what is wrong.
    pub(crate) fn decode(bytes: &'a [u8], salt: u64) -> Result<Self, &'static str> {
        let header = Header::decode(bytes, salt).ok_or("the header of a chunk")?;
        if bytes.len() != header.chunk_bytes() {
            return Err("the length of a chunk");
        }
        let payload = bytes.get(HEADER_BYTES..).unwrap_or_default();
        if payload_sum(payload, salt) != header.payload_sum {
            return Err("the entries of a chunk");
        }
        let chunk = Self { header, payload };
        let (mut count, mut used) = (0_u32, 0_usize);
        for entry in chunk.entries() {
            count = count.saturating_add(1);
            used = used.saturating_add(ENTRY_OVERHEAD).saturating_add(entry.len());
        }
        if count == 0 || count != header.count || used != payload.len() {
            return Err("the number of entries of a chunk");
        }
        Ok(chunk)
    }

    /// The entries in order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut cursor = Cursor(self.payload);
        std::iter::from_fn(move || {
            let length = usize::try_from(cursor.u32()?).ok()?;
            cursor.take(length)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Unsealed;

    const SALT: u64 = 0x7467;

    fn sample() -> Vec<u8> {
        let entries = [b"first".as_slice(), b"", b"third entry"];
        let mut chunk = Unsealed::new(LogId(7), Position(40), 64);
        for entry in entries {
            chunk.push(entry);
        }
        chunk.hash(SALT);
        chunk.seal(SALT, 3)
    }

    #[test]
    fn a_chunk_comes_back_as_it_went_in() {
        let bytes = sample();
        let chunk = Chunk::decode(&bytes, SALT).unwrap();
        assert_eq!((chunk.header.log, chunk.header.first, chunk.header.commit), (LogId(7), Position(40), 3));
        assert_eq!(chunk.header.end(), Position(43));
        let entries: Vec<_> = chunk.entries().collect();
        assert_eq!(entries, [b"first".as_slice(), b"", b"third entry"]);
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let bytes = sample();
        for at in 0..bytes.len() {
            for bits in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= bits;
                assert!(Chunk::decode(&damaged, SALT).is_err(), "byte {at} xor {bits:#x}");
            }
        }
    }

    #[test]
    fn every_truncation_and_extension_is_noticed() {
        let bytes = sample();
        for length in 0..bytes.len() {
            assert!(Chunk::decode(&bytes[..length], SALT).is_err(), "length {length}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(Chunk::decode(&longer, SALT).is_err());
    }

    #[test]
    fn a_chunk_of_another_directory_is_noticed() {
        assert!(Chunk::decode(&sample(), SALT + 1).is_err());
    }
}
