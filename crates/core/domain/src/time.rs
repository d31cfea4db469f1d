//! Time as an argument: moments of the simulated clock, and the digit forms that the messages use (UTC+8).

use core::fmt;
use jiff::{Span, Timestamp, civil::DateTime, tz::Offset};

/// China keeps one offset all year.
const BEIJING: Offset = Offset::constant(8);

/// A moment of a sandbox clock, in milliseconds since 1970-01-01T00:00:00Z. Never before 1970, never after 9999.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, minicbor::Encode, minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Moment(#[n(0)] i64);

impl Moment {
    /// The last moment that can be shown as a civil time: 9999-12-30T22:00:00Z.
    pub const MAX: Self = Self(253_402_207_200_000);

    /// From milliseconds since the epoch; clamped into the range that the messages can carry.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        if millis < 0 {
            Self(0)
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment and `span` more milliseconds, clamped.
    #[must_use]
    pub const fn plus_millis(self, span: i64) -> Self {
        Self::from_millis(self.0.saturating_add(span))
    }

    fn beijing(self) -> DateTime {
        // In range by construction, so the fall-back is never taken.
        Timestamp::from_millisecond(self.0).map_or(DateTime::MIN, |t| BEIJING.to_datetime(t))
    }

    /// `yyyyMMddHHmmssSSS` in Beijing time: 17 digits, as `returnTime` wants.
    #[must_use]
    pub fn digits17(self) -> Digits<17> {
        let t = self.beijing();
        let mut out = Digits([b'0'; 17]);
        out.put(0, 4, i64::from(t.year()));
        out.put(4, 2, i64::from(t.month()));
        out.put(6, 2, i64::from(t.day()));
        out.put(8, 2, i64::from(t.hour()));
        out.put(10, 2, i64::from(t.minute()));
        out.put(12, 2, i64::from(t.second()));
        out.put(14, 3, i64::from(t.subsec_nanosecond() / 1_000_000));
        out
    }

    /// The same time of day so many months later in Beijing; the last day of a shorter month. At the end of time, the end.
    #[must_use]
    pub fn plus_months(self, months: u16) -> Self {
        let later = self.beijing().checked_add(Span::new().months(i32::from(months)));
        let stamp = later.ok().and_then(|civil| BEIJING.to_timestamp(civil).ok());
        stamp.map_or(Self::MAX, |stamp| Self(stamp.as_millisecond().min(Self::MAX.0)))
    }

    /// `yyyyMMddHHmmss` in Beijing time: 14 digits, as `appTime` wants.
    #[must_use]
    pub fn digits14(self) -> String {
        self.digits17().as_str().chars().take(14).collect()
    }

    /// `yyyyMMdd` in Beijing time.
    #[must_use]
    pub fn digits8(self) -> String {
        self.digits17().as_str().chars().take(8).collect()
    }

    /// The civil date in Beijing as year, month, day.
    #[must_use]
    pub fn date(self) -> (i16, i8, i8) {
        let t = self.beijing();
        (t.year(), t.month(), t.day())
    }

    /// Reads a 14-digit Beijing time, or `None` if it is no real time.
    #[must_use]
    pub fn from_digits14(text: &str) -> Option<Self> {
        if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        let small = |from, to| part(from, to).and_then(|v| i8::try_from(v).ok());
        let civil = DateTime::new(
            part(0, 4)?,
            small(4, 6)?,
            small(6, 8)?,
            small(8, 10)?,
            small(10, 12)?,
            small(12, 14)?,
            0,
        )
        .ok()?;
        let stamp = BEIJING.to_timestamp(civil).ok()?.as_millisecond();
        (0..=Self::MAX.0).contains(&stamp).then_some(Self(stamp))
    }

    /// Whether an 8-digit text is a real civil date.
    #[must_use]
    pub fn is_date8(text: &str) -> bool {
        text.len() == 8 && Self::from_digits14(&format!("{text}000000")).is_some()
    }

    /// Reads an RFC 3339 time such as `2026-01-05T09:00:00+08:00`.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        let stamp = text.parse::<Timestamp>().ok()?.as_millisecond();
        (0..=Self::MAX.0).contains(&stamp).then_some(Self(stamp))
    }
}

impl fmt::Display for Moment {
    /// `2026-01-05 09:00:00.000`, Beijing time.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.beijing();
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.subsec_nanosecond() / 1_000_000
        )
    }
}

/// A run of ASCII digits on the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digits<const N: usize>([u8; N]);

impl<const N: usize> Digits<N> {
    fn put(&mut self, at: usize, width: usize, value: i64) {
        let mut rest = value;
        for slot in self.0.iter_mut().skip(at).take(width).rev() {
            *slot = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
    }

    /// The digits as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digit_forms_are_beijing_time() {
        let t = Moment::from_rfc3339("2026-01-05T09:00:00.007+08:00").unwrap();
        assert_eq!(t.digits17().as_str(), "20260105090000007");
        assert_eq!(t.digits14(), "20260105090000");
        assert_eq!(t.digits8(), "20260105");
        assert_eq!(Moment::from_digits14("20260105090000").unwrap().plus_millis(7), t);
        assert_eq!(t.to_string(), "2026-01-05 09:00:00.007");
        assert_eq!(Moment::MAX.to_string(), "9999-12-31 06:00:00.000", "the last one is shown, too");
    }

    #[test]
    fn unreal_times_are_refused() {
        for bad in [
            "",
            "2026",
            "20261305090000",
            "20260230090000",
            "20260105250000",
            "2026010509000x",
            "19690101000000",
        ] {
            assert_eq!(Moment::from_digits14(bad), None, "{bad}");
        }
        assert!(Moment::is_date8("20240229"));
        assert!(!Moment::is_date8("20230229"));
    }
}
