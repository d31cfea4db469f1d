//! Messages as JSON. What is written has the names of the `.proto` files, numbers as numbers, and nothing that is empty; read
//! are these names and those in camelCase. A name that is unknown or stands twice is refused, with its place.

use std::collections::HashSet;
use std::fmt;

use prost::Message;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

use crate::near::nearest;
use crate::unread;
use crate::written::Written;

/// The JSON of an encoded message.
pub(crate) fn write(known: MessageDescriptor, message: &[u8]) -> Result<Vec<u8>, Status> {
    let failed = |error: &dyn fmt::Display| {
        tracing::error!(%error, "a reply cannot be written as JSON");
        Refused::plain(Reason::Failure).status()
    };
    let message = DynamicMessage::decode(known, message).map_err(|error| failed(&error))?;
    serde_json::to_vec(&Written(&message)).map_err(|error| failed(&error))
}

/// How many values a text may hold at most: what begins or parts them is counted, also where it stands in a string.
pub(crate) fn values(text: &[u8]) -> usize {
    text.iter().filter(|byte| matches!(byte, b'{' | b'[' | b',')).count()
}

/// The encoded message that JSON stands for.
pub(crate) fn read(known: &MessageDescriptor, text: &[u8]) -> Result<Vec<u8>, Status> {
    if text.trim_ascii().is_empty() {
        return Err(refused("the body is empty; a message without fields is {}".to_owned()));
    }
    let mut checked = serde_json::Deserializer::from_slice(text);
    Names(Some(known))
        .deserialize(&mut checked)
        .and_then(|()| checked.end())
        .map_err(|error| unreadable(text, &error))?;
    let mut from = serde_json::Deserializer::from_slice(text);
    let message =
        DynamicMessage::deserialize(known.clone(), &mut from).map_err(|error| unreadable(text, &error))?;
    Ok(message.encode_to_vec())
}

/// What to do with a body that is no message of the method.
const HINT: &str = "correct the body: docs/api.md has every field, its type and the values of every enum; names may be \
    snake_case or camelCase, enum values are whole names such as DOCUMENT_KIND_SALES_ORDER, decimals are text, a span is text with s, such as \"3600s\", and the body is UTF-8";
const HINT_ZH: &str = "修改请求体：字段、类型和枚举值见 docs/api.md；字段名可用 snake_case 或 camelCase，枚举值须写全名（如 \
    DOCUMENT_KIND_SALES_ORDER），小数写成字符串，时长写成带 s 的字符串（如 \"3600s\"），编码须为 UTF-8";

fn unreadable(text: &[u8], error: &serde_json::Error) -> Status {
    let place = unread::place(text, error.line(), error.column());
    let words = match (error.is_data(), place.is_empty()) {
        (true, false) => format!("{place}: {error}"),
        (true, true) => error.to_string(),
        (false, _) => format!("the body is not JSON: {error}"),
    };
    refused(words)
}

fn refused(words: String) -> Status {
    Refused::new(Reason::MessageUnreadable, words).hint(HINT, HINT_ZH).status()
}

/// Reads past a value and looks at the names in it. It knows what the value has to be, or nothing where names are data, as in a map.
struct Names<'a>(Option<&'a MessageDescriptor>);

impl<'de> DeserializeSeed<'de> for Names<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Names<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        while from.next_element_seed(Names(self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        let (mut numbers, mut names) = (HashSet::new(), HashSet::new());
        // A type that has a form of its own in JSON, such as a time, is looked at when it is read.
        let known = self.0.filter(|known| !known.full_name().starts_with("google.protobuf."));
        while let Some(name) = from.next_key::<String>()? {
            let Some(known) = known else {
                if !names.insert(name) {
                    return Err(A::Error::custom("the name is given twice"));
                }
                from.next_value_seed(Names(None))?;
                continue;
            };
            let field = known.get_field_by_json_name(&name).or_else(|| known.get_field_by_name(&name));
            let Some(field) = field else { return Err(A::Error::custom(unknown(known, &name))) };
            if !numbers.insert(field.number()) {
                return Err(A::Error::custom(format!("{} is given twice", field.name())));
            }
            let inside = match field.kind() {
                Kind::Message(message) if !field.is_map() => Some(message),
                _ => None,
            };
            from.next_value_seed(Names(inside.as_ref()))?;
        }
        Ok(())
    }
}

fn unknown(known: &MessageDescriptor, name: &str) -> String {
    let fields: Vec<_> = known.fields().collect();
    let shown: String = name.chars().take(64).collect();
    match nearest(name, fields.iter().map(prost_reflect::FieldDescriptor::name)) {
        Some(near) => format!("there is no field {shown} in {}; did you mean {near}?", known.name()),
        None => format!("there is no field {shown} in {}", known.name()),
    }
}
