//! What is written is read as the same, and nothing makes the reader fall.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use proptest::prelude::*;
use std::time::{Duration, Instant};
use support::{GUID, Rng, document, full_document, full_message, transfer};
use tongguan_ceb::{Transfer, read, write_receipts, write_request};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::receipt::{Receipt, ReceiptKeys};
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_survives(seed: u64, kind in prop::sample::select(DocumentKind::ALL.to_vec()), count in 1usize..4) {
        let mut rng = Rng::new(seed);
        let documents: Vec<Document> = (0..count).map(|_| document(&mut rng, kind)).collect();
        let bytes = write_request(GUID, &documents, &transfer()).unwrap();
        let message = read(&bytes).unwrap();
        prop_assert!(!message.breaks_schema(), "{:?}", message.structure);
        prop_assert_eq!((message.kind, message.guid.as_str(), message.version.as_str()), (kind, GUID, "1.0"));
        prop_assert_eq!(&message.transfer, &transfer());
        prop_assert!(!message.signed && message.subscribers.is_empty() && message.unlisted == 0);
        let found: Vec<Document> = message.records.into_iter().map(|r| r.document).collect();
        prop_assert_eq!(&found, &documents);
        prop_assert_eq!(write_request(GUID, &found, &transfer()).unwrap(), bytes);
    }

    #[test]
    fn any_text_survives_in_the_transfer(text in "\\PC{0,18}", note in prop::option::of("(.|\r|\n|\t){0,40}")) {
        let given = Transfer { cop_code: text, note, ..transfer() };
        let documents = [full_document(DocumentKind::Waybill, 0)];
        let message = read(&write_request(GUID, &documents, &given).unwrap()).unwrap();
        let legal = |text: &str| text.chars().map(|c| match c {
            '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'.. => c,
            _ => '\u{FFFD}',
        }).collect::<String>();
        let expected = Transfer { cop_code: legal(&given.cop_code), note: given.note.as_deref().map(legal), ..given };
        prop_assert_eq!(message.transfer, expected);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}

#[test]
fn a_request_of_nothing_or_of_two_kinds_is_none() {
    let waybill = full_document(DocumentKind::Waybill, 0);
    let order = full_document(DocumentKind::SalesOrder, 1);
    assert!(write_request(GUID, &[], &transfer()).is_none());
    assert!(write_request(GUID, &[waybill.clone(), order], &transfer()).is_none());
    assert!(write_request(GUID, &vec![waybill.clone(); 101], &transfer()).is_none());
    assert!(write_request(GUID, &vec![waybill; 100], &transfer()).is_some());
}

#[test]
fn a_receipt_is_written_byte_for_byte() {
    let receipt = |pay_no: Option<&str>| Receipt {
        number: 1,
        document: None,
        guid: "G".repeat(36),
        message_guid: String::new(),
        keys: ReceiptKeys::PaymentReceipt {
            ebc_code: "A&B".to_owned(),
            order_no: "<1>".to_owned(),
            pay_no: pay_no.map(str::to_owned),
        },
        code: ReturnCode::STORED,
        time: Moment::from_rfc3339("2026-01-05T09:00:00.007+08:00").unwrap(),
        info: "海关入库\r\n[\u{1}]".to_owned(),
    };
    let bytes = write_receipts(DocumentKind::PaymentReceipt, "M\n\"", &[receipt(None), receipt(Some("P"))]);
    let guid = "G".repeat(36);
    let tail = "<ceb:returnStatus>120</ceb:returnStatus><ceb:returnTime>20260105090000007</ceb:returnTime>\
        <ceb:returnInfo>海关入库&#13;\n[\u{FFFD}]</ceb:returnInfo></ceb:ReceiptsReturn>";
    let begin = format!(
        "<ceb:ReceiptsReturn><ceb:guid>{guid}</ceb:guid><ceb:ebcCode>A&amp;B</ceb:ebcCode>\
         <ceb:orderNo>&lt;1&gt;</ceb:orderNo>"
    );
    let expected = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ceb:CEB404Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" \
         guid=\"M\u{FFFD}&quot;\" version=\"1.0\">{begin}{tail}{begin}<ceb:payNo>P</ceb:payNo>{tail}</ceb:CEB404Message>"
    );
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn mutations_never_make_the_reader_fall() {
    const TOKENS: [&str; 20] = [
        "<",
        ">",
        "&",
        ";",
        "\"",
        "'",
        "/",
        "=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "</",
        "/>",
        "xmlns",
        ":",
        "<!DOCTYPE",
        "&#",
    ];
    let begin = Instant::now();
    let mut rng = Rng::new(2026);
    let sources: Vec<Vec<u8>> =
        DocumentKind::ALL.iter().map(|kind| full_message(*kind, 1).into_bytes()).collect();
    let mut read_well = 0;
    for round in 0..20_000 {
        let mut bytes = sources[round % sources.len()].clone();
        for _ in 0..=rng.below(4) {
            if bytes.is_empty() {
                break;
            }
            let at = rng.below(bytes.len());
            match rng.below(8) {
                0 => bytes[at] = u8::try_from(rng.below(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => bytes.truncate(at.max(1)),
                3 => {
                    let until = (at + rng.below(64)).min(bytes.len());
                    let part = bytes[at..until].to_vec();
                    let to = rng.below(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
                4 | 5 => {
                    // A whole element goes away or comes twice, so that the markup stays well-formed.
                    let Some((from, to)) = element_after(&bytes, at) else {
                        continue;
                    };
                    let element = bytes[from..to].to_vec();
                    let again = if rng.below(2) == 0 { element } else { Vec::new() };
                    bytes.splice(from..if again.is_empty() { to } else { from }, again);
                }
                6 => bytes[at] = b"0159aZ -."[rng.below(9)],
                _ => drop(bytes.splice(at..at, TOKENS[rng.below(TOKENS.len())].bytes())),
            }
        }
        read_well += usize::from(read(&bytes).is_ok());
    }
    assert!(read_well > 500, "only {read_well} were read, so little was tried behind the parser");
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

fn element_after(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let from = text.match_indices("<ceb:").map(|(from, _)| from).find(|from| *from >= at)?;
    let name = text[from + 1..].split(['>', ' ']).next()?;
    let end = format!("</{name}>");
    Some((from, from + text[from..].find(&end)? + end.len()))
}
