//! Places for goods: bookings (303 of type W) in overseas warehouses, returns (213) in return centres.
//!
//! A booking has its place from when customs has it until it is deleted, replaced or rejected, or its declaration is
//! cancelled, detained or shipped back; the next declaration under it asks for a place again. A return has one from when
//! customs stores it until it is released, handed over, rejected, deleted or replaced. Nothing is refused for want of a place.

use crate::desk::Desk;
use crate::event::Event;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::warehouse::Placement;

/// A booking that customs has takes a place, unless it has one.
pub(crate) fn book(desk: &mut Desk<'_>, id: DocumentId) {
    find_place(desk, id, DocumentKind::SalesOrder);
}

/// A return that customs has stored takes a place.
pub(crate) fn take_in(desk: &mut Desk<'_>, id: DocumentId) {
    find_place(desk, id, DocumentKind::ReturnApplication);
}

fn find_place(desk: &mut Desk<'_>, id: DocumentId, kind: DocumentKind) {
    let state = &desk.state;
    if state.warehouses.len() == 0 {
        return;
    }
    let before = state.placements.get(&id);
    if matches!(before, Some(Placement::Taken(_))) {
        return;
    }
    let asks = state.filed(id).filter(|filed| filed.kind == kind && !filed.deletes);
    let document = asks.and_then(|filed| filed.document());
    let Some(placement) = document.and_then(|document| state.placement(&document)) else { return };
    if before != Some(&placement) {
        desk.record(Event::Placed(id, placement));
    }
}
