//! The review of declarations and returns, and what customs decides on without other parts.

use crate::catalogue;
use crate::desk::{Desk, drawn, ground, set_drawn};
use crate::draw;
use crate::event::{Event, Timer};
use crate::outcome::{Forces, ReviewEnd};
use crate::stations::{cancellation, officers, release, returns};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Step};
use tongguan_domain::screening::{FindingKind, Ground};

/// The review of a declaration is finished: it gets its number.
pub(crate) fn finish(desk: &mut Desk<'_>, id: DocumentId, grounds: Vec<Ground>) {
    let Some(filed) = desk.state.filed(id) else { return };
    let customs_code = match filed.document().as_deref() {
        Some(Document::Declaration(declaration)) => declaration.head.customs_code.clone(),
        _ => String::from("0000"),
    };
    let invt_no = desk.state.next_invt_no(&customs_code);
    desk.record(Event::StepTaken { document: id, step: Step::FinishReview, grounds, invt_no: Some(invt_no) });
    release::move_on(desk, id);
}

/// A person has reviewed it.
pub(crate) fn end_by_hand(desk: &mut Desk<'_>, id: DocumentId) {
    let forced = desk.state.filed(id).and_then(|filed| filed.outcome).and_then(Outcome::review_end);
    let decision = desk.state.filed(id).and_then(|filed| filed.screening());
    let finding = decision.and_then(|decision| decision.finding).filter(|_| forced.is_none());
    let end = forced.unwrap_or_else(|| desk.state.review_end(drawn(desk, id, "review end")));
    let share = desk.state.share(|pace| pace.reviews_suspended_ppm);
    let put_off = share > 0 && draw::per_million(drawn(desk, id, "review suspended")) < share;
    let end = if forced.is_none() && put_off { ReviewEnd::Suspend } else { end };
    // What there is to find decides; where nobody says what there is, a draw does.
    if let (Some(finding), false) = (finding, end == ReviewEnd::Suspend) {
        let nothing = finding.kind == FindingKind::Conforming;
        let grounds = if nothing {
            Vec::new()
        } else {
            vec![ground(&catalogue::REVIEW_REFUSED, finding.kind.names().0)]
        };
        return officers::end_review(desk, id, finding.disposition, grounds);
    }
    match end {
        ReviewEnd::Pass => pass(desk, id),
        ReviewEnd::Suspend => {
            desk.step(id, Step::Suspend, Vec::new());
            let span = desk.state.settings.pace.suspension;
            set_drawn(desk, id, span, "suspension", Timer::Resume(id));
        }
        ReviewEnd::Reject => desk.step(id, Step::Reject, vec![ground(&catalogue::REVIEW_REFUSED, "")]),
    }
}

/// Customs decides on what needs no other part.
pub(crate) fn decide(desk: &mut Desk<'_>, id: DocumentId, kind: DocumentKind) {
    match kind {
        DocumentKind::Cancellation => cancellation::decide(desk, id),
        DocumentKind::ReturnApplication => returns::decide_application(desk, id),
        DocumentKind::ReturnTally => returns::decide_tally(desk, id),
        DocumentKind::SalesOrder
        | DocumentKind::PaymentReceipt
        | DocumentKind::Waybill
        | DocumentKind::Declaration
        | DocumentKind::Arrival
        | DocumentKind::Departure
        | DocumentKind::Manifest
        | DocumentKind::SummaryApplication => {}
    }
}

/// A review has passed: a declaration gets its number, a return waits for its goods.
pub(crate) fn pass(desk: &mut Desk<'_>, id: DocumentId) {
    let is_return = desk.state.filed(id).is_some_and(|filed| filed.kind == DocumentKind::ReturnApplication);
    if is_return {
        returns::pass_review(desk, id);
    } else {
        finish(desk, id, Vec::new());
    }
}
