//! Quantities and money of goods lines.

use crate::catalogue::{GOODS_VALUE_MISMATCH, LINE_CURRENCY_DIFFERS, TOTAL_PRICE_MISMATCH};
use crate::findings::{Findings, quoted};
use crate::spot::{Cell, Row, Spot, cell};
use crate::{RuleContext, codes, numbers};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{DeclarationItem, SalesOrderItem};
use tongguan_domain::record::Record;

/// What the goods lines of an order and of a declaration have in common.
#[derive(Clone, Copy)]
pub(crate) struct Amounts<'a> {
    pub(crate) unit: Cell<'a, String>,
    pub(crate) currency: Cell<'a, String>,
    pub(crate) qty: Cell<'a, Decimal>,
    pub(crate) price: Cell<'a, Decimal>,
    pub(crate) total_price: Cell<'a, Decimal>,
}

/// A record with a quantity and its price.
pub(crate) trait GoodsLine: Record {
    /// The amounts of one line.
    fn amounts(row: Row<'_, Self>) -> Amounts<'_>;
}

macro_rules! goods_lines {
    ($($line:ident),*) => {
        $(impl GoodsLine for $line {
            fn amounts(row: Row<'_, Self>) -> Amounts<'_> {
                Amounts {
                    unit: cell!(row, unit),
                    currency: cell!(row, currency),
                    qty: cell!(row, qty),
                    price: cell!(row, price),
                    total_price: cell!(row, total_price),
                }
            }
        })*
    };
}
goods_lines!(SalesOrderItem, DeclarationItem);

/// The own rules of the amounts.
pub(crate) fn check_own<L: GoodsLine>(row: Row<'_, L>, findings: &mut Findings<'_>) {
    let line = L::amounts(row);
    codes::unit(line.unit, findings);
    codes::currency(line.currency, findings);
    numbers::positive(line.qty, findings);
    numbers::positive(line.price, findings);
    numbers::positive(line.total_price, findings);
}

/// `totalPrice` = `qty` × `price`. A product of more than five digits after the point may be rounded to five, as no
/// message can carry it otherwise.
pub(crate) fn check_total<L: GoodsLine>(row: Row<'_, L>, context: &RuleContext, findings: &mut Findings<'_>) {
    let Amounts { qty, price, total_price, .. } = L::amounts(row);
    let (claimed, tolerance) = (*total_price.value, context.price_tolerance);
    if qty.value.times_equals(*price.value, claimed, tolerance) {
        return;
    }
    let product = qty.value.checked_mul_rounded(*price.value);
    if product != Some(claimed) {
        findings.add_across(&TOTAL_PRICE_MISMATCH, total_price.spot, &[qty.spot, price.spot], |fault| {
            let product = product.map_or_else(|| "too large".to_owned(), |product| product.to_string());
            fault.found(claimed.to_string()).allowed(product)
        });
    }
}

/// Every line has the currency `expected`, which stands at `from`. Says whether that is so.
pub(crate) fn check_currency<L: GoodsLine>(
    lines: &[L],
    expected: &str,
    from: Spot,
    findings: &mut Findings<'_>,
) -> bool {
    let mut all = true;
    for row in Row::lines(lines) {
        let currency = L::amounts(row).currency;
        if currency.value != expected {
            all = false;
            findings.add_across(&LINE_CURRENCY_DIFFERS, currency.spot, &[from], |fault| {
                fault.found(quoted(currency.value)).allowed(expected)
            });
        }
    }
    all
}

/// `goodsValue` = Σ `totalPrice`.
pub(crate) fn check_goods_value<L: GoodsLine>(
    goods_value: Cell<'_, Decimal>,
    lines: &[L],
    context: &RuleContext,
    findings: &mut Findings<'_>,
) {
    let sum = Row::lines(lines)
        .map(|row| *L::amounts(row).total_price.value)
        .try_fold(Decimal::ZERO, Decimal::checked_add);
    let gap = sum.and_then(|sum| sum.distance(*goods_value.value));
    if gap.is_some_and(|gap| gap <= context.price_tolerance) || findings.is_wrong_in_a_line("total_price") {
        return;
    }
    findings.add(&GOODS_VALUE_MISMATCH, goods_value.spot, |fault| {
        let sum = sum.map_or_else(|| "too large".to_owned(), |sum| sum.to_string());
        fault.found(goods_value.value.to_string()).allowed(sum)
    });
}
