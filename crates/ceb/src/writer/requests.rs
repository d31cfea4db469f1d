//! Request messages, as an enterprise sends them.

use super::xml::Xml;
use crate::message::Transfer;
use tongguan_domain::document::Document;
use tongguan_domain::limits;

/// Writes a request message, as a client or a test sends it.
///
/// `None` where there are no documents, more than 100, or documents of different kinds. A carriage return survives
/// as a character reference; a character that XML forbids becomes U+FFFD.
#[must_use]
pub fn write_request(guid: &str, documents: &[Document], transfer: &Transfer) -> Option<Vec<u8>> {
    let kind = documents.first()?.kind();
    if documents.len() > limits::MESSAGE_RECORDS || documents.iter().any(|d| d.kind() != kind) {
        return None;
    }
    let lines: usize = documents.iter().map(Document::line_count).sum();
    let mut xml = Xml::new(kind.root_element(), guid, 1_024 + documents.len() * 2_560 + lines * 1_024);
    for document in documents {
        xml.open(kind.record_element());
        if let (Some(head), Some(line)) = (kind.head_element(), kind.line_element()) {
            xml.open(head);
            document.each_head_field(&mut |field, value| xml.field(field.element, value));
            xml.close(head);
            for number in 0..document.line_count() {
                xml.open(line);
                document.each_line_field(number, &mut |field, value| xml.field(field.element, value));
                xml.close(line);
            }
        } else {
            document.each_head_field(&mut |field, value| xml.field(field.element, value));
        }
        xml.close(kind.record_element());
    }
    xml.open("BaseTransfer");
    xml.text("copCode", &transfer.cop_code);
    xml.text("copName", &transfer.cop_name);
    xml.text("dxpMode", &transfer.dxp_mode);
    xml.text("dxpId", &transfer.dxp_id);
    if let Some(note) = &transfer.note {
        xml.text("note", note);
    }
    xml.close("BaseTransfer");
    Some(xml.finish())
}
