//! Answers.

use crate::messages::PlatformAnswer;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use http_body_util::Full;
use tongguan_wire::status::{Reason, Refused};

/// The code of the platform's answer.
const RESPONSE_CODE: HeaderName = HeaderName::from_static("x-dxp-response-code");

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

/// The platform's answer to an envelope, with its code for those who do not read it.
pub(super) fn platform(answer: &PlatformAnswer) -> Reply {
    let mut response = xml(answer.xml.clone());
    response.headers_mut().insert(RESPONSE_CODE, HeaderValue::from_static(answer.code.code));
    response
}

/// JSON.
pub(super) fn json(body: &serde_json::Value) -> Reply {
    reply(StatusCode::OK, "application/json", body.to_string())
}

/// Plain text.
pub(super) fn text(status: StatusCode, body: impl Into<String>) -> Reply {
    reply(status, "text/plain; charset=utf-8", body.into())
}

/// The request has no key, or none that may do this.
pub(super) fn no_key(refused: &Refused) -> Reply {
    let status = match refused.reason() {
        Reason::KeyInvalid => StatusCode::UNAUTHORIZED,
        _ => StatusCode::FORBIDDEN,
    };
    let mut response = text(status, format!("{}: {}", refused.reason().name(), refused.message()));
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Only these methods are taken here.
pub(super) fn method_not_allowed(methods: &'static str) -> Reply {
    let mut response = text(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("only {methods} is taken here; a sandbox named receipts is named by x-sandbox"),
    );
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    response
}
