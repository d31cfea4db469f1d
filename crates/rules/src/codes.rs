//! Codes: of the tables, and of a few letters.

use crate::RuleContext;
use crate::catalogue as rule;
use crate::findings::{Findings, quoted};
use crate::spot::{self, Cell, Spot};
use tongguan_domain::codes::hs::Depth;
use tongguan_domain::codes::trade_modes::TradeMode;
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

/// A unit, where there is one.
pub(crate) fn unit<T: spot::Text>(cell: Cell<'_, T>, findings: &mut Findings<'_>) {
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

/// A goods code of ten digits, down to a depth.
pub(crate) fn goods_code(cell: Text<'_>, depth: Depth, findings: &mut Findings<'_>) {
    let rule = match hs::check(cell.value, depth) {
        Ok(_) => return,
        Err(hs::GoodsCodeError::NotTenDigits) => &rule::GOODS_CODE_INVALID,
        Err(hs::GoodsCodeError::UnknownChapter | hs::GoodsCodeError::UnknownHeading) => {
            &rule::GOODS_HEADING_UNKNOWN
        }
        Err(hs::GoodsCodeError::UnknownSubheading) => &rule::GOODS_SUBHEADING_UNKNOWN,
    };
    known(false, cell, rule, findings);
}

/// A mode that an export declaration of the version takes, in force today at the customs office.
pub(crate) fn trade_mode(
    cell: Text<'_>,
    customs: Text<'_>,
    context: &RuleContext,
    findings: &mut Findings<'_>,
) {
    match trade_modes::find(cell.value) {
        None => known(false, cell, &rule::TRADE_MODE_UNKNOWN, findings),
        Some(mode) if !mode.declared_in.contains(&context.version) => {
            known(false, cell, &rule::TRADE_MODE_NOT_ACCEPTED, findings);
        }
        Some(mode) if !mode_in_force(mode, cell.spot, context, findings) => {}
        Some(mode) => {
            let here = mode.provision.is_in_force_at(context.today, customs.value);
            known(here, customs, &rule::TRADE_MODE_NOT_IN_DISTRICT, findings);
        }
    }
}

/// Whether a mode is in force today, anywhere; if not, that is a fault.
pub(crate) fn mode_in_force(
    mode: &TradeMode,
    spot: Spot,
    context: &RuleContext,
    findings: &mut Findings<'_>,
) -> bool {
    let in_force = mode.provision.is_in_force(context.today);
    if !in_force {
        findings.add(&rule::TRADE_MODE_NOT_IN_FORCE, spot, |fault| fault.found(mode.entry.code.to_owned()));
    }
    in_force
}

/// Three or four letters or digits.
pub(crate) fn port_of_destination(cell: Text<'_>, findings: &mut Findings<'_>) {
    let fits = matches!(cell.value.len(), 3..=4) && cell.value.bytes().all(|b| b.is_ascii_alphanumeric());
    known(fits, cell, &rule::POD_INVALID, findings);
}
