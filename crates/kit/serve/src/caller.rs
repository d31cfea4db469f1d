//! What a caller says about itself in metadata.

use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::near::distance;
use tongguan_domain::process::Outcome;
use tongguan_identity::{Pass, Role, Roles};
use tongguan_wire::caller::{self, OUTCOME_HEADER};
use tongguan_wire::status::{Reason, Refused};
use tonic::Request;
use tonic::metadata::{KeyRef, MetadataMap};

use crate::access;

/// The metadata key that names the sandbox of a call.
pub const SANDBOX_HEADER: &str = "x-sandbox";

/// The metadata key that holds a key.
const KEY_HEADER: &str = "authorization";

/// Everything under this prefix is ours, and nothing is yet.
const OWN_PREFIX: &str = "x-tongguan-";
/// So many letters may be wrong in a key that is taken for one of ours.
const NEAR: usize = 2;

/// A key that was probably meant to be one of ours and is none, with the one that was meant. What others send along, such
/// as `x-request-id` or `x-forwarded-for`, is theirs.
pub fn misspelt<'k>(keys: impl IntoIterator<Item = &'k str>) -> Option<(&'k str, Option<&'static str>)> {
    let ours = [SANDBOX_HEADER, OUTCOME_HEADER];
    keys.into_iter().find_map(|key| {
        let may_be = |own: &&str| key.len().abs_diff(own.len()) <= NEAR;
        let near = ours.into_iter().filter(may_be).map(|own| (distance(key, own), own)).min();
        match near {
            Some((0, _)) => None,
            Some((1..=NEAR, own)) => Some((key, Some(own))),
            _ => key.starts_with(OWN_PREFIX).then_some((key, None)),
        }
    })
}

/// Refuses a call whose metadata has a misspelt key of ours: it would go to another sandbox, or force nothing.
fn refuse_misspelt(metadata: &MetadataMap) -> Result<(), Refused> {
    let keys = metadata.keys().map(|key| match key {
        KeyRef::Ascii(key) => key.as_str(),
        KeyRef::Binary(key) => key.as_str(),
    });
    let Some((key, near)) = misspelt(keys) else { return Ok(()) };
    let key = key.get(..limits::FAULT_VALUE_CHARACTERS).unwrap_or(key);
    let near = near.map(|own| format!("; did you mean {own}?")).unwrap_or_default();
    let text = format!("the metadata has {key}, which nothing reads{near}");
    Err(Refused::new(Reason::MetadataUnknown, text).with("header", key))
}

/// What a call says beside its message, and the key that it has.
#[derive(Debug)]
pub struct Head {
    metadata: MetadataMap,
    pass: Option<Pass>,
}

impl Head {
    /// Parts a call from its message.
    pub fn split<T>(request: Request<T>) -> (Self, T) {
        let (metadata, mut extensions, message) = request.into_parts();
        (Self { metadata, pass: extensions.remove() }, message)
    }

    /// The sandbox of a call, in its metadata or in the field `sandbox` of its message; `default` if it names none. It is
    /// one of the tenant whose key the call has; nobody can name another's.
    ///
    /// # Errors
    /// Reason `SANDBOX_NAME_INVALID`; the answer never repeats the name, which may be long. `METADATA_UNKNOWN`: a key is a
    /// misspelt one of ours. `KEY_INVALID`: the key holds no longer, in a call that lasts.
    pub fn sandbox(&self, field: &str) -> Result<SandboxName, Refused> {
        self.own(named(&self.metadata, field)?)
    }

    /// The sandbox of this name, where a message says in its field `name` what it is about.
    ///
    /// # Errors
    /// As [`Self::sandbox`].
    pub fn sandbox_named(&self, name: String) -> Result<SandboxName, Refused> {
        let invalid = |error| Refused::new(Reason::SandboxNameInvalid, format!("name: {error}"));
        self.own(SandboxName::new(name).map_err(invalid)?)
    }

    /// The sandbox of a call that goes on as it is.
    ///
    /// # Errors
    /// As [`Self::sandbox`].
    pub fn peek<T>(request: &Request<T>, field: &str) -> Result<SandboxName, Refused> {
        own(request.extensions().get(), named(request.metadata(), field)?)
    }

    /// Whether a call can be passed on to another process as that of its caller; and whether he is known here by a key.
    ///
    /// # Errors
    /// He is known by his certificate alone, which is not ours to show.
    pub fn can_be_passed_on<T>(request: &Request<T>) -> Result<bool, Refused> {
        let is_known = request.extensions().get::<Pass>().is_some();
        if is_known && !request.metadata().contains_key(KEY_HEADER) {
            let words = "this process passes the call on to intake, and a certificate cannot be passed on: send a key, or \
                         call intake itself";
            return Err(Refused::new(Reason::KeyInvalid, words));
        }
        Ok(is_known)
    }

    fn own(&self, name: SandboxName) -> Result<SandboxName, Refused> {
        own(self.pass.as_ref(), name)
    }

    /// Whose key the call has; `None`: none is asked for.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.pass.as_ref().map(|pass| pass.record().tenant.as_str())
    }

    /// The outcome that a call forces, in its metadata or in the field `outcome` of its message.
    ///
    /// # Errors
    /// Reason `ARGUMENT_INVALID`; `ROLE_MISSING`: what customs decides is not for a declarant to say.
    pub fn outcome(&self, field: i32) -> Result<Option<Outcome>, Refused> {
        const MAY: Roles = Roles::NONE.with(Role::Officer).with(Role::Operator);
        let outcome = caller::outcome(&self.metadata, field)?;
        match &self.pass {
            Some(pass) if outcome.is_some() && !pass.record().roles.meet(MAY) => {
                let roles = pass.record().roles;
                let words = format!(
                    "outcome: to force one takes a key with one of these roles: {MAY}; this one has {roles}"
                );
                Err(Refused::new(Reason::RoleMissing, words).with("roles", MAY.to_string()))
            }
            Some(_) | None => Ok(outcome),
        }
    }
}

/// The name that a call says.
fn named(metadata: &MetadataMap, field: &str) -> Result<SandboxName, Refused> {
    refuse_misspelt(metadata)?;
    let mut values = metadata.get_all(SANDBOX_HEADER).iter();
    let named = values.next();
    if values.next().is_some() {
        // A proxy and a client that disagree: any choice would put data into a wrong sandbox.
        return Err(invalid(SANDBOX_HEADER, "it is given more than once"));
    }
    let header = named.map(|first| {
        let text = first.to_str().map_err(|_| invalid(SANDBOX_HEADER, "it is not printable ASCII"))?;
        SandboxName::new(text).map_err(|error| invalid(SANDBOX_HEADER, &error.to_string()))
    });
    let header = header.transpose()?;
    if field.is_empty() {
        return Ok(header.unwrap_or_default());
    }
    let name = SandboxName::new(field).map_err(|error| invalid("sandbox", &error.to_string()))?;
    match header {
        Some(other) if other != name => Err(invalid("sandbox", "the metadata x-sandbox names another one")),
        Some(_) | None => Ok(name),
    }
}

fn invalid(place: &'static str, why: &str) -> Refused {
    Refused::new(Reason::SandboxNameInvalid, format!("{place}: {why}")).with("place", place)
}

/// The sandbox of this name that belongs to the tenant of a key.
fn own(pass: Option<&Pass>, name: SandboxName) -> Result<SandboxName, Refused> {
    match pass {
        None => Ok(name),
        Some(pass) if pass.holds() => Ok(SandboxName::of(&pass.record().tenant, &name)),
        Some(pass) => Err(access::key_ended(pass)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::{Code, Status};
    use tonic_types::StatusExt;

    fn call(values: &[&str]) -> Result<SandboxName, Status> {
        let mut metadata = MetadataMap::new();
        for value in values {
            metadata.append(SANDBOX_HEADER, value.parse().unwrap());
        }
        named(&metadata, "").map_err(|refused| refused.status())
    }

    #[test]
    fn absent_is_default_and_present_is_itself() {
        assert_eq!(call(&[]).unwrap(), SandboxName::default());
        assert_eq!(call(&["Blue-7"]).unwrap().as_str(), "Blue-7");
    }

    #[test]
    fn the_field_and_the_metadata_have_to_agree() {
        let mut metadata = MetadataMap::new();
        assert_eq!(named(&metadata, "Blue-7").unwrap().as_str(), "Blue-7");
        metadata.append(SANDBOX_HEADER, "Blue-7".parse().unwrap());
        assert_eq!(named(&metadata, "Blue-7").unwrap().as_str(), "Blue-7");
        for field in ["Blue-8", "a b"] {
            assert_eq!(named(&metadata, field).unwrap_err().reason(), Reason::SandboxNameInvalid);
        }
    }

    #[test]
    fn a_misspelt_key_is_refused_and_those_of_others_pass() {
        for (key, near) in [
            ("x-sandbx", Some("x-sandbox")),
            ("x-sandboxes", Some("x-sandbox")),
            ("x_sandbox", Some("x-sandbox")),
            ("sandbox", Some("x-sandbox")),
            ("x-outcom", Some("x-outcome")),
            ("x-outcomes", Some("x-outcome")),
            ("x-tongguan-sandbox", None),
        ] {
            let mut metadata = MetadataMap::new();
            metadata.insert(key, "m1".parse().unwrap());
            let status = named(&metadata, "").unwrap_err().status();
            let info = status.get_error_details().error_info().cloned().unwrap();
            assert_eq!((status.code(), info.reason.as_str()), (Code::InvalidArgument, "METADATA_UNKNOWN"));
            let words = near.map_or("nothing reads".to_owned(), |near| format!("did you mean {near}?"));
            assert!(status.message().contains(&words), "{key}: {}", status.message());
        }
        let mut metadata = MetadataMap::new();
        for key in [
            "x-sandbox",
            "x-outcome",
            "x-request-id",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-real-ip",
            "x-b3-traceid",
            "x-envoy-attempt-count",
            "x-amzn-trace-id",
            "x-cloud-trace-context",
            "x-grpc-web",
            "x-user-agent",
            "x-goog-api-client",
            "x-datadog-trace-id",
            "x-correlation-id",
            "x-ot-span-context",
            "user-agent",
            "te",
            "traceparent",
            "grpc-timeout",
            "authorization",
        ] {
            metadata.insert(key, "blue".parse().unwrap());
        }
        assert_eq!(named(&metadata, "").unwrap().as_str(), "blue");
        let long = format!("x-tongguan-{}", "x".repeat(7_000));
        assert_eq!(misspelt([long.as_str()]), Some((long.as_str(), None)));
    }

    #[test]
    fn a_bad_name_is_named_and_not_repeated() {
        let long = "x".repeat(7_000);
        for values in [&[long.as_str()][..], &["a b"], &["one", "two"], &[""]] {
            let status = call(values).unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument);
            let info = status.get_error_details().error_info().cloned().unwrap();
            assert_eq!((info.reason.as_str(), info.domain.as_str()), ("SANDBOX_NAME_INVALID", "tongguan"));
            assert!(status.message().len() + status.details().len() < 1_024);
        }
    }
}
