//! Messages of the API as JSON: the names of the `.proto` files, numbers as numbers, times in RFC 3339.

use crate::cli::exit::Failure;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use std::sync::LazyLock;

static POOL: LazyLock<Option<DescriptorPool>> =
    LazyLock::new(|| DescriptorPool::decode(tongguan_proto::DESCRIPTORS).ok());

/// The descriptors of the API.
pub(crate) fn pool() -> Result<&'static DescriptorPool, Failure> {
    POOL.as_ref().ok_or_else(|| Failure::new("the descriptors of the API cannot be read; please report this"))
}

/// A message of this full name as one line of JSON. With `sparse`, what is empty is left out.
pub(crate) fn message(name: &str, message: &impl Message, sparse: bool) -> Result<String, Failure> {
    let failed = |what: String| Failure::new(format!("{name} cannot be written as JSON: {what}"));
    let known = pool()?.get_message_by_name(name).ok_or_else(|| failed("it is not known".to_owned()))?;
    let dynamic = DynamicMessage::decode(known, message.encode_to_vec().as_slice());
    let dynamic = dynamic.map_err(|error| failed(error.to_string()))?;
    let options = SerializeOptions::new()
        .use_proto_field_name(true)
        .stringify_64_bit_integers(false)
        .skip_default_fields(sparse);
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut json);
    dynamic.serialize_with_options(&mut serializer, &options).map_err(|error| failed(error.to_string()))?;
    String::from_utf8(json).map_err(|error| failed(error.to_string()))
}
