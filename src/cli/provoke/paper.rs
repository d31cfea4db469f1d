//! A paper whose fields are as wrong as its slots, as a CEB message.

use super::message::transfer;
use std::fmt::Write as _;
use tongguan_domain::record::{Field, Raw};
use tongguan_scenario::Slots;

const GUID: &str = "00000001-2026-4105-8900-000000000001";

/// The bytes. `None` where XML cannot carry a text.
pub(super) fn xml(slots: &Slots) -> Option<Vec<u8>> {
    let kind = slots.kind;
    let mut xml = String::with_capacity(4_096);
    let root = kind.root_element();
    put(&mut xml, &format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ceb:{root} xmlns:ceb=\"{}\"", tongguan_ceb::NAMESPACE));
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
            Raw::Text(text) if text.chars().any(|c| c < ' ') => return None,
            Raw::Text(text) => text.replace('&', "&amp;").replace('<', "&lt;"),
            Raw::Integer(number) => number.to_string(),
        };
        // Writing into a string cannot fail.
        let _ = write!(xml, "<ceb:{0}>{text}</ceb:{0}>", field.element);
    }
    Some(())
}
