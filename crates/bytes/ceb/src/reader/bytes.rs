//! The first look, before anything is parsed: size, encoding, characters that XML forbids.

use super::characters::{brief, is_xml};
use crate::fault::{Unreadable, unreadable};
use tongguan_domain::limits;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The message as text, and how many bytes of a byte order mark stood before it.
pub(super) fn check(bytes: &[u8]) -> Result<(&str, usize), Unreadable> {
    check_within(bytes, limits::XML_BYTES)
}

/// The same under another limit of bytes.
pub(super) fn check_within(bytes: &[u8], most: usize) -> Result<(&str, usize), Unreadable> {
    if bytes.len() > most {
        let text = format!("{} bytes, at most {most} are taken", bytes.len());
        return Err(Unreadable::new(unreadable::TOO_LARGE, most, text));
    }
    let content = bytes.strip_prefix(BOM).unwrap_or(bytes);
    if content.trim_ascii().is_empty() {
        return Err(Unreadable::new(unreadable::EMPTY, 0, "the message is empty"));
    }
    if let Some(encoding) = wide_encoding(bytes) {
        return Err(Unreadable::new(
            unreadable::NOT_UTF8,
            0,
            format!("the message is {encoding}; send UTF-8"),
        ));
    }
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let declared = declared_encoding(bytes)
            .map(|name| format!("; the declaration says {}", brief(&name)))
            .unwrap_or_default();
        Unreadable::new(
            unreadable::NOT_UTF8,
            error.valid_up_to(),
            format!("the bytes are not UTF-8{declared}; send UTF-8"),
        )
    })?;
    if let Some((at, c)) = first_illegal(text) {
        let text = format!("the character U+{:04X} is not allowed in XML", u32::from(c));
        return Err(Unreadable::new(unreadable::ILLEGAL_CHARACTER, at, text));
    }
    let Some(content) = text.strip_prefix('\u{FEFF}') else {
        return Ok((text, 0));
    };
    if content.starts_with('\u{FEFF}') {
        // The parser would take it away too.
        let text = "there is a second byte order mark";
        return Err(Unreadable::new(unreadable::MALFORMED, BOM.len(), text));
    }
    Ok((content, BOM.len()))
}

/// The name of a two- or four-byte encoding, by its first bytes.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => {
            Some("UTF-32")
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..] => Some("UTF-16"),
        _ => None,
    }
}

/// What the declaration of a message in another encoding says, for the text of the refusal.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(128))?;
    let head = String::from_utf8_lossy(head);
    let declaration = head.strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?;
    value.split(['"', '\'']).nth(1).map(str::to_owned)
}

fn first_illegal(text: &str) -> Option<(usize, char)> {
    // Nearly every message passes by the cheap test, which the compiler turns into vector code.
    let suspicious = text.as_bytes().chunks(256).any(|chunk| {
        chunk.iter().fold(false, |bad, b| {
            bad | ((*b < 0x20) & (*b != b'\t') & (*b != b'\n') & (*b != b'\r')) | (*b == 0xEF)
        })
    });
    if !suspicious {
        return None;
    }
    text.char_indices().find(|(_, c)| !is_xml(*c))
}
