//! `application/x-www-form-urlencoded`, as bytes: what XML is in it is not for a form to judge.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode, percent_encode};
use std::borrow::Cow;

/// The content type of a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The value of the first field with this name.
pub(super) fn field(form: &[u8], name: &str) -> Option<Vec<u8>> {
    form.split(|b| *b == b'&').find_map(|pair| {
        let mut parts = pair.splitn(2, |b| *b == b'=');
        let (key, value) = (parts.next()?, parts.next().unwrap_or_default());
        (decoded(key).as_slice() == name.as_bytes()).then(|| decoded(value))
    })
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Cow<'_, [u8]> = if text.contains(&b'+') {
        Cow::Owned(text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect())
    } else {
        Cow::Borrowed(text)
    };
    percent_decode(&spaced).collect()
}

/// A form with one field.
pub(super) fn with_field(name: &str, value: &[u8]) -> String {
    format!("{name}={}", percent_encode(value, NON_ALPHANUMERIC))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (form, expected) in [
            ("xml=%3Ca%2F%3E", Some("<a/>")),
            ("a=1&xml=a+b%2Bc&xml=2", Some("a b+c")),
            ("%78ml=%E4%B8%AD", Some("中")),
            ("xml", Some("")),
            ("xml=%zz", Some("%zz")),
            ("Xml=1", None),
            ("", None),
        ] {
            assert_eq!(field(form.as_bytes(), "xml").as_deref(), expected.map(str::as_bytes), "{form}");
        }
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(field(with_field("message", &all).as_bytes(), "message"), Some(all));
    }
}
