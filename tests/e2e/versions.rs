//! Two sandboxes side by side, one for each version of the messages: what one takes the other may refuse.

use crate::support::{Caller, Station, reason};
use core::slice;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::version::MessageVersion;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::MessageVersion::{MessageVersion202205, MessageVersion2018113};
use tongguan_testkit::{Parcel, Slots, departure_of};
use tongguan_wire::status::read_faults;
use tonic::Status;
use tonic_types::StatusExt;

/// What is sent, how each version answers the native call, and how it answers the XML.
struct Row {
    name: &'static str,
    document: Document,
    v202205: [&'static str; 2],
    v2018113: [&'static str; 2],
}

const TAKEN: [&str; 2] = ["taken", "taken"];

fn paper(kind: DocumentKind, changes: &str) -> Document {
    Slots::of(&Parcel::number(1).document(kind)).changed(changes).take(MessageVersion::V2018113).0
}

fn table() -> Vec<Row> {
    let long_number = format!("logistics_no={}", "L".repeat(33));
    let long_platform = format!("ebp_code={}", "P".repeat(50));
    let parcels: Vec<_> = (1..=101).map(Parcel::number).collect();
    let row = |name, document: Document, v202205, v2018113| Row { name, document, v202205, v2018113 };
    use DocumentKind::{Declaration, PaymentReceipt, ReturnApplication, ReturnTally, Waybill};
    vec![
        row(
            "a logisticsNo of 33 characters",
            paper(Waybill, &long_number),
            [
                "FAULTS logistics_no FIELD_TOO_LONG",
                "XML_BREAKS_SCHEMA Logistics[1]/logisticsNo FIELD_TOO_LONG",
            ],
            TAKEN,
        ),
        row(
            "an ebpCode of 50 characters",
            paper(PaymentReceipt, &long_platform),
            ["FAULTS ebp_code FIELD_TOO_LONG", "XML_BREAKS_SCHEMA Receipts[1]/ebpCode FIELD_TOO_LONG"],
            TAKEN,
        ),
        row(
            "an fFlag of 1",
            paper(Declaration, "freight_flag=1"),
            [
                "FAULTS freight_flag NOT_THE_FIXED_VALUE",
                "XML_BREAKS_SCHEMA Inventory[1]/fFlag NOT_THE_FIXED_VALUE",
            ],
            TAKEN,
        ),
        row(
            "a departure of 101 parcels",
            departure_of(1, &parcels).into(),
            TAKEN,
            [
                "FAULTS DepartureList TOO_MANY_LINES",
                "XML_BREAKS_SCHEMA Departure[1]/DepartureList TOO_MANY_LINES",
            ],
        ),
        row(
            "a return application for a declaration that there is not",
            Parcel::number(1).document(ReturnApplication),
            ["STATE_DOES_NOT_MATCH", "-213211"],
            ["FAULTS InvtRefund NOT_IN_VERSION", "XML_UNREADABLE NOT_IN_VERSION"],
        ),
        row(
            "a return tally",
            Parcel::number(1).document(ReturnTally),
            TAKEN,
            ["FAULTS InvtRefundDetail NOT_IN_VERSION", "XML_UNREADABLE NOT_IN_VERSION"],
        ),
    ]
}

/// The reason of a refusal, and every fault by its place.
fn told(status: &Status) -> String {
    let info = status.get_details_error_info().unwrap();
    let mut told = reason(status);
    if let Some(code) = info.metadata.get("xml_code") {
        told += &format!(" {code}");
    }
    for fault in read_faults(status).into_iter().flat_map(|list| list.faults) {
        let place = if fault.path.is_empty() { fault.element_path } else { fault.path };
        for word in [place, fault.code].into_iter().filter(|word| !word.is_empty()) {
            told += &format!(" {word}");
        }
    }
    told
}

async fn native(caller: &Caller, document: &Document) -> String {
    match caller.submit("native", document.clone()).await {
        Ok(_) => "taken".to_owned(),
        Err(status) => told(&status),
    }
}

async fn xml(caller: &Caller, document: &Document) -> String {
    match caller.send("xml", slice::from_ref(document)).await {
        Ok(answer) if answer.records[0].accepted.is_some() => "taken".to_owned(),
        Ok(answer) => answer.records[0].return_code.to_string(),
        Err(status) => told(&status),
    }
}

#[tokio::test]
async fn what_is_taken_where() {
    let station = Station::ephemeral().await;
    let mut wrong = Vec::new();
    for version in [MessageVersion202205, MessageVersion2018113] {
        for (number, row) in table().into_iter().enumerate() {
            let expected = if version == MessageVersion202205 { row.v202205 } else { row.v2018113 };
            let mut found = Vec::new();
            for way in ["native", "xml"] {
                let caller =
                    station.caller().in_sandbox(&format!("{}-{number}-{way}", version.as_str_name()));
                let request =
                    pb::CreateSandboxRequest { message_version: version.into(), ..Default::default() };
                assert_eq!(caller.create_as(request).await.message_version(), version);
                found.push(match way {
                    "native" => native(&caller, &row.document).await,
                    _ => xml(&caller, &row.document).await,
                });
            }
            if found != expected {
                wrong.push(format!("{version:?}: {}: {found:?}", row.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    station.stop().await;
}
