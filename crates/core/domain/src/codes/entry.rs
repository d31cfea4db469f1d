//! The form every code table shows, and the search in it.

use crate::in_force::Day;

/// One code with its names, what it rests on, and when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code, as a message carries it.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name; empty where there is no obvious one.
    pub en: &'static str,
    /// True where the authority's own text, a published list, or two programs that agree have the row.
    pub sure: bool,
    /// What the row rests on; empty: on what its table does ([`CodeTable::source_of`]).
    pub source: &'static str,
    /// First day on which the code may be used; `None`: always before.
    pub from: Option<Day>,
    /// Last day; `None`: still in use.
    pub until: Option<Day>,
}

impl Entry {
    pub(super) const BLANK: Entry = Entry::unsure("", "", "");

    pub(super) const fn known(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
        Entry { code, zh, en, sure: true, source: "", from: None, until: None }
    }

    pub(super) const fn unsure(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
        Entry { sure: false, ..Entry::known(code, zh, en) }
    }

    /// The row rests on this.
    pub(super) const fn seen(self, source: &'static str) -> Entry {
        Entry { source, ..self }
    }

    /// The row holds from this day on.
    pub(super) const fn since(self, day: Day) -> Entry {
        Entry { from: Some(day), ..self }
    }

    /// The row holds up to this day.
    pub(super) const fn until(self, day: Day) -> Entry {
        Entry { until: Some(day), ..self }
    }

    /// Whether the code may be used on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// [`Entry::known`] for tables whose rows are plain entries.
pub(super) const fn known(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
    Entry::known(code, zh, en)
}

/// [`Entry::unsure`] for tables whose rows are plain entries.
pub(super) const fn unsure(code: &'static str, zh: &'static str, en: &'static str) -> Entry {
    Entry::unsure(code, zh, en)
}

/// One code table.
#[derive(Debug, Clone, Copy)]
pub struct CodeTable {
    /// Name of the table in commands: `country`, `unit` …
    pub id: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// CEB elements that carry the code; empty if none does.
    pub element: &'static str,
    /// Where the codes come from.
    pub source: &'static str,
    /// The rows, in order of code.
    pub entries: &'static [Entry],
    /// Their codes as numbers.
    pub(super) keys: &'static [u128],
}

impl CodeTable {
    /// The row with this code.
    pub fn find(&self, code: &str) -> Option<&'static Entry> {
        search(self.keys, self.entries, code)
    }

    /// What a row of the table rests on.
    #[must_use]
    pub const fn source_of(&self, entry: &Entry) -> &'static str {
        if entry.source.is_empty() { self.source } else { entry.source }
    }
}

/// A code as a number: the numbers of codes that fit stand in the same order as the codes.
///
/// A comparison of texts costs a call, and a row of a table is longer than a cache line; a lookup compares ten times, and
/// a declaration needs some fifty lookups.
pub(super) const fn key(code: &str) -> Option<u128> {
    let mut rest = code.as_bytes();
    if rest.is_empty() || rest.len() > MOST_BYTES {
        return None;
    }
    let unused = MOST_BYTES - rest.len();
    let mut key = 0;
    while let [byte, more @ ..] = rest {
        // One more, so that a NUL is not the end of a text. No text has the byte 255.
        key = (key << 8) | (*byte as u128 + 1);
        rest = more;
    }
    Some(key << (8 * unused))
}

const MOST_BYTES: usize = 16;

/// Binary search in rows that are in order of code, by their [`keys!`].
pub(super) fn search<T>(keys: &[u128], rows: &'static [T], code: &str) -> Option<&'static T> {
    let at = keys.binary_search(&key(code)?).ok()?;
    rows.get(at)
}

/// The code of each row of a constant slice as a number, made at compile time: `keys!(UNITS, code)`.
macro_rules! keys {
    ($rows:expr, $($code:tt).+) => {{
        let mut all = [0; $rows.len()];
        let mut rows = $rows;
        let mut slots: &mut [u128] = &mut all;
        while let ([row, more @ ..], [slot, free @ ..]) = (rows, slots) {
            if let Some(key) = $crate::codes::entry::key(row.$($code).+) {
                *slot = key;
            }
            rows = more;
            slots = free;
        }
        all
    }};
}

/// The `entry` of each row of a constant slice, as an array made at compile time.
macro_rules! entries {
    ($rows:expr) => {{
        let mut all = [$crate::codes::Entry::BLANK; $rows.len()];
        let mut rows = $rows;
        let mut slots: &mut [$crate::codes::Entry] = &mut all;
        while let ([row, more @ ..], [slot, free @ ..]) = (rows, slots) {
            *slot = row.entry;
            rows = more;
            slots = free;
        }
        all
    }};
}

pub(super) use {entries, keys};
