//! Parcels that are wrong in one place, and what that must earn.

use super::spec::{Bad, NearMiss, Unusable};
use super::unusable::unfit;
use super::{Drawn, MILLION, NO_WEIGHT};
use crate::draw::Choice;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, Slots};

/// The near misses of a workload.
#[derive(Clone, Debug)]
pub(super) struct Misses {
    per_million: u64,
    choice: Choice<NearMiss>,
    renumbered: Vec<DocumentKind>,
}

impl Misses {
    /// Of a workload whose smallest parcels have so many lines.
    pub(super) fn of(bad: &Bad, fewest: u32) -> Result<Self, Unusable> {
        let mut renumbered = Vec::new();
        for miss in &bad.list {
            let parcel = Parcel::number(1);
            // What cannot be made of one parcel can be made of none.
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

    pub(super) fn drawn(&self, workload: &Drawn, number: u64) -> Option<&NearMiss> {
        let bad = workload.draws("bad").below(number, MILLION) < self.per_million;
        if bad { self.choice.drawn(workload.draws("miss"), number) } else { None }
    }
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
