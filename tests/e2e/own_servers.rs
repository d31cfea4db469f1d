//! Goal: a sandbox may bring its own risk and credit servers; whatever they do has a result that is laid down, their answers are
//! recorded facts, and nothing is called that whoever runs the server has not allowed.

use crate::elsewhere::{caller, decision, explained, odd, submit, told, until};
use crate::support::ports::free;
use crate::support::{Caller, reason};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tongguan::compose::{Running, ServeOptions, start};
use tongguan_domain::terminal::moves;
use tongguan_peer::OwnHosts;
use tongguan_proto::credit::v1::credit_scoring_server::{CreditScoring, CreditScoringServer};
use tongguan_proto::credit::v1::{
    AssessRequest, AssessResponse, ScoreManyRequest, ScoreManyResponse, ScoreRequest, ScoreResponse,
};
use tongguan_proto::document::v1::{
    CreditClass, CreditGrade, Disposition, Finding, FindingKind, Ground, State,
};
use tongguan_proto::risk::v1::{Lane, ScreenResponse};
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::ServerSilence::{self, Fallback, Wait};
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::transport::Server;
use tonic::{Request, Response, Status};

const GREEN: [i32; 4] = [2, 3, 120, 399];
const YELLOW: [i32; 5] = [2, 3, 120, 300, 399];

fn server(address: SocketAddr, timeout_ms: u32, silence: ServerSilence) -> sandbox::OwnServer {
    sandbox::OwnServer { url: format!("http://{address}"), timeout_ms, silence: silence.into() }
}

/// A sandbox in which nothing is left to chance, with these servers.
async fn create(
    caller: &Caller,
    name: &str,
    risk: Option<sandbox::OwnServer>,
    credit: Option<sandbox::OwnServer>,
) -> Result<Caller, Status> {
    let request = sandbox::CreateSandboxRequest {
        name: name.to_owned(),
        draws_off: true,
        risk_server: risk,
        credit_server: credit,
        ..Default::default()
    };
    caller.control().create_sandbox(request).await?;
    Ok(caller.in_sandbox(name))
}

/// What is said of the first declaration of a sandbox.
async fn why(caller: &Caller) -> String {
    format!("{:?}", explained(caller, 4).await)
}

/// A server that takes connections, reads, and says these bytes, or nothing. How often somebody has come.
async fn raw(says: &'static [u8]) -> (Arc<AtomicU32>, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let came = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut read = [0; 1024];
                while stream.read(&mut read).await.is_ok_and(|read| read > 0) {
                    if !says.is_empty() && stream.write_all(says).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (came, address)
}

/// Answers every call over HTTP/2 with the way to somebody else.
#[derive(Clone)]
struct Redirects(String);

impl Service<http::Request<Body>> for Redirects {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Request<Body>) -> Self::Future {
        let answer = http::Response::builder().status(307).header("location", &self.0);
        ready(Ok(answer.body(Body::empty()).unwrap()))
    }
}

async fn redirects(to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = Redirects(format!("http://{to}/tongguan.risk.v1.RiskScreening/Screen"));
    tokio::spawn(Server::builder().serve_with_incoming(service, TcpListenerStream::new(listener)));
    address
}

fn ten_megabytes() -> ScreenResponse {
    let text = "x".repeat(100_000);
    let reasons = vec![Ground { rule: "r".to_owned(), text, ..Ground::default() }; 100];
    ScreenResponse { reasons, ..decision(Lane::Green, "r") }
}

fn prohibited_and_released() -> Finding {
    let (kind, disposition) = (FindingKind::Prohibited.into(), Disposition::Release.into());
    Finding { kind, disposition, rule: "x".to_owned() }
}

/// Whatever a server does: the ground, and what the sender is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_it_does_has_a_result_that_is_laid_down() {
    type Says = fn(u32) -> Result<ScreenResponse, Status>;
    let rows: [(&str, Says, &str, &[i32]); 11] = [
        ("green", |_| Ok(decision(Lane::Green, "own.rule")), "own.rule: as told", &GREEN),
        ("yellow", |_| Ok(decision(Lane::Yellow, "own.rule")), "own.rule: as told", &YELLOW),
        ("no lane", |_| Ok(decision(Lane::Unspecified, "x")), "server.nonsense", &YELLOW),
        (
            "no such lane",
            |_| Ok(ScreenResponse { lane: 99, ..decision(Lane::Green, "x") }),
            "server.nonsense",
            &YELLOW,
        ),
        (
            "no reasons",
            |_| Ok(ScreenResponse { reasons: Vec::new(), ..decision(Lane::Green, "x") }),
            "server.nonsense",
            &YELLOW,
        ),
        (
            "no name",
            |_| Ok(ScreenResponse { profile: String::new(), ..decision(Lane::Green, "x") }),
            "server.nonsense",
            &YELLOW,
        ),
        (
            "a finding that contradicts itself",
            |_| Ok(ScreenResponse { finding: Some(prohibited_and_released()), ..decision(Lane::Red, "x") }),
            "server.nonsense",
            &YELLOW,
        ),
        ("10 MB of reasons", |_| Ok(ten_megabytes()), "server.nonsense", &YELLOW),
        ("does not like it", |_| Err(Status::invalid_argument("no\nsuch")), "server.nonsense", &YELLOW),
        ("fails", |_| Err(Status::internal("not today")), "server.refused", &YELLOW),
        ("no such method", |_| Err(Status::unimplemented("what")), "server.refused", &YELLOW),
    ];
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    for (at, (what, says, ground, receipts)) in rows.into_iter().enumerate() {
        let (calls, address) = odd(says).await;
        let own =
            create(&caller, &format!("s{at}"), Some(server(address, 2_000, Fallback)), None).await.unwrap();
        submit(&own, 1).await;
        let why = why(&own).await;
        assert!(why.contains(ground), "{what}: {why}");
        assert_eq!(told(&own.mailbox().all().await, 4), receipts, "{what}");
        assert_eq!(calls.load(Ordering::SeqCst), 1, "{what}: once");
    }
    running.stop().await;
}

/// Whatever a server puts into its words, who reads them sees words alone: nothing moves the cursor, nothing is turned round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_words_of_a_server_move_no_terminal() {
    const BAD: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{2028}\u{200b}\u{feff}\r\u{8}bad";
    type Says = fn(u32) -> Result<ScreenResponse, Status>;
    let rows: [(&str, Says); 6] = [
        ("text", |_| {
            let mut told = decision(Lane::Red, "own.rule");
            (told.reasons[0].text, told.reasons[0].text_zh) = (BAD.to_owned(), BAD.to_owned());
            Ok(told)
        }),
        ("rule", |_| Ok(decision(Lane::Red, &format!("own{BAD}")))),
        ("profile", |_| Ok(ScreenResponse { profile: BAD.to_owned(), ..decision(Lane::Red, "own.rule") })),
        ("missed", |_| {
            Ok(ScreenResponse { missed: vec![BAD.to_owned()], ..decision(Lane::Red, "own.rule") })
        }),
        ("refuses", |_| Err(Status::invalid_argument(BAD))),
        ("fails", |_| Err(Status::internal(BAD))),
    ];
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    for (what, says) in rows {
        let (_, address) = odd(says).await;
        let own = create(&caller, what, Some(server(address, 2_000, Fallback)), None).await.unwrap();
        submit(&own, 1).await;
        assert!(explained(&own, 4).await.steps.len() > 3, "{what}");
        for more in [&["--lang", "en"][..], &["--lang", "zh"], &["--json"]] {
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_tongguan"));
            command.args(["explain", "4", "--sandbox", what, "--server", &running.address().to_string()]);
            let output = command.args(more).output().await.unwrap();
            let shown = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && shown.len() > 100, "{what}: {shown}");
            let moved: Vec<char> = shown.chars().filter(|c| *c != '\n' && moves(*c)).collect();
            assert!(moved.is_empty(), "{what} {more:?}: {moved:?} in {shown:?}");
            let told = what == "profile" || what == "missed" || shown.contains("bad");
            assert!(told, "{what}: its words are shown: {shown}");
            // It does not say by what it has decided.
            assert!(
                !shown.contains("profile_sha256\":\"") || shown.contains("profile_sha256\":\"\""),
                "{what}: {shown}"
            );
        }
    }
    running.stop().await;
}

/// Nobody there, nobody who answers, somebody who speaks something else, somebody who points elsewhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_answer_is_not_waited_for_and_nobody_is_followed() {
    let (came, target) = raw(b"").await;
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nlocation: http://{target}/tongguan.risk.v1.RiskScreening/Screen\r\ncontent-length: 0\r\n\r\n"
    );
    let (_, silent) = raw(b"").await;
    let (_, redirects_1) = raw(redirect.leak().as_bytes()).await;
    let (_, babbles) = raw(&[0xFF; 4_096]).await;
    let rows = [
        ("nobody", free(), "server.refused"),
        ("silent", silent, "server.timeout"),
        ("redirects-1", redirects_1, "server.refused"),
        ("redirects-2", redirects(target).await, "server.refused"),
        ("babbles", babbles, "server.refused"),
    ];
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    for (what, address, ground) in rows {
        let (risk, credit) = (server(address, 300, Fallback), server(address, 300, Fallback));
        let own = create(&caller, what, Some(risk), Some(credit)).await.unwrap();
        submit(&own, 1).await;
        let why = why(&own).await;
        assert!(why.contains(&format!("{ground}: ")), "{what}: {why}");
        assert!(why.contains("the class of the registry counts"), "{what}: {why}");
        assert!(why.contains("the documents are looked at") && why.contains("人工审核单证"), "{what}: {why}");
        assert_eq!(told(&own.mailbox().all().await, 4), YELLOW, "{what}");
    }
    assert_eq!(came.load(Ordering::SeqCst), 0, "a redirect is not followed");
    running.stop().await;
}

/// A sandbox that wants to waits, as for the server of all; another server, or none, ends that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sandbox_may_wait_and_change_its_mind() {
    let (calls, address) = odd(|call| match call {
        0..3 => Err(Status::internal("not today")),
        _ => Ok(decision(Lane::Green, "own.rule")),
    })
    .await;
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    let patient = create(&caller, "patient", Some(server(address, 500, Wait)), None).await.unwrap();
    submit(&patient, 1).await;
    until(&patient, 4, State::Reviewed).await;
    assert!(why(&patient).await.contains("own.rule: as told"));
    assert_eq!(calls.load(Ordering::SeqCst), 4);

    let stuck = create(&caller, "stuck", Some(server(free(), 500, Wait)), None).await.unwrap();
    submit(&stuck, 1).await;
    assert_eq!(explained(&stuck, 4).await.waiting_for, ["risk screening to answer"]);
    // Others do not wait for it.
    let other = create(&caller, "other", None, None).await.unwrap();
    submit(&other, 1).await;
    assert_eq!(told(&other.mailbox().all().await, 4), GREEN);
    let none = sandbox::UpdateSandboxRequest {
        name: "stuck".to_owned(),
        risk_server: Some(sandbox::OwnServer::default()),
        ..Default::default()
    };
    let now = caller.control().update_sandbox(none).await.unwrap().into_inner().sandbox.unwrap();
    assert_eq!(now.risk_server, None);
    until(&stuck, 4, State::Reviewed).await;
    assert!(!why(&stuck).await.contains("server."));
    running.stop().await;
}

/// Scoring that says what its test wants.
struct Scores(fn() -> ScoreResponse);

#[tonic::async_trait]
impl CreditScoring for Scores {
    async fn score(&self, _: Request<ScoreRequest>) -> Result<Response<ScoreResponse>, Status> {
        Ok(Response::new(self.0()))
    }

    type ScoreManyStream = tokio_stream::Empty<Result<ScoreManyResponse, Status>>;

    /// Nobody asks a server of one sandbox for many scores.
    async fn score_many(
        &self,
        _: Request<tonic::Streaming<ScoreManyRequest>>,
    ) -> Result<Response<Self::ScoreManyStream>, Status> {
        Err(Status::unimplemented("one at a time"))
    }

    async fn assess(&self, _: Request<AssessRequest>) -> Result<Response<AssessResponse>, Status> {
        Err(Status::unimplemented("no standard here"))
    }
}

async fn scores(says: fn() -> ScoreResponse) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = CreditScoringServer::new(Scores(says));
    tokio::spawn(
        Server::builder().add_service(service).serve_with_incoming(TcpListenerStream::new(listener)),
    );
    address
}

fn score() -> ScoreResponse {
    ScoreResponse {
        credit_class: CreditClass::Dishonest.into(),
        grade: CreditGrade::Bb.into(),
        score: 7,
        inspection_ppm: 1_000_000,
        reasons: vec![Ground {
            rule: "own.factor".to_owned(),
            text: "as told".to_owned(),
            ..Ground::default()
        }],
        model: "ours".to_owned(),
        ..Default::default()
    }
}

/// A score is used or not as a whole: numbers that are none change nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_credit_server_scores_or_the_registry_does() {
    type Says = fn() -> ScoreResponse;
    let rows: [(&str, Says, &str); 6] = [
        ("good", score, "own.factor: as told"),
        ("no class", || ScoreResponse { credit_class: 0, ..score() }, "server.nonsense"),
        ("no such grade", || ScoreResponse { grade: 77, ..score() }, "server.nonsense"),
        ("a score beyond all", || ScoreResponse { score: u32::MAX, ..score() }, "server.nonsense"),
        ("more than always", || ScoreResponse { inspection_ppm: 1_000_001, ..score() }, "server.nonsense"),
        ("no reasons", || ScoreResponse { reasons: Vec::new(), ..score() }, "server.nonsense"),
    ];
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    for (at, (what, says, ground)) in rows.into_iter().enumerate() {
        let credit = server(scores(says).await, 2_000, Fallback);
        let own = create(&caller, &format!("c{at}"), None, Some(credit)).await.unwrap();
        submit(&own, 1).await;
        let why = why(&own).await;
        assert!(why.contains(ground), "{what}: {why}");
    }
    running.stop().await;
}

async fn on(data: &std::path::Path, hosts: OwnHosts) -> Running {
    let options = ServeOptions { data: Some(data.to_owned()), own_servers: hosts, ..ServeOptions::default() };
    start(options).await.unwrap()
}

/// What a server has said is in the journal: a start asks nobody. And what is allowed is decided by who runs the server now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_asks_nobody_and_another_start_may_allow_less() {
    let folder = tempfile::tempdir().unwrap();
    let (calls, address) = odd(|_| Ok(decision(Lane::Green, "own.rule"))).await;
    let running = on(folder.path(), OwnHosts::default()).await;
    let own = create(&caller(&running), "mine", Some(server(address, 2_000, Fallback)), None).await.unwrap();
    submit(&own, 1).await;
    let before = why(&own).await;
    let view = own.view().await;
    assert!(before.contains("own.rule: as told"), "{before}");
    running.stop().await;

    let running = on(folder.path(), OwnHosts::NONE).await;
    let own = caller(&running).in_sandbox("mine");
    assert_eq!((why(&own).await, own.view().await), (before, view));
    assert_eq!(calls.load(Ordering::SeqCst), 1, "nobody is asked again");
    submit(&own, 2).await;
    let second = format!("{:?}", explained(&own, 8).await);
    assert!(second.contains("server.refused") && second.contains("--own-servers"), "{second}");
    assert_eq!(calls.load(Ordering::SeqCst), 1, "it may not be called any more");
    let again = create(&caller(&running), "new", Some(server(address, 0, Fallback)), None).await;
    assert_eq!(reason(&again.err().unwrap()), "OWN_SERVER_NOT_ALLOWED");
    running.stop().await;
}

/// No sandbox makes its server call what is not allowed, whichever way it says it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_is_allowed_is_called() {
    let running = start(ServeOptions::default()).await.unwrap();
    let caller = caller(&running);
    let mine = create(&caller, "mine", None, None).await.unwrap();
    let rows = [
        ("http://192.0.2.1:80", 0, "OWN_SERVER_NOT_ALLOWED"),
        ("http://169.254.169.254:80", 0, "OWN_SERVER_NOT_ALLOWED"),
        ("http://risk.example:80", 0, "OWN_SERVER_NOT_ALLOWED"),
        ("http://127.0.0.1:80/latest", 0, "ARGUMENT_INVALID"),
        ("http://127.0.0.1:80@risk.example:80", 0, "ARGUMENT_INVALID"),
        ("https://127.0.0.1:80", 0, "ARGUMENT_INVALID"),
        ("file:///etc/passwd", 0, "ARGUMENT_INVALID"),
        ("http://127.0.0.1:80", 10_001, "ARGUMENT_INVALID"),
    ];
    for (url, timeout_ms, expected) in rows {
        let server = || Some(sandbox::OwnServer { url: url.to_owned(), timeout_ms, silence: 0 });
        let created = create(&caller, "new", server(), None).await.err().unwrap();
        assert_eq!(reason(&created), expected, "{url}");
        let update = |risk, credit| sandbox::UpdateSandboxRequest {
            name: "mine".to_owned(),
            risk_server: risk,
            credit_server: credit,
            ..Default::default()
        };
        for request in [update(server(), None), update(None, server())] {
            let updated = caller.control().update_sandbox(request).await.unwrap_err();
            assert_eq!(reason(&updated), expected, "{url}");
        }
    }
    let view = mine.view().await;
    assert_eq!((view.risk_server, view.credit_server), (None, None));
    running.stop().await;
}
