//! Parcel waybills (505).

use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell};
use crate::{codes, numbers, parties};
use tongguan_domain::document::Waybill;

pub(crate) fn check(waybill: &Waybill, findings: &mut Findings<'_>) {
    let row = Row::head(waybill);
    check_heading!(row, findings);
    parties::code(cell!(row, logistics_code), findings);
    numbers::not_negative(cell!(row, freight), findings);
    numbers::not_negative(cell!(row, insured_fee), findings);
    codes::currency(cell!(row, currency), findings);
    numbers::positive(cell!(row, gross_weight), findings);
    numbers::count(cell!(row, pack_no), findings);
    parties::code(cell!(row, ebc_code), findings);
}
