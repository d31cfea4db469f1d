//! Cancellations (605).

use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell};
use crate::{codes, dates, parties};
use tongguan_domain::document::Cancellation;

pub(crate) fn check(cancellation: &Cancellation, findings: &mut Findings<'_>) {
    let row = Row::head(cancellation);
    check_heading!(row, findings);
    codes::customs(cell!(row, customs_code), findings);
    dates::pre_entry_number(cell!(row, pre_no), None, findings);
    dates::declaration_number(cell!(row, invt_no), findings);
    parties::code(cell!(row, agent_code), findings);
    parties::code(cell!(row, ebc_code), findings);
}
