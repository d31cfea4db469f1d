//! Release and inspection of goods that are at the site, with their papers in order.

use crate::catalogue;
use crate::desk::{Desk, drawn, ground, set_drawn};
use crate::event::Timer;
use crate::outcome::{Forces, InspectionEnd};
use crate::readiness::Transport;
use crate::stations::returns;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Detention, Outcome, Phase};
use tongguan_domain::screening::Lane;

/// A declaration goes on to inspection or release once it is reviewed, its goods are at the site, and it is known with
/// what they will leave: in whichever order that happens.
pub(crate) fn move_on(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    if !desk.state.is_ready(filed) {
        return;
    }
    if let Transport::Manifest(manifest) = desk.state.transport_of(filed)
        && desk.state.is_held(manifest)
    {
        // Its deletion is on its way to customs.
        return;
    }
    let lane = filed.screening.as_ref().map_or(Lane::Green, |decision| decision.lane);
    start_release(desk, id, lane);
}

/// Starts release or inspection of goods that are at the site, with their papers in order.
pub(crate) fn start_release(desk: &mut Desk<'_>, id: DocumentId, lane: Lane) {
    let span = desk.state.settings.pace.release;
    let timer = if lane == Lane::Red { Timer::Inspect(id) } else { Timer::Release(id) };
    set_drawn(desk, id, span, "release", timer);
}

/// Whether goods may still go on to inspection or release: their manifest may have been deleted since.
pub(crate) fn may_leave(desk: &Desk<'_>, id: DocumentId) -> bool {
    desk.state.filed(id).is_some_and(|filed| match filed.kind {
        DocumentKind::Declaration => desk.state.is_ready(filed),
        DocumentKind::ReturnApplication => filed.phase == Phase::Stored,
        DocumentKind::SalesOrder
        | DocumentKind::PaymentReceipt
        | DocumentKind::Waybill
        | DocumentKind::Arrival
        | DocumentKind::Departure
        | DocumentKind::Cancellation
        | DocumentKind::Manifest
        | DocumentKind::SummaryApplication
        | DocumentKind::ReturnTally => false,
    })
}

/// An inspection is at its end.
pub(crate) fn end_inspection(desk: &mut Desk<'_>, id: DocumentId) {
    let forced = desk.state.filed(id).and_then(|filed| filed.outcome).and_then(Outcome::inspection_end);
    let end = forced.unwrap_or_else(|| desk.state.inspection_end(drawn(desk, id, "inspection end")));
    if desk.state.filed(id).is_some_and(|filed| filed.kind == DocumentKind::ReturnApplication) {
        returns::end_inspection(desk, id, end);
        return;
    }
    // 505 is a code of returns; goods on their way out are detained instead.
    let end = if end == InspectionEnd::HandOver { InspectionEnd::Detain(Detention::Clearance) } else { end };
    let grounds = match end {
        InspectionEnd::Release => Vec::new(),
        InspectionEnd::Reject
        | InspectionEnd::ShipBack
        | InspectionEnd::Detain(_)
        | InspectionEnd::HandOver => vec![ground(&catalogue::INSPECTION_FAILED, "")],
    };
    desk.step(id, end.step(), grounds);
}
