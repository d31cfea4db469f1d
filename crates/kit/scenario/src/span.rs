//! Spans as people type them.

use std::time::Duration;

const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Reads `90s`, `1h30m`, `2d`, `500ms`.
///
/// # Errors
/// How a span is written.
pub fn span(text: &str) -> Result<Duration, String> {
    let wrong = || "a span is written like 500ms, 90s, 5m, 1h30m or 2d".to_owned();
    let mut rest = text;
    let mut millis: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let part = number.checked_mul(*factor).ok_or_else(wrong)?;
        millis = millis.checked_add(part).ok_or_else(wrong)?;
        rest = tail;
    }
    if text.is_empty() { Err(wrong()) } else { Ok(Duration::from_millis(millis)) }
}

/// A span of a scenario: as [`span`] reads it, or a bare number of seconds.
pub(crate) fn span_or_seconds(text: &str) -> Result<Duration, String> {
    text.parse().map_or_else(|_| span(text), |seconds| Ok(Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        for (text, millis) in [
            ("500ms", 500),
            ("90s", 90_000),
            ("1h30m", 5_400_000),
            ("2d", 172_800_000),
            ("0s", 0),
            ("1m1ms", 60_001),
        ] {
            assert_eq!(span(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in [
            "",
            "5",
            "h",
            "-1h",
            "1.5h",
            "1h ",
            "1w",
            "1H",
            "99999999999999999999s",
            "999999999999999d",
            "1小",
        ] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_scenario_may_leave_the_seconds_out() {
        assert_eq!(span_or_seconds("9"), Ok(Duration::from_secs(9)));
        assert_eq!(span_or_seconds("9s"), span("9s"));
        assert!(span_or_seconds("").is_err() && span_or_seconds("-9").is_err());
    }
}
