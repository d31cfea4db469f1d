//! Enterprises put themselves on record.

use crate::command::{Register, Registered};
use crate::desk::Desk;
use crate::event::Event;
use crate::stations::port;
use tongguan_domain::limits;
use tongguan_domain::process::Refusal;

/// Registers an enterprise, or changes it.
pub(crate) fn register(desk: &mut Desk<'_>, told: Register) -> Result<Registered, Refusal> {
    let Register { tag, enterprise } = told;
    if let Some(answered) = desk.state.requests.get(tag.id.as_str()) {
        if (answered.high, answered.low) != port::halves(tag.fingerprint) {
            return Err(Refusal::RequestIdReused);
        }
        return Ok(Registered { enterprise, replayed: true });
    }
    port::check_room(desk.state, [])?;
    if desk.state.enterprises.len() >= limits::SANDBOX_ENTERPRISES {
        return Err(Refusal::LimitReached { limit: "SANDBOX_ENTERPRISES" });
    }
    desk.record(Event::EnterpriseRegistered(enterprise.clone()));
    let (high, low) = port::halves(tag.fingerprint);
    desk.record(Event::RequestAnswered { id: tag.id, high, low, results: Vec::new() });
    Ok(Registered { enterprise, replayed: false })
}
