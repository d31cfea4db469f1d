//! Names and values in JSON, checked before it is read: every mistake at once, each with its place.

use super::faults::{Fault, inner};
use super::kinds;
use crate::cli::lang::{said, say};
use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::Value;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::near::nearest;
use tongguan_domain::time::Moment;
use tongguan_scenario::span;

/// Appends what is wrong with a message.
pub(super) fn message(known: &MessageDescriptor, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    match known.full_name() {
        "google.protobuf.Timestamp" => return timestamp(value, path, faults),
        "google.protobuf.Duration" => return duration(value, path, faults),
        "tongguan.document.v1.Document" => return kinds::document(known, value, path, faults),
        _ => {}
    }
    let Some(fields) = value.as_object() else {
        faults.push(Fault::new(path, say("has to be an object {…}", "须为对象 {…}")).quoted());
        return;
    };
    let mut given: Vec<(u32, &str)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let path = inner(path, name);
        let Some(field) = field_named(known, name) else {
            let (of, meant) = (known.name(), meant(known, name));
            let words = said!("no such field of {of}{meant}", "{of} 没有此字段{meant}");
            faults.push(Fault::new(path, words));
            continue;
        };
        // What is null is absent, as ProtoJSON has it.
        if value.is_null() {
            continue;
        }
        if let Some((_, other)) = given.iter().find(|(number, _)| *number == field.number()) {
            faults.push(Fault::new(
                &path,
                said!("is given twice, also as {other}", "重复给出，另写作 {other}"),
            ));
        }
        given.push((field.number(), name));
        of_field(&field, value, &path, faults);
    }
}

/// The field with this name, in either of its two spellings.
pub(super) fn field_named(known: &MessageDescriptor, name: &str) -> Option<FieldDescriptor> {
    known.get_field_by_name(name).or_else(|| known.get_field_by_json_name(name))
}

/// Appends what is wrong with the value of a field.
pub(super) fn of_field(field: &FieldDescriptor, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    if field.is_list() {
        let Some(list) = value.as_array() else {
            faults.push(Fault::new(path, say("has to be an array […]", "须为数组 […]")).quoted());
            return;
        };
        for (index, one) in list.iter().enumerate() {
            single(&field.kind(), one, &format!("{path}[{index}]"), faults);
        }
    } else {
        single(&field.kind(), value, path, faults);
    }
}

fn single(kind: &Kind, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    let words = match kind {
        Kind::Message(known) => return message(known, value, path, faults),
        Kind::Enum(known) => return of_names(known, value, path, faults),
        Kind::String => match value {
            Value::String(_) => return,
            Value::Number(number) => {
                said!("has to be a text in quotes: \"{number}\"", "须为带引号的文本：\"{number}\"")
            }
            _ => say("has to be a text in quotes", "须为带引号的文本").to_owned(),
        },
        Kind::Bool if value.is_boolean() => return,
        Kind::Bool => say("has to be true or false", "须为 true 或 false").to_owned(),
        Kind::Bytes if value.is_string() => return,
        Kind::Bytes => say("has to be a text of Base64 in quotes", "须为带引号的 Base64 文本").to_owned(),
        Kind::Double | Kind::Float if value.is_number() => return,
        Kind::Double | Kind::Float => say("has to be a number", "须为数字").to_owned(),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => return whole(value, RANGE_I32, path, faults),
        Kind::Uint32 | Kind::Fixed32 => return whole(value, RANGE_U32, path, faults),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => return whole(value, RANGE_I64, path, faults),
        Kind::Uint64 | Kind::Fixed64 => return whole(value, RANGE_U64, path, faults),
    };
    faults.push(Fault::new(path, words).quoted());
}

type Range = (i128, i128);
const RANGE_I32: Range = (i32::MIN as i128, i32::MAX as i128);
const RANGE_U32: Range = (0, u32::MAX as i128);
const RANGE_I64: Range = (i64::MIN as i128, i64::MAX as i128);
const RANGE_U64: Range = (0, u64::MAX as i128);

/// A whole number, which may stand in quotes, as ProtoJSON has it.
fn whole(value: &Value, (least, most): Range, path: &str, faults: &mut Vec<Fault>) {
    let number: Option<i128> = match value {
        Value::Number(number) => {
            let fraction_of_nothing = || number.to_string().strip_suffix(".0")?.parse().ok();
            number.as_i128().or_else(fraction_of_nothing)
        }
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    if !number.is_some_and(|number| (least..=most).contains(&number)) {
        let words = said!("has to be a whole number from {least} to {most}", "须为 {least} 至 {most} 的整数");
        faults.push(Fault::new(path, words).quoted());
    }
}

fn of_names(known: &EnumDescriptor, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    let is_known = match value {
        Value::String(name) => known.get_value_by_name(name).is_some(),
        Value::Number(number) => {
            let number = number.as_i64().and_then(|number| i32::try_from(number).ok());
            number.is_some_and(|number| known.get_value(number).is_some())
        }
        _ => false,
    };
    if is_known {
        return;
    }
    let names: Vec<String> = known.values().map(|value| value.name().to_owned()).collect();
    let near = value.as_str().and_then(|text| nearest(text, names.iter().map(String::as_str)));
    let near = near.map(|name| said!("; did you mean {name}?", "；是否指 {name}？")).unwrap_or_default();
    let words = said!("has to be one of {}{near}", "须为以下之一：{}{near}", names.join(", "));
    faults.push(Fault::new(path, words).quoted());
}

fn timestamp(value: &Value, path: &str, faults: &mut Vec<Fault>) {
    if value.as_str().and_then(Moment::from_rfc3339).is_none() {
        let words = say(
            "has to be a time in quotes, such as \"2026-01-05T09:00:00+08:00\"",
            "须为带引号的时间，如 \"2026-01-05T09:00:00+08:00\"",
        );
        faults.push(Fault::new(path, words).quoted());
    }
}

fn duration(value: &Value, path: &str, faults: &mut Vec<Fault>) {
    let is_span = |text: &str| text.ends_with('s') && span(text).is_ok();
    if !value.as_str().is_some_and(is_span) {
        let words =
            say("has to be a span of seconds in quotes, such as \"90s\"", "须为带引号的秒数，如 \"90s\"");
        faults.push(Fault::new(path, words).quoted());
    }
}

/// The field that was probably meant: by its CEB element, by a name that is near, or by one that begins alike.
fn meant(known: &MessageDescriptor, name: &str) -> String {
    let fields =
        DocumentKind::ALL.into_iter().flat_map(|kind| kind.head_fields().iter().chain(kind.line_fields()));
    let by_element = fields.filter(|field| field.element == name).map(|field| field.name.to_owned());
    let names: Vec<String> = known.fields().map(|field| field.name().to_owned()).collect();
    let near = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    let wanted = plain(name);
    let common =
        |field: &&String| plain(field).chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    let alike = names.iter().rev().filter(|field| common(field) >= 4).max_by_key(common).cloned();
    let known_here = |field: &String| known.get_field_by_name(field).is_some();
    match by_element.chain(near).chain(alike).find(known_here) {
        Some(field) => said!("; did you mean {field}?", "；是否指 {field}？"),
        None => String::new(),
    }
}
