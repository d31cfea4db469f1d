//! Returns: the application (213) and the tally of what came back (215).

use super::Desk;
use super::timers::{drawn, ground, rejects, set_drawn};
use crate::catalogue;
use crate::draw;
use crate::event::Timer;
use crate::lifecycle::{Phase, Step};
use crate::links::Links;
use crate::outcome::{InspectionEnd, Outcome};
use crate::state::{Filed, State};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::screening::Lane;

/// Customs decides on an application: a person looks at some.
pub(super) fn decide_application(desk: &mut Desk<'_>, id: DocumentId) {
    if chosen(desk, id, Lane::Yellow, "return review", desk.state.settings.profile.returns_reviewed_ppm) {
        desk.step(id, Step::Review, Vec::new());
        let span = desk.state.settings.profile.manual_review;
        set_drawn(desk, id, span, "manual review", Timer::EndManualReview(id));
    } else {
        store(desk, id);
    }
}

/// The application is stored; it goes on when the goods are at the site.
pub(super) fn store(desk: &mut Desk<'_>, id: DocumentId) {
    desk.step(id, Step::Store, Vec::new());
    go_on(desk, id);
}

fn go_on(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    if filed.phase != Phase::Stored || filed.under_way || !is_tallied(desk.state, filed) {
        return;
    }
    let inspected =
        chosen(desk, id, Lane::Red, "return inspection", desk.state.settings.profile.returns_inspected_ppm);
    let span = desk.state.settings.profile.release;
    let timer = if inspected { Timer::Inspect(id) } else { Timer::Release(id) };
    set_drawn(desk, id, span, "release", timer);
}

/// Whether the sender forced this lane, or the draw falls on it.
fn chosen(desk: &Desk<'_>, id: DocumentId, lane: Lane, purpose: &str, share: u32) -> bool {
    match desk.state.filed(id).and_then(|filed| filed.outcome).and_then(Outcome::lane) {
        Some(forced) => forced == lane,
        None => draw::per_million(drawn(desk, id, purpose)) < share,
    }
}

/// Customs decides on a tally; applications that waited for it go on.
pub(super) fn decide_tally(desk: &mut Desk<'_>, id: DocumentId) {
    if let Some(grounds) = rejects(desk, id) {
        desk.step(id, Step::Reject, grounds);
        return;
    }
    desk.step(id, Step::Accept, Vec::new());
    let Some(Links::Declared { invt_no, parcel }) = desk.state.filed(id).map(|filed| &filed.links) else {
        return;
    };
    let named = invt_no.iter().chain([parcel]);
    let applications: Vec<_> = named
        .flat_map(|name| desk.state.declared(DocumentKind::ReturnApplication, name))
        .map(|(id, _)| id)
        .collect();
    for application in applications {
        go_on(desk, application);
    }
}

/// Whether the goods of an application are at the site: an accepted tally names the declaration or the parcel.
pub(crate) fn is_tallied(state: &State, application: &Filed) -> bool {
    let Links::Declared { invt_no, parcel } = &application.links else { return false };
    invt_no
        .iter()
        .chain([parcel])
        .flat_map(|name| state.declared(DocumentKind::ReturnTally, name))
        .any(|(_, tally)| tally.phase == Phase::Reviewed)
}

/// How the inspection of a return ends: what would be detained on its way out is handed over on its way in.
pub(super) fn end_inspection(desk: &mut Desk<'_>, id: DocumentId, end: InspectionEnd) {
    let (step, grounds) = match end {
        InspectionEnd::Release => (Step::Release, Vec::new()),
        InspectionEnd::HandOver | InspectionEnd::Detain(_) => {
            (Step::HandOver, vec![ground(&catalogue::INSPECTION_FAILED, "")])
        }
        InspectionEnd::Reject | InspectionEnd::ShipBack => {
            (Step::Reject, vec![ground(&catalogue::INSPECTION_FAILED, "")])
        }
    };
    desk.step(id, step, grounds);
}
