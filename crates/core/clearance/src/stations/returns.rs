//! Returns: the application (213) and the tally of what came back (215).

use crate::catalogue;
use crate::desk::Desk;
use crate::desk::{drawn, ground, rejects, set_drawn};
use crate::draw;
use crate::event::{Event, Timer};
use crate::links::Links;
use crate::outcome::{Forces, InspectionEnd};
use crate::state::State;
use crate::stations::release::start_release;
use crate::stations::storage;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Pace, Phase, Step};
use tongguan_domain::screening::{Ground, Lane};

/// Customs stores an application; a person looks at some.
pub(crate) fn decide_application(desk: &mut Desk<'_>, id: DocumentId) {
    desk.step(id, Step::Store, Vec::new());
    storage::take_in(desk, id);
    if chosen(desk, id, Lane::Yellow, "return review", |pace| pace.returns_reviewed_ppm) {
        desk.step(id, Step::Review, Vec::new());
        let span = desk.state.settings.pace.manual_review;
        set_drawn(desk, id, span, "manual review", Timer::EndManualReview(id));
    } else {
        go_on(desk, id);
    }
}

/// The review of an application has passed.
pub(crate) fn pass_review(desk: &mut Desk<'_>, id: DocumentId) {
    desk.step(id, Step::Resume, Vec::new());
    go_on(desk, id);
}

/// An application goes on to inspection or release once the goods are at the site.
pub(crate) fn go_on(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    let lost = filed.outcome == Some(Outcome::PartnerMissing);
    if lost || filed.phase != Phase::Stored || desk.state.is_held(id) {
        return;
    }
    let Some(tally) = desk.state.tally_of(filed) else { return };
    // A tally counts for one application: the goods of the next one have a tally of their own.
    desk.record(Event::Matched { declaration: id, partners: vec![tally] });
    let inspected = chosen(desk, id, Lane::Red, "return inspection", |pace| pace.returns_inspected_ppm);
    start_release(desk, id, if inspected { Lane::Red } else { Lane::Green });
}

/// Whether the sender forced this lane, or, where it forced none, the draw falls on it.
fn chosen(desk: &Desk<'_>, id: DocumentId, lane: Lane, purpose: &str, share: impl Fn(&Pace) -> u32) -> bool {
    match desk.state.filed(id).and_then(|filed| filed.outcome).and_then(Outcome::lane) {
        Some(forced) => forced == lane,
        None => draw::per_million(drawn(desk, id, purpose)) < desk.state.share(share),
    }
}

/// Customs decides on a tally; applications that waited for it go on.
pub(crate) fn decide_tally(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(Links::Declared { invt_no, parcel }) = desk.state.filed(id).map(|filed| filed.links.clone())
    else {
        return;
    };
    let mut grounds = rejects(desk, id).unwrap_or_default();
    grounds.extend(invt_no.and_then(|number| never_left(desk.state, &number)));
    if !grounds.is_empty() {
        desk.step(id, Step::Reject, grounds);
        return;
    }
    desk.step(id, Step::Accept, Vec::new());
    let applications = desk.state.declared(DocumentKind::ReturnApplication, &parcel);
    let applications: Vec<_> = applications.map(|(id, _)| id).collect();
    // The oldest that waits for it takes it.
    for application in applications {
        go_on(desk, application);
    }
}

/// Why a tally cannot be of the goods of this declaration.
fn never_left(state: &State, invt_no: &str) -> Option<Ground> {
    let Some((_, filed)) = state.declaration_of_number(invt_no) else {
        return Some(ground(&catalogue::TALLY_UNKNOWN, &format!("清单:{invt_no}")));
    };
    let left = filed.made_at(Step::Release).is_some();
    let detail = || format!("清单:{invt_no},清单状态:{}", filed.state_words());
    (!left).then(|| ground(&catalogue::TALLY_NOT_RELEASED, &detail()))
}

/// How the inspection of a return ends: what would be detained on its way out is handed over on its way in.
pub(crate) fn end_inspection(desk: &mut Desk<'_>, id: DocumentId, end: InspectionEnd) {
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
