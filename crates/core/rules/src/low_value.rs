//! The value of a simplified declaration and of a business-to-business list: at most 5,000 yuan.

use crate::catalogue::{B2B_LIST_VALUE_ABOVE_LIMIT, SIMPLIFIED_VALUE_ABOVE_LIMIT};
use crate::findings::Findings;
use crate::route::Route;
use crate::spot::Spot;
use tongguan_domain::codes::exchange_rates;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{Declaration, DeclarationItem};

/// The limit in yuan, inclusive.
pub const LOW_VALUE_LIMIT_YUAN: i64 = tongguan_domain::limits::LOW_VALUE_YUAN;

/// The limit as a product of two scaled decimals.
const LIMIT: i128 = Decimal::whole(LOW_VALUE_LIMIT_YUAN).scaled() * Decimal::whole(1).scaled();

/// The value, for the ways that have a limit.
pub(crate) fn check(declaration: &Declaration, findings: &mut Findings<'_>) {
    let rule = match Route::of(&declaration.head) {
        Route::Summary => return,
        Route::Simplified => &SIMPLIFIED_VALUE_ABOVE_LIMIT,
        Route::BusinessList => &B2B_LIST_VALUE_ABOVE_LIMIT,
    };
    let value = yuan(&declaration.items);
    if value > LIMIT {
        findings.add(rule, Spot::DOCUMENT, |fault| {
            fault
                .found(format!("{} CNY", rounded_up(value)))
                .allowed(format!("at most {LOW_VALUE_LIMIT_YUAN} CNY"))
        });
    }
}

/// The value of the lines in yuan at the default exchange rates, exact, as a product of two scaled decimals. A line in
/// an unknown currency, which has a fault of its own, counts nothing.
fn yuan(items: &[DeclarationItem]) -> i128 {
    let mut rate = ("", Decimal::ZERO);
    let mut value: i128 = 0;
    for item in items {
        if item.currency != rate.0 {
            let found = exchange_rates::find(&item.currency)
                .and_then(|found| Decimal::parse(found.yuan_per_unit).ok())
                .unwrap_or_default();
            rate = (&item.currency, found);
        }
        value = value.saturating_add(item.total_price.scaled().saturating_mul(rate.1.scaled()));
    }
    value
}

/// Up to the next hundred-thousandth, so that no value above the limit looks like the limit.
fn rounded_up(value: i128) -> Decimal {
    let scale = Decimal::whole(1).scaled();
    Decimal::from_scaled(value.saturating_add(scale - 1) / scale)
}
