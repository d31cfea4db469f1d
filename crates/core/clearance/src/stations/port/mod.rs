//! The electronic port: takes documents, and sends them to customs.

mod call;
mod fitness;
mod presumed;
mod submit;

pub use submit::gravest;
pub(crate) use submit::{check_room, refuse_message, submit};

use crate::desk::{Desk, drawn, set_drawn};
use crate::draw;
use crate::event::Timer;
use crate::lifecycle::Lifecycle;
use crate::stations::{matching, parts, release, returns, storage};
use presumed::Fate;
use tongguan_domain::document::{Course, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Phase, Step};

pub(crate) fn send(desk: &mut Desk<'_>, id: DocumentId) {
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
            storage::book(desk, id);
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
    if filed.takes_place_of(older) && older.phase.after(older.kind, step).is_ok() {
        desk.step(under, step, Vec::new());
    }
}

/// A version that was held goes on: customs never heard of the one that was to take its place.
pub(crate) fn wake(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id) else { return };
    if filed.has_timer() || desk.state.is_held(id) {
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
                for declaration in parts::declarations_of(desk, &[id]) {
                    release::move_on(desk, declaration);
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
        | Phase::Comparing
        | Phase::Leaving
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
    match kind.course() {
        Course::Declaration => matching::consider(desk, id),
        Course::Partner => matching::partner_sent(desk, id),
        Course::Split => parts::part_sent(desk, id),
        Course::Ruling => {
            let span = desk.state.settings.pace.accept_movement;
            set_drawn(desk, id, span, "decide", Timer::Decide(id));
        }
    }
}

/// Whether customs cannot be reached. Every attempt is a document of its own and drawn anew, so that one succeeds some
/// time.
fn sending_fails(desk: &Desk<'_>, id: DocumentId) -> bool {
    let Some(filed) = desk.state.filed(id) else { return false };
    let share = desk.state.share(|pace| pace.sending_fails_ppm);
    let drawn = || draw::per_million(drawn(desk, id, "sending fails")) < share;
    filed.outcome == Some(Outcome::SendFailure) || share > 0 && drawn()
}
