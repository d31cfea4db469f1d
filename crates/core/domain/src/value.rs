//! What goods are worth in yuan, at the default exchange rates: one measure for the limits of the law and for the facts of
//! risk screening.

use crate::codes::exchange_rates;
use crate::decimal::Decimal;
use crate::document::DeclarationItem;

/// A value in yuan, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yuan {
    /// A product of two scaled decimals.
    product: i128,
    /// Whether every line has a currency whose rate is known; one that has not counts nothing.
    is_complete: bool,
}

impl Yuan {
    /// The value of the lines of a declaration.
    #[must_use]
    pub fn of(items: &[DeclarationItem]) -> Self {
        let mut rate = ("", None);
        let mut value = Self { product: 0, is_complete: true };
        for item in items {
            if item.currency != rate.0 {
                let found = exchange_rates::find(&item.currency);
                let found = found.and_then(|found| Decimal::parse(found.yuan_per_unit).ok());
                rate = (&item.currency, found);
            }
            let worth = |rate: Decimal| item.total_price.scaled().saturating_mul(rate.scaled());
            value.product = value.product.saturating_add(rate.1.map_or(0, worth));
            value.is_complete &= rate.1.is_some();
        }
        value
    }

    /// Whether it is more than so many yuan.
    #[must_use]
    pub const fn is_above(self, limit: i64) -> bool {
        self.product > Decimal::whole(limit).scaled() * Decimal::whole(1).scaled()
    }

    /// Up to the next hundred-thousandth, so that no value above a limit looks like the limit.
    #[must_use]
    pub const fn rounded_up(self) -> Decimal {
        let scale = Decimal::whole(1).scaled();
        Decimal::from_scaled(self.product.saturating_add(scale - 1) / scale)
    }

    /// To the next hundred-thousandth, half up; `None` if the rate of a currency is not known.
    #[must_use]
    pub fn rounded(self) -> Option<Decimal> {
        let scale = Decimal::whole(1).scaled();
        self.is_complete.then(|| Decimal::from_scaled(self.product.saturating_add(scale / 2) / scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_added_before_anything_is_rounded() {
        let item = |currency: &str, total: &str| DeclarationItem {
            currency: currency.to_owned(),
            total_price: Decimal::parse(total).unwrap(),
            ..DeclarationItem::default()
        };
        let yuan = exchange_rates::find("502").unwrap().yuan_per_unit;
        let one = Yuan::of(&[item("502", "1")]);
        assert_eq!(one.rounded().unwrap(), Decimal::parse(yuan).unwrap());
        let many = Yuan::of(&vec![item("142", "0.00001"); 7]);
        assert_eq!((many.rounded().unwrap().to_string().as_str(), many.is_above(0)), ("0.00007", true));
        let unknown = Yuan::of(&[item("142", "5000"), item("999", "1")]);
        assert_eq!((unknown.rounded(), unknown.is_above(5_000)), (None, false));
        assert!(Yuan::of(&[item("142", "5000.00001")]).is_above(5_000));
    }
}
