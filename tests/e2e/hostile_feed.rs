//! A feed that tells what cannot be: it is refused by name, nothing of it is taken, and reads say why.

use crate::apart::exchange;
use crate::support::{Caller, reason};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_stream::{Stream, StreamExt, iter, pending};
use tongguan::compose::ServeOptions;
use tongguan_exchange::messages::CUSTOMS;
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::follow_response::Step;
use tongguan_proto::feed::v1::journal_feed_server::{JournalFeed, JournalFeedServer};
use tonic::transport::Server;
use tonic::{Request, Response, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// A feed that says what its test wants, and then nothing more.
struct Told(Arc<Vec<Step>>);

#[tonic::async_trait]
impl JournalFeed for Told {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<pb::FollowResponse, Status>> + Send>>;

    async fn follow(&self, _: Request<pb::FollowRequest>) -> Result<Response<Self::FollowStream>, Status> {
        let steps: Vec<_> =
            self.0.iter().cloned().map(|step| Ok(pb::FollowResponse { step: Some(step) })).collect();
        Ok(Response::new(Box::pin(iter(steps).chain(pending()))))
    }

    async fn head(&self, _: Request<pb::HeadRequest>) -> Result<Response<pb::HeadResponse>, Status> {
        Ok(Response::new(pb::HeadResponse { head: None }))
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

async fn telling(steps: Vec<Step>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = JournalFeedServer::new(Told(Arc::new(steps))).max_encoding_message_size(usize::MAX);
    let serving = Server::builder().add_service(server);
    tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
    address
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
