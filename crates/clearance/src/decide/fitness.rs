//! What only the sandbox can know of a document that is well made in itself: whether what it names is there, and in a
//! state in which this can be done.

use super::call::Call;
use crate::catalogue as rule;
use crate::lifecycle::{Phase, Step};
use crate::links::{self, Links};
use crate::state::State;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Cancellation, Declaration, Document, DocumentKind, ReturnApplication, ReturnApplicationItem,
};
use tongguan_domain::fault::Rule;
use tongguan_domain::in_force::Provision;
use tongguan_domain::names::DocumentId;
use tongguan_domain::receipt::ReceiptKeys;

/// How long after their release goods may come back (Announcement 44/2020).
const RETURN_MONTHS: u16 = 12;

/// A rule that the document breaks now, and a detail.
pub(super) type Unfit = (&'static Rule, String);

/// A document, and what it is judged beside.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) document: &'a Document,
    /// The documents whose place it takes.
    pub(super) replaced: &'a [DocumentId],
    /// The records before it in the same call.
    pub(super) call: &'a Call<'a>,
    /// Those of them that are declared and stand.
    pub(super) earlier: &'a [&'a Document],
}

impl Case<'_> {
    /// Whether a document counts no more: this one, or another version on its way, takes its place.
    fn replaces(&self, id: DocumentId) -> bool {
        self.replaced.contains(&id) || self.call.coming(id).is_some()
    }
}

/// Everything that stands against a document.
pub(super) fn unfit(state: &State, case: Case<'_>) -> Vec<Unfit> {
    match case.document {
        Document::Declaration(d) => warehouse(state, d).into_iter().collect(),
        Document::Cancellation(d) => cancellation(state, case, d),
        Document::ReturnApplication(d) => return_application(state, case, d),
        Document::Arrival(_)
        | Document::Departure(_)
        | Document::Manifest(_)
        | Document::SummaryApplication(_) => split(state, case).into_iter().collect(),
        Document::SalesOrder(_)
        | Document::PaymentReceipt(_)
        | Document::Waybill(_)
        | Document::ReturnTally(_) => Vec::new(),
    }
}

fn warehouse(state: &State, declaration: &Declaration) -> Option<Unfit> {
    let head = &declaration.head;
    let needed = head.trade_mode == "9810" && Provision::WarehouseRecordNeeded.is_in_force(state.now.date());
    let recorded = || state.enterprises.get(&head.ebc_code).is_some_and(|exporter| exporter.warehouse_record);
    (needed && !recorded()).then(|| (&rule::WAREHOUSE_NOT_ON_RECORD, format!("ebcCode:{}", head.ebc_code)))
}

fn cancellation(state: &State, case: Case<'_>, cancellation: &Cancellation) -> Vec<Unfit> {
    let number = &cancellation.invt_no;
    let at = || format!("invtNo:{number}");
    let Some((_, filed)) = state.declaration_of_number(number) else {
        return vec![(&rule::CANCEL_UNKNOWN, at())];
    };
    let mut found = Vec::new();
    if let ReceiptKeys::Declaration { agent_code, ebc_code, .. } = &filed.keys
        && (agent_code != &cancellation.agent_code || ebc_code != &cancellation.ebc_code)
    {
        found.push((&rule::CANCEL_PARTIES, at()));
    }
    if is_over(filed.phase) {
        found.push((&rule::CANCEL_STATE, format!("{},returnStatus:{}", at(), filed.last_code)));
    }
    let mut others = state.declared(DocumentKind::Cancellation, number);
    let pending =
        others.any(|(id, other)| matches!(other.phase, Phase::Received | Phase::Sent) && !case.replaces(id));
    let beside =
        |other: &&Document| matches!(other, Document::Cancellation(other) if other.invt_no == *number);
    if pending || case.earlier.iter().any(beside) {
        found.push((&rule::CANCEL_PENDING, at()));
    }
    found
}

/// Whether a declaration in this phase is beyond cancelling; what is being inspected or released, customs decides on.
const fn is_over(phase: Phase) -> bool {
    match phase {
        Phase::Closed
        | Phase::Detained
        | Phase::ShippedBack
        | Phase::HandedOver
        | Phase::Cancelled
        | Phase::Rejected
        | Phase::Withdrawn => true,
        Phase::Draft
        | Phase::Received
        | Phase::Sent
        | Phase::SendingFailed
        | Phase::Stored
        | Phase::InReview
        | Phase::Suspended
        | Phase::Reviewed
        | Phase::InInspection
        | Phase::Released => false,
    }
}

fn return_application(state: &State, case: Case<'_>, application: &ReturnApplication) -> Vec<Unfit> {
    let head = &application.head;
    let at = || format!("invtNo:{}", head.invt_no);
    let Some((_, filed)) = state.declaration_of_number(&head.invt_no) else {
        return vec![(&rule::RETURN_UNKNOWN, at())];
    };
    let mut found = Vec::new();
    if let ReceiptKeys::Declaration { ebc_code, .. } = &filed.keys
        && ebc_code != &head.ebc_code
    {
        found.push((&rule::RETURN_PARTIES, at()));
    }
    let (Some(released), Phase::Released | Phase::Closed) = (filed.made_at(Step::Release), filed.phase)
    else {
        found.push((&rule::RETURN_STATE, format!("{},returnStatus:{}", at(), filed.last_code)));
        return found;
    };
    if released.plus_months(RETURN_MONTHS) < state.now {
        found.push((&rule::RETURN_LATE, format!("{},放行:{}", at(), released.digits8())));
    }
    let document = filed.document();
    // Nothing is kept of a declaration whose goods cannot come back this way (9710, 9810).
    let Some(Document::Declaration(original)) = document.as_deref() else {
        found.push((&rule::RETURN_MODE, at()));
        return found;
    };
    let fitting = return_mode(&original.head.trade_mode);
    if fitting.is_none() || fitting != head.trade_mode.as_deref() {
        found.push((&rule::RETURN_MODE, format!("{},tradeMode:{}", at(), original.head.trade_mode)));
    }
    found.extend(application.items.iter().filter_map(|item| line(state, case, original, item)));
    found
}

/// Under which mode goods of an export mode come back.
fn return_mode(export: &str) -> Option<&'static str> {
    match export {
        "9610" => Some("9661"),
        "1210" => Some("1261"),
        _ => None,
    }
}

fn line(
    state: &State,
    case: Case<'_>,
    original: &Declaration,
    item: &ReturnApplicationItem,
) -> Option<Unfit> {
    let at = format!("gnum:{}", item.gnum);
    let line = original.items.iter().find(|line| line.gnum == item.gnum);
    let Some(line) = line.filter(|line| line.gcode == item.gcode && line.unit == item.unit) else {
        return Some((&rule::RETURN_LINE, at));
    };
    let before = returned_before(state, case, item.gnum)?;
    let fits = before.checked_add(item.qty).is_some_and(|sum| sum <= line.qty);
    (!fits)
        .then(|| (&rule::RETURN_QUANTITY, format!("{at},qty:{},原清单:{},已退:{before}", item.qty, line.qty)))
}

/// How much of a line other applications bring back; those that came to nothing bring nothing.
fn returned_before(state: &State, case: Case<'_>, gnum: u32) -> Option<Decimal> {
    let Document::ReturnApplication(application) = case.document else { return None };
    let invt_no = &application.head.invt_no;
    let others = state
        .declared(DocumentKind::ReturnApplication, invt_no)
        .filter(|(id, filed)| !case.replaces(*id) && !filed.phase.gives_way())
        .filter_map(|(_, filed)| filed.document());
    let sum = others.fold(Decimal::ZERO, |sum, other| add(sum, quantity(&other, invt_no, gnum)));
    Some(case.earlier.iter().fold(sum, |sum, other| add(sum, quantity(other, invt_no, gnum))))
}

fn add(sum: Decimal, more: Decimal) -> Decimal {
    sum.checked_add(more).unwrap_or(sum)
}

/// How much of a line of a declaration a document brings back.
fn quantity(document: &Document, invt_no: &str, gnum: u32) -> Decimal {
    let Document::ReturnApplication(other) = document else { return Decimal::ZERO };
    let lines = other.items.iter().filter(|line| other.head.invt_no == invt_no && line.gnum == gnum);
    lines.fold(Decimal::ZERO, |sum, line| add(sum, line.qty))
}

/// The parts of a split message agree on how many there are.
fn split(state: &State, case: Case<'_>) -> Option<Unfit> {
    let kind = case.document.kind();
    let Links::Movement { group, parts, .. } = links::links(case.document) else { return None };
    let count = |other: &Links| match other {
        Links::Movement { group: of, parts, .. } if *of == group => Some(*parts),
        Links::Movement { .. } | Links::Partner(_) | Links::Declaration { .. } | Links::Declared { .. } => {
            None
        }
    };
    // All parts that are there agree, so one of them is enough.
    let parts_there = state.parts(kind, &group);
    let newest = parts_there.flat_map(|part| [Some(part), state.coming(part.0)]).flatten();
    let mut there = newest.filter(|(_, part)| !part.deletes && !part.phase.gives_way());
    let there = there.find(|(id, _)| !case.replaces(*id));
    let beside = || {
        let mut beside = case.earlier.iter().filter(|other| other.kind() == kind);
        beside.find_map(|other| count(&links::links(other)))
    };
    let known = there.and_then(|(_, part)| count(&part.links)).or_else(beside)?;
    (known != parts).then(|| (&rule::SPLIT_COUNT, format!("msgCount:{parts},已报送:{known}")))
}
