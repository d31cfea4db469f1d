//! What a peer can make a server hold, and for how long; and what is told to those who say it wrongly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]
#![allow(unreachable_pub, dead_code, missing_docs, reason = "a test")]

mod support;

use std::time::Duration;

use http::uri::PathAndQuery;
use support::probe::PAGE;
use support::raw::{self, Raw};
use support::{Running, patient, small};
use tokio_stream::StreamExt;
use tongguan_serve::Limits;
use tonic::body::Body;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt;
use tower::{Service, ServiceExt};

const EMPTY: &str = "/tongguan.probe.Probe/Empty";
const PAGES: &str = "/tongguan.probe.Probe/Page";
const ECHO: &str = "/tongguan.probe.Probe/Echo";

fn page(stream: u32) -> Vec<u8> {
    [raw::head(stream, PAGES), raw::frame(raw::DATA, raw::END_STREAM, stream, &raw::message(0, 0))].concat()
}

fn impatient() -> Limits {
    Limits { reader_patience: Duration::from_millis(200), ..small() }
}

// ---- readers

#[tokio::test]
async fn a_reader_that_takes_nothing_is_reset_and_its_connection_goes_on() {
    let server = Running::start(impatient()).await;
    let mut peer = Raw::without_window(server.address).await;
    peer.send(&page(1)).await;
    assert_eq!(peer.await_stream(1).await.expect("the head").kind, raw::HEADERS);
    let end = peer.await_stream(1).await.expect("the connection is there");
    assert_eq!((end.kind, end.code()), (raw::RST_STREAM, raw::CANCEL));
    peer.send(&page(3)).await;
    assert_eq!(peer.await_stream(3).await.expect("still served").kind, raw::HEADERS);
    server.is_well().await;
}

/// With the window that HTTP/2 gives to everybody, the first 64 KiB go; what does not, is not kept for ever.
#[tokio::test]
async fn a_reader_that_stops_half_way_is_reset() {
    let server = Running::start(impatient()).await;
    let mut peer = Raw::http2(server.address).await;
    peer.send(&page(1)).await;
    let mut taken = 0;
    let end = loop {
        let frame = peer.await_stream(1).await.expect("the connection is there");
        match frame.kind {
            raw::DATA => taken += frame.payload.len(),
            raw::HEADERS => {}
            _ => break frame,
        }
    };
    assert_eq!((end.kind, end.code()), (raw::RST_STREAM, raw::CANCEL));
    assert_eq!(taken, 65_535);
}

/// What is taken in time comes whole, whatever the window.
#[tokio::test]
async fn a_reader_that_reads_gets_everything() {
    let server = Running::start(impatient()).await;
    for window in [None, Some(1_000), Some(70_000)] {
        let endpoint = Channel::from_shared(format!("http://{}", server.address)).unwrap();
        let channel = endpoint.initial_stream_window_size(window).connect().await.unwrap();
        let mut grpc = tonic::client::Grpc::new(channel);
        grpc.ready().await.unwrap();
        let path = PathAndQuery::from_static(PAGES);
        let codec = ProstCodec::<(), Vec<u8>>::default();
        let page = patient(grpc.unary(Request::new(()), path, codec)).await.unwrap().into_inner();
        assert_eq!(page.len(), PAGE);
    }
}

#[tokio::test]
async fn unread_replies_are_bounded_for_each_connection() {
    let limits = Limits { held_bytes_per_connection: PAGE + PAGE / 2, ..Limits::DEFAULT };
    let server = Running::start(limits).await;
    let mut peer = Raw::without_window(server.address).await;
    for stream in [1, 3] {
        peer.send(&page(stream)).await;
    }
    let heads = [peer.await_stream(3).await, peer.await_stream(3).await].map(Option::unwrap);
    // A head and an end with a reason, instead of a message that could not be sent.
    assert_eq!(heads.each_ref().map(|frame| frame.kind), [raw::HEADERS; 2]);
    assert_eq!(heads[1].flags & raw::END_STREAM, raw::END_STREAM);
    let mut other = Raw::without_window(server.address).await;
    other.send(&page(1)).await;
    other.send(&raw::frame(8, 0, 1, &1_000_000_u32.to_be_bytes())).await;
    assert_eq!(other.await_stream(1).await.unwrap().kind, raw::HEADERS);
    assert_eq!(other.await_stream(1).await.unwrap().kind, raw::DATA);
}

// ---- senders

/// Begins a message of so many bytes, and never ends it: what is announced counts.
async fn half_sent(peer: &mut Raw, stream: u32, bytes: u32) {
    peer.send(&raw::head(stream, EMPTY)).await;
    peer.send(&raw::data(stream, &raw::message(bytes, 10))).await;
}

#[tokio::test]
async fn half_sent_messages_are_bounded_for_each_connection_and_in_all() {
    let limits = Limits { held_bytes: 120_000, held_bytes_per_connection: 60_000, ..Limits::DEFAULT };
    let server = Running::start(limits).await;
    let mut first = Raw::http2(server.address).await;
    half_sent(&mut first, 1, 50_000).await;
    half_sent(&mut first, 3, 11_000).await;
    let refused = first.await_frame(raw::HEADERS).await.expect("answered");
    assert_eq!((refused.stream, refused.flags & raw::END_STREAM), (3, raw::END_STREAM), "its own bound");
    let mut second = Raw::http2(server.address).await;
    half_sent(&mut second, 1, 60_000).await;
    assert_eq!(second.await_frame(raw::HEADERS).await.expect("answered").stream, 1, "the bound of all");
    // A small message needs no room.
    server.is_well().await;
    // The first leaves, and there is room again: the next one waits for its end, and a call behind it is answered.
    drop(first);
    patient(async {
        loop {
            let mut third = Raw::http2(server.address).await;
            half_sent(&mut third, 1, 60_000).await;
            third.send(&page(3)).await;
            if third.await_frame(raw::HEADERS).await.expect("answered").stream == 3 {
                break;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_of_a_stream_that_does_not_end_is_cut() {
    let limits = Limits { deadline_max: Duration::from_millis(200), ..Limits::DEFAULT };
    let server = Running::start(limits).await;
    let mut peer = Raw::http2(server.address).await;
    peer.send(&raw::head(1, ECHO)).await;
    peer.send(&raw::data(1, &raw::message(1_000_000, 100))).await;
    let ends = [peer.await_frame(raw::HEADERS).await, peer.await_frame(raw::HEADERS).await];
    assert!(ends.into_iter().flatten().any(|frame| frame.flags & raw::END_STREAM != 0));
    server.is_well().await;
}

// ---- words

async fn echo<M>(channel: &Channel, messages: Vec<M>) -> Vec<Result<Vec<u8>, Status>>
where
    M: prost::Message + Default + 'static,
{
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await.unwrap();
    let codec = ProstCodec::<M, Vec<u8>>::default();
    let path = PathAndQuery::from_static(ECHO);
    let request = Request::new(tokio_stream::iter(messages));
    patient(grpc.streaming(request, path, codec)).await.unwrap().into_inner().collect().await
}

fn reason(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

#[tokio::test]
async fn a_stream_says_why_it_cannot_read_on_after_the_answers_before() {
    let server = Running::start(Limits::DEFAULT).await;
    let channel = server.channel().await;
    let answers = echo(&channel, vec![b"one".to_vec(), vec![7; 18 << 20], b"three".to_vec()]).await;
    let [Ok(one), Err(status)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((one.as_slice(), status.code()), (&b"one"[..], Code::ResourceExhausted));
    assert_eq!(reason(status), "MESSAGE_TOO_LARGE");
    let info = status.get_error_details().error_info().cloned().unwrap();
    let allowed = Limits::DEFAULT.batch_message_bytes.to_string();
    assert_eq!(
        (info.metadata["found"].as_str(), info.metadata["allowed"].as_str()),
        ("18874373", allowed.as_str())
    );

    let answers = echo::<u32>(&channel, vec![7]).await;
    let [Err(status)] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((status.code(), reason(status).as_str()), (Code::InvalidArgument, "MESSAGE_UNREADABLE"));
}

fn posted(body: Vec<u8>) -> http::Request<Body> {
    let body = Body::new(http_body_util::Full::new(bytes::Bytes::from(body)));
    let request = http::Request::post(EMPTY).header("content-type", "application/grpc");
    request.header("te", "trailers").body(body).unwrap()
}

async fn answer(channel: &Channel, request: http::Request<Body>) -> http::Response<Body> {
    let mut channel = channel.clone();
    patient(async { channel.ready().await.unwrap().call(request).await.unwrap() }).await
}

#[tokio::test]
async fn a_message_that_is_none_is_the_callers_fault() {
    let server = Running::start(Limits::DEFAULT).await;
    let channel = server.channel().await;
    let rows: [(&str, &[u8]); 4] = [
        ("no message", b""),
        ("half a prefix", b"\0\0\0"),
        ("half a message", b"\0\0\0\0\x09abc"),
        ("compressed, by nothing that was named", b"\x01\0\0\0\0"),
    ];
    for (what, body) in rows {
        let response = answer(&channel, posted(body.to_vec())).await;
        let status = Status::from_header_map(response.headers()).unwrap_or_else(|| panic!("{what}"));
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, "MESSAGE_UNREADABLE"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn what_is_no_grpc_is_told_so() {
    let server = Running::start(Limits::DEFAULT).await;
    let channel = server.channel().await;
    for (content_type, expected) in [
        (Some("text/plain"), 415),
        (Some("application/grpc-web"), 415),
        (Some("application/json"), 415),
        (None, 415),
        (Some("application/grpc"), 200),
        (Some("application/grpc+proto"), 200),
    ] {
        let mut request = posted(raw::message(0, 0));
        request.headers_mut().remove("content-type");
        if let Some(kind) = content_type {
            request.headers_mut().insert("content-type", kind.parse().unwrap());
        }
        assert_eq!(answer(&channel, request).await.status(), expected, "{content_type:?}");
    }
    for method in [http::Method::GET, http::Method::PUT, http::Method::OPTIONS] {
        let mut request = posted(raw::message(0, 0));
        *request.method_mut() = method.clone();
        let response = answer(&channel, request).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["allow"]),
            (405, &"POST".parse().unwrap()),
            "{method}"
        );
    }
}
