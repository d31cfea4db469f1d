//! What XML says about single characters, names, references and white space.

use crate::fault::{Unreadable, unreadable};
use std::borrow::Cow;
use tongguan_domain::limits;

pub(crate) use tongguan_domain::xml::allows as is_xml;

pub(super) const fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r')
}

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// At most as much of a name from outside as a fault may quote.
pub(super) fn brief(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(limits::FAULT_VALUE_CHARACTERS) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or_default())),
    }
}

/// Whether the text is a name without a colon.
pub(super) fn is_plain_name(text: &str) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if let [b'A'..=b'Z' | b'a'..=b'z' | b'_', rest @ ..] = text.as_bytes()
        && rest.iter().all(plain)
    {
        return true;
    }
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

const fn starts_name(c: char) -> bool {
    matches!(c,
        '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

const fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The character for which a reference stands; `name` is what stands between `&` and `;`.
pub(super) fn reference(name: &str, at: usize) -> Result<char, Unreadable> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ if is_plain_name(name) => {
                let text = format!("the entity &{}; is not one of the five predefined ones", brief(name));
                Err(Unreadable::new(unreadable::ENTITY, at, text))
            }
            _ => Err(Unreadable::new(unreadable::MALFORMED, at, "& must be written as &amp;")),
        };
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        let text = "a character reference holds something else than digits";
        return Err(Unreadable::new(unreadable::MALFORMED, at, text));
    }
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).filter(|c| is_xml(*c)).ok_or_else(|| {
        let text = format!("the reference &{}; is to a character that XML forbids", brief(name));
        Unreadable::new(unreadable::ILLEGAL_CHARACTER, at, text)
    })
}

/// XSD `whiteSpace="collapse"`.
pub(super) fn collapse(text: String) -> String {
    let mut blank_before = true;
    let untidy = text.bytes().any(|b| {
        let blank = is_space(b);
        let bad = blank && (blank_before || b != b' ');
        blank_before = blank;
        bad
    });
    if !untidy && (text.is_empty() || !blank_before) {
        return text;
    }
    let mut tidy = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}
