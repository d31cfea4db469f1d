//! Looking at documents: get, list, explain, validate.

use crate::support::{Station, reason};
use tongguan_domain::document::Document;
use tongguan_proto::document::v1::{DocumentKind, Outcome};
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::document_key::Key as Explained;
use tongguan_proto::intake::v1::document_key::Key as Asked;
use tongguan_testkit::{Parcel, changed};
use tongguan_wire::document as wire;

#[tokio::test]
async fn what_was_sent_comes_back_by_every_key() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let parcel = Parcel::number(1);
    let accepted = caller.submit_parcel(&parcel).await;
    let invt_no = caller.mailbox().until_closed().await.last().unwrap().keys["invtNo"].clone();
    let get = async |key| {
        let request =
            pb::GetDocumentRequest { key: Some(pb::DocumentKey { key: Some(key) }), ..Default::default() };
        caller.intake().get_document(request).await.map(tonic::Response::into_inner)
    };
    for (document, accepted) in parcel.documents().iter().zip(&accepted) {
        let mut keys = vec![Asked::DocumentId(accepted.document_id)];
        if !accepted.pre_no.is_empty() {
            keys.push(Asked::PreNo(accepted.pre_no.clone()));
        }
        if document.kind() == tongguan_domain::document::DocumentKind::Declaration {
            keys.push(Asked::InvtNo(invt_no.clone()));
        }
        for key in keys {
            let found = get(key.clone()).await.unwrap();
            assert_eq!(found.document.unwrap(), wire::write(document), "{key:?}");
            assert_eq!(found.summary.unwrap().accepted.unwrap().document_id, accepted.document_id);
        }
    }
    for key in
        [Asked::DocumentId(0), Asked::DocumentId(7), Asked::PreNo("B".into()), Asked::InvtNo("1".into())]
    {
        assert_eq!(reason(&get(key).await.unwrap_err()), "NOT_FOUND");
    }
    let status = caller
        .intake()
        .get_document(pb::GetDocumentRequest { key: None, ..Default::default() })
        .await
        .unwrap_err();
    assert_eq!(reason(&status), "ARGUMENT_INVALID");
    station.stop().await;
}

#[tokio::test]
async fn lists_by_kind_by_state_by_pages() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for number in 1..=5 {
        let parcel = Parcel::number(number);
        for document in &parcel.documents()[..4] {
            let id = format!("{number}-{:?}", document.kind());
            caller.forcing("release").submit(id, document.clone()).await.unwrap();
        }
    }
    let list = async |request: pb::ListDocumentsRequest| {
        let (mut ids, mut request) = (Vec::new(), request);
        loop {
            let page = caller.intake().list_documents(request.clone()).await.unwrap().into_inner();
            ids.extend(page.documents.into_iter().map(|d| d.accepted.unwrap().document_id));
            if page.next_page_token.is_empty() {
                return ids;
            }
            request.page_token = page.next_page_token;
        }
    };
    let all = pb::ListDocumentsRequest { page_size: 3, ..Default::default() };
    assert_eq!(list(all.clone()).await, (1..=20).collect::<Vec<_>>());
    let declarations = pb::ListDocumentsRequest {
        kind: DocumentKind::Declaration.into(),
        page_size: 2,
        ..Default::default()
    };
    assert_eq!(list(declarations).await, [4, 8, 12, 16, 20]);
    let stored = pb::ListDocumentsRequest {
        state: tongguan_proto::document::v1::State::Stored.into(),
        ..Default::default()
    };
    assert_eq!(list(stored).await.len(), 15);
    let reviewed = pb::ListDocumentsRequest {
        state: tongguan_proto::document::v1::State::Reviewed.into(),
        ..Default::default()
    };
    assert_eq!(list(reviewed).await, [4, 8, 12, 16, 20]);
    for (request, expected) in [
        (pb::ListDocumentsRequest { page_token: "x".into(), ..Default::default() }, "PAGE_TOKEN_INVALID"),
        (pb::ListDocumentsRequest { kind: 99, ..Default::default() }, "ARGUMENT_INVALID"),
        (pb::ListDocumentsRequest { state: -1, ..Default::default() }, "ARGUMENT_INVALID"),
    ] {
        let status = caller.intake().list_documents(request).await.unwrap_err();
        assert_eq!(reason(&status), expected);
    }
    station.stop().await;
}

#[tokio::test]
async fn an_explanation_says_what_why_and_what_next() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let parcel = Parcel::number(1);
    let explain = async || {
        let request = pb::ExplainDocumentRequest {
            key: Some(pb::DocumentKey { key: Some(Explained::DocumentId(1)) }),
            ..Default::default()
        };
        caller.intake().explain_document(request).await.unwrap().into_inner()
    };
    caller.forcing("inspect").submit("d", parcel.declaration).await.unwrap();
    let waiting = explain().await;
    assert_eq!(waiting.waiting_for.len(), 2, "an order and a waybill: {:?}", waiting.waiting_for);
    for (id, document) in [("o", Document::from(parcel.order)), ("w", parcel.waybill.into())] {
        caller.submit(id, document).await.unwrap();
    }
    let reviewed = explain().await;
    assert_eq!(reviewed.waiting_for.len(), 1, "the arrival: {:?}", reviewed.waiting_for);
    caller.submit("a", parcel.arrival).await.unwrap();
    caller.submit("l", parcel.departure).await.unwrap();
    let done = explain().await;
    let codes: Vec<_> = done.steps.iter().map(|step| step.return_code).filter(|code| *code != 0).collect();
    assert_eq!(codes, [2, 3, 120, 399, 500, 800, 899]);
    assert!(done.steps.iter().any(|step| step.reasons.iter().any(|why| why.contains("forced"))), "{done:#?}");
    assert_eq!(done.waiting_for, [""; 0]);
    station.stop().await;
}

#[tokio::test]
async fn validation_finds_everything_and_changes_nothing() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let validate = async |document: Document| {
        let request =
            pb::ValidateDocumentRequest { document: Some(wire::write(&document)), ..Default::default() };
        let answer = caller.intake().validate_document(request).await.unwrap().into_inner();
        answer.faults.into_iter().map(|fault| fault.path).collect::<Vec<_>>()
    };
    for document in Parcel::number(1).documents() {
        assert_eq!(validate(document).await, [""; 0]);
    }
    let wrong = changed(Parcel::number(1).declaration, "customs_code=0001 country=099 items[2].unit=999");
    assert_eq!(validate(wrong).await, ["customs_code", "country", "items[2].unit"]);
    let status = caller
        .intake()
        .validate_document(pb::ValidateDocumentRequest { document: None, ..Default::default() })
        .await
        .unwrap_err();
    assert_eq!(reason(&status), "DOCUMENT_MISSING");
    assert_eq!(reason(&caller.find_view().await.unwrap_err()), "NOT_FOUND");
    station.stop().await;
}

/// What was recorded of screenings comes by pages, in the order in which they were made; one of them by its key. Who only
/// looks makes no sandbox.
#[tokio::test]
async fn screenings_come_by_pages() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let list = async |request: pb::ListScreeningsRequest| caller.intake().list_screenings(request).await;
    let empty = list(pb::ListScreeningsRequest::default()).await.unwrap().into_inner();
    assert_eq!((empty.screenings.len(), empty.next_page_token.as_str()), (0, ""));
    for number in 1..=5 {
        let parcel = Parcel::number(number);
        let documents = [Document::from(parcel.waybill), parcel.order.into(), parcel.declaration.into()];
        let caller = if number == 3 { caller.forcing("inspect") } else { caller.clone() };
        for (part, document) in documents.into_iter().enumerate() {
            caller.submit(&format!("{number}-{part}"), document).await.unwrap();
        }
    }
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListScreeningsRequest { page_size: 2, page_token, ..Default::default() };
        let page = list(request).await.unwrap().into_inner();
        assert!(page.screenings.len() <= 2);
        found.extend(page.screenings);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(found.iter().map(|one| one.document_id).collect::<Vec<_>>(), [3, 6, 9, 12, 15]);
    let forced = &found[2];
    assert_eq!(forced.outcome(), Outcome::Inspect);
    assert_eq!(forced.decision.as_ref().unwrap().reasons[0].rule, "forced");
    let facts = forced.facts.as_ref().unwrap();
    let lines = Parcel::number(3).declaration.items.len();
    assert_eq!((facts.declaration, facts.goods_names.len(), facts.exporter.is_empty()), (9, lines, false));
    let key = |id| Some(pb::DocumentKey { key: Some(Explained::DocumentId(id)) });
    let one =
        list(pb::ListScreeningsRequest { key: key(9), ..Default::default() }).await.unwrap().into_inner();
    assert_eq!((one.screenings.as_slice(), one.next_page_token.as_str()), (std::slice::from_ref(forced), ""));
    let of_order = list(pb::ListScreeningsRequest { key: key(8), ..Default::default() }).await.unwrap();
    assert!(of_order.into_inner().screenings.is_empty(), "nobody screens an order");
    for (request, expected) in [
        (pb::ListScreeningsRequest { key: key(99), ..Default::default() }, "NOT_FOUND"),
        (pb::ListScreeningsRequest { page_token: "x".into(), ..Default::default() }, "PAGE_TOKEN_INVALID"),
    ] {
        assert_eq!(reason(&list(request).await.unwrap_err()), expected);
    }
    station.stop().await;
}
