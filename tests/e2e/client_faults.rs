//! Faults that are set for the callers of a sandbox: what they meet, that it is told apart from what is real, and that nothing
//! in the sandbox is otherwise for it.

use crate::support::caller::SENDER;
use crate::support::exposed::{Exposed, said};
use crate::support::receipts::assert_gapless;
use crate::support::{Caller, reason};
use prost::Message;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tokio_stream::StreamExt;
use tongguan::compose::{Running, ServeOptions, start};
use tongguan_proto::document::v1::Receipt;
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tongguan_proto::intake::v1::{ListDocumentsRequest, SubmitStreamRequest};
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::{FaultRule, FaultStatus};
use tongguan_testkit::Parcel;
use tongguan_wire::{document, time};
use tonic::{Code, Status};

const ALWAYS: u32 = 1_000_000;

async fn server() -> (Running, Caller) {
    let free = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let running = start(ServeOptions { json: free, metrics: free, ..ServeOptions::default() }).await.unwrap();
    let caller = Caller::new(running.address(), running.control().unwrap());
    (running, caller)
}

/// A sandbox without draws.
async fn quiet(caller: &Caller, name: &str) -> Caller {
    let caller = caller.in_sandbox(name);
    caller.create_as(sandbox::CreateSandboxRequest { draws_off: true, ..Default::default() }).await;
    caller
}

async fn set_in(
    caller: &Caller,
    name: &str,
    seed: u64,
    rules: &[FaultRule],
) -> Result<sandbox::Faults, Status> {
    let faults = Some(sandbox::Faults { seed, rules: rules.to_vec() });
    let request = sandbox::SetFaultsRequest { name: name.to_owned(), faults };
    Ok(caller.control().set_faults(request).await?.into_inner().faults.unwrap())
}

async fn set(caller: &Caller, name: &str, rule: FaultRule) {
    let told = set_in(caller, name, 7, std::slice::from_ref(&rule)).await.unwrap();
    assert_eq!((told.rules.len(), &told.rules[0].rpc), (1, &rule.rpc), "what was set is told");
}

async fn befell(caller: &Caller, name: &str) -> Vec<(String, u64)> {
    let request = sandbox::GetFaultsRequest { name: name.to_owned() };
    let told = caller.control().get_faults(request).await.unwrap().into_inner().befell;
    told.into_iter().map(|count| (count.fault, count.count)).collect()
}

fn of(rpc: &str) -> FaultRule {
    FaultRule { rpc: rpc.to_owned(), ..Default::default() }
}

fn refusing(rpc: &str, statuses: &[FaultStatus], ppm: u32) -> FaultRule {
    let statuses = statuses.iter().map(|status| i32::from(*status)).collect();
    FaultRule { statuses, status_ppm: ppm, ..of(rpc) }
}

fn fault(status: &Status) -> &str {
    status.metadata().get("x-tongguan-fault").map_or("", |value| value.to_str().unwrap())
}

async fn list(caller: &Caller) -> Result<String, Status> {
    let answer = caller.intake().list_documents(ListDocumentsRequest::default()).await?;
    let told = answer.metadata().get("x-tongguan-fault").map(|value| value.to_str().unwrap().to_owned());
    Ok(told.unwrap_or_default())
}

/// A watch from the first receipt on, or after a cursor: what came, and how it ended, if it did before so many came.
async fn watch(caller: &Caller, cursor: &str, most: usize) -> (Vec<Receipt>, Option<Status>) {
    let (recipient, cursor) = (SENDER.to_owned(), cursor.to_owned());
    let request = WatchReceiptsRequest { recipient, cursor, ..Default::default() };
    let mut stream = caller.exchange().watch_receipts(request).await.unwrap().into_inner();
    let mut found = Vec::new();
    while found.len() < most {
        match stream.next().await.unwrap() {
            Ok(answer) => found.push(answer.receipt.unwrap()),
            Err(status) => return (found, Some(status)),
        }
    }
    (found, None)
}

fn numbers(receipts: &[Receipt]) -> Vec<u64> {
    receipts.iter().map(|receipt| receipt.number).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_is_done_though_its_answer_is_lost() {
    let (running, caller) = server().await;
    let caller = quiet(&caller, "m1").await;
    for (number, reset) in [(1, false), (2, true)] {
        let order = Parcel::number(number).order;
        let id = format!("order-{number}");
        let rule = FaultRule { drop_answer_ppm: ALWAYS, reset_stream: reset, ..of("SubmitDocuments") };
        set(&caller, "m1", rule).await;
        let lost = caller.submit_or_repeat(&id, order.clone()).await.unwrap_err();
        if reset {
            assert_eq!((lost.code(), fault(&lost)), (Code::Internal, ""), "a broken connection says nothing");
        } else {
            assert_eq!((lost.code(), fault(&lost)), (Code::Unavailable, "1:drop-answer"));
        }
        assert_eq!(befell(&caller, "m1").await, [("drop-answer".to_owned(), 1)]);
        assert_eq!(caller.view().await.documents, u64::from(number), "it was carried out");

        set_in(&caller, "m1", 0, &[]).await.unwrap();
        let (first, replayed) = caller.submit_or_repeat(&id, order.clone()).await.unwrap();
        assert!(replayed, "who asks again under the same id gets the answer that was lost");
        let again = caller.submit_or_repeat(&id, order).await.unwrap();
        assert_eq!(again, (first, true));
        assert_eq!(caller.view().await.documents, u64::from(number));
    }
    running.stop().await;
}

/// What becomes of so many calls, one after the other.
async fn codes(caller: &Caller, calls: usize) -> Vec<Code> {
    let mut codes = Vec::new();
    for _ in 0..calls {
        codes.push(list(caller).await.map_or_else(|status| status.code(), |_| Code::Ok));
    }
    codes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_meets_the_same() {
    let (running, caller) = server().await;
    let (one, other) = (quiet(&caller, "one").await, quiet(&caller, "other").await);
    let rules = [
        refusing("ListDocuments", &[FaultStatus::Unavailable, FaultStatus::Aborted], 300_000),
        refusing("GetDocument", &[FaultStatus::Internal], ALWAYS),
    ];
    set_in(&one, "one", 7, &rules).await.unwrap();
    let first = codes(&one, 60).await;
    for code in [Code::Ok, Code::Unavailable, Code::Aborted] {
        assert!(first.contains(&code), "{code:?} is among {first:?}");
    }
    let made = first.iter().filter(|code| **code != Code::Ok).count();
    assert!((8..=30).contains(&made), "three of ten, more or less: {made}");
    assert_eq!(befell(&one, "one").await, [("status".to_owned(), made as u64)]);

    assert_eq!(codes(&other, 20).await, [Code::Ok; 20], "nothing is set there");
    set_in(&one, "one", 7, &rules).await.unwrap();
    assert_eq!(codes(&one, 60).await, first, "calls are counted anew");
    set_in(&other, "other", 7, &rules).await.unwrap();
    assert_eq!(codes(&other, 60).await, first, "and by themselves in each sandbox");
    set_in(&one, "one", 8, &rules).await.unwrap();
    assert_ne!(codes(&one, 60).await, first);

    let request = sandbox::DeleteSandboxRequest { name: "one".to_owned() };
    caller.control().delete_sandbox(request).await.unwrap();
    quiet(&caller, "one").await;
    assert_eq!(codes(&one, 60).await, [Code::Ok; 60], "who has the name next has none of it");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delay_is_told_and_a_sandbox_is_known_by_its_message() {
    let (running, caller) = server().await;
    quiet(&caller, "m1").await;
    quiet(&caller, "m2").await;
    let span = |millis| Some(time::write_span(millis));
    let rule = FaultRule { delay_from: span(150), delay_to: span(300), ..of("*") };
    set(&caller, "m1", rule).await;
    for (name, told) in [("m1", "1:delay"), ("m2", ""), ("", "")] {
        let request = ListDocumentsRequest { sandbox: name.to_owned(), ..Default::default() };
        let from = Instant::now();
        let answer = caller.intake().list_documents(request).await.unwrap();
        let said = answer.metadata().get("x-tongguan-fault").map_or("", |value| value.to_str().unwrap());
        assert_eq!(said, told, "{name}");
        assert!(told.is_empty() || from.elapsed() >= Duration::from_millis(150), "{name}");
    }
    let named = caller.in_sandbox("m1");
    assert_eq!(list(&named).await.unwrap(), "1:delay", "by the metadata");
    let wrong = ListDocumentsRequest { sandbox: "a b".to_owned(), ..Default::default() };
    assert_eq!(reason(&caller.intake().list_documents(wrong).await.unwrap_err()), "SANDBOX_NAME_INVALID");

    let mut call = tonic::Request::new(ListDocumentsRequest::default());
    call.set_timeout(Duration::from_millis(60));
    let late = named.intake().list_documents(call).await.unwrap_err();
    assert!(matches!(late.code(), Code::DeadlineExceeded | Code::Cancelled), "{late:?}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_is_cut_and_goes_on_from_its_cursor() {
    let (running, caller) = server().await;
    let caller = quiet(&caller, "m1").await;
    caller.submit_parcel(&Parcel::number(1)).await;
    let all = caller.mailbox().until_closed().await;
    assert!(all.len() > 12);
    set(&caller, "m1", FaultRule { cut_stream_after: 5, ..of("WatchReceipts") }).await;
    let (mut found, mut cursor) = (Vec::new(), String::new());
    while found.len() + 5 < all.len() {
        let (some, end) = watch(&caller, &cursor, usize::MAX).await;
        let end = end.unwrap();
        assert_eq!((some.len(), end.code(), fault(&end)), (5, Code::Unavailable, "1:cut-stream"));
        cursor.clone_from(&some[4].cursor);
        found.extend(some);
    }
    assert_eq!(found, all[..found.len()], "each once, in order");

    set(&caller, "m1", FaultRule { cut_stream_after: 5, reset_stream: true, ..of("WatchReceipts") }).await;
    let (some, end) = watch(&caller, "", usize::MAX).await;
    assert!(some.len() <= 5 && end.is_some_and(|end| end.code() != Code::Ok && fault(&end).is_empty()));

    let rule = FaultRule { cut_stream_after: 2, ..of("SubmitStream") };
    set(&caller, "m1", rule).await;
    let submissions = (2..=4).map(|number| SubmitStreamRequest {
        request_id: format!("stream-{number}"),
        sender: SENDER.to_owned(),
        documents: vec![document::write(&Parcel::number(number).order.into())],
        ..Default::default()
    });
    let sent = tokio_stream::iter(submissions.collect::<Vec<_>>());
    let mut answers = caller.intake().submit_stream(sent).await.unwrap().into_inner();
    let ends = [answers.next().await, answers.next().await, answers.next().await];
    let told =
        ends.map(|answer| answer.unwrap().map_or_else(|status| fault(&status).to_owned(), |_| String::new()));
    assert_eq!(told, ["", "", "1:cut-stream"]);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn receipts_meet_faults_on_their_way_and_not_in_the_mailbox() {
    let (running, caller) = server().await;
    let caller = quiet(&caller, "m1").await;
    caller.submit_parcel(&Parcel::number(1)).await;
    let all = caller.mailbox().until_closed().await;

    set(&caller, "m1", FaultRule { receipts_repeated_ppm: ALWAYS, ..of("*") }).await;
    assert_eq!(numbers(&watch(&caller, "", 6).await.0), [1, 1, 2, 2, 3, 3]);
    set(&caller, "m1", FaultRule { receipts_reordered_ppm: ALWAYS, ..of("WatchReceipts") }).await;
    assert_eq!(numbers(&watch(&caller, "", 6).await.0), [2, 1, 4, 3, 6, 5]);
    // The last has nobody to wait for, and comes all the same.
    let last = &all[all.len() - 2].cursor;
    assert_eq!(watch(&caller, last, 1).await.0, all[all.len() - 1..]);

    let rule = FaultRule { receipts_lost_ppm: 600_000, cut_stream_after: 4, ..of("WatchReceipts") };
    set(&caller, "m1", rule.clone()).await;
    let (some, end) = watch(&caller, "", usize::MAX).await;
    assert_eq!(fault(&end.unwrap()), "1:receipt-lost,1:cut-stream");
    let came = numbers(&some);
    assert!(came.is_sorted() && came != [1, 2, 3, 4], "{came:?}");
    set(&caller, "m1", rule).await;
    assert_eq!(numbers(&watch(&caller, "", usize::MAX).await.0), came, "the same are lost");

    let late = Some(time::write_span(200));
    set(&caller, "m1", FaultRule { receipts_late: late, ..of("WatchReceipts") }).await;
    let from = Instant::now();
    let (some, _) = watch(&caller, "", all.len()).await;
    let took = from.elapsed();
    assert_eq!(some, all);
    assert!(took >= Duration::from_millis(200), "{took:?}");
    assert!(took < Duration::from_millis(200) * 10, "each is late, and they are late together: {took:?}");

    let whole = caller.mailbox().all().await;
    assert_eq!(whole, all);
    assert_gapless(&whole, 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_meets_them_and_they_are_counted() {
    let (running, caller) = server().await;
    let caller = quiet(&caller, "m1").await;
    set(&caller, "m1", refusing("*", &[FaultStatus::Unavailable], ALWAYS)).await;
    let body = "{\"sandbox\":\"m1\"}";
    let post = |content_type: &str| {
        format!(
            "POST /tongguan.intake.v1.DeclarationIntake/ListDocuments HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: {content_type}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let answer = said(running.json().unwrap(), post("application/json").as_bytes()).to_lowercase();
    assert!(answer.starts_with("http/1.1 503") && answer.contains("x-tongguan-fault: 1:status"), "{answer}");
    assert_eq!(list(&caller).await.unwrap_err().code(), Code::Unavailable);
    assert!(caller.find_view().await.is_ok(), "sandbox control meets none");
    let figures = Exposed::at(running.metrics().unwrap());
    assert_eq!(figures.figure("tongguan_faults_made_total{fault=\"status\"}"), Some(2.0));
    let calls = ["method=\"ListDocuments\"", "code=\"UNAVAILABLE\""];
    assert_eq!(figures.sum("tongguan_rpc_calls_total", &calls), 2.0, "its caller has seen it so");

    set(&caller, "m1", FaultRule { drop_answer_ppm: ALWAYS, reset_stream: true, ..of("ListDocuments") })
        .await;
    let answer = said(running.json().unwrap(), post("application/json").as_bytes());
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    running.stop().await;
}

/// A frame of Connect's streams and of gRPC-Web.
fn framed(body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&[0][..], &length, body].concat()
}

/// Whatever is spoken in front of the calls: the status, and that it was made.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connect_and_grpc_web_meet_them() {
    let (running, caller) = server().await;
    let caller = quiet(&caller, "m1").await;
    set(&caller, "m1", refusing("*", &[FaultStatus::Unavailable], ALWAYS)).await;
    let list = ListDocumentsRequest { sandbox: "m1".to_owned(), ..Default::default() }.encode_to_vec();
    let watch =
        WatchReceiptsRequest { sandbox: "m1".to_owned(), recipient: SENDER.to_owned(), ..Default::default() };
    let (watch, watch_json) =
        (watch.encode_to_vec(), format!("{{\"sandbox\":\"m1\",\"recipient\":\"{SENDER}\"}}"));
    let (lists, watches) =
        ("intake.v1.DeclarationIntake/ListDocuments", "exchange.v1.ClearanceExchange/WatchReceipts");
    let rows: [(&str, &str, Vec<u8>, [&str; 2]); 7] = [
        ("application/json", lists, b"{\"sandbox\":\"m1\"}".to_vec(), ["http/1.1 503", "\"unavailable\""]),
        ("application/proto", lists, list.clone(), ["http/1.1 503", "\"unavailable\""]),
        (
            "application/connect+json",
            watches,
            framed(watch_json.as_bytes()),
            ["http/1.1 200", "\"unavailable\""],
        ),
        ("application/connect+proto", watches, framed(&watch), ["http/1.1 200", "\"unavailable\""]),
        ("application/grpc-web+proto", lists, framed(&list), ["http/1.1 200", "grpc-status: 14"]),
        ("application/grpc-web+proto", watches, framed(&watch), ["http/1.1 200", "grpc-status: 14"]),
        ("application/grpc-web", lists, framed(&list), ["http/1.1 200", "grpc-status: 14"]),
    ];
    let all = rows.len() as u64;
    for (kind, method, body, parts) in rows {
        let head = format!(
            "POST /tongguan.{method} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: {kind}\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let answer = said(running.json().unwrap(), &[head.as_bytes(), &body].concat()).to_lowercase();
        let answer = answer.replace("grpc-status:14", "grpc-status: 14");
        for part in parts.into_iter().chain(["x-tongguan-fault", "1:status"]) {
            assert!(answer.contains(part), "{kind} {method}: {part}: {answer}");
        }
    }
    assert_eq!(befell(&caller, "m1").await, [("status".to_owned(), all)], "each met one");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_set_is_refused_and_changes_nothing() {
    let (running, caller) = server().await;
    quiet(&caller, "m1").await;
    let before = [FaultRule { drop_answer_ppm: 5, ..of("GetDocument") }];
    set_in(&caller, "m1", 7, &before).await.unwrap();
    let some = |millis| Some(time::write_span(millis));
    let drop = |rpc: &str| FaultRule { drop_answer_ppm: 1, ..of(rpc) };
    let rows = [
        (
            vec![drop("*"), drop("SubmitDocument")],
            "faults.rules[1].rpc: no method of this name names a sandbox; did you mean SubmitDocuments?",
        ),
        (vec![drop("SetFaults")], "faults.rules[0].rpc: no method of this name"),
        (vec![drop("ListCodes")], "faults.rules[0].rpc: no method of this name"),
        (vec![drop("*"); 21], "faults.rules: 21 of them, and there may be 20"),
        (vec![FaultRule { drop_answer_ppm: ALWAYS + 1, ..of("*") }], "drop_answer_ppm: at most 1000000"),
        (vec![FaultRule { delay_from: some(60_001), ..of("*") }], "delay_from: 0 to 60000 ms"),
        (
            vec![FaultRule { delay_from: some(2), delay_to: some(1), ..of("*") }],
            "delay_to: less than delay_from",
        ),
        (vec![FaultRule { delay_from: some(0), ..of("*") }], "delay_to: above 0"),
        (vec![FaultRule { receipts_late: some(-1), ..of("*") }], "receipts_late: 0 to 60000 ms"),
        (vec![refusing("*", &[FaultStatus::Unavailable], 0)], "statuses: they and status_ppm go together"),
        (vec![refusing("*", &[FaultStatus::Unspecified], 1)], "statuses: 0 is none of the known values"),
        (vec![refusing("*", &[FaultStatus::Unavailable; 17], 1)], "statuses: at most 16"),
        (vec![drop("WatchReceipts")], "drop_answer_ppm: the answers of this method are a stream"),
        (
            vec![FaultRule { cut_stream_after: 1, ..of("SubmitDocuments") }],
            "cut_stream_after: this method has one answer",
        ),
        (vec![FaultRule { receipts_lost_ppm: 1, ..of("SubmitStream") }], "receipts_*: only WatchReceipts"),
        (vec![of("GetDocument")], "the rule says nothing"),
    ];
    for (rules, words) in rows {
        let status = set_in(&caller, "m1", 7, &rules).await.unwrap_err();
        assert_eq!(reason(&status), "ARGUMENT_INVALID", "{words}");
        assert!(status.message().contains(words), "{words}: {}", status.message());
    }
    let request = sandbox::GetFaultsRequest { name: "m1".to_owned() };
    let set = caller.control().get_faults(request).await.unwrap().into_inner().faults.unwrap();
    assert_eq!((set.seed, set.rules), (7, before.to_vec()));
    assert_eq!(reason(&set_in(&caller, "nobody", 7, &before).await.unwrap_err()), "NOT_FOUND");
    running.stop().await;
}
