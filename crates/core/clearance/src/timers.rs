//! What happens when a timer fires: the table from timer to station.

use crate::desk::Desk;
use crate::event::Timer;
use crate::stations::{audit, matching, parts, port, release, review, summary};
use tongguan_domain::process::{Phase, Step};

pub(crate) fn fire(desk: &mut Desk<'_>, timer: Timer) {
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
        Timer::Send(_) if phase == Phase::Received => port::send(desk, id),
        Timer::ConfirmDeletion(_) if phase == Phase::Sent => desk.step(id, Step::ConfirmDeletion, Vec::new()),
        Timer::Match(_) if phase == Phase::Sent => matching::compare(desk, id),
        Timer::FinishReview(_) if phase == Phase::Stored => review::finish(desk, id, Vec::new()),
        Timer::EndManualReview(_) if phase == Phase::InReview => review::end_by_hand(desk, id),
        Timer::DecideMovement(_) if phase == Phase::Sent => parts::decide(desk, id, kind),
        Timer::Inspect(_) if release::may_leave(desk, id) => release::begin_inspection(desk, id),
        Timer::EndInspection(_) if phase == Phase::InInspection => release::end_inspection(desk, id),
        Timer::Release(_) if release::may_leave(desk, id) => {
            desk.step(id, Step::Release, Vec::new());
            audit::follow_release(desk, id);
        }
        Timer::Decide(_) if phase == Phase::Sent => review::decide(desk, id, kind),
        Timer::Resume(_) if phase == Phase::Suspended => {
            desk.step(id, Step::Resume, Vec::new());
            review::pass(desk, id);
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
