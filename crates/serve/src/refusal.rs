//! The answers that the kit itself gives, each with a reason that a program can read.

use std::collections::HashMap;
use std::time::Duration;

use http::Response;
use tongguan_wire::status::{Reason, Refused};
use tonic::body::Body;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

pub use tongguan_wire::status::DOMAIN;

/// The `reason` of each answer of the kit.
pub mod reason {
    /// The metadata `x-sandbox` breaks the rule for names.
    pub const SANDBOX_NAME_INVALID: &str = "SANDBOX_NAME_INVALID";
    /// The server answers as many calls as it can. Try again after `RetryInfo`.
    pub const SERVER_BUSY: &str = "SERVER_BUSY";
    /// The server is stopping. Connect again.
    pub const SERVER_DRAINING: &str = "SERVER_DRAINING";
    /// The call did not end in time. It may still take effect: ask with the same request id.
    pub const DEADLINE_EXCEEDED: &str = "DEADLINE_EXCEEDED";
    /// A defect of the server. The log has more.
    pub const HANDLER_PANICKED: &str = "HANDLER_PANICKED";
}

/// UNAVAILABLE: the end of a stream whose server stops.
#[must_use]
pub fn draining() -> Status {
    let details = info(reason::SERVER_DRAINING);
    Status::with_error_details(Code::Unavailable, "the server is stopping; connect again", details)
}

/// Names the answers that the codec gives before a handler sees the message: it is too large, or no protobuf.
pub(crate) fn name_unread(response: Response<Body>) -> Response<Body> {
    let headers = response.headers();
    // Only an answer without a body carries its status among the headers.
    let Some(status) = headers.get(Status::GRPC_STATUS) else { return response };
    if headers.contains_key(Status::GRPC_STATUS_DETAILS) {
        return response;
    }
    let message = headers.get(Status::GRPC_MESSAGE).map_or(&b""[..], |message| message.as_bytes());
    match status.as_bytes() {
        b"11" => Refused::plain(Reason::MessageTooLarge).status().into_http(),
        // Percent-encoded: "failed to decode Protobuf message: …".
        b"13" if message.starts_with(b"failed%20to%20decode%20Protobuf") => {
            Refused::plain(Reason::MessageUnreadable).status().into_http()
        }
        _ => response,
    }
}

pub(crate) fn busy(in_flight: usize, retry_after: Duration) -> Status {
    let message =
        format!("{in_flight} calls are being answered; try again in {} ms", retry_after.as_millis());
    let mut details = info(reason::SERVER_BUSY);
    details.set_retry_info(Some(retry_after));
    Status::with_error_details(Code::ResourceExhausted, message, details)
}

pub(crate) fn late(limit: Duration) -> Status {
    let message = format!("no answer within {} ms; with the same request id, ask again", limit.as_millis());
    Status::with_error_details(Code::DeadlineExceeded, message, info(reason::DEADLINE_EXCEEDED))
}

/// Without detail: what a panic says may be personal data.
pub(crate) fn panicked() -> Status {
    let details = info(reason::HANDLER_PANICKED);
    Status::with_error_details(Code::Internal, "a defect of the server; its log has more", details)
}

pub(crate) fn info(reason: &str) -> ErrorDetails {
    ErrorDetails::with_error_info(reason, DOMAIN, HashMap::new())
}
