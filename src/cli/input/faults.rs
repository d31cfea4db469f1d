//! What is wrong with a file of JSON: each fault with its path, its line and its column.

use super::places::{Spot, places};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use std::collections::BTreeSet;
use tongguan_domain::limits;

/// One fault at one place.
#[derive(Debug)]
pub(super) struct Fault {
    path: String,
    words: String,
    /// Whether what was found there is quoted behind the words.
    quotes: bool,
}

impl Fault {
    pub(super) fn new(path: impl Into<String>, words: impl Into<String>) -> Self {
        Self { path: path.into(), words: words.into(), quotes: false }
    }

    /// The same, with what was found.
    pub(super) fn quoted(self) -> Self {
        Self { quotes: true, ..self }
    }
}

/// The path of a member of an object.
pub(super) fn inner(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// All of them as one failure, in the order in which they stand in the text.
pub(super) fn failure(text: &str, faults: Vec<Fault>) -> Failure {
    let wanted: BTreeSet<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    let known = places(text, &wanted);
    let mut told: Vec<_> = faults.iter().map(|fault| (known.get(&fault.path), fault)).collect();
    told.sort_by_key(|(spot, _)| spot.map(|spot| (spot.line, spot.column)));
    let more = told.len().saturating_sub(limits::FAULTS);
    told.truncate(limits::FAULTS);
    let mut lines: Vec<String> = told.into_iter().map(|(spot, fault)| line(fault, spot)).collect();
    if more > 0 {
        lines.push(said!("and {more} more", "另有 {more} 处"));
    }
    Failure::new(lines.join("\n  "))
}

fn line(fault: &Fault, spot: Option<&Spot>) -> String {
    let path = if fault.path.is_empty() { say("the whole", "整个文件") } else { &fault.path };
    let at = spot
        .map(|spot| said!(" (line {}, column {})", "（第 {} 行第 {} 列）", spot.line, spot.column))
        .unwrap_or_default();
    let found = spot.filter(|_| fault.quotes).map(|spot| said!(", found {}", "，实际为 {}", cut(&spot.raw)));
    let (words, found) = (&fault.words, found.unwrap_or_default());
    said!("{path}{at}: {words}{found}", "{path}{at}：{words}{found}")
}

/// The beginning of what was found, on one line.
fn cut(raw: &str) -> String {
    let raw = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    let start: String = raw.chars().take(limits::FAULT_VALUE_CHARACTERS).collect();
    let more = if start.len() < raw.len() { "…" } else { "" };
    format!("{start}{more}")
}
