//! `tongguan compare` foretells what the server does: the same files go through both, and every document fares alike.

use super::{Server, rows, text, tongguan};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, SerializeOptions};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tongguan_ceb::{Transfer, write_request};
use tongguan_domain::document::Document;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::Parcel;

const DAY: &str = "2026-01-05";
/// Sets of each way in.
const SETS: u64 = 25;

/// A small generator of the numerical recipes: the same sets every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A paper of a parcel, perhaps wrong in itself, at odds with the others, repeated, changed or deleted.
fn paper(draw: &mut Draw, number: u32, kind: u64) -> Document {
    let mut parcel = Parcel::number(number);
    match draw.below(12) {
        0 => parcel.waybill.pack_no = 3,
        1 => parcel.declaration.head.pack_no = 2,
        2 => parcel.order.items[0].item_no = "OTHER".to_owned(),
        3 => parcel.order.items[0].currency = "1".to_owned(),
        4 => parcel.declaration.head.country = "XXX".to_owned(),
        5 => parcel.waybill.currency = "9".to_owned(),
        6 => parcel.arrival.head.bill_no = None,
        _ => {}
    }
    let (app_type, app_status) = match draw.below(10) {
        0 => ("2", "2"),
        1 => ("3", "2"),
        2 => ("1", "1"),
        3 => ("2", "1"),
        _ => ("1", "2"),
    };
    macro_rules! sent {
        ($document:expr, $head:expr) => {{
            (app_type.clone_into(&mut $head.app_type), app_status.clone_into(&mut $head.app_status));
            $document.into()
        }};
    }
    match kind {
        0 => sent!(parcel.order, parcel.order.head),
        1 => sent!(parcel.payment, parcel.payment),
        2 => sent!(parcel.waybill, parcel.waybill),
        3 => sent!(parcel.declaration, parcel.declaration.head),
        4 => sent!(parcel.arrival, parcel.arrival.head),
        _ => sent!(parcel.departure, parcel.departure.head),
    }
}

/// Calls or messages of a few papers about two parcels; those of one message are of one kind.
fn calls(draw: &mut Draw, set: u64, one_kind: bool) -> Vec<Vec<Document>> {
    let number = u32::try_from(set * 2 + 1).unwrap();
    let call = |at: u64, draw: &mut Draw| {
        let kind = if at < 4 { [0, 2, 3, 1][at as usize] } else { draw.below(6) };
        let more = draw.below(3);
        let mut papers = vec![paper(draw, number, kind)];
        for _ in 0..more {
            let other = if one_kind { kind } else { draw.below(6) };
            let of = number + u32::try_from(draw.below(2)).unwrap();
            papers.push(paper(draw, of, other));
        }
        papers
    };
    (0..9).map(|at| call(at, draw)).collect()
}

fn json(call: &[Document]) -> Vec<u8> {
    let pool = DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap();
    let known = pool.get_message_by_name("tongguan.document.v1.Document").unwrap();
    let documents = call.iter().map(|document| {
        let bytes = tongguan_wire::document::write(document).encode_to_vec();
        let dynamic = DynamicMessage::decode(known.clone(), bytes.as_slice()).unwrap();
        let options = SerializeOptions::new().use_proto_field_name(true);
        dynamic.serialize_with_options(serde_json::value::Serializer, &options).unwrap()
    });
    serde_json::json!({ "documents": documents.collect::<Vec<Value>>() }).to_string().into_bytes()
}

fn xml(call: &[Document], number: usize) -> Vec<u8> {
    let transfer = Transfer {
        cop_code: "3301980AGT".to_owned(),
        cop_name: "杭州示例报关有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: "DXPENT0000000001".to_owned(),
        note: None,
    };
    let guid = format!("0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A{number:04}");
    write_request(MessageVersion::V202205, &guid, call, &transfer, &[]).unwrap()
}

/// Writes the calls as files.
fn files(folder: &Path, calls: &[Vec<Document>], as_xml: bool) -> Vec<PathBuf> {
    let write = |(number, call): (usize, &Vec<Document>)| {
        let (bytes, ending) = if as_xml { (xml(call, number), "xml") } else { (json(call), "json") };
        let path = folder.join(format!("{number:02}.{ending}"));
        std::fs::write(&path, bytes).unwrap();
        path
    };
    calls.iter().enumerate().map(write).collect()
}

fn with<'a>(before: &[&'a str], files: &'a [PathBuf], after: &[&'a str]) -> Vec<&'a str> {
    let files = files.iter().map(|path| path.to_str().unwrap());
    before.iter().copied().chain(files).chain(after.iter().copied()).collect()
}

/// What every document of the calls met: the codes of its receipts, or of its refusal.
fn served(server: &Server, sandbox: &str, files: &[PathBuf], calls: &[Vec<Document>]) -> Vec<String> {
    let sent = server.call(&with(&["submit", "--json", "--no-wait", "--sandbox", sandbox], files, &[]));
    let events: Vec<Value> =
        text(&sent.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut told: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    for receipt in rows(&server.call(&["receipts", "--json", "--sandbox", sandbox])) {
        let codes = told.entry(receipt["document_id"].as_u64().unwrap()).or_default();
        codes.push(receipt["return_code"].as_i64().unwrap());
    }
    let mut events = events.into_iter();
    let mut met = Vec::new();
    for call in calls {
        let mut left = call.len();
        while left > 0 {
            let event = events.next().unwrap();
            if event["event"] == "accepted" {
                let id = event["document_id"].as_u64().unwrap();
                met.push(format!("{:?}", told.get(&id).cloned().unwrap_or_default()));
                left -= 1;
            } else if event["record"].is_u64() {
                met.push(format!("[{}]", event["return_code"]));
                left -= 1;
            } else {
                met.extend(std::iter::repeat_n("refused".to_owned(), left));
                left = 0;
            }
        }
    }
    assert!(events.next().is_none());
    met
}

/// The same as `compare` foretells it.
fn foretold(files: &[PathBuf], calls: &[Vec<Document>], as_xml: bool) -> Vec<String> {
    let compared =
        rows(&tongguan(&with(&["compare", "--json", "--all", "--before", DAY, "--after", DAY], files, &[])));
    let mut compared = compared.into_iter();
    let mut met = Vec::new();
    for call in calls {
        let sides: Vec<Value> = compared.by_ref().take(call.len()).map(|row| row["after"].clone()).collect();
        let first = |side: &Value| side["codes"][0].as_i64();
        let whole = sides.iter().any(|side| side["info"].as_str().unwrap().starts_with("CEB900"));
        let refused = !as_xml && sides.iter().any(|side| first(side).is_none_or(|code| code < 0));
        for side in &sides {
            let codes: Vec<i64> =
                side["codes"].as_array().unwrap().iter().map(|code| code.as_i64().unwrap()).collect();
            met.push(if whole || refused { "refused".to_owned() } else { format!("{codes:?}") });
        }
    }
    met
}

/// What a server takes in no call is foretold of none.
#[test]
fn a_call_has_no_more_documents_than_a_server_takes() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<Document> = (1..=101).map(|number| Parcel::number(number).waybill.into()).collect();
    for (call, words) in [(many, "a call carries at most 100 documents"), (Vec::new(), "no document")] {
        let files = files(folder.path(), &[call], false);
        let compared = tongguan(&with(&["compare", "--before", DAY, "--after", DAY], &files, &[]));
        assert_ne!(compared.status.code(), Some(0));
        assert!(text(&compared.stderr).contains(words), "{}", text(&compared.stderr));
    }
}

#[test]
fn compare_and_the_server_agree() {
    let start = format!("{DAY}T09:00:00+08:00");
    let server =
        Server::start(&["--ephemeral", "--no-control", "--seed", "0", "--start-time", start.as_str()]);
    let mut draw = Draw(7);
    let (mut documents, mut refused) = (0, 0);
    for as_xml in [false, true] {
        for set in 0..SETS {
            let folder = tempfile::tempdir().unwrap();
            let calls = calls(&mut draw, set, as_xml);
            let files = files(folder.path(), &calls, as_xml);
            let sandbox = format!("set-{set}-{as_xml}");
            let (served, foretold) =
                (served(&server, &sandbox, &files, &calls), foretold(&files, &calls, as_xml));
            assert_eq!(foretold, served, "set {set}, XML {as_xml}: {:#?}", calls_named(&calls));
            documents += served.len();
            refused += served.iter().filter(|met| met.as_str() == "refused" || met.starts_with("[-")).count();
        }
    }
    // Both sides are met often, or the sets prove nothing.
    assert!(refused * 5 > documents && refused * 5 < documents * 4, "{refused} of {documents} refused");
}

fn calls_named(calls: &[Vec<Document>]) -> Vec<Vec<String>> {
    let name = |document: &Document| {
        let heading = document.heading();
        format!("{:?} {} {} {}", document.kind(), heading.guid, heading.app_type, heading.app_status)
    };
    calls.iter().map(|call| call.iter().map(name).collect()).collect()
}
