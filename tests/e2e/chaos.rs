//! Receipts that come twice, out of order, or say that sending failed: a client that goes by times and sends again
//! still ends right.

use crate::support::{Caller, Station, reason};
use std::collections::{BTreeMap, BTreeSet};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_proto::document::v1::Receipt;
use tongguan_proto::sandbox::v1::{Chances, CreateSandboxRequest};
use tongguan_testkit::Parcel;

const PARCELS: u32 = 40;
/// More tries than chance needs.
const TRIES: u32 = 30;

/// A client that reads each receipt as it comes, and believes the one with the latest `returnTime`. What has been read
/// under the same guid and code changes nothing.
#[derive(Default)]
struct Client {
    read: u64,
    repeated: u32,
    late: u32,
    known: BTreeMap<u64, BTreeSet<(i64, i32, i32, String)>>,
}

impl Client {
    async fn catch_up(&mut self, caller: &Caller) {
        for receipt in caller.mailbox().all().await {
            if receipt.number > self.read {
                self.read = receipt.number;
                self.take(receipt);
            }
        }
        // Nothing that was read is asked for again.
        caller.mailbox().acknowledge(self.read).await.unwrap();
    }

    fn take(&mut self, receipt: Receipt) {
        let time = receipt.return_time.unwrap();
        let known = self.known.entry(receipt.document_id).or_default();
        let entry = (time.seconds, time.nanos, receipt.return_code, receipt.guid);
        self.late += u32::from(known.last().is_some_and(|last| *last > entry));
        self.repeated += u32::from(!known.insert(entry));
    }

    fn codes(&self, document: u64) -> Vec<i32> {
        self.known.get(&document).into_iter().flatten().map(|(.., code, _)| *code).collect()
    }
}

/// Sends a document until customs has it.
async fn insist(caller: &Caller, client: &mut Client, document: Document) -> u64 {
    for number in 0..TRIES {
        let id = format!("{}-{number}", document.heading().guid);
        let caller = caller.forcing("release");
        match caller.submit(id, document.clone()).await {
            Ok(accepted) => {
                client.catch_up(&caller).await;
                if !client.codes(accepted.document_id).contains(&4) {
                    return accepted.document_id;
                }
            }
            Err(status) => panic!("{}: {}", reason(&status), status.message()),
        }
    }
    panic!("customs never got {:?} {}", document.kind(), document.heading().guid);
}

#[tokio::test]
async fn a_patient_client_ends_right() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("chaos");
    let often = Some(300_000);
    let chances = Chances {
        sending_fails: often,
        receipts_repeated: often,
        receipts_reordered: often,
        ..Default::default()
    };
    caller.create_as(CreateSandboxRequest { seed: 7, chances: Some(chances), ..Default::default() }).await;
    let mut client = Client::default();
    let mut ends = BTreeMap::new();
    for number in 1..=PARCELS {
        let parcel = Parcel::number(number);
        for kind in DocumentKind::PARCEL {
            let id = insist(&caller, &mut client, parcel.document(kind)).await;
            ends.insert((number, kind), id);
        }
    }
    client.catch_up(&caller).await;
    for ((number, kind), id) in ends {
        let codes = client.codes(id);
        let expected: &[i32] = match kind {
            DocumentKind::Declaration => &[2, 3, 120, 399, 800, 899],
            DocumentKind::Arrival | DocumentKind::Departure => &[2, 3, 399],
            _ => &[2, 3, 120],
        };
        assert_eq!(codes, expected, "{kind:?} of parcel {number}");
    }
    println!("{} receipts, {} repeated, {} out of order", client.read, client.repeated, client.late);
    assert!(client.repeated > 50 && client.late > 20, "{} {}", client.repeated, client.late);
    station.stop().await;
}
