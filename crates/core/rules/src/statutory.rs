//! Statutory quantities, and the weights of a declaration.

use crate::catalogue::{
    FIRST_QUANTITY_MISMATCH, KILOGRAMS_ABOVE_NET_WEIGHT, SECOND_QUANTITY_INCOMPLETE,
    SECOND_QUANTITY_MISMATCH, STATUTORY_UNIT_MISMATCH,
};
use crate::findings::{Findings, quoted};
use crate::spot::{Cell, Row, cell};
use crate::{codes, numbers};
use tongguan_domain::codes::{statutory_units, units};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{DeclarationItem, ReturnApplicationItem};
use tongguan_domain::record::Record;

/// Room for rounded weights: 5 % of the net weight …
const ROOM_PERCENT: i128 = 5;
/// … and 0.1 kg for each line in kilograms, in hundred-thousandths.
const ROOM_PER_LINE: i128 = 10_000;

/// What the goods lines of a declaration and of a return have in common.
#[derive(Clone, Copy)]
pub(crate) struct Quantities<'a> {
    goods_code: Cell<'a, String>,
    unit: Cell<'a, String>,
    qty: Cell<'a, Decimal>,
    unit1: Cell<'a, String>,
    qty1: Cell<'a, Decimal>,
    unit2: Cell<'a, Option<String>>,
    qty2: Cell<'a, Option<Decimal>>,
}

/// A record with a declared and with statutory quantities.
pub(crate) trait CountedLine: Record {
    /// The quantities of one line.
    fn quantities(row: Row<'_, Self>) -> Quantities<'_>;
}

macro_rules! counted_lines {
    ($($line:ident),*) => {
        $(impl CountedLine for $line {
            fn quantities(row: Row<'_, Self>) -> Quantities<'_> {
                Quantities {
                    goods_code: cell!(row, gcode),
                    unit: cell!(row, unit),
                    qty: cell!(row, qty),
                    unit1: cell!(row, unit1),
                    qty1: cell!(row, qty1),
                    unit2: cell!(row, unit2),
                    qty2: cell!(row, qty2),
                }
            }
        })*
    };
}
counted_lines!(DeclarationItem, ReturnApplicationItem);

/// The own rules of the statutory fields.
pub(crate) fn check_own<L: CountedLine>(row: Row<'_, L>, findings: &mut Findings<'_>) {
    let line = L::quantities(row);
    codes::unit(line.unit1, findings);
    codes::unit(line.unit2, findings);
    numbers::positive(line.qty1, findings);
    numbers::positive_if_given(line.qty2, findings);
}

/// The same unit means the same quantity; second unit and second quantity come together.
pub(crate) fn check_across<L: CountedLine>(row: Row<'_, L>, findings: &mut Findings<'_>) {
    let line = L::quantities(row);
    check_units(line, findings);
    let Quantities { goods_code: _, unit, qty, unit1, qty1, unit2, qty2 } = line;
    if unit.value == unit1.value && qty.value != qty1.value {
        findings.add_across(
            &FIRST_QUANTITY_MISMATCH,
            qty1.spot,
            &[unit.spot, unit1.spot, qty.spot],
            |fault| fault.found(qty1.value.to_string()).allowed(qty.value.to_string()),
        );
    }
    let missing = match (unit2.given(), *qty2.value) {
        (None, None) => return,
        (Some(second), Some(quantity)) => {
            if second == unit.value && quantity != *qty.value {
                let others = [unit.spot, unit2.spot, qty.spot];
                findings.add_across(&SECOND_QUANTITY_MISMATCH, qty2.spot, &others, |fault| {
                    fault.found(quantity.to_string()).allowed(qty.value.to_string())
                });
            }
            return;
        }
        (Some(_), None) => (qty2.spot, unit2.spot),
        (None, Some(_)) => (unit2.spot, qty2.spot),
    };
    findings.add_across(&SECOND_QUANTITY_INCOMPLETE, missing.0, &[missing.1], |fault| fault);
}

/// The units are those of the goods, where these are known.
fn check_units(line: Quantities<'_>, findings: &mut Findings<'_>) {
    let Quantities { goods_code, unit1, unit2, qty2, .. } = line;
    let Some(known) = statutory_units::find(goods_code.value) else { return };
    if unit1.value != known.first {
        findings.add_across(&STATUTORY_UNIT_MISMATCH, unit1.spot, &[goods_code.spot], |fault| {
            fault.found(quoted(unit1.value)).allowed(known.first)
        });
    }
    if unit2.given() != known.second {
        findings.add_across(&STATUTORY_UNIT_MISMATCH, unit2.spot, &[goods_code.spot, qty2.spot], |fault| {
            fault.found(unit2.given().and_then(quoted)).allowed(known.second.unwrap_or("no second unit"))
        });
    }
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
