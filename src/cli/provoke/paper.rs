//! A paper whose fields are as wrong as its slots, as a CEB message or as a message of the API.

use super::message::transfer;
use crate::cli::output::pool;
use prost::Message as _;
use prost_reflect::{DynamicMessage, Value};
use std::fmt::Write as _;
use tongguan_domain::document::Document;
use tongguan_domain::record::{Field, Raw};
use tongguan_proto::document::v1 as pb;
use tongguan_scenario::Slots;
use tongguan_wire::document;

const GUID: &str = "00000001-2026-4105-8900-000000000001";

/// The bytes. `None` where XML cannot carry a text.
pub(super) fn xml(slots: &Slots) -> Option<Vec<u8>> {
    let kind = slots.kind;
    let mut xml = String::with_capacity(4_096);
    let root = kind.root_element();
    put(
        &mut xml,
        &format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ceb:{root} xmlns:ceb=\"{}\"",
            tongguan_ceb::NAMESPACE
        ),
    );
    put(&mut xml, &format!(" guid=\"{GUID}\" version=\"1.0\"><ceb:{}>", kind.record_element()));
    if let (Some(head), Some(line)) = (kind.head_element(), kind.line_element()) {
        group(&mut xml, head, kind.head_fields(), &slots.head)?;
        for one in &slots.lines {
            group(&mut xml, line, kind.line_fields(), one)?;
        }
    } else {
        fields(&mut xml, kind.head_fields(), &slots.head)?;
    }
    put(&mut xml, &format!("</ceb:{}><ceb:BaseTransfer>", kind.record_element()));
    let transfer = transfer();
    for (element, text) in [
        ("copCode", &transfer.cop_code),
        ("copName", &transfer.cop_name),
        ("dxpMode", &transfer.dxp_mode),
        ("dxpId", &transfer.dxp_id),
    ] {
        put(&mut xml, &format!("<ceb:{element}>{text}</ceb:{element}>"));
    }
    put(&mut xml, &format!("</ceb:BaseTransfer></ceb:{root}>"));
    Some(xml.into_bytes())
}

fn put(xml: &mut String, text: &str) {
    xml.push_str(text);
}

fn group(xml: &mut String, name: &str, known: &[Field], slots: &[Raw]) -> Option<()> {
    put(xml, &format!("<ceb:{name}>"));
    fields(xml, known, slots)?;
    put(xml, &format!("</ceb:{name}>"));
    Some(())
}

fn fields(xml: &mut String, known: &[Field], slots: &[Raw]) -> Option<()> {
    for (field, slot) in known.iter().zip(slots) {
        let text = match slot {
            Raw::Absent => continue,
            Raw::Text(text) if unfit(text) => return None,
            Raw::Text(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
            Raw::Integer(number) => number.to_string(),
        };
        // Writing into a string cannot fail.
        let _ = write!(xml, "<ceb:{0}>{text}</ceb:{0}>", field.element);
    }
    Some(())
}

/// Whether XML cannot carry a text.
fn unfit(text: &str) -> bool {
    text.chars().any(|c| c < ' ')
}

/// The document as the API has it, with the texts that only the API can carry.
pub(super) fn native(slots: &Slots, document: &Document) -> Result<pb::Document, String> {
    let written = document::write(document);
    let pool = pool().map_err(|failure| failure.text().to_owned())?;
    let known =
        pool.get_message_by_name("tongguan.document.v1.Document").ok_or("no description of a document")?;
    let mut all =
        DynamicMessage::decode(known, written.encode_to_vec().as_slice()).map_err(|e| e.to_string())?;
    let set = all.fields().map(|(field, _)| field).next();
    if let Some(Value::Message(paper)) = set.map(|field| all.get_field_mut(&field)) {
        for (field, slot) in slots.kind.head_fields().iter().zip(&slots.head) {
            if let Raw::Text(text) = slot
                && unfit(text)
            {
                paper.set_field_by_name(field.name, Value::String(text.clone()));
            }
        }
    }
    pb::Document::decode(all.encode_to_vec().as_slice()).map_err(|error| error.to_string())
}
