//! Pages: their size, and the token that asks for the next one.

use tongguan_domain::limits;

use crate::opaque::{Use, open, seal};
use crate::status::{Reason, Refused};

/// Entries of a page whose size is not said.
pub const DEFAULT_SIZE: usize = 100;
/// Longest key in a token, in bytes; sandbox names, enterprise codes and numbers are shorter.
const KEY_BYTES: usize = 64;

/// The size of a page: 0 means 100, and more than 500 means 500.
#[must_use]
pub fn size(asked: u32) -> usize {
    match usize::try_from(asked).unwrap_or(usize::MAX) {
        0 => DEFAULT_SIZE,
        size => size.min(limits::PAGE),
    }
}

/// Writes the token of the page that begins after the entry with this key.
#[must_use]
pub fn write(last_key: &str) -> String {
    seal(Use::Page, last_key.as_bytes())
}

/// Reads a token as the key of the last entry before the page; `None` is the empty text: from the beginning.
///
/// # Errors
/// [`Reason::PageTokenInvalid`] if the text is not one that [`write()`] has written.
pub fn read(text: &str) -> Result<Option<String>, Refused> {
    if text.is_empty() {
        return Ok(None);
    }
    let fits = text.len() <= (KEY_BYTES + 4) * 2;
    let bytes = fits.then(|| open(Use::Page, text)).flatten();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map(Some)
        .ok_or_else(|| Refused::plain(Reason::PageTokenInvalid))
}

/// Writes the token of the page that begins after the entry with this number.
#[must_use]
pub fn write_number(last: u64) -> String {
    write(&last.to_string())
}

/// Reads a token as the number of the last entry before the page.
///
/// # Errors
/// [`Reason::PageTokenInvalid`] if the text is not one that [`write_number`] has written.
pub fn read_number(text: &str) -> Result<Option<u64>, Refused> {
    let Some(key) = read(text)? else {
        return Ok(None);
    };
    key.parse().map(Some).map_err(|_| Refused::plain(Reason::PageTokenInvalid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (asked, size) in [(0, 100), (1, 1), (500, 500), (501, 500), (u32::MAX, 500)] {
            assert_eq!(super::size(asked), size);
        }
    }

    #[test]
    fn tokens() {
        assert_eq!(read("").unwrap(), None);
        let longest = "x".repeat(KEY_BYTES);
        for key in ["default", "330196T004", longest.as_str()] {
            assert_eq!(read(&write(key)).unwrap().as_deref(), Some(key));
        }
        assert_eq!(read_number(&write_number(u64::MAX)).unwrap(), Some(u64::MAX));
        for bad in ["1", "zz", "00000000", &write(&"x".repeat(KEY_BYTES + 1))] {
            assert_eq!(read(bad).unwrap_err().reason(), Reason::PageTokenInvalid, "{bad}");
        }
        assert_eq!(read_number(&write("a")).unwrap_err().reason(), Reason::PageTokenInvalid);
    }
}
