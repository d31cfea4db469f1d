//! Rates and spans as people write them.

use serde::{Deserialize, Deserializer, de::Error};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Starts a second, written `1417/s`, `85000/min`, `5000000/h`, or without a unit for a second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(f64);

impl Rate {
    /// Starts a second.
    #[must_use]
    pub const fn per_second(self) -> f64 {
        self.0
    }

    /// So many starts a second.
    #[must_use]
    pub const fn of(per_second: f64) -> Self {
        Self(per_second)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Two digits behind the point, and none where there are none; what would be nothing then is told by the hour.
        let (rate, unit) =
            if self.0 > 0.0 && self.0 < 0.05 { (self.0 * 3_600.0, "h") } else { (self.0, "s") };
        let text = format!("{rate:.2}");
        write!(f, "{}/{unit}", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let why = || format!("{text:?} is no rate; say 1417/s, 85000/min or 5000000/h");
        let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
        let seconds = match unit.trim() {
            "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3_600.0,
            _ => return Err(why()),
        };
        let number: f64 = number.trim().replace('_', "").parse().map_err(|_| why())?;
        let most = crate::bounds::RATE;
        if !number.is_finite() || number <= 0.0 {
            return Err(why());
        }
        if number / seconds > most as f64 {
            return Err(format!("{text}: at most {most}/s"));
        }
        Ok(Self(number / seconds))
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Spans such as `500ms`, `90s`, `10m`, `1h30m`.
pub mod span {
    use super::{Deserialize, Deserializer, Duration, Error};

    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(text: &str) -> Result<Duration, String> {
        let why = || format!("{text:?} is no span of time; say 500ms, 90s, 10m or 1h30m");
        let mut rest = text.trim();
        let mut sum = Duration::ZERO;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(why)?;
            let (number, behind) = rest.split_at(digits);
            let letters = behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len());
            let (unit, behind) = behind.split_at(letters);
            let number: u64 = number.parse().map_err(|_| why())?;
            let millis = match unit {
                "ms" => 1,
                "s" => 1_000,
                "m" | "min" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                _ => return Err(why()),
            };
            let part = number.checked_mul(millis).map(Duration::from_millis).ok_or_else(why)?;
            sum = sum.checked_add(part).ok_or_else(why)?;
            rest = behind;
        }
        if sum.is_zero() { Err(why()) } else { Ok(sum) }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        read(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }

    pub(crate) fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
        deserialize(deserializer).map(Some)
    }
}
