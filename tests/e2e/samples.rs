//! The official samples and the official schema. Neither is part of this repository.

use crate::support::judge::{Schema, refused_by_schema, specification};
use crate::support::{Caller, Station, reason};
use std::collections::BTreeSet;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::process::Outcome;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::exchange::v1::SendCebMessageResponse;
use tongguan_testkit::{Parcel, changed};
use tongguan_wire::status::read_faults;
use tonic::Status;
use tonic_types::StatusExt;

fn place_and_code(fault: &tongguan_proto::document::v1::Fault) -> String {
    format!("{} {}", fault.element_path, fault.code)
}

/// What became of a message: one line per reason, nothing left out.
fn outcome(answer: &Result<SendCebMessageResponse, Status>) -> Vec<String> {
    match answer {
        Ok(answer) => {
            let mut lines = Vec::new();
            for record in &answer.records {
                if record.accepted.is_some() {
                    lines.push("record taken".to_owned());
                } else {
                    assert!(record.return_code < 0);
                    let faults = record.faults.iter().map(place_and_code).collect::<Vec<_>>().join(", ");
                    let why = if faults.is_empty() { record.return_info.clone() } else { faults };
                    lines.push(format!("record {} {why}", record.return_code));
                }
            }
            lines
        }
        Err(status) => {
            let info = status.get_details_error_info().expect("a refusal has a named reason");
            if let Some(code) = info.metadata.get("xml_code") {
                assert!(status.message().starts_with(code.as_str()), "{}", status.message());
                return vec![format!("{} {}", reason(status), status.message())];
            }
            let lists = read_faults(status);
            let faults: Vec<_> = lists.iter().flat_map(|list| &list.faults).map(place_and_code).collect();
            assert_eq!(
                info.metadata["fault_count"],
                faults.len().to_string(),
                "every reason is in the answer"
            );
            faults.into_iter().map(|fault| format!("{} {fault}", reason(status))).collect()
        }
    }
}

/// One entry of the printed table; what is said several times in a row is said once.
fn tell(name: &str, lines: &[String]) {
    println!("{name}");
    for same in lines.chunk_by(|a, b| a == b) {
        println!("    {} x {}", same.len(), same[0]);
    }
}

/// The samples of most requests carry a second `BaseTransfer` each, which their own schema refuses.
fn with_one_transfer(xml: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(xml).ok()?;
    let (open, close) = ("<ceb:BaseTransfer>", "</ceb:BaseTransfer>");
    let second = text.match_indices(open).nth(1)?.0;
    let end = text.rfind(close)? + close.len();
    Some([&text[..second], &text[end..]].concat().into_bytes())
}

#[tokio::test]
async fn every_official_sample_is_taken_or_refused_with_every_reason() {
    let Some(folder) = specification(MessageVersion::V202205) else { return };
    let requests = DocumentKind::ALL.map(|kind| format!("CEB{}", kind.message()));
    let mut files: Vec<_> =
        std::fs::read_dir(folder.join("samples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 22);
    let station = Station::ephemeral().await;
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let caller = station.caller().in_sandbox(name);
        let xml = std::fs::read(&file).unwrap();
        let answer = caller.send_xml("sample", xml.clone()).await;
        let lines = outcome(&answer);
        tell(name, &lines);
        if !requests.contains(&name.to_owned()) {
            assert!(lines.len() == 1 && lines[0].starts_with("XML_UNREADABLE UNKNOWN_ROOT"), "{lines:?}");
            continue;
        }
        let Some(corrected) = with_one_transfer(&xml) else {
            assert_eq!(lines.len(), 10, "one answer per record");
            continue;
        };
        assert!(lines.iter().all(|line| line.starts_with("XML_BREAKS_SCHEMA")), "{lines:?}");
        assert!(lines.iter().any(|line| line.ends_with("/BaseTransfer ELEMENT_REPEATED")), "{lines:?}");
        let answer = caller.send_xml("corrected", corrected).await;
        let lines = outcome(&answer);
        tell(&format!("{name}, with one BaseTransfer"), &lines);
        assert_eq!(lines.len(), 10, "one answer per record");
    }
    station.stop().await;
}

async fn emit(caller: &Caller, number: u32, outcome: &str) {
    let [order, payment, waybill, declaration, arrival, departure] = Parcel::number(number).documents();
    let rows = [
        (None, order),
        (None, payment),
        (None, waybill),
        (Some(outcome), declaration),
        (None, arrival),
        (None, departure),
    ];
    for (at, (outcome, document)) in rows.into_iter().enumerate() {
        let caller = outcome.map_or_else(|| caller.clone(), |outcome| caller.forcing(outcome));
        caller.submit(format!("{number}-{at}"), document).await.unwrap();
    }
}

/// Every code that can be reached, in every message that can carry it.
#[tokio::test]
async fn every_receipt_fits_the_official_schema() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut number = 0;
    for (_, outcome, _) in Outcome::ALL {
        number += 1;
        emit(&caller, number, outcome).await;
    }
    for at in 0..6 {
        // A draft, a faulty one, one that breaks the rule of one key, a deletion of nothing; texts that need escapes.
        let of = |number: u32| Parcel::number(number).documents()[at].clone();
        let rows: [(&str, Document); 6] = [
            ("draft", changed(of(100), "app_status=1 note=<&>]]>")),
            ("faulty", changed(of(101), "app_type=9 app_time=20261399000000")),
            ("first", of(102)),
            ("duplicate", of(102)),
            ("nothing-to-delete", changed(of(103), "app_type=3")),
            ("deleted", changed(of(102), "app_type=3 app_time=20260105085959")),
        ];
        for (name, document) in rows {
            caller.send(&format!("{name}-{at}"), &[document]).await.unwrap();
        }
    }
    // A declaration that differs from its order, and a departure of what is not released.
    let differing = Parcel::number(200);
    caller.submit("200o", differing.order).await.unwrap();
    caller.submit("200w", differing.waybill).await.unwrap();
    caller.submit("200d", changed(differing.declaration, "pack_no=7")).await.unwrap();
    caller.submit("200l", differing.departure).await.unwrap();

    let receipts = caller.mailbox().all().await;
    let codes: BTreeSet<_> = receipts.iter().map(|r| r.return_code).collect();
    for code in [1, 2, 3, 4, 100, 120, 300, 399, 500, 501, 502, 503, 599, 700, 800, 899] {
        assert!(codes.contains(&code), "{code} is missing in {codes:?}");
    }
    for kind in 1..=6 {
        let negative = receipts.iter().filter(|r| r.kind == kind && r.return_code < 0).count();
        assert!(negative >= 2, "kind {kind}: {negative}");
    }
    let messages = caller.mailbox().all_messages().await;
    let files: Vec<_> = messages
        .iter()
        .map(|message| (format!("{:05}-{}.xml", message.number, message.message_type), message.xml.to_vec()))
        .collect();
    if let Some(refused) = refused_by_schema(MessageVersion::V202205, Schema::Export, &files) {
        println!("{} receipts judged, codes {codes:?}", files.len());
        assert!(refused.is_empty(), "{refused:#?}");
    }
    station.stop().await;
}
