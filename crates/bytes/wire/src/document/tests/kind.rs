//! The kind that exists only in the tests of the domain, carried by a message and shown as JSON.

use super::super::{Carried, Shown, Slot};
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto};
use serde_json::json;
use tongguan_domain::fault::Fault;
use tongguan_domain::record::{Form, Record};
use tongguan_domain::version::MessageVersion;

/// What the row says is the business of the domain.
macro_rules! kind {
    ($($row:tt)*) => {};
}

#[path = "../../../../../core/domain/src/document/sample.rs"]
#[macro_use]
mod sample;
use sample::Sample;

/// What would be made of the `.proto` file.
#[expect(unreachable_pub, reason = "a message is public")]
mod pb {
    #[derive(Clone, PartialEq, prost::Message)]
    pub struct Sample {
        #[prost(string, optional, tag = "1")]
        pub guid: Option<String>,
        #[prost(string, optional, tag = "2")]
        pub app_type: Option<String>,
        #[prost(string, optional, tag = "3")]
        pub app_time: Option<String>,
        #[prost(string, optional, tag = "4")]
        pub app_status: Option<String>,
        #[prost(string, optional, tag = "5")]
        pub cop_no: Option<String>,
        #[prost(string, optional, tag = "9")]
        pub sample_no: Option<String>,
        #[prost(string, optional, tag = "6")]
        pub agent_code: Option<String>,
        #[prost(string, optional, tag = "7")]
        pub agent_name: Option<String>,
        #[prost(uint32, optional, tag = "10")]
        pub pack_no: Option<u32>,
        #[prost(string, optional, tag = "8")]
        pub note: Option<String>,
    }
}

/// The numbers of its fields, in the order of the schema: the one in the middle came later.
const NUMBERS: [i32; 10] = [1, 2, 3, 4, 5, 9, 6, 7, 10, 8];

Sample! { carried Sample; }

fn descriptor() -> MessageDescriptor {
    let field = NUMBERS.into_iter().zip(Sample::FIELDS).map(|(number, field)| {
        let kind = match field.facets.form {
            Form::Integer { .. } => Type::Uint32,
            Form::Text { .. } | Form::Decimal => Type::String,
        };
        FieldDescriptorProto {
            name: Some(field.name.to_owned()),
            number: Some(number),
            label: Some(Label::Optional.into()),
            r#type: Some(kind.into()),
            ..Default::default()
        }
    });
    let message =
        DescriptorProto { name: Some("Sample".to_owned()), field: field.collect(), ..Default::default() };
    let file = FileDescriptorProto {
        name: Some("sample.proto".to_owned()),
        package: Some("test".to_owned()),
        syntax: Some("proto3".to_owned()),
        message_type: vec![message],
        ..Default::default()
    };
    let mut pool = DescriptorPool::new();
    pool.add_file_descriptor_proto(file).unwrap();
    pool.get_message_by_name("test.Sample").unwrap()
}

#[test]
fn it_comes_from_json_and_goes_there() {
    for sample_no in [Some("S7"), None] {
        let mut sent = json!({
            "guid": "4CDE1CFD-EDED-46B1-946C-B8022E42FC94",
            "app_type": "1",
            "app_time": "20260105085300",
            "app_status": "2",
            "cop_no": "COP1",
            "agent_code": "A1",
            "agent_name": "代理",
            "pack_no": 12,
        });
        if let Some(number) = sample_no {
            sent["sample_no"] = number.into();
        }

        let message = DynamicMessage::deserialize(descriptor(), sent.clone()).unwrap();
        let message: pb::Sample = message.transcode_to().unwrap();
        let mut faults = Vec::new();
        let sample: Sample = Carried::taken(message, None, MessageVersion::V202205, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!((sample.sample_no.as_deref(), sample.pack_no), (sample_no, 12));

        let mut message = DynamicMessage::new(descriptor());
        message.transcode_from(&sample.written()).unwrap();
        let options = SerializeOptions::new().use_proto_field_name(true);
        let shown = message.serialize_with_options(serde_json::value::Serializer, &options).unwrap();
        assert_eq!(shown, sent);
    }
}
