//! What a caller says about itself in metadata.

use tongguan_domain::names::SandboxName;
use tongguan_wire::status::{Reason, Refused};
use tonic::metadata::MetadataMap;

/// The metadata key that names the sandbox of a call.
pub const SANDBOX_HEADER: &str = "x-sandbox";

/// The sandbox that a call names, in its metadata or in the field `sandbox` of its message; `default` if it names none.
///
/// # Errors
/// Reason `SANDBOX_NAME_INVALID`; the answer never repeats the name, which may be long.
pub fn sandbox(metadata: &MetadataMap, field: &str) -> Result<SandboxName, Refused> {
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
        sandbox(&metadata, "").map_err(|refused| refused.status())
    }

    #[test]
    fn absent_is_default_and_present_is_itself() {
        assert_eq!(call(&[]).unwrap(), SandboxName::default());
        assert_eq!(call(&["Blue-7"]).unwrap().as_str(), "Blue-7");
    }

    #[test]
    fn the_field_and_the_metadata_have_to_agree() {
        let mut metadata = MetadataMap::new();
        assert_eq!(sandbox(&metadata, "Blue-7").unwrap().as_str(), "Blue-7");
        metadata.append(SANDBOX_HEADER, "Blue-7".parse().unwrap());
        assert_eq!(sandbox(&metadata, "Blue-7").unwrap().as_str(), "Blue-7");
        for field in ["Blue-8", "a b"] {
            assert_eq!(sandbox(&metadata, field).unwrap_err().reason(), Reason::SandboxNameInvalid);
        }
    }

    #[test]
    fn a_bad_name_is_named_and_not_repeated() {
        let long = "x".repeat(7_000);
        for values in [&[long.as_str()][..], &["a b"], &["one", "two"], &[""]] {
            let status = call(values).unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument);
            let info = status.get_error_details().error_info().cloned().unwrap();
            assert_eq!((info.reason.as_str(), info.domain.as_str()), ("SANDBOX_NAME_INVALID", "tongguan"));
            assert!(status.message().len() + status.details().len() < 512);
        }
    }
}
