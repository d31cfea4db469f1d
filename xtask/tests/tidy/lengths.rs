//! A file holds one idea, a function fits a screen.

use crate::tree::files;
use std::collections::BTreeSet;

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;

/// Functions that are longer, and how long they may be. The list only shrinks: a function that has become longer still
/// fails, and so does a row that is not needed any more.
const LONGER: &[(&str, &str, usize)] = &[
    ("crates/bytes/ceb/tests/bad_input.rs", "structure", 94),
    ("crates/bytes/ceb/tests/dxp.rs", "faults", 79),
    ("crates/bytes/signature/tests/problems.rs", "changes", 77),
    ("crates/bytes/wire/src/receipt.rs", "keys_have_the_names_of_their_elements", 78),
    ("crates/core/clearance/src/apply.rs", "apply", 99),
    ("crates/core/rules/src/tests/follow_up.rs", "every_row", 72),
];

#[test]
fn files_are_short() {
    let long = files(".rs").into_iter().map(|(path, text)| (path, text.lines().count()));
    let long: Vec<_> = long.filter(|(_, lines)| *lines > FILE_LINES).collect();
    assert!(long.is_empty(), "longer than {FILE_LINES} lines: {long:#?}");
}

#[test]
fn functions_fit_a_screen() {
    let mut wrong = Vec::new();
    let mut needed = BTreeSet::new();
    for (path, text) in files(".rs") {
        for (name, lines) in functions(&text).filter(|(_, lines)| *lines > FUNCTION_LINES) {
            match LONGER.iter().find(|row| (row.0, row.1) == (path.as_str(), name)) {
                Some(row) if lines <= row.2 => _ = needed.insert((row.0, row.1)),
                Some(row) => {
                    wrong.push(format!("{path}: {name} has {lines} lines, the list allows {}", row.2))
                }
                None => wrong.push(format!("{path}: {name} has {lines} lines, more than {FUNCTION_LINES}")),
            }
        }
    }
    let unneeded = LONGER.iter().filter(|row| !needed.contains(&(row.0, row.1)));
    wrong.extend(unneeded.map(|row| format!("{}: {} needs no row any more, take it out", row.0, row.1)));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every function with a body: its name, and its lines from `fn` to the closing brace.
fn functions(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let lines: Vec<_> = text.lines().collect();
    (0..lines.len()).filter_map(move |at| {
        let line = lines[at];
        let code = line.trim_start();
        let name = declared(code)?;
        let indent = &line[..line.len() - code.len()];
        let ends = |line: &&str| match line.strip_prefix(indent) {
            // What ends with `;` has no body.
            Some(rest) => rest == "}" || rest.starts_with(')') && rest.ends_with(';'),
            None => false,
        };
        let is_one_line = line.ends_with(['}', ';']);
        let length = if is_one_line { 1 } else { 1 + lines[at..].iter().position(ends)? };
        Some((name, length))
    })
}

/// The name of the function that starts with this line.
fn declared(code: &str) -> Option<&str> {
    let mut words = code.split(' ');
    let before = ["const", "async", "unsafe", "extern", "\"C\"", "pub", "pub(crate)", "pub(super)"];
    let keyword = words.by_ref().find(|word| !before.contains(word))?;
    let name = words.next().filter(|_| keyword == "fn")?;
    name.split(['(', '<']).next()
}

#[test]
fn functions_are_found_and_measured() {
    let text = "\
pub(crate) const fn short() {}
impl X {
    fn generic<T>(
        with: T,
    ) -> u8 {
        call(
        );
    }
}
fn none();
// fn commented
";
    assert_eq!(functions(text).collect::<Vec<_>>(), [("short", 1), ("generic", 6), ("none", 1)]);
}
