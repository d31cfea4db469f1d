//! Messages of the API as JSON: the names of the `.proto` files, numbers as numbers, times in RFC 3339.

use crate::cli::exit::Failure;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use tongguan_proto::document::v1::Receipt;

static POOL: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(tongguan_proto::DESCRIPTORS).ok());

/// The descriptors of the API.
pub(crate) fn pool() -> Result<&'static DescriptorPool, Failure> {
    POOL.as_ref().ok_or_else(|| Failure::new("the descriptors of the API cannot be read; please report this"))
}

/// A message whose fields keep the names of the `.proto` files.
struct Named(DynamicMessage, SerializeOptions);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_with_options(serializer, &self.1)
    }
}

fn named(name: &str, message: &impl Message, sparse: bool) -> Result<Named, Failure> {
    let known = pool()?.get_message_by_name(name).ok_or_else(|| failed(name, "it is not known"))?;
    let dynamic = DynamicMessage::decode(known, message.encode_to_vec().as_slice());
    let dynamic = dynamic.map_err(|error| failed(name, error))?;
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .stringify_64_bit_integers(false)
        .skip_default_fields(sparse);
    Ok(Named(dynamic, options))
}

fn failed(name: &str, what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("{name} cannot be written as JSON: {what}"))
}

/// A message of this full name as one line of JSON. With `sparse`, what is empty is left out.
pub(crate) fn message(name: &str, message: &impl Message, sparse: bool) -> Result<String, Failure> {
    let written = serde_json::to_string(&named(name, message, sparse)?);
    written.map_err(|error| failed(name, error))
}

/// A receipt as one line of JSON: the same bytes every time, for its keys are in the order of their names.
pub(crate) fn receipt(receipt: &Receipt) -> Result<String, Failure> {
    let name = "tongguan.document.v1.Receipt";
    let keys: BTreeMap<&String, &String> = receipt.keys.iter().collect();
    let keys = serde_json::to_string(&keys).map_err(|error| failed(name, error))?;
    // No text can hold this: its quotes would be escaped.
    let unordered = message(name, &Receipt { keys: HashMap::new(), ..receipt.clone() }, false)?;
    Ok(unordered.replacen("\"keys\":{}", &format!("\"keys\":{keys}"), 1))
}

/// Messages of this full name as JSON for people: one by itself, several as an array. What is empty is left out.
pub(crate) fn pretty(name: &str, messages: &[impl Message]) -> Result<String, Failure> {
    let list = messages.iter().map(|message| named(name, message, true)).collect::<Result<Vec<_>, _>>()?;
    let written = match &list[..] {
        [one] => serde_json::to_string_pretty(one),
        several => serde_json::to_string_pretty(several),
    };
    written.map_err(|error| failed(name, error))
}
