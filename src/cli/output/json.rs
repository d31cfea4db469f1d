//! Messages of the API as JSON: the names of the `.proto` files, numbers as numbers, times as everywhere
//! ([`words::at`]), and the same bytes every time.

use super::words;
use crate::cli::exit::Failure;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MapKey, ReflectMessage, SerializeOptions, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tongguan_proto::document::v1::Receipt;
use tongguan_wire::time;

static POOL: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(tongguan_proto::DESCRIPTORS).ok());

/// The descriptors of the API.
pub(crate) fn pool() -> Result<&'static DescriptorPool, Failure> {
    POOL.as_ref().ok_or_else(|| Failure::new("the descriptors of the API cannot be read; please report this"))
}

/// A message whose fields keep the names of the `.proto` files; with `sparse`, what is empty is left out.
struct Named<'a> {
    message: &'a DynamicMessage,
    sparse: bool,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (message, sparse) = (self.message, self.sparse);
        let known = message.descriptor();
        match known.full_name() {
            "google.protobuf.Timestamp" => return serializer.serialize_str(&moment(message)),
            name if name.starts_with("google.protobuf.") => {
                return message.serialize_with_options(serializer, &SerializeOptions::new());
            }
            _ => {}
        }
        let mut map = serializer.serialize_map(None)?;
        for field in known.fields() {
            if message.has_field(&field) || !sparse && !field.supports_presence() {
                let value = message.get_field(&field);
                map.serialize_entry(field.name(), &Shown { value: &value, kind: field.kind(), sparse })?;
            }
        }
        map.end()
    }
}

/// A time of a message; one that is out of range is no time.
fn moment(message: &DynamicMessage) -> String {
    let stamp = message.transcode_to().ok();
    words::at(stamp.and_then(|at| time::read("at", at).ok()))
}

/// The value of a field.
struct Shown<'a> {
    value: &'a Value,
    kind: Kind,
    sparse: bool,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = |value| Shown { value, kind: self.kind.clone(), sparse: self.sparse };
        match self.value {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::I32(value) => serializer.serialize_i32(*value),
            Value::I64(value) => serializer.serialize_i64(*value),
            Value::U32(value) => serializer.serialize_u32(*value),
            Value::U64(value) => serializer.serialize_u64(*value),
            Value::F32(value) => serializer.serialize_f32(*value),
            Value::F64(value) => serializer.serialize_f64(*value),
            Value::String(value) => serializer.serialize_str(value),
            Value::Bytes(value) => serializer.serialize_str(&String::from_utf8_lossy(value)),
            Value::EnumNumber(number) => {
                let name = self.kind.as_enum().and_then(|known| known.get_value(*number));
                match name {
                    Some(known) => serializer.serialize_str(known.name()),
                    None => serializer.serialize_i32(*number),
                }
            }
            Value::Message(message) => Named { message, sparse: self.sparse }.serialize(serializer),
            Value::List(list) => serializer.collect_seq(list.iter().map(of)),
            Value::Map(entries) => {
                let kind = self.kind.as_message().map(|entry| entry.map_entry_value_field().kind());
                let kind = kind.unwrap_or(Kind::String);
                // By name: a map has no order of its own.
                let entries: BTreeMap<String, Shown<'_>> = entries
                    .iter()
                    .map(|(key, value)| {
                        (key_of(key), Shown { value, kind: kind.clone(), sparse: self.sparse })
                    })
                    .collect();
                serializer.collect_map(entries)
            }
        }
    }
}

fn key_of(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

fn dynamic(name: &str, message: &impl Message) -> Result<DynamicMessage, Failure> {
    let known = pool()?.get_message_by_name(name).ok_or_else(|| failed(name, "it is not known"))?;
    let dynamic = DynamicMessage::decode(known, message.encode_to_vec().as_slice());
    dynamic.map_err(|error| failed(name, error))
}

fn failed(name: &str, what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("{name} cannot be written as JSON: {what}"))
}

/// A message of this full name as one line of JSON. With `sparse`, what is empty is left out.
pub(crate) fn message(name: &str, message: &impl Message, sparse: bool) -> Result<String, Failure> {
    let written = serde_json::to_string(&Named { message: &dynamic(name, message)?, sparse });
    written.map_err(|error| failed(name, error))
}

/// A receipt as one line of JSON.
pub(crate) fn receipt(receipt: &Receipt) -> Result<String, Failure> {
    message("tongguan.document.v1.Receipt", receipt, false)
}

/// Messages of this full name as JSON for people: one by itself, several as an array. What is empty is left out.
pub(crate) fn pretty(name: &str, messages: &[impl Message]) -> Result<String, Failure> {
    let list = messages.iter().map(|message| dynamic(name, message)).collect::<Result<Vec<_>, _>>()?;
    let list: Vec<_> = list.iter().map(|message| Named { message, sparse: true }).collect();
    let written = match &list[..] {
        [one] => serde_json::to_string_pretty(one),
        several => serde_json::to_string_pretty(several),
    };
    written.map_err(|error| failed(name, error))
}
