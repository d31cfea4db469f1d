//! Parcels that are wrong in one place, and what that must earn.

use super::spec::{Bad, NearMiss, Unusable};
use super::unusable::{above_a_million, unfit};
use super::{Drawn, MILLION, NO_WEIGHT, papers};
use crate::bounds::LINES_OF_A_PARCEL;
use crate::draw::Choice;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::Rule;
use tongguan_domain::near::nearest;
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::version::MessageVersion;
use tongguan_rules::{RULES, RuleContext};
use tongguan_testkit::{Parcel, Slots};
use tongguan_wire::status::Reason;

/// What a declaration can be told before its goods have arrived: a near miss sends papers alone.
const TOLD: [i32; 9] = [1, 2, 3, 4, 100, 120, 300, 399, 600];
/// Why papers are refused that have no fault. Every other reason is about the call.
const REASONS: [Reason; 5] = [
    Reason::Faults,
    Reason::Duplicate,
    Reason::NothingToChange,
    Reason::StateDoesNotMatch,
    Reason::OldMessage,
];

/// The near misses of a workload.
#[derive(Clone, Debug)]
pub(super) struct Misses {
    per_million: u64,
    choice: Choice<NearMiss>,
    renumbered: Vec<DocumentKind>,
}

impl Misses {
    /// Of a workload whose smallest parcels have so many lines.
    pub(super) fn of<'a>(
        bad: &Bad,
        fewest: u32,
        modes: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Self, Unusable> {
        let mut renumbered = Vec::new();
        for (at, miss) in bad.list.iter().enumerate() {
            if !modes.clone().any(|mode| has_paper(miss, mode)) {
                let paper = &miss.paper;
                let en = format!("{paper}: no parcel here has such a paper");
                return Err(unfit(
                    format!("bad.list[{at}].paper"),
                    en,
                    format!("{paper}：这里没有包裹含此单证"),
                ));
            }
            let parcel = Parcel::with_lines(1, LINES_OF_A_PARCEL);
            // What cannot be made of the largest parcel can be made of none.
            let changed = made(miss, &parcel)?;
            let kind = kind(miss)?;
            let key = |paper: &Document| ReceiptKeys::of(paper, "").business_key();
            if key(&changed) != key(&parcel.document(kind)) {
                renumbered.push(kind);
            }
            // What can be made of the smallest one can be made of all: they have the same fields, and no fewer lines.
            made(miss, &Parcel::with_lines(1, fewest)).map_err(|_| {
                let change = &miss.change;
                let en = format!("{change}: cannot be made of a parcel of {fewest}, the fewest lines here");
                unfit("bad.list.change", en, format!("{change}：最少的包裹只有 {fewest} 行，无法如此更改"))
            })?;
        }
        let weighted = bad.list.iter().map(|miss| (u64::from(miss.share), miss.clone()));
        let choice = Choice::of(weighted).ok_or_else(|| unfit("bad.list", NO_WEIGHT.0, NO_WEIGHT.1))?;
        Ok(Self { per_million: u64::from(bad.per_million), choice, renumbered })
    }

    /// Kinds of paper whose own number is changed.
    pub(super) fn renumbered(&self) -> Vec<DocumentKind> {
        self.renumbered.clone()
    }

    /// What is wrong with a parcel of this mode. One that does not have the paper is as it should be.
    pub(super) fn drawn(&self, workload: &Drawn, number: u64, mode: &str) -> Option<&NearMiss> {
        let bad = workload.draws("bad").below(number, MILLION) < self.per_million;
        let miss = if bad { self.choice.drawn(workload.draws("miss"), number) } else { None };
        miss.filter(|miss| has_paper(miss, mode))
    }
}

/// A payment receipt belongs to retail.
fn has_paper(miss: &NearMiss, mode: &str) -> bool {
    kind(miss).is_ok_and(|kind| papers::first(mode).contains(&kind))
}

/// What can be seen of near misses when the file is read.
pub(super) fn check(bad: &Bad) -> Result<(), Unusable> {
    above_a_million("bad.per_million", bad.per_million)?;
    for (at, miss) in bad.list.iter().enumerate() {
        let kind = kind(miss)?;
        if miss.change.trim().is_empty() {
            let (en, zh) = (
                "is empty: say what is wrong, such as gross_weight=0",
                "为空：请写明错在何处，如 gross_weight=0",
            );
            return Err(unfit(format!("bad.list[{at}].change"), en, zh));
        }
        if !earnable(miss, kind) {
            return Err(unearnable(at, miss, kind));
        }
    }
    Ok(())
}

/// Whether a rule is one of this kind of paper: its own words say by which change of which papers it is broken.
fn is_of(rule: &Rule, kind: DocumentKind) -> bool {
    let message = kind.message().to_string();
    let papers = rule.provoke.split(';').filter_map(|one| one.split_once(':'));
    rule.refuses()
        && papers.filter_map(|(before, _)| before.split_whitespace().last()).any(|word| word == message)
}

/// Whether there is a change of such a paper that earns this. Rules of the form are none: what breaks them cannot be written.
fn earnable(miss: &NearMiss, kind: DocumentKind) -> bool {
    let earns = miss.earns.as_str();
    if let Ok(code) = earns.parse::<i32>() {
        return TOLD.contains(&code);
    }
    let known = RULES.iter().any(|rule| rule.code == earns && is_of(rule, kind));
    known || REASONS.iter().any(|reason| reason.name() == earns) || found(miss).contains(&earns)
}

/// The faults that a change has in a usual parcel.
fn found(miss: &NearMiss) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if let Ok(paper) = made(miss, &Parcel::number(1)) {
        tongguan_rules::check(&paper, &RuleContext::default(), &mut faults);
    }
    faults.iter().map(|fault| fault.rule.code).collect()
}

fn unearnable(at: usize, miss: &NearMiss, kind: DocumentKind) -> Unusable {
    let NearMiss { paper, earns, .. } = miss;
    let codes = TOLD.map(|code| code.to_string()).join(", ");
    let (message, wrong) = (kind.message(), found(miss).join(", "));
    let own = RULES.iter().filter(|rule| is_of(rule, kind)).map(|rule| rule.code);
    let known = own.chain(REASONS.iter().map(|reason| reason.name()));
    let (mut en, mut zh) = (
        format!("no {paper} can earn {earns:?}: say a fault of {message} in docs/codes.md, or {codes}"),
        format!("{paper} 不会得到 {earns:?}：可用 docs/codes.md 中 {message} 的错误代码，或 {codes}"),
    );
    if !wrong.is_empty() {
        en += &format!("; this change earns {wrong}");
        zh += &format!("；此处更改会得到 {wrong}");
    } else if let Some(near) = nearest(earns, known) {
        en += &format!("; did you mean {near}?");
        zh += &format!("；是否为 {near}？");
    }
    unfit(format!("bad.list[{at}].earns"), en, zh)
}

/// The kind of the paper that is wrong.
pub(super) fn kind(miss: &NearMiss) -> Result<DocumentKind, Unusable> {
    match miss.paper.as_str() {
        "order" => Ok(DocumentKind::SalesOrder),
        "payment" => Ok(DocumentKind::PaymentReceipt),
        "waybill" => Ok(DocumentKind::Waybill),
        "declaration" => Ok(DocumentKind::Declaration),
        other => {
            let known = "order, payment, waybill, declaration";
            let (en, zh) = (format!("{other} is none of {known}"), format!("没有 {other}，可用：{known}"));
            Err(unfit("bad.list.paper", en, zh))
        }
    }
}

/// The paper of a parcel with what is wrong with it.
pub(super) fn made(miss: &NearMiss, parcel: &Parcel) -> Result<Document, Unusable> {
    let change = &miss.change;
    let unfit = |en: String, zh: String| {
        unfit("bad.list.change", format!("{change}: {en}"), format!("{change}：{zh}"))
    };
    let slots = Slots::of(&parcel.document(kind(miss)?));
    let slots = slots.try_changed(change).map_err(|no| unfit(no.to_string(), no.zh()))?;
    match slots.take(MessageVersion::V202205) {
        (document, faults) if faults.is_empty() => Ok(document),
        (_, faults) => {
            let code = faults.first().map_or("", |fault| fault.rule.code);
            Err(unfit(format!("no such paper can be written ({code})"), format!("不能写成单证（{code}）")))
        }
    }
}
