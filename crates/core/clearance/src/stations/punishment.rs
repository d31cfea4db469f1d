//! What a detention leads to: weeks later somebody is punished, and his credit changes (行政处罚).

use crate::desk::{Desk, drawn};
use crate::event::Event;
use crate::filed::Filed;
use crate::pace::Chosen;
use crate::registration::check_room_for_credit;
use tongguan_domain::credit::{Cause, CreditEvent};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Detention, Step};

/// The least fine for a violation, yuan.
const LEAST_FINE: u64 = 1_000;
/// Of the value of the goods, one part of so many is the fine.
const FINE_PART: u64 = 10;

/// Goods were detained: those that went to the anti-smuggling department or to the lawyers of customs lead to a
/// punishment later.
pub(crate) fn follow_detention(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(filed) = desk.state.filed(id).filter(|filed| filed.outcome.is_none()) else { return };
    let Some((codes, by)) = filed.codes().zip(detained_by(filed)) else { return };
    let value = filed.seen().map_or(0, |seen| seen.value());
    let (cause, amount_yuan) = match by {
        Detention::Smuggling => (Cause::SmugglingPunished, 0),
        Detention::Legal => (Cause::ViolationPunished, (value / FINE_PART).max(LEAST_FINE)),
        Detention::Clearance | Detention::Other => return,
    };
    let exporter = codes.exporter.to_owned();
    let span = desk.state.settings.pace.punishment.choose(drawn(desk, id, "punishment"));
    let on = desk.state.later(span).date();
    let known = desk.state.credit_events.get(&exporter).map_or(&[][..], |known| known);
    // Several detentions that are punished on one day are one case.
    if known.iter().any(|event| (event.cause, event.on) == (cause, on)) {
        return;
    }
    if check_room_for_credit(desk.state, [exporter.as_str()]).is_err() {
        return;
    }
    let note = format!("document {}: detained", id.0);
    desk.record(Event::CreditNoted(
        exporter,
        Box::new(CreditEvent { on, cause, amount_yuan, settled: None, note }),
    ));
}

/// Who detained the goods.
fn detained_by(filed: &Filed) -> Option<Detention> {
    filed.history.iter().rev().find_map(|mark| match mark.step {
        Some(Step::Detain(by)) => Some(by),
        _ => None,
    })
}
