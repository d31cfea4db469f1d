//! What a mailbox brings, as CEB XML from callbacks and queues, with prefixes or without: receipts, results of summaries, copies.

use prost_types::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1::{FormatFault, Receipt, SummaryResult};
use tongguan_wire::document::write_kind;

/// Root of the receipt of a message that is refused whole.
const FORMAT_FAULT: &str = "CEB900Message";
/// Root of the result of a summary, which has no status.
const SUMMARY_RESULT: &str = "CEB792Message";
/// How deep the fields of a record lie.
const FIELD: usize = 3;

type Fields = BTreeMap<String, String>;

/// The receipts of a message; `None` where it is none that a mailbox brings. They have no number: that is no part of the XML. What has no
/// status, a result of a summary or a copy of what somebody sent, is one, with nothing but its kind.
pub(crate) fn read(xml: &[u8]) -> Option<Vec<Receipt>> {
    let text = std::str::from_utf8(xml).ok()?;
    let mut tokens = Reader::from_str(text);
    let (mut path, mut root) = (Vec::<String>::new(), None::<String>);
    let (mut fields, mut receipts) = (Fields::new(), Vec::new());
    loop {
        match tokens.read_event().ok()? {
            Event::Start(start) => {
                let name: &str = start.local_name().into_inner();
                if path.is_empty() {
                    root = Some(name.to_owned());
                }
                path.push(name.to_owned());
            }
            Event::Text(text) => noted(&mut fields, &path, text.as_ref()),
            Event::End(_) => {
                path.pop()?;
                if path.len() == 1 {
                    let (root, fields) = (root.as_deref()?, std::mem::take(&mut fields));
                    match without_status(root) {
                        None => receipts.push(receipt(root, fields)?),
                        // However many records it has.
                        Some(one) => receipts = vec![one],
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    root.filter(|_| path.is_empty()).map(|_| receipts)
}

fn noted(fields: &mut Fields, path: &[String], text: &str) {
    if let (FIELD, Some(name)) = (path.len(), path.last()) {
        fields.entry(name.clone()).or_default().push_str(text);
    }
}

/// What a message is that has no status, by its root; `None`: one that has.
fn without_status(root: &str) -> Option<Receipt> {
    let receipts = DocumentKind::ALL.into_iter().any(|kind| kind.receipt_root_element() == root);
    if receipts || root == FORMAT_FAULT {
        return None;
    }
    if root == SUMMARY_RESULT {
        return Some(Receipt { summary_result: Some(SummaryResult::default()), ..Receipt::default() });
    }
    DocumentKind::of_root(root).map(|_| Receipt { copy: true, ..Receipt::default() })
}

/// A receipt of its fields. Without a status it is none.
fn receipt(root: &str, mut fields: Fields) -> Option<Receipt> {
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.receipt_root_element() == root);
    if kind.is_none() && root != FORMAT_FAULT {
        return None;
    }
    let mut taken = |name: &str| fields.remove(name).unwrap_or_default();
    let (guid, time) = (taken("guid"), taken("returnTime"));
    let format_fault = kind.is_none().then(|| FormatFault {
        transport_id: taken("oriCopMsgId"),
        message_type: taken("oriMessageType"),
        original: String::new(),
    });
    Some(Receipt {
        document_id: known_by(&guid, &time),
        kind: kind.map_or(0, |kind| write_kind(kind).into()),
        return_code: taken("returnStatus").parse().ok()?,
        return_info: taken("returnInfo"),
        return_time: moment(&time),
        guid,
        format_fault,
        keys: fields.into_iter().collect(),
        ..Receipt::default()
    })
}

/// The XML names no document as the API does. What is told of one guid at one time is told once.
fn known_by(guid: &str, time: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (guid, time).hash(&mut hasher);
    hasher.finish() >> 1
}

/// 17 digits.
fn moment(digits: &str) -> Option<Timestamp> {
    let (seconds, rest) = digits.split_at_checked(14)?;
    let millis = Moment::from_digits14(seconds)?.millis().checked_add(rest.parse().ok()?)?;
    let nanos = i32::try_from(millis.rem_euclid(1_000)).ok()? * 1_000_000;
    Some(Timestamp { seconds: millis.div_euclid(1_000), nanos })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail at any line")]
mod tests {
    use super::*;
    use tongguan_ceb::{ReceiptForm, Style, write_format_fault, write_receipts};
    use tongguan_domain::receipt::{self, ReceiptKeys};
    use tongguan_domain::return_code::ReturnCode;
    use tongguan_domain::version::MessageVersion;
    use tongguan_testkit::Parcel;

    const TIME: Moment = Moment::from_millis(1_767_574_800_007);

    #[test]
    fn both_forms_are_read() {
        let document = Parcel::number(7).declaration.into();
        let told = receipt::Receipt {
            document: None,
            guid: "G".to_owned(),
            keys: ReceiptKeys::of(&document, "B1"),
            code: ReturnCode::REVIEWED,
            time: TIME,
            info: "[Code:2300;Desc:审核通过]".to_owned(),
        };
        for form in [ReceiptForm::Prefixed, ReceiptForm::Plain] {
            let style = Style { version: MessageVersion::V202205, form };
            let xml = write_receipts(DocumentKind::Declaration, style, "M", &[told.clone(), told.clone()]);
            let read = read(&xml).unwrap();
            assert_eq!(read.len(), 2);
            let one = &read[0];
            assert_eq!((one.return_code, one.return_info.as_str()), (399, told.info.as_str()));
            assert_eq!(one.keys["copNo"], "COP00000007");
            let time = one.return_time.unwrap();
            assert_eq!(time.seconds * 1_000 + i64::from(time.nanos) / 1_000_000, TIME.millis());
            assert_eq!(one.document_id, read[1].document_id);
        }
    }

    #[test]
    fn a_message_that_was_refused_whole() {
        let fault = receipt::FormatFault {
            guid: "G".to_owned(),
            code: ReturnCode::from_number(-604_002),
            info: "x".to_owned(),
            transport_id: "T".to_owned(),
            message_type: "CEB603Message".to_owned(),
            original: "<a>]]></a>".to_owned(),
        };
        let read = read(&write_format_fault(ReceiptForm::Plain, "M", &fault, TIME)).unwrap();
        let told = read[0].format_fault.as_ref().unwrap();
        assert_eq!((read[0].return_code, told.transport_id.as_str()), (-604_002, "T"));
        assert_eq!(told.message_type, "CEB603Message");
    }

    #[test]
    fn what_has_no_status_is_one_whatever_it_holds() {
        for (xml, copy) in [
            (
                "<ceb:CEB792Message xmlns:ceb='c'><ceb:SummaryResult><a/></ceb:SummaryResult></ceb:CEB792Message>",
                false,
            ),
            (
                "<CEB603Message><Inventory><a>1</a></Inventory><Inventory/><BaseTransfer/></CEB603Message>",
                true,
            ),
        ] {
            let read = read(xml.as_bytes()).unwrap();
            assert_eq!(read.len(), 1, "{xml}");
            assert_eq!((read[0].copy, read[0].summary_result.is_some()), (copy, !copy), "{xml}");
        }
    }

    #[test]
    fn what_is_no_receipt() {
        for xml in [
            "",
            "words",
            "<a>",
            "<a><b/></a>",
            "<CEB603Message/>",
            "<CEB604Message><a/></CEB604Message",
            "<a><b></a>",
        ] {
            assert!(read(xml.as_bytes()).is_none_or(|told| told.is_empty()), "{xml}");
        }
    }
}
