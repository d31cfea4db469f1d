//! Departures (509): the goods leave.

use crate::catalogue;
use crate::desk::{Desk, ground, rejects, set_drawn};
use crate::event::Timer;
use crate::links::Links;
use crate::stations::parts::{declarations_of, grounds_by_part, reject};
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Step};
use tongguan_domain::screening::Ground;

/// Accepts a departure, so that its declarations are closed, or rejects it.
pub(crate) fn decide(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    let grounds = grounds_by_part(parts, |part| {
        let mut grounds = rejects(desk, part).unwrap_or_default();
        grounds.extend(obstacles_of(desk, part));
        grounds
    });
    if !grounds.is_empty() {
        reject(desk, parts, grounds);
        return;
    }
    let declarations = declarations_of(desk, parts);
    for part in parts {
        desk.step(*part, Step::Accept, Vec::new());
    }
    for declaration in declarations {
        // Two parts may name one parcel.
        if desk.state.filed(declaration).is_some_and(|filed| !filed.has_timer()) {
            let span = desk.state.settings.pace.close;
            set_drawn(desk, declaration, span, "close", Timer::Close(declaration));
        }
    }
}

/// Goods may leave only when they are released, and only once: every parcel that may not is a ground.
fn obstacles_of(desk: &Desk<'_>, part: DocumentId) -> Vec<Ground> {
    let Some(Links::Movement { parcels, .. }) = desk.state.filed(part).map(|filed| &filed.links) else {
        return Vec::new();
    };
    let obstacle = |parcel: &String| match desk.state.declaration_of_waybill(parcel) {
        None => Some(ground(&catalogue::NO_DECLARATION, &format!("运单:{parcel}"))),
        Some((_, filed)) if filed.phase != Phase::Released => {
            let detail = format!("运单:{parcel},清单状态:{}", filed.state_words());
            Some(ground(&catalogue::NOT_RELEASED, &detail))
        }
        Some((_, filed)) if filed.has_timer() => {
            Some(ground(&catalogue::ALREADY_LEAVING, &format!("运单:{parcel}")))
        }
        Some(_) => None,
    };
    parcels.iter().filter_map(obstacle).take(limits::FAULTS).collect()
}
