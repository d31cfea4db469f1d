//! Keys that come and go while a server runs. It looks at the file by itself; a test asks until the answer has changed.

use crate::station::{PATIENCE, Ring, Station, bearer, reason};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tongguan_domain::document::Document;
use tongguan_identity::ApiKey;
use tongguan_identity::Role::Operator;
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tongguan_proto::intake::v1::{ListDocumentsRequest, SubmitDocumentsRequest, SubmitStreamRequest};
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;

const LIST: &str = "/tongguan.intake.v1.DeclarationIntake/ListDocuments";

async fn holds(station: &Station, key: &ApiKey) -> bool {
    station.reason(LIST, &[&bearer(key)]).await.is_empty()
}

/// Asks until a key holds, or does not.
async fn until(station: &Station, key: &ApiKey, expected: bool) {
    let asking = async { while holds(station, key).await != expected {} };
    timeout(PATIENCE, asking).await.expect("the file of keys is not looked at");
}

fn waybill(number: u32) -> tongguan_proto::document::v1::Document {
    write(&Document::from(Parcel::number(number).waybill))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_replaced_without_a_restart() {
    let ring = Ring::new();
    let first = ring.add("blue", &[Operator]);
    let station = Station::start(&ring).await;
    let client = station.client(&first).await;
    let sent = SubmitDocumentsRequest { documents: vec![waybill(1)], ..Default::default() };
    client.intake().submit_documents(sent).await.unwrap();
    let second = ring.add("blue", &[Operator]);
    until(&station, &second, true).await;
    assert!(holds(&station, &first).await, "two keys of a tenant hold at a time");
    ring.revoke(&first);
    until(&station, &first, false).await;
    // The tenant has what it had, with its new key.
    let client = station.client(&second).await;
    let found = client.intake().list_documents(ListDocumentsRequest::default()).await.unwrap();
    assert_eq!(found.into_inner().documents.len(), 1);
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_file_changes_nothing_and_a_mended_one_does() {
    let ring = Ring::new();
    let first = ring.add("blue", &[Operator]);
    let station = Station::start(&ring).await;
    let good = std::fs::read(ring.file()).unwrap();
    std::fs::write(ring.file(), "no key\n").unwrap();
    // It is looked at in no call, so this one only shows that the first key is not lost at once.
    assert!(holds(&station, &first).await);
    std::fs::write(ring.file(), &good).unwrap();
    let second = ring.add("blue", &[Operator]);
    until(&station, &second, true).await;
    std::fs::remove_file(ring.file()).unwrap();
    assert!(holds(&station, &first).await && holds(&station, &second).await);
    let third = ring.add("blue", &[Operator]);
    until(&station, &third, true).await;
    assert!(!holds(&station, &first).await, "a key that is not in the file any more");
    station.stop().await;
}

/// Another label, another end: the key is the one that it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_beside_a_key_ends_no_stream() {
    let ring = Ring::new();
    let first = ring.add("blue", &[Operator]);
    let station = Station::start(&ring).await;
    let client = station.client(&first).await;
    let mut watching =
        client.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap().into_inner();
    let line = std::fs::read_to_string(ring.file()).unwrap();
    let with = |more: &str| line.replacen('{', &format!("{{{more},"), 1);
    std::fs::write(ring.file(), with("\"label\":\"nightly\"").replace("\"label\":\"\",", "")).unwrap();
    // The next one shows that the file has been read again.
    let second = ring.add("blue", &[Operator]);
    until(&station, &second, true).await;
    let sent = SubmitDocumentsRequest { documents: vec![waybill(1)], ..Default::default() };
    client.intake().submit_documents(sent).await.unwrap();
    timeout(PATIENCE, watching.next()).await.expect("hung").unwrap().unwrap();
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_ends_with_its_key() {
    let ring = Ring::new();
    let (first, second) = (ring.add("blue", &[Operator]), ring.add("blue", &[Operator]));
    let station = Station::start(&ring).await;
    let (old, new) = (station.client(&first).await, station.client(&second).await);
    let mut watching =
        old.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap().into_inner();
    let (send, requests) = mpsc::channel(1);
    let mut answers = old.intake().submit_stream(ReceiverStream::new(requests)).await.unwrap().into_inner();
    let submission = |number: u32| SubmitStreamRequest {
        request_id: number.to_string(),
        documents: vec![waybill(number)],
        ..Default::default()
    };
    send.send(submission(1)).await.unwrap();
    timeout(PATIENCE, answers.next()).await.expect("hung").unwrap().unwrap();
    timeout(PATIENCE, watching.next()).await.expect("hung").unwrap().unwrap();
    ring.revoke(&first);
    until(&station, &first, false).await;

    send.send(submission(2)).await.unwrap();
    let refused = timeout(PATIENCE, answers.next()).await.expect("hung").unwrap().unwrap_err();
    assert_eq!(reason(&refused), "KEY_INVALID");
    let found = new.intake().list_documents(ListDocumentsRequest::default()).await.unwrap();
    assert_eq!(found.into_inner().documents.len(), 1, "the second submission had an effect");

    let sent = SubmitDocumentsRequest { documents: vec![waybill(3)], ..Default::default() };
    new.intake().submit_documents(sent).await.unwrap();
    let mut told = Vec::new();
    let ended = loop {
        match timeout(PATIENCE, watching.next()).await.expect("hung").unwrap() {
            Ok(receipt) => told.extend(receipt.receipt.map(|receipt| receipt.document_id)),
            Err(status) => break status,
        }
    };
    assert_eq!(reason(&ended), "KEY_INVALID");
    // What had been sent before may come; nothing of the third document does.
    assert!(told.iter().all(|id| *id == 1), "{told:?}");
    station.stop().await;
}
