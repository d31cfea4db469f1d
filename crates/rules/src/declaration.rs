//! Export declarations (603).

use crate::catalogue as rule;
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Cell, Row, cell, spot};
use crate::texts::is_blank;
use crate::{
    RuleContext, amounts, codes, dates, lines, low_value, numbers, parties, statutory, texts, warehouse,
};
use tongguan_domain::document::{Declaration, DeclarationHead, DeclarationItem};

pub(crate) fn check(declaration: &Declaration, context: &RuleContext, findings: &mut Findings<'_>) {
    let Declaration { head, items } = declaration;
    check_head(Row::head(head), context, findings);
    for row in Row::lines(items) {
        check_line(row, findings);
    }
    findings.settle();
    check_weights(Row::head(head), items, findings);
    if head.trade_mode == "1210" {
        check_bonded(declaration, findings);
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
    parties::platform_code(cell!(head, ebp_code), findings);
    parties::code(cell!(head, logistics_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), findings);
    dates::declaration_number(cell!(head, invt_no), findings);
    codes::one_of(cell!(head, ie_flag), &["E"], &rule::IE_FLAG_INVALID, "E", findings);
    codes::customs(cell!(head, port_code), findings);
    dates::date(cell!(head, ie_date), findings);
    let kind = cell!(head, statistics_flag);
    codes::one_of(kind, &["A", "B"], &rule::STATISTICS_FLAG_INVALID, "A or B", findings);
    parties::code(cell!(head, agent_code), findings);
    parties::code(cell!(head, ebc_code), findings);
    parties::owner_code(cell!(head, owner_code), findings);
    parties::optional_code(cell!(head, iac_code), findings);
    codes::trade_mode(cell!(head, trade_mode), context, findings);
    codes::transport_mode(cell!(head, traf_mode), findings);
    codes::destination(cell!(head, country), findings);
    codes::port_of_destination(cell!(head, pod), findings);
    check_charges(head, findings);
    codes::packaging(cell!(head, wrap_type), findings);
    numbers::count(cell!(head, pack_no), findings);
    numbers::positive(cell!(head, gross_weight), findings);
    numbers::positive(cell!(head, net_weight), findings);
}

fn check_charges(head: Row<'_, DeclarationHead>, findings: &mut Findings<'_>) {
    numbers::not_negative(cell!(head, freight), findings);
    codes::currency(cell!(head, freight_currency), findings);
    numbers::not_negative(cell!(head, insured_fee), findings);
    codes::currency(cell!(head, insurance_currency), findings);
}

fn check_line(row: Row<'_, DeclarationItem>, findings: &mut Findings<'_>) {
    let bar_code = cell!(row, bar_code);
    if is_blank(bar_code.value) {
        findings.add(&rule::BAR_CODE_BLANK, bar_code.spot, |fault| fault);
    }
    texts::check(row, findings);
    codes::goods_code(cell!(row, gcode), findings);
    codes::destination(cell!(row, country), findings);
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

/// Bonded goods (1210) name the enterprise in the zone, the account book, and the goods in it.
fn check_bonded(declaration: &Declaration, findings: &mut Findings<'_>) {
    let head = Row::head(&declaration.head);
    let of_head = [cell!(head, iac_code), cell!(head, iac_name), cell!(head, ems_no)];
    let of_lines = Row::lines(&declaration.items).map(|row| cell!(row, item_record_no));
    let missing = |cell: &Cell<'_, Option<String>>| cell.given().is_none();
    for cell in of_head.into_iter().chain(of_lines).filter(missing) {
        findings.add(&rule::BONDED_FIELD_MISSING, cell.spot, |fault| fault);
    }
}
