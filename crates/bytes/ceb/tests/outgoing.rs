//! What customs sends, byte for byte and field for field.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use quick_xml::Reader;
use quick_xml::events::Event;
use support::outgoing::{format_fault, keys, letter, receipt, sorts, summary_result, time};
use support::{GUID, every_message};
use tongguan_ceb::{ReceiptForm, write_format_fault, write_letter, write_receipts, write_summary_result};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::receipt::{Content, FormatFault, Receipt, ReceiptKeys};
use tongguan_domain::record::Rendered;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::version::MessageVersion::{self, V202205, V2018113};

/// The elements of a message that hold a text, in order, as another reader of XML gives them.
fn texts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(std::str::from_utf8(bytes).unwrap());
    let mut found: Vec<(String, String)> = Vec::new();
    let mut open = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                found.push((tag.local_name().as_ref().to_owned(), String::new()));
                open = true;
            }
            Event::Text(text) if open => found.last_mut().unwrap().1.push_str(&text.xml10_content()),
            Event::CData(text) if open => found.last_mut().unwrap().1.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if open => {
                let character = match &*name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    "#13" => '\r',
                    other => panic!("{other}"),
                };
                found.last_mut().unwrap().1.push(character);
            }
            Event::End(_) => open = false,
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn text_of(bytes: &[u8], element: &str) -> Option<String> {
    texts(bytes).into_iter().find(|(name, _)| name == element).map(|(_, text)| text)
}

#[test]
fn a_receipt_is_written_byte_for_byte() {
    let receipt = |pay_no: Option<&str>| Receipt {
        document: None,
        guid: "G".repeat(36),
        keys: ReceiptKeys::PaymentReceipt {
            ebc_code: "A&B".to_owned(),
            order_no: "<1>".to_owned(),
            pay_no: pay_no.map(str::to_owned),
        },
        code: ReturnCode::STORED,
        time: time(),
        info: "海关入库\r\n[\u{1}]".to_owned(),
    };
    let message_guid = format!("M\n\"{}", "0".repeat(40));
    let bytes = write_receipts(
        DocumentKind::PaymentReceipt,
        V202205,
        &message_guid,
        &[receipt(None), receipt(Some("P")), receipt(Some(""))],
    );
    let guid = "G".repeat(36);
    let tail = "<ceb:returnStatus>120</ceb:returnStatus><ceb:returnTime>20260105090000007</ceb:returnTime>\
        <ceb:returnInfo>海关入库&#13;\n[\u{FFFD}]</ceb:returnInfo></ceb:ReceiptsReturn>";
    let begin = format!(
        "<ceb:ReceiptsReturn><ceb:guid>{guid}</ceb:guid><ceb:ebcCode>A&amp;B</ceb:ebcCode>\
         <ceb:orderNo>&lt;1&gt;</ceb:orderNo>"
    );
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ceb:CEB404Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" \
         guid=\"M\u{FFFD}&quot;{}\" version=\"1.0\">{begin}{tail}{begin}<ceb:payNo>P</ceb:payNo>{tail}{begin}{tail}\
         </ceb:CEB404Message>",
        "0".repeat(33)
    );
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

/// Every key of every receipt comes out under its element, in the order of the domain.
#[test]
fn every_key_is_written() {
    for (version, kind) in every_message() {
        let sent = keys(kind, "B20260105000000001", 7);
        let mut expected = Vec::new();
        sent.each(&mut |field, value| {
            let value = match value {
                // The schema wants one character here.
                Rendered::Text(_) if field.element == "statisticsFlag" => "B".to_owned(),
                value => value.to_string(),
            };
            expected.push((field.element.to_owned(), value));
        });
        let receipt = Receipt { keys: sent, ..receipt(kind, &sorts()[0]) };
        let found = texts(&write_receipts(kind, version, GUID, &[receipt]));
        let names: Vec<&str> = found[..3].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, [kind.receipt_root_element(), kind.receipt_element(), "guid"]);
        assert_eq!(found[3..found.len() - 3], expected, "{kind:?} {version:?}");
    }
}

/// Kind, what is sent, element, what is written in 202205 and in 2018-113.
type Fit<'a> = (DocumentKind, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

#[test]
fn what_does_not_fit_is_made_to_fit() {
    let long = "1".repeat(100);
    let write = |version: MessageVersion, kind: DocumentKind, text: &str| {
        let receipt = Receipt { keys: keys(kind, text, u32::MAX), ..receipt(kind, &sorts()[0]) };
        write_receipts(kind, version, GUID, &[receipt])
    };
    let zeros = "0".repeat(18);
    let rows: &[Fit<'_>] = &[
        (DocumentKind::Declaration, "", "invtNo", Some(""), Some(&zeros)),
        (DocumentKind::Declaration, &long, "invtNo", Some(&long[..20]), Some(&long[..18])),
        (DocumentKind::Declaration, "", "preNo", Some(&zeros), Some(&zeros)),
        (DocumentKind::Declaration, "", "statisticsFlag", Some("0"), Some("0")),
        (DocumentKind::SalesOrder, "", "ebpCode", Some(""), Some("0")),
        (DocumentKind::SalesOrder, &long, "ebpCode", Some(&long[..18]), Some(&long[..50])),
        (DocumentKind::Waybill, &long, "logisticsNo", Some(&long[..32]), Some(&long[..80])),
        (DocumentKind::SummaryApplication, "", "sumNo", None, None),
        (DocumentKind::SummaryApplication, &long, "sumNo", Some(&long[..18]), Some(&long[..18])),
        (DocumentKind::Arrival, "", "msgSeqNo", Some("999999999"), Some("999999999")),
        (DocumentKind::Cancellation, "", "msgSeqNo", None, None),
        (DocumentKind::ReturnApplication, "", "ebpCode", None, None),
        (DocumentKind::ReturnApplication, "", "ebcCode", None, None),
        (DocumentKind::ReturnApplication, "", "preNo", None, None),
        (DocumentKind::ReturnApplication, "", "invtNo", Some(""), Some(&zeros)),
        (DocumentKind::ReturnTally, "", "preNo", None, None),
        (DocumentKind::ReturnTally, &long, "logisticsNo", Some(&long[..80]), Some(&long[..80])),
    ];
    for (kind, text, element, newer, older) in rows {
        for (version, expected) in [(V202205, newer), (V2018113, older)] {
            let found = text_of(&write(version, *kind, text), element);
            assert_eq!(found.as_deref(), *expected, "{kind:?} {version:?} {element}");
        }
    }
}

#[test]
fn a_summary_result_has_its_numbers_in_202205_only() {
    let result = summary_result(&sorts()[0], 2);
    let names = |version| -> Vec<String> {
        let bytes = write_summary_result(version, GUID, std::slice::from_ref(&result));
        let found = texts(&bytes).into_iter().map(|(name, _)| name);
        found.skip_while(|name| name != "SummaryResultList").skip(1).take(5).collect()
    };
    assert_eq!(names(V202205), ["invtNo", "logisticsNo", "gseqno", "gnum", "gcode"]);
    assert_eq!(names(V2018113), ["invtNo", "logisticsNo", "gnum", "gcode", "SummaryResultList"]);
}

#[test]
fn a_refused_message_survives_in_its_receipt() {
    for sort in sorts() {
        let fault = FormatFault { original: format!("\r]]{}]", sort.text), ..format_fault(&sort) };
        let found = texts(&write_format_fault(ReceiptForm::Prefixed, GUID, &fault, time()));
        let legal = fault.original.replace(['\0', '\u{1}', '\u{1B}', '\u{FFFE}', '\u{FFFF}'], "\u{FFFD}");
        assert_eq!(found.last().unwrap(), &("oriBizMessage".to_owned(), legal), "{}", sort.name);
    }
    let bytes = write_format_fault(ReceiptForm::Prefixed, GUID, &format_fault(&sorts()[0]), time());
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.contains("<ceb:oriBizMessage><![CDATA[B20260105000000001]]></ceb:oriBizMessage>"), "{text}");
    let names: Vec<String> = texts(&bytes).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names[..2], ["CEB900Message", "MessageReturn"]);
    assert_eq!(
        names[2..],
        [
            "guid",
            "returnStatus",
            "returnInfo",
            "returnTime",
            "oriCopMsgId",
            "oriMessageType",
            "oriBizMessage"
        ]
    );
}

#[test]
fn a_letter_is_written_as_its_content() {
    let sort = &sorts()[0];
    let (one, result, fault) =
        (receipt(DocumentKind::Waybill, sort), summary_result(sort, 1), format_fault(sort));
    for version in MessageVersion::ALL {
        let write = |content| write_letter(version, &letter(GUID, content));
        let receipts = write_receipts(DocumentKind::Waybill, version, GUID, std::slice::from_ref(&one));
        assert_eq!(write(Content::Receipt(one.clone())), Some(receipts));
        let results = write_summary_result(version, GUID, std::slice::from_ref(&result));
        assert_eq!(write(Content::SummaryResult(Box::new(result.clone()))), Some(results));
        let refused = write_format_fault(ReceiptForm::Prefixed, GUID, &fault, time());
        assert_eq!(write(Content::FormatFault(Box::new(fault.clone()))), Some(refused));
        assert_eq!(write(Content::Copy(DocumentId(1), DocumentKind::Waybill)), None);
    }
}
