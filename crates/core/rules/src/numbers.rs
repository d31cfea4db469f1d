//! Numbers that have a lower bound.

use crate::catalogue::{NUMBER_NEGATIVE, NUMBER_NOT_POSITIVE};
use crate::findings::Findings;
use crate::spot::{Cell, Spot};
use tongguan_domain::decimal::Decimal;

/// A decimal above zero.
pub(crate) fn positive(cell: Cell<'_, Decimal>, findings: &mut Findings<'_>) {
    above_zero(*cell.value, cell.spot, findings);
}

/// A decimal above zero, where there is one.
pub(crate) fn positive_if_given(cell: Cell<'_, Option<Decimal>>, findings: &mut Findings<'_>) {
    if let Some(value) = *cell.value {
        above_zero(value, cell.spot, findings);
    }
}

fn above_zero(value: Decimal, spot: Spot, findings: &mut Findings<'_>) {
    if !value.is_positive() {
        findings.add(&NUMBER_NOT_POSITIVE, spot, |fault| fault.found(value.to_string()).allowed("above 0"));
    }
}

/// A decimal that may be zero.
pub(crate) fn not_negative(cell: Cell<'_, Decimal>, findings: &mut Findings<'_>) {
    if cell.value.is_negative() {
        findings.add(&NUMBER_NEGATIVE, cell.spot, |fault| {
            fault.found(cell.value.to_string()).allowed("0 or above")
        });
    }
}

/// A count from one.
pub(crate) fn count(cell: Cell<'_, u32>, findings: &mut Findings<'_>) {
    if *cell.value == 0 {
        findings
            .add(&NUMBER_NOT_POSITIVE, cell.spot, |fault| fault.found("0".to_owned()).allowed("1 or above"));
    }
}
