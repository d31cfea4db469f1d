//! Spans and moments as people type them.

use tongguan_domain::time::Moment;

pub(crate) use tongguan_scenario::span;

/// Reads an RFC 3339 time.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    Moment::from_rfc3339(text)
        .ok_or_else(|| "a time is written like 2026-01-05T09:00:00+08:00, between 1970 and 9999".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(moment("2026-01-05T09:00:00+08:00"), moment("2026-01-05T01:00:00Z"));
        for text in ["", "2026-01-05", "2026-01-05T09:00:00", "now"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
