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
    Places::new(source).next(at)
}

/// The places of a source, one after the other: it is gone through once, however many are asked for.
#[derive(Clone, Debug)]
pub struct Places<'s> {
    rest: &'s str,
    passed: usize,
    line: usize,
    column: usize,
}

impl<'s> Places<'s> {
    /// From its beginning.
    #[must_use]
    pub const fn new(source: &'s str) -> Self {
        Self { rest: source, passed: 0, line: 1, column: 1 }
    }

    /// Line and column of a place as [`place`] gives them; of one before that which was asked for last, those of the last.
    pub fn next(&mut self, at: usize) -> (usize, usize) {
        while let Some(letter) = self.rest.chars().next() {
            let bytes = letter.len_utf8();
            if self.passed + bytes > at {
                break;
            }
            self.passed += bytes;
            self.rest = self.rest.get(bytes..).unwrap_or_default();
            (self.line, self.column) =
                if letter == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        (self.line, self.column)
    }
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
        let mut places = Places::new(source);
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
            assert_eq!(places.next(at), expected, "{at}, after those before it");
        }
        assert_eq!(place("", 0), (1, 1));
    }
}
