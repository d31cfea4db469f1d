//! Receipts as the API shows them.

use std::collections::HashMap;

use tongguan_domain::document::{DocumentKind, SummaryResult};
use tongguan_domain::receipt::{Content, FormatFault, Letter, Receipt, ReceiptKeys};
use tongguan_domain::return_code::ReturnCode;
use tongguan_proto::document::v1 as pb;

use crate::document::{write_kind, write_summary_result};

/// Writes a letter with the cursor that goes on after it.
#[must_use]
pub fn write(letter: &Letter, cursor: String) -> pb::Receipt {
    let envelope = pb::Receipt {
        number: letter.number,
        cursor,
        return_time: Some(crate::time::write(letter.time)),
        last: letter.last,
        ..Default::default()
    };
    match &letter.content {
        Content::Receipt(receipt) => write_receipt(envelope, receipt),
        Content::SummaryResult(result) => write_result(envelope, result),
        Content::FormatFault(fault) => write_format_fault(envelope, fault),
        Content::Copy(id, kind) => pb::Receipt {
            document_id: id.0,
            kind: write_kind(*kind).into(),
            meaning_zh: "订阅数据".to_owned(),
            meaning: "a copy of what was sent, for a subscriber".to_owned(),
            copy: true,
            ..envelope
        },
    }
}

fn write_receipt(envelope: pb::Receipt, receipt: &Receipt) -> pb::Receipt {
    let kind = receipt.keys.kind();
    let (zh, en) = meaning(receipt.code, kind);
    pb::Receipt {
        document_id: receipt.document.map_or(0, |id| id.0),
        kind: write_kind(kind).into(),
        guid: receipt.guid.clone(),
        return_code: receipt.code.number(),
        meaning_zh: zh.to_owned(),
        meaning: en.to_owned(),
        return_info: receipt.info.clone(),
        keys: keys(&receipt.keys),
        ..envelope
    }
}

fn write_result(envelope: pb::Receipt, result: &SummaryResult) -> pb::Receipt {
    let head = &result.head;
    let keys = [
        ("sumNo", Some(&head.sum_no)),
        ("declSeqNo", Some(&head.decl_seq_no)),
        ("entryId", head.entry_id.as_ref()),
    ];
    let given = keys.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
    pb::Receipt {
        guid: head.guid.clone(),
        kind: write_kind(DocumentKind::SummaryApplication).into(),
        meaning_zh: "汇总结果单".to_owned(),
        meaning: "summary result: one declaration form".to_owned(),
        keys: given.collect(),
        summary_result: Some(write_summary_result(result)),
        ..envelope
    }
}

fn write_format_fault(envelope: pb::Receipt, fault: &FormatFault) -> pb::Receipt {
    pb::Receipt {
        guid: fault.guid.clone(),
        return_code: fault.code.number(),
        meaning_zh: "报文格式校验回执".to_owned(),
        meaning: "the whole message was refused".to_owned(),
        return_info: fault.info.clone(),
        format_fault: Some(pb::FormatFault {
            transport_id: fault.transport_id.clone(),
            message_type: fault.message_type.clone(),
            original: fault.original.clone(),
        }),
        ..envelope
    }
}

/// What a `returnStatus` for this kind of document means, in Chinese and English: from the table of codes, and for
/// a negative one from the range in which it lies (2018-113, table 7-3).
#[must_use]
pub fn meaning(code: ReturnCode, kind: DocumentKind) -> (&'static str, &'static str) {
    if let Some(entry) = code.entry() {
        return (entry.zh, entry.en);
    }
    if !code.is_error() {
        return ("未知回执", "unknown code");
    }
    match (i64::from(code.number()) + i64::from(kind.error_base())).abs() {
        1_001..=2_000 => ("加签验签错误", "the signature is wrong"),
        2_001..=3_000 => ("格式校验错误", "a field breaks the form that is laid down for it"),
        3_001..=4_000 => ("业务校验错误", "the fields contradict each other, a code table or the law"),
        4_001..=5_000 => ("处理失败", "well made, but it cannot be taken now"),
        _ => ("处理错误", "a processing error"),
    }
}

/// The keys by the name of their CEB element; a key without a value is left out.
fn keys(keys: &ReceiptKeys) -> HashMap<String, String> {
    let mut map = HashMap::new();
    keys.each(&mut |field, value| {
        let value = value.to_string();
        if !value.is_empty() {
            map.insert(field.element.to_owned(), value);
        }
    });
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_domain::fault::Level;
    use tongguan_domain::names::DocumentId;
    use tongguan_domain::time::Moment;

    fn letter(keys: ReceiptKeys, document: Option<DocumentId>) -> Letter {
        let receipt = Receipt {
            document,
            guid: "G".to_owned(),
            keys,
            code: ReturnCode::STORED,
            time: Moment::from_millis(1_500),
            info: "入库成功".to_owned(),
        };
        Letter {
            number: 9,
            message_guid: "M".to_owned(),
            time: Moment::from_millis(1_500),
            content: Content::Receipt(receipt),
            last: true,
        }
    }

    #[track_caller]
    fn check(keys: ReceiptKeys, expected: &[(&str, &str)]) {
        let written = write(&letter(keys, None), "c".to_owned());
        let mut got: Vec<_> = written.keys.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let mut expected = expected.to_vec();
        got.sort_unstable();
        expected.sort_unstable();
        assert_eq!(got, expected);
        assert_eq!(written.document_id, 0);
    }

    #[test]
    fn keys_have_the_names_of_their_elements() {
        let t = |text: &str| text.to_owned();
        check(
            ReceiptKeys::SalesOrder { ebp_code: t("p"), ebc_code: t("c"), order_no: t("o") },
            &[("ebpCode", "p"), ("ebcCode", "c"), ("orderNo", "o")],
        );
        check(
            ReceiptKeys::PaymentReceipt { ebc_code: t("c"), order_no: t("o"), pay_no: None },
            &[("ebcCode", "c"), ("orderNo", "o")],
        );
        check(
            ReceiptKeys::PaymentReceipt { ebc_code: t("c"), order_no: t("o"), pay_no: Some(t("y")) },
            &[("ebcCode", "c"), ("orderNo", "o"), ("payNo", "y")],
        );
        check(
            ReceiptKeys::Waybill { logistics_code: t("l"), logistics_no: t("n") },
            &[("logisticsCode", "l"), ("logisticsNo", "n")],
        );
        check(
            ReceiptKeys::Declaration {
                agent_code: t("a"),
                cop_no: t("k"),
                pre_no: t("B"),
                invt_no: t(""),
                ebc_code: t("c"),
                ebp_code: t("p"),
                order_no: t("o"),
                statistics_flag: t("A"),
            },
            &[
                ("agentCode", "a"),
                ("copNo", "k"),
                ("preNo", "B"),
                ("ebcCode", "c"),
                ("ebpCode", "p"),
                ("orderNo", "o"),
                ("statisticsFlag", "A"),
            ],
        );
        check(
            ReceiptKeys::Arrival {
                operator_code: t("s"),
                logistics_code: t("l"),
                pre_no: t("Y"),
                cop_no: t("k"),
                bill_no: t("b"),
                msg_seq_no: 1,
            },
            &[
                ("operatorCode", "s"),
                ("logisticsCode", "l"),
                ("preNo", "Y"),
                ("copNo", "k"),
                ("billNo", "b"),
                ("msgSeqNo", "1"),
            ],
        );
        check(
            ReceiptKeys::ReturnTally {
                operator_code: t("o"),
                logistics_code: t("l"),
                logistics_no: t("n"),
                co_el_no: t("e"),
                pre_no: t("O"),
            },
            &[
                ("operatorCode", "o"),
                ("logisticsCode", "l"),
                ("logisticsNo", "n"),
                ("coElNo", "e"),
                ("preNo", "O"),
            ],
        );
        check(
            ReceiptKeys::Departure { logistics_code: t("l"), cop_no: t("k"), pre_no: t("L"), msg_seq_no: 12 },
            &[("logisticsCode", "l"), ("copNo", "k"), ("preNo", "L"), ("msgSeqNo", "12")],
        );
    }

    #[test]
    fn a_receipt_is_written() {
        let keys = ReceiptKeys::Waybill { logistics_code: "l".to_owned(), logistics_no: "n".to_owned() };
        let written = write(&letter(keys, Some(DocumentId(4))), "c".to_owned());
        assert_eq!((written.number, written.document_id, written.return_code), (9, 4, 120));
        assert_eq!((written.cursor.as_str(), written.guid.as_str()), ("c", "G"));
        assert_eq!(written.meaning_zh, "海关入库");
        assert_eq!(written.return_time, Some(prost_types::Timestamp { seconds: 1, nanos: 500_000_000 }));
        assert_eq!(written.return_info, "入库成功");
        assert!(written.last);
    }

    #[test]
    fn what_is_no_receipt_is_written() {
        let of = |content| {
            let time = Moment::from_millis(1_500);
            write(
                &Letter { number: 2, message_guid: String::new(), time, content, last: false },
                String::new(),
            )
        };
        let mut result = SummaryResult::default();
        result.head.sum_no = "S".to_owned();
        let written = of(Content::SummaryResult(Box::new(result.clone())));
        assert_eq!((written.return_code, written.last, written.keys["sumNo"].as_str()), (0, false, "S"));
        result.head.entry_id = Some("E".to_owned());
        let written = of(Content::SummaryResult(Box::new(result)));
        assert_eq!(written.summary_result.unwrap().entry_id.as_deref(), Some("E"));

        let fault = FormatFault { original: "<a/>".to_owned(), info: "i".to_owned(), ..Default::default() };
        let written = of(Content::FormatFault(Box::new(fault)));
        assert_eq!(
            (written.format_fault.unwrap().original.as_str(), written.return_info.as_str()),
            ("<a/>", "i")
        );

        let written = of(Content::Copy(DocumentId(5), DocumentKind::Waybill));
        assert_eq!((written.document_id, written.copy, written.last), (5, true, false));
    }

    #[test]
    fn every_code_has_a_meaning() {
        for kind in DocumentKind::ALL {
            for (level, zh) in [
                (Level::Signature, "加签验签错误"),
                (Level::Schema, "格式校验错误"),
                (Level::Format, "格式校验错误"),
                (Level::Business, "业务校验错误"),
                (Level::Processing, "处理失败"),
            ] {
                for serial in [1, 999] {
                    assert_eq!(meaning(ReturnCode::negative(kind, level, serial), kind).0, zh);
                }
            }
        }
        let of = |number| meaning(ReturnCode::from_number(number), DocumentKind::Declaration).1;
        assert_eq!(of(800), "released");
        assert_eq!(of(-601_001), "the signature is wrong");
        assert_eq!(of(-10_100), "a processing error");
        assert_eq!(of(i32::MIN), "a processing error");
        assert_eq!(of(7), "unknown code");
    }
}
