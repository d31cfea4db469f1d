//! Where in a JSON text a line and a column are: the names and numbers that lead there.

use std::fmt::Write as _;

enum Step {
    /// In an object: the last name, and whether its value is meant.
    Name(String, bool),
    Item(usize),
}

/// The place at a line and a column (both from 1), such as `documents[0].sales_order.items`; empty at the top.
pub(crate) fn place(text: &[u8], line: usize, column: usize) -> String {
    let before = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    let end = before.saturating_add(column).min(text.len());
    let mut rest = text.get(..end).unwrap_or_default();
    let mut steps = Vec::new();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'{' => steps.push(Step::Name(String::new(), false)),
            b'[' => steps.push(Step::Item(0)),
            b'}' | b']' => drop(steps.pop()),
            b',' => match steps.last_mut() {
                Some(Step::Item(number)) => *number += 1,
                Some(Step::Name(name, value)) => {
                    name.clear();
                    *value = false;
                }
                None => {}
            },
            b'"' => {
                let length = string(rest);
                if let Some(Step::Name(name, value @ false)) = steps.last_mut() {
                    *name = String::from_utf8_lossy(rest.get(..length).unwrap_or_default()).into_owned();
                    *value = true;
                }
                rest = rest.get(length + 1..).unwrap_or_default();
            }
            _ => {}
        }
    }
    written(&steps)
}

/// Bytes of a string up to its closing quote, which may be cut off.
fn string(text: &[u8]) -> usize {
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

fn written(steps: &[Step]) -> String {
    let mut place = String::new();
    for step in steps {
        match step {
            Step::Item(number) => {
                // Writing to a string cannot fail.
                let _ = write!(place, "[{number}]");
            }
            Step::Name(name, _) if name.is_empty() => {}
            Step::Name(name, _) => {
                if !place.is_empty() {
                    place.push('.');
                }
                place.push_str(name);
            }
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let text = "{\"a\": [1, {\"b,\\\"{\": 2,\n \"c\": \"x]\", \"d\": [[0, 7]]}]}";
        let (first, second) = text.split_once('\n').unwrap();
        let column = |line: &str, end: &str| line.find(end).unwrap() + end.len();
        for (line, at, found) in [
            (1, 1, ""),
            (1, column(first, "\"a\""), "a"),
            (1, column(first, "[1"), "a[0]"),
            (1, column(first, ": 2"), "a[1].b,\\\"{"),
            (2, column(second, "x]\""), "a[1].c"),
            (2, column(second, "7"), "a[1].d[0][1]"),
            (2, second.len(), ""),
            (9, 9, ""),
        ] {
            assert_eq!(place(text.as_bytes(), line, at), found, "{line}:{at}");
        }
    }
}
