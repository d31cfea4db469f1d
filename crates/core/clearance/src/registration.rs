//! Enterprises put themselves on record, and warehouses are.

use crate::command::{Register, RegisterAll, Registered};
use crate::desk::Desk;
use crate::event::Event;
use crate::state::State;
use crate::stations::port;
use std::collections::{BTreeMap, BTreeSet};
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::limits;
use tongguan_domain::process::Refusal;
use tongguan_domain::warehouse::Warehouse;

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
    let RegisterAll { tag, enterprises, credit_events } = told;
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
    check_events(desk.state, &credit_events)?;
    for enterprise in enterprises {
        desk.record(Event::EnterpriseRegistered(enterprise));
    }
    for (enterprise, event) in credit_events {
        desk.record(Event::CreditNoted(enterprise, Box::new(event)));
    }
    if let Some(tag) = tag {
        desk.record(tag.done());
    }
    Ok(false)
}

/// Whether events can be kept of these as well, each named once: a sandbox keeps them of so many enterprises.
pub(crate) fn check_room_for_credit<'e>(
    state: &State,
    enterprises: impl IntoIterator<Item = &'e str>,
) -> Result<(), Refusal> {
    let is_new = |enterprise: &&str| !state.credit_events.contains_key(*enterprise);
    let new = enterprises.into_iter().filter(is_new).count();
    if new > 0 && state.credit_events.len() + new > limits::SANDBOX_ENTERPRISES {
        return Err(Refusal::LimitReached { limit: "SANDBOX_ENTERPRISES" });
    }
    Ok(())
}

/// No enterprise has more events than are kept of one: those of the same cause and day count once.
fn check_events(state: &State, events: &[(String, CreditEvent)]) -> Result<(), Refusal> {
    if events.len() > limits::CREDIT_EVENTS_AT_ONCE {
        return Err(Refusal::LimitReached { limit: "CREDIT_EVENTS_AT_ONCE" });
    }
    let mut told: BTreeMap<&str, BTreeSet<_>> = BTreeMap::new();
    for (enterprise, event) in events {
        told.entry(enterprise).or_default().insert((event.on, event.cause));
    }
    check_room_for_credit(state, told.keys().copied())?;
    for (enterprise, mut keys) in told {
        let known = state.credit_events.get(enterprise).map_or(&[][..], Vec::as_slice);
        keys.extend(known.iter().map(|event| (event.on, event.cause)));
        if keys.len() > limits::CREDIT_EVENTS {
            return Err(Refusal::LimitReached { limit: "CREDIT_EVENTS" });
        }
    }
    Ok(())
}

/// Registers warehouses, or changes them: all or none.
pub(crate) fn register_warehouses(desk: &mut Desk<'_>, warehouses: Vec<Warehouse>) -> Result<(), Refusal> {
    if warehouses.len() > limits::WAREHOUSES_AT_ONCE {
        return Err(Refusal::LimitReached { limit: "WAREHOUSES_AT_ONCE" });
    }
    let new: BTreeSet<_> = warehouses.iter().map(|warehouse| warehouse.code.as_str()).collect();
    let new = new.into_iter().filter(|code| desk.state.warehouses.get(code).is_none()).count();
    if desk.state.warehouses.len() + new > limits::SANDBOX_WAREHOUSES {
        return Err(Refusal::LimitReached { limit: "SANDBOX_WAREHOUSES" });
    }
    for warehouse in warehouses {
        desk.record(Event::WarehouseRegistered(Box::new(warehouse)));
    }
    Ok(())
}
