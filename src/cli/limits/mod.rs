//! `tongguan limits`: every bound, in one list.

mod chinese;

use super::exit::Failure;
use super::lang::told;
use super::output::{Object, Out, Table};
use tongguan::bounds::bounds;

pub(crate) fn run(out: &mut Out) -> Result<(), Failure> {
    let mut table = Table::default();
    for row in bounds() {
        if out.json() {
            let object = Object::new().with("part", row.part).with("name", row.name).with("value", row.value);
            out.object(object.with("unit", row.unit).with("why", row.why))?;
        } else {
            let [part, unit] = [row.part, row.unit].map(|en| told(en, chinese::word(en)));
            let value = format!("{} {unit}", row.value);
            table.row([part, row.name, &value, told(row.why, chinese::why(row.name))]);
        }
    }
    table.write(out)
}
