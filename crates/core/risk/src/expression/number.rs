//! The one kind of number of an expression: an exact fraction, never a float.

use core::cmp::Ordering;
use core::fmt;
use tongguan_domain::decimal::Decimal;

/// Hundred-thousandths: what a decimal counts.
const SCALE: i128 = 100_000;

/// A fraction of whole numbers. Its bottom is above zero; it need not be in its lowest terms.
///
/// Sums, products and quotients are exact, or there is none: what 128 bits cannot hold in its lowest terms is unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    top: i128,
    bottom: i128,
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        Self { top: decimal.scaled(), bottom: SCALE }
    }
}

impl From<u32> for Number {
    fn from(whole: u32) -> Self {
        Self::from(Decimal::whole(i64::from(whole)))
    }
}

impl From<u64> for Number {
    fn from(whole: u64) -> Self {
        Self { top: i128::from(whole) * SCALE, bottom: SCALE }
    }
}

impl Number {
    /// The multiples of a step just below (or at) and just above (or at) it.
    pub(crate) fn between(self, step: Decimal) -> Option<[Decimal; 2]> {
        let scaled = self.top.checked_mul(SCALE)?;
        let steps = scaled.div_euclid(self.bottom).div_euclid(step.scaled());
        let low = steps.checked_mul(step.scaled())?;
        let exact = scaled.rem_euclid(self.bottom) == 0 && low.checked_mul(self.bottom)? == scaled;
        let high = if exact { low } else { low.checked_add(step.scaled())? };
        Some([Decimal::from_scaled(low), Decimal::from_scaled(high)])
    }
}

impl fmt::Display for Number {
    /// A decimal as a decimal, what was calculated as a fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.bottom {
            SCALE => Decimal::from_scaled(self.top).fmt(f),
            bottom => write!(f, "{}/{bottom}", self.top),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.bottom == other.bottom {
            return self.top.cmp(&other.top);
        }
        match (self.top.checked_mul(other.bottom), other.top.checked_mul(self.bottom)) {
            (Some(one), Some(other)) => one.cmp(&other),
            _ => by_parts(*self, *other),
        }
    }
}

/// Compares whole parts, then what is left the other way round, as Euclid would: nothing can overflow, and the parts
/// shrink as fast as Fibonacci numbers, so there are fewer than 200 turns.
fn by_parts(mut one: Number, mut other: Number) -> Ordering {
    loop {
        let whole = |n: Number| (n.top.div_euclid(n.bottom), n.top.rem_euclid(n.bottom));
        let ((one_whole, one_left), (other_whole, other_left)) = (whole(one), whole(other));
        let order = one_whole.cmp(&other_whole);
        if order != Ordering::Equal || one_left == 0 || other_left == 0 {
            return order.then(one_left.signum().cmp(&other_left.signum()));
        }
        // a/b < c/d where b/a > d/c.
        (one, other) =
            (Number { top: other.bottom, bottom: other_left }, Number { top: one.bottom, bottom: one_left });
    }
}

impl Number {
    fn new(top: Option<i128>, bottom: Option<i128>) -> Option<Self> {
        let (top, bottom) = (top?, bottom?);
        match bottom.signum() {
            0 => None,
            1 => Some(Self { top, bottom }),
            _ => Some(Self { top: top.checked_neg()?, bottom: bottom.checked_neg()? }),
        }
    }

    /// As it is, or in lowest terms where that is too large.
    fn either(self, other: Self, with: fn(Self, Self) -> Option<Self>) -> Option<Self> {
        with(self, other).or_else(|| with(self.lowest(), other.lowest()))
    }

    fn lowest(self) -> Self {
        let (mut one, mut other) = (self.top.unsigned_abs(), self.bottom.unsigned_abs());
        while other != 0 {
            (one, other) = (other, one % other);
        }
        match i128::try_from(one) {
            Ok(shared) if shared > 0 => Self { top: self.top / shared, bottom: self.bottom / shared },
            _ => self,
        }
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        self.either(other, |a, b| {
            if a.bottom == b.bottom {
                return Self::new(a.top.checked_add(b.top), Some(a.bottom));
            }
            let (one, other) = (a.top.checked_mul(b.bottom)?, b.top.checked_mul(a.bottom)?);
            Self::new(one.checked_add(other), a.bottom.checked_mul(b.bottom))
        })
    }

    pub(crate) fn negated(self) -> Option<Self> {
        Self::new(self.top.checked_neg(), Some(self.bottom))
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let of = |a: Self, b: Self| Self::new(a.top.checked_mul(b.top), a.bottom.checked_mul(b.bottom));
        of(self, other).or_else(|| {
            // What cancels crosswise as well.
            let (a, b) = (self.lowest(), other.lowest());
            let (one, two) =
                (Self { bottom: b.bottom, ..a }.lowest(), Self { bottom: a.bottom, ..b }.lowest());
            of(one, two)
        })
    }

    /// The quotient; none by zero.
    pub(crate) fn over(self, other: Self) -> Option<Self> {
        if self.bottom == other.bottom {
            return Self::new(Some(self.top), Some(other.top));
        }
        self.times(Self::new(Some(other.bottom), Some(other.top))?)
    }

    /// What is left of a division that is cut off at the point, with the sign of this number; none by zero.
    pub(crate) fn rest_of(self, other: Self) -> Option<Self> {
        self.either(other, |a, b| {
            let (one, other) = (a.top.checked_mul(b.bottom)?, b.top.checked_mul(a.bottom)?);
            Self::new(one.checked_rem(other), a.bottom.checked_mul(b.bottom))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::from(Decimal::parse(text).unwrap())
    }

    #[test]
    fn sums_products_and_quotients_are_exact() {
        let third = n("1").over(n("3")).unwrap();
        assert_eq!(third.times(n("3")).unwrap(), n("1"));
        assert_eq!(third.plus(third).unwrap().plus(third).unwrap(), n("1"));
        assert_eq!(n("0.1").plus(n("0.2")).unwrap(), n("0.3"));
        assert_eq!(n("7").over(n("2")).unwrap(), n("3.5"));
        assert_eq!(n("7").over(n("-2")).unwrap(), n("-3.5"));
        assert_eq!(n("4950").rest_of(n("100")).unwrap(), n("50"));
        assert_eq!(n("-4950.5").rest_of(n("100")).unwrap(), n("-50.5"));
        for none in [n("1").over(n("0")), n("1").rest_of(n("0"))] {
            assert!(none.is_none());
        }
    }

    #[test]
    fn what_cannot_be_held_is_none_and_is_compared_all_the_same() {
        let huge = Number { top: i128::MAX, bottom: 1 };
        assert!(huge.plus(n("1")).is_none() && huge.times(n("2")).is_none());
        assert!(Number { top: i128::MIN, bottom: 1 }.negated().is_none());
        // In lowest terms it fits.
        let (one, other) = (Number { top: i128::MAX, bottom: 3 }, Number { top: 3, bottom: i128::MAX });
        assert_eq!(one.times(other).unwrap(), n("1"));
        let almost = Number { top: i128::MAX - 1, bottom: i128::MAX };
        let nearer = Number { top: i128::MAX - 2, bottom: i128::MAX - 1 };
        assert!(nearer < almost && almost < n("1") && almost > n("0.99999"));
        assert!(Number { top: i128::MIN, bottom: i128::MAX } < n("-1"));
        assert_eq!(Number { top: i128::MAX, bottom: i128::MAX }, n("1"));
    }
}
