//! Screening and scoring in other processes: late, away, wrong, back again.

use crate::apart::{NOTHING, url};
use crate::support::ports::free;
use crate::support::{Caller, Station, reason};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tongguan::compose::{Running, ServeOptions, Serves, StartError, start};
use tongguan::peers::Peers;
use tongguan_proto::document::v1::{Ground, Receipt, State};
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::risk::v1::risk_screening_server::{RiskScreening, RiskScreeningServer};
use tongguan_proto::risk::v1::{
    ExplainRequest, ExplainResponse, GetProfileRequest, GetProfileResponse, Lane, ScreenRequest,
    ScreenResponse,
};
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_screening::UNUSABLE;
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

fn papers(number: u32) -> intake::SubmitDocumentsRequest {
    let documents = Parcel::number(number).documents()[..4].iter().map(write).collect();
    intake::SubmitDocumentsRequest { documents, ..Default::default() }
}

pub(crate) async fn submit(caller: &Caller, number: u32) {
    let answer = caller.intake().submit_documents(papers(number)).await.unwrap().into_inner();
    assert_eq!(tongguan_client::accepted(answer.results).count(), 4);
}

pub(crate) fn told(receipts: &[Receipt], document: u64) -> Vec<i32> {
    receipts.iter().filter(|one| one.document_id == document).map(|one| one.return_code).collect()
}

pub(crate) async fn explained(caller: &Caller, id: u64) -> intake::ExplainDocumentResponse {
    let key = Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(id)) });
    let request = intake::ExplainDocumentRequest { key, ..Default::default() };
    caller.intake().explain_document(request).await.unwrap().into_inner()
}

/// Waits until the declaration stands there; the server says when.
pub(crate) async fn until(caller: &Caller, id: u64, state: State) {
    let key = Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(id)) });
    let until = Some(intake::wait_document_request::Until::State(state.into()));
    let timeout = Some(prost_types::Duration { seconds: 20, nanos: 0 });
    let request = intake::WaitDocumentRequest { key, until, timeout, ..Default::default() };
    assert!(caller.intake().wait_document(request).await.unwrap().into_inner().reached);
}

/// What is told, byte for byte, and how the sandbox stands, in one process and in three.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_tell_what_one_tells() {
    let mut transcripts = Vec::new();
    for station in [Station::ephemeral().await, Station::apart().await] {
        let mut transcript = Vec::new();
        for (name, clock) in [("auto", Auto), ("manual", Manual)] {
            let caller = station.caller().in_sandbox(name);
            caller.create(7, clock).await;
            for number in 1..=20 {
                submit(&caller, number).await;
                let parcel = Parcel::number(number);
                let request = intake::SubmitDocumentsRequest {
                    documents: parcel.documents()[4..].iter().map(write).collect(),
                    settle: number % 5 == 0,
                    ..Default::default()
                };
                caller.intake().submit_documents(request).await.unwrap();
            }
            transcript.extend(caller.mailbox().all().await.into_iter().map(|mut receipt| {
                // A cursor names its journal.
                receipt.cursor.clear();
                receipt
            }));
            // Answers from elsewhere are entries of their own.
            let view = sandbox::Sandbox { journal_position: 0, ..caller.view().await };
            transcript.push(Receipt { return_info: format!("{view:?}"), ..Receipt::default() });
        }
        assert!(transcript.len() > 500, "{}", transcript.len());
        transcripts.push(transcript);
        station.stop().await;
    }
    let [one, three] = &transcripts[..] else { panic!() };
    for (one, three) in one.iter().zip(three) {
        assert_eq!(one, three);
    }
    assert_eq!(one.len(), three.len());
}

pub(crate) async fn one(serves: Serves, listen: Option<SocketAddr>) -> Running {
    let options = ServeOptions { serves, ..ServeOptions::default() };
    let listen = listen.unwrap_or(options.listen);
    start(ServeOptions { listen, control: None, ..options }).await.unwrap()
}

pub(crate) async fn with_risk_at(address: SocketAddr) -> Result<Running, StartError> {
    let serves = Serves { intake: true, credit: true, ..NOTHING };
    let peers = Peers { risk: Some(url(address)), ..Peers::default() };
    start(ServeOptions { serves, peers, ..ServeOptions::default() }).await
}

pub(crate) fn caller(running: &Running) -> Caller {
    Caller::new(running.address(), running.control().unwrap())
}

/// Who is away delays, and loses nothing: everything is taken, and goes on when he comes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declaration_waits_for_who_is_away() {
    let address = free();
    let running = with_risk_at(address).await.unwrap();
    let caller = caller(&running);
    submit(&caller, 1).await;
    submit(&caller, 2).await;
    let why = explained(&caller, 4).await;
    assert_eq!((why.waiting_for, why.goes_on), (vec!["risk screening to answer".to_owned()], true));
    assert_eq!(why.waiting_for_zh, ["风险布控服务应答"]);
    assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120]);
    // Time does not move, and says why.
    let moved = caller.advance(sandbox::advance_clock_request::To::UntilIdle(true)).await;
    assert_eq!(reason(&moved.unwrap_err()), "QUESTION_OPEN");
    // A clock that is moved by hand makes no difference: it is not the clock that is waited for.
    let manual = caller.in_sandbox("manual");
    manual.create(1, Manual).await;
    submit(&manual, 1).await;
    assert!(!explained(&manual, 4).await.goes_on, "it waits for the clock");
    let moved = manual.advance(sandbox::advance_clock_request::To::UntilIdle(true)).await;
    assert_eq!(reason(&moved.unwrap_err()), "QUESTION_OPEN");
    let why = explained(&manual, 4).await;
    assert_eq!((why.waiting_for, why.goes_on), (vec!["risk screening to answer".to_owned()], true));

    let risk = one(Serves { risk: true, ..NOTHING }, Some(address)).await;
    for id in [4, 8] {
        until(&caller, id, State::Reviewed).await;
        assert_eq!(told(&caller.mailbox().all().await, id), [2, 3, 120, 399]);
    }
    risk.stop().await;
    running.stop().await;
}

/// Screening that says what its test wants.
struct Odd {
    calls: Arc<AtomicU32>,
    says: fn(u32) -> Result<ScreenResponse, Status>,
}

#[tonic::async_trait]
impl RiskScreening for Odd {
    async fn screen(&self, request: Request<ScreenRequest>) -> Result<Response<ScreenResponse>, Status> {
        // The call that only looks who is there.
        if request.get_ref().exporter.is_empty() {
            return Err(Status::invalid_argument("no facts"));
        }
        (self.says)(self.calls.fetch_add(1, Ordering::SeqCst)).map(Response::new)
    }

    async fn explain(&self, _: Request<ExplainRequest>) -> Result<Response<ExplainResponse>, Status> {
        Err(Status::unimplemented("it only screens"))
    }

    async fn get_profile(
        &self,
        _: Request<GetProfileRequest>,
    ) -> Result<Response<GetProfileResponse>, Status> {
        Ok(Response::new(GetProfileResponse::default()))
    }
}

/// How often it is asked, and where.
pub(crate) async fn odd(says: fn(u32) -> Result<ScreenResponse, Status>) -> (Arc<AtomicU32>, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let calls = Arc::new(AtomicU32::new(0));
    let service = RiskScreeningServer::new(Odd { calls: Arc::clone(&calls), says });
    tokio::spawn(
        Server::builder().add_service(service).serve_with_incoming(TcpListenerStream::new(listener)),
    );
    (calls, address)
}

pub(crate) fn decision(lane: Lane, rule: &str) -> ScreenResponse {
    let reasons = vec![Ground { rule: rule.to_owned(), text: "as told".to_owned(), ..Ground::default() }];
    ScreenResponse { lane: lane.into(), reasons, profile: "ours".to_owned(), ..Default::default() }
}

/// What a service says that makes no sense has a result that is laid down: the documents are looked at, and why is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_has_a_defined_result() {
    type Says = fn(u32) -> Result<ScreenResponse, Status>;
    let rows: [(&str, Says); 5] = [
        ("no lane", |_| Ok(ScreenResponse { lane: 0, ..decision(Lane::Green, "x") })),
        ("no such lane", |_| Ok(ScreenResponse { lane: 99, ..decision(Lane::Green, "x") })),
        ("no reasons", |_| Ok(ScreenResponse { reasons: Vec::new(), ..decision(Lane::Green, "x") })),
        ("a rule of 5,000 bytes", |_| Ok(decision(Lane::Green, &"x".repeat(5_000)))),
        ("refused", |_| Err(Status::invalid_argument("I do not like it"))),
    ];
    for (what, says) in rows {
        let (calls, address) = odd(says).await;
        let running = with_risk_at(address).await.unwrap();
        let caller = caller(&running);
        submit(&caller, 1).await;
        assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 300, 399], "{what}");
        let steps = explained(&caller, 4).await.steps;
        assert!(
            steps.iter().any(|step| step.reasons.iter().any(|why| why.contains(UNUSABLE))),
            "{what}: {steps:?}"
        );
        assert_eq!(calls.load(Ordering::SeqCst), 1, "{what}: asking again would not help");
        running.stop().await;
    }
}

/// One's own screening decides; where it fails for a while it is asked again, and nobody is told anything twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_fails_is_asked_again() {
    let (calls, address) = odd(|call| match call {
        0..3 => Err(Status::internal("not today")),
        _ => Ok(decision(Lane::Red, "our own rule")),
    })
    .await;
    let running = with_risk_at(address).await.unwrap();
    let caller = caller(&running);
    submit(&caller, 1).await;
    until(&caller, 4, State::Reviewed).await;
    let steps = explained(&caller, 4).await.steps;
    assert!(
        steps.iter().any(|step| step.reasons.iter().any(|why| why.contains("our own rule"))),
        "{steps:?}"
    );
    assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 399]);
    assert_eq!(calls.load(Ordering::SeqCst), 4);
    running.stop().await;
}

/// A sandbox that is deleted while its question is out is gone: a late answer brings nothing back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_for_a_sandbox_that_is_gone() {
    let address = free();
    let running = with_risk_at(address).await.unwrap();
    let caller = caller(&running).in_sandbox("gone");
    submit(&caller, 1).await;
    let name = || "gone".to_owned();
    let delete = sandbox::DeleteSandboxRequest { name: name() };
    assert!(caller.control().delete_sandbox(delete).await.unwrap().into_inner().existed);
    let risk = one(Serves { risk: true, ..NOTHING }, Some(address)).await;
    // The same name asks anew, and is answered.
    submit(&caller, 1).await;
    until(&caller, 4, State::Reviewed).await;
    assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 399]);
    assert_eq!(caller.view().await.documents, 4, "none of the sandbox before it");
    risk.stop().await;
    running.stop().await;
}

/// What answers at an address has to be what was said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_service_is_refused_at_the_start() {
    let credit = one(Serves { credit: true, ..NOTHING }, None).await;
    let refused = match with_risk_at(credit.address()).await {
        Ok(_) => panic!("it has started"),
        Err(error) => error.to_string(),
    };
    assert!(
        refused.contains("--risk http://127.0.0.1:") && refused.contains("this is not risk screening"),
        "{refused}"
    );
    assert!(refused.contains("tongguan.credit.v1.CreditScoring"), "it says what is there: {refused}");
    credit.stop().await;

    // Itself, by whatever name or address.
    for (named, listens) in [("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1"), ("localhost", "0.0.0.0")]
    {
        let port = free().port();
        let serves = Serves { intake: true, credit: true, ..NOTHING };
        let peers = Peers { risk: format!("http://{named}:{port}").parse().ok(), ..Peers::default() };
        let listen = format!("{listens}:{port}").parse().unwrap();
        let refused = start(ServeOptions { serves, peers, listen, ..ServeOptions::default() }).await;
        let refused = refused.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("it is this process itself"), "{named}, {listens}: {refused}");
    }
}
