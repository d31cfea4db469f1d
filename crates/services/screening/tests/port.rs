//! Goal: whoever asks the port, and over whatever way, is answered the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::pin::Pin;
use std::sync::Arc;
use tongguan_domain::ports::{Screening, Unavailable};
use tongguan_domain::screening::{ScreeningDecision, ScreeningFacts};
use tongguan_peer::Line;
use tongguan_proto::risk::v1 as pb;
use tongguan_screening::{Remote, Screener};
use tongguan_wire::risk;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};

const MESSAGE_BYTES: usize = 1 << 20;

type Answered = Result<ScreeningDecision, Unavailable>;
type Port = Arc<dyn Fn(ScreeningFacts) -> Pin<Box<dyn Future<Output = Answered> + Send>> + Send + Sync>;

fn facts() -> Vec<ScreeningFacts> {
    let row = |number: u64| pb::ScreenRequest {
        declaration: number + 1,
        seed: number * 7,
        at: Some(prost_types::Timestamp { seconds: 1_767_574_800 + number as i64, nanos: 0 }),
        trade_mode: "9610".to_owned(),
        customs_code: "2924".to_owned(),
        country: "502".to_owned(),
        traf_mode: "5".to_owned(),
        exporter: "3301960ABC".to_owned(),
        agent: "3301980AGT".to_owned(),
        credit_class: (number % 3 + 1) as i32,
        inspection_ppm: [0, 30_000, 1_000_000][number as usize % 3],
        value_cny: format!("{number}.5"),
        gross_weight: "1.5".to_owned(),
        net_weight: "1.2".to_owned(),
        packages: 1,
        hs_codes: vec!["6109100000".to_owned()],
        goods_names: vec!["棉制T恤".to_owned()],
        has_payment: number.is_multiple_of(2),
        draws_off: false,
    };
    (0..60).map(|number| risk::take_facts(row(number)).unwrap()).collect()
}

fn remote(line: Line) -> Port {
    let remote = Remote::new(line);
    Arc::new(move |facts| {
        let remote = remote.clone();
        Box::pin(async move { remote.screen(&facts).await })
    })
}

/// In the same process.
fn local() -> Port {
    Arc::new(|facts| Box::pin(async move { Screener::default().screen(&facts) }))
}

/// Over a pipe in memory.
fn over_a_pipe() -> Port {
    remote(Line::by(|| {
        let connect = tower::service_fn(|_| async {
            let (ours, theirs) = tokio::io::duplex(4_096);
            let service = Screener::default().into_server(MESSAGE_BYTES);
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
    let service = Screener::default().into_server(MESSAGE_BYTES);
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
    remote(Line::new(uri))
}

#[tokio::test]
async fn every_way_gives_the_same_answers() {
    let facts = facts();
    let expected: Vec<_> = facts.iter().map(|facts| Screener::default().screen(facts).unwrap()).collect();
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
