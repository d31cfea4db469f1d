//! Much at once: large documents, busy uploads, readers that do not read.

use crate::station::Station;
use crate::{client, waybill, waybill_with};
use std::time::Duration;
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tongguan_client::proto::exchange::v1::WatchReceiptsRequest;
use tongguan_client::proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_client::proto::intake::v1::document_key::Key;
use tongguan_client::proto::intake::v1::{
    DocumentKey, GetDocumentRequest, SubmitDocumentsRequest, SubmitStreamRequest,
};
use tongguan_domain::document::Document;
use tongguan_serve::{Drained, Limits};
use tongguan_wire::status::{Reason, read_reason};
use tonic::transport::Endpoint;
use tonic_types::StatusExt;

fn submission(
    id: &str,
    documents: Vec<tongguan_client::proto::document::v1::Document>,
) -> SubmitStreamRequest {
    SubmitStreamRequest { request_id: id.to_owned(), sender: String::new(), documents, ..Default::default() }
}

/// An arrival of as many parcels as there may be, each with the longest note: what XML takes, a call takes, and gives back.
#[tokio::test]
async fn the_largest_document_goes_in_and_comes_out() {
    let station = Station::start().await;
    let client = client(station.address).await;
    let mut arrival = tongguan_testkit::Parcel::number(1).arrival;
    let line = arrival.items[0].clone();
    arrival.items = (1..=tongguan_domain::limits::PARCEL_LINES as u32)
        .map(|gnum| {
            let mut item = line.clone();
            item.gnum = gnum;
            item.logistics_no = format!("LP{gnum:010}");
            item.note = Some("x".repeat(100));
            item
        })
        .collect();
    let document = tongguan_wire::document::write(&Document::from(arrival));
    let answer = client.submit(vec![document.clone()]).await.unwrap();
    assert_eq!(answer.refused, None);
    let request =
        GetDocumentRequest { key: Some(DocumentKey { key: Some(Key::DocumentId(1)) }), ..Default::default() };
    let mut intake = client.intake().max_decoding_message_size(8 << 20);
    let read = intake.get_document(request).await.unwrap().into_inner().document;
    assert_eq!(read, Some(document));
}

/// A request that is too large ends its stream with a reason and its id, after the answers to those before.
#[tokio::test]
async fn a_request_that_is_too_large_is_named() {
    let station = Station::start().await;
    let client = client(station.address).await;
    let requests = [
        submission("first", vec![waybill(1)]),
        submission("second", vec![waybill(2)]),
        submission("huge", vec![waybill_with(3, &"x".repeat(18 << 20))]),
        submission("fourth", vec![waybill(4)]),
    ];
    let stream = client.intake().submit_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = stream.collect().await;
    let [Ok(first), Ok(second), Err(status)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((first.request_id.as_str(), second.request_id.as_str()), ("first", "second"));
    assert_eq!(read_reason(status), Some(Reason::MessageTooLarge));
    assert!(String::from_utf8_lossy(status.details()).contains("huge"));
    let documents = vec![waybill_with(3, &"x".repeat(18 << 20))];
    let call = SubmitDocumentsRequest { request_id: "x".to_owned(), documents, ..Default::default() };
    let status = client.intake().submit_documents(call).await.unwrap_err();
    assert_eq!(read_reason(&status), Some(Reason::MessageTooLarge));
}

/// An upload that always has one more request hears of the stop, keeps the answers to what it sent, and the stop is clean.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_upload_hears_the_stop() {
    let station = Station::start().await;
    let client = client(station.address).await;
    let endless = tokio_stream::iter(std::iter::repeat_with(|| submission("again", vec![waybill(1)])));
    let mut answers = client.intake().submit_stream(endless).await.unwrap().into_inner();
    for _ in 0..100 {
        assert!(answers.message().await.unwrap().unwrap().refused.is_none());
    }
    let reading = tokio::spawn(async move {
        loop {
            match answers.message().await {
                Ok(Some(answer)) => assert!(answer.refused.is_none()),
                Ok(None) => panic!("no reason"),
                Err(status) => return status,
            }
        }
    });
    assert_eq!(station.stop().await, Drained::Clean);
    assert_eq!(read_reason(&reading.await.unwrap()), Some(Reason::ServerDraining));
}

#[tokio::test]
async fn one_connection_has_so_many_watchers() {
    let station = Station::start().await;
    let client = client(station.address).await;
    let mut watches = Vec::new();
    for _ in 0..Limits::DEFAULT.watchers_per_connection {
        watches.push(client.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap());
    }
    let status = client.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap_err();
    assert_eq!(read_reason(&status), Some(Reason::TooManyWatchers));
    // Calls go on, and so do other connections.
    client.acknowledge(0).await.unwrap();
    let other = crate::client(station.address).await;
    let _watch = other.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap();
}

/// A watcher who stops reading is told so, with the cursor of the last letter that is on its way; no letter is lost.
#[tokio::test]
async fn a_watcher_that_stops_reading_is_told_where_it_stands() {
    let limits =
        Limits { reader_patience: Duration::from_secs(3), watchers_per_connection: 1, ..Limits::DEFAULT };
    let station = Station::within(limits).await;
    let client = client(station.address).await;
    let requests = (0..2_000).map(|number| submission(&format!("r{number}"), vec![waybill(number)]));
    let requests = tokio_stream::iter(requests.collect::<Vec<_>>());
    let stream = client.intake().submit_stream(requests).await.unwrap().into_inner();
    let answers: Vec<_> = stream.collect().await;
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().refused.is_none()));

    let endpoint = Endpoint::from_shared(format!("http://{}", station.address)).unwrap();
    // A reader with little room for what it does not read.
    let endpoint = endpoint.initial_stream_window_size(65_535);
    let mut narrow = ClearanceExchangeClient::new(endpoint.connect().await.unwrap());
    let watch = WatchReceiptsRequest::default();
    let mut letters = narrow.watch_receipts(watch.clone()).await.unwrap().into_inner();
    // Nobody reads; the seat is free again when the server has given up.
    let free = async { while narrow.watch_receipts(watch.clone()).await.is_err() {} };
    timeout(Duration::from_secs(20), free).await.expect("the server gives up");
    let mut numbers = Vec::new();
    let end = loop {
        match letters.message().await {
            Ok(Some(letter)) => numbers.push(letter.receipt.unwrap().number),
            Ok(None) => panic!("no reason"),
            Err(status) => break status,
        }
    };
    assert_eq!(read_reason(&end), Some(Reason::ReaderStalled), "{end:?}");
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    let cursor = end.get_error_details().error_info().unwrap().metadata["cursor"].clone();
    let next = client.receipts(cursor).next().await.unwrap().number;
    assert_eq!(next, numbers.len() as u64 + 1);
}
