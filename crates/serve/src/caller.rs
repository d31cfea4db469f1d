//! What a caller says about itself in metadata.

use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use crate::refusal::{DOMAIN, reason};
use crate::sandbox_name::{LONGEST, PATTERN, SandboxName, SandboxNameError};

/// The metadata key that names the sandbox of a call.
pub const SANDBOX_HEADER: &str = "x-sandbox";

/// The sandbox that a call names; `default` if it names none.
///
/// A name that breaks the rule is INVALID_ARGUMENT with reason `SANDBOX_NAME_INVALID`; the answer never
/// repeats the name.
pub fn sandbox(metadata: &MetadataMap) -> Result<SandboxName, Status> {
    let mut values = metadata.get_all(SANDBOX_HEADER).iter();
    let Some(first) = values.next() else {
        return Ok(SandboxName::DEFAULT);
    };
    if values.next().is_some() {
        // A proxy and a client that disagree: any choice would put data into a wrong sandbox.
        return Err(invalid(SandboxNameError::Repeated));
    }
    SandboxName::from_bytes(first.as_bytes()).map_err(invalid)
}

fn invalid(error: SandboxNameError) -> Status {
    let metadata = [
        ("header", SANDBOX_HEADER.to_owned()),
        ("max_length", LONGEST.to_string()),
        ("pattern", PATTERN.to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value));
    let details = ErrorDetails::with_error_info(reason::SANDBOX_NAME_INVALID, DOMAIN, metadata);
    Status::with_error_details(
        Code::InvalidArgument,
        format!("{SANDBOX_HEADER}: {error}"),
        details,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(values: &[&str]) -> Result<SandboxName, Status> {
        let mut metadata = MetadataMap::new();
        for value in values {
            metadata.append(SANDBOX_HEADER, value.parse().unwrap());
        }
        sandbox(&metadata)
    }

    #[test]
    fn absent_is_default_and_present_is_itself() {
        assert_eq!(call(&[]).unwrap(), SandboxName::DEFAULT);
        assert_eq!(call(&["Blue-7"]).unwrap().as_str(), "Blue-7");
    }

    #[test]
    fn a_bad_name_is_named_and_not_repeated() {
        let long = "x".repeat(7_000);
        for values in [&[long.as_str()][..], &["a b"], &["one", "two"], &[""]] {
            let status = call(values).unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument);
            let details = status.get_error_details();
            let info = details.error_info().unwrap();
            assert_eq!(
                (info.reason.as_str(), info.domain.as_str()),
                ("SANDBOX_NAME_INVALID", "tongguan")
            );
            assert!(
                status.message().len() + status.details().len() < 512,
                "{} bytes",
                status.details().len()
            );
        }
    }
}
