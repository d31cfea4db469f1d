//! A message on its way out, the same bytes every time: fields in the order of their numbers, and maps, which have no order of
//! their own, by key. The library writes a map as it lies in memory, and otherwise as it is done here.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use prost_reflect::{DynamicMessage, Kind, MapKey, ReflectMessage, SerializeOptions, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// How the library is to write.
fn options() -> SerializeOptions {
    SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false)
}

/// A message with the names of its `.proto` file, numbers as numbers, and nothing that is empty.
pub(crate) struct Written<'a>(pub(crate) &'a DynamicMessage);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(message) = self;
        if message.descriptor().full_name().starts_with("google.protobuf.") {
            // It has a form of its own, such as a time.
            return message.serialize_with_options(serializer, &options());
        }
        let mut map = serializer.serialize_map(None)?;
        for (field, value) in message.fields() {
            map.serialize_entry(field.name(), &Shown { value, kind: &field.kind() })?;
        }
        map.end()
    }
}

/// The value of a field.
struct Shown<'a> {
    value: &'a Value,
    kind: &'a Kind,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::I32(value) => serializer.serialize_i32(*value),
            Value::I64(value) => serializer.serialize_i64(*value),
            Value::U32(value) => serializer.serialize_u32(*value),
            Value::U64(value) => serializer.serialize_u64(*value),
            Value::F32(value) => serializer.serialize_f32(*value),
            Value::F64(value) => serializer.serialize_f64(*value),
            Value::String(value) => serializer.serialize_str(value),
            Value::Bytes(value) => serializer.collect_str(&Base64Display::new(value, &STANDARD)),
            Value::EnumNumber(number) => match self.kind.as_enum().and_then(|known| known.get_value(*number))
            {
                Some(known) => serializer.serialize_str(known.name()),
                None => serializer.serialize_i32(*number),
            },
            Value::Message(message) => Written(message).serialize(serializer),
            Value::List(list) => serializer.collect_seq(list.iter().map(|value| Shown { value, ..*self })),
            Value::Map(entries) => {
                let kind = self.kind.as_message().map(|entry| entry.map_entry_value_field().kind());
                let kind = kind.unwrap_or(Kind::String);
                let sorted: BTreeMap<_, _> =
                    entries.iter().map(|(key, value)| (Key::of(key), Shown { value, kind: &kind })).collect();
                serializer.collect_map(sorted)
            }
        }
    }
}

/// A key of a map, in the order of its kind: numbers as numbers, texts by their bytes. JSON knows texts only.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Number(i128),
    Text(&'a str),
}

impl<'a> Key<'a> {
    fn of(key: &'a MapKey) -> Self {
        match key {
            MapKey::Bool(false) => Self::Text("false"),
            MapKey::Bool(true) => Self::Text("true"),
            MapKey::I32(key) => Self::Number((*key).into()),
            MapKey::I64(key) => Self::Number((*key).into()),
            MapKey::U32(key) => Self::Number((*key).into()),
            MapKey::U64(key) => Self::Number((*key).into()),
            MapKey::String(key) => Self::Text(key),
        }
    }
}

impl Serialize for Key<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.collect_str(number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_reflect::{DescriptorPool, FieldDescriptor, MessageDescriptor};

    /// A message with something in every field, as deep as this.
    fn filled(known: &MessageDescriptor, depth: usize) -> DynamicMessage {
        let mut message = DynamicMessage::new(known.clone());
        for field in known.fields() {
            if let Some(value) = value(&field, depth) {
                message.set_field(&field, value);
            }
        }
        message
    }

    fn value(field: &FieldDescriptor, depth: usize) -> Option<Value> {
        if field.is_map() {
            let key = |name: &str| MapKey::String(name.to_owned());
            let pair = |name| (key(name), Value::String("v".to_owned()));
            return Some(Value::Map(["b", "a", "c", "e", "d"].into_iter().map(pair).collect()));
        }
        let one = match field.kind() {
            Kind::Message(known) if known.full_name().starts_with("google.protobuf.") => {
                Value::Message(DynamicMessage::new(known))
            }
            Kind::Message(_) if depth == 0 => return None,
            Kind::Message(known) => Value::Message(filled(&known, depth - 1)),
            Kind::Enum(_) => Value::EnumNumber(if depth.is_multiple_of(2) { 1 } else { 99 }),
            Kind::Bytes => Value::Bytes(vec![0xff, 0, 1, 2].into()),
            Kind::String => Value::String("\"a\"".to_owned()),
            Kind::Bool => Value::Bool(true),
            Kind::Uint64 => Value::U64(u64::MAX),
            Kind::Int64 => Value::I64(i64::MIN),
            Kind::Uint32 => Value::U32(7),
            Kind::Int32 => Value::I32(-7),
            _ => return None,
        };
        Some(if field.is_list() { Value::List(vec![one.clone(), one]) } else { one })
    }

    /// Every message of the API, filled: what is written is what the library writes, but for the order of maps.
    #[test]
    fn it_is_what_the_library_writes() {
        let pool = DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap();
        let (mut seen, mut alike) = (0, 0);
        let ours =
            |known: &MessageDescriptor| known.full_name().starts_with("tongguan.") && !known.is_map_entry();
        for known in pool.all_messages().filter(ours) {
            let message = filled(&known, 3);
            let mut other = serde_json::Serializer::new(Vec::new());
            message.serialize_with_options(&mut other, &options()).unwrap();
            let (own, other) = (serde_json::to_string(&Written(&message)).unwrap(), other.into_inner());
            let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
            let other = String::from_utf8(other).unwrap();
            assert_eq!(read(&own), read(&other), "{}", known.full_name());
            seen += 1;
            alike += usize::from(own == other);
        }
        assert!(seen > 50 && alike > 50, "{seen} {alike}");
    }

    #[test]
    fn a_map_is_written_by_key() {
        let pool = DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap();
        let known = pool.get_message_by_name("tongguan.document.v1.Receipt").unwrap();
        let written = serde_json::to_string(&Written(&filled(&known, 0))).unwrap();
        assert!(written.contains(r#""keys":{"a":"v","b":"v","c":"v","d":"v","e":"v"}"#), "{written}");
    }

    #[test]
    fn numbers_are_in_the_order_of_numbers() {
        let mut keys = [MapKey::I64(10), MapKey::I64(-1), MapKey::I64(9)];
        keys.sort_by(|a, b| Key::of(a).cmp(&Key::of(b)));
        assert_eq!(keys, [MapKey::I64(-1), MapKey::I64(9), MapKey::I64(10)]);
    }
}
