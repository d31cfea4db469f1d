//! Lost answers, silence, and what the caller can do afterwards.

use crate::line::{Line, Proxy};
use crate::station::Station;
use crate::{client, waybill};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::Instant;
use tongguan_client::proto::intake::v1::SubmitStreamRequest;
use tonic::Code;

const MAILBOX: &str = "DXPENT0000000001";

/// The server commits, and its answer is lost: the client asks again by itself, with the same id, and gets the answer.
#[tokio::test]
async fn a_lost_answer_is_asked_for_again() {
    let station = Station::start().await;
    let line = Proxy::to(station.address).await;
    let client = client(line.address).await;
    client.acknowledge(0).await.unwrap(); // The connection stands.
    line.turn(Line::Deaf);
    let submitting = tokio::spawn(async move { client.submit(vec![waybill(1)]).await });
    station.until_letters(MAILBOX).await;
    line.turn(Line::Cut);
    line.turn(Line::Good);
    let answer = submitting.await.unwrap().unwrap();
    assert!(answer.replayed && answer.refused.is_none(), "{answer:?}");
    assert_eq!((answer.results.len(), station.documents().await), (1, 1));
}

/// The client gives up: its error has the id, and who asks with it later gets the answer to what was done.
#[tokio::test]
async fn an_error_has_the_request_id() {
    let station = Station::start().await;
    let line = Proxy::to(station.address).await;
    let client = client(line.address).await;
    client.acknowledge(0).await.unwrap();
    line.turn(Line::Deaf);
    let caller = client.clone();
    let submitting = tokio::spawn(async move { caller.submit(vec![waybill(1)]).await });
    station.until_letters(MAILBOX).await;
    line.turn(Line::Cut);
    let unanswered = submitting.await.unwrap().unwrap_err();
    assert!(unanswered.to_string().contains(&unanswered.request_id) && !unanswered.request_id.is_empty());
    line.turn(Line::Good);
    // Another id would be told that the document is there already.
    let other = client.submit(vec![waybill(1)]).await.unwrap();
    assert_eq!(other.refused.unwrap().reason, "DUPLICATE");
    let request = SubmitStreamRequest {
        request_id: unanswered.request_id,
        documents: vec![waybill(1)],
        all_or_none: true,
        ..Default::default()
    };
    let answer = client.submit_request(request).await.unwrap();
    assert!(answer.replayed && answer.refused.is_none(), "{answer:?}");
    assert_eq!(station.documents().await, 1);
}

/// A refusal for good is not tried again, and carries its reason.
#[tokio::test]
async fn a_refusal_comes_at_once() {
    let station = Station::start().await;
    let client = client(station.address).await;
    let status = client.acknowledge(99).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    let answer = client.submit(Vec::new()).await.unwrap();
    assert_eq!(answer.refused.unwrap().reason, "DOCUMENT_MISSING");
}

/// Somebody takes connections and never says a word.
#[tokio::test]
async fn silence_ends() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(silent.local_addr().unwrap()).await;
    tokio::time::pause();
    let begun = Instant::now();
    let status = client.acknowledge(1).await.unwrap_err();
    assert!(matches!(status.code(), Code::DeadlineExceeded | Code::Unavailable), "{status:?}");
    assert!(begun.elapsed() < Duration::from_secs(70), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn nobody_there_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = tongguan_client::Client::connect(format!("http://{free}")).await.unwrap_err();
    assert_eq!(error.to_string(), format!("no connection to http://{free}"));
}
