//! Matching (三单比对): a declaration meets its order, its waybill and, where the law wants it, its payment receipt.

use crate::catalogue as c;
use crate::desk::Desk;
use crate::desk::{drawn, ground, set_drawn};
use crate::event::{Event, Timer};
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::pace::Chosen;
use crate::state::State;
use crate::stations::{manifest, storage};
use std::fmt::Display;
use tongguan_domain::document::{
    Declaration, DeclarationItem, Document, DocumentKind, PaymentReceipt, SalesOrder, SalesOrderItem, Waybill,
};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::in_force::Provision;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Phase, Step};
use tongguan_domain::screening::Ground;

/// `fFlag` and `iFlag` of a total amount.
const TOTAL: &str = "3";

/// A partner that is or should be there.
pub(crate) struct Partner<'a> {
    pub(crate) kind: DocumentKind,
    pub(crate) key: &'a str,
    pub(crate) needed: bool,
    pub(crate) found: Option<DocumentId>,
}

/// The partners of a declaration. Only those that customs has can be found.
pub(crate) fn partners<'a>(state: &State, filed: &'a Filed) -> Vec<Partner<'a>> {
    let Links::Declaration { order, waybill, retail, .. } = &filed.links else {
        return Vec::new();
    };
    let pay = *retail && Provision::PaymentReceiptNeeded.is_in_force(filed.received.date());
    [
        (DocumentKind::SalesOrder, order, true),
        (DocumentKind::PaymentReceipt, &filed.key, pay),
        (DocumentKind::Waybill, waybill, true),
    ]
    .into_iter()
    .map(|(kind, key, needed)| Partner {
        kind,
        key,
        needed,
        found: state
            .in_force(kind, key)
            .filter(|(id, p)| is_usable(state, p, filed) && !state.is_held(*id))
            .map(|(id, _)| id),
    })
    .collect()
}

/// Whether a declaration may use a document as its partner. A used waybill whose number has become free since belongs
/// to another parcel: the declaration waits for its own.
fn is_usable(state: &State, partner: &Filed, declaration: &Filed) -> bool {
    let of_older_parcel = partner.bound.is_some()
        && partner.number_is_free(declaration.received)
        && !state.is_under_way(partner);
    !partner.deletes
        && !of_older_parcel
        && partner.outcome != Some(Outcome::PartnerMissing)
        && partner.phase.is_comparable()
}

/// Starts the comparison of a sent declaration if every needed partner is there.
pub(crate) fn consider(desk: &mut Desk<'_>, declaration: DocumentId) {
    if may_start(desk.state, declaration) {
        let span = desk.state.settings.pace.match_documents;
        set_drawn(desk, declaration, span, "match", Timer::Match(declaration));
    }
}

fn may_start(state: &State, declaration: DocumentId) -> bool {
    state.filed(declaration).is_some_and(|filed| {
        let lost = filed.outcome == Some(Outcome::PartnerMissing);
        let waits = filed.phase == Phase::Sent && !filed.deletes && !lost;
        waits
            && !state.is_held(declaration)
            && partners(state, filed).iter().all(|partner| !partner.needed || partner.found.is_some())
    })
}

/// Starts the comparison of every declaration that names a waybill and is complete with it. Whichever is compared first
/// gets the waybill, if they agree; the same span for all lets the oldest be first.
fn consider_all(desk: &mut Desk<'_>, waybill: &str) {
    let named: Vec<_> = desk.state.naming_waybill(waybill).map(|(id, _)| id).collect();
    let complete: Vec<_> = named.into_iter().filter(|id| may_start(desk.state, *id)).collect();
    let Some(first) = complete.first() else { return };
    let span = desk.state.settings.pace.match_documents.choose(drawn(desk, *first, "match"));
    for declaration in complete {
        desk.set_timer(span, Timer::Match(declaration));
    }
}

/// A partner reached customs: whichever document comes last starts the comparison.
pub(crate) fn partner_sent(desk: &mut Desk<'_>, partner: DocumentId) {
    let Some(filed) = desk.state.filed(partner) else {
        return;
    };
    let key = match &filed.links {
        Links::Partner(Some(key)) => key,
        Links::Partner(None) => {
            let waybill = filed.key.clone();
            consider_all(desk, &waybill);
            return;
        }
        Links::Declaration { .. } | Links::Movement { .. } | Links::Declared { .. } => return,
    };
    let Some((declaration, waiting)) = desk.state.in_force(DocumentKind::Declaration, key) else {
        return;
    };
    match filed.kind {
        DocumentKind::PaymentReceipt if waiting.phase.uses_papers() => {
            late_payment(desk, partner, declaration)
        }
        // As if it had come before the rejection: the next declaration is compared with it.
        DocumentKind::PaymentReceipt if waiting.phase == Phase::Rejected => {
            desk.step(partner, Step::Store, Vec::new());
        }
        _ => consider(desk, declaration),
    }
}

/// A payment receipt that comes after the comparison is compared with the order then.
fn late_payment(desk: &mut Desk<'_>, payment: DocumentId, declaration: DocumentId) {
    let mut grounds = Vec::new();
    let document = desk.state.filed(payment).and_then(Filed::document);
    let partners = desk.state.filed(declaration).map_or(&[][..], |filed| &filed.partners);
    let order = partners.iter().filter_map(|id| desk.state.filed(*id));
    let order = order.filter(|partner| partner.kind == DocumentKind::SalesOrder).find_map(Filed::document);
    if let (Some(Document::PaymentReceipt(payment)), Some(Document::SalesOrder(order))) =
        (document.as_deref(), order.as_deref())
    {
        compare_payment(order, payment, &mut grounds);
    }
    if grounds.is_empty() {
        desk.record(Event::Matched { declaration, partners: vec![payment] });
        desk.step(payment, Step::Store, Vec::new());
    } else {
        desk.step(payment, Step::Reject, grounds);
    }
}

/// Compares, and stores or rejects with every difference.
pub(crate) fn compare(desk: &mut Desk<'_>, declaration: DocumentId) {
    let Some(filed) = desk.state.filed(declaration) else {
        return;
    };
    let partners = partners(desk.state, filed);
    if partners.iter().any(|partner| partner.needed && partner.found.is_none()) {
        return;
    }
    let grounds = differences(desk.state, declaration, filed, &partners);
    let found: Vec<_> = partners.iter().filter_map(|partner| partner.found).collect();
    let agree = grounds.is_empty();
    if agree {
        desk.record(Event::Matched { declaration, partners: found.clone() });
        for partner in &found {
            // The declaration before may have been cancelled, and its place given away.
            storage::book(desk, *partner);
        }
    }
    for partner in found {
        if desk.state.filed(partner).is_some_and(|filed| filed.phase == Phase::Sent) {
            desk.step(partner, Step::Store, Vec::new());
        }
    }
    desk.step(declaration, if agree { Step::Store } else { Step::Reject }, grounds);
}

fn differences(state: &State, id: DocumentId, filed: &Filed, partners: &[Partner<'_>]) -> Vec<Ground> {
    let mut grounds = Vec::new();
    let document = filed.document();
    let Some(Document::Declaration(declaration)) = document.as_deref() else {
        return grounds;
    };
    grounds.extend(unregistered(state, declaration));
    for partner in partners {
        let Some(found) = partner.found.and_then(|found| state.filed(found)) else {
            continue;
        };
        if found.bound.is_some_and(|other| other != id) {
            let (name, _) = partner.kind.names();
            grounds.push(ground(&c::PARTNER_BOUND, &format!("{name}:{}", partner.key)));
            continue;
        }
        match found.document().as_deref() {
            Some(Document::SalesOrder(order)) => compare_order(declaration, order, &mut grounds),
            Some(Document::PaymentReceipt(payment)) => {
                let order = partners.first().and_then(|p| p.found).and_then(|order| state.filed(order));
                if let Some(Document::SalesOrder(order)) = order.and_then(Filed::document).as_deref() {
                    compare_payment(order, payment, &mut grounds);
                }
            }
            Some(Document::Waybill(waybill)) => compare_waybill(declaration, waybill, &mut grounds),
            _ => {}
        }
    }
    grounds.extend(manifest::bills_differ(state, filed));
    grounds
}

/// Parties that customs does not know, where it asks for that: those that the declaration names.
fn unregistered(state: &State, declaration: &Declaration) -> Vec<Ground> {
    if !state.settings.registration_required {
        return Vec::new();
    }
    let head = &declaration.head;
    let parties = [
        ("ebcCode", &head.ebc_code),
        ("agentCode", &head.agent_code),
        ("ebpCode", &head.ebp_code),
        ("logisticsCode", &head.logistics_code),
    ];
    // A foreign platform without a code (无) is not registered with customs.
    let asked = |(field, code): &(&str, &String)| *field != "ebpCode" || Enterprise::is_code(code);
    let unknown =
        parties.into_iter().filter(asked).filter(|(_, code)| !state.enterprises.contains_key(*code));
    unknown.map(|(field, code)| ground(&c::NOT_REGISTERED, &format!("{field}:{code}"))).collect()
}

fn compare_order(declaration: &Declaration, order: &SalesOrder, grounds: &mut Vec<Ground>) {
    let expected = match declaration.head.trade_mode.as_str() {
        "9710" => "B",
        "9810" => "W",
        _ => "E",
    };
    if order.head.order_type != expected {
        let detail = format!("orderType:{},tradeMode:{}", order.head.order_type, declaration.head.trade_mode);
        grounds.push(ground(&c::ORDER_TYPE, &detail));
    }
    if declaration.items.len() != order.items.len() {
        let detail = format!("清单:{},订单:{}", declaration.items.len(), order.items.len());
        grounds.push(ground(&c::LINE_COUNT, &detail));
    }
    for item in &declaration.items {
        match order.items.iter().find(|line| line.gnum == item.gnum) {
            Some(line) => compare_line(item, line, grounds),
            None => grounds.push(ground(&c::LINE_MISSING, &format!("gnum:{}", item.gnum))),
        }
    }
}

fn compare_line(item: &DeclarationItem, line: &SalesOrderItem, grounds: &mut Vec<Ground>) {
    let mut differ = |same: bool, finding, field: &str, ours: &dyn Display, theirs: &dyn Display| {
        if !same {
            grounds.push(ground(finding, &format!("gnum:{},{field}:{ours},订单:{theirs}", item.gnum)));
        }
    };
    differ(item.item_no == line.item_no, &c::ITEM_NO, "itemNo", &item.item_no, &line.item_no);
    differ(item.qty == line.qty, &c::QUANTITY, "qty", &item.qty, &line.qty);
    differ(item.price == line.price, &c::PRICE, "price", &item.price, &line.price);
    let totals = (&item.total_price, &line.total_price);
    differ(totals.0 == totals.1, &c::TOTAL, "totalPrice", totals.0, totals.1);
    differ(item.currency == line.currency, &c::CURRENCY, "currency", &item.currency, &line.currency);
    differ(item.unit == line.unit, &c::UNIT, "unit", &item.unit, &line.unit);
}

fn compare_payment(order: &SalesOrder, payment: &PaymentReceipt, grounds: &mut Vec<Ground>) {
    let head = &order.head;
    if payment.currency != head.currency {
        let detail = format!("currency:{},订单:{}", payment.currency, head.currency);
        grounds.push(ground(&c::PAID_CURRENCY, &detail));
    } else if head.goods_value.checked_add(head.freight) != Some(payment.charge) {
        let detail = format!("charge:{},订单:{},运杂费:{}", payment.charge, head.goods_value, head.freight);
        grounds.push(ground(&c::PAID, &detail));
    }
}

fn compare_waybill(declaration: &Declaration, waybill: &Waybill, grounds: &mut Vec<Ground>) {
    let head = &declaration.head;
    let mut differ = |same: bool, finding, field: &str, ours: &dyn Display, theirs: &dyn Display| {
        if !same {
            grounds.push(ground(finding, &format!("{field}:{ours},运单:{theirs}")));
        }
    };
    // Totals (`fFlag` and `iFlag` are 3, always so in 202205) can be compared in one currency.
    if head.freight_flag == TOTAL && head.freight_currency == waybill.currency {
        differ(head.freight == waybill.freight, &c::FREIGHT, "freight", &head.freight, &waybill.freight);
    }
    if head.insurance_flag == TOTAL && head.insurance_currency == waybill.currency {
        let fees = (&head.insured_fee, &waybill.insured_fee);
        differ(fees.0 == fees.1, &c::INSURANCE, "insuredFee", fees.0, fees.1);
    }
    differ(head.pack_no == waybill.pack_no, &c::PACKAGES, "packNo", &head.pack_no, &waybill.pack_no);
    let weights = (&head.gross_weight, &waybill.gross_weight);
    differ(weights.0 == weights.1, &c::GROSS_WEIGHT, "grossWeight", weights.0, weights.1);
    if let Some(exporter) = waybill.ebc_code.as_ref().filter(|code| !code.trim().is_empty()) {
        differ(*exporter == head.ebc_code, &c::WAYBILL_EXPORTER, "ebcCode", &head.ebc_code, exporter);
    }
}
