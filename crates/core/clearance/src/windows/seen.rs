//! The facts that come from what was seen, and what is noted for the next ones.

use super::Windows;
use super::marks::{Goods, Marks, in_yuan, price_in_yuan};
use super::peers::Measure;
use super::recent::Subject;
use super::recorded::{note_decision, told};
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::state::State;
use crate::stations::officers;
use std::borrow::Cow;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Declaration, DeclarationHead, Document, DocumentKind, PaymentReceipt, SalesOrder, Waybill,
};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Step};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::screening::{ControlTarget, Papers, ScreeningDecision, ScreeningFacts, Tracked};
use tongguan_domain::time::Moment;
use tongguan_domain::value::Yuan;

/// Stretches (days) in which goods may still be on their way.
const ON_THE_WAY_DAYS: u32 = 8;

/// What is recorded with the answer of screening: what it was told of others, and by what others will be told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Seen {
    /// What the sandbox had seen.
    #[n(0)]
    pub(crate) tracked: Tracked,
    /// By what it is counted.
    #[n(1)]
    pub(crate) marks: Marks,
    /// When it was asked.
    #[n(2)]
    pub(crate) at: Moment,
    /// The receipt of payment that was there.
    #[n(3)]
    pub(crate) payment: Option<DocumentId>,
    /// Whether nothing was to be drawn.
    #[n(4)]
    pub(crate) draws_off: bool,
}

impl Seen {
    /// Value of the declaration, whole CNY; 0 where it is not known.
    pub(crate) const fn value(&self) -> u64 {
        self.marks.value
    }

    /// The payment company; empty: none was there.
    pub(crate) fn payment_company(&self) -> &str {
        &self.marks.payment_company
    }
}

/// The documents from which the facts of a declaration come.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The declaration.
    pub declaration: Declaration,
    /// Its order.
    pub order: Option<SalesOrder>,
    /// Its waybill.
    pub waybill: Option<Waybill>,
    /// Its receipt of payment.
    pub payment: Option<PaymentReceipt>,
}

/// The codes of a declaration.
#[derive(Clone, Copy)]
pub(crate) struct Codes<'f> {
    pub(crate) exporter: &'f str,
    pub(crate) agent: &'f str,
    pub(crate) platform: &'f str,
    pub(crate) order: &'f str,
}

impl Filed {
    pub(crate) fn codes(&self) -> Option<Codes<'_>> {
        let ReceiptKeys::Declaration { ebc_code, agent_code, ebp_code, order_no, .. } = &self.keys else {
            return None;
        };
        Some(Codes { exporter: ebc_code, agent: agent_code, platform: ebp_code, order: order_no })
    }

    /// Its lines, as they are compared with others, once it was screened.
    fn goods(&self) -> Vec<Goods> {
        self.seen().map(|seen| seen.marks.goods).unwrap_or_default()
    }
}

impl State {
    /// What the sandbox has seen before a declaration that waits to be screened, and by what that is counted itself.
    fn seen(&self, filed: &Filed, sources: &Sources) -> Seen {
        let telephone = sources.waybill.as_ref().and_then(|waybill| waybill.ebc_telephone.clone());
        let payment = sources.payment.as_ref().and_then(|payment| payment.pay_no.clone());
        let declaration = &sources.declaration;
        let mut marks = Marks::of(declaration, telephone.unwrap_or_default(), payment.unwrap_or_default());
        let company = sources.payment.as_ref().and_then(|payment| payment.pay_code.clone());
        marks.payment_company = company.unwrap_or_default();
        let tracked = filed.codes().map(|codes| self.tracked(filed, codes, &declaration.head, &marks));
        Seen {
            tracked: tracked.unwrap_or_default(),
            marks,
            at: self.now,
            payment: sources.payment.as_ref().and_then(|_| Some(self.payment_of(filed)?.0)),
            draws_off: self.settings.draws_off,
        }
    }

    /// The documents of a declaration that waits to be screened: all are at hand.
    fn sources(&self, filed: &Filed) -> Option<Sources> {
        let mut sources = Sources::default();
        match filed.document()?.into_owned() {
            Document::Declaration(declaration) => sources.declaration = declaration,
            _ => return None,
        }
        let payment = self.payment_of(filed).map(|(_, payment)| payment);
        let partners = filed.partners.iter().filter_map(|id| self.filed(*id));
        let partners = partners.filter(|partner| partner.kind != DocumentKind::PaymentReceipt);
        for partner in partners.chain(payment) {
            sources.take(partner.document().map(Cow::into_owned));
        }
        Some(sources)
    }

    /// The facts of a declaration that waits to be screened, and what is recorded with the answer.
    pub(crate) fn asked(&self, id: DocumentId) -> Option<(ScreeningFacts, Seen)> {
        let filed = self.filed(id)?;
        let sources = self.sources(filed)?;
        let seen = self.seen(filed, &sources);
        let score = filed.credit();
        let credit = score.map_or((CreditClass::Other, 30_000), |score| (score.class, score.inspection_ppm));
        Some((facts(id, self.draw(filed, "screening"), credit, &sources, &seen), seen))
    }

    /// The documents from which its facts came: order, waybill and receipt of payment, whichever there were.
    pub(super) fn sources_of<'s>(&'s self, filed: &'s Filed) -> impl Iterator<Item = DocumentId> {
        let paper = |id: &&DocumentId| {
            let kind = self.filed(**id).map(|partner| partner.kind);
            matches!(kind, Some(DocumentKind::SalesOrder | DocumentKind::Waybill))
        };
        let payment = filed.seen().and_then(|seen| seen.payment);
        filed.partners.iter().filter(paper).copied().chain(payment)
    }

    fn tracked(&self, filed: &Filed, codes: Codes<'_>, head: &DeclarationHead, marks: &Marks) -> Tracked {
        let Codes { exporter, agent, order, .. } = codes;
        let (recent, peers, now) = (&self.windows.recent, &self.windows.peers, self.now);
        let count = |subject, name: &str| recent.sum(subject, name, now).0;
        let (lists, value) = recent.sum(Subject::ExporterHours, exporter, now);
        let same = marks.same_goods(exporter);
        let (same_goods, same_value) = recent.sum(Subject::SameGoods, &same, now);
        let shared = |subject, name: &str, member| match name {
            "" => 0,
            name => recent.members_with(subject, name, member, now),
        };
        let dearest = marks.goods.iter().filter(|goods| goods.price > 0);
        let dearest =
            dearest.filter_map(|goods| peers.beside(Measure::Price, &goods.kind, goods.price)).max();
        let first = marks.goods.first();
        let class = |code: &&str| self.enterprises.get(*code).map(|known| known.credit_class);
        Tracked {
            exporter_lists_24h: lists.saturating_add(1),
            exporter_value_24h: value.saturating_add(marks.value),
            exporter_near_limit_24h: count(Subject::NearLimitHours, exporter) + u32::from(marks.near_limit),
            exporter_lists_30d: count(Subject::ExporterDays, exporter).saturating_add(1),
            exporter_days: recent.age(Subject::ExporterDays, exporter, now).unwrap_or(0),
            exporter_unarrived: recent.sum_before(Subject::Awaited, exporter, now, ON_THE_WAY_DAYS).0,
            exporter_findings: count(Subject::ExporterFindings, exporter),
            agent_lists_90d: count(Subject::AgentLists, agent).saturating_add(1),
            agent_rejected_90d: count(Subject::AgentRejected, agent),
            same_goods_24h: same_goods.saturating_add(1),
            same_goods_value_24h: same_value.saturating_add(marks.value),
            phone_exporters_30d: shared(Subject::Telephone, &marks.telephone, exporter),
            payment_orders_30d: shared(Subject::Payment, &marks.payment, order),
            heading_findings_30d: headings(&marks.goods)
                .into_iter()
                .map(|heading| count(Subject::HeadingFindings, heading))
                .fold(0, u32::saturating_add),
            price_to_peers: dearest,
            value_per_kg_to_peers: first.filter(|goods| goods.value_per_kilogram > 0).and_then(|goods| {
                peers.beside(Measure::ValuePerKilogram, goods.heading(), goods.value_per_kilogram)
            }),
            weight_to_peers: first
                .filter(|goods| goods.weight > 0)
                .and_then(|goods| peers.beside(Measure::Weight, &goods.kind, goods.weight)),
            office: self.windows.offices.counts(&marks.office, now.date()),
            misses: told(&self.windows.misses),
            instructions: self
                .instructions
                .values()
                .filter(|instruction| instruction.holds_on(now.date()))
                .filter(|instruction| match &instruction.target {
                    ControlTarget::Rule(_) => true,
                    ControlTarget::Enterprise(code) => codes.names(code) || head.logistics_code == *code,
                    ControlTarget::Waybill(number) => head.logistics_no == *number,
                })
                .cloned()
                .collect(),
            exporter_registered: self.enterprises.contains_key(exporter),
            credit_grade: filed.credit().map(|score| score.grade).unwrap_or_default(),
            partners_class: worst([agent, codes.platform, &head.logistics_code].iter().filter_map(class)),
        }
    }

    /// The receipt of payment of a declaration, if customs has it.
    fn payment_of(&self, filed: &Filed) -> Option<(DocumentId, &Filed)> {
        let counts = |payment: &Filed| {
            !payment.deletes
                && payment.phase.is_comparable()
                && payment.outcome != Some(Outcome::PartnerMissing)
        };
        self.in_force(DocumentKind::PaymentReceipt, &filed.key).filter(|(_, payment)| counts(payment))
    }

    /// A declaration was screened: it counts from now on.
    pub(crate) fn note_screened(&mut self, id: DocumentId, decision: &ScreeningDecision, marks: &Marks) {
        let (now, day) = (self.now, self.now.date());
        let Some(filed) = self.documents.get(crate::state::slot(id).unwrap_or(usize::MAX)) else { return };
        let Some(Codes { exporter, agent, order, .. }) = filed.codes() else { return };
        let recent = &mut self.windows.recent;
        recent.add(Subject::ExporterHours, exporter, now, marks.value);
        if marks.near_limit {
            recent.add(Subject::NearLimitHours, exporter, now, marks.value);
        }
        recent.add(Subject::ExporterDays, exporter, now, 0);
        recent.add(Subject::AgentLists, agent, now, 0);
        recent.add(Subject::SameGoods, &marks.same_goods(exporter), now, marks.value);
        if !marks.telephone.is_empty() {
            recent.join(Subject::Telephone, &marks.telephone, exporter, now);
        }
        if !marks.payment.is_empty() {
            recent.join(Subject::Payment, &marks.payment, order, now);
        }
        let Windows { offices, misses, .. } = &mut self.windows;
        note_decision((offices, misses), &marks.office, day, decision);
    }

    /// What a step of a declaration says about those who come later.
    pub(crate) fn note_step(&mut self, id: DocumentId, step: Step) {
        let now = self.now;
        let Some(filed) = self.documents.get(crate::state::slot(id).unwrap_or(usize::MAX)) else { return };
        let Some(Codes { exporter, agent, .. }) = filed.codes() else { return };
        let recent = &mut self.windows.recent;
        let reviewed = filed.made_at(Step::FinishReview);
        let came = filed.made_at(Step::Inspect).is_some() && step != Step::Inspect;
        match step {
            Step::FinishReview => recent.add(Subject::Awaited, exporter, now, 0),
            Step::Inspect | Step::Release | Step::Cancel => {
                if let Some(reviewed) = reviewed.filter(|_| !came) {
                    recent.take_back(Subject::Awaited, exporter, reviewed);
                }
            }
            _ => {}
        }
        // What its sender forced says nothing of anybody: tests that share a sandbox leave each other alone.
        let forced = filed.outcome.is_some();
        if step == Step::Reject && !forced {
            recent.add(Subject::AgentRejected, agent, now, 0);
        }
        if step == Step::Release {
            filed.goods().iter().for_each(|goods| goods.observe(&mut self.windows.peers));
        }
        let found = officers::found_something(filed, step);
        if found && !forced {
            self.note_found(id);
        }
    }

    /// Something was found about a declaration: similar goods and its exporter are looked at more closely.
    pub(crate) fn note_found(&mut self, id: DocumentId) {
        let now = self.now;
        let Some(filed) = self.documents.get(crate::state::slot(id).unwrap_or(usize::MAX)) else { return };
        let Some(Codes { exporter, .. }) = filed.codes() else { return };
        let recent = &mut self.windows.recent;
        recent.add(Subject::ExporterFindings, exporter, now, 0);
        for heading in headings(&filed.goods()) {
            recent.add(Subject::HeadingFindings, heading, now, 0);
        }
    }
}

/// The facts of a declaration, with the seed of its draws, and the class of its exporter with its inspection rate.
pub(super) fn facts(
    id: DocumentId,
    seed: u64,
    (credit_class, inspection_ppm): (CreditClass, u32),
    sources: &Sources,
    seen: &Seen,
) -> ScreeningFacts {
    let Sources { declaration, .. } = sources;
    let head = &declaration.head;
    ScreeningFacts {
        declaration: id.0,
        seed,
        at: seen.at,
        trade_mode: head.trade_mode.clone(),
        customs_code: head.customs_code.clone(),
        country: head.country.clone(),
        traf_mode: head.traf_mode.clone(),
        exporter: head.ebc_code.clone(),
        agent: head.agent_code.clone(),
        credit_class,
        inspection_ppm,
        value_cny: Yuan::of(&declaration.items).rounded(),
        gross_weight: head.gross_weight,
        net_weight: head.net_weight,
        packages: head.pack_no,
        hs_codes: declaration.items.iter().map(|item| item.gcode.clone()).collect(),
        goods_names: declaration.items.iter().map(|item| item.gname.clone()).collect(),
        has_payment: seen.payment.is_some(),
        draws_off: seen.draws_off,
        papers: papers(sources),
        tracked: seen.tracked.clone(),
    }
}

impl Codes<'_> {
    fn names(self, code: &str) -> bool {
        [self.exporter, self.agent, self.platform].contains(&code)
    }
}

impl Marks {
    /// The key of the same goods of the same exporter.
    fn same_goods(&self, exporter: &str) -> String {
        format!("{exporter}/{:016x}", self.goods_names)
    }
}

/// The headings of goods, each once.
fn headings(goods: &[Goods]) -> Vec<&str> {
    let mut headings: Vec<&str> = goods.iter().map(Goods::heading).collect();
    headings.sort_unstable();
    headings.dedup();
    headings
}

/// The worst of some classes; other, where there is none.
fn worst(classes: impl Iterator<Item = CreditClass>) -> CreditClass {
    let place = |class: &CreditClass| CreditClass::ALL.iter().position(|known| known == class);
    classes.max_by_key(place).unwrap_or_default()
}

/// What the documents of a declaration say beyond its head.
fn papers(sources: &Sources) -> Papers {
    let Sources { declaration, order, waybill, payment } = sources;
    let (head, items) = (&declaration.head, &declaration.items);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let pieces = items.iter().try_fold(Decimal::ZERO, |sum, item| sum.checked_add(item.qty));
    let prices: Option<Vec<Decimal>> = items.iter().map(price_in_yuan).collect();
    Papers {
        exit_code: head.port_code.clone(),
        platform: head.ebp_code.clone(),
        logistics: head.logistics_code.clone(),
        owner: head.owner_code.clone(),
        destination_port: head.pod.clone(),
        site: text(&head.loct_no),
        licence: text(&head.license_no),
        goods_models: items.iter().map(|item| item.gmodel.clone()).collect(),
        item_names: items.iter().map(|item| text(&item.item_name)).collect(),
        waybill_goods: waybill.as_ref().map(|waybill| waybill.goods_info.clone()).unwrap_or_default(),
        pieces: pieces.unwrap_or_default(),
        highest_price_cny: prices.and_then(|prices| prices.into_iter().max()),
        ordered_cny: order.as_ref().and_then(|order| in_yuan(order.head.goods_value, &order.head.currency)),
        paid_cny: payment.as_ref().and_then(|payment| in_yuan(payment.charge, &payment.currency)),
        waybill_weight: waybill.as_ref().map(|waybill| waybill.gross_weight),
    }
}

impl Sources {
    /// Adds a document, if it is one of those that count.
    pub fn take(&mut self, document: Option<Document>) {
        match document {
            Some(Document::Declaration(declaration)) => self.declaration = declaration,
            Some(Document::SalesOrder(order)) => self.order = Some(order),
            Some(Document::Waybill(waybill)) => self.waybill = Some(waybill),
            Some(Document::PaymentReceipt(payment)) => self.payment = Some(payment),
            _ => {}
        }
    }
}
