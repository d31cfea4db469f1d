//! Where in a text of JSON the values stand. The text has been read before, so it is sound.

use super::faults::inner;
use std::collections::{BTreeSet, HashMap};

/// Where a value begins, and how it is written.
#[derive(Debug)]
pub(super) struct Spot {
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    pub(super) raw: String,
}

/// The spots of the wanted paths; of a path that is given twice, the last one.
pub(super) fn places(text: &str, wanted: &BTreeSet<&str>) -> HashMap<String, Spot> {
    let mut walk = Walk { text, at: 0, wanted, found: HashMap::new() };
    walk.value("");
    walk.found
}

/// Line and column of a byte.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let last = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, last.chars().count() + 1)
}

struct Walk<'a> {
    text: &'a str,
    at: usize,
    wanted: &'a BTreeSet<&'a str>,
    found: HashMap<String, Spot>,
}

impl Walk<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Whether the next mark is this one, which is passed.
    fn passes(&mut self, mark: char) -> bool {
        self.skip_space();
        let is = self.rest().starts_with(mark);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, path: &str) {
        self.skip_space();
        let from = self.at;
        match self.rest().chars().next() {
            Some('{') => self.object(path),
            Some('[') => self.array(path),
            Some('"') => self.string(),
            _ => {
                let rest = self.rest();
                let end = rest.find(|c: char| matches!(c, ',' | '}' | ']') || c.is_ascii_whitespace());
                self.at += end.unwrap_or(rest.len());
            }
        }
        if self.wanted.contains(path) {
            let (line, column) = line_and_column(self.text, from);
            let raw = self.text.get(from..self.at).unwrap_or_default().to_owned();
            self.found.insert(path.to_owned(), Spot { line, column, raw });
        }
    }

    fn string(&mut self) {
        let mut escaped = false;
        let end = self.rest().char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            ends
        });
        self.at += end.map_or(self.rest().len(), |(at, _)| at + 1);
    }

    fn object(&mut self, path: &str) {
        self.at += 1;
        while !self.passes('}') && !self.rest().is_empty() {
            let from = self.at;
            self.string();
            let name = self.text.get(from..self.at).unwrap_or_default();
            let name: String = serde_json::from_str(name).unwrap_or_default();
            self.passes(':');
            self.value(&inner(path, &name));
            self.passes(',');
        }
    }

    fn array(&mut self, path: &str) {
        self.at += 1;
        let mut index = 0_usize;
        while !self.passes(']') && !self.rest().is_empty() {
            self.value(&format!("{path}[{index}]"));
            index += 1;
            self.passes(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found() {
        let text = "{\n  \"a\\u0062\": [1, {\"界\": \"x\\\"}\", \"y\": -2.50}],\n  \"c\": {}, \"c\": null\n}";
        for (path, line, column, raw) in [
            ("", 1, 1, text),
            ("ab[0]", 2, 15, "1"),
            ("ab[1].界", 2, 24, "\"x\\\"}\""),
            ("ab[1].y", 2, 37, "-2.50"),
            ("c", 3, 17, "null"),
        ] {
            let found = places(text, &BTreeSet::from([path]));
            let spot = found.get(path).unwrap_or_else(|| panic!("{path}"));
            assert_eq!((spot.line, spot.column, spot.raw.as_str()), (line, column, raw), "{path}");
        }
        assert!(places(text, &BTreeSet::from(["nothing"])).is_empty());
    }
}
