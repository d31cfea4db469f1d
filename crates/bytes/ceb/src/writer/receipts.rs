//! Receipt messages, as the electronic port and customs send them.

use super::fit::{GUID, fitted, fitted_text};
use super::style::Style;
use super::xml::Xml;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::receipt::Receipt;
use tongguan_domain::record::{Field, Rendered};
use tongguan_domain::version::MessageVersion;

const RETURN_INFO: Field = Field::text("returnInfo", "回执信息", 0, limits::RETURN_INFO_CHARACTERS as u16);

/// Writes a message of 1 to 100 receipts of one kind: 304, 404, 506, 508, 510, 604, 606, 608, 702, 214 or 216.
///
/// The bytes depend on nothing but the arguments, and the schema of the version always takes them: a text that is too
/// long for its element is cut, one that is too short is filled with zeros, an optional one that is empty is left out.
/// (606 has no `msgSeqNo`; 214 and 216 are written the same way for both versions, though 2018-113 has none.)
///
/// The caller sorts receipts by kind and by hundreds: a receipt of another kind, or beyond the hundredth, is a mistake
/// of the caller and left out, since no message could carry it.
#[must_use]
pub fn write_receipts(
    kind: DocumentKind,
    style: impl Into<Style>,
    message_guid: &str,
    receipts: &[Receipt],
) -> Vec<u8> {
    let Style { version, form } = style.into();
    debug_assert!((1..=limits::MESSAGE_RECORDS).contains(&receipts.len()));
    debug_assert!(receipts.iter().all(|receipt| receipt.keys.kind() == kind));
    let mut xml = Xml::new(
        form,
        kind.receipt_root_element(),
        &fitted_text(&GUID.facets, message_guid),
        256 + receipts.len() * 768,
    );
    let fitting = receipts.iter().filter(|receipt| receipt.keys.kind() == kind);
    for receipt in fitting.take(limits::MESSAGE_RECORDS) {
        write_receipt(&mut xml, kind, version, receipt);
    }
    xml.finish()
}

fn write_receipt(xml: &mut Xml, kind: DocumentKind, version: MessageVersion, receipt: &Receipt) {
    let element = kind.receipt_element();
    xml.open(element);
    xml.fitted(GUID.element, fitted(&GUID, version, Rendered::Text(&receipt.guid)));
    receipt.keys.each(&mut |field, value| xml.fitted(field.element, fitted(field, version, value)));
    xml.plain("returnStatus", receipt.code);
    xml.text("returnTime", receipt.time.digits17().as_str());
    xml.fitted(RETURN_INFO.element, fitted(&RETURN_INFO, version, Rendered::Text(&receipt.info)));
    xml.close(element);
}
