//! Answers.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use http_body_util::Full;

/// What every handler gives.
pub(super) type Reply = Response<Full<Bytes>>;

fn reply(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// XML.
pub(super) fn xml(body: Vec<u8>) -> Reply {
    reply(StatusCode::OK, "application/xml; charset=utf-8", body)
}

/// JSON.
pub(super) fn json(body: &serde_json::Value) -> Reply {
    reply(StatusCode::OK, "application/json", body.to_string())
}

/// Plain text.
pub(super) fn text(status: StatusCode, body: impl Into<String>) -> Reply {
    reply(status, "text/plain; charset=utf-8", body.into())
}

/// Only these methods are taken here.
pub(super) fn method_not_allowed(methods: &'static str) -> Reply {
    let mut response = text(StatusCode::METHOD_NOT_ALLOWED, format!("only {methods} is taken here"));
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}
