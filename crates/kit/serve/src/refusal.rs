//! The answers that the kit itself gives, each with a reason that a program can read.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;
use tonic::body::Body;

/// UNAVAILABLE: the end of a stream whose server stops.
#[must_use]
pub fn draining() -> Status {
    Refused::plain(Reason::ServerDraining).status()
}

/// Names the answers that the codec gives before a handler sees the message: it is too large, or no protobuf.
pub(crate) fn name_unread(response: Response<Body>) -> Response<Body> {
    // Only an answer without a body carries its status among the headers.
    match unread(response.headers()) {
        Some(status) => status.into_http(),
        None => response,
    }
}

/// What the codec says of a message that is none, percent-encoded; the last word of a row is ours.
const UNREAD: &[(&[u8], &str)] = &[
    (b"failed%20to%20decode%20Protobuf", Reason::MessageUnreadable.text()),
    (b"Missing%20request%20message", "the call carries no message"),
    (b"Unexpected%20EOF%20decoding%20stream", "the call ends in the middle of a message"),
    (
        b"protocol%20error:%20received%20message%20with",
        "the first byte of the message has to be 0: not compressed",
    ),
    (b"Error%20decompressing", "the message cannot be decompressed"),
];

/// The named status for headers or trailers in which the codec says why it could not read a message. In a stream they
/// come at the end, after the answers to what could be read.
pub(crate) fn unread(headers: &HeaderMap) -> Option<Status> {
    let status = headers.get(Status::GRPC_STATUS)?;
    if headers.contains_key(Status::GRPC_STATUS_DETAILS) {
        return None;
    }
    let message = headers.get(Status::GRPC_MESSAGE).map_or(&b""[..], |message| message.as_bytes());
    match status.as_bytes() {
        b"11" => Some(Refused::plain(Reason::MessageTooLarge).status()),
        b"13" => {
            let (_, text) = UNREAD.iter().find(|(begin, _)| message.starts_with(begin))?;
            Some(Refused::new(Reason::MessageUnreadable, *text).status())
        }
        _ => None,
    }
}

/// A status as the trailers of a reply whose head has gone.
pub(crate) fn trailers(status: &Status) -> HeaderMap {
    let mut headers = status.clone().into_http::<()>().into_parts().0.headers;
    headers.remove(http::header::CONTENT_TYPE);
    headers
}

/// 405: every call of gRPC is a POST.
pub(crate) fn not_post() -> Response<Body> {
    let mut response = told(StatusCode::METHOD_NOT_ALLOWED, "a call of gRPC is a POST\n");
    response.headers_mut().insert(http::header::ALLOW, HeaderValue::from_static("POST"));
    response
}

/// 415: the body is not said to be gRPC.
pub(crate) fn not_grpc() -> Response<Body> {
    told(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content-type has to be application/grpc\n")
}

fn told(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::new(Full::new(Bytes::from_static(text.as_bytes()))));
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

pub(crate) fn busy(in_flight: usize, retry_after: Duration) -> Status {
    let message =
        format!("{in_flight} calls are being answered; try again in {} ms", retry_after.as_millis());
    Refused::new(Reason::ServerBusy, message).retry_after(retry_after).status()
}

pub(crate) fn late(limit: Duration) -> Status {
    let message = format!("no answer within {} ms; with the same request id, ask again", limit.as_millis());
    Refused::new(Reason::DeadlineExceeded, message).status()
}

/// Without detail: what a panic says may be personal data.
pub(crate) fn panicked() -> Status {
    Refused::plain(Reason::HandlerPanicked).status()
}
