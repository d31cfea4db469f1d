//! Spots: a field of a record in the document under check, named so that a misspelt field does not compile.

use tongguan_domain::fault::Place;
use tongguan_domain::record::{Field, Record};

/// Where a field stands.
#[derive(Clone, Copy)]
pub(crate) struct Spot {
    fields: &'static [Field],
    pub(crate) line: Option<u32>,
    /// Rust name of the field; empty for the whole record.
    pub(crate) name: &'static str,
}

impl Spot {
    /// The whole document.
    pub(crate) const DOCUMENT: Self = Self { fields: &[], line: None, name: "" };

    /// A field of the head, where the fields are known and the record is not.
    pub(crate) const fn head(fields: &'static [Field], name: &'static str) -> Self {
        Self { fields, line: None, name }
    }

    /// The place of a fault; searched by name, as only a fault needs it.
    pub(crate) fn place(self) -> Place {
        Place { line: self.line, field: self.fields.iter().find(|field| field.name == self.name) }
    }
}

/// A record of the document under check: the head, or one line.
pub(crate) struct Row<'a, R> {
    pub(crate) record: &'a R,
    line: Option<u32>,
}

impl<R> Clone for Row<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Row<'_, R> {}

impl<'a, R: Record> Row<'a, R> {
    pub(crate) const fn head(record: &'a R) -> Self {
        Self { record, line: None }
    }

    pub(crate) fn lines(records: &'a [R]) -> impl Iterator<Item = Self> {
        (0u32..).zip(records).map(|(line, record)| Self { record, line: Some(line) })
    }

    /// Index of the line, from 0; `None` for the head.
    pub(crate) const fn line(&self) -> Option<u32> {
        self.line
    }

    pub(crate) const fn spot(&self, name: &'static str) -> Spot {
        Spot { fields: R::FIELDS, line: self.line, name }
    }
}

/// A field's value and where it stands.
pub(crate) struct Cell<'a, T> {
    pub(crate) value: &'a T,
    pub(crate) spot: Spot,
}

impl<T> Clone for Cell<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Cell<'_, T> {}

/// A text that must be there, or one that may be absent.
pub(crate) trait Text {
    fn text(&self) -> Option<&str>;
}

impl Text for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Text for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}

impl<'a, T: Text> Cell<'a, T> {
    /// The text, unless it is absent or blank: an optional element may be sent empty, and a mandatory text that is blank
    /// has a fault of its own.
    pub(crate) fn given(self) -> Option<&'a str> {
        self.value.text().filter(|text| !is_blank(text))
    }
}

/// The cell of one field of a [`Row`].
macro_rules! cell {
    ($row:expr, $field:ident) => {
        $crate::spot::Cell { value: &$row.record.$field, spot: $row.spot(stringify!($field)) }
    };
}

/// The spot of one field of a [`Row`].
macro_rules! spot {
    ($row:expr, $field:ident) => {
        $crate::spot::cell!($row, $field).spot
    };
}

pub(crate) use {cell, spot};

/// Whether a text is empty or white space only.
pub(crate) fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.chars().all(char::is_whitespace)
}
