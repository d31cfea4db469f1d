//! A letter in a mailbox as the message that carries it.

use super::{Style, write_format_fault, write_receipts, write_summary_result};
use core::slice;
use tongguan_domain::receipt::{Content, Letter};

/// Writes the message of a letter. `None` for a copy of a document, whose text the letter does not hold: it is written
/// with [`write_request`](crate::write_request).
#[must_use]
pub fn write_letter(style: impl Into<Style>, letter: &Letter) -> Option<Vec<u8>> {
    let style = style.into();
    let guid = &letter.message_guid;
    match &letter.content {
        Content::Receipt(receipt) => {
            Some(write_receipts(receipt.keys.kind(), style, guid, slice::from_ref(receipt)))
        }
        Content::SummaryResult(result) => {
            Some(write_summary_result(style, guid, slice::from_ref(result.as_ref())))
        }
        Content::FormatFault(fault) => Some(write_format_fault(style.form, guid, fault, letter.time)),
        Content::Copy(..) => None,
    }
}
