//! Which characters XML 1.0 can carry. What comes in another way must not hold others, since receipts and copies go out as
//! XML.

/// Whether XML 1.0 allows the character at all.
#[must_use]
pub const fn allows(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The first character that it forbids.
#[must_use]
pub fn forbidden(text: &str) -> Option<char> {
    // All of them are below the space or begin with this byte, and nearly no text has such a byte.
    let doubtful = |b: &u8| *b < b' ' || *b == 0xEF;
    if !text.as_bytes().iter().any(doubtful) {
        return None;
    }
    text.chars().find(|c| !allows(*c))
}
