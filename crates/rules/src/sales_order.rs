//! Orders (303).

use crate::catalogue::{ORDER_TYPE_IMPORT, ORDER_TYPE_INVALID};
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell, spot};
use crate::{RuleContext, amounts, codes, lines, numbers, parties, texts, warehouse};
use tongguan_domain::document::SalesOrder;

pub(crate) fn check(order: &SalesOrder, context: &RuleContext, findings: &mut Findings<'_>) {
    check_own(order, findings);
    findings.settle();
    lines::check_numbers(&order.items, false, findings);
    for row in Row::lines(&order.items) {
        amounts::check_total(row, context, findings);
    }
    let head = Row::head(&order.head);
    let one_currency =
        amounts::check_currency(&order.items, &order.head.currency, spot!(head, currency), findings);
    if one_currency && !order.items.is_empty() {
        amounts::check_goods_value(cell!(head, goods_value), &order.items, context, findings);
    }
}

fn check_own(order: &SalesOrder, findings: &mut Findings<'_>) {
    let head = Row::head(&order.head);
    if order.head.order_type == "W" {
        warehouse::check_name(cell!(head, ebp_name), findings);
    }
    check_heading!(head, findings);
    if order.head.order_type == "I" {
        findings.add(&ORDER_TYPE_IMPORT, spot!(head, order_type), |fault| {
            fault.found("I".to_owned()).allowed("E, B or W")
        });
    }
    codes::one_of(cell!(head, order_type), &["E", "B", "W"], &ORDER_TYPE_INVALID, "E, B or W", findings);
    parties::platform_code(cell!(head, ebp_code), findings);
    parties::code(cell!(head, ebc_code), findings);
    numbers::positive(cell!(head, goods_value), findings);
    numbers::not_negative(cell!(head, freight), findings);
    codes::currency(cell!(head, currency), findings);
    for row in Row::lines(&order.items) {
        texts::check(row, findings);
        amounts::check_own(row, findings);
    }
}
