//! Texts that must not be blank.

use crate::catalogue::MANDATORY_BLANK;
use crate::findings::Findings;
use crate::spot::Row;
use tongguan_domain::record::{Record, Rendered};

/// Whether a text is empty or white space only.
pub(crate) fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.chars().all(char::is_whitespace)
}

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
