//! Split messages: customs decides on all parts together.

use crate::catalogue;
use crate::desk::{Desk, ground, set_drawn};
use crate::event::Timer;
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::state::State;
use crate::stations::{arrival, departure, manifest, summary};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Step};
use tongguan_domain::screening::Ground;

/// A part reached customs: when it completes its group, customs will decide.
pub(crate) fn part_sent(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    let Links::Movement { group, parts, .. } = &filed.links else {
        return;
    };
    let complete = desk.state.index.sent_parts(filed.kind, group) >= *parts;
    if complete && !is_stopped(desk.state, filed.kind, group) {
        let span = desk.state.settings.pace.accept_movement;
        set_drawn(desk, id, span, "accept movement", Timer::DecideMovement(id));
    }
}

/// Decides on a message whose parts are all there.
pub(crate) fn decide(desk: &mut Desk<'_>, last: DocumentId, kind: DocumentKind) {
    let Some(parts) = parts_of(desk, last, kind) else {
        return;
    };
    match kind {
        DocumentKind::Arrival => arrival::decide(desk, &parts),
        DocumentKind::Departure => departure::decide(desk, &parts),
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
    let sent = desk.state.parts(kind, group).filter(|(_, part)| part.phase.is_undecided());
    Some(sent.map(|(id, _)| id).collect())
}

/// Whether customs does not decide although all parts are there: the sender has forced that one never comes, or
/// another version of one is on its way.
fn is_stopped(state: &State, kind: DocumentKind, group: &str) -> bool {
    let mut parts = state.parts(kind, group).filter(|(_, part)| part.phase.is_undecided());
    parts.any(|(id, part)| part.outcome == Some(Outcome::PartnerMissing) || state.is_held(id))
}

/// The declarations that parts name, each once.
pub(crate) fn declarations_of(desk: &Desk<'_>, parts: &[DocumentId]) -> Vec<DocumentId> {
    let mut found = Vec::new();
    for part in parts {
        let Some(filed) = desk.state.filed(*part) else {
            continue;
        };
        let Links::Movement { parcels, bill_no, .. } = &filed.links else {
            continue;
        };
        for parcel in parcels {
            found.extend(desk.state.declarations_of_waybill(parcel).into_iter().map(|(id, _)| id));
        }
        if let (true, Some(bill)) = (parcels.is_empty(), bill_no) {
            found.extend(desk.state.declarations_of_bill(bill));
        }
    }
    // A parcel may be listed twice.
    let mut known = std::collections::BTreeSet::new();
    found.retain(|id| known.insert(*id));
    found
}

/// What stands against each part of a split message, in the order of the parts.
pub(crate) struct Grounds(Vec<Vec<Ground>>);

impl Grounds {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

/// Asks what stands against each part. All parts together have at most as many grounds as one document.
pub(crate) fn grounds_by_part(
    parts: &[DocumentId],
    mut against: impl FnMut(DocumentId) -> Vec<Ground>,
) -> Grounds {
    let mut room = limits::FAULTS;
    let of_part = |part: &DocumentId| {
        let mut grounds = if room == 0 { Vec::new() } else { against(*part) };
        grounds.truncate(room);
        room -= grounds.len();
        grounds
    };
    Grounds(parts.iter().map(of_part).collect())
}

/// Rejects all parts together, because they are one message. Each says what stands against itself; one that is right in
/// itself says which parts are not, and the first ground. So what is kept does not grow with grounds times parts.
pub(crate) fn reject(desk: &mut Desk<'_>, parts: &[DocumentId], grounds: Grounds) {
    let faulty = || parts.iter().zip(&grounds.0).filter(|(_, grounds)| !grounds.is_empty());
    let numbers: Vec<String> =
        faulty().take(limits::MISSING_PARTS).map(|(part, _)| part_number(desk, *part)).collect();
    let more = if faulty().count() > numbers.len() { ",…" } else { "" };
    let detail = format!("msgSeqNo:{}{more}", numbers.join(","));
    let of_others: Vec<Ground> = std::iter::once(ground(&catalogue::OTHER_PART, &detail))
        .chain(faulty().next().and_then(|(_, grounds)| grounds.first().cloned()))
        .collect();
    for (part, own) in parts.iter().zip(grounds.0) {
        desk.step(*part, Step::Reject, if own.is_empty() { of_others.clone() } else { own });
    }
}

fn part_number(desk: &Desk<'_>, part: DocumentId) -> String {
    match desk.state.filed(part).map(|filed| &filed.links) {
        Some(Links::Movement { part, .. }) => part.to_string(),
        Some(Links::Partner(_) | Links::Declaration { .. } | Links::Declared { .. }) | None => String::new(),
    }
}
