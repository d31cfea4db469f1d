//! Manifests (607): which parcels travel under which bill. They may come before or after the arrival.

use crate::catalogue;
use crate::desk::ground;
use crate::desk::{Desk, rejects};
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::links::{Links, key2};
use crate::state::State;
use crate::stations::parts::{self, declarations_of};
use crate::stations::release::move_on;
use tongguan_domain::document::{Document, DocumentKind, ManifestHead, ManifestItem};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Step;
use tongguan_domain::screening::Ground;

/// Customs decides on all parts together.
pub(crate) fn decide(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    let grounds = parts::grounds_by_part(parts, |part| {
        let mut grounds = rejects(desk, part).unwrap_or_default();
        grounds.extend(differences(desk.state, part));
        grounds
    });
    if !grounds.is_empty() {
        parts::reject(desk, parts, grounds);
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

fn differences(state: &State, part: DocumentId) -> Vec<Ground> {
    let document = state.filed(part).and_then(|filed| filed.document());
    let Some(Document::Manifest(manifest)) = document.as_deref() else {
        return Vec::new();
    };
    manifest.items.iter().filter_map(|item| difference(state, &manifest.head, item)).collect()
}

fn difference(state: &State, head: &ManifestHead, item: &ManifestItem) -> Option<Ground> {
    if let Some(invt_no) = item.invt_no.as_deref().filter(|number| !number.trim().is_empty()) {
        return returned(state, invt_no);
    }
    let parcel = key2(&head.logistics_code, &item.logistics_no);
    let declarations = state.declarations_of_waybill(&parcel);
    let against = |(_, filed): &(DocumentId, &Filed)| against(state, filed, &parcel, head);
    let mut found = declarations.iter().map(against);
    let Some(first) = found.next() else {
        return Some(ground(&catalogue::MANIFEST_WITHOUT_DECLARATION, &format!("运单:{parcel}")));
    };
    // Of several that still wait for the waybill one is right, and one that fits is enough.
    if found.any(|other| other.is_none()) { None } else { first }
}

/// What a declaration has against the manifest that names its parcel.
fn against(state: &State, filed: &Filed, parcel: &str, head: &ManifestHead) -> Option<Ground> {
    if !filed.phase.is_before_release() {
        let detail = format!("运单:{parcel},清单状态:{}", filed.state_words());
        return Some(ground(&catalogue::MANIFEST_TOO_LATE, &detail));
    }
    if let Some(other) = state.manifest_of(parcel) {
        let detail = format!("运单:{parcel},总分单:{}", other.key);
        return Some(ground(&catalogue::MANIFEST_TWICE, &detail));
    }
    let Links::Declaration { bill_no: Some(bill), .. } = &filed.links else { return None };
    (*bill != head.bill_no).then(|| bill_ground(parcel, bill, &head.bill_no))
}

/// A declaration that names another bill of lading than the accepted manifest of its parcel: the manifest came first.
pub(crate) fn bills_differ(state: &State, declaration: &Filed) -> Option<Ground> {
    let Links::Declaration { bill_no: Some(bill), waybill, .. } = &declaration.links else { return None };
    let Links::Movement { bill_no: Some(other), .. } = &state.manifest_of(waybill)?.links else {
        return None;
    };
    (bill != other).then(|| bill_ground(waybill, bill, other))
}

fn bill_ground(parcel: &str, declared: &str, manifested: &str) -> Ground {
    let detail = format!("运单:{parcel},billNo:{declared},总分单:{manifested}");
    ground(&catalogue::MANIFEST_BILL, &detail)
}

/// A line with `invtNo` brings goods back: somebody has to have applied for their return.
fn returned(state: &State, invt_no: &str) -> Option<Ground> {
    let mut applications = state.declared(DocumentKind::ReturnApplication, invt_no);
    let live = applications.any(|(_, filed)| !filed.phase.gives_way());
    (!live).then(|| ground(&catalogue::MANIFEST_WITHOUT_RETURN, &format!("清单:{invt_no}")))
}
