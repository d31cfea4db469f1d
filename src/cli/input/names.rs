//! Names and forms in JSON, checked before it is read: every mistake at once, each with its place.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::Value;
use tongguan_domain::document::DocumentKind;

/// `sales_order` as `salesOrder`.
pub(crate) fn camel(name: &str) -> String {
    let mut upper = false;
    let letters = name.chars().filter_map(|c| {
        if c == '_' {
            upper = true;
            return None;
        }
        Some(if std::mem::take(&mut upper) { c.to_ascii_uppercase() } else { c })
    });
    letters.collect()
}

/// Appends what is wrong with the names and forms of a message.
pub(crate) fn check(known: &MessageDescriptor, value: &Value, place: &str, wrong: &mut Vec<String>) {
    let Some(fields) = value.as_object() else {
        wrong.push(format!("{}: has to be an object {{…}}", or_all(place)));
        return;
    };
    let mut given: Vec<(u32, &str)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        let field = known.get_field_by_name(name).or_else(|| known.get_field_by_json_name(name));
        if let Some(field) = &field {
            // What is null is absent, as ProtoJSON has it.
            if value.is_null() {
                continue;
            }
            if let Some((_, other)) = given.iter().find(|(number, _)| *number == field.number()) {
                wrong.push(format!("{place} is given twice, also as {other}"));
            }
            given.push((field.number(), name));
        }
        match field {
            None => wrong.push(format!("{place}: no such field of {}{}", known.name(), suggest(known, name))),
            Some(field) if field.is_list() => match value.as_array() {
                None => wrong.push(format!("{place}: has to be an array […]")),
                Some(list) => {
                    for (index, one) in list.iter().enumerate() {
                        check_one(&field, one, &format!("{place}[{index}]"), wrong);
                    }
                }
            },
            Some(field) => check_one(&field, value, &place, wrong),
        }
    }
}

fn check_one(field: &FieldDescriptor, value: &Value, place: &str, wrong: &mut Vec<String>) {
    match (field.kind(), value) {
        (Kind::Message(known), _) => check(&known, value, place, wrong),
        (Kind::String, Value::Number(number)) => {
            wrong.push(format!("{place}: has to be a text in quotes: \"{number}\""));
        }
        (Kind::String, Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            wrong.push(format!("{place}: has to be a text in quotes"));
        }
        _ => {}
    }
}

const fn or_all(place: &str) -> &str {
    if place.is_empty() { "the document" } else { place }
}

/// The field that was probably meant: by its CEB element, or by a name that begins alike.
fn suggest(known: &MessageDescriptor, name: &str) -> String {
    let fields =
        DocumentKind::ALL.into_iter().flat_map(|kind| kind.head_fields().iter().chain(kind.line_fields()));
    let by_element = fields.filter(|field| field.element == name).map(|field| field.name.to_owned());
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let wanted = plain(name);
    let begins = wanted.get(..4).unwrap_or(&wanted).to_owned();
    let alike =
        known.fields().map(|field| field.name().to_owned()).filter(|field| plain(field).starts_with(&begins));
    let known_here = |field: &String| known.get_field_by_name(field).is_some();
    match by_element.chain(alike).find(known_here) {
        Some(field) => format!("; {field} is"),
        None => String::new(),
    }
}
