//! What only the sandbox can know of a document that is well made in itself: whether what it names is there, and in a
//! state in which this can be done.

use super::call::Call;
use crate::catalogue as rule;
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::links::{self, Links, filled};
use crate::state::State;
use crate::stations::return_district;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Arrival, Cancellation, Declaration, Document, DocumentKind, ReturnApplication, ReturnApplicationItem,
};
use tongguan_domain::fault::Rule;
use tongguan_domain::in_force::Provision;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Step};
use tongguan_domain::receipt::ReceiptKeys;

/// How long after their release goods may come back (Announcement 44/2020).
const RETURN_MONTHS: u16 = 12;

/// A rule that the document breaks now, and a detail.
pub(crate) type Unfit = (&'static Rule, String);

/// A document, and what it is judged beside.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) document: &'a Document,
    /// The documents whose place it takes.
    pub(crate) replaced: &'a [DocumentId],
    /// The records before it in the same call.
    pub(crate) call: &'a Call<'a>,
    /// Who looks.
    pub(crate) seen: Seen,
}

/// Who looks at what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The electronic port: what it has taken will be sent.
    Port,
    /// Customs: what it has.
    Customs,
    /// Customs, when what the electronic port has taken is sent.
    CustomsSoon,
}

impl<'a> Case<'a> {
    /// The records before it in the same call that are declared and stand.
    fn earlier(&self) -> impl Iterator<Item = &'a Document> {
        self.call.standing(self.replaced)
    }

    /// Whether a document counts no more: this one, or another version on its way, takes its place.
    fn replaces(&self, id: DocumentId) -> bool {
        self.replaced.contains(&id) || self.seen != Seen::Customs && self.call.coming(id).is_some()
    }

    /// Whether another document stands beside this one.
    fn counts(&self, id: DocumentId, filed: &Filed) -> bool {
        let there = self.seen == Seen::Port || filed.is_at_customs();
        there && !filed.deletes && !filed.phase.gives_way() && !self.replaces(id)
    }
}

/// Everything that stands against a document.
pub(crate) fn unfit(state: &State, case: Case<'_>) -> Vec<Unfit> {
    match case.document {
        Document::Declaration(d) => warehouse(state, d).into_iter().collect(),
        Document::Cancellation(d) => cancellation(state, case, d),
        Document::ReturnApplication(d) => return_application(state, case, d),
        Document::Arrival(d) => names_nothing(d).into_iter().chain(split(state, case)).collect(),
        Document::Departure(_) | Document::Manifest(_) | Document::SummaryApplication(_) => {
            split(state, case).into_iter().collect()
        }
        Document::SalesOrder(_)
        | Document::PaymentReceipt(_)
        | Document::Waybill(_)
        | Document::ReturnTally(_) => Vec::new(),
    }
}

/// Without a list an arrival means its whole bill; by mail there may be none.
fn names_nothing(arrival: &Arrival) -> Option<Unfit> {
    let nothing = arrival.items.is_empty() && filled(&arrival.head.bill_no).is_none();
    nothing.then(|| (&rule::ARRIVAL_NAMES_NOTHING, "billNo:".to_owned()))
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
    if filed.phase.is_beyond_cancelling() {
        found.push((&rule::CANCEL_STATE, format!("{},returnStatus:{}", at(), filed.state_words())));
    }
    let mut others = state.declared(DocumentKind::Cancellation, number);
    let pending = others.any(|(id, other)| other.phase.is_expected() && !case.replaces(id));
    let beside =
        |other: &Document| matches!(other, Document::Cancellation(other) if other.invt_no == *number);
    if pending || case.earlier().any(beside) {
        found.push((&rule::CANCEL_PENDING, at()));
    }
    found
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
        found.push((&rule::RETURN_STATE, format!("{},returnStatus:{}", at(), filed.state_words())));
        return found;
    };
    // A period ends with its last day.
    if released.plus_months(RETURN_MONTHS).date() < state.now.date() {
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
    for item in &application.items {
        line(state, case, original, item, &mut found);
    }
    if !return_district::is_open(original, application, state.now.date()) {
        found.push((&rule::RETURN_DISTRICT, format!("{},customsCode:{}", at(), original.head.customs_code)));
    }
    found
}

/// Under which mode goods of an export mode come back.
fn return_mode(export: &str) -> Option<&'static str> {
    match export {
        "9610" => Some("9661"),
        "1210" | "1239" => Some("1261"),
        _ => None,
    }
}

/// What a line brings back has to be what was exported (202205 XSD, InvtRefundList): the same goods in the same units,
/// and no more of them in any of the three quantities.
fn line(
    state: &State,
    case: Case<'_>,
    original: &Declaration,
    item: &ReturnApplicationItem,
    found: &mut Vec<Unfit>,
) {
    let at = format!("gnum:{}", item.gnum);
    let Some(line) = original.items.iter().find(|line| line.gnum == item.gnum) else {
        found.push((&rule::RETURN_LINE, at));
        return;
    };
    let mut same = |field: &str, ours: &str, exported: &str| {
        if !is_same(ours, exported) {
            found.push((&rule::RETURN_LINE, format!("{at},{field}:{ours},原清单:{exported}")));
        }
    };
    same("gcode", &item.gcode, &line.gcode);
    same("unit", &item.unit, &line.unit);
    if !line.gname.is_empty() {
        same("gname", &item.gname, &line.gname);
    }
    let mut quantities = vec![("qty", Returned::of(|line| Some(line.qty)), Some(line.qty))];
    // What an older version kept of a declaration says no more.
    if !line.unit1.is_empty() {
        same("gmodel", &item.gmodel, &line.gmodel);
        same("unit1", &item.unit1, &line.unit1);
        if let Some(unit2) = filled(&item.unit2) {
            same("unit2", &unit2, line.unit2.as_deref().unwrap_or_default());
        }
        quantities.push(("qty1", Returned::of(|line| Some(line.qty1)), Some(line.qty1)));
        quantities.push(("qty2", Returned::of(|line| line.qty2), line.qty2));
    }
    for (field, returned, exported) in quantities {
        let Some(now) = (returned.quantity)(item) else { continue };
        let (before, exported) = (returned.before(state, case, item.gnum), exported.unwrap_or(Decimal::ZERO));
        if before.checked_add(now).is_none_or(|sum| sum > exported) {
            let detail = format!("{at},{field}:{now},原清单:{exported},已退:{before}");
            found.push((&rule::RETURN_QUANTITY, detail));
        }
    }
}

/// Whether two texts are the same but for blanks, which messages do not keep.
fn is_same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// One of the quantities of a return.
struct Returned {
    quantity: fn(&ReturnApplicationItem) -> Option<Decimal>,
}

impl Returned {
    const fn of(quantity: fn(&ReturnApplicationItem) -> Option<Decimal>) -> Self {
        Self { quantity }
    }

    /// How much of a line other applications bring back; those that came to nothing bring nothing.
    fn before(&self, state: &State, case: Case<'_>, gnum: u32) -> Decimal {
        let Document::ReturnApplication(application) = case.document else { return Decimal::ZERO };
        let invt_no = &application.head.invt_no;
        let others = state
            .declared(DocumentKind::ReturnApplication, invt_no)
            .filter(|(id, filed)| case.counts(*id, filed))
            .filter_map(|(_, filed)| filed.document());
        let sum = others.fold(Decimal::ZERO, |sum, other| add(sum, self.in_document(&other, invt_no, gnum)));
        case.earlier().fold(sum, |sum, other| add(sum, self.in_document(other, invt_no, gnum)))
    }

    /// How much of a line of a declaration a document brings back.
    fn in_document(&self, document: &Document, invt_no: &str, gnum: u32) -> Decimal {
        let Document::ReturnApplication(other) = document else { return Decimal::ZERO };
        let lines = other.items.iter().filter(|line| other.head.invt_no == invt_no && line.gnum == gnum);
        lines.filter_map(|line| (self.quantity)(line)).fold(Decimal::ZERO, add)
    }
}

fn add(sum: Decimal, more: Decimal) -> Decimal {
    sum.checked_add(more).unwrap_or(sum)
}

/// The parts of a split message agree on how many there are.
fn split(state: &State, case: Case<'_>) -> Option<Unfit> {
    let kind = case.document.kind();
    let Links::Movement { group, parts, .. } = links::links(case.document) else { return None };
    if parts > limits::SPLIT_PARTS {
        let detail = format!("msgCount:{parts},允许:1-{}", limits::SPLIT_PARTS);
        return Some((&rule::SPLIT_TOO_MANY, detail));
    }
    let count = |other: &Links| match other {
        Links::Movement { group: of, parts, .. } if *of == group => Some(*parts),
        Links::Movement { .. } | Links::Partner(_) | Links::Declaration { .. } | Links::Declared { .. } => {
            None
        }
    };
    // All parts that are there agree, so one of them is enough.
    let parts_there = state.parts(kind, &group);
    let newest = parts_there.flat_map(|part| [Some(part), state.coming(part.0)]).flatten();
    let there = newest.into_iter().find(|(id, part)| case.counts(*id, part));
    let beside = || {
        let mut beside = case.earlier().filter(|other| other.kind() == kind);
        beside.find_map(|other| count(&links::links(other)))
    };
    let known = there.and_then(|(_, part)| count(&part.links)).or_else(beside)?;
    (known != parts).then(|| (&rule::SPLIT_COUNT, format!("msgCount:{parts},已报送:{known}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_testkit::Parcel;

    /// What version 0.1.0 kept of a declaration has neither model nor statutory units: these are not compared then.
    #[test]
    fn an_older_extract_is_compared_as_far_as_it_goes() {
        let parcel = Parcel::number(1);
        let mut original = parcel.declaration.clone();
        for line in &mut original.items {
            line.gname.clear();
            line.gmodel.clear();
            line.unit1.clear();
            (line.unit2, line.qty2, line.qty1) = (None, None, Decimal::ZERO);
        }
        let application = parcel.return_application("29242026E000000001");
        let document = Document::from(application.clone());
        let state = State::default();
        let call = Call::new(&state);
        let case = Case { document: &document, replaced: &[], call: &call, seen: Seen::Port };
        let mut item = application.items.first().cloned().unwrap_or_default();
        let found = |item: &ReturnApplicationItem| {
            let mut found = Vec::new();
            line(&state, case, &original, item, &mut found);
            found.into_iter().map(|(rule, _)| rule.code).collect::<Vec<_>>()
        };
        assert_eq!(found(&item), [""; 0]);
        item.gcode = "6911109000".to_owned();
        assert_eq!(found(&item), ["RETURN_LINE"]);
    }
}
