//! What goods need besides a review before they may go on: on their way out arrival and transport, on their way back a
//! tally.

use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::reuse::MONTHS_BEFORE_REUSE;
use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Phase;

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
        let begun = self
            .in_force(DocumentKind::Waybill, waybill)
            .filter(|(_, latest)| latest.new_parcel_since().is_some());
        let own = begun.is_none_or(|(id, _)| !filed.phase.uses_papers() || filed.partners.contains(&id));
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

    /// The accepted manifest that a parcel is on.
    pub(crate) fn manifest_of(&self, parcel: &str) -> Option<&Filed> {
        self.filed(*self.manifested.get(parcel)?)
    }

    /// The arrival that says that the goods of a declaration are at the site: by its parcel, or by a whole bill of
    /// lading, be it its own or that of its manifest.
    pub(crate) fn arrival_of(&self, filed: &Filed) -> Option<DocumentId> {
        let Links::Declaration { bill_no, .. } = &filed.links else { return None };
        let parcel = self.own_parcel(filed)?;
        let of_manifest = || match &self.manifest_of(parcel)?.links {
            Links::Movement { bill_no, .. } => bill_no.as_deref(),
            Links::Partner(_) | Links::Declaration { .. } | Links::Declared { .. } => None,
        };
        let by_bill =
            |bill: &str| self.arrived_bills.get(bill).filter(|id| self.is_of_these_months(**id, filed));
        let arrival = self.arrived_parcels.get(parcel);
        arrival.or_else(|| by_bill(bill_no.as_deref()?)).or_else(|| by_bill(of_manifest()?)).copied()
    }

    /// Bills come round like waybills: one that arrived so many months before the goods were declared was another.
    fn is_of_these_months(&self, arrival: DocumentId, declaration: &Filed) -> bool {
        let arrived = self.filed(arrival).map(|arrival| arrival.received.plus_months(MONTHS_BEFORE_REUSE));
        arrived.is_some_and(|until| declaration.received < until)
    }

    /// Whether a declaration may go on to inspection or release.
    pub(crate) fn is_ready(&self, filed: &Filed) -> bool {
        filed.phase == Phase::Reviewed
            && self.transport_of(filed) != Transport::Unknown
            && self.arrival_of(filed).is_some()
    }

    /// Declarations that name the bill themselves, and those that an accepted manifest puts under it.
    pub(crate) fn declarations_of_bill(&self, bill: &str) -> Vec<DocumentId> {
        let mut found = self.index.declarations_of_bill(bill).collect::<Vec<_>>();
        let manifests = self.index.manifests_of_bill(bill).filter_map(|id| self.filed(id));
        for manifest in manifests.filter(|manifest| manifest.phase == Phase::Stored) {
            let Links::Movement { parcels, .. } = &manifest.links else { continue };
            let named = parcels.iter().flat_map(|parcel| self.declarations_of_waybill(parcel));
            found.extend(named.map(|(id, _)| id));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether goods have left under a manifest, or customs has begun to let them. A parcel that is on another manifest
    /// says nothing about this one; a number that stands for another parcel by now had to be free, so its goods have left.
    pub(crate) fn has_left(&self, id: DocumentId, manifest: &Filed) -> bool {
        let Links::Movement { parcels, .. } = &manifest.links else { return false };
        parcels.iter().any(|parcel| {
            let is_old = self.parcel_since(parcel).is_some_and(|since| manifest.received < since);
            is_old || self.manifested.get(parcel) == Some(&id) && self.is_leaving(parcel)
        })
    }

    fn is_leaving(&self, parcel: &str) -> bool {
        self.declaration_of_waybill(parcel).is_some_and(|(_, filed)| filed.phase.is_beyond_review())
    }

    /// The tally that says that the goods of an application are at the site: an accepted one that names its parcel and no
    /// other declaration, and that no other application has used. One that names the declaration goes before the others.
    pub(crate) fn tally_of(&self, application: &Filed) -> Option<DocumentId> {
        let Links::Declared { invt_no, parcel } = &application.links else { return None };
        let rank = |tally: &Filed| match &tally.links {
            Links::Declared { invt_no: None, .. } => Some(1),
            Links::Declared { invt_no: said, .. } => (said == invt_no).then_some(0),
            Links::Partner(_) | Links::Declaration { .. } | Links::Movement { .. } => None,
        };
        // The next version of an application goes on with the tally of the one before.
        let is_free = |tally: &Filed| {
            tally.bound.and_then(|user| self.filed(user)).is_none_or(|user| user.key == application.key)
        };
        let accepted = self.declared(DocumentKind::ReturnTally, parcel);
        let accepted = accepted.filter(|(_, tally)| tally.phase == Phase::Reviewed && is_free(tally));
        accepted.filter_map(|(id, tally)| Some((rank(tally)?, id))).min().map(|(_, id)| id)
    }
}
