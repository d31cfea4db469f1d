//! The days on which the class of an enterprise can become another: those a history has to look at.

use crate::law::{Law, day_after};
use crate::scheme::Scheme;
use std::collections::BTreeSet;
use tongguan_domain::credit::{Cause, CreditEvent, months_after};
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::CreditFacts;

/// The days up to the one asked on, oldest first, on which something happened, ended or fell due, or another order came
/// into force after the first event. Every change of the class by law is on one of them.
#[must_use]
pub fn turning_days(facts: &CreditFacts) -> Vec<Day> {
    let mut days: BTreeSet<Day> = facts.events.iter().flat_map(turns).map(calendar).collect();
    let Some(first) = days.first().copied() else { return Vec::new() };
    let orders = Scheme::ALL.into_iter().flat_map(|scheme| scheme.provision().rows());
    days.extend(orders.filter_map(|row| row.from).filter(|from| *from > first));
    let today = facts.on.unwrap_or((i16::MAX, 12, 31));
    days.into_iter().filter(|day| *day <= today).collect()
}

fn turns(event: &CreditEvent) -> Vec<Day> {
    let law = Law::of(Scheme::on(Some(event.on)));
    let after = |months| months_after(event.on, months);
    let mut days = vec![event.on];
    let paid = event.settled.map(|settled| months_after(settled, law.after_payment_months));
    match event.cause {
        Cause::TaxUnpaid => days.push(day_after(after(law.tax_months))),
        Cause::FineUnpaid => days.push(day_after(after(law.fine_months.0))),
        Cause::Certified => days.push(after(law.certification_years * 12)),
        Cause::RectificationOrdered => days.push(after(law.rectification_months)),
        Cause::CertificationLost | Cause::RepairGranted => {}
        Cause::SmugglingCrime
        | Cause::SmugglingPunished
        | Cause::ViolationPunished
        | Cause::Obstruction
        | Cause::Bribery => days.push(after(law.automatic_months)),
    }
    days.extend(event.settled.into_iter().chain(paid));
    days
}

/// The first day of the calendar that is not before one that need be none.
fn calendar((year, month, day): Day) -> Day {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    match (day <= last, month < 12) {
        (true, _) => (year, month, day),
        (false, true) => (year, month + 1, 1),
        (false, false) => (year.saturating_add(1), 1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_no_calendar_are_followed_by_the_next() {
        for (day, expected) in [
            ((2025, 2, 31), (2025, 3, 1)),
            ((2024, 2, 29), (2024, 2, 29)),
            ((2100, 2, 29), (2100, 3, 1)),
            ((2025, 12, 32), (2026, 1, 1)),
            ((2025, 4, 30), (2025, 4, 30)),
        ] {
            assert_eq!(calendar(day), expected);
        }
    }
}
