//! The warehouses, sites and parks of a sandbox, and who has a place in them. Total, like [`State::apply`].

use crate::catalogue;
use crate::state::State;
use core::ops::Bound;
use std::collections::{BTreeMap, BTreeSet};
use tongguan_domain::codes::customs_districts;
use tongguan_domain::document::{
    Document, DocumentKind, ReturnApplication, ReturnApplicationHead, SalesOrder, SalesOrderHead,
};
use tongguan_domain::fault::{Fault, Place};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Step;
use tongguan_domain::record::Record;
use tongguan_domain::warehouse::{Occupied, Placement, Warehouse, WarehouseKind};

/// A booking of goods for an overseas warehouse (海外仓订仓单).
const BOOKING: &str = "W";

/// `appType` of a change, and of a deletion.
const CHANGE: &str = "2";
const DELETION: &str = "3";

/// By what warehouses are found.
type ByName = BTreeSet<(String, String)>;

/// The warehouses, sites and parks that are registered.
#[derive(Clone, Debug, Default, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Warehouses {
    /// By code.
    #[n(0)]
    known: BTreeMap<String, Occupied>,
    /// Names and codes of overseas warehouses.
    #[cbor(skip)]
    overseas: ByName,
    /// Customs districts and codes of return centres.
    #[cbor(skip)]
    centres: ByName,
}

impl Warehouses {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// The one of a code.
    pub(crate) fn get(&self, code: &str) -> Option<&Occupied> {
        self.known.get(code)
    }

    /// Those after a code, by code.
    pub(crate) fn after(&self, code: &str, kind: Option<WarehouseKind>) -> impl Iterator<Item = &Occupied> {
        let from = (Bound::Excluded(code), Bound::Unbounded);
        let all = self.known.range::<str, _>(from).map(|(_, known)| known);
        all.filter(move |known| kind.is_none_or(|kind| known.warehouse.kind == kind))
    }

    /// Registers one, or changes it. Goods keep the places that they have.
    pub(crate) fn register(&mut self, warehouse: &Warehouse) {
        let code = warehouse.code.clone();
        let places = self.known.get(&code).map_or(0, |known| known.places);
        if let Some(before) = self.known.insert(code, Occupied { warehouse: warehouse.clone(), places }) {
            self.note(&before.warehouse, false);
        }
        self.note(warehouse, true);
    }

    /// Makes the indexes again.
    pub(crate) fn reindex(&mut self) {
        let all: Vec<_> = self.known.values().map(|known| known.warehouse.clone()).collect();
        (self.overseas, self.centres) = (ByName::new(), ByName::new());
        all.iter().for_each(|warehouse| self.note(warehouse, true));
    }

    fn note(&mut self, warehouse: &Warehouse, there: bool) {
        let (index, name) = match warehouse.kind {
            WarehouseKind::Overseas => (&mut self.overseas, warehouse.name.trim().to_owned()),
            WarehouseKind::ReturnCentre => (&mut self.centres, regional(&warehouse.district)),
            WarehouseKind::QualityGoods | WarehouseKind::Site | WarehouseKind::Park => return,
        };
        let entry = (name, warehouse.code.clone());
        let _ = if there { index.insert(entry) } else { index.remove(&entry) };
    }

    /// The warehouses of a name, by code.
    fn named<'s>(&'s self, index: &'s ByName, name: &'s str) -> impl Iterator<Item = &'s Occupied> {
        let from = index.range((name.to_owned(), String::new())..);
        from.take_while(move |(other, _)| other == name).filter_map(|(_, code)| self.known.get(code))
    }

    /// Where the goods of a booking go: to the warehouse whose code is in `ebpCode`, or else whose name is in `ebpName`.
    /// One place in the warehouse of the code `own` counts as free.
    fn for_booking(&self, head: &SalesOrderHead, own: Option<&str>) -> Option<Placement> {
        if head.order_type != BOOKING || self.overseas.is_empty() {
            return None;
        }
        let by_code = self.known.get(head.ebp_code.trim());
        let by_code = by_code.filter(|known| known.warehouse.kind == WarehouseKind::Overseas);
        let found = by_code.or_else(|| self.named(&self.overseas, head.ebp_name.trim()).next());
        Some(found.map_or(Placement::Unknown, |known| placement(known, own)))
    }

    /// Where goods that come back go: to the first return centre of the district with a place.
    /// One place in the centre of the code `own` counts as free.
    fn for_return(&self, head: &ReturnApplicationHead, own: Option<&str>) -> Option<Placement> {
        if self.centres.is_empty() {
            return None;
        }
        let district = regional(&head.customs_code);
        let mut centres = self.named(&self.centres, &district);
        let Some(first) = centres.next() else { return Some(Placement::Unknown) };
        let free = [first].into_iter().chain(centres).find(|centre| has_place(centre, own));
        Some(placement(free.unwrap_or(first), own))
    }
}

/// Whether it has a place left, or would have one where a place of its own is given up.
fn has_place(known: &Occupied, own: Option<&str>) -> bool {
    let given_up = u32::from(own == Some(known.warehouse.code.as_str()));
    let Occupied { warehouse, places } = known;
    warehouse.capacity == 0 || places.saturating_sub(given_up) < warehouse.capacity
}

fn placement(known: &Occupied, own: Option<&str>) -> Placement {
    let code = known.warehouse.code.clone();
    if has_place(known, own) { Placement::Taken(code) } else { Placement::Full(code) }
}

/// The code of the directly subordinate customs above an office; the code itself where none is known.
fn regional(code: &str) -> String {
    let district = customs_districts::known(code).regional().map_or(code, |district| district.entry.code);
    district.to_owned()
}

impl State {
    /// Where the goods of a document find a place; `None`: it asks for none, or no such warehouse is registered at all.
    pub(crate) fn placement(&self, document: &Document) -> Option<Placement> {
        self.placement_beside(document, None)
    }

    /// The same where a place in the warehouse of the code `own` is given up for it.
    fn placement_beside(&self, document: &Document, own: Option<&str>) -> Option<Placement> {
        match document {
            Document::SalesOrder(SalesOrder { head, .. }) => self.warehouses.for_booking(head, own),
            Document::ReturnApplication(ReturnApplication { head, .. }) => {
                self.warehouses.for_return(head, own)
            }
            _ => None,
        }
    }

    /// Notes where goods found a place.
    pub(crate) fn place_goods(&mut self, id: DocumentId, placement: &Placement) {
        self.leave_place(id);
        if let Placement::Taken(code) = placement
            && let Some(known) = self.warehouses.known.get_mut(code)
        {
            known.places = known.places.saturating_add(1);
        }
        self.placements.insert(id, placement.clone());
    }

    /// The goods of a document have no place any more, if they had one.
    fn leave_place(&mut self, id: DocumentId) {
        let Some(Placement::Taken(code)) = self.placements.get(&id) else { return };
        if let Some(known) = self.warehouses.known.get_mut(code) {
            known.places = known.places.saturating_sub(1);
        }
        self.placements.remove(&id);
    }

    /// Gives up the places that a step ends.
    pub(crate) fn leave_places(&mut self, id: DocumentId, step: Step) {
        if self.placements.is_empty() {
            return;
        }
        let Some(filed) = self.filed(id) else { return };
        let gone = matches!(step, Step::Reject | Step::Replace | Step::Delete | Step::Cancel);
        match filed.kind {
            DocumentKind::SalesOrder if gone => self.leave_place(id),
            DocumentKind::ReturnApplication if gone || matches!(step, Step::Release | Step::HandOver) => {
                self.leave_place(id);
            }
            DocumentKind::Declaration if matches!(step, Step::Cancel | Step::Detain(_) | Step::ShipBack) => {
                for partner in filed.partners.clone() {
                    self.leave_place(partner);
                }
            }
            _ => {}
        }
    }

    /// What the sender of a document would be warned of now. A deletion asks for no place, and the place of what a change
    /// replaces is free for it.
    pub(crate) fn warnings_of(&self, document: &Document) -> Vec<Fault> {
        let app_type = document.heading().app_type;
        if app_type == DELETION {
            return Vec::new();
        }
        let kind = document.kind();
        let before = (app_type == CHANGE).then(|| self.latest_id(kind, &document.business_key())).flatten();
        let own = before.and_then(|id| self.placements.get(&id)).and_then(|placement| match placement {
            Placement::Taken(code) => Some(code.as_str()),
            Placement::Full(_) | Placement::Unknown => None,
        });
        let placement = self.placement_beside(document, own);
        placement.iter().filter_map(|placement| warning(kind, placement)).collect()
    }

    /// What the sender of a document that is there is warned of.
    pub(crate) fn warnings_about(&self, id: DocumentId) -> Vec<Fault> {
        let Some(filed) = self.filed(id) else { return Vec::new() };
        let placement = self.placements.get(&id);
        placement.into_iter().filter_map(|placement| warning(filed.kind, placement)).collect()
    }
}

fn warning(kind: DocumentKind, placement: &Placement) -> Option<Fault> {
    let (fields, name, unknown, full) = match kind {
        DocumentKind::SalesOrder => {
            (SalesOrderHead::FIELDS, "ebp_name", &catalogue::WAREHOUSE_UNKNOWN, &catalogue::WAREHOUSE_FULL)
        }
        DocumentKind::ReturnApplication => (
            ReturnApplicationHead::FIELDS,
            "customs_code",
            &catalogue::RETURN_CENTRE_UNKNOWN,
            &catalogue::RETURN_CENTRE_FULL,
        ),
        _ => return None,
    };
    let place = Place { line: None, field: fields.iter().find(|field| field.name == name) };
    match placement {
        Placement::Taken(_) => None,
        Placement::Full(code) => Some(Fault::new(full, place).found(code.clone())),
        Placement::Unknown => Some(Fault::new(unknown, place)),
    }
}
