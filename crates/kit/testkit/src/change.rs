//! Changes to a document, as text.

use std::fmt;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::Fault;
use tongguan_domain::record::{Field, Raw, Rendered};
use tongguan_domain::version::MessageVersion;

/// What a sender would send: the fields of a document before anybody has checked their form.
#[derive(Clone, Debug)]
pub struct Slots {
    /// Which kind of document it is meant to be.
    pub kind: DocumentKind,
    /// One slot for each field of the head, or of the whole record where there are no lines.
    pub head: Vec<Raw>,
    /// One row of slots for each line.
    pub lines: Vec<Vec<Raw>>,
}

/// Why a text is no change of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoChange {
    /// It has no `=`.
    Sign(String),
    /// The document has no such field.
    Field {
        /// Which.
        path: String,
        /// Of what.
        kind: DocumentKind,
    },
    /// It asks for a number of lines that is none, or that is more than any test of the limit needs.
    Lines {
        /// What was asked for.
        found: String,
        /// One more than such a document may have.
        most: usize,
    },
}

impl fmt::Display for NoChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sign(change) => write!(f, "no change: {change}"),
            Self::Field { path, kind } => write!(f, "no field {path} in {kind:?}"),
            Self::Lines { found, most } => write!(f, "lines: found {found}, allowed 0 to {most}"),
        }
    }
}

impl NoChange {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Sign(change) => format!("{change} 缺少 ="),
            Self::Field { path, kind } => format!("{kind:?} 没有字段 {path}"),
            Self::Lines { found, most } => format!("lines：为 {found}，允许 0 至 {most}"),
        }
    }
}

impl Slots {
    /// The fields of a document.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let mut head = Vec::new();
        document.each_head_field(&mut |_, value| head.push(raw(value)));
        let line = |at| {
            let mut line = Vec::new();
            document.each_line_field(at, &mut |_, value| line.push(raw(value)));
            line
        };
        Self { kind: document.kind(), head, lines: (0..document.line_count()).map(line).collect() }
    }

    /// The same fields with changes such as `pack_no=3 items[0].qty=2 note=~`: `~` leaves a field out, `lines=2` cuts
    /// the list or repeats its last line, `%20` is a space, `%01` the character U+0001. There may be one line more than the
    /// document can have, so that the limit can be met, and the memory cannot.
    ///
    /// # Panics
    /// A field that there is not, or no change at all.
    #[must_use]
    pub fn changed(self, changes: &str) -> Self {
        self.try_changed(changes).unwrap_or_else(|why| panic!("{changes}: {why}"))
    }

    /// The same, for changes that a user wrote.
    ///
    /// # Errors
    /// What cannot be changed.
    pub fn try_changed(mut self, changes: &str) -> Result<Self, NoChange> {
        for change in changes.split_whitespace() {
            let Some((path, value)) = change.split_once('=') else {
                return Err(NoChange::Sign(change.to_owned()));
            };
            let kind = self.kind;
            if path == "lines" && kind.line_element().is_some() {
                let most = most_lines(kind);
                let asked = value.parse().ok().filter(|lines| *lines <= most);
                let lines = asked.ok_or_else(|| NoChange::Lines { found: value.to_owned(), most })?;
                let last = self.lines.last().cloned().unwrap_or_default();
                self.lines.resize(lines, last);
                continue;
            }
            match self.slot(path) {
                Some(slot) if value == "~" => *slot = Raw::Absent,
                Some(slot) => *slot = Raw::Text(value.replace("%20", " ").replace("%01", "\u{1}")),
                None => return Err(NoChange::Field { path: path.to_owned(), kind }),
            }
        }
        Ok(self)
    }

    fn slot(&mut self, path: &str) -> Option<&mut Raw> {
        match path.strip_prefix("items[").and_then(|rest| rest.split_once("].")) {
            Some((line, field)) => {
                let at = place(self.kind.line_fields(), field)?;
                self.lines.get_mut(line.parse::<usize>().ok()?)?.get_mut(at)
            }
            None => place(self.kind.head_fields(), path).and_then(|at| self.head.get_mut(at)),
        }
    }

    /// The document, and what is wrong with its form.
    #[must_use]
    pub fn take(mut self, version: MessageVersion) -> (Document, Vec<Fault>) {
        let mut faults = Vec::new();
        let document = Document::take(self.kind, &mut self.head, &mut self.lines, version, &mut faults);
        (document, faults)
    }
}

/// The document with changes, as [`Slots::changed`] takes them.
///
/// # Panics
/// A field that there is not, or a value that does not fit the field's form.
#[must_use]
pub fn changed(document: impl Into<Document>, changes: &str) -> Document {
    let (changed, faults) = Slots::of(&document.into()).changed(changes).take(MessageVersion::V202205);
    assert!(faults.is_empty(), "{changes}: {faults:?}");
    changed
}

/// One line more than a document of this kind may have in any version.
fn most_lines(kind: DocumentKind) -> usize {
    let bounds = MessageVersion::ALL.into_iter().map(|version| kind.line_bounds(version));
    bounds.map(|(_, most)| most).max().unwrap_or_default() + 1
}

fn place(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name == name)
}

fn raw(value: Rendered<'_>) -> Raw {
    match value {
        Rendered::Absent => Raw::Absent,
        value => Raw::Text(value.to_string()),
    }
}
