//! Return tallies (215).

use crate::catalogue::RETURN_IE_FLAG_INVALID;
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell};
use crate::{codes, dates, parties};
use tongguan_domain::document::ReturnTally;

pub(crate) fn check(tally: &ReturnTally, findings: &mut Findings<'_>) {
    let row = Row::head(tally);
    check_heading!(row, findings);
    codes::customs(cell!(row, customs_code), findings);
    parties::code(cell!(row, operator_code), findings);
    parties::code(cell!(row, logistics_code), findings);
    dates::declaration_number(cell!(row, invt_no), findings);
    dates::pre_entry_number(cell!(row, pre_no), Some(b'O'), findings);
    codes::one_of(cell!(row, ie_flag), &["I"], &RETURN_IE_FLAG_INVALID, "I", findings);
    codes::transport_mode(cell!(row, traf_mode), findings);
}
