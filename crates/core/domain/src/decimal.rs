//! Exact decimals: money and quantity as the messages carry them (XSD `totalDigits 19`, `fractionDigits 5`).

use core::fmt;

/// Digits after the point that a CEB decimal may have (`fractionDigits`).
pub const FRACTION_DIGITS: usize = 5;
/// Significant digits that a CEB decimal may have (`totalDigits`).
pub const TOTAL_DIGITS: usize = 19;
const SCALE: i128 = 100_000;

/// A decimal of at most 19 significant digits, 5 of them after the point; exact, never a float.
///
/// Held as an integer of hundred-thousandths. 19 digits before the point still fit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

/// Why a text is no CEB decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalError {
    /// Not digits with at most one point and one sign.
    NotANumber,
    /// More than 19 significant digits.
    TooManyDigits,
    /// More than 5 digits after the point.
    TooManyFractionDigits,
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    #[must_use]
    pub const fn whole(n: i64) -> Self {
        Self(n as i128 * SCALE)
    }

    /// Reads the lexical form of `xs:decimal`: optional sign, digits, optional point. White space around it is
    /// allowed, as the schema collapses it; an exponent is not.
    ///
    /// # Errors
    /// [`DecimalError`] says which limit was broken. Leading zeros and trailing fraction zeros do not count.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        Self::parse_usual(text.as_bytes()).map_or_else(|| Self::parse_any(text), Ok)
    }

    /// The usual form: a few digits and at most one point, which 64 bits hold and one pass reads. `None` for any other,
    /// right or wrong: a declaration has some thirty decimals, and hardly one of another form.
    fn parse_usual(text: &[u8]) -> Option<Self> {
        const MOST_BYTES: usize = 13;
        if text.len() > MOST_BYTES {
            return None;
        }
        let (mut value, mut digits, mut point) = (0_i64, 0_usize, None);
        for byte in text {
            match byte {
                b'0'..=b'9' => {
                    value = value * 10 + i64::from(byte - b'0');
                    digits += 1;
                }
                b'.' if point.is_none() => point = Some(digits),
                _ => return None,
            }
        }
        if digits == 0 {
            return None;
        }
        let fraction = point.map_or(0, |whole| digits - whole);
        let scale: i64 = *[100_000, 10_000, 1_000, 100, 10, 1].get(fraction)?;
        Some(Self(i128::from(value * scale)))
    }

    fn parse_any(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let (negative, digits) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mut parts = digits.splitn(2, |b| *b == b'.');
        let whole = parts.next().unwrap_or_default();
        let fraction = parts.next().unwrap_or_default();
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(DecimalError::NotANumber);
        }
        let whole = strip_leading_zeros(whole);
        let fraction = strip_trailing_zeros(fraction);
        if fraction.len() > FRACTION_DIGITS {
            return Err(DecimalError::TooManyFractionDigits);
        }
        if whole.len() + fraction.len() > TOTAL_DIGITS {
            return Err(DecimalError::TooManyDigits);
        }
        let mut value: i128 = 0;
        for digit in whole.iter().chain(fraction) {
            value = value * 10 + i128::from(digit - b'0');
        }
        for _ in fraction.len()..FRACTION_DIGITS {
            value *= 10;
        }
        Ok(Self(if negative { -value } else { value }))
    }

    /// True below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// True above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The value in hundred-thousandths.
    #[must_use]
    pub const fn scaled(self) -> i128 {
        self.0
    }

    /// From hundred-thousandths, as given by [`Decimal::scaled`].
    #[must_use]
    pub const fn from_scaled(scaled: i128) -> Self {
        Self(scaled)
    }

    /// The sum, or `None` where it cannot be held.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The distance between two values, or `None` where it cannot be held.
    #[must_use]
    pub fn distance(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).and_then(i128::checked_abs).map(Self)
    }

    /// Whether `self` × `other` equals `product` within `tolerance`, all exact. A product too large to hold
    /// cannot equal a legal decimal, so it is unequal.
    #[must_use]
    pub fn times_equals(self, other: Self, product: Self, tolerance: Self) -> bool {
        let Some(exact) = self.0.checked_mul(other.0) else {
            return false;
        };
        let (Some(claimed), Some(room)) = (product.0.checked_mul(SCALE), tolerance.0.checked_mul(SCALE))
        else {
            return false;
        };
        exact.checked_sub(claimed).and_then(i128::checked_abs).is_some_and(|gap| gap <= room)
    }

    /// The product, rounded half up to five digits after the point, or `None` where it cannot be held.
    #[must_use]
    pub fn checked_mul_rounded(self, other: Self) -> Option<Self> {
        let exact = self.0.checked_mul(other.0)?;
        let half = if exact < 0 { -SCALE / 2 } else { SCALE / 2 };
        exact.checked_add(half).map(|v| Self(v / SCALE))
    }
}

fn all_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}

fn strip_leading_zeros(mut text: &[u8]) -> &[u8] {
    while let [b'0', rest @ ..] = text {
        text = rest;
    }
    text
}

fn strip_trailing_zeros(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b'0'] = text {
        text = rest;
    }
    text
}

impl fmt::Display for Decimal {
    /// The shortest exact form: no trailing zeros, no point for a whole number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        let (whole, mut rest) = (magnitude / SCALE.unsigned_abs(), magnitude % SCALE.unsigned_abs());
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let mut width = FRACTION_DIGITS;
        while rest % 10 == 0 {
            rest /= 10;
            width -= 1;
        }
        write!(f, "{sign}{whole}.{rest:0width$}")
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Stored as an integer of hundred-thousandths when it fits in 64 bits, else as sixteen bytes, the highest first.
impl<C> minicbor::Encode<C> for Decimal {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match i64::try_from(self.0) {
            Ok(small) => e.i64(small)?.ok(),
            Err(_) => e.bytes(&self.0.to_be_bytes())?.ok(),
        }
    }
}

impl<'b, C> minicbor::Decode<'b, C> for Decimal {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.datatype()? == minicbor::data::Type::Bytes {
            let bytes: [u8; 16] = d
                .bytes()?
                .try_into()
                .map_err(|_| minicbor::decode::Error::message("a decimal has sixteen bytes"))?;
            return Ok(Self(i128::from_be_bytes(bytes)));
        }
        d.i64().map(|small| Self(i128::from(small)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, DecimalError>) {
        assert_eq!(Decimal::parse(text).map(|d| d.to_string()), expected.map(str::to_owned), "{text}");
    }

    #[test]
    fn lexical_forms() {
        check("0", Ok("0"));
        check("-0.00", Ok("0"));
        check("+1.50", Ok("1.5"));
        check(" 12.00001\n", Ok("12.00001"));
        check(".5", Ok("0.5"));
        check("5.", Ok("5"));
        check("0001", Ok("1"));
        check("1.000000", Ok("1"));
        check("9999999999999", Ok("9999999999999"));
        check("99999999.99999", Ok("99999999.99999"));
        check("00000000000001", Ok("1"));
        check("12345678901234.12345", Ok("12345678901234.12345"));
        check("1234567890123456789", Ok("1234567890123456789"));
        check("12345678901234567890", Err(DecimalError::TooManyDigits));
        check("123456789012345.12345", Err(DecimalError::TooManyDigits));
        check("1.123456", Err(DecimalError::TooManyFractionDigits));
        for bad in ["", ".", "-", "1e3", "1,5", "１", "1.2.3", "0x1", "NaN", "--1", "1 2"] {
            check(bad, Err(DecimalError::NotANumber));
        }
    }

    #[test]
    fn product_is_exact() {
        let d = |t| Decimal::parse(t).unwrap();
        assert!(d("3").times_equals(d("0.33333"), d("0.99999"), Decimal::ZERO));
        assert!(!d("3").times_equals(d("0.33333"), d("1"), Decimal::ZERO));
        assert!(d("3").times_equals(d("0.33333"), d("1"), d("0.01")));
        assert!(!d("0.00001").times_equals(d("0.00001"), d("0"), Decimal::ZERO));
        assert!(!d("9999999999999999999").times_equals(d("9999999999999999999"), d("1"), Decimal::ZERO));
    }

    proptest! {
        #[test]
        fn text_and_store_round_trip(scaled in -10_i128.pow(23)..10_i128.pow(23)) {
            let value = Decimal::from_scaled(scaled);
            if let Ok(read) = Decimal::parse(&value.to_string()) {
                prop_assert_eq!(read, value);
            }
            let bytes = minicbor::to_vec(value).unwrap();
            prop_assert_eq!(minicbor::decode::<Decimal>(&bytes).unwrap(), value);
        }
    }
}
