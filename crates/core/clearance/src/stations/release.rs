//! Release and inspection of goods that are at the site, with their papers in order.

use crate::catalogue;
use crate::desk::{Desk, drawn, ground, set_drawn};
use crate::event::Timer;
use crate::outcome::{Forces, InspectionEnd};
use crate::pace::Chosen;
use crate::readiness::Transport;
use crate::stations::{audit, officers, punishment, returns};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Detention, Outcome, Phase, Step};
use tongguan_domain::screening::{FindingKind, Lane};

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
    let lane = filed.screening().map_or(Lane::Green, |decision| decision.lane);
    let lane = if officers::review_ordered_inspection(filed) { lane.max(Lane::Red) } else { lane };
    start_release(desk, id, lane);
}

/// Starts release or inspection of goods that are at the site, with their papers in order.
pub(crate) fn start_release(desk: &mut Desk<'_>, id: DocumentId, lane: Lane) {
    let span = desk.state.settings.pace.release;
    let timer = if lane >= Lane::Red { Timer::Inspect(id) } else { Timer::Release(id) };
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

/// The goods are inspected from now on.
pub(crate) fn begin_inspection(desk: &mut Desk<'_>, id: DocumentId) {
    desk.step(id, Step::Inspect, Vec::new());
    let Some(filed) = desk.state.filed(id) else { return };
    let forced = filed.outcome.and_then(Outcome::inspection_end).is_some();
    if desk.state.settings.officers_decide && !forced && filed.kind == DocumentKind::Declaration {
        return;
    }
    let pace = &desk.state.settings.pace;
    let inspection = pace.inspection.choose(drawn(desk, id, "inspection"));
    let laboratory = pace.laboratory.choose(drawn(desk, id, "laboratory"));
    let span = if officers::is_sampled(filed) { inspection.saturating_add(laboratory) } else { inspection };
    desk.set_timer(span, Timer::EndInspection(id));
}

/// An inspection is at its end.
pub(crate) fn end_inspection(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    let forced = filed.outcome.and_then(Outcome::inspection_end);
    let decision = filed.screening().filter(|_| forced.is_none());
    let stop = decision.as_ref().filter(|decision| decision.lane == Lane::Stop);
    let stop = stop.map(|decision| decision.handed_to.unwrap_or(Detention::Smuggling));
    let finding = decision.and_then(|decision| decision.finding);
    let drawn = || desk.state.inspection_end(drawn(desk, id, "inspection end"));
    let end = match (forced, stop, &finding) {
        (Some(end), ..) => end,
        (None, Some(by), _) => InspectionEnd::Detain(by),
        (None, None, Some(finding)) => InspectionEnd::of(finding.disposition),
        (None, None, None) => drawn(),
    };
    if filed.kind == DocumentKind::ReturnApplication {
        returns::end_inspection(desk, id, end);
        return;
    }
    // 505 is a code of returns; goods on their way out are detained instead.
    let end = if end == InspectionEnd::HandOver { InspectionEnd::Detain(Detention::Clearance) } else { end };
    let grounds = match (end, finding) {
        (InspectionEnd::Release, _) => Vec::new(),
        (_, Some(finding)) if finding.kind != FindingKind::Conforming => vec![officers::told(&finding)],
        _ => vec![ground(&catalogue::INSPECTION_FAILED, "")],
    };
    desk.step(id, end.step(), grounds);
    punishment::follow_detention(desk, id);
    audit::follow_release(desk, id);
}
