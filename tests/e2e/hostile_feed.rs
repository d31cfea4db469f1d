//! A feed that tells what cannot be: it is refused by name, nothing of it is taken, and reads say why.

use crate::apart::exchange;
use crate::support::caller::SENDER;
use crate::support::{Caller, reason};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_stream::wrappers::{TcpListenerStream, WatchStream};
use tokio_stream::{Stream, StreamExt, iter, pending};
use tongguan::compose::ServeOptions;
use tongguan_exchange::messages::CUSTOMS;
use tongguan_proto::exchange::v1::{WatchCebMessagesRequest, WatchReceiptsRequest};
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::follow_response::Step;
use tongguan_proto::feed::v1::journal_feed_server::{JournalFeed, JournalFeedServer};
use tongguan_wire::status::{Reason, Refused};
use tonic::transport::Server;
use tonic::{Code, Request, Response, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// A feed that says what its test wants, and then nothing more until its test wants it.
struct Told {
    first: Arc<Vec<Step>>,
    later: watch::Receiver<Option<Step>>,
    /// What it says when it is asked where a sandbox ends; nothing, where there is nothing to say.
    head: watch::Receiver<Option<Status>>,
}

#[tonic::async_trait]
impl JournalFeed for Told {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<pb::FollowResponse, Status>> + Send>>;

    async fn follow(&self, _: Request<pb::FollowRequest>) -> Result<Response<Self::FollowStream>, Status> {
        let first = self.first.iter().cloned().map(Some).collect::<Vec<_>>();
        let steps = iter(first).chain(WatchStream::new(self.later.clone()).filter(Option::is_some));
        Ok(Response::new(Box::pin(steps.map(|step| Ok(pb::FollowResponse { step })).chain(pending()))))
    }

    async fn head(&self, _: Request<pb::HeadRequest>) -> Result<Response<pb::HeadResponse>, Status> {
        match self.head.borrow().clone() {
            Some(status) => Err(status),
            None => Ok(Response::new(pb::HeadResponse { head: None })),
        }
    }

    async fn take(&self, _: Request<pb::TakeRequest>) -> Result<Response<pb::TakeResponse>, Status> {
        Err(Status::unavailable("away"))
    }

    async fn carry(&self, _: Request<pb::CarryRequest>) -> Result<Response<pb::CarryResponse>, Status> {
        Err(Status::unavailable("away"))
    }

    async fn pass(&self, _: Request<pb::PassRequest>) -> Result<Response<pb::PassResponse>, Status> {
        Err(Status::unavailable("away"))
    }
}

async fn telling(first: Vec<Step>) -> SocketAddr {
    telling_more(first).await.0
}

/// By what a feed is told to say one thing more, and why it does not say where a sandbox ends.
type More = (watch::Sender<Option<Step>>, watch::Sender<Option<Status>>);

/// The same, which is told more later.
async fn telling_more(first: Vec<Step>) -> (SocketAddr, More) {
    let ((more, later), (heads, head)) = (watch::channel(None), watch::channel(None));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let told = Told { first: Arc::new(first), later, head };
    let server = JournalFeedServer::new(told).max_encoding_message_size(usize::MAX);
    let serving = Server::builder().add_service(server);
    tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
    (address, (more, heads))
}

fn hello(identity: u64) -> pb::Hello {
    pb::Hello {
        asks_for_keys: false,
        identity,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        start_millis: 0,
        message_version: "202205".to_owned(),
        signatures: "off".to_owned(),
        receipt_form: String::new(),
        customs_ids: vec![CUSTOMS.to_owned()],
    }
}

fn entries(parts: &[(u64, u64, &[u8])]) -> Step {
    let part = |(log, first, entry): &(u64, u64, &[u8])| pb::Part {
        log: *log,
        first: *first,
        entries: vec![entry.to_vec()],
    };
    Step::Entries(pb::Entries { parts: parts.iter().map(part).collect() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_followed_is_refused_by_name() {
    let too_large = vec![0; 33 * 1024 * 1024];
    let cases: [(&str, Step); 9] = [
        ("has entry 5 of log 0 where 1 comes next", entries(&[(0, 5, b"a")])),
        ("entry 1 of the list of sandboxes in the feed cannot be", entries(&[(0, 1, b"../a")])),
        ("entry 1 of the list of sandboxes in the feed cannot be", entries(&[(0, 1, b"\0a")])),
        ("entries of log 1, which is no sandbox", entries(&[(1, 1, b"")])),
        ("entry 1 of log 1 in the feed cannot be read", entries(&[(0, 1, b"a"), (1, 1, b"\xff\xff")])),
        ("entry 1 of log 1 in the feed cannot be read", entries(&[(0, 1, b"a"), (1, 1, &[0xf6])])),
        ("has entry 2 of log 1 where 1 comes next", entries(&[(0, 1, b"a"), (1, 2, b"")])),
        ("introduces itself once more", Step::Hello(hello(2))),
        ("too large", entries(&[(0, 1, &too_large)])),
    ];
    for (words, step) in cases {
        let intake = telling(vec![Step::Hello(hello(1)), step]).await;
        let copy = tempfile::tempdir().unwrap();
        let options = ServeOptions { data: Some(copy.path().to_owned()), ..ServeOptions::default() };
        let exchange = exchange(intake, options).await.unwrap();
        let caller = Caller::new(exchange.address(), exchange.address());
        let refused = loop {
            match caller.mailbox().page("", 1).await {
                Err(status) if reason(&status) == "FAILURE" => break status,
                _ => tokio::task::yield_now().await,
            }
        };
        assert!(refused.message().contains(words), "{words}: {}", refused.message());
        let mut health = HealthClient::new(caller.channel());
        let serving = async |health: &mut HealthClient<_>| {
            health.check(HealthCheckRequest::default()).await.unwrap().into_inner().status()
        };
        while serving(&mut health).await != ServingStatus::NotServing {
            tokio::task::yield_now().await;
        }
        exchange.stop().await;
    }
}

/// Who watches is told when there is nothing more to come, by the words that everybody else is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_watches_end_when_nothing_is_followed_any_more() {
    let (intake, (more, _)) = telling_more(vec![Step::Hello(hello(1)), entries(&[(0, 1, b"a")])]).await;
    let exchange = exchange(intake, ServeOptions::default()).await.unwrap();
    let caller = Caller::new(exchange.address(), exchange.address()).in_sandbox("a");
    while caller.mailbox().page("", 1).await.is_err() {
        tokio::task::yield_now().await;
    }
    let recipient = || SENDER.to_owned();
    let request = WatchReceiptsRequest { recipient: recipient(), ..Default::default() };
    let mut receipts = caller.exchange().watch_receipts(request).await.unwrap().into_inner();
    let request = WatchCebMessagesRequest { recipient: recipient(), ..Default::default() };
    let mut messages = caller.exchange().watch_ceb_messages(request).await.unwrap().into_inner();

    more.send_replace(Some(entries(&[(0, 9, b"b")])));
    let ends = async { (receipts.next().await, messages.next().await) };
    let (receipts, messages) = timeout(Duration::from_secs(20), ends).await.unwrap();
    let read = caller.mailbox().page("", 1).await.unwrap_err();
    for end in [receipts.unwrap().unwrap_err(), messages.unwrap().unwrap_err()] {
        assert_eq!((reason(&end).as_str(), end.message()), ("FAILURE", read.message()));
        assert!(end.message().contains("has entry 9 of log 0 where 2 comes next"), "{end:?}");
    }
    exchange.stop().await;
}

/// Only who is away is read without: who is there, and does not say how far a sandbox is, may have told its reader more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_intake_says_instead_of_where_a_sandbox_ends() {
    let named = |reason: Reason| Refused::plain(reason).status();
    let bare = |code| Status::new(code, "x");
    let rows = [
        // It is away, or counts as that.
        (named(Reason::ServerDraining), "read"),
        (bare(Code::Unavailable), "read"),
        (named(Reason::KeyInvalid), "read"),
        (named(Reason::RoleMissing), "read"),
        (bare(Code::PermissionDenied), "read"),
        // It is there, and busy.
        (named(Reason::ServerBusy), "SERVER_BUSY: intake does not say now"),
        (bare(Code::DeadlineExceeded), "SERVER_BUSY: intake does not say now"),
        // It says something of the sandbox.
        (named(Reason::NotFound), "NOT_FOUND: "),
        (named(Reason::SandboxNameInvalid), "SANDBOX_NAME_INVALID: "),
        // It is another, or is not well.
        (named(Reason::MethodUnknown), "FAILURE: intake cannot be followed: it serves no feed"),
        (bare(Code::Unimplemented), "FAILURE: intake cannot be followed: it serves no feed"),
        (named(Reason::Failure), "FAILURE: intake does not say where this sandbox ends (Internal)"),
        (bare(Code::NotFound), "FAILURE: intake does not say where this sandbox ends (NotFound)"),
        (bare(Code::Unknown), "FAILURE: intake does not say where this sandbox ends (Unknown)"),
    ];
    let (intake, (_more, heads)) = telling_more(vec![Step::Hello(hello(1))]).await;
    let exchange = exchange(intake, ServeOptions::default()).await.unwrap();
    let mailbox = Caller::new(exchange.address(), exchange.address()).mailbox();
    while mailbox.page("", 1).await.is_err() {
        tokio::task::yield_now().await;
    }
    for (status, expected) in rows {
        heads.send_replace(Some(status.clone()));
        let read = match mailbox.page("", 1).await {
            Ok(_) => "read".to_owned(),
            Err(refused) => format!("{}: {}", reason(&refused), refused.message()),
        };
        assert!(read.starts_with(expected), "{status:?}: {read}");
    }
    exchange.stop().await;
}

/// What is no intake of this version ends the start.
#[tokio::test]
async fn what_introduces_itself_wrongly_ends_the_start() {
    for (words, step) in [
        (
            "it has version 9, and this process",
            Step::Hello(pb::Hello { program: "9".to_owned(), ..hello(1) }),
        ),
        ("cannot be read", Step::Hello(pb::Hello { message_version: "1".to_owned(), ..hello(1) })),
        ("does not introduce itself", entries(&[(0, 1, b"a")])),
    ] {
        let intake = telling(vec![step]).await;
        let refused = exchange(intake, ServeOptions::default()).await.err().map(|error| error.to_string());
        assert!(refused.as_deref().is_some_and(|text| text.contains(words)), "{words}: {refused:?}");
    }
}
