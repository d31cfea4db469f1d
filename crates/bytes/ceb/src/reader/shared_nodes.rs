//! The nodes that every request shares: `BaseTransfer` and `BaseSubscribe`, the same in both versions.

use super::characters::brief;
use super::record;
use super::walker::Walker;
use crate::fault::{Unreadable, structure};
use crate::message::{Subscriber, Transfer};
use tongguan_domain::record::{Field, FieldValue, Raw};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::version::MessageVersion;

const CODE: Field = Field::text("copCode", "传输企业代码", 0, 18);
const NAME: Field = Field::text("copName", "传输企业名称", 0, 100);
const MODE: Field = Field::text("dxpMode", "报文传输模式", 3, 3);
const ID: Field = Field::text("dxpId", "报文传输编号", 0, 30);
const STATUS: Field = Field::text("status", "订阅状态", 0, 100);
const ADDRESS: Field = Field::text("dxpAddress", "订阅方传输地址", 0, 100);
const NOTE: Field = Field::text("note", "备注", 0, 1000).optional();

static TRANSFER: [Field; 5] = [CODE, NAME, MODE, ID, NOTE];
static SUBSCRIBER: [Field; 4] = [STATUS, MODE, ADDRESS, NOTE];

/// Reads a `BaseTransfer` whose start was just read and entered.
pub(super) fn transfer(walker: &mut Walker<'_>, at: usize) -> Result<Transfer, Unreadable> {
    let mut slots = Vec::new();
    record::fields(walker, &TRANSFER, MessageVersion::V202205, &mut slots)?;
    let mut slots = slots.into_iter();
    Ok(Transfer {
        cop_code: value(walker, at, &CODE, slots.next()),
        cop_name: value(walker, at, &NAME, slots.next()),
        dxp_mode: value(walker, at, &MODE, slots.next()),
        dxp_id: value(walker, at, &ID, slots.next()),
        note: value(walker, at, &NOTE, slots.next()),
    })
}

/// Reads a `BaseSubscribe` whose start was just read and entered; `None` where nobody knows what it asks for.
pub(super) fn subscriber(walker: &mut Walker<'_>, at: usize) -> Result<Option<Subscriber>, Unreadable> {
    let mut slots = Vec::new();
    record::fields(walker, &SUBSCRIBER, MessageVersion::V202205, &mut slots)?;
    let mut slots = slots.into_iter();
    let status = checked::<String>(walker, at, &STATUS, slots.next());
    let dxp_mode = value(walker, at, &MODE, slots.next());
    let dxp_address = value(walker, at, &ADDRESS, slots.next());
    let note = value(walker, at, &NOTE, slots.next());
    let Some(status) = status else { return Ok(None) };
    let Some(wants) = Subscription::of_status(&status) else {
        walker.fault(structure::UNKNOWN_SUBSCRIPTION, at, Some(STATUS.element), |_| {
            format!("found {:?}, allowed: ALL, DATA or RET", brief(&status))
        });
        return Ok(None);
    };
    Ok(Some(Subscriber { wants, dxp_mode, dxp_address, note }))
}

/// The value of a field; the empty one where it has a fault, which is reported.
pub(super) fn value<V: FieldValue>(walker: &mut Walker<'_>, at: usize, field: &Field, raw: Option<Raw>) -> V {
    checked(walker, at, field, raw).unwrap_or_default()
}

fn checked<V: FieldValue>(walker: &mut Walker<'_>, at: usize, field: &Field, raw: Option<Raw>) -> Option<V> {
    let facets = &field.facets;
    let quoted = match &raw {
        Some(Raw::Text(text)) => format!("{:?}", brief(text)),
        Some(Raw::Integer(_) | Raw::Absent) | None => "nothing".to_owned(),
    };
    let misfit = match V::take(facets, raw.unwrap_or_default()) {
        Ok(value) => return Some(value),
        Err(misfit) => misfit,
    };
    walker.fault(misfit.rule.code, at, Some(field.element), |_| {
        let size = misfit.found.map(|found| format!(" ({found})")).unwrap_or_default();
        format!("{}: found {quoted}{size}, allowed: {}", misfit.rule.en, facets.limit())
    });
    None
}
