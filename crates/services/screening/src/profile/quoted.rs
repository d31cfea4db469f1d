//! Where in a file a part of a quoted text stands.

use super::fields::Span;

/// The place in the file of a place in the text that a TOML string holds.
pub(super) fn place_in_file(file: &str, span: &Span, at: usize) -> usize {
    let raw = file.get(span.clone()).unwrap_or_default();
    let (quotes, is_literal) = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] => (3, false),
        [b'\'', b'\'', b'\'', ..] => (3, true),
        [b'\'', ..] => (1, true),
        _ => (1, false),
    };
    let mut inside = raw.get(quotes..).unwrap_or_default();
    let mut begin = span.start + quotes;
    if quotes == 3 {
        // A line break behind the quotes is no part of the text.
        let line_break = if inside.starts_with("\r\n") { 2 } else { usize::from(inside.starts_with('\n')) };
        begin += line_break;
        inside = inside.get(line_break..).unwrap_or_default();
    }
    begin + if is_literal { at } else { written(inside, at) }
}

/// How many bytes of a text with escapes make its first so many bytes.
fn written(raw: &str, at: usize) -> usize {
    let (mut made, mut rest) = (0, raw);
    while made < at {
        let Some(letter) = rest.chars().next() else { break };
        let (bytes, makes) =
            if letter == '\\' { escape(rest) } else { (letter.len_utf8(), letter.len_utf8()) };
        rest = rest.get(bytes..).unwrap_or_default();
        made += makes;
    }
    raw.len() - rest.len()
}

/// Bytes of an escape, and how many bytes it makes.
fn escape(rest: &str) -> (usize, usize) {
    let digits = |count: usize| {
        let hexadecimal = rest.get(2..2 + count).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        (2 + count, hexadecimal.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    match rest.as_bytes().get(1) {
        Some(b'x') => digits(2),
        Some(b'u') => digits(4),
        Some(b'U') => digits(8),
        // A line that goes on: nothing until the next letter.
        Some(b'\n' | b'\r' | b' ' | b'\t') => {
            let space = rest.get(1..).unwrap_or_default();
            (1 + space.len() - space.trim_start().len(), 0)
        }
        Some(_) => (2, 1),
        None => (1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_text_is_a_place_in_its_file() {
        for (file, text) in [
            ("a = 'x == \"枪\" X'", "x == \"枪\" X"),
            ("a = \"x == \\\"枪\\\" X\"", "x == \"枪\" X"),
            ("a = \"\\u67aa\\t X\"", "枪\t X"),
            ("a = '''\nx &&\n X'''", "x &&\n X"),
            ("a = '''\r\nx &&\n X'''", "x &&\n X"),
            ("a = \"\"\"\nx \\\n   && X\"\"\"", "x && X"),
            ("a = \"X\"", "X"),
        ] {
            let table = toml::de::DeTable::parse(file).unwrap();
            let value = &table.get_ref()["a"];
            assert_eq!(value.get_ref().as_str(), Some(text), "{file}");
            let at = place_in_file(file, &value.span(), text.find('X').unwrap());
            assert_eq!(file.get(at..=at), Some("X"), "{file}");
        }
    }
}
