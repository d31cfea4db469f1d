//! The exchange as a process of its own asks for keys, shows its own, and hands on those of its callers.

use crate::station::{Ring, Station};
use std::process::Command;
use tongguan::compose::{Running, ServeOptions, Serves, StartError, start};
use tongguan::peers::Peers;
use tongguan_client::Client;
use tongguan_identity::ApiKey;
use tongguan_identity::Role::{Agency, Declarant, Officer, Operator, Service};
use tongguan_peer::Badge;
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::intake::v1::SubmitDocumentsRequest;
use tongguan_testkit::{Parcel, skipped};
use tongguan_wire::access;
use tonic::Code;

async fn exchange(ring: &Ring, intake: &Station, key: Option<&ApiKey>) -> Result<Running, StartError> {
    let serves = Serves { intake: false, risk: false, credit: false, exchange: true };
    let badge = key.and_then(|key| Badge::of_key(key.text())).unwrap_or_default();
    let intake = format!("http://{}", intake.running().address()).parse().ok();
    let peers = Peers { intake, badge, ..Peers::default() };
    let json = Some("127.0.0.1:0".parse().unwrap());
    start(ServeOptions { serves, peers, json, api_keys: Some(ring.file()), ..ServeOptions::default() }).await
}

async fn client(running: &Running, key: &ApiKey) -> Client {
    Client::connect(format!("http://{}", running.address())).await.unwrap().api_key(key.text())
}

async fn receipts(client: &Client) -> Vec<pb::ListReceiptsResponse> {
    vec![client.exchange().list_receipts(pb::ListReceiptsRequest::default()).await.unwrap().into_inner()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tenants_are_kept_apart_in_two_processes() {
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Declarant]), ring.add("red", &[Declarant]));
    let (service, operator) = (ring.add("ours", &[Service]), ring.add("blue", &[Operator]));
    let of_blue = ring.add("blue", &[Service]);
    let intake = Station::with(&ring, ServeOptions { feed: true, ..ServeOptions::default() }).await;
    for key in [None, Some(&blue)] {
        let refused = exchange(&ring, &intake, key).await.err().map(|error| error.to_string());
        let refused = refused.unwrap_or_default();
        assert!(refused.contains("intake does not take the key of this process"), "{refused}");
    }
    let running = exchange(&ring, &intake, Some(&service)).await.unwrap();

    // Sent to one, read at the other: the same, cursors too.
    let documents = Parcel::number(1).documents().iter().map(tongguan_wire::document::write).collect();
    let request = SubmitDocumentsRequest { documents, settle: true, ..Default::default() };
    intake.client(&operator).await.intake().submit_documents(request).await.unwrap();
    let here = client(&running, &blue).await;
    let found = receipts(&here).await;
    assert_eq!(found, receipts(&intake.client(&blue).await).await);
    assert!(found[0].receipts.len() > 5);
    assert!(receipts(&client(&running, &red).await).await[0].receipts.is_empty(), "another's");

    // A change goes on with the key of its caller, and not with that of the process.
    let acknowledge = pb::AcknowledgeReceiptsRequest { up_to: 2, ..Default::default() };
    let done = here.exchange().acknowledge_receipts(acknowledge.clone()).await.unwrap().into_inner();
    assert_eq!(done.acknowledged, 2);
    let strange = client(&running, &red).await.exchange().acknowledge_receipts(acknowledge.clone()).await;
    assert_eq!(strange.unwrap_err().code(), Code::FailedPrecondition, "there is nothing of his");
    for key in [&service, &of_blue] {
        let refused = client(&running, key).await.exchange().acknowledge_receipts(acknowledge.clone()).await;
        assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    }
    let nobody = Client::connect(format!("http://{}", running.address())).await.unwrap();
    let refused = nobody.exchange().acknowledge_receipts(acknowledge).await;
    assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
    by_json(&running, &blue);
    running.stop().await;
    intake.stop().await;
}

/// The same by JSON.
fn by_json(running: &Running, key: &ApiKey) {
    let url = format!(
        "http://{}/tongguan.exchange.v1.ClearanceExchange/AcknowledgeReceipts",
        running.json().unwrap()
    );
    let curl = Command::new("curl")
        .args(["-sS", "-d", "{\"up_to\":3}", "-H", &format!("authorization: Bearer {}", key.text()), &url])
        .output();
    let Ok(curl) = curl else { return skipped("there is no curl", "TONGGUAN_REQUIRE_CURL") };
    let told: serde_json::Value = serde_json::from_slice(&curl.stdout).unwrap();
    assert_eq!(told["acknowledged"], 3, "{told}");
}

/// The feed shows every sandbox of every tenant: it is for processes, and for nobody else, an operator neither.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_is_for_processes_alone() {
    let ring = Ring::new();
    let service = ring.add("ours", &[Service]);
    let others = [Declarant, Agency, Officer, Operator].map(|role| ring.add("blue", &[role]));
    let intake = Station::with(&ring, ServeOptions { feed: true, ..ServeOptions::default() }).await;
    let methods = access::methods(tongguan_proto::FEED).unwrap();
    assert_eq!(methods.iter().filter(|method| method.service.ends_with("JournalFeed")).count(), 5);
    for method in methods {
        assert_eq!(intake.reason(&method.path, &[]).await, "KEY_INVALID", "{}", method.path);
        for key in &others {
            let shown = format!("Bearer {}", key.text());
            assert_eq!(intake.reason(&method.path, &[&shown]).await, "ROLE_MISSING", "{}", method.path);
        }
        let shown = format!("Bearer {}", service.text());
        let reason = intake.reason(&method.path, &[&shown]).await;
        assert!(!["KEY_INVALID", "ROLE_MISSING"].contains(&reason.as_str()), "{}: {reason}", method.path);
    }
    intake.stop().await;
}
