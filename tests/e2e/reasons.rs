//! Every named reason, provoked as its own words say.

use crate::bad_input::{Raw, raw};
use crate::support::caller::{SENDER, transfer};
use crate::support::{Caller, Station, impatient, reason};
use prost_types::Timestamp;
use std::pin::Pin;
use tokio::task::JoinSet;
use tokio_stream::{Pending, StreamExt, iter, pending};
use tongguan_ceb::write_request;
use tongguan_domain::document::Document;
use tongguan_domain::limits;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::credit::v1::ScoreRequest;
use tongguan_proto::document::v1 as document;
use tongguan_proto::document::v1::document::Document as Kind;
use tongguan_proto::exchange::v1 as exchange;
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::officer::v1 as officer;
use tongguan_proto::registry::v1::RegisterEnterpriseRequest;
use tongguan_proto::risk::v1::ScreenRequest;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_testkit::{EXPORTER, Parcel, changed};
use tongguan_wire::document::{write, write_waybill};
use tongguan_wire::status::Reason;
use tonic::body::Body;
use tonic::client::{Grpc, GrpcService};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::codegen::{Body as HttpBody, StdError};
use tonic::metadata::MetadataValue;
use tonic::{Request, Status};

const SUBMIT_DOCUMENTS: &str = "/tongguan.intake.v1.DeclarationIntake/SubmitDocuments";
/// Calls at once that the server takes of one sandbox: half of `requests_in_flight` of `tongguan limits`.
const IN_FLIGHT: usize = 512;
/// `watchers_per_connection` of `tongguan limits`.
const WATCHERS: usize = 64;
/// Streams that one connection may have open.
const STREAMS: usize = 100;

/// What is provoked with: a client in a sandbox that nobody has used, and its server.
struct Scene {
    caller: Caller,
    station: Station,
}

type Provoke = fn(Scene) -> Pin<Box<dyn Future<Output = String>>>;

/// Reason and what provokes it; the name of the reason that is told comes out.
macro_rules! provocations {
    ($($reason:ident($scene:pat_param) $body:block)*) => {
        const PROVOCATIONS: &[(Reason, Provoke)] =
            &[$((Reason::$reason, |$scene| Box::pin(async move { told($body) })),)*];
    };
}

/// A defect of the server is not for sale; `crates/serve/tests` makes one. A server with its own limits has more patience
/// with a reader than a test has; `crates/client/tests` has one with less. A service that is away and a race for a new
/// sandbox are made by `crates/sandbox/tests`. A server that asks for keys is that of `tests/identity`.
const ELSEWHERE: [Reason; 8] = [
    Reason::KeyInvalid,
    Reason::RoleMissing,
    Reason::HandlerPanicked,
    Reason::Failure,
    Reason::ReaderStalled,
    Reason::QuestionOpen,
    Reason::IntakeAway,
    Reason::SandboxCreated,
];

fn told<T>(answer: Result<T, Status>) -> String {
    answer.map_or_else(|status| reason(&status), |_| "taken".to_owned())
}

/// The refusal of one submission of a stream.
fn in_stream(answer: intake::SubmitStreamResponse) -> Result<(), Status> {
    match answer.refused {
        Some(refused) => {
            let reason = Reason::from_name(&refused.reason).unwrap();
            Err(tongguan_wire::status::refusal(reason, refused.message))
        }
        None => Ok(()),
    }
}

fn waybill(changes: &str) -> Document {
    changed(Parcel::number(1).waybill, changes)
}

fn submission(id: &str, sender: &str, documents: &[Document]) -> intake::SubmitStreamRequest {
    let documents = documents.iter().map(write).collect();
    intake::SubmitStreamRequest {
        request_id: id.to_owned(),
        sender: sender.to_owned(),
        documents,
        all_or_none: true,
        ..Default::default()
    }
}

async fn streamed(
    caller: &Caller,
    requests: Vec<intake::SubmitStreamRequest>,
) -> Vec<intake::SubmitStreamResponse> {
    let answers = caller.intake().submit_stream(iter(requests)).await.unwrap().into_inner();
    answers.map(Result::unwrap).collect().await
}

async fn call_waybill(
    caller: &Caller,
    change: fn(&mut intake::SubmitDocumentsRequest),
) -> Result<(), Status> {
    let document =
        document::Document { document: Some(Kind::Waybill(write_waybill(&Parcel::number(1).waybill))) };
    let mut request = intake::SubmitDocumentsRequest {
        request_id: "x".to_owned(),
        sender: SENDER.to_owned(),
        documents: vec![document],
        all_or_none: true,
        ..Default::default()
    };
    change(&mut request);
    caller.intake().submit_documents(request).await.map(|_| ())
}

fn in_waybill(request: &mut intake::SubmitDocumentsRequest) -> &mut document::Waybill {
    match &mut request.documents[0].document {
        Some(Kind::Waybill(waybill)) => waybill,
        other => panic!("{other:?}"),
    }
}

async fn create(caller: &Caller, seed: u64, start: Option<Timestamp>) -> Result<(), Status> {
    let request =
        sandbox::CreateSandboxRequest { name: "made".to_owned(), seed, start, ..Default::default() };
    caller.control().create_sandbox(request).await.map(|_| ())
}

async fn list(caller: &Caller, request: intake::ListDocumentsRequest) -> Result<(), Status> {
    caller.intake().list_documents(request).await.map(|_| ())
}

provocations! {
    MethodUnknown(s) {
        let mut misled = SandboxControlClient::new(s.caller.channel());
        misled.get_sandbox(sandbox::GetSandboxRequest::default()).await
    }
    Faults(s) { call_waybill(&s.caller, |request| in_waybill(request).pack_no = Some(0)).await }
    MessageUnreadable(s) { Err::<(), _>(raw(&s.caller, SUBMIT_DOCUMENTS, vec![0xFF; 64]).await) }
    MessageTooLarge(s) {
        call_waybill(&s.caller, |request| in_waybill(request).note = Some("x".repeat(18 << 20))).await
    }
    DocumentMissing(s) { call_waybill(&s.caller, |request| request.documents.clear()).await }
    TooManyDocuments(s) {
        let many = vec![waybill("note=x"); 101];
        in_stream(streamed(&s.caller, vec![submission("x", SENDER, &many)]).await.remove(0))
    }
    RequestIdMissing(s) {
        let request = exchange::SendCebMessageRequest { xml: "<x".into(), ..Default::default() };
        s.caller.exchange().send_ceb_message(request).await
    }
    RequestIdInvalid(s) { call_waybill(&s.caller, |request| request.request_id = "a b".to_owned()).await }
    SandboxNameInvalid(s) { s.caller.in_sandbox("../x").submit("x", waybill("note=x")).await }
    MetadataUnknown(s) {
        let mut request = Request::new(intake::ListDocumentsRequest::default());
        request.metadata_mut().insert("x-sandbx", "m1".parse().unwrap());
        s.caller.intake().list_documents(request).await
    }
    SenderInvalid(s) { call_waybill(&s.caller, |request| request.sender = "a b".to_owned()).await }
    TransmitterMismatch(s) {
        let mut enterprise = tongguan_wire::registry::write(&EXPORTER.enterprise());
        enterprise.dxp_id = SENDER.to_owned();
        let request = RegisterEnterpriseRequest { request_id: "r".to_owned(), enterprise: Some(enterprise), ..Default::default() };
        s.caller.registry().register_enterprise(request).await.unwrap();
        s.caller.send("x", &[waybill("note=x")]).await
    }
    ArgumentInvalid(s) { list(&s.caller, intake::ListDocumentsRequest { kind: 99, ..Default::default() }).await }
    TimeInvalid(s) { create(&s.caller, 1, Some(Timestamp { seconds: -62_167_219_200, nanos: 0 })).await }
    CursorInvalid(s) { s.caller.mailbox().page("x", 0).await }
    PageTokenInvalid(s) {
        list(&s.caller, intake::ListDocumentsRequest { page_token: "x".to_owned(), ..Default::default() }).await
    }
    EnterpriseInvalid(s) {
        let enterprise = Some(Default::default());
        let request = RegisterEnterpriseRequest { request_id: "r".to_owned(), enterprise, ..Default::default() };
        s.caller.registry().register_enterprise(request).await
    }
    FindingContradicts(s) {
        let finding = document::Finding {
            kind: document::FindingKind::Conforming.into(),
            disposition: document::Disposition::Reject.into(),
            rule: String::new(),
        };
        let key = Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(1)) });
        let request = officer::RecordResultRequest { key, finding: Some(finding), ..Default::default() };
        s.caller.officer().record_result(request).await.map(|_| ())
    }
    FactsInvalid(s) { s.caller.scoring().score(ScoreRequest::default()).await }
    ProfileInvalid(s) {
        create(&s.caller, 1, None).await.unwrap();
        let name = "made".to_owned();
        let to = Some(sandbox::load_risk_profile_request::To::Text("name = 1".to_owned()));
        let request = sandbox::LoadRiskProfileRequest { name, to, ..Default::default() };
        s.caller.control().load_risk_profile(request).await
    }
    XmlUnreadable(s) { s.caller.send_xml("x", "<x").await }
    XmlBreaksSchema(s) {
        let xml = write_request(MessageVersion::V202205, "", &[waybill("note=x")], &transfer(), &[]).unwrap();
        let xml = String::from_utf8(xml).unwrap();
        let (from, to) = (xml.find("<ceb:BaseTransfer>").unwrap(), xml.find("</ceb:CEB505Message>").unwrap());
        s.caller.send_xml("x", [&xml[..from], &xml[to..]].concat()).await
    }
    NotFound(s) {
        let key = Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(99)) });
        s.caller.intake().get_document(intake::GetDocumentRequest { key, ..Default::default() }).await
    }
    RequestIdReused(s) {
        s.caller.submit("x", waybill("note=x")).await.unwrap();
        s.caller.submit("x", waybill("note=y")).await
    }
    Duplicate(s) {
        s.caller.submit("x", waybill("note=x")).await.unwrap();
        s.caller.submit("y", waybill("note=x")).await
    }
    SandboxExists(s) {
        create(&s.caller, 1, None).await.unwrap();
        create(&s.caller, 2, None).await
    }
    NothingToChange(s) { s.caller.submit("x", waybill("app_type=2")).await }
    StateDoesNotMatch(s) {
        let parcel = Parcel::number(1);
        s.caller.submit("o", parcel.order).await.unwrap();
        s.caller.submit("w", parcel.waybill).await.unwrap();
        s.caller.forcing("release").submit("d", parcel.declaration).await.unwrap();
        s.caller.mailbox().until("", |receipt| receipt.return_code == 399).await;
        s.caller.submit("x", waybill("app_type=2")).await
    }
    OldMessage(s) {
        s.caller.submit("x", waybill("note=x")).await.unwrap();
        s.caller.submit("y", waybill("app_type=2 app_time=20260101000000")).await
    }
    CursorOfAnotherLife(s) {
        let other = Station::ephemeral().await;
        other.caller().submit("x", waybill("note=x")).await.unwrap();
        let cursor = other.caller().mailbox().all().await[0].cursor.clone();
        other.stop().await;
        s.caller.mailbox().page(&cursor, 0).await
    }
    NothingToAcknowledge(s) { s.caller.mailbox().acknowledge(99).await }
    NotUnderControl(s) {
        s.caller.submit("x", waybill("note=x")).await.unwrap();
        let finding = document::Finding {
            kind: document::FindingKind::Conforming.into(),
            disposition: document::Disposition::Release.into(),
            rule: String::new(),
        };
        let key = Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(1)) });
        let request = officer::RecordResultRequest { key, finding: Some(finding), ..Default::default() };
        s.caller.officer().record_result(request).await.map(|_| ())
    }
    ProfileUnknown(s) {
        let request = ScreenRequest { profile_text_sha256: "0".to_owned(), ..Default::default() };
        s.caller.screening().screen(request).await
    }
    OwnServerNotAllowed(s) {
        let server = sandbox::OwnServer { url: "http://192.0.2.1:80".to_owned(), ..Default::default() };
        let name = "made".to_owned();
        let request = sandbox::CreateSandboxRequest { name, risk_server: Some(server), ..Default::default() };
        s.caller.control().create_sandbox(request).await
    }
    ClockGoesBack(s) {
        s.caller.submit("x", waybill("note=x")).await.unwrap();
        s.caller.advance(To::Until(Timestamp { seconds: 0, nanos: 0 })).await
    }
    SandboxLimit(s) {
        full_of_sandboxes(&s.caller).await;
        create(&s.caller, 1, None).await
    }
    LimitReached(s) {
        let draft = [waybill("app_status=1")];
        let senders = (0..=limits::SANDBOX_MAILBOXES).map(|number| format!("DXP{number}"));
        let requests = senders.map(|sender| submission(&sender, &sender, &draft)).collect();
        in_stream(streamed(&s.caller, requests).await.pop().unwrap())
    }
    ServerBusy(s) { busy(&s).await }
    TooManyWatchers(s) {
        let mut open = Vec::new();
        let watch = async || s.caller.exchange().watch_receipts(WatchReceiptsRequest::default()).await;
        for _ in 0..WATCHERS {
            open.push(watch().await.unwrap());
        }
        watch().await
    }
    ServerDraining(s) {
        s.caller.submit("x", waybill("note=x")).await.unwrap();
        let watch = s.caller.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap();
        let (mut watch, caller) = (watch.into_inner(), s.caller);
        let (end, ()) = tokio::join!(
            async move { loop { if let Err(end) = watch.next().await.unwrap() { return end } } },
            async move { drop(caller); s.station.stop().await }
        );
        Err::<(), _>(end)
    }
    DeadlineExceeded(s) {
        let mut request = Request::new(pending::<Vec<u8>>());
        request.metadata_mut().insert("grpc-timeout", "1m".parse().unwrap());
        endless(impatient::connect(s.station.address()).await, request).await
    }
}

/// Creates sandboxes until there are as many as there may be.
pub(crate) async fn full_of_sandboxes(caller: &Caller) {
    for number in 0..limits::SANDBOXES {
        let request = sandbox::CreateSandboxRequest { name: format!("s{number}"), ..Default::default() };
        if let Err(status) = caller.control().create_sandbox(request).await {
            assert_eq!(reason(&status), "SANDBOX_LIMIT");
            return;
        }
    }
}

/// A call that never sends its message.
async fn endless<T>(mut grpc: Grpc<T>, request: Request<Pending<Vec<u8>>>) -> Result<(), Status>
where
    T: GrpcService<Body>,
    T::ResponseBody: HttpBody + Send + 'static,
    <T::ResponseBody as HttpBody>::Error: Into<StdError>,
{
    let ready = grpc.ready().await;
    assert!(ready.is_ok(), "a connection");
    let path = PathAndQuery::from_static(SUBMIT_DOCUMENTS);
    grpc.client_streaming(request, path, Raw).await.map(|_| ())
}

/// As many calls as the server takes that never send their message, and one more.
async fn busy(scene: &Scene) -> Result<(), Status> {
    let mut calls = JoinSet::new();
    for _ in 0..IN_FLIGHT.div_ceil(STREAMS) {
        let channel = scene.station.caller().channel();
        for _ in 0..STREAMS {
            let mut request = Request::new(pending());
            request.metadata_mut().insert("x-sandbox", MetadataValue::from_static("busy"));
            calls.spawn(endless(Grpc::new(channel.clone()), request));
        }
    }
    // Those that find no place are told so at once.
    calls.join_next().await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reason() {
    let mut wrong = Vec::new();
    for reason in Reason::ALL {
        let Some((_, provoke)) = PROVOCATIONS.iter().find(|(known, _)| known == reason) else {
            assert!(ELSEWHERE.contains(reason), "nobody provokes {}: {}", reason.name(), reason.provoke());
            continue;
        };
        let station = Station::ephemeral().await;
        let begun = std::time::Instant::now();
        let told = provoke(Scene { caller: station.caller(), station }).await;
        if begun.elapsed().as_secs() > 0 {
            println!("{}: {:?}", reason.name(), begun.elapsed());
        }
        if told != reason.name() {
            wrong.push(format!("{}: {told}, by {}", reason.name(), reason.provoke()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
