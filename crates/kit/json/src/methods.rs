//! Which method a path names.

use prost_reflect::{MethodDescriptor, ServiceDescriptor};
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

use crate::Edge;
use crate::near::nearest;

/// A method, and the part that has it.
pub(crate) struct Found {
    pub(crate) part: usize,
    pub(crate) method: MethodDescriptor,
}

impl Edge {
    /// The method of `/package.Service/Method`.
    pub(crate) fn find(&self, path: &str) -> Result<Found, Status> {
        let mut names = path.strip_prefix('/').unwrap_or(path).split('/');
        let (Some(service), Some(method), None) = (names.next(), names.next(), names.next()) else {
            return Err(self.unknown(path.rsplit('/').next().unwrap_or_default()));
        };
        for (part, known) in self.parts.iter().enumerate() {
            let Some(service) = known.pool.get_service_by_name(service) else { continue };
            let found = service.methods().find(|known| known.name() == method);
            let Some(method) = found else { return Err(unknown_in(&service, method)) };
            return Ok(Found { part, method });
        }
        Err(self.unknown(method))
    }

    fn services(&self) -> impl Iterator<Item = ServiceDescriptor> + '_ {
        self.parts.iter().flat_map(|part| part.pool.services())
    }

    /// A method by its bare name, or the services.
    fn unknown(&self, method: &str) -> Status {
        let methods: Vec<_> =
            self.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
        let near = nearest(method, methods.iter().map(MethodDescriptor::name));
        if let Some(found) = methods.iter().find(|known| Some(known.name()) == near) {
            let (service, name) = (found.parent_service().full_name(), found.name());
            return refused(format!("there is no such method here; did you mean /{service}/{name}?"));
        }
        let mut names: Vec<_> = self.services().map(|service| service.full_name().to_owned()).collect();
        names.sort();
        names.dedup();
        refused(format!("there is no such service here; there is {}", names.join(", ")))
    }
}

fn unknown_in(service: &ServiceDescriptor, method: &str) -> Status {
    let methods: Vec<_> = service.methods().collect();
    let names = || methods.iter().map(MethodDescriptor::name);
    let all = names().collect::<Vec<_>>().join(", ");
    let service = service.full_name();
    match nearest(method, names()) {
        Some(near) => refused(format!("{service} has no such method; did you mean {near}? It has {all}")),
        None => refused(format!("{service} has no such method; it has {all}")),
    }
}

fn refused(words: String) -> Status {
    Refused::new(Reason::MethodUnknown, words).status()
}
