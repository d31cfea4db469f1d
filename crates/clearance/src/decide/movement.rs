//! Arrivals and departures: parts of a split message, and what they mean for declarations.

use super::{Desk, manifest, summary, timers};
use crate::catalogue;
use crate::event::Timer;
use crate::lifecycle::{Phase, Step};
use crate::links::Links;
use crate::outcome::Outcome;
use crate::readiness::Transport;
use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::screening::{Lane, Reason};

/// A part reached customs: when it completes its group, customs will decide.
pub(super) fn part_sent(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    let Links::Movement { group, parts, .. } = &filed.links else {
        return;
    };
    let complete = desk.state.index.sent_parts(filed.kind, group) >= *parts;
    if complete && !is_stopped(desk.state, filed.kind, group) {
        let span = desk.state.settings.profile.accept_movement;
        timers::set_drawn(desk, id, span, "accept movement", Timer::DecideMovement(id));
    }
}

pub(super) fn decide(desk: &mut Desk<'_>, last: DocumentId, kind: DocumentKind) {
    let Some(parts) = parts_of(desk, last, kind) else {
        return;
    };
    match kind {
        DocumentKind::Arrival => accept_arrival(desk, &parts),
        DocumentKind::Departure => decide_departure(desk, &parts),
        DocumentKind::Manifest => manifest::decide(desk, &parts),
        DocumentKind::SummaryApplication => summary::decide(desk, &parts),
        DocumentKind::SalesOrder
        | DocumentKind::PaymentReceipt
        | DocumentKind::Waybill
        | DocumentKind::Declaration
        | DocumentKind::Cancellation
        | DocumentKind::ReturnApplication
        | DocumentKind::ReturnTally => {}
    }
}

/// The sent parts of the group, in their order. `None` if a part was changed or deleted since the group was complete:
/// its next version starts the decision again.
fn parts_of(desk: &Desk<'_>, last: DocumentId, kind: DocumentKind) -> Option<Vec<DocumentId>> {
    let filed = desk.state.filed(last)?;
    let Links::Movement { group, parts, .. } = &filed.links else {
        return None;
    };
    if desk.state.index.sent_parts(kind, group) < *parts {
        return None;
    }
    if is_stopped(desk.state, kind, group) {
        return None;
    }
    let sent = desk.state.parts(kind, group).filter(|(_, part)| part.phase == Phase::Sent);
    Some(sent.map(|(id, _)| id).collect())
}

/// Whether customs does not decide although all parts are there: the sender has forced that one never comes, or
/// another version of one is on its way.
fn is_stopped(state: &State, kind: DocumentKind, group: &str) -> bool {
    let mut parts = state.parts(kind, group).filter(|(_, part)| part.phase == Phase::Sent);
    parts.any(|(id, part)| part.outcome == Some(Outcome::PartnerMissing) || state.is_held(id))
}

pub(super) fn declarations_of(desk: &Desk<'_>, parts: &[DocumentId]) -> Vec<DocumentId> {
    let mut found = Vec::new();
    for part in parts {
        let Some(filed) = desk.state.filed(*part) else {
            continue;
        };
        let Links::Movement { parcels, bill_no, .. } = &filed.links else {
            continue;
        };
        for parcel in parcels {
            found.extend(desk.state.declaration_of_waybill(parcel).map(|(id, _)| id));
        }
        if let (true, Some(bill)) = (parcels.is_empty(), bill_no) {
            found.extend(desk.state.declarations_of_bill(bill));
        }
    }
    found
}

/// Why customs rejects all parts, if the sender of one of them has forced that.
pub(super) fn forced_rejection(desk: &Desk<'_>, parts: &[DocumentId]) -> Option<Vec<Reason>> {
    parts.iter().find_map(|part| timers::rejects(desk, *part))
}

/// Rejects all parts, each with all grounds.
pub(super) fn reject(desk: &mut Desk<'_>, parts: &[DocumentId], grounds: &[Reason]) {
    for part in parts {
        desk.step(*part, Step::Reject, grounds.to_vec());
    }
}

fn accept_arrival(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    if let Some(grounds) = forced_rejection(desk, parts) {
        reject(desk, parts, &grounds);
        return;
    }
    for part in parts {
        desk.step(*part, Step::Accept, Vec::new());
    }
    for declaration in declarations_of(desk, parts) {
        move_on(desk, declaration);
    }
}

/// A declaration goes on to inspection or release once it is reviewed, its goods are at the site, and it is known with
/// what they will leave: in whichever order that happens.
pub(super) fn move_on(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    if filed.under_way || !desk.state.is_ready(filed) {
        return;
    }
    if let Transport::Manifest(manifest) = desk.state.transport_of(filed)
        && desk.state.is_held(manifest)
    {
        // Its deletion is on its way to customs.
        return;
    }
    let lane = filed.screening.as_ref().map_or(Lane::Green, |decision| decision.lane);
    timers::start_release(desk, id, lane);
}

fn decide_departure(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    let mut obstacles = forced_rejection(desk, parts).unwrap_or_default();
    obstacles.extend(obstacles_of(desk, parts));
    if !obstacles.is_empty() {
        reject(desk, parts, &obstacles);
        return;
    }
    let declarations = declarations_of(desk, parts);
    for part in parts {
        desk.step(*part, Step::Accept, Vec::new());
    }
    for declaration in declarations {
        let span = desk.state.settings.profile.close;
        timers::set_drawn(desk, declaration, span, "close", Timer::Close(declaration));
    }
}

/// Goods may leave only when they are released: every parcel that is not is a ground.
fn obstacles_of(desk: &Desk<'_>, parts: &[DocumentId]) -> Vec<Reason> {
    let mut grounds = Vec::new();
    for part in parts {
        let Some(filed) = desk.state.filed(*part) else {
            continue;
        };
        let Links::Movement { parcels, .. } = &filed.links else {
            continue;
        };
        for parcel in parcels {
            match desk.state.declaration_of_waybill(parcel) {
                None => grounds.push(timers::ground(&catalogue::NO_DECLARATION, &format!("运单[{parcel}]"))),
                Some((_, filed)) if filed.phase != Phase::Released => {
                    let detail = format!("运单[{parcel}]清单状态[{}]", filed.last_code);
                    grounds.push(timers::ground(&catalogue::NOT_RELEASED, &detail));
                }
                Some(_) => {}
            }
        }
    }
    grounds.truncate(tongguan_domain::limits::FAULTS);
    grounds
}
