//! What happens when a timer fires.

use super::presumed::{self, Fate};
use super::{Desk, cancellation, matching, movement, returns, summary};
use crate::catalogue::{self, Finding};
use crate::draw;
use crate::event::{Event, Timer};
use crate::lifecycle::Lifecycle;
use crate::outcome::{Forces, InspectionEnd, ReviewEnd};
use crate::pace::{Chosen, Paced};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Detention, Outcome, Phase, Span, Step};
use tongguan_domain::screening::{Lane, Reason};

pub(super) fn fire(desk: &mut Desk<'_>, timer: Timer) {
    let id = timer.document();
    let Some(filed) = desk.state.filed(id) else { return };
    let (phase, kind) = (filed.phase, filed.kind);
    let goes_on =
        matches!(timer, Timer::Send(_) | Timer::Match(_) | Timer::DecideMovement(_) | Timer::Decide(_));
    if goes_on && desk.state.is_held(id) {
        // Another version is on its way. It takes this one's place, or wakes it.
        return;
    }
    match timer {
        Timer::Send(_) if phase == Phase::Received => send(desk, id),
        Timer::ConfirmDeletion(_) if phase == Phase::Sent => desk.step(id, Step::ConfirmDeletion, Vec::new()),
        Timer::Match(_) if phase == Phase::Sent => matching::compare(desk, id),
        Timer::FinishReview(_) if phase == Phase::Stored => finish_review(desk, id),
        Timer::EndManualReview(_) if phase == Phase::InReview => end_manual_review(desk, id),
        Timer::DecideMovement(_) if phase == Phase::Sent => movement::decide(desk, id, kind),
        Timer::Inspect(_) if may_leave(desk, id) => {
            desk.step(id, Step::Inspect, Vec::new());
            let span = desk.state.settings.pace.inspection;
            set_drawn(desk, id, span, "inspection", Timer::EndInspection(id));
        }
        Timer::EndInspection(_) if phase == Phase::InInspection => end_inspection(desk, id),
        Timer::Release(_) if may_leave(desk, id) => desk.step(id, Step::Release, Vec::new()),
        Timer::Decide(_) if phase == Phase::Sent => decide(desk, id, kind),
        Timer::Resume(_) if phase == Phase::Suspended => {
            desk.step(id, Step::Resume, Vec::new());
            pass_review(desk, id);
        }
        Timer::NumberForms(_) if phase == Phase::Reviewed => summary::number_forms(desk, id),
        Timer::Close(_) if phase == Phase::Released => desk.step(id, Step::Close, Vec::new()),
        // Withdrawn, rejected, cancelled or replaced in the meantime: nothing falls due any more.
        Timer::Send(_)
        | Timer::ConfirmDeletion(_)
        | Timer::Match(_)
        | Timer::FinishReview(_)
        | Timer::EndManualReview(_)
        | Timer::DecideMovement(_)
        | Timer::Inspect(_)
        | Timer::EndInspection(_)
        | Timer::Release(_)
        | Timer::Close(_)
        | Timer::Decide(_)
        | Timer::Resume(_)
        | Timer::NumberForms(_) => {}
    }
}

/// Whether goods may still go on to inspection or release: their manifest may have been deleted since.
fn may_leave(desk: &Desk<'_>, id: DocumentId) -> bool {
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

/// A ground in the words of the catalogue.
pub(super) fn ground(finding: &Finding, detail: &str) -> Reason {
    let text = if detail.is_empty() { finding.zh.to_owned() } else { format!("{}，{detail}", finding.zh) };
    Reason { rule: finding.code.to_owned(), text }
}

/// Bits drawn for a document and a purpose.
pub(super) fn drawn(desk: &Desk<'_>, id: DocumentId, purpose: &str) -> u64 {
    desk.state.filed(id).map_or(0, |filed| desk.state.draw(filed, purpose))
}

/// Sets a timer after a drawn span.
pub(super) fn set_drawn(desk: &mut Desk<'_>, id: DocumentId, span: Span, purpose: &str, timer: Timer) {
    let span = span.choose(drawn(desk, id, purpose));
    desk.set_timer(span, timer);
}

fn send(desk: &mut Desk<'_>, id: DocumentId) {
    let fate = presumed::fate(desk.state, id);
    if matches!(fate, Fate::Waits) {
        return;
    }
    let over = desk.state.filed(id).map(|filed| filed.over.clone()).unwrap_or_default();
    let fails = sending_fails(desk, id);
    match fate {
        _ if fails => desk.step(id, Step::FailSending, Vec::new()),
        Fate::Falls(grounds) => {
            desk.step(id, Step::Send, Vec::new());
            desk.step(id, Step::Reject, grounds);
        }
        Fate::Goes | Fate::Waits => {
            for under in &over {
                take_place(desk, id, *under);
            }
            desk.step(id, Step::Send, Vec::new());
            go_on_at_customs(desk, id);
        }
    }
    // Those whose place it did not take go on.
    for under in over {
        wake(desk, under);
    }
    presumed::send_waiting(desk, id);
}

/// Customs is told of a new version, so that the one under it falls.
fn take_place(desk: &mut Desk<'_>, id: DocumentId, under: DocumentId) {
    let (Some(filed), Some(older)) = (desk.state.filed(id), desk.state.filed(under)) else { return };
    let step = if filed.deletes { Step::Delete } else { Step::Replace };
    if filed.takes_place_of(older) && older.phase.after(step).is_ok() {
        desk.step(under, step, Vec::new());
    }
}

/// A version that was held goes on: customs never heard of the one that was to take its place.
pub(super) fn wake(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    if filed.is_under_way() || desk.state.is_held(id) {
        return;
    }
    match filed.phase {
        Phase::Received => {
            let span = desk.state.settings.pace.send;
            set_drawn(desk, id, span, "send", Timer::Send(id));
        }
        Phase::Sent if !filed.deletes => go_on_at_customs(desk, id),
        Phase::Stored => match filed.kind {
            DocumentKind::SalesOrder | DocumentKind::PaymentReceipt | DocumentKind::Waybill => {
                matching::partner_sent(desk, id);
            }
            DocumentKind::Manifest => {
                for declaration in movement::declarations_of(desk, &[id]) {
                    movement::move_on(desk, declaration);
                }
            }
            DocumentKind::Declaration
            | DocumentKind::Arrival
            | DocumentKind::Departure
            | DocumentKind::Cancellation
            | DocumentKind::SummaryApplication
            | DocumentKind::ReturnTally => {}
            DocumentKind::ReturnApplication => returns::go_on(desk, id),
        },
        Phase::Draft
        | Phase::Sent
        | Phase::SendingFailed
        | Phase::InReview
        | Phase::Suspended
        | Phase::Reviewed
        | Phase::InInspection
        | Phase::Released
        | Phase::Closed
        | Phase::Rejected
        | Phase::Detained
        | Phase::ShippedBack
        | Phase::HandedOver
        | Phase::Cancelled
        | Phase::Withdrawn => {}
    }
}

/// What customs does with a document that has reached it.
fn go_on_at_customs(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    let (kind, deletes, outcome) = (filed.kind, filed.deletes, filed.outcome);
    if deletes {
        let span = desk.state.settings.pace.match_documents;
        set_drawn(desk, id, span, "confirm deletion", Timer::ConfirmDeletion(id));
        return;
    }
    // A return waits for its partner, the tally, later.
    if outcome == Some(Outcome::PartnerMissing) && kind != DocumentKind::ReturnApplication {
        return;
    }
    match kind {
        DocumentKind::Declaration => matching::consider(desk, id),
        DocumentKind::SalesOrder | DocumentKind::PaymentReceipt | DocumentKind::Waybill => {
            matching::partner_sent(desk, id);
        }
        DocumentKind::Arrival
        | DocumentKind::Departure
        | DocumentKind::Manifest
        | DocumentKind::SummaryApplication => movement::part_sent(desk, id),
        DocumentKind::Cancellation | DocumentKind::ReturnApplication | DocumentKind::ReturnTally => {
            let span = desk.state.settings.pace.accept_movement;
            set_drawn(desk, id, span, "decide", Timer::Decide(id));
        }
    }
}

/// Whether customs cannot be reached. Every attempt is a document of its own and drawn anew, so that one succeeds some
/// time.
fn sending_fails(desk: &Desk<'_>, id: DocumentId) -> bool {
    let Some(filed) = desk.state.filed(id) else { return false };
    let share = desk.state.settings.pace.sending_fails_ppm;
    let drawn = || draw::per_million(drawn(desk, id, "sending fails")) < share;
    filed.outcome == Some(Outcome::SendFailure) || share > 0 && drawn()
}

fn finish_review(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    let customs_code = match filed.document().as_deref() {
        Some(Document::Declaration(declaration)) => declaration.head.customs_code.clone(),
        _ => String::from("0000"),
    };
    let invt_no = desk.state.next_invt_no(&customs_code);
    desk.record(Event::StepTaken {
        document: id,
        step: Step::FinishReview,
        grounds: Vec::new(),
        invt_no: Some(invt_no),
    });
    movement::move_on(desk, id);
}

fn end_manual_review(desk: &mut Desk<'_>, id: DocumentId) {
    let forced = desk.state.filed(id).and_then(|filed| filed.outcome).and_then(Outcome::review_end);
    let end = forced.unwrap_or_else(|| desk.state.settings.pace.review_end(drawn(desk, id, "review end")));
    let share = desk.state.settings.pace.reviews_suspended_ppm;
    let put_off = share > 0 && draw::per_million(drawn(desk, id, "review suspended")) < share;
    let end = if forced.is_none() && put_off { ReviewEnd::Suspend } else { end };
    match end {
        ReviewEnd::Pass => pass_review(desk, id),
        ReviewEnd::Suspend => {
            desk.step(id, Step::Suspend, Vec::new());
            let span = desk.state.settings.pace.suspension;
            set_drawn(desk, id, span, "suspension", Timer::Resume(id));
        }
        ReviewEnd::Reject => desk.step(id, Step::Reject, vec![ground(&catalogue::REVIEW_REFUSED, "")]),
    }
}

/// Customs decides on what needs no other part.
fn decide(desk: &mut Desk<'_>, id: DocumentId, kind: DocumentKind) {
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
fn pass_review(desk: &mut Desk<'_>, id: DocumentId) {
    let is_return = desk.state.filed(id).is_some_and(|filed| filed.kind == DocumentKind::ReturnApplication);
    if is_return {
        returns::pass_review(desk, id);
    } else {
        finish_review(desk, id);
    }
}

/// Why customs rejects a document, if its sender has forced that.
pub(super) fn rejects(desk: &Desk<'_>, id: DocumentId) -> Option<Vec<Reason>> {
    let forced = desk.state.filed(id)?.outcome? == Outcome::ReviewReject;
    forced.then(|| vec![ground(&catalogue::REVIEW_REFUSED, "")])
}

fn end_inspection(desk: &mut Desk<'_>, id: DocumentId) {
    let forced = desk.state.filed(id).and_then(|filed| filed.outcome).and_then(Outcome::inspection_end);
    let end =
        forced.unwrap_or_else(|| desk.state.settings.pace.inspection_end(drawn(desk, id, "inspection end")));
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

/// Starts release or inspection of goods that are at the site, with their papers in order.
pub(super) fn start_release(desk: &mut Desk<'_>, id: DocumentId, lane: Lane) {
    let span = desk.state.settings.pace.release;
    let timer = if lane == Lane::Red { Timer::Inspect(id) } else { Timer::Release(id) };
    set_drawn(desk, id, span, "release", timer);
}
