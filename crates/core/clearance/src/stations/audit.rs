//! Audits (稽查): of what left in lane blue, weeks after it left. They can find something, and change nothing any more.

use crate::desk::{Desk, drawn};
use crate::event::Event;
use crate::filed::Filed;
use crate::pace::Chosen;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Phase;
use tongguan_domain::screening::{Disposition, Finding, FindingKind, Lane};

/// Goods were released: if they were marked for an audit, it will come.
pub(crate) fn follow_release(desk: &mut Desk<'_>, id: DocumentId) {
    let marked = |filed: &&Filed| {
        let blue = filed.screening().is_some_and(|decision| decision.lane == Lane::Blue);
        filed.kind == DocumentKind::Declaration && filed.phase == Phase::Released && blue
    };
    if desk.state.filed(id).filter(marked).is_some() {
        let at = desk.state.later(desk.state.settings.pace.audit.choose(drawn(desk, id, "audit")));
        desk.record(Event::AuditSet(at, id));
    }
}

/// The audit that is due first is made.
pub(crate) fn make(desk: &mut Desk<'_>) {
    let Some((_, id)) = desk.state.audits.first_key_value() else { return };
    let (id, decision) = (*id, desk.state.filed(*id).and_then(Filed::screening));
    let finding = decision.and_then(|decision| decision.finding);
    let nothing =
        || Finding { kind: FindingKind::Conforming, disposition: Disposition::Release, rule: String::new() };
    desk.record(Event::Audited(id, finding.unwrap_or_else(nothing)));
}
