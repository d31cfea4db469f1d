//! Stop and start on the same folder.

use crate::support::receipts::assert_gapless;
use crate::support::{Station, reason, told};
use tokio_stream::StreamExt;
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::document_key::Key;
use tongguan_testkit::{DISHONEST_EXPORTER, Parcel};
use tongguan_wire::document as wire;

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let parcel = Parcel::number(1);
    let documents = parcel.documents();

    let station = Station::at(folder.path()).await;
    let caller = station.caller();
    caller.register(&DISHONEST_EXPORTER).await;
    let mut first = Vec::new();
    for (at, document) in documents[..4].iter().enumerate() {
        let accepted = caller.forcing("release").submit(at.to_string(), document.clone()).await.unwrap();
        first.push(accepted);
    }
    let seen = caller.mailbox().until("", |receipt| receipt.return_code == 399).await;
    caller.mailbox().acknowledge(3).await.unwrap();
    let view = caller.view().await;
    station.stop().await;

    let station = Station::at(folder.path()).await;
    let caller = station.caller();
    assert_eq!(caller.view().await, view);
    assert_eq!(caller.mailbox().all().await, seen[3..], "what was acknowledged stays so");
    for (at, (document, accepted)) in documents.iter().zip(&first).enumerate() {
        let again =
            caller.forcing("release").submit_or_repeat(at.to_string(), document.clone()).await.unwrap();
        assert_eq!(again, (accepted.clone(), true));
        let request = pb::GetDocumentRequest {
            key: Some(pb::DocumentKey { key: Some(Key::DocumentId(accepted.document_id)) }),
            ..Default::default()
        };
        let found = caller.intake().get_document(request).await.unwrap().into_inner();
        assert_eq!(found.document.unwrap(), wire::write(document));
    }
    // A watch goes on from the cursor of the last life, as if nothing had been.
    let kept = &seen[seen.len() / 2];
    caller.submit("a", parcel.arrival).await.unwrap();
    caller.submit("l", parcel.departure).await.unwrap();
    let rest = caller.mailbox().until(&kept.cursor, |receipt| receipt.return_code == 899).await;
    assert_gapless(&rest, kept.number + 1);
    assert_eq!(rest[..seen.len() - seen.len() / 2 - 1], seen[seen.len() / 2 + 1..]);
    assert!(told(&rest).contains(" 800 899\n"));
    station.stop().await;
}

/// A second stop and start, now from a snapshot alone, changes nothing either.
#[tokio::test]
async fn restarts_add_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut messages = None;
    for life in 0..4 {
        let station = Station::at(folder.path()).await;
        let caller = station.caller();
        if life == 0 {
            caller.submit_parcel(&Parcel::number(1)).await;
            caller.in_sandbox("other").submit_parcel(&Parcel::number(2)).await;
        }
        let now = [
            caller.mailbox().all_messages().await,
            caller.in_sandbox("other").mailbox().all_messages().await,
        ];
        assert_eq!(messages.get_or_insert_with(|| now.clone()), &now, "life {life}");
        station.stop().await;
    }
}

/// A watcher is told to come back, and finds everything.
#[tokio::test]
async fn a_stop_ends_a_watch_with_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let station = Station::at(folder.path()).await;
    let caller = station.caller();
    let request = WatchReceiptsRequest::default();
    let mut stream = caller.exchange().watch_receipts(request).await.unwrap().into_inner();
    caller.submit("o", Parcel::number(1).order).await.unwrap();
    let first = stream.next().await.unwrap().unwrap().receipt.unwrap();
    let (end, ()) = tokio::join!(
        async {
            loop {
                if let Err(status) = stream.next().await.expect("a stream that ends says why") {
                    return status;
                }
            }
        },
        station.stop()
    );
    assert_eq!((end.code(), reason(&end)), (tonic::Code::Unavailable, "SERVER_DRAINING".to_owned()));
    let station = Station::at(folder.path()).await;
    assert_eq!(station.caller().mailbox().all().await[0], first);
    station.stop().await;
}

#[tokio::test]
async fn two_servers_cannot_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let station = Station::at(folder.path()).await;
    let error = Station::refused(folder.path()).await;
    assert!(matches!(error, tongguan::compose::StartError::Journal(_)), "{error}");
    station.caller().submit("o", Parcel::number(1).order).await.unwrap();
    station.stop().await;
}
