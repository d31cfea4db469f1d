//! Opaque texts: bytes in lower-case hexadecimal, closed by a check, so that a damaged or invented one is noticed.
//!
//! The check is no signature: it keeps honest callers from going on at a wrong place, and that is all it has to do,
//! as a cursor gives no access that its caller does not have anyway.

use std::fmt::Write;

/// What an opaque text is for. One kind is never taken for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Cursor = 1,
    Page = 2,
}

const CHECK_BYTES: usize = 4;

pub(crate) fn seal(purpose: Use, bytes: &[u8]) -> String {
    let mut text = String::with_capacity((bytes.len() + CHECK_BYTES) * 2);
    for byte in bytes.iter().chain(&check(purpose, bytes)) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The bytes, or `None` if the text is not one that [`seal`] has written for this use.
pub(crate) fn open(purpose: Use, text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for pair in text.as_bytes().chunks_exact(2) {
        let [high, low] = pair else { return None };
        bytes.push(digit(*high)? << 4 | digit(*low)?);
    }
    let (content, found) = bytes.split_last_chunk::<CHECK_BYTES>()?;
    (*found == check(purpose, content)).then(|| content.to_vec())
}

const fn digit(text: u8) -> Option<u8> {
    match text {
        b'0'..=b'9' => Some(text - b'0'),
        b'a'..=b'f' => Some(text - b'a' + 10),
        _ => None,
    }
}

/// FNV-1a over purpose and bytes, then the finaliser of `SplitMix64`, top four bytes.
fn check(purpose: Use, bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let start = (0xcbf2_9ce4_8422_2325 ^ purpose as u64).wrapping_mul(0x0000_0100_0000_01b3);
    let mut z =
        bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    let [a, b, c, d, ..] = z.to_be_bytes();
    [a, b, c, d]
}
