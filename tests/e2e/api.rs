//! The calls that save a test its loops: documents of any kinds, each for itself; waiting; looking up; the life of a sandbox.

use crate::support::{Caller, Station, reason};
use tongguan_client::accepted;
use tongguan_proto::document::v1::{Accepted, Outcome, Receipt, Refused, State};
use tongguan_proto::exchange::v1 as exchange;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::document_key::Key;
use tongguan_proto::intake::v1::document_result::Result as Shown;
use tongguan_proto::intake::v1::wait_document_request::Until;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_testkit::{Parcel, changed};
use tongguan_wire::document::write;
use tonic::Status;

async fn submit(
    caller: &Caller,
    request: pb::SubmitDocumentsRequest,
) -> Result<pb::SubmitDocumentsResponse, Status> {
    caller.intake().submit_documents(request).await.map(tonic::Response::into_inner)
}

/// Order, payment receipt, waybill and declaration of a parcel.
fn papers(number: u32) -> pb::SubmitDocumentsRequest {
    let documents = Parcel::number(number).documents()[..4].iter().map(write).collect();
    pb::SubmitDocumentsRequest { documents, ..Default::default() }
}

fn codes(receipts: &[Receipt], document: u64) -> Vec<i32> {
    receipts.iter().filter(|one| one.document_id == document).map(|one| one.return_code).collect()
}

fn refusals(answer: &pb::SubmitDocumentsResponse) -> Vec<Option<Refused>> {
    let refused = |result: &pb::DocumentResult| match result.result.clone().unwrap() {
        Shown::Accepted(_) => None,
        Shown::Refused(refused) => Some(refused),
    };
    answer.results.iter().map(refused).collect()
}

fn by_id(id: u64) -> Option<pb::DocumentKey> {
    Some(pb::DocumentKey { key: Some(Key::DocumentId(id)) })
}

/// Each document is taken for itself; what was refused is named with what is there, and the others go on.
#[tokio::test]
async fn each_document_for_itself() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let first = submit(&caller, papers(1)).await.unwrap();
    assert_eq!(refusals(&first).iter().flatten().count(), 0);
    let order: Accepted = accepted(first.results).next().unwrap();

    let mut request = papers(2);
    request.documents[0] = write(&Parcel::number(1).order.into());
    request.documents[1] = write(&changed(Parcel::number(2).payment, "currency=999"));
    let answer = submit(&caller, request.clone()).await.unwrap();
    let [Some(duplicate), Some(faulty), None, None] = &refusals(&answer)[..] else { panic!("{answer:?}") };
    assert_eq!((duplicate.reason.as_str(), faulty.reason.as_str()), ("DUPLICATE", "FAULTS"));
    let existing = duplicate.existing.clone().unwrap();
    assert_eq!((existing.document_id, existing.state()), (order.document_id, State::Stored));
    assert!(duplicate.hint.contains("document 1 has this key"), "{}", duplicate.hint);
    assert!(!duplicate.hint_zh.is_empty() && duplicate.return_info.contains("业务主键重复"));
    assert_eq!((faulty.faults[0].document_index, faulty.faults[0].faults[0].path.as_str()), (1, "currency"));
    let told = caller.mailbox().all().await;
    assert!(told.iter().all(|one| one.document_id != 0), "a refused document gets no receipt");

    // All of them or none: the same refuses the call, with the same facts in its status.
    request.all_or_none = true;
    request.documents.remove(1);
    let status = submit(&caller, request).await.unwrap_err();
    let refused = tongguan_wire::status::read_refused(&status);
    assert_eq!((reason(&status).as_str(), refused.existing.unwrap().document_id), ("DUPLICATE", 1));
    assert_eq!(caller.view().await.documents, 6);
    station.stop().await;
}

/// With an id a repeat has the same answer, refusals included; where nothing was taken, it is decided anew.
#[tokio::test]
async fn a_repeat_gets_the_same_answer() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut request = papers(1);
    request.request_id = "one".to_owned();
    request.documents[1] = write(&changed(Parcel::number(1).payment, "currency=999"));
    let first = submit(&caller, request.clone()).await.unwrap();
    let again = submit(&caller, request.clone()).await.unwrap();
    assert_eq!((again.replayed, &again.results), (true, &first.results));
    let other = pb::SubmitDocumentsRequest { documents: request.documents[..1].to_vec(), ..request };
    for all_or_none in [false, true] {
        let other = pb::SubmitDocumentsRequest { all_or_none, ..other.clone() };
        assert_eq!(reason(&submit(&caller, other).await.unwrap_err()), "REQUEST_ID_REUSED");
    }

    let nothing = pb::SubmitDocumentsRequest { request_id: "two".to_owned(), ..papers(1) };
    let nothing = pb::SubmitDocumentsRequest { documents: nothing.documents[2..3].to_vec(), ..nothing };
    for _ in 0..2 {
        let answer = submit(&caller, nothing.clone()).await.unwrap();
        assert!(!answer.replayed && refusals(&answer)[0].is_some());
    }
    // Without an id every call is a new one.
    for (number, taken) in [(3, true), (3, false)] {
        assert_eq!(refusals(&submit(&caller, papers(number)).await.unwrap())[0].is_none(), taken);
    }
    station.stop().await;
}

/// `settle` answers with the receipts, on either clock.
#[tokio::test]
async fn settled_documents_come_with_their_receipts() {
    let station = Station::ephemeral().await;
    for (name, clock) in [("auto", Auto), ("manual", Manual)] {
        let caller = station.caller().in_sandbox(name);
        caller.create(1, clock).await;
        let request =
            pb::SubmitDocumentsRequest { settle: true, outcome: Outcome::Review.into(), ..papers(1) };
        let answer = submit(&caller, request).await.unwrap();
        assert_eq!(codes(&answer.receipts, 4), [2, 3, 120, 300, 399], "{name}");
        assert_eq!((codes(&answer.receipts, 1), answer.more_receipts), (vec![2, 3, 120], false));
        assert_eq!(caller.view().await.timers, 0);
    }
    station.stop().await;
}

#[tokio::test]
async fn the_sandbox_and_the_outcome_may_be_fields() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let request = pb::SubmitDocumentsRequest { sandbox: "field".to_owned(), ..papers(1) };
    submit(&caller, request.clone()).await.unwrap();
    let list = pb::ListDocumentsRequest { sandbox: "field".to_owned(), ..Default::default() };
    let listed = caller.in_sandbox("").intake().list_documents(list.clone()).await;
    assert!(listed.is_err(), "an empty header is no name");
    assert_eq!(
        reason(&caller.in_sandbox("other").intake().list_documents(list).await.unwrap_err()),
        "SANDBOX_NAME_INVALID"
    );
    assert_eq!(caller.in_sandbox("field").view().await.documents, 4);
    let forced = pb::SubmitDocumentsRequest { outcome: Outcome::Inspect.into(), ..request };
    let status = submit(&caller.in_sandbox("field").forcing("release"), forced).await.unwrap_err();
    assert_eq!(reason(&status), "ARGUMENT_INVALID");
    station.stop().await;
}

async fn wait(caller: &Caller, id: u64, until: Option<Until>, millis: i32) -> pb::WaitDocumentResponse {
    let timeout = Some(prost_types::Duration { seconds: 0, nanos: millis * 1_000_000 });
    let request = pb::WaitDocumentRequest { key: by_id(id), until, timeout, ..Default::default() };
    caller.intake().wait_document(request).await.unwrap().into_inner()
}

/// Until it is told a code, stands somewhere, or nothing more happens; never longer than it can come.
#[tokio::test]
async fn waiting_for_a_document() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("wait");
    caller.create(1, Manual).await;
    submit(&caller, pb::SubmitDocumentsRequest { outcome: Outcome::ReviewReject.into(), ..papers(1) })
        .await
        .unwrap();

    // Time stands still: nothing happens by itself.
    let idle = wait(&caller, 4, None, 900).await;
    assert_eq!((idle.reached, codes(&idle.receipts, 4)), (true, vec![2]));
    let early = wait(&caller, 4, Some(Until::ReturnCode(300)), 10).await;
    assert!(!early.reached && !early.waiting_for.is_empty());

    // Somebody moves the clock meanwhile.
    let waiting = {
        let caller = caller.clone();
        tokio::spawn(async move { wait(&caller, 4, Some(Until::ReturnCode(300)), 900).await })
    };
    caller.advance(To::UntilIdle(true)).await.unwrap();
    assert!(waiting.await.unwrap().reached);

    // What it was told and where it stood before counts, and what cannot come any more is not waited for.
    for (until, reached) in [
        (Until::ReturnCode(100), true),
        (Until::State(State::InReview.into()), true),
        (Until::State(State::Released.into()), false),
        (Until::ReturnCode(899), false),
    ] {
        let answer = wait(&caller, 4, Some(until), 900).await;
        assert_eq!(
            (answer.reached, codes(&answer.receipts, 4)),
            (reached, vec![2, 3, 120, 300, 100]),
            "{until:?}"
        );
    }
    for bad in [Until::ReturnCode(77), Until::State(0), Until::State(99), Until::Idle(false)] {
        let request = pb::WaitDocumentRequest { key: by_id(4), until: Some(bad), ..Default::default() };
        let status = caller.intake().wait_document(request).await.unwrap_err();
        assert_eq!(reason(&status), "ARGUMENT_INVALID");
    }
    let missing = pb::WaitDocumentRequest { key: by_id(99), ..Default::default() };
    assert_eq!(reason(&caller.intake().wait_document(missing).await.unwrap_err()), "NOT_FOUND");
    station.stop().await;
}

/// Receipts of one document, by pages, acknowledged or not; of a summary application, its results, too.
#[tokio::test]
async fn the_receipts_of_one_document() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for number in 1..=3 {
        submit(&caller, papers(number)).await.unwrap();
    }
    caller.mailbox().acknowledge(caller.mailbox().all().await.len() as u64).await.unwrap();
    let list = async |document_id, cursor: String, page_size| {
        let request = exchange::ListReceiptsRequest { document_id, cursor, page_size, ..Default::default() };
        caller.exchange().list_receipts(request).await.map(tonic::Response::into_inner)
    };
    let first = list(8, String::new(), 3).await.unwrap();
    assert_eq!((codes(&first.receipts, 8), first.receipts.len(), first.more), (vec![2, 3, 120], 3, true));
    let rest = list(8, first.next_cursor, 0).await.unwrap();
    assert_eq!((codes(&rest.receipts, 8), rest.more), (vec![399], false));
    assert_eq!(list(8, rest.next_cursor, 0).await.unwrap().receipts, []);
    assert_eq!(reason(&list(99, String::new(), 0).await.unwrap_err()), "NOT_FOUND");
    assert_eq!(reason(&list(8, "x".to_owned(), 0).await.unwrap_err()), "CURSOR_INVALID");

    let boxes = caller.exchange().list_mailboxes(exchange::ListMailboxesRequest::default()).await;
    let [only] = &boxes.unwrap().into_inner().mailboxes[..] else { panic!() };
    assert_eq!((only.recipient.as_str(), only.receipts, only.acknowledged), ("DXPENT0000000001", 39, 39));
    station.stop().await;
}

/// Every key that a caller may have finds what it names.
#[tokio::test]
async fn look_ups() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for number in 1..=2 {
        caller.submit_parcel(&Parcel::number(number)).await;
    }
    let one = Parcel::number(1);
    let declared = caller.mailbox().until_closed().await;
    let keys = |id| declared.iter().rev().find(|receipt| receipt.document_id == id).unwrap().keys.clone();
    let (pre_no, invt_no) = (keys(4)["preNo"].clone(), keys(4)["invtNo"].clone());
    let find = async |filter: pb::ListDocumentsRequest| -> Vec<u64> {
        let found = caller.intake().list_documents(filter).await.unwrap().into_inner();
        found.documents.iter().map(|one| one.accepted.as_ref().unwrap().document_id).collect()
    };
    let all = pb::ListDocumentsRequest::default;
    let text = |text: &str| text.to_owned();
    for (filter, expected) in [
        (pb::ListDocumentsRequest { order_no: text(&one.order.head.order_no), ..all() }, vec![1, 2, 4]),
        (
            pb::ListDocumentsRequest { logistics_no: text(&one.waybill.logistics_no), ..all() },
            vec![3, 4, 5, 6],
        ),
        (pb::ListDocumentsRequest { cop_no: text(&one.declaration.head.cop_no), ..all() }, vec![4]),
        (pb::ListDocumentsRequest { guid: text(&one.order.head.guid), ..all() }, vec![1]),
        (pb::ListDocumentsRequest { pre_no, ..all() }, vec![4]),
        (pb::ListDocumentsRequest { invt_no, ..all() }, vec![4]),
        (
            pb::ListDocumentsRequest { sender: text("DXPENT0000000001"), page_size: 9_999, ..all() },
            (1..=12).collect(),
        ),
        (pb::ListDocumentsRequest { sender: text("DXPENT0000000009"), ..all() }, vec![]),
        (pb::ListDocumentsRequest { order_no: text("nobody"), ..all() }, vec![]),
    ] {
        assert_eq!(find(filter.clone()).await, expected, "{filter:?}");
    }
    let head = &one.order.head;
    let key = [head.ebp_code.as_str(), &head.ebc_code, &head.order_no].join("+");
    let key = Some(Key::Business(pb::BusinessKey { kind: 1, key }));
    let request = pb::GetDocumentRequest { key: Some(pb::DocumentKey { key }), ..Default::default() };
    let found = caller.intake().get_document(request).await.unwrap().into_inner();
    assert_eq!(found.summary.unwrap().accepted.unwrap().document_id, 1);
    station.stop().await;
}

/// What a sandbox does may be changed while it runs; without draws nobody is looked at.
#[tokio::test]
async fn a_sandbox_may_be_changed() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("change");
    caller.create(1, Auto).await;
    let update = async |request: sandbox::UpdateSandboxRequest| {
        let request = sandbox::UpdateSandboxRequest { name: "change".to_owned(), ..request };
        caller.control().update_sandbox(request).await.map(|answer| answer.into_inner().sandbox.unwrap())
    };
    let inspect = sandbox::UpdateSandboxRequest {
        default_outcome: Some(Outcome::ReviewReject.into()),
        draws_off: Some(true),
        chances: Some(sandbox::Chances { sending_fails: Some(1_000_000), ..Default::default() }),
        ..Default::default()
    };
    let now = update(inspect).await.unwrap();
    assert_eq!((now.default_outcome(), now.draws_off), (Outcome::ReviewReject, true));
    assert_eq!(now.chances.unwrap().sending_fails, Some(1_000_000));
    // The chance counts for nothing while the draws are off; the outcome does, until it is taken away.
    let settle = |number| pb::SubmitDocumentsRequest { settle: true, ..papers(number) };
    assert_eq!(codes(&submit(&caller, settle(1)).await.unwrap().receipts, 4), [2, 3, 120, 300, 100]);
    let released = pb::SubmitDocumentsRequest { outcome: Outcome::Release.into(), ..settle(2) };
    assert_eq!(codes(&submit(&caller, released).await.unwrap().receipts, 8), [2, 3, 120, 399]);
    let nothing = sandbox::UpdateSandboxRequest { default_outcome: Some(0), ..Default::default() };
    let now = update(nothing).await.unwrap();
    assert_eq!(
        (now.default_outcome(), now.draws_off),
        (Outcome::Unspecified, true),
        "what is not said stays"
    );
    assert_eq!(codes(&submit(&caller, settle(3)).await.unwrap().receipts, 12), [2, 3, 120, 399]);
    let on = sandbox::UpdateSandboxRequest { draws_off: Some(false), ..Default::default() };
    update(on).await.unwrap();
    assert_eq!(codes(&submit(&caller, settle(4)).await.unwrap().receipts, 16), [2, 4]);
    let missing = sandbox::UpdateSandboxRequest { name: "nobody".to_owned(), ..Default::default() };
    assert_eq!(reason(&caller.control().update_sandbox(missing).await.unwrap_err()), "NOT_FOUND");
    station.stop().await;
}

/// Gone at once, also for who watches; the name is free, and a cursor of the past is not taken.
#[tokio::test]
async fn a_sandbox_may_be_deleted_and_reset() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("gone");
    submit(&caller, papers(1)).await.unwrap();
    let cursor = caller.mailbox().all().await.last().unwrap().cursor.clone();
    let request = exchange::WatchReceiptsRequest { cursor: cursor.clone(), ..Default::default() };
    let mut watch = caller.exchange().watch_receipts(request).await.unwrap().into_inner();
    let delete = async || {
        let request = sandbox::DeleteSandboxRequest { name: "gone".to_owned() };
        caller.control().delete_sandbox(request).await.unwrap().into_inner().existed
    };
    assert!(delete().await);
    assert_eq!(reason(&watch.message().await.unwrap_err()), "NOT_FOUND");
    assert!(!delete().await, "a repeat is answered alike");
    submit(&caller, papers(1)).await.unwrap();
    assert_eq!(reason(&caller.mailbox().page(&cursor, 0).await.unwrap_err()), "CURSOR_OF_ANOTHER_LIFE");

    let reset = sandbox::ResetSandboxRequest { name: "gone".to_owned(), request_id: "r".to_owned() };
    for documents in [0, 4] {
        let answer = caller.control().reset_sandbox(reset.clone()).await.unwrap().into_inner();
        assert_eq!(answer.sandbox.unwrap().documents, documents);
        let taken = refusals(&submit(&caller, papers(1)).await.unwrap())[0].is_none();
        assert_eq!(taken, documents == 0);
    }
    station.stop().await;
}

/// What a program may want to know before it sends anything; and the samples go to 899.
#[tokio::test]
async fn the_catalogue() {
    use tongguan_proto::catalogue::v1 as catalogue;
    use tongguan_proto::catalogue::v1::catalogue_client::CatalogueClient;
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut client = CatalogueClient::new(caller.channel());
    let codes = async |request: catalogue::ListCodesRequest| {
        CatalogueClient::new(caller.channel()).list_codes(request).await.unwrap().into_inner()
    };
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let page =
            codes(catalogue::ListCodesRequest { page_size: 50, page_token, ..Default::default() }).await;
        all.extend(page.codes);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let whole = codes(catalogue::ListCodesRequest { page_size: 500, ..Default::default() }).await;
    assert_eq!((all.len(), all), (whole.codes.len(), whole.codes), "pages leave nothing out");
    let one =
        codes(catalogue::ListCodesRequest { code: "duplicate".to_owned(), kind: 4, ..Default::default() })
            .await;
    assert!(one.codes.len() == 1 && !one.codes[0].hint_zh.is_empty(), "{one:?}");

    let limits = client.list_limits(catalogue::ListLimitsRequest {}).await.unwrap().into_inner().limits;
    assert!(limits.iter().any(|limit| limit.name == "BATCH_DOCUMENTS" && limit.value == 100));
    let outcomes =
        client.list_outcomes(catalogue::ListOutcomesRequest {}).await.unwrap().into_inner().outcomes;
    assert_eq!(outcomes.len(), 16);
    assert!(
        outcomes
            .iter()
            .all(|one| one.outcome != 0 && !one.return_codes.is_empty() && !one.meaning_zh.is_empty())
    );

    for mode in ["", "9710", "9810", "1210"] {
        let request = catalogue::GetSampleRequest { mode: mode.to_owned(), ..Default::default() };
        let sample = client.get_sample(request).await.unwrap().into_inner();
        let mut told = Vec::new();
        for documents in sample.submissions.into_iter().map(|submission| submission.documents) {
            let request = pb::SubmitDocumentsRequest {
                documents,
                settle: true,
                outcome: Outcome::Release.into(),
                sandbox: format!("mode{mode}"),
                ..Default::default()
            };
            let caller = caller.in_sandbox(&format!("mode{mode}"));
            let answer = submit(&caller, request).await.unwrap();
            assert_eq!(refusals(&answer).iter().flatten().count(), 0, "{mode} {answer:?}");
            told = caller.mailbox().all().await;
        }
        assert!(told.iter().any(|receipt| receipt.return_code == 899), "{mode}");
    }
    for (mode, parcel) in [("9999", 1), ("9610", 100_000_000)] {
        let request = catalogue::GetSampleRequest { mode: mode.to_owned(), parcel, ..Default::default() };
        assert_eq!(reason(&client.get_sample(request).await.unwrap_err()), "ARGUMENT_INVALID");
    }
    station.stop().await;
}
