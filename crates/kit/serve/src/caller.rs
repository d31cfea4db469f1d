//! What a caller says about itself in metadata.

use tongguan_domain::names::SandboxName;
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;
use tonic::metadata::MetadataMap;

/// The metadata key that names the sandbox of a call.
pub const SANDBOX_HEADER: &str = "x-sandbox";

/// The sandbox that a call names; `default` if it names none.
///
/// # Errors
/// INVALID_ARGUMENT with reason `SANDBOX_NAME_INVALID`; the answer never repeats the name, which may be long.
pub fn sandbox(metadata: &MetadataMap) -> Result<SandboxName, Status> {
    let mut values = metadata.get_all(SANDBOX_HEADER).iter();
    let Some(first) = values.next() else {
        return Ok(SandboxName::default());
    };
    if values.next().is_some() {
        // A proxy and a client that disagree: any choice would put data into a wrong sandbox.
        return Err(invalid("it is given more than once"));
    }
    let text = first.to_str().map_err(|_| invalid("it is not printable ASCII"))?;
    SandboxName::new(text).map_err(|error| invalid(&error.to_string()))
}

fn invalid(why: &str) -> Status {
    Refused::new(Reason::SandboxNameInvalid, format!("{SANDBOX_HEADER}: {why}"))
        .with("header", SANDBOX_HEADER)
        .status()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic::Code;
    use tonic_types::StatusExt;

    fn call(values: &[&str]) -> Result<SandboxName, Status> {
        let mut metadata = MetadataMap::new();
        for value in values {
            metadata.append(SANDBOX_HEADER, value.parse().unwrap());
        }
        sandbox(&metadata)
    }

    #[test]
    fn absent_is_default_and_present_is_itself() {
        assert_eq!(call(&[]).unwrap(), SandboxName::default());
        assert_eq!(call(&["Blue-7"]).unwrap().as_str(), "Blue-7");
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
