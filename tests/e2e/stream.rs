//! Volume: many submissions in one stream.

use crate::support::Station;
use crate::support::caller::SENDER;
use tokio_stream::StreamExt;
use tongguan_client::accepted;
use tongguan_domain::document::DocumentKind;
use tongguan_proto::intake::v1 as pb;
use tongguan_testkit::{Parcel, changed};
use tongguan_wire::document as wire;

const FOUR: [DocumentKind; 4] = [
    DocumentKind::SalesOrder,
    DocumentKind::PaymentReceipt,
    DocumentKind::Waybill,
    DocumentKind::Declaration,
];

fn submission(number: u32) -> pb::SubmitStreamRequest {
    let parcel = Parcel::number(number);
    pb::SubmitStreamRequest {
        request_id: format!("parcel-{number}"),
        sender: SENDER.to_owned(),
        documents: FOUR.map(|kind| wire::write(&parcel.document(kind))).into(),
        all_or_none: true,
        ..Default::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_parcels_and_the_refused_between_them() {
    const PARCELS: u32 = 1_000;
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut requests: Vec<_> = (1..=PARCELS).map(submission).collect();
    // In between: a faulty one, a duplicate under another id, one with a wrong id, an empty one, a repeated one.
    let faulty = wire::write(&changed(Parcel::number(9_001).order, "currency=999"));
    let duplicate = pb::SubmitStreamRequest { request_id: "duplicate".to_owned(), ..submission(7) };
    requests[499].documents[0] = faulty;
    requests.insert(600, duplicate);
    requests.insert(700, pb::SubmitStreamRequest { request_id: "a b".to_owned(), ..submission(9_002) });
    requests.insert(800, pb::SubmitStreamRequest { documents: Vec::new(), ..submission(9_003) });
    requests.insert(900, submission(3));
    let ids: Vec<_> = requests.iter().map(|request| request.request_id.clone()).collect();

    let stream = caller.intake().submit_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = stream.map(Result::unwrap).collect().await;
    assert_eq!(answers.iter().map(|answer| answer.request_id.clone()).collect::<Vec<_>>(), ids);
    let refused: Vec<_> = answers
        .iter()
        .enumerate()
        .filter_map(|(at, answer)| answer.refused.as_ref().map(|refused| (at, refused.reason.as_str())))
        .collect();
    assert_eq!(
        refused,
        [(499, "FAULTS"), (600, "DUPLICATE"), (700, "REQUEST_ID_INVALID"), (800, "DOCUMENT_MISSING")]
    );
    assert_eq!(answers[499].refused.as_ref().unwrap().faults[0].faults[0].path, "currency");
    assert!(answers[900].replayed && answers[900].results == answers[2].results);
    let taken: Vec<_> = answers
        .iter()
        .filter(|a| !a.replayed)
        .flat_map(|a| accepted(a.results.clone()))
        .map(|a| a.document_id)
        .collect();
    assert_eq!(taken, (1..=u64::from(PARCELS - 1) * 4).collect::<Vec<_>>());

    let view = caller.view().await;
    assert_eq!(view.documents, u64::from(PARCELS - 1) * 4);
    assert_eq!(caller.mailbox().all().await.len() as u64, view.receipts);
    station.stop().await;
}

/// A stream that its sender leaves does not take back what was taken.
#[tokio::test]
async fn a_sender_that_leaves() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let (requests, waiting) = tokio::sync::mpsc::channel(4);
    let waiting = tokio_stream::wrappers::ReceiverStream::new(waiting);
    requests.send(submission(1)).await.unwrap();
    let mut answers = caller.intake().submit_stream(waiting).await.unwrap().into_inner();
    assert_eq!(answers.next().await.unwrap().unwrap().results.len(), 4);
    drop((requests, answers));
    assert_eq!(caller.view().await.documents, 4);
    station.stop().await;
}
