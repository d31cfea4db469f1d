//! Lines that fit the terminal. Columns count, not characters: a Chinese character takes two. Where there is no
//! terminal, and COLUMNS says nothing, a line is as long as it is.

use super::table::columns_of;
use std::io::IsTerminal;

/// Narrower than this nothing is wrapped: it would be no easier to read.
const NARROWEST: usize = 40;

/// Into how many columns lines have to fit; `None`: any.
pub(crate) fn terminal_width() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok());
    let known = || {
        let terminal = std::io::stdout().is_terminal();
        terminal.then(terminal_size::terminal_size)?.map(|(width, _)| usize::from(width.0))
    };
    said.or_else(known).filter(|width| *width >= NARROWEST)
}

/// A text in lines of at most so many columns, broken at spaces and between wide characters. What goes on in a further
/// line begins at column `hang`. A word that is longer than a line stays whole, so that it can be copied.
pub(crate) fn wrapped(text: &str, width: usize, hang: usize) -> String {
    let lines = text.split('\n').map(|line| one(line, width, hang.min(width / 2)));
    lines.collect::<Vec<_>>().join("\n")
}

/// The column at which the text of a line begins.
pub(crate) fn indent_of(line: &str) -> usize {
    line.chars().take_while(|c| *c == ' ').count()
}

/// The column at which the words of a line begin that has a name in front of them, and two spaces between.
pub(crate) fn words_begin(line: &str) -> usize {
    let indent = indent_of(line);
    let name = line.get(indent..).unwrap_or_default();
    let Some(gap) = name.find("  ") else { return indent };
    let words = name.get(gap..).unwrap_or_default();
    indent + shown_width(name.get(..gap).unwrap_or_default()) + indent_of(words)
}

fn one(line: &str, width: usize, hang: usize) -> String {
    if shown_width(line) <= width {
        return line.to_owned();
    }
    let (mut out, mut column, mut spaces) = (String::with_capacity(line.len() + 16), 0, 0);
    let mut begun = false;
    for word in words(line) {
        if word == " " {
            spaces += 1;
            continue;
        }
        let wide = shown_width(word);
        if begun && wide > 0 && column + spaces + wide > width {
            out.push('\n');
            out.push_str(&" ".repeat(hang));
            column = hang;
        } else {
            out.push_str(&" ".repeat(spaces));
            column += spaces;
        }
        spaces = 0;
        out.push_str(word);
        column += wide;
        begun |= wide > 0;
    }
    out
}

/// What is never torn apart: spaces one by one, runs of narrow characters with their colours, wide characters with the
/// punctuation that belongs to them.
fn words(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut from, mut last) = (0, None);
    let mut escape = false;
    for (at, c) in line.char_indices() {
        if escape {
            escape = c != 'm';
            continue;
        }
        if c == '\u{1b}' {
            escape = true;
            continue;
        }
        let may_break = last.is_some_and(|last| {
            c == ' ' || last == ' ' || (is_wide(c) || is_wide(last)) && !closes(c) && !opens(last)
        });
        if may_break {
            found.extend(line.get(from..at));
            from = at;
        }
        last = Some(c);
    }
    found.extend(line.get(from..));
    found
}

fn is_wide(c: char) -> bool {
    columns_of(c) == 2
}

/// Whether it may not begin a line.
const fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '）'
            | '”'
            | '》'
            | '〕'
            | ','
            | '.'
            | ';'
            | ':'
            | ')'
            | ']'
    )
}

/// Whether it may not end a line.
const fn opens(c: char) -> bool {
    matches!(c, '（' | '“' | '《' | '〔' | '(' | '[')
}

/// The columns that a text takes, colours not counted.
fn shown_width(text: &str) -> usize {
    let mut escape = false;
    let columns = text.chars().map(|c| {
        if escape {
            escape = c != 'm';
            return 0;
        }
        escape = c == '\u{1b}';
        if escape { 0 } else { columns_of(c) }
    });
    columns.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_behind_a_name() {
        for (line, column) in
            [("", 0), ("  plain words", 2), ("  --a <名>   words", 13), ("  \u{1b}[1m--a\u{1b}[0m  w", 7)]
        {
            assert_eq!(words_begin(line), column, "{line}");
        }
    }

    #[test]
    fn lines_are_broken_where_they_may() {
        for (text, width, hang, lines) in [
            ("short", 40, 2, "short"),
            ("  one two three", 10, 4, "  one two\n    three"),
            ("运单编号不能为空，", 8, 0, "运单编号\n不能为\n空，"),
            ("a averyverylongword b", 8, 1, "a\n averyverylongword\n b"),
            ("\u{1b}[1mone\u{1b}[0m two", 5, 0, "\u{1b}[1mone\u{1b}[0m\ntwo"),
            ("一two三", 5, 0, "一two\n三"),
            ("one\ntwo three", 6, 0, "one\ntwo\nthree"),
            ("", 5, 0, ""),
        ] {
            assert_eq!(wrapped(text, width, hang), lines, "{text}");
        }
    }
}
