//! What a hostile, broken or vanished peer can do to a server: nothing that others notice.

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

use support::probe::{call, watch};
use support::raw::{self, Raw};
use support::{Running, health, patient, small};
use tongguan_serve::{Drained, Limits, StartError, bind};
use tonic::{Code, Request};
use tonic_types::StatusExt;

const EMPTY: &str = "/tongguan.probe.Probe/Empty";
const HANG: &str = "/tongguan.probe.Probe/Hang";

fn with_sandbox(name: &str) -> Request<()> {
    let mut request = Request::new(());
    request.metadata_mut().insert("x-sandbox", name.parse().unwrap());
    request
}

// ---- the opening of a connection

#[tokio::test]
async fn a_peer_that_does_not_finish_its_opening_is_closed() {
    let server = Running::start(small()).await;
    let openings: [&[u8]; 4] = [b"", b"P", &raw::PREFACE[..12], raw::PREFACE];
    for opening in openings {
        let mut peer = Raw::silent(server.address).await;
        peer.send(opening).await;
        assert_eq!(peer.rest().await, b"", "after {} bytes", opening.len());
    }
    server.is_well().await;
}

#[tokio::test]
async fn http1_is_told_and_closed() {
    let server = Running::start(Limits::DEFAULT).await;
    let mut peer = Raw::silent(server.address).await;
    peer.send(b"GET /index.html HTTP/1.1\r\nhost: x\r\n\r\n").await;
    // The answer is written before our half is closed; then the server waits for ours.
    let mut answer = [0; 12];
    patient(tokio::io::AsyncReadExt::read_exact(&mut peer.read, &mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 505");
    assert!(String::from_utf8(peer.rest().await).unwrap().ends_with("list\n"));
    server.is_well().await;
}

#[tokio::test]
async fn tls_is_closed_at_once() {
    let server = Running::start(Limits::DEFAULT).await;
    let mut peer = Raw::silent(server.address).await;
    peer.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").await;
    assert_eq!(peer.rest().await, b"");
    server.is_well().await;
}

#[tokio::test]
async fn a_peer_that_answers_no_ping_is_closed() {
    let keepalive = Duration::from_millis(100);
    let limits = Limits { keepalive_interval: keepalive, keepalive_timeout: keepalive, ..small() };
    let server = Running::start(limits).await;
    let mut peer = Raw::http2(server.address).await;
    peer.rest().await;
    // Nor does half a frame count as an answer.
    let mut peer = Raw::http2(server.address).await;
    peer.send(&raw::head(1, EMPTY)[..7]).await;
    peer.rest().await;
    server.is_well().await;
}

// ---- too many

#[tokio::test]
async fn connections_beyond_the_cap_are_refused_and_seats_come_back() {
    let server = Running::start(Limits { connections: 3, ..Limits::DEFAULT }).await;
    let mut seated = Vec::new();
    for _ in 0..3 {
        seated.push(Raw::http2(server.address).await);
    }
    let mut refused = Raw::silent(server.address).await;
    refused.send(&raw::opening()).await;
    assert_eq!(refused.rest().await, b"");
    seated.pop();
    patient(async {
        loop {
            let mut peer = Raw::silent(server.address).await;
            peer.send(&raw::opening()).await;
            if peer.frame().await.is_some() {
                break;
            }
        }
    })
    .await;
}

#[cfg(target_os = "linux")] // Elsewhere only 127.0.0.1 is there.
#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let server = Running::start(Limits { connections_per_ip: 2, ..Limits::DEFAULT }).await;
    let _first = Raw::http2(server.address).await;
    let _second = Raw::http2(server.address).await;
    let mut third = Raw::silent(server.address).await;
    third.send(&raw::opening()).await;
    assert_eq!(third.rest().await, b"");

    let other = tokio::net::TcpSocket::new_v4().unwrap();
    other.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let (read, write) = other.connect(server.address).await.unwrap().into_split();
    let mut other = Raw { read, write };
    other.send(&raw::opening()).await;
    assert_eq!(other.frame().await.expect("served").kind, raw::SETTINGS);
}

#[tokio::test]
async fn the_101st_stream_is_refused() {
    let server = Running::start(Limits::DEFAULT).await;
    let mut peer = Raw::http2(server.address).await;
    for at in 0..101 {
        peer.send(&raw::head(2 * at + 1, HANG)).await;
    }
    let refusal = peer.await_frame(raw::RST_STREAM).await.expect("refused");
    assert_eq!((refusal.stream, refusal.code()), (201, raw::REFUSED_STREAM));
    server.is_well().await;
}

#[tokio::test]
async fn beyond_the_calls_in_flight_is_refused_with_a_pause_while_health_answers() {
    // Half of the places for one sandbox.
    let server = Running::start(Limits { requests_in_flight: 4, ..Limits::DEFAULT }).await;
    let channel = server.channel().await;
    for _ in 0..2 {
        let channel = channel.clone();
        tokio::spawn(async move { call(&channel, HANG, Request::new(())).await });
    }
    patient(server.hanging.acquire_many(2)).await.unwrap().forget();
    for _ in 0..5 {
        let status = patient(call(&channel, EMPTY, Request::new(()))).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted);
        let details = status.get_error_details();
        assert_eq!(details.error_info().unwrap().reason, "SERVER_BUSY");
        assert_eq!(details.retry_info().unwrap().retry_delay, Some(Duration::from_millis(100)));
        assert_eq!(health(&channel).await.unwrap(), 1);
    }
    // Another sandbox on another connection is not concerned.
    let quiet = server.channel().await;
    patient(call(&quiet, EMPTY, with_sandbox("quiet"))).await.unwrap();
    // The callers leave, and their places with them.
    drop(channel);
}

#[tokio::test]
async fn a_caller_that_leaves_gives_its_place_back() {
    let server = Running::start(Limits { requests_in_flight: 1, ..Limits::DEFAULT }).await;
    for _ in 0..3 {
        let channel = server.channel().await;
        let hang = tokio::spawn(async move { call(&channel, HANG, Request::new(())).await });
        patient(server.hanging.acquire()).await.unwrap().forget();
        hang.abort();
        let channel = server.channel().await;
        patient(async { while call(&channel, EMPTY, Request::new(())).await.is_err() {} }).await;
    }
}

#[tokio::test]
async fn rapid_reset_ends_the_connection_and_nothing_else() {
    let server = Running::start(Limits::DEFAULT).await;
    let Raw { read, write } = Raw::http2(server.address).await;
    let (mut reader, mut writer) = (read, write);
    let flood = tokio::spawn(async move {
        for at in 0..20_000 {
            let pair = [raw::head(2 * at + 1, HANG), raw::reset(2 * at + 1)].concat();
            if tokio::io::AsyncWriteExt::write_all(&mut writer, &pair).await.is_err() {
                break;
            }
        }
        writer
    });
    let mut seen = Vec::new();
    let _ = patient(tokio::io::AsyncReadExt::read_to_end(&mut reader, &mut seen)).await;
    flood.await.unwrap();
    assert_eq!(last_goaway(&seen), Some(raw::ENHANCE_YOUR_CALM));
    server.is_well().await;
}

#[tokio::test]
async fn a_flood_of_continuations_ends_the_connection() {
    let server = Running::start(Limits::DEFAULT).await;
    let mut peer = Raw::http2(server.address).await;
    peer.send(&raw::frame(raw::HEADERS, 0, 1, &[0x83, 0x86])).await;
    // One header field of 1 KiB in each, and no end.
    let field = [&[0x00, 1, b'a', 0x7f, 0x81, 0x07][..], &[b'x'; 1024]].concat();
    for _ in 0..2_000 {
        peer.send(&raw::frame(raw::CONTINUATION, 0, 1, &field)).await;
    }
    assert!(peer.await_frame(raw::GOAWAY).await.is_some());
    server.is_well().await;
}

fn last_goaway(mut frames: &[u8]) -> Option<u32> {
    let mut code = None;
    while frames.len() >= 9 {
        let length = u32::from_be_bytes([0, frames[0], frames[1], frames[2]]) as usize;
        if frames[3] == raw::GOAWAY {
            code = Some(u32::from_be_bytes(frames[13..17].try_into().unwrap()));
        }
        frames = &frames[(9 + length).min(frames.len())..];
    }
    code
}

// ---- calls

#[tokio::test]
async fn oversize_metadata_is_refused_and_a_bad_name_is_named() {
    let server = Running::start(Limits::DEFAULT).await;
    let channel = server.channel().await;
    let path = "/tongguan.probe.Probe/Sandbox";
    patient(call(&channel, path, with_sandbox("ci-42"))).await.unwrap();

    let status = patient(call(&channel, path, with_sandbox(&"x".repeat(20_000)))).await.unwrap_err();
    assert!(status.message().len() < 512, "{status:?}");

    let status = patient(call(&channel, path, with_sandbox(&"x".repeat(10_000)))).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.get_error_details().error_info().unwrap().reason, "SANDBOX_NAME_INVALID");
    assert!(status.message().len() < 512, "{status:?}");
    server.is_well().await;
}

#[tokio::test]
async fn a_panic_is_internal_and_says_nothing() {
    let server = Running::start(Limits::DEFAULT).await;
    let channel = server.channel().await;
    let status = patient(call(&channel, "/tongguan.probe.Probe/Panic", Request::new(()))).await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert!(!format!("{status:?}").contains("consignee"));
    // The same connection goes on.
    patient(call(&channel, EMPTY, Request::new(()))).await.unwrap();
}

#[tokio::test]
async fn a_unary_call_ends_at_its_deadline() {
    let deadline = Duration::from_millis(100);
    let limits = Limits { deadline_default: deadline, deadline_max: 2 * deadline, ..small() };
    let server = Running::start(limits).await;
    let channel = server.channel().await;
    let mut long = Request::new(());
    long.metadata_mut().insert("grpc-timeout", "1H".parse().unwrap());
    for (request, limit) in [(Request::new(()), "100 ms"), (long, "200 ms")] {
        let status = patient(call(&channel, HANG, request)).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded);
        assert!(status.message().contains(limit), "{}", status.message());
    }
    // A caller that never sends its message is answered too.
    let mut peer = Raw::http2(server.address).await;
    peer.send(&raw::head(1, EMPTY)).await;
    assert!(peer.await_frame(raw::HEADERS).await.is_some());
}

#[tokio::test]
async fn an_upload_has_no_deadline_and_keeps_no_place() {
    let deadline = Duration::from_millis(50);
    let limits = Limits { deadline_default: deadline, requests_in_flight: 1, ..small() };
    let server = Running::start(limits).await;
    let mut peer = Raw::http2(server.address).await;
    peer.send(&raw::head(1, "/tongguan.probe.Probe/Upload")).await;
    let channel = server.channel().await;
    // A call that waits for the deadline gives the upload more than its time.
    let status = patient(call(&channel, HANG, Request::new(()))).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    peer.send(&raw::frame(0, 1, 1, &[])).await;
    // The head of the answer: `:status 200` is 0x88. A refusal would be the only other head.
    let head = peer.await_frame(raw::HEADERS).await.expect("answered");
    assert_eq!((head.stream, head.payload[0]), (1, 0x88));
    assert!(peer.await_frame(0).await.is_some(), "a message, so not a refusal");
}

#[tokio::test]
async fn reflection_lists_the_services() {
    use tonic_reflection::pb::{v1, v1alpha};
    let server = Running::start(Limits::DEFAULT).await;
    let channel = server.channel().await;

    use v1::server_reflection_request::MessageRequest;
    let list = MessageRequest::ListServices(String::new());
    let request = v1::ServerReflectionRequest { message_request: Some(list), ..Default::default() };
    let mut client = v1::server_reflection_client::ServerReflectionClient::new(channel.clone());
    let mut stream = client.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
    let answer = format!("{:?}", patient(stream.message()).await.unwrap());
    assert!(answer.contains("tongguan.probe.Probe") && answer.contains("grpc.health.v1.Health"), "{answer}");

    use v1alpha::server_reflection_request::MessageRequest as Older;
    let list = Older::ListServices(String::new());
    let request = v1alpha::ServerReflectionRequest { message_request: Some(list), ..Default::default() };
    let mut client = v1alpha::server_reflection_client::ServerReflectionClient::new(channel);
    let mut stream = client.server_reflection_info(tokio_stream::once(request)).await.unwrap().into_inner();
    let answer = format!("{:?}", patient(stream.message()).await.unwrap());
    assert!(answer.contains("tongguan.probe.Probe"), "{answer}");
}

// ---- the stop

#[tokio::test]
async fn a_stop_does_not_wait_for_a_silent_connection() {
    let limits = Limits { preface_deadline: Duration::from_secs(60), ..small() };
    let server = Running::start(limits).await;
    let mut silent = Raw::silent(server.address).await;
    let mut half = Raw::silent(server.address).await;
    half.send(&raw::PREFACE[..20]).await;
    server.is_well().await;
    assert_eq!(server.stop(limits.drain_soft).await, Drained::Clean);
    assert_eq!((silent.rest().await, half.rest().await), (vec![], vec![]));
}

#[tokio::test]
async fn a_stop_cuts_a_peer_that_does_not_answer() {
    let limits = small();
    let server = Running::start(limits).await;
    let mut peer = Raw::http2(server.address).await;
    let ended = server.stop(limits.drain_soft + limits.drain_hard).await;
    assert_eq!(ended, Drained::Forced { connections: 1 });
    assert!(peer.await_frame(raw::GOAWAY).await.is_some(), "it was told");
    peer.rest().await;
}

#[tokio::test]
async fn a_stop_cuts_a_stream_that_does_not_listen() {
    let limits = small();
    let server = Running::start(limits).await;
    let channel = server.channel().await;
    let mut stream = patient(watch(&channel, "/tongguan.probe.Probe/Rude")).await;
    let ended = server.stop(limits.drain_soft + limits.drain_hard).await;
    assert_eq!(ended, Drained::Forced { connections: 1 });
    assert!(patient(stream.message()).await.is_err());
}

#[tokio::test]
async fn a_stop_ends_a_stream_that_listens_with_a_reason() {
    // The soft deadline is out of reach: only a clean end is quick.
    let limits = Limits { drain_soft: Duration::from_secs(60), ..Limits::DEFAULT };
    let server = Running::start(limits).await;
    let channel = server.channel().await;
    let mut stream = patient(watch(&channel, "/tongguan.probe.Probe/Polite")).await;
    let request = tonic_health::pb::HealthCheckRequest::default();
    let mut client = tonic_health::pb::health_client::HealthClient::new(channel);
    let mut health = patient(client.watch(request)).await.unwrap().into_inner();
    assert_eq!(patient(health.message()).await.unwrap().unwrap().status, 1, "serving");

    let address = server.address;
    assert_eq!(server.stop(Duration::from_secs(5)).await, Drained::Clean);
    let status = patient(stream.message()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(status.get_error_details().error_info().unwrap().reason, "SERVER_DRAINING");
    while let Ok(Some(_status)) = patient(health.message()).await {}
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "the port is free");
}

#[tokio::test]
async fn a_call_in_flight_may_finish() {
    let deadline = Duration::from_millis(300);
    let server = Running::start(Limits { deadline_default: deadline, ..Limits::DEFAULT }).await;
    let channel = server.channel().await;
    let hang = tokio::spawn(async move { call(&channel, HANG, Request::new(())).await });
    patient(server.hanging.acquire()).await.unwrap().forget();
    assert_eq!(server.stop(Duration::from_secs(5)).await, Drained::Clean);
    // Its own deadline ended it, and not the stop.
    assert_eq!(hang.await.unwrap().unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_second_stop_hurries() {
    let limits = Limits { drain_soft: Duration::from_secs(60), ..Limits::DEFAULT };
    let server = Running::start(limits).await;
    let _peer = Raw::http2(server.address).await;
    server.drain.start();
    server.drain.hurry();
    assert_eq!(server.ended(Duration::from_secs(5)).await, Drained::Forced { connections: 1 });
}

// ---- the start

#[tokio::test]
async fn a_port_in_use_is_named() {
    let first = bind("127.0.0.1:0".parse().unwrap(), None).unwrap();
    let second = bind(first.address(), None).unwrap_err();
    assert!(matches!(second, StartError::PortInUse(address) if address == first.address()));
    assert!(second.to_string().contains("is in use"), "{second}");
    assert!(matches!(bind("192.0.2.1:0".parse().unwrap(), None).unwrap_err(), StartError::NotOurs(_)));
}
