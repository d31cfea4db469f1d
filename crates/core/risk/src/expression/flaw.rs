//! What is wrong with an expression, and where.

use tongguan_domain::process::Words;

/// One thing that is wrong: what was found, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where in the source: bytes before it.
    pub at: usize,
    /// In both languages.
    pub words: Words,
}

impl Flaw {
    pub(crate) fn new(at: usize, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { at, words: Words::new(en, zh) }
    }
}

/// Line and column of a place, both from 1, the column in characters. A place inside of a character is its beginning.
#[must_use]
pub fn place(source: &str, at: usize) -> (usize, usize) {
    let before = source.bytes().take(at);
    let line = 1 + before.filter(|byte| *byte == b'\n').count();
    let is_before = |(start, _): &(usize, char)| *start < at;
    let column = source.char_indices().take_while(is_before).fold(0, |column, (start, letter)| {
        let ends_inside = start + letter.len_utf8() > at;
        if letter == '\n' { 0 } else { column + usize::from(!ends_inside) }
    });
    (line, column + 1)
}

/// A text as an error quotes it: not too much of it, and in one line.
pub(crate) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("`{}`", short.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_characters() {
        let source = "a ==\n\"枪枪\" + b";
        for (at, expected) in [
            (0, (1, 1)),
            (2, (1, 3)),
            (5, (2, 1)),
            (6, (2, 2)),
            (7, (2, 2)),
            (9, (2, 3)),
            (14, (2, 6)),
            (99, (2, 9)),
        ] {
            assert_eq!(place(source, at), expected, "{at}");
        }
        assert_eq!(place("", 0), (1, 1));
    }
}
