//! One more kind, by one file and one line: everything that a kind needs is there.

use super::*;
use crate::fault::Level;
use crate::receipt::ReceiptKeys;
use crate::return_code::ReturnCode;

const VERSION: MessageVersion = MessageVersion::V202205;
const KIND: DocumentKind = DocumentKind::Sample;

/// What was sent, by element; the rest is absent.
fn read(sent: &[(&str, &str)], version: MessageVersion) -> (Document, Vec<Fault>) {
    let text = |field: &Field| sent.iter().find(|(element, _)| *element == field.element);
    let slot = |field| text(field).map_or(Raw::Absent, |(_, text)| Raw::Text((*text).to_owned()));
    let mut head: Vec<_> = KIND.head_fields().iter().map(slot).collect();
    let mut faults = Vec::new();
    (Document::take(KIND, &mut head, &mut [], version, &mut faults), faults)
}

const GUID: &str = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";
const SENT: [(&str, &str); 9] = [
    ("guid", GUID),
    ("appType", "1"),
    ("appTime", "20260105085300"),
    ("appStatus", ""),
    ("copNo", "COP1"),
    ("sampleNo", "S7"),
    ("agentCode", "A1"),
    ("agentName", "代理"),
    ("packNo", "12"),
];

fn sample() -> Document {
    let (document, faults) = read(&SENT, VERSION);
    assert!(faults.is_empty(), "{faults:?}");
    document
}

#[test]
fn it_is_read() {
    let Document::Sample(sample) = sample() else { panic!("a sample") };
    assert_eq!(
        (sample.app_status.as_str(), sample.sample_no.as_deref(), sample.pack_no),
        ("2", Some("S7"), 12)
    );
    let (_, faults) = read(&SENT[..8], MessageVersion::V2018113);
    let rules: Vec<_> = faults.iter().map(|fault| fault.rule.code).collect();
    assert_eq!(rules, [fault::NOT_IN_VERSION.code, fault::MISSING.code]);
}

#[test]
fn it_is_written_in_the_order_of_its_schema() {
    let document = sample();
    let mut written = Vec::new();
    document.each_head_field(&mut |field, value| written.push((field.element, value.to_string())));
    let expected =
        SENT.map(|(element, text)| if element == "appStatus" { (element, "2") } else { (element, text) });
    let expected =
        expected.into_iter().chain([("note", "")]).map(|(element, text)| (element, text.to_owned()));
    assert_eq!(written, expected.collect::<Vec<_>>());
    assert_eq!((document.line_count(), document.note()), (0, None));
}

#[test]
fn it_is_stored() {
    let document = sample();
    let stored = minicbor::to_vec(&document).unwrap();
    assert_eq!(minicbor::decode::<Document>(&stored).unwrap(), document);
    let keys = ReceiptKeys::of(&document, "S20260105000000001");
    let stored = minicbor::to_vec(&keys).unwrap();
    assert_eq!(minicbor::decode::<ReceiptKeys>(&stored).unwrap(), keys);
}

#[test]
fn it_is_echoed() {
    let document = sample();
    let keys = ReceiptKeys::of(&document, "S20260105000000001");
    let mut echoed = Vec::new();
    keys.each(&mut |field, value| echoed.push(format!("{}={value}", field.element)));
    assert_eq!(
        echoed,
        ["agentCode=A1", "preNo=S20260105000000001", "sampleNo=S7", "copNo=COP1", "packNo=12"]
    );
    assert_eq!((keys.kind(), keys.pre_no(), keys.customs_no()), (KIND, "S20260105000000001", ""));
    assert_eq!((document.business_key(), keys.business_key()), ("A1+COP1".to_owned(), "A1+COP1".to_owned()));
}

#[test]
fn its_row_is_in_every_table() {
    assert_eq!(DocumentKind::ALL.last(), Some(&KIND));
    assert_eq!(DocumentKind::of_root("CEB113Message"), Some(KIND));
    assert_eq!((KIND.name(), KIND.message(), KIND.receipt_message()), ("sample", 113, 114));
    assert_eq!((KIND.receipt_root_element(), KIND.receipt_element()), ("CEB114Message", "SampleReturn"));
    assert_eq!(KIND.pre_no_letter(), Some('S'));
    assert_eq!(ReturnCode::negative(KIND, Level::Business, 7).number(), -113_007);
    assert!(ReturnCode::REVIEWED.is_last_for(KIND) && !ReturnCode::STORED.is_last_for(KIND));
    let document = sample();
    assert_eq!((document.kind(), document.heading().guid, document.sender()), (KIND, GUID, ("A1", "代理")));
    assert!(document.may_be_signed_by("A1") && !document.may_be_signed_by("A2"));
}
