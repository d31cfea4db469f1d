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
    let doubtful = |b: &u8| *b < b' ' || *b == BEGINS;
    let any_of = |eight: &[u8; 8]| may_be_doubtful(u64::from_ne_bytes(*eight));
    let bytes = text.as_bytes();
    let found = match bytes.last_chunk() {
        Some(last) => any_of(last) || bytes.as_chunks().0.iter().any(any_of),
        None => bytes.iter().any(doubtful),
    };
    if !found {
        return None;
    }
    text.chars().find(|c| !allows(*c))
}

/// The first byte of what is forbidden beyond the controls, and of much that is not.
const BEGINS: u8 = 0xEF;

/// Whether any of eight bytes is below the space or that byte, all at once. It may say so of others beside such a byte.
const fn may_be_doubtful(eight: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let below = eight.wrapping_sub(ONES * 0x20) & !eight;
    let others = eight ^ (ONES * 0xEF);
    let begins = others.wrapping_sub(ONES) & !others;
    (below | begins) & HIGH != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight bytes are looked at at once, wherever the character stands.
    #[test]
    fn each_character_is_found_at_each_place() {
        let all = (0..=0x3000).chain(0xD7F0..=0xFFFF).chain([0x1_F600, 0x10_FFFF]).filter_map(char::from_u32);
        for c in all {
            for before in 0..9 {
                let text = format!("{}{c}{}", "a".repeat(before), "号".repeat(before % 3));
                assert_eq!(forbidden(&text), (!allows(c)).then_some(c), "{before}: {text:?}");
            }
        }
        assert_eq!(forbidden("，。！（）"), None);
    }
}
