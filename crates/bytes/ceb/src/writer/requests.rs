//! Request messages, as an enterprise sends them.

use super::style::Style;
use super::xml::Xml;
use crate::message::{Subscriber, Transfer};
use tongguan_domain::document::Document;
use tongguan_domain::limits;

/// Writes a request message, as a client or a test sends it, or customs as a copy to a subscriber.
///
/// `None` where there are no documents, more than 100, documents of different kinds or of a kind that the version does
/// not have, or more than 5 subscribers. A carriage return survives as a character reference; a character that XML forbids becomes U+FFFD. Nothing
/// is cut: a document that fits another version than this one gives a message that breaks the schema.
#[must_use]
pub fn write_request(
    style: impl Into<Style>,
    guid: &str,
    documents: &[Document],
    transfer: &Transfer,
    subscribers: &[Subscriber],
) -> Option<Vec<u8>> {
    let Style { version, form } = style.into();
    let kind = documents.first()?.kind();
    let alike = documents.iter().all(|document| document.kind() == kind);
    let too_many =
        documents.len() > limits::MESSAGE_RECORDS || subscribers.len() > limits::MESSAGE_SUBSCRIBERS;
    if too_many || !alike || !kind.is_in(version) {
        return None;
    }
    let lines: usize = documents.iter().map(Document::line_count).sum();
    let mut xml = Xml::new(form, kind.root_element(), guid, 1_024 + documents.len() * 2_560 + lines * 1_024);
    for document in documents {
        write_document(&mut xml, document);
    }
    write_transfer(&mut xml, transfer);
    for subscriber in subscribers {
        write_subscriber(&mut xml, subscriber);
    }
    Some(xml.finish())
}

fn write_document(xml: &mut Xml, document: &Document) {
    let kind = document.kind();
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

fn write_transfer(xml: &mut Xml, transfer: &Transfer) {
    xml.open("BaseTransfer");
    xml.text("copCode", &transfer.cop_code);
    xml.text("copName", &transfer.cop_name);
    xml.text("dxpMode", &transfer.dxp_mode);
    xml.text("dxpId", &transfer.dxp_id);
    if let Some(note) = &transfer.note {
        xml.text("note", note);
    }
    xml.close("BaseTransfer");
}

fn write_subscriber(xml: &mut Xml, subscriber: &Subscriber) {
    xml.open("BaseSubscribe");
    xml.text("status", subscriber.wants.status());
    xml.text("dxpMode", &subscriber.dxp_mode);
    xml.text("dxpAddress", &subscriber.dxp_address);
    if let Some(note) = &subscriber.note {
        xml.text("note", note);
    }
    xml.close("BaseSubscribe");
}
