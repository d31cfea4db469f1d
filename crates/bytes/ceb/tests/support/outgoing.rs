//! What customs sends, with values of every sort.

use super::{GUID, RECORD_GUID};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{DocumentKind, SummaryResult, SummaryResultHead, SummaryResultItem};
use tongguan_domain::receipt::{Content, FormatFault, Letter, Receipt, ReceiptKeys};
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;

/// A text and a whole number in every field of what customs sends.
pub(crate) struct Sort {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) number: u32,
}

/// Plain, empty, too long and awkward values: customs' message must be valid with all of them.
pub(crate) fn sorts() -> Vec<Sort> {
    let sort = |name, text: &str, number| Sort { name, text: text.to_owned(), number };
    vec![
        sort("plain", "B20260105000000001", 1),
        sort("empty", "", 0),
        sort("one", "A", 9),
        sort("chinese", "深圳市测试有限公司", 99_999),
        sort("long", &"退𠮷".repeat(4_000), u32::MAX),
        sort("markup", "<a b=\"'\">&amp; &#13; ]]> <![CDATA[x]]> ]]]]>>", 2),
        sort("breaks", "\r\n\t a\r\rb \r]]>\r", 3),
        sort("forbidden", "\0\u{1}\u{1B}[2J\u{FFFE}\u{FFFF}\u{7F}\u{85}\u{2028}", 4),
    ]
}

pub(crate) fn time() -> Moment {
    Moment::from_rfc3339("2026-01-05T09:00:00.007+08:00").unwrap()
}

pub(crate) fn receipt(kind: DocumentKind, sort: &Sort) -> Receipt {
    Receipt {
        document: None,
        guid: if sort.name == "plain" { GUID.to_owned() } else { sort.text.clone() },
        keys: keys(kind, &sort.text, sort.number),
        code: if sort.number == 0 { ReturnCode::from_number(-999_999_999) } else { ReturnCode::STORED },
        time: time(),
        info: sort.text.clone(),
    }
}

pub(crate) fn keys(kind: DocumentKind, text: &str, number: u32) -> ReceiptKeys {
    let t = || text.to_owned();
    match kind {
        DocumentKind::SalesOrder => ReceiptKeys::SalesOrder { ebp_code: t(), ebc_code: t(), order_no: t() },
        DocumentKind::PaymentReceipt => {
            ReceiptKeys::PaymentReceipt { ebc_code: t(), order_no: t(), pay_no: (number != 1).then(t) }
        }
        DocumentKind::Waybill => ReceiptKeys::Waybill { logistics_code: t(), logistics_no: t() },
        DocumentKind::Declaration => ReceiptKeys::Declaration {
            agent_code: t(),
            cop_no: t(),
            pre_no: t(),
            invt_no: t(),
            ebc_code: t(),
            ebp_code: t(),
            order_no: t(),
            statistics_flag: t(),
        },
        DocumentKind::Arrival => ReceiptKeys::Arrival {
            operator_code: t(),
            logistics_code: t(),
            pre_no: t(),
            cop_no: t(),
            bill_no: t(),
            msg_seq_no: number,
        },
        DocumentKind::Departure => {
            ReceiptKeys::Departure { logistics_code: t(), cop_no: t(), pre_no: t(), msg_seq_no: number }
        }
        DocumentKind::Cancellation => {
            ReceiptKeys::Cancellation { agent_code: t(), cop_no: t(), pre_no: t(), invt_no: t() }
        }
        DocumentKind::Manifest => ReceiptKeys::Manifest {
            agent_code: t(),
            logistics_code: t(),
            cop_no: t(),
            pre_no: t(),
            bill_no: t(),
            msg_seq_no: number,
        },
        DocumentKind::SummaryApplication => ReceiptKeys::SummaryApplication {
            agent_code: t(),
            ebc_code: t(),
            cop_no: t(),
            pre_no: t(),
            sum_no: (number != 1).then(t),
            msg_seq_no: number,
        },
        DocumentKind::ReturnApplication => ReceiptKeys::ReturnApplication {
            ebp_code: t(),
            ebc_code: t(),
            agent_code: t(),
            co_el_no: t(),
            pre_no: t(),
            invt_no: t(),
        },
        DocumentKind::ReturnTally => ReceiptKeys::ReturnTally {
            operator_code: t(),
            logistics_code: t(),
            logistics_no: t(),
            co_el_no: t(),
            pre_no: t(),
        },
    }
}

pub(crate) fn summary_result(sort: &Sort, lines: usize) -> SummaryResult {
    let t = || sort.text.clone();
    let weight = Decimal::from_scaled(1_250_000);
    let item = SummaryResultItem {
        invt_no: t(),
        logistics_no: t(),
        gseqno: sort.number,
        gnum: sort.number,
        gcode: t(),
    };
    let head = SummaryResultHead {
        guid: t(),
        customs_code: t(),
        sum_no: t(),
        op_date: t(),
        decl_seq_no: t(),
        dec_tmp_no: (sort.number != 1).then(t),
        dec_pre_no: (sort.number != 1).then(t),
        entry_id: (sort.number != 1).then(t),
        dec_state: t(),
        agent_code: t(),
        agent_name: t(),
        ebc_code: t(),
        ebc_name: t(),
        decl_agent_code: t(),
        decl_agent_name: t(),
        gross_weight: weight,
        net_weight: weight,
        msg_count: sort.number,
        msg_seq_no: sort.number,
        note: (sort.number != 1).then(t),
    };
    SummaryResult { head, items: vec![item; lines] }
}

pub(crate) fn format_fault(sort: &Sort) -> FormatFault {
    FormatFault {
        guid: if sort.name == "plain" { RECORD_GUID.to_owned() } else { sort.text.clone() },
        code: ReturnCode::from_number(-302_001),
        info: sort.text.clone(),
        transport_id: sort.text.clone(),
        message_type: sort.text.clone(),
        original: sort.text.clone(),
    }
}

pub(crate) fn letter(message_guid: &str, content: Content) -> Letter {
    Letter { number: 1, message_guid: message_guid.to_owned(), time: time(), content, last: false }
}
