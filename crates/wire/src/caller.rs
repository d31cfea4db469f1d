//! What a caller says about itself and its call: request id, sender, forced outcome.

use tongguan_clearance::Outcome;
use tongguan_domain::names::{MailboxName, RequestId};
use tonic::metadata::MetadataMap;

use crate::status::{Reason, Refused};

/// The metadata key by which a sender forces an outcome.
pub const OUTCOME_HEADER: &str = "x-outcome";

/// Reads a request id.
///
/// # Errors
/// [`Reason::RequestIdMissing`] or [`Reason::RequestIdInvalid`].
pub fn request_id(text: String) -> Result<RequestId, Refused> {
    if text.is_empty() {
        return Err(Refused::plain(Reason::RequestIdMissing));
    }
    RequestId::new(text).map_err(|_| Refused::plain(Reason::RequestIdInvalid))
}

/// Reads a DXP id, whose mailbox is meant; empty means the default.
///
/// # Errors
/// [`Reason::SenderInvalid`].
pub fn mailbox(text: String) -> Result<MailboxName, Refused> {
    if text.is_empty() {
        return Ok(MailboxName::default());
    }
    MailboxName::new(text).map_err(|_| Refused::plain(Reason::SenderInvalid))
}

/// Reads the outcome that a call forces.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with the names that there are.
pub fn outcome(metadata: &MetadataMap) -> Result<Option<Outcome>, Refused> {
    let Some(value) = metadata.get(OUTCOME_HEADER) else { return Ok(None) };
    let named = value.to_str().ok().and_then(Outcome::named);
    named.map(Some).ok_or_else(|| {
        let names = Outcome::ALL.map(|(_, name, _)| name).join(", ");
        Refused::new(Reason::ArgumentInvalid, format!("{OUTCOME_HEADER} has to be one of {names}"))
    })
}
