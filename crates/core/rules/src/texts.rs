//! Texts that must not be blank.

use crate::catalogue::MANDATORY_BLANK;
use crate::findings::Findings;
use crate::spot::{Row, is_blank};
use tongguan_domain::record::{Record, Rendered};

/// No mandatory text of the record is blank.
pub(crate) fn check<R: Record>(row: Row<'_, R>, findings: &mut Findings<'_>) {
    row.record.each(&mut |field, value| {
        if let Rendered::Text(text) = value
            && field.mandatory
            && is_blank(text)
        {
            findings.add(&MANDATORY_BLANK, row.spot(field.name), |fault| fault);
        }
    });
}
