//! What only the sandbox can know of a document that is well made in itself: whether what it names is there, and in a
//! state in which this can be done.

use crate::catalogue as rule;
use crate::lifecycle::{Phase, Step};
use crate::links::{self, Links};
use crate::state::{Filed, State};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Cancellation, Declaration, Document, DocumentKind, ReturnApplication, ReturnApplicationItem,
};
use tongguan_domain::fault::Rule;
use tongguan_domain::in_force::Provision;
use tongguan_domain::receipt::ReceiptKeys;

/// How long after their release goods may come back (Announcement 44/2020).
const RETURN_MONTHS: u16 = 12;

/// A rule that the document breaks now, and a detail.
type Unfit = (&'static Rule, String);

/// The first thing that stands against a document.
pub(super) fn unfit(state: &State, document: &Document) -> Option<Unfit> {
    match document {
        Document::Declaration(d) => warehouse(state, d),
        Document::Cancellation(d) => cancellation(state, d),
        Document::ReturnApplication(d) => return_application(state, d),
        Document::Arrival(_)
        | Document::Departure(_)
        | Document::Manifest(_)
        | Document::SummaryApplication(_) => split(state, document),
        Document::SalesOrder(_)
        | Document::PaymentReceipt(_)
        | Document::Waybill(_)
        | Document::ReturnTally(_) => None,
    }
}

fn warehouse(state: &State, declaration: &Declaration) -> Option<Unfit> {
    let head = &declaration.head;
    let needed = head.trade_mode == "9810" && Provision::WarehouseRecordNeeded.is_in_force(state.now.date());
    let recorded = || state.enterprises.get(&head.ebc_code).is_some_and(|exporter| exporter.warehouse_record);
    (needed && !recorded()).then(|| (&rule::WAREHOUSE_NOT_ON_RECORD, format!("ebcCode:{}", head.ebc_code)))
}

/// The declaration with this number.
fn named<'s>(state: &'s State, invt_no: &str) -> Option<&'s Filed> {
    let filed = state.filed(state.by_number(invt_no)?)?;
    (filed.kind == DocumentKind::Declaration).then_some(filed)
}

fn cancellation(state: &State, cancellation: &Cancellation) -> Option<Unfit> {
    let number = &cancellation.invt_no;
    let at = || format!("invtNo:{number}");
    let Some(filed) = named(state, number) else { return Some((&rule::CANCEL_UNKNOWN, at())) };
    if let ReceiptKeys::Declaration { agent_code, ebc_code, .. } = &filed.keys
        && (agent_code != &cancellation.agent_code || ebc_code != &cancellation.ebc_code)
    {
        return Some((&rule::CANCEL_PARTIES, at()));
    }
    let over = matches!(
        filed.phase,
        Phase::Closed
            | Phase::Detained
            | Phase::ShippedBack
            | Phase::HandedOver
            | Phase::Cancelled
            | Phase::Rejected
            | Phase::Withdrawn
    );
    if over {
        return Some((&rule::CANCEL_STATE, format!("{},returnStatus:{}", at(), filed.last_code)));
    }
    let key = links::key2(&cancellation.agent_code, &cancellation.cop_no);
    let pending = state
        .declared(DocumentKind::Cancellation, number)
        .any(|(_, other)| matches!(other.phase, Phase::Received | Phase::Sent) && other.key != key);
    pending.then(|| (&rule::CANCEL_PENDING, at()))
}

fn return_application(state: &State, application: &ReturnApplication) -> Option<Unfit> {
    let head = &application.head;
    let at = || format!("invtNo:{}", head.invt_no);
    let Some(filed) = named(state, &head.invt_no) else { return Some((&rule::RETURN_UNKNOWN, at())) };
    if let ReceiptKeys::Declaration { ebc_code, .. } = &filed.keys
        && ebc_code != &head.ebc_code
    {
        return Some((&rule::RETURN_PARTIES, at()));
    }
    let released = filed.history.iter().find(|mark| mark.step == Some(Step::Release)).map(|mark| mark.at);
    let (Some(released), Phase::Released | Phase::Closed) = (released, filed.phase) else {
        return Some((&rule::RETURN_STATE, format!("{},returnStatus:{}", at(), filed.last_code)));
    };
    if released.plus_months(RETURN_MONTHS) < state.now {
        return Some((&rule::RETURN_LATE, format!("{},放行:{}", at(), released.digits8())));
    }
    let document = filed.document();
    let Some(Document::Declaration(original)) = document.as_deref() else { return None };
    let fitting = match original.head.trade_mode.as_str() {
        "9610" => Some("9661"),
        "1210" => Some("1261"),
        _ => None,
    };
    if fitting.is_none() || fitting != head.trade_mode.as_deref() {
        let detail = format!("{},tradeMode:{}", at(), original.head.trade_mode);
        return Some((&rule::RETURN_MODE, detail));
    }
    application.items.iter().find_map(|item| returned_line(state, application, original, item))
}

fn returned_line(
    state: &State,
    application: &ReturnApplication,
    original: &Declaration,
    item: &ReturnApplicationItem,
) -> Option<Unfit> {
    let at = format!("gnum:{}", item.gnum);
    let line = original.items.iter().find(|line| line.gnum == item.gnum);
    let Some(line) = line.filter(|line| line.gcode == item.gcode && line.unit == item.unit) else {
        return Some((&rule::RETURN_LINE, at));
    };
    let before = returned_before(state, application, item.gnum);
    let fits = before.checked_add(item.qty).is_some_and(|sum| sum <= line.qty);
    (!fits)
        .then(|| (&rule::RETURN_QUANTITY, format!("{at},qty:{},原清单:{},已退:{before}", item.qty, line.qty)))
}

/// How much of a line other applications bring back already.
fn returned_before(state: &State, application: &ReturnApplication, gnum: u32) -> Decimal {
    let own = links::key2(&application.head.agent_code, &application.head.co_el_no);
    state
        .declared(DocumentKind::ReturnApplication, &application.head.invt_no)
        .filter(|(_, filed)| filed.key != own)
        .filter(|(_, filed)| !matches!(filed.phase, Phase::Draft | Phase::Rejected | Phase::Withdrawn))
        .filter_map(|(_, filed)| filed.document())
        .map(|document| match document.as_ref() {
            Document::ReturnApplication(other) => {
                let lines = other.items.iter().filter(|line| line.gnum == gnum);
                lines.fold(Decimal::ZERO, |sum, line| sum.checked_add(line.qty).unwrap_or(sum))
            }
            _ => Decimal::ZERO,
        })
        .fold(Decimal::ZERO, |sum, qty| sum.checked_add(qty).unwrap_or(sum))
}

/// The parts of a split message agree on how many there are.
fn split(state: &State, document: &Document) -> Option<Unfit> {
    let Links::Movement { group, parts, .. } = links::links(document) else { return None };
    if document.heading().app_type != "1" {
        return None;
    }
    let other = state.first_part(document.kind(), &group)?;
    let Links::Movement { parts: known, .. } = &other.links else { return None };
    (*known != parts).then(|| (&rule::SPLIT_COUNT, format!("msgCount:{parts},已报送:{known}")))
}
