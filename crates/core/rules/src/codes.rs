//! Codes: of the tables, and of a few letters.

use crate::RuleContext;
use crate::catalogue as rule;
use crate::findings::{Findings, quoted};
use crate::spot::{self, Cell, Spot};
use tongguan_domain::codes::customs_districts::Known;
use tongguan_domain::codes::hs::Depth;
use tongguan_domain::codes::trade_modes::TradeMode;
use tongguan_domain::codes::{
    Entry, countries, currencies, customs_districts, hs, packaging, trade_modes, transport_modes, units,
};
use tongguan_domain::fault::Rule;
use tongguan_domain::in_force::Day;

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

/// A code that stands in its table, and is in use today.
fn listed(
    entry: Option<&Entry>,
    code: &str,
    spot: Spot,
    unknown: &'static Rule,
    findings: &mut Findings<'_>,
) {
    match entry {
        None => findings.add(unknown, spot, |fault| fault.found(quoted(code))),
        Some(entry) if !entry.sure => {
            findings.add(&rule::CODE_UNCONFIRMED, spot, |fault| fault.found(quoted(code)));
        }
        Some(entry) if !entry.holds_on(findings.today) => {
            let days = days(entry.from, entry.until);
            findings.add(&rule::CODE_NOT_IN_USE, spot, |fault| fault.found(quoted(code)).allowed(days));
        }
        Some(_) => {}
    }
}

/// The days of a code, in words.
fn days(from: Option<Day>, until: Option<Day>) -> String {
    let day = |(year, month, day): Day| format!("{year:04}-{month:02}-{day:02}");
    let from = from.map(|from| format!("from {}", day(from)));
    let until = until.map(|until| format!("until {}", day(until)));
    let words: Vec<_> = from.into_iter().chain(until).collect();
    words.join(" ")
}

/// A customs office. Of those that are not in the table, the first two digits have to be right.
pub(crate) fn customs(cell: Text<'_>, findings: &mut Findings<'_>) {
    let rule = match customs_districts::known(cell.value) {
        Known::Exact(_) => return,
        Known::Regional(_) => &rule::CUSTOMS_OFFICE_NOT_LISTED,
        Known::No => &rule::CUSTOMS_CODE_UNKNOWN,
    };
    known(false, cell, rule, findings);
}

/// A customs office of exit, which should be one below a directly subordinate customs.
pub(crate) fn port(cell: Text<'_>, findings: &mut Findings<'_>) {
    customs(cell, findings);
    let is_below = customs_districts::find(cell.value).is_none_or(|district| district.parent.is_some());
    known(is_below, cell, &rule::PORT_NOT_SUBORDINATE, findings);
}

pub(crate) fn currency(cell: Text<'_>, findings: &mut Findings<'_>) {
    let entry = currencies::find(cell.value).map(|currency| &currency.entry);
    listed(entry, cell.value, cell.spot, &rule::CURRENCY_UNKNOWN, findings);
}

/// A country to which goods can go; `china` is the rule against China.
pub(crate) fn destination(cell: Text<'_>, china: &'static Rule, findings: &mut Findings<'_>) {
    let country = countries::find(cell.value);
    listed(country.map(|country| &country.entry), cell.value, cell.spot, &rule::COUNTRY_UNKNOWN, findings);
    let is_a_place = country.is_none_or(countries::Country::is_a_place);
    known(is_a_place, cell, &rule::DESTINATION_NOT_A_PLACE, findings);
    known(cell.value != countries::CHINA, cell, china, findings);
}

/// A unit, where there is one.
pub(crate) fn unit<T: spot::Text>(cell: Cell<'_, T>, findings: &mut Findings<'_>) {
    if let Some(unit) = cell.given() {
        listed(units::TABLE.find(unit), unit, cell.spot, &rule::UNIT_UNKNOWN, findings);
    }
}

pub(crate) fn transport_mode(cell: Text<'_>, findings: &mut Findings<'_>) {
    let entry = transport_modes::TABLE.find(cell.value);
    listed(entry, cell.value, cell.spot, &rule::TRANSPORT_MODE_UNKNOWN, findings);
}

/// How retail goods cross the border, which is by a vehicle or by mail.
pub(crate) fn border_transport(cell: Text<'_>, findings: &mut Findings<'_>) {
    let crosses = !transport_modes::is_a_place(cell.value);
    known(crosses, cell, &rule::TRANSPORT_IS_A_PLACE, findings);
}

pub(crate) fn packaging(cell: Text<'_>, findings: &mut Findings<'_>) {
    listed(packaging::TABLE.find(cell.value), cell.value, cell.spot, &rule::PACKAGING_UNKNOWN, findings);
}

/// A goods code of ten digits, down to a depth.
pub(crate) fn goods_code(cell: Text<'_>, depth: Depth, findings: &mut Findings<'_>) {
    let rule = match hs::check(cell.value, depth, findings.today) {
        Ok(_) => return,
        Err(hs::GoodsCodeError::NotTenDigits) => &rule::GOODS_CODE_INVALID,
        Err(hs::GoodsCodeError::UnknownChapter | hs::GoodsCodeError::UnknownHeading) => {
            &rule::GOODS_HEADING_UNKNOWN
        }
        Err(hs::GoodsCodeError::UnknownSubheading) => &rule::GOODS_SUBHEADING_UNKNOWN,
        Err(hs::GoodsCodeError::NotJudged) => &rule::GOODS_CODE_NOT_JUDGED,
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
