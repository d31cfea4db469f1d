//! Parcels that are wrong in one place, and what that must earn.

use super::spec::{Bad, NearMiss, Unusable};
use super::unusable::{above_a_million, unfit};
use super::{Drawn, MILLION, NO_WEIGHT, papers};
use crate::bounds::LINES_OF_A_PARCEL;
use crate::draw::Choice;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::{Fault, Rule};
use tongguan_domain::near::nearest;
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::version::MessageVersion;
use tongguan_rules::{RULES, RuleContext};
use tongguan_testkit::{Parcel, Slots};
use tongguan_wire::document::{take, write};
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
    known || REASONS.iter().any(|reason| reason.name() == earns) || Found::of(miss).has(earns)
}

/// The faults that a change has in a usual parcel, by the way in which it is sent. They may differ: a message of gRPC does not tell
/// an empty text from one that is not there, and XML does.
#[derive(Default)]
struct Found {
    by_call: Vec<&'static str>,
    by_xml: Vec<&'static str>,
}

impl Found {
    fn of(miss: &NearMiss) -> Self {
        let Ok(paper) = made(miss, &Parcel::number(1)) else { return Self::default() };
        let by_call = match take(write(&paper), MessageVersion::V202205) {
            Ok((taken, faults)) => checked(&taken, faults),
            Err(_) => Vec::new(),
        };
        Self { by_call, by_xml: checked(&paper, Vec::new()) }
    }

    fn has(&self, code: &str) -> bool {
        self.by_call.iter().chain(&self.by_xml).any(|known| *known == code)
    }

    /// In English and Chinese; `None`: nothing is wrong.
    fn words(&self) -> Option<(String, String)> {
        let (by_call, by_xml) = (self.by_call.join(", "), self.by_xml.join(", "));
        if by_call == by_xml {
            let both = (format!("this change earns {by_call}"), format!("此处更改会得到 {by_call}"));
            return (!by_call.is_empty()).then_some(both);
        }
        let or = |codes: &str, none: &str| if codes.is_empty() { none.to_owned() } else { codes.to_owned() };
        let (call, xml) = (or(&by_call, "nothing"), or(&by_xml, "nothing"));
        let en = format!("this change earns {call} by unary and stream, {xml} by xml, http and amqp");
        let (call, xml) = (or(&by_call, "无差错"), or(&by_xml, "无差错"));
        Some((en, format!("此处更改经 unary、stream 得到 {call}，经 xml、http、amqp 得到 {xml}")))
    }
}

/// The rules that a paper breaks, beside the faults that it has already.
fn checked(paper: &Document, mut faults: Vec<Fault>) -> Vec<&'static str> {
    tongguan_rules::check(paper, &RuleContext::default(), &mut faults);
    faults.iter().map(|fault| fault.rule.code).collect()
}

fn unearnable(at: usize, miss: &NearMiss, kind: DocumentKind) -> Unusable {
    let NearMiss { paper, earns, .. } = miss;
    let codes = TOLD.map(|code| code.to_string()).join(", ");
    let message = kind.message();
    let own = RULES.iter().filter(|rule| is_of(rule, kind)).map(|rule| rule.code);
    let known = own.chain(REASONS.iter().map(|reason| reason.name()));
    let (mut en, mut zh) = (
        format!("no {paper} can earn {earns:?}: say a fault of {message} in docs/codes.md, or {codes}"),
        format!("{paper} 不会得到 {earns:?}：可用 docs/codes.md 中 {message} 的错误代码，或 {codes}"),
    );
    if let Some(wrong) = Found::of(miss).words() {
        en += &format!("; {}", wrong.0);
        zh += &format!("；{}", wrong.1);
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail at any line")]
mod tests {
    use super::*;

    /// What comes by each way; where it is not the same, both are told, and both may be earned.
    #[test]
    fn a_change_is_told_with_what_it_earns_by_each_way() {
        for (paper, change, by_call, by_xml, en, zh) in [
            (
                "declaration",
                "agent_name=",
                "FIELD_MISSING",
                "MANDATORY_BLANK",
                "this change earns FIELD_MISSING by unary and stream, MANDATORY_BLANK by xml, http and amqp",
                "此处更改经 unary、stream 得到 FIELD_MISSING，经 xml、http、amqp 得到 MANDATORY_BLANK",
            ),
            (
                "declaration",
                "items[0].total_price=64.99",
                "TOTAL_PRICE_MISMATCH",
                "TOTAL_PRICE_MISMATCH",
                "; this change earns TOTAL_PRICE_MISMATCH",
                "；此处更改会得到 TOTAL_PRICE_MISMATCH",
            ),
        ] {
            let (paper, change) = (paper.to_owned(), change.to_owned());
            let mut miss = NearMiss { paper, change, earns: "XX".to_owned(), share: 1 };
            let kind = kind(&miss).unwrap();
            let found = Found::of(&miss);
            assert_eq!(
                (found.by_call.join(" "), found.by_xml.join(" ")),
                (by_call.to_owned(), by_xml.to_owned())
            );
            assert!(!earnable(&miss, kind));
            let unusable = unearnable(0, &miss, kind);
            assert!(unusable.to_string().ends_with(en) && unusable.zh().ends_with(zh), "{unusable}");
            for earned in [by_call, by_xml] {
                earned.clone_into(&mut miss.earns);
                assert!(earnable(&miss, kind), "{earned}");
            }
        }
    }
}
