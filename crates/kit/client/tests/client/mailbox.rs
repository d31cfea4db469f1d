//! Cursors and watching: over restarts, before the first use, and where they do not belong.

use crate::station::Station;
use crate::{client, waybill};
use tongguan_client::Client;
use tongguan_client::proto::exchange::v1::{
    ListCebMessagesRequest, ListReceiptsRequest, WatchReceiptsRequest,
};
use tonic::{Code, Status};

/// The place after everything in a mailbox.
async fn cursor(client: &Client, recipient: &str) -> String {
    list(client, recipient, "").await.unwrap().1
}

/// Numbers of the receipts after a cursor, and the next one.
async fn list(client: &Client, recipient: &str, cursor: &str) -> Result<(Vec<u64>, String), Status> {
    let (recipient, cursor) = (recipient.to_owned(), cursor.to_owned());
    let request = ListReceiptsRequest { recipient, cursor, page_size: 0, ..Default::default() };
    let page = client.exchange().list_receipts(request).await?.into_inner();
    Ok((page.receipts.iter().map(|receipt| receipt.number).collect(), page.next_cursor))
}

fn is_of_another(status: &Status) {
    assert_eq!(status.code(), Code::FailedPrecondition, "{status:?}");
    assert_eq!(tongguan_wire::status::read_reason(status).unwrap().name(), "CURSOR_OF_ANOTHER_LIFE");
    assert!(status.message().contains("without it"), "a hint: {}", status.message());
}

/// Whoever begins to read before anybody has sent goes on from there, in every way to read, over a restart.
#[tokio::test]
async fn a_cursor_from_before_the_first_use_is_good() {
    for sandbox in ["default", "named"] {
        let mut station = Station::start().await;
        let early = client(station.address).await.sandbox(sandbox);
        let place = cursor(&early, "").await;
        let xml = ListCebMessagesRequest::default();
        let xml = early.exchange().list_ceb_messages(xml).await.unwrap().into_inner().next_cursor;
        assert!(!station.knows(sandbox).await, "looking creates nothing");
        station = station.restart().await;
        let client = client(station.address).await.sandbox(sandbox);
        assert!(client.submit(vec![waybill(1)]).await.unwrap().refused.is_none());
        let mut receipts = client.receipts(place.clone());
        assert_eq!(receipts.next().await.unwrap().number, 1);
        station = station.restart().await;
        let all = list(&client, "", &place).await.unwrap().0;
        assert_eq!((all.first(), all.is_empty()), (Some(&1), false));
        let request = ListCebMessagesRequest { cursor: xml, ..Default::default() };
        let messages = client.exchange().list_ceb_messages(request).await.unwrap().into_inner().messages;
        assert_eq!(messages.len(), all.len());
        drop(station);
    }
}

/// A cursor of one mailbox says nothing in another one, of another sender, sandbox or journal.
#[tokio::test]
async fn a_cursor_belongs_to_one_mailbox() {
    let station = Station::start().await;
    let one = client(station.address).await;
    let other = one.clone().sender("DXPENT0000000002");
    let elsewhere = one.clone().sandbox("elsewhere");
    for (client, number) in [(&one, 1), (&other, 2), (&elsewhere, 3)] {
        assert!(client.submit(vec![waybill(number)]).await.unwrap().refused.is_none());
    }
    let place = cursor(&one, "").await;
    assert_eq!(list(&one, "", &place).await.unwrap().0, [0; 0]);
    // The same mailbox by its name.
    assert_eq!(list(&one, "DXPENT0000000001", &place).await.unwrap().0, [0; 0]);
    is_of_another(&list(&one, "DXPENT0000000002", &place).await.unwrap_err());
    is_of_another(&list(&one, "DXPENT0000000009", &place).await.unwrap_err());
    is_of_another(&list(&elsewhere, "", &place).await.unwrap_err());
    let watch = WatchReceiptsRequest {
        recipient: "DXPENT0000000002".to_owned(),
        cursor: place.clone(),
        ..Default::default()
    };
    is_of_another(&one.exchange().watch_receipts(watch).await.unwrap_err());
    is_of_another(&other.receipts(place.clone()).next().await.unwrap_err());
    // Cursors of version 0.1.0 named a log of the journal, or none.
    for epoch in 0..3 {
        let old = tongguan_wire::cursor::write(tongguan_wire::cursor::Cursor { epoch, number: 1 });
        is_of_another(&list(&one, "", &old).await.unwrap_err());
    }
    let station = station.forget().await;
    let client = client(station.address).await;
    assert!(client.submit(vec![waybill(1)]).await.unwrap().refused.is_none());
    is_of_another(&list(&client, "", &place).await.unwrap_err());
}

/// Receipts come in order and each once, over a restart in the middle.
#[tokio::test]
async fn a_follower_goes_on_over_a_restart() {
    let mut station = Station::start().await;
    let client = client(station.address).await;
    let mut receipts = client.receipts("");
    let mut numbers = Vec::new();
    for parcel in 1..4 {
        assert!(client.submit(vec![waybill(parcel)]).await.unwrap().refused.is_none());
        numbers.push(receipts.next().await.unwrap().number);
        station = station.restart().await;
    }
    let last = list(&client, "", receipts.cursor()).await.unwrap().0;
    for expected in last {
        numbers.push(receipts.next().await.unwrap().number);
        assert_eq!(numbers.last(), Some(&expected));
    }
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    drop(station);
}

/// Watching a sandbox that is not there does not make it, and hears of its first receipt.
#[tokio::test]
async fn watching_makes_no_sandbox_and_misses_nothing() {
    let station = Station::start().await;
    let client = client(station.address).await.sandbox("typo");
    let watch = client.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap();
    let mut watch = watch.into_inner();
    assert_eq!(client.acknowledge(0).await.unwrap(), 0);
    assert_eq!(client.acknowledge(1).await.unwrap_err().code(), Code::FailedPrecondition);
    assert!(!station.knows("typo").await);
    assert!(client.submit(vec![waybill(1)]).await.unwrap().refused.is_none());
    let first = watch.message().await.unwrap().unwrap().receipt.unwrap();
    assert_eq!(first.number, 1);
}
