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
}

impl fmt::Display for NoChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sign(change) => write!(f, "no change: {change}"),
            Self::Field { path, kind } => write!(f, "no field {path} in {kind:?}"),
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
    /// the list or repeats its last line, `%20` is a space, `%01` the character U+0001.
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
            if path == "lines" {
                let last = self.lines.last().cloned().unwrap_or_default();
                self.lines.resize(value.parse().unwrap_or_default(), last);
                continue;
            }
            let kind = self.kind;
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

fn place(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name == name)
}

fn raw(value: Rendered<'_>) -> Raw {
    match value {
        Rendered::Absent => Raw::Absent,
        value => Raw::Text(value.to_string()),
    }
}
