//! Dates and times, and the reference numbers that contain one.

use crate::catalogue::{DATE_INVALID, INVT_NO_INVALID, PRE_NO_INVALID, SUM_NO_INVALID, TIME_INVALID};
use crate::findings::{Findings, quoted};
use crate::spot::{Cell, Text};
use tongguan_domain::codes::customs_districts;
use tongguan_domain::fault::Rule;
use tongguan_domain::time::Moment;

/// A real time of 14 digits, where there is one.
pub(crate) fn time<T: Text>(cell: Cell<'_, T>, findings: &mut Findings<'_>) {
    if let Some(time) = cell.given()
        && Moment::from_digits14(time).is_none()
    {
        findings.add(&TIME_INVALID, cell.spot, |fault| fault.found(quoted(time)).allowed("yyyyMMddHHmmss"));
    }
}

/// A real date of 8 digits.
pub(crate) fn date(cell: Cell<'_, String>, findings: &mut Findings<'_>) {
    if !is_date(cell.value.as_bytes()) {
        findings.add(&DATE_INVALID, cell.spot, |fault| fault.found(quoted(cell.value)).allowed("yyyyMMdd"));
    }
}

/// `preNo`: letter, date, nine digits. `letter` is the one of the document, where the specification names it.
pub(crate) fn pre_entry_number(
    cell: Cell<'_, Option<String>>,
    letter: Option<u8>,
    findings: &mut Findings<'_>,
) {
    dated_serial(cell, letter, &PRE_NO_INVALID, findings);
}

/// `sumNo`: of the same form.
pub(crate) fn summary_number(cell: Cell<'_, Option<String>>, findings: &mut Findings<'_>) {
    dated_serial(cell, None, &SUM_NO_INVALID, findings);
}

fn dated_serial(
    cell: Cell<'_, Option<String>>,
    wanted: Option<u8>,
    rule: &'static Rule,
    findings: &mut Findings<'_>,
) {
    let Some(number) = cell.given() else { return };
    let fits = match number.as_bytes() {
        [letter, rest @ ..] => {
            letter.is_ascii_uppercase()
                && wanted.is_none_or(|wanted| wanted == *letter)
                && rest
                    .split_at_checked(8)
                    .is_some_and(|(date, serial)| serial.len() == 9 && all_digits(serial) && is_date(date))
        }
        [] => false,
    };
    if !fits {
        findings.add(rule, cell.spot, |fault| {
            let letter = wanted.map_or_else(|| "letter".to_owned(), |letter| char::from(letter).to_string());
            fault.found(quoted(number)).allowed(format!("{letter}, yyyyMMdd, nine digits"))
        });
    }
}

/// `invtNo`: customs, year, E, 9 to 11 digits; 2018-113 has 9, by the length of its field.
pub(crate) fn declaration_number<T: Text>(cell: Cell<'_, T>, findings: &mut Findings<'_>) {
    let Some(number) = cell.given() else { return };
    let fits = match number.as_bytes().split_at_checked(8) {
        Some((customs_and_year, [b'E', serial @ ..])) => {
            all_digits(customs_and_year)
                && number.get(..4).is_some_and(|customs| customs_districts::known(customs).is_accepted())
                && (9..=11).contains(&serial.len())
                && all_digits(serial)
        }
        _ => false,
    };
    if !fits {
        findings.add(&INVT_NO_INVALID, cell.spot, |fault| {
            fault.found(quoted(number)).allowed("customs, year, E, 9 to 11 digits")
        });
    }
}

fn is_date(digits: &[u8]) -> bool {
    let mut midnight = *b"00000000000000";
    let Some((date, _)) = midnight.split_at_mut_checked(8) else {
        return false;
    };
    if digits.len() != date.len() {
        return false;
    }
    date.copy_from_slice(digits);
    core::str::from_utf8(&midnight).is_ok_and(|text| Moment::from_digits14(text).is_some())
}

fn all_digits(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit)
}
