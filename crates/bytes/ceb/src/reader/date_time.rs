//! `xs:dateTime`, in every year that XML Schema has: the clock of a sandbox has nothing to do with it.

const DAYS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// `yyyy-mm-ddThh:mm:ss`, with a fraction and a zone or without; 24:00:00 is the end of a day.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    is_date(date.strip_prefix('-').unwrap_or(date)) && is_time(time)
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = year.bytes().all(|b| b.is_ascii_digit());
    // A year of more than four digits has no zero in front, and there is no year 0.
    let proper = digits && (year.len() == 4 || (5..=18).contains(&year.len()) && !year.starts_with('0'));
    let (Ok(year), Some(month), Some(day)) = (year.parse::<u64>(), two(month, 12), two(day, 31)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let index = usize::try_from(month).unwrap_or(0).wrapping_sub(1);
    let days = DAYS.get(index).map_or(0, |days| days + u32::from(leap && month == 2));
    proper && year > 0 && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let Some((clock, rest)) = text.split_at_checked(8) else { return false };
    let mut parts = clock.splitn(3, ':');
    let (Some(hour), Some(minute), Some(second)) = (
        parts.next().and_then(|text| two(text, 24)),
        parts.next().and_then(|text| two(text, 59)),
        parts.next().and_then(|text| two(text, 59)),
    ) else {
        return false;
    };
    let Some((zeros, zone)) = fraction(rest) else { return false };
    let midnight = (minute, second) == (0, 0) && zeros;
    (hour < 24 || midnight) && is_zone(zone)
}

/// Whether the fraction in front is zero or absent, and what stands behind it.
fn fraction(text: &str) -> Option<(bool, &str)> {
    let Some(behind) = text.strip_prefix('.') else { return Some((true, text)) };
    let zone = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = behind.strip_suffix(zone)?;
    (!digits.is_empty()).then(|| (digits.bytes().all(|b| b == b'0'), zone))
}

fn is_zone(text: &str) -> bool {
    let offset = || {
        let (hours, minutes) = text.strip_prefix(['+', '-'])?.split_once(':')?;
        Some((two(hours, 14)?, two(minutes, 59)?))
    };
    matches!(text, "" | "Z") || offset().is_some_and(|(hours, minutes)| hours < 14 || minutes == 0)
}

/// A number of two digits.
fn two(text: &str, most: u32) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= most)
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn every_year_of_xml_schema() {
        for good in [
            "0001-01-01T00:00:00",
            "1900-01-01T00:00:00",
            "9999-12-31T23:59:59",
            "2026-01-05T24:00:00",
            "2026-01-05T24:00:00.00Z",
            "2024-02-29T09:00:00.5+14:00",
            "-0044-03-15T12:00:00",
            "12026-01-05T09:00:00-13:59",
        ] {
            assert!(is_date_time(good), "{good}");
        }
        for bad in [
            "0000-01-01T00:00:00",
            "2026-02-29T09:00:00",
            "1900-02-29T09:00:00",
            "2026-01-05T24:00:01",
            "2026-01-05T24:00:00.5",
            "2026-01-05T25:00:00",
            "2026-01-05T09:60:00",
            "2026-01-05T09:00:60",
            "2026-01-05T09:00",
            "2026-01-05T09:00:00.",
            "2026-01-05T09:00:00+14:01",
            "2026-01-05T09:00:00+1:00",
            "2026-01-05 09:00:00",
            "02026-01-05T09:00:00",
            "226-01-05T09:00:00",
            "2026-1-05T09:00:00",
            "2026-00-05T09:00:00",
            "",
        ] {
            assert!(!is_date_time(bad), "{bad}");
        }
    }
}
