//! What happens to every call before and around its handler, in one step because each layer costs: a place
//! among the calls in flight, a deadline, a net under panics, a span.
//!
//! The deadline covers the time to the response head, which for a unary call is all of the work. A streaming
//! response body is not under it, nor is a call whose request is a stream. When the deadline passes, the
//! handler's future is dropped; work that must not stop half way runs in its own task.

use std::convert::Infallible;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use hyper::body::Incoming;
use tokio::time::Sleep;
use tonic::body::Body;
use tonic::service::Routes;
use tonic::transport::server::TcpConnectInfo;
use tower::Service as _;
use tracing::Span;

use crate::gate::{Gate, Place};
use crate::limits::Limits;
use crate::methods::Methods;
use crate::refusal;

/// The rules, shared by all connections of a server.
pub(crate) struct Guard {
    routes: Routes,
    methods: Methods,
    gate: Arc<Gate>,
    deadline_default: Duration,
    deadline_max: Duration,
    /// The refusal under load, encoded once: it must cost next to nothing.
    busy: HeaderMap,
}

/// One connection's way in.
pub(crate) struct Door {
    guard: Arc<Guard>,
    peer: TcpConnectInfo,
}

impl Guard {
    pub(crate) fn new(routes: Routes, methods: Methods, limits: &Limits) -> Arc<Self> {
        let busy = refusal::busy(limits.requests_in_flight, limits.retry_after).into_http::<()>();
        Arc::new(Self {
            routes: routes.prepare(),
            methods,
            gate: Gate::new(limits.requests_in_flight),
            deadline_default: limits.deadline_default,
            deadline_max: limits.deadline_max,
            busy: busy.into_parts().0.headers,
        })
    }

    pub(crate) fn door(self: &Arc<Self>, peer: TcpConnectInfo) -> Door {
        Door { guard: Arc::clone(self), peer }
    }

    fn deadline(&self, headers: &HeaderMap) -> Duration {
        let asked = headers.get("grpc-timeout").and_then(|value| grpc_timeout(value.as_bytes()));
        asked.unwrap_or(self.deadline_default).min(self.deadline_max)
    }
}

impl hyper::service::Service<Request<Incoming>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Guarded;

    fn call(&self, mut request: Request<Incoming>) -> Guarded {
        let guard = &*self.guard;
        let path = request.uri().path();
        let method = guard.methods.of(path);
        let place = if method.exempt { None } else { guard.gate.enter() };
        if place.is_none() && !method.exempt {
            let mut response = Response::new(Body::empty());
            *response.headers_mut() = guard.busy.clone();
            return Guarded::Refused { response: Some(response) };
        }
        let span = tracing::debug_span!("rpc", path);
        // A call that streams in is let in by the gate but does not keep its place: it may last for hours,
        // and flow control holds it back.
        let place = place.filter(|_| !method.streams_in);
        let limit = (!method.streams_in).then(|| guard.deadline(request.headers()));
        request.extensions_mut().insert(self.peer.clone());
        let call = guard.routes.clone().call(request);
        Guarded::Running { call, place, limit, alarm: None, span }
    }
}

type Call = <Routes as tower::Service<Request<Incoming>>>::Future;

pin_project_lite::pin_project! {
    /// A call on its way.
    #[project = GuardedParts]
    pub(crate) enum Guarded {
        Refused { response: Option<Response<Body>> },
        Running {
            #[pin]
            call: Call,
            // Held for its drop: with the future, or when the head is there.
            place: Option<Place>,
            limit: Option<Duration>,
            // Made only when the handler has to wait, so that a quick one never touches a timer.
            #[pin]
            alarm: Option<Sleep>,
            span: Span,
        },
    }
}

impl Future for Guarded {
    type Output = Result<Response<Body>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (mut call, place, limit, mut alarm, span) = match self.project() {
            GuardedParts::Refused { response } => {
                return Poll::Ready(Ok(response.take().unwrap_or_default()));
            }
            GuardedParts::Running { call, place, limit, alarm, span } => (call, place, limit, alarm, span),
        };
        let _entered = span.enter();
        // A handler that panicked is not polled again: the answer below is the last.
        let answer = match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx))) {
            Ok(Poll::Ready(Ok(response))) => refusal::name_unread(response),
            Ok(Poll::Pending) => {
                let Some(limit) = *limit else { return Poll::Pending };
                if alarm.is_none() {
                    alarm.set(Some(tokio::time::sleep(limit)));
                }
                match alarm.as_mut().as_pin_mut().map(|alarm| alarm.poll(cx)) {
                    Some(Poll::Ready(())) => refusal::late(limit).into_http(),
                    Some(Poll::Pending) | None => return Poll::Pending,
                }
            }
            Err(_payload) => {
                tracing::error!("a handler panicked; its caller got INTERNAL");
                refusal::panicked().into_http()
            }
        };
        *place = None;
        Poll::Ready(Ok(answer))
    }
}

/// `grpc-timeout`: up to eight digits and a unit. Anything else counts as absent, as in other servers.
fn grpc_timeout(value: &[u8]) -> Option<Duration> {
    let (unit, digits) = value.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = digits.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    match unit {
        b'H' => Some(Duration::from_secs(number * 3_600)),
        b'M' => Some(Duration::from_secs(number * 60)),
        b'S' => Some(Duration::from_secs(number)),
        b'm' => Some(Duration::from_millis(number)),
        b'u' => Some(Duration::from_micros(number)),
        b'n' => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts() {
        let rows: &[(&[u8], Option<Duration>)] = &[
            (b"1H", Some(Duration::from_secs(3_600))),
            (b"2M", Some(Duration::from_secs(120))),
            (b"3S", Some(Duration::from_secs(3))),
            (b"40m", Some(Duration::from_millis(40))),
            (b"50u", Some(Duration::from_micros(50))),
            (b"0n", Some(Duration::ZERO)),
            (b"99999999H", Some(Duration::from_secs(99_999_999 * 3_600))),
            (b"123456789S", None),
            (b"S", None),
            (b"", None),
            (b"-1S", None),
            (b"1s", None),
        ];
        for (text, expected) in rows {
            assert_eq!(grpc_timeout(text), *expected, "{:?}", String::from_utf8_lossy(text));
        }
    }
}
