//! Codes: of the tables, and of a few letters.

use crate::RuleContext;
use crate::catalogue as rule;
use crate::findings::{Findings, quoted};
use crate::spot::Cell;
use tongguan_domain::codes::{
    countries, currencies, customs_districts, hs, packaging, trade_modes, transport_modes, units,
};
use tongguan_domain::fault::Rule;

type Text<'a> = Cell<'a, String>;

/// One of a few one-letter codes; `allowed` says them in words.
pub(crate) fn one_of(
    cell: Text<'_>,
    codes: &[&str],
    rule: &'static Rule,
    allowed: &'static str,
    findings: &mut Findings<'_>,
) {
    if !codes.contains(&cell.value.as_str()) {
        findings.add(rule, cell.spot, |fault| fault.found(quoted(cell.value)).allowed(allowed));
    }
}

fn known(is_known: bool, cell: Text<'_>, rule: &'static Rule, findings: &mut Findings<'_>) {
    if !is_known {
        findings.add(rule, cell.spot, |fault| fault.found(quoted(cell.value)));
    }
}

pub(crate) fn customs(cell: Text<'_>, findings: &mut Findings<'_>) {
    let is_known = customs_districts::known(cell.value).is_accepted();
    known(is_known, cell, &rule::CUSTOMS_CODE_UNKNOWN, findings);
}

pub(crate) fn currency(cell: Text<'_>, findings: &mut Findings<'_>) {
    let is_known = currencies::find(cell.value).is_some();
    known(is_known, cell, &rule::CURRENCY_UNKNOWN, findings);
}

/// A country, and not China.
pub(crate) fn destination(cell: Text<'_>, findings: &mut Findings<'_>) {
    let is_known = countries::find(cell.value).is_some();
    known(is_known, cell, &rule::COUNTRY_UNKNOWN, findings);
    let is_abroad = cell.value != countries::CHINA;
    known(is_abroad, cell, &rule::DESTINATION_IS_CHINA, findings);
}

pub(crate) fn unit(cell: Text<'_>, findings: &mut Findings<'_>) {
    let is_known = units::TABLE.find(cell.value).is_some();
    known(is_known, cell, &rule::UNIT_UNKNOWN, findings);
}

/// The second unit, where there is one.
pub(crate) fn second_unit(cell: Cell<'_, Option<String>>, findings: &mut Findings<'_>) {
    if let Some(unit) = cell.given()
        && units::TABLE.find(unit).is_none()
    {
        findings.add(&rule::UNIT_UNKNOWN, cell.spot, |fault| fault.found(quoted(unit)));
    }
}

pub(crate) fn transport_mode(cell: Text<'_>, findings: &mut Findings<'_>) {
    let is_known = transport_modes::TABLE.find(cell.value).is_some();
    known(is_known, cell, &rule::TRANSPORT_MODE_UNKNOWN, findings);
}

pub(crate) fn packaging(cell: Text<'_>, findings: &mut Findings<'_>) {
    let is_known = packaging::TABLE.find(cell.value).is_some();
    known(is_known, cell, &rule::PACKAGING_UNKNOWN, findings);
}

pub(crate) fn goods_code(cell: Text<'_>, findings: &mut Findings<'_>) {
    match hs::check(cell.value) {
        Ok(_) => {}
        Err(hs::GoodsCodeError::NotTenDigits) => {
            known(false, cell, &rule::GOODS_CODE_INVALID, findings);
        }
        Err(hs::GoodsCodeError::UnknownChapter | hs::GoodsCodeError::UnknownHeading) => {
            known(false, cell, &rule::GOODS_HEADING_UNKNOWN, findings);
        }
    }
}

/// A mode that an export declaration takes, in force today.
pub(crate) fn trade_mode(cell: Text<'_>, context: &RuleContext, findings: &mut Findings<'_>) {
    let (year, month, day) = context.today;
    let today = (
        u16::try_from(year).unwrap_or_default(),
        u8::try_from(month).unwrap_or_default(),
        u8::try_from(day).unwrap_or_default(),
    );
    match trade_modes::find(cell.value) {
        None => known(false, cell, &rule::TRADE_MODE_UNKNOWN, findings),
        Some(mode) if !mode.accepted_in_declaration => {
            known(false, cell, &rule::TRADE_MODE_NOT_ACCEPTED, findings);
        }
        Some(mode) => {
            let in_force = mode.in_force(today);
            known(in_force, cell, &rule::TRADE_MODE_NOT_IN_FORCE, findings);
        }
    }
}

/// Three or four letters or digits.
pub(crate) fn port_of_destination(cell: Text<'_>, findings: &mut Findings<'_>) {
    let fits = matches!(cell.value.len(), 3..=4) && cell.value.bytes().all(|b| b.is_ascii_alphanumeric());
    known(fits, cell, &rule::POD_INVALID, findings);
}
