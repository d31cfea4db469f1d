//! The desk of a customs officer: what every station needs to decide.

use crate::catalogue::{self, Finding};
use crate::event::{Event, Timer};
use crate::lifecycle::Lifecycle;
use crate::pace::Chosen;
use crate::state::State;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Span, Step};
use tongguan_domain::screening::Ground;

/// The state while a command is being decided. Each event is applied as soon as it is recorded, by the same `apply`
/// that a replay uses, so that later decisions see it.
pub struct Desk<'s> {
    pub(crate) state: &'s mut State,
    pub(crate) events: Vec<Event>,
}

impl Desk<'_> {
    pub(crate) fn record(&mut self, event: Event) {
        // Kept first, so that it is moved once: a call makes some thirty of them.
        self.events.push(event);
        if let Some(event) = self.events.last() {
            self.state.apply(event);
        }
    }

    /// A step that the lifecycle does not know from here is never recorded.
    pub(crate) fn step(&mut self, document: DocumentId, step: Step, grounds: Vec<Ground>) {
        if self.state.filed(document).is_none_or(|filed| filed.phase.after(filed.kind, step).is_err()) {
            return;
        }
        self.record(Event::StepTaken { document, step, grounds, invt_no: None });
    }

    pub(crate) fn set_timer(&mut self, span: i64, timer: Timer) {
        let at = self.state.later(span);
        self.record(Event::TimerSet(at, timer));
    }
}

/// A ground in the words of the catalogue.
pub(crate) fn ground(finding: &Finding, detail: &str) -> Ground {
    let text = if detail.is_empty() { finding.zh.to_owned() } else { format!("{}，{detail}", finding.zh) };
    Ground::new(finding.code, text)
}

/// Bits drawn for a document and a purpose.
pub(crate) fn drawn(desk: &Desk<'_>, id: DocumentId, purpose: &str) -> u64 {
    desk.state.filed(id).map_or(0, |filed| desk.state.draw(filed, purpose))
}

/// Sets a timer after a drawn span.
pub(crate) fn set_drawn(desk: &mut Desk<'_>, id: DocumentId, span: Span, purpose: &str, timer: Timer) {
    let span = span.choose(drawn(desk, id, purpose));
    desk.set_timer(span, timer);
}

/// Why customs rejects a document, if its sender has forced that.
pub(crate) fn rejects(desk: &Desk<'_>, id: DocumentId) -> Option<Vec<Ground>> {
    let forced = desk.state.filed(id)?.outcome? == Outcome::ReviewReject;
    forced.then(|| vec![ground(&catalogue::REVIEW_REFUSED, "")])
}
