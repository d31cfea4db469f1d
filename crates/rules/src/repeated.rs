//! What arrivals and departures have in common: split messages, and lists of parcels.

use crate::catalogue::{PARCEL_REPEATED, SPLIT_NUMBER_ABOVE_COUNT};
use crate::findings::{Findings, quoted};
use crate::spot::{Cell, Row};
use crate::{numbers, texts};
use tongguan_domain::document::{ArrivalItem, DepartureItem};
use tongguan_domain::record::Record;

/// `trafMode` of mail, which has no transport of its own.
pub(crate) const MAIL: &str = "6";

/// A record that names a parcel.
pub(crate) trait Parcel: Record {
    /// `logisticsNo`.
    fn logistics_no(&self) -> &str;
    /// `logisticsNo` as a spot.
    const LOGISTICS_NO: &'static str = "logistics_no";
}

macro_rules! parcels {
    ($($parcel:ident),*) => {
        $(impl Parcel for $parcel {
            fn logistics_no(&self) -> &str {
                &self.logistics_no
            }
        })*
    };
}
parcels!(ArrivalItem, DepartureItem);

/// The own rules of `msgCount` and `msgSeqNo`.
pub(crate) fn check_split(count: Cell<'_, u32>, number: Cell<'_, u32>, findings: &mut Findings<'_>) {
    numbers::count(count, findings);
    numbers::count(number, findings);
}

/// `msgSeqNo` ≤ `msgCount`.
pub(crate) fn check_split_order(count: Cell<'_, u32>, number: Cell<'_, u32>, findings: &mut Findings<'_>) {
    if number.value > count.value {
        findings.add_across(&SPLIT_NUMBER_ABOVE_COUNT, number.spot, &[count.spot], |fault| {
            fault.found(number.value.to_string()).allowed(format!("1 to {}", count.value))
        });
    }
}

/// Every parcel once. Lists in order are seen through without allocation; any other is sorted.
pub(crate) fn check_unique<P: Parcel>(parcels: &[P], findings: &mut Findings<'_>) {
    if parcels.is_sorted_by(|a, b| a.logistics_no() < b.logistics_no()) {
        return;
    }
    let mut sorted: Vec<Row<'_, P>> =
        Row::lines(parcels).filter(|row| !texts::is_blank(row.record.logistics_no())).collect();
    sorted.sort_by_key(|row| row.record.logistics_no());
    let mut repeated: Vec<Row<'_, P>> = sorted
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if a.record.logistics_no() == b.record.logistics_no() => Some(*b),
            _ => None,
        })
        .collect();
    repeated.sort_by_key(Row::line);
    for row in repeated {
        findings.add(&PARCEL_REPEATED, row.spot(P::LOGISTICS_NO), |fault| {
            fault.found(quoted(row.record.logistics_no()))
        });
    }
}
