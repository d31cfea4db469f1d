//! Lists that name everything once.

use crate::catalogue::{DECLARATION_REPEATED, PARCEL_REPEATED};
use crate::findings::{Findings, quoted};
use crate::spot::{Row, is_blank};
use tongguan_domain::document::{ArrivalItem, DepartureItem, ManifestItem, SummaryApplicationItem};
use tongguan_domain::fault::Rule;
use tongguan_domain::record::Record;

/// A record that names something else by its number.
pub(crate) trait Listed: Record {
    /// The number.
    fn number(&self) -> &str;
    /// Its field.
    const NUMBER: &'static str;
    /// The rule that a repetition breaks.
    const REPEATED: &'static Rule;
}

macro_rules! listed {
    ($($line:ident $field:ident $rule:ident),*) => {
        $(impl Listed for $line {
            const NUMBER: &'static str = stringify!($field);
            const REPEATED: &'static Rule = &$rule;

            fn number(&self) -> &str {
                &self.$field
            }
        })*
    };
}
listed!(
    ArrivalItem logistics_no PARCEL_REPEATED,
    DepartureItem logistics_no PARCEL_REPEATED,
    ManifestItem logistics_no PARCEL_REPEATED,
    SummaryApplicationItem invt_no DECLARATION_REPEATED
);

/// Every number once. Lists in order are seen through without allocation; any other is sorted.
pub(crate) fn check<L: Listed>(lines: &[L], findings: &mut Findings<'_>) {
    if lines.is_sorted_by(|a, b| a.number() < b.number()) {
        return;
    }
    let mut sorted: Vec<Row<'_, L>> =
        Row::lines(lines).filter(|row| !is_blank(row.record.number())).collect();
    sorted.sort_by_key(|row| row.record.number());
    let mut repeated: Vec<Row<'_, L>> = sorted
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if a.record.number() == b.record.number() => Some(*b),
            _ => None,
        })
        .collect();
    repeated.sort_by_key(Row::line);
    for row in repeated {
        findings.add(L::REPEATED, row.spot(L::NUMBER), |fault| fault.found(quoted(row.record.number())));
    }
}
