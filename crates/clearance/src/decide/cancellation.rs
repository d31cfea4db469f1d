//! Cancellations (605): a declaration is taken back, as long as its goods are neither released nor being inspected.

use super::Desk;
use super::timers::{ground, rejects};
use crate::catalogue;
use crate::lifecycle::{Phase, Step};
use crate::links::Links;
use tongguan_domain::names::DocumentId;

/// Customs decides.
pub(super) fn decide(desk: &mut Desk<'_>, id: DocumentId) {
    if let Some(grounds) = rejects(desk, id) {
        desk.step(id, Step::Reject, grounds);
        return;
    }
    let target = desk.state.filed(id).and_then(|filed| match &filed.links {
        Links::Declared { invt_no: Some(number), .. } => desk.state.by_number(number),
        _ => None,
    });
    let Some((target, filed)) =
        target.and_then(|target| desk.state.filed(target).map(|filed| (target, filed)))
    else {
        return;
    };
    if filed.phase != Phase::Reviewed {
        let detail = format!("清单状态[{}]", filed.last_code);
        desk.step(id, Step::Reject, vec![ground(&catalogue::CANCEL_TOO_LATE, &detail)]);
        return;
    }
    desk.step(target, Step::Cancel, Vec::new());
    desk.step(id, Step::Accept, Vec::new());
}
