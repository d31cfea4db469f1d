//! What a caller says about itself and its call: request id, sender, forced outcome.

use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, RequestId};
use tongguan_domain::process::Outcome;
use tonic::metadata::MetadataMap;

use crate::status::{Reason, Refused};

/// The metadata key by which a sender forces an outcome.
pub const OUTCOME_HEADER: &str = "x-outcome";

/// Reads a request id that may be left out; `None`: a repeat of the call is a new one.
///
/// # Errors
/// [`Reason::RequestIdInvalid`].
pub fn optional_request_id(text: String) -> Result<Option<RequestId>, Refused> {
    if text.is_empty() { Ok(None) } else { request_id(text).map(Some) }
}

/// Reads a request id.
///
/// # Errors
/// [`Reason::RequestIdMissing`] or [`Reason::RequestIdInvalid`].
pub fn request_id(text: String) -> Result<RequestId, Refused> {
    if text.is_empty() {
        return Err(Refused::plain(Reason::RequestIdMissing));
    }
    RequestId::new(text.as_str()).map_err(|_| invalid(Reason::RequestIdInvalid, &text))
}

/// Reads a DXP id, whose mailbox is meant; empty means the default.
///
/// # Errors
/// [`Reason::SenderInvalid`].
pub fn mailbox(text: String) -> Result<MailboxName, Refused> {
    if text.is_empty() {
        return Ok(MailboxName::default());
    }
    MailboxName::new(text.as_str()).map_err(|_| invalid(Reason::SenderInvalid, &text))
}

/// What is allowed, and the beginning of what was found.
fn invalid(reason: Reason, found: &str) -> Refused {
    let start: String = found.chars().take(limits::FAULT_VALUE_CHARACTERS).collect();
    let more = if start.len() < found.len() { "…" } else { "" };
    Refused::new(reason, format!("{}; found {start:?}{more}", reason.text()))
}

/// Reads the outcome that a call forces, in its metadata or in the field `outcome` of its message.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with the names that there are, or where the two say otherwise.
pub fn outcome(metadata: &MetadataMap, field: i32) -> Result<Option<Outcome>, Refused> {
    let (named, field) = (in_metadata(metadata)?, crate::process::read_outcome("outcome", field)?);
    match (named, field) {
        (Some(named), Some(field)) if named != field => {
            let text = format!("outcome: the metadata {OUTCOME_HEADER} says {}", named.name());
            Err(Refused::new(Reason::ArgumentInvalid, text))
        }
        (named, field) => Ok(field.or(named)),
    }
}

fn in_metadata(metadata: &MetadataMap) -> Result<Option<Outcome>, Refused> {
    let Some(value) = metadata.get(OUTCOME_HEADER) else { return Ok(None) };
    let named = value.to_str().ok().and_then(Outcome::named);
    named.map(Some).ok_or_else(|| {
        let names = Outcome::ALL.map(|(_, name, _)| name).join(", ");
        Refused::new(Reason::ArgumentInvalid, format!("{OUTCOME_HEADER} has to be one of {names}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_name_is_quoted_but_never_at_any_length() {
        let long = "界".repeat(90);
        for (refused, words) in [
            (mailbox("a b".to_owned()).unwrap_err(), "found \"a b\"".to_owned()),
            (request_id("a\nb".to_owned()).unwrap_err(), "found \"a\\nb\"".to_owned()),
            (request_id(long).unwrap_err(), format!("found \"{}\"…", "界".repeat(40))),
        ] {
            let expected = format!("{}; {words}", refused.reason().text());
            assert_eq!(refused.message(), expected);
        }
    }
}
