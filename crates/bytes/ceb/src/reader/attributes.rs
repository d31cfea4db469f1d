//! The attributes of one tag, as strictly as XML has them and never more than the limit.

use super::characters::{is_space, reference};
use crate::fault::{Unreadable, unreadable};
use std::borrow::Cow;
use tongguan_domain::limits;

/// An attribute as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) raw: &'a str,
    /// Where the name begins in the message.
    pub(super) at: usize,
}

impl<'a> Attribute<'a> {
    /// The value, normalised as XML demands.
    pub(super) fn value(&self) -> Result<Cow<'a, str>, Unreadable> {
        if !self.raw.bytes().any(|b| matches!(b, b'&' | b'\t' | b'\n' | b'\r')) {
            return Ok(Cow::Borrowed(self.raw));
        }
        let mut value = String::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some((before, after)) = rest.split_once('&') {
            push_spaced(&mut value, before);
            let (name, after) = after.split_once(';').ok_or_else(|| {
                Unreadable::new(unreadable::MALFORMED, self.at, "& must be written as &amp;")
            })?;
            value.push(reference(name, self.at)?);
            rest = after;
        }
        push_spaced(&mut value, rest);
        Ok(Cow::Owned(value))
    }
}

/// White space in an attribute is a space each; a line end is one.
fn push_spaced(value: &mut String, text: &str) {
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\t' | '\n' | '\r' => value.push(' '),
            _ => value.push(c),
        }
        before = c;
    }
}

/// Splits `text`, which stands at `at` behind the name of a tag, into `into`.
pub(super) fn split<'a>(text: &'a str, at: usize, into: &mut Vec<Attribute<'a>>) -> Result<(), Unreadable> {
    into.clear();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        let here = at + (text.len() - trimmed.len());
        if trimmed.is_empty() {
            return Ok(());
        }
        let bad = |what: &str| Unreadable::new(unreadable::MALFORMED, here, what);
        if trimmed.len() == rest.len() {
            return Err(bad("there must be a space before an attribute"));
        }
        let (name, after) = trimmed.split_once('=').ok_or_else(|| bad("an attribute has no value"))?;
        let name = name.trim_end_matches([' ', '\t', '\n', '\r']);
        let after = after.trim_start_matches([' ', '\t', '\n', '\r']);
        let quote = after
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or_else(|| bad("the value of an attribute is not in quotes"))?;
        let (raw, after) = after
            .get(1..)
            .and_then(|inner| inner.split_once(quote))
            .ok_or_else(|| bad("the value of an attribute does not end"))?;
        if name.is_empty() || name.bytes().any(is_space) {
            return Err(bad("an attribute has no proper name"));
        }
        if raw.contains('<') {
            return Err(bad("< must be written as &lt; in an attribute"));
        }
        if raw.len() > limits::XML_TEXT_BYTES {
            let text = format!("an attribute has more than {} bytes", limits::XML_TEXT_BYTES);
            return Err(Unreadable::new(unreadable::TEXT_TOO_LONG, here, text));
        }
        if into.len() >= limits::XML_ATTRIBUTES {
            let text = format!("an element has more than {} attributes", limits::XML_ATTRIBUTES);
            return Err(Unreadable::new(unreadable::TOO_MANY_ATTRIBUTES, here, text));
        }
        if into.iter().any(|other| other.name == name) {
            return Err(bad("an attribute stands twice"));
        }
        into.push(Attribute { name, raw, at: here });
        rest = after;
    }
}
