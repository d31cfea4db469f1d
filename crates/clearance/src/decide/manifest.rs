//! Manifests (607): which parcels travel under which bill. They may come before or after the arrival.

use super::Desk;
use super::movement::{declarations_of, forced_rejection, move_on, reject};
use super::timers::ground;
use crate::catalogue;
use crate::lifecycle::{Phase, Step};
use crate::links::{Links, key2};
use crate::state::State;
use tongguan_domain::document::{Document, DocumentKind, ManifestHead, ManifestItem};
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::screening::Reason;

/// Customs decides on all parts together.
pub(super) fn decide(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    let mut grounds = forced_rejection(desk, parts).unwrap_or_default();
    for part in parts {
        grounds.extend(differences(desk.state, *part));
    }
    grounds.truncate(limits::FAULTS);
    if !grounds.is_empty() {
        reject(desk, parts, &grounds);
        return;
    }
    let declarations = declarations_of(desk, parts);
    for part in parts {
        desk.step(*part, Step::Store, Vec::new());
    }
    for declaration in declarations {
        move_on(desk, declaration);
    }
}

fn differences(state: &State, part: DocumentId) -> Vec<Reason> {
    let document = state.filed(part).and_then(|filed| filed.document());
    let Some(Document::Manifest(manifest)) = document.as_deref() else {
        return Vec::new();
    };
    manifest.items.iter().filter_map(|item| difference(state, &manifest.head, item)).collect()
}

fn difference(state: &State, head: &ManifestHead, item: &ManifestItem) -> Option<Reason> {
    if let Some(invt_no) = item.invt_no.as_deref().filter(|number| !number.trim().is_empty()) {
        return returned(state, invt_no);
    }
    let parcel = key2(&head.logistics_code, &item.logistics_no);
    let Some((_, filed)) = state.declaration_of_waybill(&parcel) else {
        return Some(ground(&catalogue::MANIFEST_WITHOUT_DECLARATION, &format!("运单[{parcel}]")));
    };
    let live = matches!(
        filed.phase,
        Phase::Received | Phase::Sent | Phase::Stored | Phase::InReview | Phase::Suspended | Phase::Reviewed
    );
    if !live || filed.phase == Phase::Reviewed && filed.under_way {
        let detail = format!("运单[{parcel}]清单状态[{}]", filed.last_code);
        return Some(ground(&catalogue::MANIFEST_TOO_LATE, &detail));
    }
    let Links::Declaration { bill_no: Some(bill), .. } = &filed.links else { return None };
    let differs = *bill != head.bill_no;
    differs.then(|| {
        let detail = format!("运单[{parcel}]清单[{bill}]总分单[{}]", head.bill_no);
        ground(&catalogue::MANIFEST_BILL, &detail)
    })
}

/// A line with `invtNo` brings goods back: somebody has to have applied for their return.
fn returned(state: &State, invt_no: &str) -> Option<Reason> {
    let mut applications = state.declared(DocumentKind::ReturnApplication, invt_no);
    let live = applications.any(|(_, filed)| !filed.phase.gives_way());
    (!live).then(|| ground(&catalogue::MANIFEST_WITHOUT_RETURN, &format!("清单[{invt_no}]")))
}
