//! One description per record: the field list from which structs, checks, XML order and protobuf names come.

use crate::decimal::{Decimal, DecimalError};
use crate::fault::{self, Fault, Place, Rule};
use crate::limits;
use crate::version::MessageVersion;
use crate::xml;

/// What a field may hold: the facets of its XSD type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text of `min` to `max` characters (Unicode scalar values, as the schema counts).
    Text {
        /// Fewest characters.
        min: u16,
        /// Most characters.
        max: u16,
    },
    /// A decimal of 19 digits, 5 after the point.
    Decimal,
    /// An `xs:int` of at most so many digits.
    Integer {
        /// Most digits.
        digits: u8,
    },
}

/// What one version of the messages says about a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facets {
    /// The form.
    pub form: Form,
    /// Whether white space is collapsed before use (XSD `whiteSpace`).
    pub collapse: bool,
    /// What an empty element stands for (XSD `default`).
    pub default: Option<&'static str>,
    /// The only text that the schema allows (XSD `fixed`); an empty element stands for it, too.
    pub fixed: Option<&'static str>,
}

impl Facets {
    /// The limit in words, such as `1 to 60 characters`.
    #[must_use]
    pub fn limit(&self) -> String {
        if let Some(fixed) = self.fixed {
            return format!("only {fixed}");
        }
        match self.form {
            Form::Text { min: 1, max: 1 } => "exactly 1 character".to_owned(),
            Form::Text { min: 0, max: 1 } => "at most 1 character".to_owned(),
            Form::Text { min, max } if min == max => format!("exactly {max} characters"),
            Form::Text { min: 0, max } => format!("at most {max} characters"),
            Form::Text { min, max } => format!("{min} to {max} characters"),
            Form::Decimal => "19 digits, 5 of them after the point".to_owned(),
            Form::Integer { digits } => format!("a whole number of at most {digits} digits"),
        }
    }
}

/// The description of one field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// CEB element, such as `orderNo`.
    pub element: &'static str,
    /// Name in Rust and protobuf, such as `order_no`.
    pub name: &'static str,
    /// Chinese name in the specification.
    pub zh: &'static str,
    /// Whether the element must be present (`minOccurs` 1); the same in both versions.
    pub mandatory: bool,
    /// What 202205 says.
    pub facets: Facets,
    /// What 2018-113 says.
    pub older: Facets,
    /// Whether 2018-113 has the field at all.
    pub in_2018: bool,
}

impl Field {
    const fn new(element: &'static str, zh: &'static str, form: Form) -> Self {
        let collapse = matches!(form, Form::Integer { .. } | Form::Decimal);
        let facets = Facets { form, collapse, default: None, fixed: None };
        Self { element, name: "", zh, mandatory: true, facets, older: facets, in_2018: true }
    }

    /// A text field of `min` to `max` characters.
    #[must_use]
    pub const fn text(element: &'static str, zh: &'static str, min: u16, max: u16) -> Self {
        Self::new(element, zh, Form::Text { min, max })
    }

    /// A decimal field.
    #[must_use]
    pub const fn decimal(element: &'static str, zh: &'static str) -> Self {
        Self::new(element, zh, Form::Decimal)
    }

    /// An integer field.
    #[must_use]
    pub const fn integer(element: &'static str, zh: &'static str, digits: u8) -> Self {
        Self::new(element, zh, Form::Integer { digits })
    }

    /// The same field, but the element may be absent.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.mandatory = false;
        self
    }

    /// The same field, with white space collapsed.
    #[must_use]
    pub const fn collapsed(mut self) -> Self {
        self.facets.collapse = true;
        self.older.collapse = true;
        self
    }

    /// The same field, with what an empty element stands for.
    #[must_use]
    pub const fn default_to(mut self, value: &'static str) -> Self {
        self.facets.default = Some(value);
        self.older.default = Some(value);
        self
    }

    /// The same field, with the only text that it may hold.
    #[must_use]
    pub const fn fixed_to(mut self, value: &'static str) -> Self {
        self.facets.fixed = Some(value);
        self.older.fixed = Some(value);
        self.default_to(value)
    }

    /// The same field, a text of other lengths in 2018-113.
    #[must_use]
    pub const fn in_2018(mut self, min: u16, max: u16) -> Self {
        self.older.form = Form::Text { min, max };
        self
    }

    /// The same field, its white space kept in 2018-113.
    #[must_use]
    pub const fn spaced_in_2018(mut self) -> Self {
        self.older.collapse = false;
        self
    }

    /// The same field, with another default in 2018-113.
    #[must_use]
    pub const fn default_in_2018(mut self, value: &'static str) -> Self {
        self.older.default = Some(value);
        self
    }

    /// The same field, with neither default nor fixed text in 2018-113.
    #[must_use]
    pub const fn free_in_2018(mut self) -> Self {
        self.older.default = None;
        self.older.fixed = None;
        self
    }

    /// The same field, which 2018-113 does not have.
    #[must_use]
    pub const fn not_in_2018(mut self) -> Self {
        self.in_2018 = false;
        self
    }

    /// The same field under its Rust name; used by [`record!`](crate::record!).
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// What a version says about it.
    #[must_use]
    pub const fn facets(&self, version: MessageVersion) -> &Facets {
        match version {
            MessageVersion::V202205 => &self.facets,
            MessageVersion::V2018113 => &self.older,
        }
    }
}

/// What was sent for one field, before it is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Raw {
    /// Nothing.
    #[default]
    Absent,
    /// A text, as XML and most protobuf fields carry it.
    Text(String),
    /// A whole number, as protobuf carries it.
    Integer(u32),
}

impl Raw {
    /// A protobuf text, where empty means absent.
    #[must_use]
    pub fn non_empty(text: String) -> Self {
        if text.is_empty() { Self::Absent } else { Self::Text(text) }
    }

    /// A protobuf number, where zero means absent.
    #[must_use]
    pub const fn non_zero(number: u32) -> Self {
        if number == 0 { Self::Absent } else { Self::Integer(number) }
    }

    fn text(self) -> Result<String, Misfit> {
        match self {
            Self::Absent => Err(Misfit::new(&fault::MISSING, None)),
            Self::Text(text) => Ok(text),
            Self::Integer(number) => Ok(number.to_string()),
        }
    }
}

/// A value that can stand in a field.
pub trait FieldValue: Sized + Default {
    /// Takes the value out of what was sent.
    ///
    /// # Errors
    /// The rule that was broken, and what was found. The caller adds where.
    fn take(facets: &Facets, raw: Raw) -> Result<Self, Misfit>;

    /// The value as a writer needs it.
    fn rendered(&self) -> Rendered<'_>;
}

/// Why a text does not fit its field.
#[derive(Clone, Debug)]
pub struct Misfit {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// What was found: the number itself, or the length of a text (never the text: it may be personal).
    pub found: Option<String>,
}

impl Misfit {
    fn new(rule: &'static Rule, found: Option<String>) -> Self {
        Self { rule, found }
    }

    /// A number is quoted, but not at any length.
    fn quoting(rule: &'static Rule, text: &str) -> Self {
        Self::new(rule, Some(text.chars().take(limits::FAULT_VALUE_CHARACTERS).collect()))
    }
}

/// A field's value on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rendered<'a> {
    /// Not present.
    Absent,
    /// Text.
    Text(&'a str),
    /// Decimal.
    Decimal(Decimal),
    /// Whole number.
    Integer(u32),
}

impl core::fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Absent => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Decimal(decimal) => decimal.fmt(f),
            Self::Integer(integer) => integer.fmt(f),
        }
    }
}

impl FieldValue for String {
    fn take(facets: &Facets, raw: Raw) -> Result<Self, Misfit> {
        let text = if let Raw::Text(text) = raw { text } else { raw.text()? };
        if let Some(c) = xml::forbidden(&text) {
            return Err(Misfit::new(&fault::NOT_IN_XML, Some(format!("U+{:04X}", u32::from(c)))));
        }
        if facets.fixed.is_some_and(|fixed| fixed != text) {
            return Err(Misfit::quoting(&fault::NOT_THE_FIXED_VALUE, &text));
        }
        let Form::Text { min, max } = facets.form else {
            return Ok(text);
        };
        let (min, max) = (usize::from(min), usize::from(max));
        // Bytes bound characters from above, so most texts need no count.
        if text.len() <= max && min == 0 {
            return Ok(text);
        }
        let characters = if text.is_ascii() { text.len() } else { text.chars().count() };
        if (min..=max).contains(&characters) {
            return Ok(text);
        }
        let rule = match characters {
            _ if min == max => &fault::WRONG_LENGTH,
            n if n > max => &fault::TOO_LONG,
            _ => &fault::TOO_SHORT,
        };
        Err(Misfit::new(rule, Some(format!("{characters} characters"))))
    }

    fn rendered(&self) -> Rendered<'_> {
        Rendered::Text(self)
    }
}

impl FieldValue for Decimal {
    fn take(_: &Facets, raw: Raw) -> Result<Self, Misfit> {
        let text = if let Raw::Text(text) = raw { text } else { raw.text()? };
        Self::parse(&text).map_err(|error| {
            let rule = match error {
                DecimalError::NotANumber => &fault::NOT_A_DECIMAL,
                DecimalError::TooManyDigits => &fault::TOO_MANY_DIGITS,
                DecimalError::TooManyFractionDigits => &fault::TOO_MANY_FRACTION_DIGITS,
            };
            Misfit::quoting(rule, &text)
        })
    }

    fn rendered(&self) -> Rendered<'_> {
        Rendered::Decimal(*self)
    }
}

impl FieldValue for u32 {
    fn take(facets: &Facets, raw: Raw) -> Result<Self, Misfit> {
        let most = if let Form::Integer { digits } = facets.form { u32::from(digits) } else { u32::MAX };
        // A number of protobuf is written down only to be quoted.
        if let Raw::Integer(number) = raw
            && number.checked_ilog10().unwrap_or(0) < most
        {
            return Ok(number);
        }
        let text = raw.text()?;
        let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
        let digits = trimmed.strip_prefix('+').unwrap_or(trimmed);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Misfit::quoting(&fault::NOT_AN_INTEGER, &text));
        }
        let significant = digits.trim_start_matches('0');
        match significant {
            "" => Ok(0),
            _ if significant.len() > most as usize => Err(Misfit::quoting(&fault::TOO_MANY_DIGITS, &text)),
            _ => significant.parse().map_err(|_| Misfit::quoting(&fault::TOO_MANY_DIGITS, &text)),
        }
    }

    fn rendered(&self) -> Rendered<'_> {
        Rendered::Integer(*self)
    }
}

impl<V: FieldValue> FieldValue for Option<V> {
    fn take(facets: &Facets, raw: Raw) -> Result<Self, Misfit> {
        if let Raw::Absent = raw { Ok(None) } else { V::take(facets, raw).map(Some) }
    }

    fn rendered(&self) -> Rendered<'_> {
        self.as_ref().map_or(Rendered::Absent, V::rendered)
    }
}

/// A flat record of a message: a head, a line, or a whole document that has no lines.
pub trait Record: Sized {
    /// XML element of the record, such as `OrderHead`.
    const ELEMENT: &'static str;
    /// The fields, in the order that the schema demands.
    const FIELDS: &'static [Field];

    /// Takes every field out of `values` (one slot per field, in order), and reports all that is wrong with the
    /// forms. A field with a fault holds its empty value, so that the other rules can still be checked.
    fn take(values: &mut [Raw], line: Option<u32>, version: MessageVersion, faults: &mut Vec<Fault>) -> Self;

    /// Shows every field in order.
    fn each<'a>(&'a self, show: &mut dyn FnMut(&'static Field, Rendered<'a>));

    /// The description of the field with this Rust name.
    #[must_use]
    fn field(name: &str) -> Option<&'static Field> {
        Self::FIELDS.iter().find(|field| field.name == name)
    }
}

/// Takes one field; used by [`record!`](crate::record!).
pub fn take_field<V: FieldValue>(
    field: &'static Field,
    slot: Option<&mut Raw>,
    line: Option<u32>,
    version: MessageVersion,
    faults: &mut Vec<Fault>,
) -> V {
    let facets = field.facets(version);
    let mut raw = slot.map(core::mem::take).unwrap_or_default();
    if let (Raw::Text(text), Some(default)) = (&mut raw, facets.default)
        && text.is_empty()
    {
        default.clone_into(text);
    }
    V::take(facets, raw).unwrap_or_else(|misfit| {
        let place = Place { line, field: Some(field) };
        faults.push(Fault::new(misfit.rule, place).found(misfit.found).allowed(facets.limit()));
        V::default()
    })
}

/// Declares a record: the struct, its stored form, its [`Record`] description and the list of its names, from one list.
///
/// The order of the rows is that of the schema. The number of a row is that of the stored form and never changes: a field
/// that the schema gets in its middle later stands in its place and takes the next number that is free.
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident : $element:literal {
        $($(#[$doc:meta])* $n:literal $field:ident : $ty:ty = $spec:expr;)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
        pub struct $name {
            $($(#[$doc])* #[n($n)] pub $field: $ty,)*
        }

        impl $crate::record::Record for $name {
            const ELEMENT: &'static str = $element;
            const FIELDS: &'static [$crate::record::Field] = &[$($spec.named(stringify!($field)),)*];

            fn take(
                values: &mut [$crate::record::Raw],
                line: Option<u32>,
                version: $crate::version::MessageVersion,
                faults: &mut Vec<$crate::fault::Fault>,
            ) -> Self {
                let mut slots = values.iter_mut();
                let mut fields = Self::FIELDS.iter();
                Self {
                    $($field: match fields.next() {
                        Some(field) => $crate::record::take_field(
                            field, slots.next(), line, version, faults,
                        ),
                        None => Default::default(),
                    },)*
                }
            }

            fn each<'a>(
                &'a self,
                show: &mut dyn FnMut(&'static $crate::record::Field, $crate::record::Rendered<'a>),
            ) {
                let mut fields = Self::FIELDS.iter();
                $(if let Some(field) = fields.next() {
                    show(field, $crate::record::FieldValue::rendered(&self.$field));
                })*
            }
        }

        $crate::names! { $name { $($field)* } ($) }
    };
}

/// Gives a record a macro of its own name that hands its list of names on: `Waybill! { then … }` is
/// `then! { … Waybill { guid app_type … } }`. So a crate that needs the names of the fields, such as that of the protobuf
/// messages, does not repeat them.
///
/// The `$` comes as an argument, as a macro cannot write one for the macro that it makes.
#[doc(hidden)]
#[macro_export]
macro_rules! names {
    ($name:ident { $($field:ident)* } ($d:tt)) => {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            ($d then:ident $d($d with:tt)*) => { $d then! { $d($d with)* $name { $($field)* } } };
        }
    };
}

#[cfg(test)]
mod tests;
