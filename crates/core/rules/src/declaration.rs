//! Export declarations (603).

use crate::catalogue as rule;
use crate::findings::{Findings, quoted};
use crate::heading::check_heading;
use crate::route::Route;
use crate::spot::{Cell, Row, cell, is_blank, spot};
use crate::{
    RuleContext, amounts, codes, controls, dates, lines, low_value, numbers, parties, statutory, texts,
    warehouse,
};
use tongguan_domain::codes::hs::Depth;
use tongguan_domain::codes::zones::{self, Reach};
use tongguan_domain::document::{Declaration, DeclarationHead, DeclarationItem};
use tongguan_domain::version::MessageVersion;

pub(crate) fn check(declaration: &Declaration, context: &RuleContext, findings: &mut Findings<'_>) {
    let Declaration { head, items } = declaration;
    check_head(Row::head(head), context, findings);
    let reach = zone_reach(head, context);
    let depth = goods_depth(head, reach);
    for row in Row::lines(items) {
        check_line(row, depth, findings);
    }
    findings.settle();
    check_weights(Row::head(head), items, findings);
    if matches!(head.trade_mode.as_str(), "1210" | "1239") {
        check_bonded(declaration, findings);
    }
    check_zone(Row::head(head), reach, findings);
    controls::check(declaration, findings);
    if head.trade_mode == "9610" {
        codes::border_transport(cell!(Row::head(head), traf_mode), findings);
    }
    low_value::check(declaration, findings);
    lines::check_numbers(items, false, findings);
    for row in Row::lines(items) {
        amounts::check_total(row, context, findings);
        statutory::check_across(row, findings);
    }
    if let Some(first) = Row::lines(items).next() {
        amounts::check_currency(items, &first.record.currency, spot!(first, currency), findings);
    }
}

fn check_head(head: Row<'_, DeclarationHead>, context: &RuleContext, findings: &mut Findings<'_>) {
    if head.record.trade_mode == "9810" {
        warehouse::check_name(cell!(head, ebp_name), findings);
    }
    check_heading!(head, findings);
    codes::customs(cell!(head, customs_code), findings);
    parties::platform_code(cell!(head, ebp_code), context, findings);
    parties::code(cell!(head, logistics_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), Some(b'B'), findings);
    dates::declaration_number(cell!(head, invt_no), findings);
    codes::one_of(cell!(head, ie_flag), &["E"], &rule::IE_FLAG_INVALID, "E", findings);
    codes::port(cell!(head, port_code), findings);
    dates::date(cell!(head, ie_date), findings);
    let kind = cell!(head, statistics_flag);
    codes::one_of(kind, &["A", "B"], &rule::STATISTICS_FLAG_INVALID, "A or B", findings);
    parties::code(cell!(head, agent_code), findings);
    parties::code(cell!(head, ebc_code), findings);
    parties::owner_code(cell!(head, owner_code), findings);
    parties::code(cell!(head, iac_code), findings);
    codes::trade_mode(cell!(head, trade_mode), cell!(head, customs_code), context, findings);
    codes::transport_mode(cell!(head, traf_mode), findings);
    codes::destination(cell!(head, country), &rule::EXPORT_TO_CHINA, findings);
    codes::port_of_destination(cell!(head, pod), findings);
    check_charges(head, context, findings);
    codes::packaging(cell!(head, wrap_type), findings);
    numbers::count(cell!(head, pack_no), findings);
    numbers::positive(cell!(head, gross_weight), findings);
    numbers::positive(cell!(head, net_weight), findings);
}

fn check_charges(head: Row<'_, DeclarationHead>, context: &RuleContext, findings: &mut Findings<'_>) {
    numbers::not_negative(cell!(head, freight), findings);
    codes::currency(cell!(head, freight_currency), findings);
    numbers::not_negative(cell!(head, insured_fee), findings);
    codes::currency(cell!(head, insurance_currency), findings);
    // The schema of 202205 fixes both flags.
    if context.version == MessageVersion::V2018113 {
        for flag in [cell!(head, freight_flag), cell!(head, insurance_flag)] {
            codes::one_of(flag, &["1", "2", "3"], &rule::CHARGE_FLAG_INVALID, "1, 2 or 3", findings);
        }
    }
}

/// In a pilot zone, retail goods that are declared for statistics alone may be classified by their heading. The six
/// digits that suffice for lists between businesses there are all that is looked at anywhere.
fn goods_depth(head: &DeclarationHead, reach: Option<Reach>) -> Depth {
    match reach {
        Some(Reach::Yes | Reach::Perhaps) if head.trade_mode == "9610" => Depth::Heading,
        _ => Depth::Subheading,
    }
}

/// Whether a pilot zone reaches the customs office, of what is declared for statistics alone.
fn zone_reach(head: &DeclarationHead, context: &RuleContext) -> Option<Reach> {
    let simplified = Route::of(head) == Route::Simplified;
    simplified.then(|| zones::reach(&head.customs_code, context.today))
}

/// Declaring for statistics alone is for pilot zones.
fn check_zone(head: Row<'_, DeclarationHead>, reach: Option<Reach>, findings: &mut Findings<'_>) {
    let (flag, customs) = (cell!(head, statistics_flag), cell!(head, customs_code));
    let rule = match reach {
        None | Some(Reach::Yes) => return,
        Some(Reach::Perhaps) => &rule::ZONE_UNCERTAIN,
        Some(Reach::No) => &rule::SIMPLIFIED_OUTSIDE_ZONE,
    };
    findings.add_across(rule, flag.spot, &[customs.spot], |fault| {
        fault.found(quoted(customs.value)).allowed("a customs office in a district with a pilot zone")
    });
}

fn check_line(row: Row<'_, DeclarationItem>, depth: Depth, findings: &mut Findings<'_>) {
    let bar_code = cell!(row, bar_code);
    if is_blank(bar_code.value) {
        findings.add(&rule::BAR_CODE_BLANK, bar_code.spot, |fault| fault);
    }
    texts::check(row, findings);
    codes::goods_code(cell!(row, gcode), depth, findings);
    codes::destination(cell!(row, country), &rule::EXPORT_TO_CHINA, findings);
    amounts::check_own(row, findings);
    statutory::check_own(row, findings);
}

fn check_weights(head: Row<'_, DeclarationHead>, items: &[DeclarationItem], findings: &mut Findings<'_>) {
    let (gross, net) = (cell!(head, gross_weight), cell!(head, net_weight));
    if net.value > gross.value {
        findings.add_across(&rule::NET_WEIGHT_ABOVE_GROSS, net.spot, &[gross.spot], |fault| {
            fault.found(net.value.to_string()).allowed(format!("at most {}", gross.value))
        });
    }
    statutory::check_kilograms(net, items, findings);
}

/// Bonded goods (1210, formerly 1239) name the enterprise in the zone, the account book, and the goods in it.
fn check_bonded(declaration: &Declaration, findings: &mut Findings<'_>) {
    let head = Row::head(&declaration.head);
    let of_head = [cell!(head, iac_code), cell!(head, iac_name), cell!(head, ems_no)];
    let of_lines = Row::lines(&declaration.items).map(|row| cell!(row, item_record_no));
    let missing = |cell: &Cell<'_, Option<String>>| cell.given().is_none();
    for cell in of_head.into_iter().chain(of_lines).filter(missing) {
        findings
            .add_across(&rule::BONDED_FIELD_MISSING, cell.spot, &[spot!(head, trade_mode)], |fault| fault);
    }
}
