//! Enterprises put themselves on record.

use crate::command::{Register, RegisterAll, Registered};
use crate::desk::Desk;
use crate::event::Event;
use crate::stations::port;
use tongguan_domain::limits;
use tongguan_domain::process::Refusal;

/// Registers an enterprise, or changes it.
pub(crate) fn register(desk: &mut Desk<'_>, told: Register) -> Result<Registered, Refusal> {
    let Register { tag, enterprise } = told;
    if desk.state.answered_before(tag.as_ref())?.is_some() {
        return Ok(Registered { enterprise, replayed: true });
    }
    port::check_room(desk.state, [])?;
    if desk.state.enterprises.len() >= limits::SANDBOX_ENTERPRISES {
        return Err(Refusal::LimitReached { limit: "SANDBOX_ENTERPRISES" });
    }
    desk.record(Event::EnterpriseRegistered(enterprise.clone()));
    if let Some(tag) = tag {
        desk.record(tag.done());
    }
    Ok(Registered { enterprise, replayed: false })
}

/// Registers enterprises, or changes them: all or none. Says whether it was done before.
pub(crate) fn register_all(desk: &mut Desk<'_>, told: RegisterAll) -> Result<bool, Refusal> {
    let RegisterAll { tag, enterprises } = told;
    if desk.state.answered_before(tag.as_ref())?.is_some() {
        return Ok(true);
    }
    port::check_room(desk.state, [])?;
    if desk.state.enterprises.len() + enterprises.len() > limits::SANDBOX_ENTERPRISES {
        return Err(Refusal::LimitReached { limit: "SANDBOX_ENTERPRISES" });
    }
    if enterprises.len() > limits::REGISTERED_AT_ONCE {
        return Err(Refusal::LimitReached { limit: "REGISTERED_AT_ONCE" });
    }
    for enterprise in enterprises {
        desk.record(Event::EnterpriseRegistered(enterprise));
    }
    if let Some(tag) = tag {
        desk.record(tag.done());
    }
    Ok(false)
}
