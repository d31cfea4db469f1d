//! Goal: whoever asks the port, and over whatever way, is answered the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::pin::Pin;
use std::sync::Arc;
use tongguan_domain::ports::{Scoring, Unavailable};
use tongguan_domain::screening::{CreditFacts, CreditScore};
use tongguan_peer::Line;
use tongguan_proto::credit::v1 as pb;
use tongguan_scoring::{Remote, Scorer};
use tongguan_wire::credit;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};

const MESSAGE_BYTES: usize = 1 << 20;

type Answered = Result<CreditScore, Unavailable>;
type Port = Arc<dyn Fn(CreditFacts) -> Pin<Box<dyn Future<Output = Answered> + Send>> + Send + Sync>;

fn facts() -> Vec<CreditFacts> {
    let row = |number: u64| pb::ScoreRequest {
        enterprise: format!("3301960A{number:02}"),
        registered: !number.is_multiple_of(4),
        registry_class: (number % 3 + 1) as i32,
        released: number,
        rejected: number % 5,
        failed_inspections: number % 7,
        ..Default::default()
    };
    (0..60).map(|number| credit::take_facts(row(number)).unwrap()).collect()
}

fn remote(line: Line) -> Port {
    let remote = Remote::new(line);
    Arc::new(move |facts| {
        let remote = remote.clone();
        Box::pin(async move { remote.score(&facts).await })
    })
}

/// In the same process.
fn local() -> Port {
    Arc::new(|facts| Box::pin(async move { Scorer::default().score(&facts) }))
}

/// Over a pipe in memory.
fn over_a_pipe() -> Port {
    remote(Line::by(|| {
        let connect = tower::service_fn(|_| async {
            let (ours, theirs) = tokio::io::duplex(4_096);
            let service = Scorer::default().into_server(MESSAGE_BYTES);
            let incoming = tokio_stream::once(Ok::<_, std::io::Error>(theirs));
            tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
            Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(ours))
        });
        Endpoint::from_static("http://pipe").connect_with_connector_lazy(connect)
    }))
}

/// Over TCP.
async fn over_tcp() -> Port {
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap().with_nodelay(Some(true));
    let uri = format!("http://{}", incoming.local_addr().unwrap()).parse().unwrap();
    let service = Scorer::default().into_server(MESSAGE_BYTES);
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
    remote(Line::new(uri))
}

#[tokio::test]
async fn every_way_gives_the_same_answers() {
    let facts = facts();
    let expected: Vec<_> = facts.iter().map(|facts| Scorer::default().score(facts).unwrap()).collect();
    assert!(expected.iter().any(|answer| *answer != expected[0]), "they differ by their facts");
    let ways = [("local", local()), ("pipe", over_a_pipe()), ("TCP", over_tcp().await)];
    for (way, port) in ways {
        for (facts, expected) in facts.iter().zip(&expected) {
            // Asked again it is the same.
            for _ in 0..2 {
                assert_eq!(port(facts.clone()).await.as_ref(), Ok(expected), "{way}");
            }
        }
        // Many at once: each gets its own.
        let asked: Vec<_> = facts.iter().map(|facts| tokio::spawn(port(facts.clone()))).collect();
        for (asked, expected) in asked.into_iter().zip(&expected) {
            assert_eq!(asked.await.unwrap().as_ref(), Ok(expected), "{way}");
        }
    }
}
