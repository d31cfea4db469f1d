//! Keys of the chunks in the store: log, then first position, so that the order of keys is the order of the journal.

use crate::{LogId, Position};

/// Length of a key.
pub(crate) const KEY_BYTES: usize = 16;

pub(crate) fn key(log: LogId, first: Position) -> [u8; KEY_BYTES] {
    ((u128::from(log.0) << 64) | u128::from(first.0)).to_be_bytes()
}

/// The opposite of [`key`]; `None` if the key has another length.
pub(crate) fn parse(key: &[u8]) -> Option<(LogId, Position)> {
    let whole = u128::from_be_bytes(<[u8; KEY_BYTES]>::try_from(key).ok()?);
    let low = u64::try_from(whole & u128::from(u64::MAX)).ok()?;
    let high = u64::try_from(whole >> 64).ok()?;
    Some((LogId(high), Position(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_the_order_and_come_back() {
        let row = [(0, 1), (0, u64::MAX), (1, 0), (1, 255), (1, 256), (u64::MAX, 1)];
        for pair in row.windows(2) {
            assert!(key(LogId(pair[0].0), Position(pair[0].1)) < key(LogId(pair[1].0), Position(pair[1].1)));
        }
        for (log, first) in row {
            assert_eq!(parse(&key(LogId(log), Position(first))), Some((LogId(log), Position(first))));
        }
        assert_eq!(parse(b"short"), None);
    }
}
