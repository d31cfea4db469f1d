//! Statutory quantities and weights of a declaration.

use crate::catalogue::{
    FIRST_QUANTITY_MISMATCH, KILOGRAMS_ABOVE_NET_WEIGHT, SECOND_QUANTITY_INCOMPLETE, SECOND_QUANTITY_MISMATCH,
};
use crate::findings::Findings;
use crate::spot::{Cell, Row, cell, spot};
use crate::{codes, numbers};
use tongguan_domain::codes::units;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::DeclarationItem;

/// Room for rounded weights: 5 % of the net weight …
const ROOM_PERCENT: i128 = 5;
/// … and 0.1 kg for each line in kilograms, in hundred-thousandths.
const ROOM_PER_LINE: i128 = 10_000;

type Line<'a> = Row<'a, DeclarationItem>;

/// The own rules of the statutory fields.
pub(crate) fn check_own(row: Line<'_>, findings: &mut Findings<'_>) {
    codes::unit(cell!(row, unit1), findings);
    codes::second_unit(cell!(row, unit2), findings);
    numbers::positive(cell!(row, qty1), findings);
    numbers::positive_if_given(cell!(row, qty2), findings);
}

/// The same unit means the same quantity; second unit and second quantity come together.
pub(crate) fn check_across(row: Line<'_>, findings: &mut Findings<'_>) {
    let item = row.record;
    if item.unit == item.unit1 && item.qty != item.qty1 {
        let others = [spot!(row, unit), spot!(row, unit1), spot!(row, qty)];
        findings.add_across(&FIRST_QUANTITY_MISMATCH, spot!(row, qty1), &others, |fault| {
            fault.found(item.qty1.to_string()).allowed(item.qty.to_string())
        });
    }
    let (unit2, qty2) = (cell!(row, unit2), cell!(row, qty2));
    let missing = match (unit2.given(), *qty2.value) {
        (None, None) => return,
        (Some(unit), Some(quantity)) => {
            if unit == item.unit && quantity != item.qty {
                let others = [spot!(row, unit), unit2.spot, spot!(row, qty)];
                findings.add_across(&SECOND_QUANTITY_MISMATCH, qty2.spot, &others, |fault| {
                    fault.found(quantity.to_string()).allowed(item.qty.to_string())
                });
            }
            return;
        }
        (Some(_), None) => (qty2.spot, unit2.spot),
        (None, Some(_)) => (unit2.spot, qty2.spot),
    };
    findings.add_across(&SECOND_QUANTITY_INCOMPLETE, missing.0, &[missing.1], |fault| fault);
}

/// Statutory kilograms add up to no more than the net weight, with room for rounding.
pub(crate) fn check_kilograms(
    net_weight: Cell<'_, Decimal>,
    items: &[DeclarationItem],
    findings: &mut Findings<'_>,
) {
    let mut kilograms = Decimal::ZERO;
    let mut limit = net_weight.value.scaled().saturating_mul(100 + ROOM_PERCENT) / 100;
    for item in items.iter().filter(|item| item.unit1 == units::KILOGRAM) {
        // A hundred numbers of 19 digits cannot leave the range.
        kilograms = kilograms.checked_add(item.qty1).unwrap_or(kilograms);
        limit = limit.saturating_add(ROOM_PER_LINE);
    }
    if kilograms.scaled() > limit {
        findings.add(&KILOGRAMS_ABOVE_NET_WEIGHT, net_weight.spot, |fault| {
            fault.found(format!("{} for {kilograms} kg of lines", net_weight.value)).allowed(format!(
                "lines of at most {} kg, 5 % and 0.1 kg a line included",
                Decimal::from_scaled(limit)
            ))
        });
    }
}
