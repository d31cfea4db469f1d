//! Receipt messages, as the electronic port and customs send them.

use super::xml::Xml;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::receipt::{Receipt, ReceiptKeys};

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
        keys(&mut xml, &receipt.keys);
        xml.plain("returnStatus", receipt.code);
        xml.text("returnTime", receipt.time.digits17().as_str());
        xml.text("returnInfo", shortened(&receipt.info));
        xml.close(element);
    }
    xml.finish()
}

/// The keys in the order of the schema.
fn keys(xml: &mut Xml, keys: &ReceiptKeys) {
    match keys {
        ReceiptKeys::SalesOrder { ebp_code, ebc_code, order_no } => {
            xml.text("ebpCode", ebp_code);
            xml.text("ebcCode", ebc_code);
            xml.text("orderNo", order_no);
        }
        ReceiptKeys::PaymentReceipt { ebc_code, order_no, pay_no } => {
            xml.text("ebcCode", ebc_code);
            xml.text("orderNo", order_no);
            if let Some(pay_no) = pay_no {
                xml.text("payNo", pay_no);
            }
        }
        ReceiptKeys::Waybill { logistics_code, logistics_no } => {
            xml.text("logisticsCode", logistics_code);
            xml.text("logisticsNo", logistics_no);
        }
        ReceiptKeys::Declaration {
            agent_code,
            cop_no,
            pre_no,
            invt_no,
            ebc_code,
            ebp_code,
            order_no,
            statistics_flag,
        } => {
            xml.text("agentCode", agent_code);
            xml.text("copNo", cop_no);
            xml.text("preNo", pre_no);
            xml.text("invtNo", invt_no);
            xml.text("ebcCode", ebc_code);
            xml.text("ebpCode", ebp_code);
            xml.text("orderNo", order_no);
            xml.text("statisticsFlag", statistics_flag);
        }
        ReceiptKeys::Arrival { operator_code, logistics_code, pre_no, cop_no, bill_no, msg_seq_no } => {
            xml.text("operatorCode", operator_code);
            xml.text("logisticsCode", logistics_code);
            xml.text("preNo", pre_no);
            xml.text("copNo", cop_no);
            xml.text("billNo", bill_no);
            xml.plain("msgSeqNo", msg_seq_no);
        }
        ReceiptKeys::Departure { logistics_code, cop_no, pre_no, msg_seq_no } => {
            xml.text("logisticsCode", logistics_code);
            xml.text("copNo", cop_no);
            xml.text("preNo", pre_no);
            xml.plain("msgSeqNo", msg_seq_no);
        }
    }
}

/// `returnInfo` may not be longer than the schema allows.
fn shortened(info: &str) -> &str {
    match info.char_indices().nth(limits::RETURN_INFO_CHARACTERS) {
        None => info,
        Some((at, _)) => info.get(..at).unwrap_or(info),
    }
}
