//! Default exchange rates to the yuan, so that the limit of RMB 5,000 can be checked for any currency.
//!
//! **These are documented defaults, not published rates.** They are of the size seen in 2025 and 2026 and do not change
//! with the date, so that a run is the same every time; a user who needs the customs rate of a month sets it. Rates are
//! exact decimal text, yuan for one unit of the currency.

use super::search;

/// The rate of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Numeric code of the currency.
    pub currency: &'static str,
    /// Yuan for one unit, as decimal text without exponent.
    pub yuan_per_unit: &'static str,
}

/// The default rate of the currency with this numeric code.
pub fn find(currency: &str) -> Option<&'static Rate> {
    search(KEYS, RATES, currency)
}

const KEYS: &[u128] = &super::keys!(RATES, currency);

const fn r(currency: &'static str, yuan_per_unit: &'static str) -> Rate {
    Rate { currency, yuan_per_unit }
}

/// All default rates, by numeric currency code.
pub const RATES: &[Rate] = &[
    r("110", "0.912"),
    r("113", "0.00017"),
    r("116", "0.0462"),
    r("118", "23.1"),
    r("121", "0.886"),
    r("122", "1.71"),
    r("127", "0.0252"),
    r("129", "0.122"),
    r("132", "5.48"),
    r("133", "0.00495"),
    r("136", "0.219"),
    r("142", "1"),
    r("143", "0.226"),
    r("201", "0.0545"),
    r("300", "8.24"),
    r("302", "1.104"),
    r("303", "9.45"),
    r("326", "0.702"),
    r("330", "0.749"),
    r("331", "8.82"),
    r("332", "0.0885"),
    r("344", "0.0885"),
    r("501", "5.09"),
    r("502", "7.1"),
    r("601", "4.66"),
    r("609", "4.09"),
];
