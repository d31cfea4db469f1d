//! What the guard has to know about a method before it is called: learned once from the descriptors, so that
//! a new RPC cannot be forgotten.

use std::collections::HashMap;

use tongguan_identity::{Role, Roles};
use tongguan_wire::access;
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

/// The methods of a server, by path (`/package.Service/Method`).
#[derive(Clone, Debug, Default)]
pub struct Methods {
    /// Each with its number, by which what is counted of it is found.
    by_path: HashMap<Box<str>, (usize, Method)>,
}

/// How the guard treats one method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Method {
    /// The caller may take its time to send: no deadline, and no place among the calls in flight is held.
    pub(crate) streams_in: bool,
    /// Never refused because of load.
    pub(crate) exempt: bool,
    /// It waits for something: where its caller names no deadline, it has the longest.
    pub(crate) waits: bool,
    /// The reply may last: a key may have been revoked meanwhile.
    pub(crate) streams_out: bool,
    /// Who may call it, where keys are asked for.
    pub(crate) need: Need,
}

/// Who may call a method, where keys are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nobody: what is not said is not allowed.
    #[default]
    Unsaid,
    /// Everybody, without a key.
    Nothing,
    /// Whoever has a key.
    AnyKey,
    /// Whose key has one of these roles.
    OneOf(Roles),
}

/// The bytes are not a set of file descriptors.
#[derive(Debug, thiserror::Error)]
pub enum DescriptorError {
    /// Not a protobuf message of that type.
    #[error("the descriptor set cannot be decoded: {0}")]
    Decode(#[from] prost::DecodeError),
    /// The reflection service refused it.
    #[error("the descriptor set cannot be reflected: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

impl Methods {
    /// Adds every method of an encoded `google.protobuf.FileDescriptorSet`.
    pub fn with_descriptor_set(mut self, encoded: &[u8]) -> Result<Self, DescriptorError> {
        for method in access::methods(encoded)? {
            let next = self.by_path.len();
            let (_, known) = self.by_path.entry(method.path.into()).or_insert((next, Method::default()));
            (known.streams_in, known.streams_out) = (method.streams_in, method.streams_out);
            if let Some(roles) = method.roles {
                known.need = Need::OneOf(roles.into_iter().filter_map(Role::numbered).collect());
            }
        }
        Ok(self)
    }

    /// Lets everybody call the known methods whose path `open` accepts, without a key: health.
    #[must_use]
    pub fn open(mut self, open: impl Fn(&str) -> bool) -> Self {
        self.need_of(open, Need::Nothing);
        self
    }

    /// Lets whoever has a key call the known methods whose path `open` accepts: reflection.
    #[must_use]
    pub fn with_any_key(mut self, open: impl Fn(&str) -> bool) -> Self {
        self.need_of(open, Need::AnyKey);
        self
    }

    fn need_of(&mut self, open: impl Fn(&str) -> bool, need: Need) {
        for (_, (_, method)) in self.by_path.iter_mut().filter(|(path, _)| open(path)) {
            method.need = need;
        }
    }

    /// Spares the known methods whose path `spared` accepts from being refused because of load. Asked once
    /// for each method here, and not again. For what makes load smaller: acknowledgements, health.
    #[must_use]
    pub fn exempt(mut self, spared: impl Fn(&str) -> bool) -> Self {
        for (path, (_, method)) in &mut self.by_path {
            method.exempt |= spared(path);
        }
        self
    }

    /// Gives the known methods whose path `waiting` accepts the longest deadline where their callers name none.
    #[must_use]
    pub fn waiting(mut self, waiting: impl Fn(&str) -> bool) -> Self {
        for (path, (_, method)) in &mut self.by_path {
            method.waits |= waiting(path);
        }
        self
    }

    /// The number of a path, and how it is treated; `None`: there is no such method here.
    pub(crate) fn of(&self, path: &str) -> Option<(usize, Method)> {
        self.by_path.get(path).copied()
    }

    /// All paths, in the order of their numbers.
    pub(crate) fn paths(&self) -> Vec<Box<str>> {
        let mut numbered: Vec<_> =
            self.by_path.iter().map(|(path, (number, _))| (*number, path.clone())).collect();
        numbered.sort_unstable();
        numbered.into_iter().map(|(_, path)| path).collect()
    }

    /// What a caller is told of a path that is none of these.
    pub(crate) fn unknown(&self, path: &str) -> Status {
        let mut services: Vec<_> = self.by_path.keys().filter_map(|path| service_of(path)).collect();
        services.sort_unstable();
        services.dedup();
        let words = match service_of(path).filter(|service| services.contains(service)) {
            Some(service) => format!("{service} has no such method"),
            None => format!("there is no such service on this port; there is {}", services.join(", ")),
        };
        Refused::new(Reason::MethodUnknown, words).status()
    }
}

/// `package.Service` of `/package.Service/Method`.
fn service_of(path: &str) -> Option<&str> {
    path.strip_prefix('/')?.split_once('/').map(|(service, _)| service)
}

/// The services that a descriptor set names.
pub(crate) fn service_names(encoded: &[u8]) -> Result<Vec<String>, DescriptorError> {
    let mut names: Vec<_> = access::methods(encoded)?.into_iter().map(|method| method.service).collect();
    names.dedup();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;

    #[test]
    fn learned_from_descriptors() {
        let methods = Methods::default()
            .with_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .and_then(|known| known.with_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET))
            .unwrap()
            .exempt(|path| path.starts_with("/grpc.health.v1."));
        let reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
        let exempt = Method { exempt: true, ..Method::default() };
        assert_eq!(methods.of("/grpc.health.v1.Health/Check"), Some((0, exempt)));
        let watch = Method { streams_out: true, ..exempt };
        assert_eq!(methods.of("/grpc.health.v1.Health/Watch"), Some((1, watch)));
        let both = Method { streams_in: true, streams_out: true, ..Method::default() };
        assert_eq!(methods.of(reflection), Some((2, both)));
        let paths = ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch", reflection];
        assert_eq!(methods.paths().iter().map(|path| &**path).collect::<Vec<_>>(), paths);
        let rows = [
            (
                "/nobody/knows",
                "there is no such service on this port; there is grpc.health.v1.Health, grpc.reflection.v1.ServerReflection",
            ),
            ("/grpc.health.v1.Health/Chekc", "grpc.health.v1.Health has no such method"),
            (
                "nonsense",
                "there is no such service on this port; there is grpc.health.v1.Health, grpc.reflection.v1.ServerReflection",
            ),
        ];
        for (path, words) in rows {
            assert_eq!(methods.of(path), None);
            let status = methods.unknown(path);
            assert_eq!((status.code(), status.message()), (Code::Unimplemented, words));
        }
    }

    #[test]
    fn garbage_is_named() {
        assert!(matches!(
            Methods::default().with_descriptor_set(&[0xff; 9]),
            Err(DescriptorError::Decode(_))
        ));
    }
}
