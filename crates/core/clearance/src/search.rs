//! Documents by what is known of them.

use crate::filed::Filed;
use crate::links::Links;
use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Standing};

/// What documents have to be like; what is `None` may be anything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kind.
    pub kind: Option<DocumentKind>,
    /// Where it stands.
    pub phase: Option<Phase>,
    /// Mailbox of its sender.
    pub sender: Option<String>,
    /// `orderNo`: orders, payment receipts, declarations.
    pub order_no: Option<String>,
    /// `logisticsNo`: waybills, declarations, returns, tallies, movements and manifests.
    pub logistics_no: Option<String>,
    /// `copNo`.
    pub cop_no: Option<String>,
    /// Guid of the sender.
    pub guid: Option<String>,
    /// `preNo`.
    pub pre_no: Option<String>,
    /// `invtNo`, of the document or named by it.
    pub invt_no: Option<String>,
}

/// Some of the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order of arrival.
    pub documents: Vec<Standing>,
    /// After which number to go on; `None`: there are no more.
    pub next: Option<u64>,
}

impl State {
    /// Documents after a number, in the order of arrival: at most `limit`, and after at most
    /// [`limits::LIST_LOOK`] that were looked at.
    #[must_use]
    pub fn documents(&self, after: u64, limit: usize, filter: &Filter) -> Found {
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        let rest = self.documents.get(skip..).unwrap_or_default();
        let sender = filter.sender.as_ref().map(|name| self.index.mailbox(name));
        let fits =
            |filed: &Filed| sender.is_none_or(|slot| slot == Some(filed.mailbox)) && filter.fits(filed);
        let mut documents = Vec::new();
        for (filed, id) in rest.iter().take(limits::LIST_LOOK).zip(after.saturating_add(1)..) {
            if !fits(filed) {
                continue;
            }
            if documents.len() == limit {
                let next = documents.last().map(|last: &Standing| last.accepted.id.0);
                return Found { documents, next };
            }
            documents.extend(self.standing(DocumentId(id)));
        }
        let looked = rest.len().min(limits::LIST_LOOK);
        let next = (looked < rest.len()).then(|| after.saturating_add(looked as u64));
        Found { documents, next }
    }
}

impl Filter {
    fn fits(&self, filed: &Filed) -> bool {
        let keyed = |element: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| filed.keys.has(element, wanted))
        };
        self.kind.is_none_or(|kind| filed.kind == kind)
            && self.phase.is_none_or(|phase| filed.phase == phase)
            && self.guid.as_ref().is_none_or(|guid| filed.guid == *guid)
            && keyed("orderNo", &self.order_no)
            && keyed("copNo", &self.cop_no)
            && keyed("preNo", &self.pre_no)
            && self.logistics_no.as_ref().is_none_or(|number| filed.names_parcel(number))
            && self.invt_no.as_ref().is_none_or(|number| filed.names_declaration(number))
    }
}

impl Filed {
    /// Whether it is of a parcel, or names one, with this `logisticsNo`.
    fn names_parcel(&self, number: &str) -> bool {
        // Before the plus sign stands the code of the logistics company.
        let same = |parcel: &str| parcel.split_once('+').is_some_and(|(_, known)| known == number);
        match &self.links {
            Links::Partner(_) => self.keys.has("logisticsNo", number),
            Links::Declaration { waybill, .. } => same(waybill),
            Links::Movement { parcels, .. } => parcels.iter().any(|parcel| same(parcel)),
            Links::Declared { parcel, .. } => same(parcel),
        }
    }

    /// Whether customs gave it this number, or it names the declaration that has it.
    fn names_declaration(&self, number: &str) -> bool {
        let named = match &self.links {
            Links::Declared { invt_no, .. } => invt_no.as_deref() == Some(number),
            Links::Partner(_) | Links::Declaration { .. } | Links::Movement { .. } => false,
        };
        named || self.invt_no() == number
    }
}
