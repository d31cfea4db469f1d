//! What a declaration needs besides its review before its goods may leave: arrival and transport.

use crate::lifecycle::Phase;
use crate::links::Links;
use crate::state::{Filed, State};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;

/// Where bill, vehicle and voyage of a declaration are said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// In the declaration itself.
    Declared,
    /// In this manifest.
    Manifest(DocumentId),
    /// Nowhere yet.
    Unknown,
}

impl State {
    /// The waybill number of a declaration, unless it stands for another parcel by now.
    fn own_parcel<'a>(&self, filed: &'a Filed) -> Option<&'a str> {
        let Links::Declaration { waybill, .. } = &filed.links else { return None };
        let holder = self.in_force(DocumentKind::Waybill, waybill);
        let own = holder.is_none_or(|(id, _)| filed.partners.is_empty() || filed.partners.contains(&id));
        own.then_some(waybill)
    }

    /// Where the transport data of a declaration are.
    pub(crate) fn transport_of(&self, filed: &Filed) -> Transport {
        if matches!(filed.links, Links::Declaration { transport: true, .. }) {
            return Transport::Declared;
        }
        let manifest = self.own_parcel(filed).and_then(|parcel| self.manifested.get(parcel));
        manifest.map_or(Transport::Unknown, |id| Transport::Manifest(*id))
    }

    /// The arrival that says that the goods of a declaration are at the site: by its parcel, or by a whole bill of
    /// lading, be it its own or that of its manifest.
    pub(crate) fn arrival_of(&self, filed: &Filed) -> Option<DocumentId> {
        let Links::Declaration { bill_no, .. } = &filed.links else { return None };
        let parcel = self.own_parcel(filed)?;
        let of_manifest = || match &self.filed(*self.manifested.get(parcel)?)?.links {
            Links::Movement { bill_no, .. } => bill_no.as_deref(),
            Links::Partner(_) | Links::Declaration { .. } | Links::Declared { .. } => None,
        };
        let by_bill = |bill: &str| self.arrived_bills.get(bill);
        let arrival = self.arrived_parcels.get(parcel);
        arrival.or_else(|| by_bill(bill_no.as_deref()?)).or_else(|| by_bill(of_manifest()?)).copied()
    }

    /// Whether a declaration may go on to inspection or release.
    pub(crate) fn is_ready(&self, filed: &Filed) -> bool {
        filed.phase == Phase::Reviewed
            && self.transport_of(filed) != Transport::Unknown
            && self.arrival_of(filed).is_some()
    }

    /// Declarations that name the bill themselves, and those that an accepted manifest puts under it.
    pub(crate) fn declarations_of_bill(&self, bill: &str) -> Vec<DocumentId> {
        let mut found = self.index.declarations_of_bill(bill).to_vec();
        let manifests = self.index.manifests_of_bill(bill).iter().filter_map(|id| self.filed(*id));
        for manifest in manifests.filter(|manifest| manifest.phase == Phase::Stored) {
            let Links::Movement { parcels, .. } = &manifest.links else { continue };
            let named = parcels.iter().filter_map(|parcel| self.declaration_of_waybill(parcel));
            found.extend(named.map(|(id, _)| id));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether goods of a manifest have left, or customs has begun to let them.
    pub(crate) fn has_left(&self, manifest: &Filed) -> bool {
        let Links::Movement { parcels, .. } = &manifest.links else { return false };
        let mut declarations = parcels.iter().filter_map(|parcel| self.declaration_of_waybill(parcel));
        declarations.any(|(_, filed)| match filed.phase {
            Phase::Reviewed => filed.under_way,
            Phase::InInspection
            | Phase::Released
            | Phase::Closed
            | Phase::Detained
            | Phase::ShippedBack
            | Phase::HandedOver => true,
            Phase::Draft
            | Phase::Received
            | Phase::Sent
            | Phase::SendingFailed
            | Phase::Stored
            | Phase::InReview
            | Phase::Suspended
            | Phase::Rejected
            | Phase::Withdrawn
            | Phase::Cancelled => false,
        })
    }
}
