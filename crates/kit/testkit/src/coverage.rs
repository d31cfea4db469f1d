//! Every field of every message, with everything that can be wrong with its form: generated from the one description of
//! the messages, so that a new field is covered as soon as it is described.

use crate::Slots;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::{self, Rule};
use tongguan_domain::record::{Facets, Field, Form, Raw};
use tongguan_domain::version::MessageVersion;

/// What is done to a field. Those that the form allows are good neighbours of a fault: they must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FormFault {
    /// The element is not there.
    Missing,
    /// The element is there and empty.
    Empty,
    /// One character or digit more than the most.
    TooLong,
    /// Exactly the most: never a fault.
    AtLimit,
    /// One character fewer than the fewest.
    TooShort,
    /// Exactly the fewest: never a fault.
    AtLeast,
    /// Letters where a number is asked for.
    Letters,
    /// One digit more after the point than a number may have.
    TooFine,
    /// A number below zero: the form of a decimal allows it.
    Negative,
    /// Another text than the only one.
    NotFixed,
}

impl FormFault {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Missing,
        Self::Empty,
        Self::TooLong,
        Self::AtLimit,
        Self::TooShort,
        Self::AtLeast,
        Self::Letters,
        Self::TooFine,
        Self::Negative,
        Self::NotFixed,
    ];

    /// Whether it can be done to a field at all.
    #[must_use]
    pub const fn applies_to(self, facets: &Facets) -> bool {
        match (self, facets.fixed, facets.form) {
            (Self::Missing | Self::Empty | Self::AtLimit, _, _) | (Self::NotFixed, Some(_), _) => true,
            (Self::NotFixed, None, _) | (_, Some(_), _) => false,
            (Self::TooLong, None, _) => true,
            (Self::TooShort, None, Form::Text { min, .. }) => min > 1,
            (Self::AtLeast, None, Form::Text { min, max }) => min > 0 && min < max,
            (Self::Letters | Self::TooFine | Self::Negative, None, form) => {
                !matches!(form, Form::Text { .. })
            }
            (Self::TooShort | Self::AtLeast, None, Form::Decimal | Form::Integer { .. }) => false,
        }
    }
}

/// One field of one message with one thing done to it, and what must come of it.
#[derive(Clone, Debug)]
pub struct FormCase {
    /// The message.
    pub kind: DocumentKind,
    /// Whether the field is one of a line; then that of the first.
    pub line: bool,
    /// The field.
    pub field: &'static Field,
    /// The version of the messages.
    pub version: MessageVersion,
    /// What is done.
    pub fault: FormFault,
    /// What is sent.
    pub value: Raw,
    /// The rule that it breaks, and no other; `None`: it passes.
    pub expected: Option<&'static Rule>,
}

impl FormCase {
    /// The case in words, such as `603 202205 items[0].gcode TooLong`.
    #[must_use]
    pub fn name(&self) -> String {
        let line = if self.line { "items[0]." } else { "" };
        format!("{} {} {line}{} {:?}", self.kind.message(), self.version.name(), self.field.name, self.fault)
    }

    /// What is sent when this is done to the document, or to its first line.
    ///
    /// # Panics
    /// The document is of another kind, or has no line where the case needs one.
    #[must_use]
    pub fn applied_to(&self, document: &Document) -> Slots {
        assert_eq!(document.kind(), self.kind, "{}", self.name());
        let mut sent = Slots::of(document);
        let (fields, row) = if self.line {
            (self.kind.line_fields(), sent.lines.first_mut())
        } else {
            (self.kind.head_fields(), Some(&mut sent.head))
        };
        let place = fields.iter().position(|field| field.name == self.field.name);
        let Some(slot) = row.zip(place).and_then(|(row, place)| row.get_mut(place)) else {
            panic!("no place for {}", self.name());
        };
        *slot = self.value.clone();
        sent
    }
}

/// Every case of every field of every message in every version that has it.
#[must_use]
pub fn form_cases() -> Vec<FormCase> {
    let mut cases = Vec::new();
    for version in MessageVersion::ALL {
        for kind in DocumentKind::ALL.into_iter().filter(|kind| kind.is_in(version)) {
            for (line, fields) in [(false, kind.head_fields()), (true, kind.line_fields())] {
                let known = |field: &&Field| field.in_2018 || version != MessageVersion::V2018113;
                for field in fields.iter().filter(known) {
                    cases.extend(cases_of(kind, line, field, version));
                }
            }
        }
    }
    cases
}

fn cases_of(
    kind: DocumentKind,
    line: bool,
    field: &'static Field,
    version: MessageVersion,
) -> impl Iterator<Item = FormCase> {
    let facets = field.facets(version);
    FormFault::ALL.into_iter().filter(|fault| fault.applies_to(facets)).map(move |fault| {
        let (value, expected) = match fault {
            FormFault::Missing => (Raw::Absent, field.mandatory.then_some(&fault::MISSING)),
            fault => sent(facets, fault),
        };
        FormCase { kind, line, field, version, fault, value, expected }
    })
}

/// What is sent for a field that is there, and the rule that it breaks.
fn sent(facets: &Facets, fault: FormFault) -> (Raw, Option<&'static Rule>) {
    if fault == FormFault::Empty && facets.default.is_some() {
        return (text(""), None);
    }
    if let Some(fixed) = facets.fixed {
        return match fault {
            FormFault::NotFixed => (text(&format!("{fixed}9")), Some(&fault::NOT_THE_FIXED_VALUE)),
            _ => (text(fixed), None),
        };
    }
    match facets.form {
        Form::Text { min, max } => sent_text(usize::from(min), usize::from(max), fault),
        Form::Decimal => sent_decimal(fault),
        Form::Integer { digits } => sent_integer(usize::from(digits), fault),
    }
}

fn sent_text(min: usize, max: usize, fault: FormFault) -> (Raw, Option<&'static Rule>) {
    let characters = match fault {
        FormFault::Empty => 0,
        FormFault::TooLong => max + 1,
        FormFault::TooShort => min - 1,
        FormFault::AtLeast => min,
        _ => max,
    };
    let rule = match characters {
        n if (min..=max).contains(&n) => None,
        _ if min == max => Some(&fault::WRONG_LENGTH),
        n if n > max => Some(&fault::TOO_LONG),
        _ => Some(&fault::TOO_SHORT),
    };
    // Three and four bytes each: characters count, not bytes and not UTF-16 units.
    let value = ['报', '𠮷'].into_iter().cycle().take(characters).collect::<String>();
    (Raw::Text(value), rule)
}

fn sent_decimal(fault: FormFault) -> (Raw, Option<&'static Rule>) {
    match fault {
        FormFault::Empty => (text(""), Some(&fault::NOT_A_DECIMAL)),
        FormFault::TooLong => (text("123456789012345.12345"), Some(&fault::TOO_MANY_DIGITS)),
        FormFault::Letters => (text("12a"), Some(&fault::NOT_A_DECIMAL)),
        FormFault::TooFine => (text("1.123456"), Some(&fault::TOO_MANY_FRACTION_DIGITS)),
        FormFault::Negative => (text("-1.5"), None),
        _ => (text("12345678901234.12345"), None),
    }
}

fn sent_integer(digits: usize, fault: FormFault) -> (Raw, Option<&'static Rule>) {
    match fault {
        FormFault::Empty => (text(""), Some(&fault::NOT_AN_INTEGER)),
        FormFault::TooLong => (text(&"1".repeat(digits + 1)), Some(&fault::TOO_MANY_DIGITS)),
        FormFault::Letters => (text("1a"), Some(&fault::NOT_AN_INTEGER)),
        FormFault::TooFine => (text("1.5"), Some(&fault::NOT_AN_INTEGER)),
        FormFault::Negative => (text("-1"), Some(&fault::NOT_AN_INTEGER)),
        _ => (text(&"9".repeat(digits)), None),
    }
}

fn text(value: &str) -> Raw {
    Raw::Text(value.to_owned())
}
