//! Cancellations (605): a declaration is taken back, as long as customs has begun neither inspection nor release.

use crate::catalogue;
use crate::desk::Desk;
use crate::desk::{ground, rejects};
use crate::links::Links;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Step};

/// Customs decides.
pub(crate) fn decide(desk: &mut Desk<'_>, id: DocumentId) {
    if let Some(grounds) = rejects(desk, id) {
        desk.step(id, Step::Reject, grounds);
        return;
    }
    let Some(Links::Declared { invt_no: Some(number), .. }) = desk.state.filed(id).map(|filed| &filed.links)
    else {
        return;
    };
    let Some((target, filed)) = desk.state.declaration_of_number(number) else { return };
    if filed.phase != Phase::Reviewed {
        let detail = format!("清单:{number},清单状态:{}", filed.state_words());
        desk.step(id, Step::Reject, vec![ground(&catalogue::CANCEL_TOO_LATE, &detail)]);
        return;
    }
    desk.step(target, Step::Cancel, Vec::new());
    desk.step(id, Step::Accept, Vec::new());
}
