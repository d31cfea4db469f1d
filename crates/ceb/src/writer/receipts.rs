//! Receipt messages, as the electronic port and customs send them.

use super::xml::Xml;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::receipt::Receipt;

/// Writes a message of 1 to 100 receipts of one kind.
///
/// The bytes depend on nothing but the arguments. The caller sorts receipts by kind and by hundreds: a receipt of
/// another kind, or beyond the hundredth, is a mistake of the caller and left out, since no message could carry it.
#[must_use]
pub fn write_receipts(kind: DocumentKind, message_guid: &str, receipts: &[Receipt]) -> Vec<u8> {
    debug_assert!((1..=limits::MESSAGE_RECORDS).contains(&receipts.len()));
    debug_assert!(receipts.iter().all(|receipt| receipt.keys.kind() == kind));
    let element = kind.receipt_element();
    let mut xml = Xml::new(kind.receipt_root_element(), message_guid, 256 + receipts.len() * 768);
    let fitting = receipts.iter().filter(|receipt| receipt.keys.kind() == kind);
    for receipt in fitting.take(limits::MESSAGE_RECORDS) {
        xml.open(element);
        xml.text("guid", &receipt.guid);
        receipt.keys.each(&mut |element, value| xml.field(element, value));
        xml.plain("returnStatus", receipt.code);
        xml.text("returnTime", receipt.time.digits17().as_str());
        xml.text("returnInfo", shortened(&receipt.info));
        xml.close(element);
    }
    xml.finish()
}

/// `returnInfo` may not be longer than the schema allows.
fn shortened(info: &str) -> &str {
    match info.char_indices().nth(limits::RETURN_INFO_CHARACTERS) {
        None => info,
        Some((at, _)) => info.get(..at).unwrap_or(info),
    }
}
