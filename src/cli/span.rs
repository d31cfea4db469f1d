//! Spans and moments as people type them.

use super::lang::said;
use super::output::words;
use tongguan_domain::time::Moment;

pub(crate) use tongguan_scenario::span;

/// Reads an RFC 3339 time.
pub(crate) fn moment(text: &str) -> Result<Moment, String> {
    Moment::from_rfc3339(text).ok_or_else(|| {
        let (first, last) = (words::at(Some(Moment::default())), words::at(Some(Moment::MAX)));
        said!(
            "a time is written like 2026-01-05T09:00:00+08:00, from {first} to {last}",
            "时间写作 2026-01-05T09:00:00+08:00，范围从 {first} 到 {last}"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(moment("2026-01-05T09:00:00+08:00"), moment("2026-01-05T01:00:00Z"));
        for text in ["", "2026-01-05", "2026-01-05T09:00:00", "now", "1970-01-01T07:59:59+08:00"] {
            let said = moment(text).unwrap_err();
            let edges = "from 1970-01-01T08:00:00.000+08:00 to 9999-12-31T06:00:00.000+08:00";
            assert!(said.ends_with(edges), "{text}: {said}");
        }
        assert!(moment("1970-01-01T08:00:00+08:00").is_ok() && moment("9999-12-31T06:00:00+08:00").is_ok());
    }
}
