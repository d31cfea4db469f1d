//! A value in the form that the schema demands: a message that customs sends is never invalid.

use std::borrow::Cow;
use tongguan_domain::record::{Facets, Field, Form, Rendered};
use tongguan_domain::version::MessageVersion;

/// `guid` of a receipt and of its message.
pub(super) const GUID: Field = Field::text("guid", "系统唯一序号", 36, 36);

/// A value as it is written.
pub(super) enum Fitted<'a> {
    /// Nothing.
    Absent,
    /// A text of a proper length.
    Text(Cow<'a, str>),
    /// A number.
    Number(Rendered<'a>),
}

/// The value for a field. An optional text that is empty is left out, and so is a field that the version does not have.
pub(super) fn fitted<'a>(field: &Field, version: MessageVersion, value: Rendered<'a>) -> Fitted<'a> {
    if version == MessageVersion::V2018113 && !field.in_2018 {
        return Fitted::Absent;
    }
    let facets = field.facets(version);
    match value {
        Rendered::Absent => Fitted::Absent,
        Rendered::Text("") if !field.mandatory => Fitted::Absent,
        Rendered::Text(text) => Fitted::Text(fitted_text(facets, text)),
        Rendered::Integer(number) => Fitted::Number(Rendered::Integer(fitted_integer(facets, number))),
        Rendered::Decimal(_) => Fitted::Number(value),
    }
}

/// A text that is too long is cut, and one that is too short is filled with zeros.
///
/// So 604 carries eighteen zeros as `invtNo` before customs has given it, under 2018-113, whose schema wants exactly 18
/// characters there (every 2018 sample has a value), while 202205 allows an empty element.
pub(super) fn fitted_text<'a>(facets: &Facets, text: &'a str) -> Cow<'a, str> {
    let Form::Text { min, max } = facets.form else {
        return Cow::Borrowed(text);
    };
    let (min, max) = (usize::from(min), usize::from(max));
    if min == 0 && text.len() <= max {
        return Cow::Borrowed(text);
    }
    if let Some((at, _)) = text.char_indices().nth(max) {
        return Cow::Borrowed(text.get(..at).unwrap_or_default());
    }
    match min.checked_sub(text.chars().count()) {
        None | Some(0) => Cow::Borrowed(text),
        Some(missing) => Cow::Owned(text.chars().chain(core::iter::repeat_n('0', missing)).collect()),
    }
}

fn fitted_integer(facets: &Facets, number: u32) -> u32 {
    let Form::Integer { digits } = facets.form else {
        return number;
    };
    let most = 10u32.checked_pow(u32::from(digits)).map_or(u32::MAX, |bound| bound - 1);
    number.min(most)
}
