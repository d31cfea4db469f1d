//! What descriptors say of methods, with our own option: who may call them. The types of `prost` do not keep options that
//! they do not know.

use prost::{DecodeError, Message};
use tongguan_proto::access::v1::Access;

/// The metadata of a call that a process of ours passes on for somebody else: the certificate of the connection is that of the
/// process, and says nothing of him.
pub const PASSED_ON: &str = "x-passed-on";
/// Its value where the process that passes on has asked the caller for a key.
pub const BY_KEY: &str = "key";
/// The same where it has asked nobody.
pub const BY_ANYBODY: &str = "anybody";

/// A method of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// `package.Service`.
    pub service: String,
    /// `/package.Service/Method`.
    pub path: String,
    /// Its caller sends a stream.
    pub streams_in: bool,
    /// Its caller gets a stream.
    pub streams_out: bool,
    /// Number of the field `sandbox` of its request; `None`: it has none.
    pub sandbox: Option<u32>,
    /// Numbers of the roles that may call it; `None`: the descriptor does not say.
    pub roles: Option<Vec<i32>>,
}

// As much of `google/protobuf/descriptor.proto` as is read here.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(message, repeated, tag = "1")]
    files: Vec<File>,
}

#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(string, tag = "2")]
    package: String,
    #[prost(message, repeated, tag = "4")]
    messages: Vec<Content>,
    #[prost(message, repeated, tag = "6")]
    services: Vec<Service>,
}

#[derive(Clone, PartialEq, Message)]
struct Content {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    fields: Vec<Field>,
}

#[derive(Clone, PartialEq, Message)]
struct Field {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "3")]
    number: u32,
}

#[derive(Clone, PartialEq, Message)]
struct Service {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    methods: Vec<Method>,
}

#[derive(Clone, PartialEq, Message)]
struct Method {
    #[prost(string, tag = "1")]
    name: String,
    /// `.package.Message`.
    #[prost(string, tag = "2")]
    input: String,
    #[prost(message, optional, tag = "4")]
    options: Option<Options>,
    #[prost(bool, tag = "5")]
    streams_in: bool,
    #[prost(bool, tag = "6")]
    streams_out: bool,
}

#[derive(Clone, PartialEq, Message)]
struct Options {
    /// `tongguan.access.v1.access`.
    #[prost(message, optional, tag = "51200")]
    access: Option<Access>,
}

/// The methods of an encoded `google.protobuf.FileDescriptorSet`.
///
/// # Errors
/// It is none.
pub fn methods(encoded: &[u8]) -> Result<Vec<Described>, DecodeError> {
    let mut found = Vec::new();
    for file in Set::decode(encoded)?.files {
        for service in file.services {
            let (package, messages) = (&file.package, &file.messages);
            // The requests of a method stand in the file of its service.
            let sandbox = |input: &str| {
                let name = input.rsplit('.').next()?;
                let fields = &messages.iter().find(|message| message.name == name)?.fields;
                fields.iter().find(|field| field.name == "sandbox").map(|field| field.number)
            };
            let full = match package.is_empty() {
                true => service.name,
                false => format!("{package}.{}", service.name),
            };
            found.extend(service.methods.into_iter().map(|method| Described {
                path: format!("/{full}/{}", method.name),
                service: full.clone(),
                streams_in: method.streams_in,
                streams_out: method.streams_out,
                sandbox: sandbox(&method.input),
                roles: method.options.and_then(|options| options.access).map(|access| access.roles),
            }));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost_reflect::DescriptorPool;

    #[test]
    fn the_option_is_the_one_of_the_proto_and_every_method_has_it() {
        let pool = DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap();
        let option = pool.get_extension_by_name("tongguan.access.v1.access").unwrap();
        assert_eq!(option.number(), 51_200);
        let all = methods(tongguan_proto::DESCRIPTORS).unwrap();
        let known: usize = pool.services().map(|service| service.methods().len()).sum();
        assert_eq!(all.len(), known);
        for method in &all {
            let (service, name) = method.path.trim_start_matches('/').split_once('/').unwrap();
            let service = pool.get_service_by_name(service).unwrap();
            let input = service.methods().find(|known| known.name() == name).unwrap().input();
            assert_eq!(method.sandbox, input.get_field_by_name("sandbox").map(|field| field.number()));
            assert!(method.roles.as_ref().is_some_and(|roles| !roles.is_empty()), "{}", method.path);
        }
        // What a listener shows of others' services has none of their methods.
        for (set, prefix) in [
            (tongguan_proto::CONTROL, "/tongguan.sandbox."),
            (tongguan_proto::RISK, "/tongguan.risk."),
            (tongguan_proto::CREDIT, "/tongguan.credit."),
        ] {
            let of = methods(set).unwrap();
            assert!(!of.is_empty() && of.iter().all(|method| method.path.starts_with(prefix)));
            assert!(of.iter().all(|method| all.contains(method)));
        }
    }
}
