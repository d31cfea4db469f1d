//! Orders (303).

use crate::catalogue::{ORDER_TYPE_IMPORT, ORDER_TYPE_INVALID, ORDER_TYPE_NOT_IN_VERSION};
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Cell, Row, cell, spot};
use crate::{RuleContext, amounts, codes, lines, numbers, parties, texts, warehouse};
use tongguan_domain::document::SalesOrder;
use tongguan_domain::version::MessageVersion;

pub(crate) fn check(order: &SalesOrder, context: &RuleContext, findings: &mut Findings<'_>) {
    check_own(order, context, findings);
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

fn check_own(order: &SalesOrder, context: &RuleContext, findings: &mut Findings<'_>) {
    let head = Row::head(&order.head);
    if order.head.order_type == "W" {
        warehouse::check_name(cell!(head, ebp_name), findings);
    }
    check_heading!(head, findings);
    check_type(cell!(head, order_type), context, findings);
    parties::platform_code(cell!(head, ebp_code), context, findings);
    parties::code(cell!(head, ebc_code), findings);
    numbers::positive(cell!(head, goods_value), findings);
    numbers::not_negative(cell!(head, freight), findings);
    codes::currency(cell!(head, currency), findings);
    for row in Row::lines(&order.items) {
        texts::check(row, findings);
        amounts::check_own(row, findings);
    }
}

/// E, and since 202205 also B and W.
fn check_type(cell: Cell<'_, String>, context: &RuleContext, findings: &mut Findings<'_>) {
    let (known, words): (&[&str], _) = match context.version {
        MessageVersion::V202205 => (&["E", "B", "W"], "E, B or W"),
        MessageVersion::V2018113 => (&["E"], "E"),
    };
    let rule = match cell.value.as_str() {
        "I" => &ORDER_TYPE_IMPORT,
        "B" | "W" => &ORDER_TYPE_NOT_IN_VERSION,
        _ => &ORDER_TYPE_INVALID,
    };
    codes::one_of(cell, known, rule, words, findings);
}
