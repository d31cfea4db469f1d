//! The value of a simplified declaration and of a business-to-business list: at most 5,000 yuan.

use crate::catalogue::{B2B_LIST_VALUE_ABOVE_LIMIT, SIMPLIFIED_VALUE_ABOVE_LIMIT};
use crate::findings::Findings;
use crate::route::Route;
use crate::spot::Spot;
use tongguan_domain::document::Declaration;
use tongguan_domain::value::Yuan;

/// The limit in yuan, inclusive.
pub const LOW_VALUE_LIMIT_YUAN: i64 = tongguan_domain::limits::LOW_VALUE_YUAN;

/// The value, for the ways that have a limit.
pub(crate) fn check(declaration: &Declaration, findings: &mut Findings<'_>) {
    let rule = match Route::of(&declaration.head) {
        Route::Summary => return,
        Route::Simplified => &SIMPLIFIED_VALUE_ABOVE_LIMIT,
        Route::BusinessList => &B2B_LIST_VALUE_ABOVE_LIMIT,
    };
    let value = Yuan::of(&declaration.items);
    if value.is_above(LOW_VALUE_LIMIT_YUAN) {
        findings.add(rule, Spot::DOCUMENT, |fault| {
            fault
                .found(format!("{} CNY", value.rounded_up()))
                .allowed(format!("at most {LOW_VALUE_LIMIT_YUAN} CNY"))
        });
    }
}
