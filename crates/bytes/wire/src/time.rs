//! Moments and spans. What is finer than a millisecond is cut off.

use prost_types::{Duration, Timestamp};
use tongguan_domain::in_force::Day;
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1::CivilDate;

use crate::status::{Reason, Refused};

const MILLI: i32 = 1_000_000;
const NANOS: core::ops::Range<i32> = 0..1_000_000_000;

/// Writes a moment.
#[must_use]
pub fn write(moment: Moment) -> Timestamp {
    let millis = moment.millis();
    Timestamp {
        seconds: millis.div_euclid(1_000),
        nanos: i32::try_from(millis.rem_euclid(1_000)).unwrap_or(0) * MILLI,
    }
}

/// Reads a moment.
///
/// # Errors
/// [`Reason::TimeInvalid`] if it is before 1970, after 9999-12-30 or no timestamp.
pub fn read(field: &str, stamp: Timestamp) -> Result<Moment, Refused> {
    millis(stamp.seconds, stamp.nanos).and_then(read_millis).ok_or_else(|| {
        let text = format!("{field}: the time has to lie between 1970-01-01 and 9999-12-30 (UTC)");
        Refused::new(Reason::TimeInvalid, text)
    })
}

/// A number of milliseconds since 1970 as a moment; `None` where a moment would clamp it.
pub(crate) fn read_millis(millis: i64) -> Option<Moment> {
    let moment = Moment::from_millis(millis);
    (moment.millis() == millis).then_some(moment)
}

/// Writes a span of milliseconds.
#[must_use]
pub fn write_span(millis: i64) -> Duration {
    Duration { seconds: millis / 1_000, nanos: i32::try_from(millis % 1_000).unwrap_or(0) * MILLI }
}

/// Reads a span as milliseconds.
///
/// # Errors
/// [`Reason::TimeInvalid`] if it is negative, longer than all of time or no duration.
pub fn read_span(field: &str, span: Duration) -> Result<i64, Refused> {
    millis(span.seconds, span.nanos).filter(|millis| (0..=Moment::MAX.millis()).contains(millis)).ok_or_else(
        || {
            let text = format!("{field}: the span has to be at least 0 and less than 8,000 years");
            Refused::new(Reason::TimeInvalid, text)
        },
    )
}

fn millis(seconds: i64, nanos: i32) -> Option<i64> {
    if !NANOS.contains(&nanos) {
        return None;
    }
    seconds.checked_mul(1_000)?.checked_add(i64::from(nanos / MILLI))
}

/// Writes a civil day.
#[must_use]
pub fn write_day((year, month, day): Day) -> CivilDate {
    CivilDate { year: i32::from(year), month: i32::from(month), day: i32::from(day) }
}

/// Reads a civil day; `None` if the calendar has no such day.
#[must_use]
pub fn read_day(CivilDate { year, month, day }: CivilDate) -> Option<Day> {
    let moment = Moment::from_rfc3339(&format!("{year:04}-{month:02}-{day:02}T00:00:00+08:00"))?;
    Some(moment.date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bounds() {
        let stamp = |seconds, nanos| Timestamp { seconds, nanos };
        let at = |seconds, nanos| read("start", stamp(seconds, nanos)).map(Moment::millis).ok();
        assert_eq!(at(0, 0), Some(0));
        assert_eq!(at(1, 2_999_999), Some(1_002));
        assert_eq!(at(253_402_207_200, 999_999), Some(Moment::MAX.millis()));
        assert_eq!(at(253_402_207_200, 1_000_000), None);
        assert_eq!(at(-1, 999_999_999), None);
        assert_eq!(at(0, 1_000_000_000), None);
        assert_eq!(at(0, -1), None);
        assert_eq!(at(i64::MAX, 0), None);
        assert_eq!(read("start", stamp(-1, 0)).unwrap_err().reason(), Reason::TimeInvalid);
    }

    #[test]
    fn spans() {
        let span = |seconds, nanos| read_span("by", Duration { seconds, nanos }).ok();
        assert_eq!(span(0, 0), Some(0));
        assert_eq!(span(90, 500_000_000), Some(90_500));
        assert_eq!(span(0, -1), None);
        assert_eq!(span(-1, 0), None);
        assert_eq!(span(i64::MAX, 0), None);
        assert_eq!(write_span(90_500), Duration { seconds: 90, nanos: 500_000_000 });
    }

    proptest! {
        #[test]
        fn round_trip(millis in 0..=Moment::MAX.millis()) {
            let moment = Moment::from_millis(millis);
            prop_assert_eq!(read("t", write(moment)).unwrap(), moment);
            prop_assert_eq!(read_span("t", write_span(millis)).unwrap(), millis);
        }
    }
}
