//! Goal: whatever a peer does, a call ends within its deadline and is told by kind, and the next one has a fair chance.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tongguan_domain::terminal::moves;
use tongguan_peer::{DEADLINE, Failed, Found, Line, Way, words};
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Status, codegen::Body};
use tonic_prost::ProstCodec;

/// What a peer does with a connection, or with a call over it.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Takes the connection, and says nothing.
    Nothing,
    /// Closes it.
    Closes,
    /// Speaks HTTP/1.
    Http1,
    /// Answers with these bytes and a status, if there is one; otherwise the answer does not end.
    Answers(&'static [u8], Option<&'static str>),
    /// Refuses with a status, without a body.
    Refuses(&'static str),
    /// The same with words.
    Says(&'static str),
    /// The same behind an empty body: nothing but the words tells it from what the connection says.
    SaysBehind(&'static str),
}

const EMPTY: &[u8] = &[0, 0, 0, 0, 0];
const WELL: Does = Does::Answers(EMPTY, Some("0"));

/// Frames, and then nothing, for ever or as the end.
struct Said {
    frames: Vec<Frame<Bytes>>,
    ends: bool,
}

impl Body for Said {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.frames.pop() {
            Some(frame) => Poll::Ready(Some(Ok(frame))),
            None if self.ends => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

fn status(code: &'static str) -> HeaderMap {
    HeaderMap::from_iter([("grpc-status".parse().unwrap(), HeaderValue::from_static(code))])
}

/// Colours, a bell, a new line, a turn of the direction of writing, and much of it.
const LOUD: &str = "%1B%5B31mred%07%0Ainjected line%E2%80%AE%C2%9B2J";

fn loud(code: &'static str) -> HeaderMap {
    let mut status = status(code);
    let words = format!("{LOUD}{}", "x".repeat(5_000));
    status.insert("grpc-message", HeaderValue::from_str(&words).unwrap());
    status
}

fn response(does: Does) -> Response<BoxBody<Bytes, Infallible>> {
    let mut response = match does {
        Does::Answers(bytes, end) => {
            let trailers = end.map(|code| Frame::trailers(status(code)));
            let frames = trailers.into_iter().chain([Frame::data(Bytes::from_static(bytes))]).collect();
            Response::new(Said { frames, ends: end.is_some() }.boxed())
        }
        Does::Refuses(code) => {
            let mut response = Response::new(Empty::new().boxed());
            response.headers_mut().extend(status(code));
            response
        }
        Does::Says(code) => {
            let mut response = Response::new(Empty::new().boxed());
            response.headers_mut().extend(loud(code));
            response
        }
        Does::SaysBehind(code) => {
            let frames = vec![Frame::trailers(loud(code)), Frame::data(Bytes::new())];
            Response::new(Said { frames, ends: true }.boxed())
        }
        other => panic!("{other:?} is no answer"),
    };
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    response
}

async fn meet(mut stream: TcpStream, does: Does) {
    match does {
        Does::Nothing => {
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap_or_default();
        }
        Does::Closes => {}
        Does::Http1 => {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await.unwrap();
            let mut bytes = Vec::new();
            stream.read_to_end(&mut bytes).await.unwrap_or_default();
        }
        answers => {
            let service =
                service_fn(move |_: Request<Incoming>| async move { Ok::<_, Infallible>(response(answers)) });
            let io = TokioIo::new(stream);
            // The client may leave.
            let _: Result<_, _> =
                http2::Builder::new(TokioExecutor::new()).serve_connection(io, service).await;
        }
    }
}

/// A peer that does the first of these with its first connection, and so on; with every other one the last. Says how many
/// there were.
async fn peer(does: &'static [Does]) -> (SocketAddr, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let stream = listener.accept().await.unwrap().0;
            let number = count.fetch_add(1, Ordering::SeqCst) as usize;
            tokio::spawn(meet(stream, does[number.min(does.len() - 1)]));
        }
    });
    (address, connections)
}

fn line(address: SocketAddr) -> Line {
    Line::new(format!("http://{address}").parse().unwrap())
}

async fn ask(channel: Way) -> Result<tonic::Response<()>, Status> {
    let mut grpc = Grpc::new(channel);
    grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let path = PathAndQuery::from_static("/a.Service/Ask");
    grpc.unary(tonic::Request::new(()), path, ProstCodec::<(), ()>::default()).await
}

fn kind(answer: &Result<(), Failed>) -> &'static str {
    match answer {
        Ok(()) => "answered",
        Err(Failed::Unusable(_)) => "unusable",
        Err(Failed::Away(_)) => "away",
    }
}

/// One peer after the other would take a deadline each.
#[tokio::test]
async fn what_a_peer_does_is_told_by_kind() {
    let rows: [(Does, &str); 14] = [
        (WELL, "answered"),
        (Does::Nothing, "away"),
        (Does::Closes, "away"),
        (Does::Http1, "away"),
        (Does::Answers(b"", None), "away"),
        (Does::Answers(&EMPTY[..3], None), "away"),
        (Does::Answers(EMPTY, None), "away"),
        (Does::Answers(&[0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF], Some("0")), "unusable"),
        (Does::Answers(&[0, 0x7F, 0xFF, 0xFF, 0xFF], Some("0")), "unusable"),
        (Does::Refuses("3"), "unusable"),
        (Does::Refuses("9"), "unusable"),
        (Does::Refuses("14"), "away"),
        (Does::Refuses("13"), "away"),
        (Does::Refuses("16"), "away"),
    ];
    let mut all = JoinSet::new();
    for (does, expected) in rows {
        all.spawn(async move {
            let (address, _) = peer(Box::leak(Box::new([does]))).await;
            let began = Instant::now();
            let answer = line(address).call(ask).await;
            assert_eq!(kind(&answer), expected, "{does:?}: {answer:?}");
            assert!(began.elapsed() < DEADLINE * 2, "{does:?} took {:?}", began.elapsed());
        });
    }
    while let Some(row) = all.join_next().await {
        row.unwrap();
    }
}

/// A connection on which nothing comes back is left: the next one may find a peer that is well.
#[tokio::test]
async fn a_silent_connection_is_left_for_a_new_one() {
    static ROWS: [[Does; 2]; 3] =
        [[Does::Nothing, WELL], [Does::Answers(b"", None), WELL], [Does::Closes, WELL]];
    let mut all = JoinSet::new();
    for does in &ROWS {
        all.spawn(async move {
            let (address, connections) = peer(does).await;
            let line = line(address);
            let first = line.call(ask).await;
            assert_eq!(kind(&first), "away", "{does:?}: {first:?}");
            // Many at once do not make a connection each.
            let (a, b, c) = tokio::join!(line.call(ask), line.call(ask), line.call(ask));
            assert_eq!((a, b, c), (Ok(()), Ok(()), Ok(())), "{does:?}");
            assert_eq!(connections.load(Ordering::SeqCst), 2, "{does:?}");
        });
    }
    while let Some(row) = all.join_next().await {
        row.unwrap();
    }
}

#[tokio::test]
async fn who_is_there_is_found_out() {
    let other = |found: &Found| match found {
        Found::Untrusted(_) => "untrusted",
        Found::Service => "service",
        Found::Nobody => "nobody",
        Found::Other(_) => "other",
        Found::Locked(_) => "locked",
    };
    let rows = [
        (WELL, "service"),
        (Does::Refuses("3"), "service"),
        (Does::Refuses("12"), "other"),
        (Does::Refuses("14"), "nobody"),
        (Does::Refuses("16"), "locked"),
        (Does::Refuses("7"), "locked"),
        (Does::Http1, "other"),
        (Does::Nothing, "nobody"),
    ];
    for (does, expected) in rows {
        let (address, _) = peer(Box::leak(Box::new([does]))).await;
        let found = line(address).find(ask).await;
        assert_eq!(other(&found), expected, "{does:?}: {found:?}");
    }
    let place = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    assert_eq!(line(address).find(ask).await, Found::Nobody);
}

/// Whatever a server says is repeated without what moves a terminal, and at most 200 characters of it.
#[tokio::test]
async fn what_a_peer_says_is_harmless_and_short() {
    let harmless = |does: Does, told: &str| {
        assert!(!told.chars().any(moves), "{does:?}: {told:?}");
        // Theirs, and ours around it.
        assert!(told.chars().count() <= 200 + 100, "{does:?}: {} characters", told.chars().count());
    };
    let mut repeated = 0;
    for code in ["3", "9", "11", "12", "13", "14", "16", "7", "2"] {
        for does in [Does::Says(code), Does::SaysBehind(code)] {
            let (address, _) = peer(Box::leak(Box::new([does]))).await;
            let line = line(address);
            let called = line.call(ask).await.unwrap_err().to_string();
            let found = match line.find(ask).await {
                Found::Other(why) | Found::Locked(why) => why,
                _ => String::new(),
            };
            let (asked, asked_zh) = line.ask_within(DEADLINE, ask).await.unwrap_err().words();
            for told in [called, found, asked, asked_zh] {
                harmless(does, &told);
                repeated += u32::from(told.contains("red  injected line"));
            }
        }
    }
    assert!(repeated >= 18 * 2, "what helps is repeated: {repeated}");
}

#[test]
fn words_of_others() {
    for (said, shown) in [
        ("no such profile", "no such profile"),
        ("没有此参数：A", "没有此参数：A"),
        ("a\nb\rc\td", "a b c d"),
        ("\u{1b}[2J\u{1b}]0;t\u{7}", " [2J ]0;t "),
        ("a\u{9b}31m\u{202e}b\u{feff}", "a 31m b "),
    ] {
        assert_eq!(words(said), shown, "{said:?}");
    }
    // What is cut has a mark; what just fits has none.
    let rows = [(199, "报".repeat(199)), (200, "报".repeat(200)), (201, "报".repeat(200) + "…")];
    for (count, shown) in rows.into_iter().chain([(10_000, "报".repeat(200) + "…")]) {
        assert_eq!(words(&"报".repeat(count)), shown, "{count}");
    }
}
