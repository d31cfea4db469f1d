//! Enterprises put themselves on record.

use crate::command::{Answer, Tag};
use crate::desk::Desk;
use crate::event::Event;
use crate::stations::port;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::limits;
use tongguan_domain::process::Refusal;

/// Registers an enterprise, or changes it.
pub(crate) fn register(desk: &mut Desk<'_>, tag: Tag, enterprise: Enterprise) -> Result<Answer, Refusal> {
    if let Some(answered) = desk.state.requests.get(tag.id.as_str()) {
        if (answered.high, answered.low) != port::halves(tag.fingerprint) {
            return Err(Refusal::RequestIdReused);
        }
        return Ok(Answer::Registered { enterprise, replayed: true });
    }
    port::check_room(desk.state, [])?;
    if desk.state.enterprises.len() >= limits::SANDBOX_ENTERPRISES {
        return Err(Refusal::LimitReached { limit: "SANDBOX_ENTERPRISES" });
    }
    desk.record(Event::EnterpriseRegistered(enterprise.clone()));
    let (high, low) = port::halves(tag.fingerprint);
    desk.record(Event::RequestAnswered { id: tag.id, high, low, results: Vec::new() });
    Ok(Answer::Registered { enterprise, replayed: false })
}
