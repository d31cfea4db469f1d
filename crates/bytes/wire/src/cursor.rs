//! The place in a mailbox, as an opaque text: 40 lower-case hexadecimal digits.
//!
//! A cursor names the mailbox, among all of all sandboxes and data folders (its epoch), and the number of the last
//! receipt read. That the epoch is that of the mailbox that is read is checked by the exchange, which answers a foreign
//! one, and any of an earlier version, with [`Reason::CursorOfAnotherLife`].

use crate::opaque::{Use, open, seal};
use crate::status::{Reason, Refused};

/// A place in a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// Which mailbox it is of.
    pub epoch: u64,
    /// Number of the last receipt before the place; 0 is the beginning.
    pub number: u64,
}

/// Writes a cursor.
#[must_use]
pub fn write(cursor: Cursor) -> String {
    let both = u128::from(cursor.epoch) << 64 | u128::from(cursor.number);
    seal(Use::Cursor, &both.to_be_bytes())
}

/// Reads a cursor; `None` is the empty text, which means "from the first that is not acknowledged".
///
/// # Errors
/// [`Reason::CursorInvalid`] if the text is not one that [`write()`] has written.
pub fn read(text: &str) -> Result<Option<Cursor>, Refused> {
    if text.is_empty() {
        return Ok(None);
    }
    // The length first: a long text is not worth decoding.
    let bytes = (text.len() == 40).then(|| open(Use::Cursor, text)).flatten();
    let both = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let Some(both) = both.map(u128::from_be_bytes) else {
        return Err(Refused::plain(Reason::CursorInvalid));
    };
    let [epoch, number] =
        [both >> 64, both & u128::from(u64::MAX)].map(|half| u64::try_from(half).unwrap_or(0));
    Ok(Some(Cursor { epoch, number }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_form_is_fixed() {
        let cursor = Cursor { epoch: 1, number: 42 };
        assert_eq!(write(cursor), "0000000000000001000000000000002a71ee8766");
        assert_eq!(read("").unwrap(), None);
    }

    #[test]
    fn damaged_cursors_are_refused() {
        let good = write(Cursor { epoch: 7, number: 1_000 });
        let mut bad = vec![
            "x".to_owned(),
            good[1..].to_owned(),
            format!("{good}0"),
            format!(" {good}"),
            good.replace('a', "A"),
        ];
        for at in 0..good.len() {
            for digit in "0123456789abcdefA中".chars() {
                let mut text: Vec<char> = good.chars().collect();
                text[at] = digit;
                bad.push(text.into_iter().collect());
            }
        }
        for text in bad.iter().filter(|text| **text != good) {
            assert_eq!(read(text).unwrap_err().reason(), Reason::CursorInvalid, "{text}");
        }
        assert!(crate::page::read(&good).is_err());
    }

    proptest! {
        #[test]
        fn round_trip(epoch: u64, number: u64) {
            let cursor = Cursor { epoch, number };
            prop_assert_eq!(read(&write(cursor)).unwrap(), Some(cursor));
        }
    }
}
