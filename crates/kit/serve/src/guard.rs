//! What happens to every call before and around its handler, in one step because each layer costs: a place
//! among the calls in flight, a deadline, a net under panics, a span.
//!
//! The deadline covers the time to the response head, which for a unary call is all of the work. A streaming
//! response body is not under it, nor is a call whose request is a stream. When the deadline passes, the
//! handler's future is dropped; work that must not stop half way runs in its own task.

use std::convert::Infallible;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method as Verb, Request, Response};
use hyper::body::{Body as HttpBody, Incoming};
use tokio::time::Sleep;
use tongguan_identity::{Keys, Pass};
use tongguan_traces::Span as Traced;
use tongguan_wire::status::Refused;
use tonic::Status;
use tonic::body::Body;
use tonic::service::Routes;
use tower::Service as _;
use tracing::Span;

use crate::access::{self, Admitted};
use crate::budget::{Budget, Purse};
use crate::caller::SANDBOX_HEADER;
use crate::far::FarEnd;
use crate::faults::{self, Fate, Faults};
use crate::gate::{Caller, Gate, Place};
use crate::incoming::{self, Arriving, Bounds};
use crate::limits::Limits;
use crate::methods::{Method, Methods};
use crate::outgoing::Outgoing;
use crate::refusal;
use crate::tally::{Counted, Tallies};
use crate::traced::{self, Tracing};

/// Names of headers, read once.
static SANDBOX: HeaderName = HeaderName::from_static(SANDBOX_HEADER);
static TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// The rules, shared by all connections of a server.
pub(crate) struct Guard {
    routes: Routes,
    methods: Methods,
    tallies: Arc<Tallies>,
    /// `None`: nobody is asked for a key.
    keys: Option<Keys>,
    /// `None`: nothing is traced.
    tracing: Option<Tracing>,
    /// `None`: nobody can set any here.
    faults: Option<Faults>,
    /// Calls that are being answered, and those that stream in.
    gate: Arc<Gate>,
    uploads: Arc<Gate>,
    /// Bytes of messages that come, and of replies that go.
    coming: Arc<Budget>,
    going: Arc<Budget>,
    /// Sandboxes and connections are told apart by hashes that nobody can foresee.
    hasher: RandomState,
    largest_message: usize,
    deadline_default: Duration,
    deadline_max: Duration,
    /// The refusal under load, encoded once: it must cost next to nothing.
    busy: HeaderMap,
}

/// The calls of a server, for an edge in the same process that speaks another protocol: it shares the gates, the bytes, the
/// deadlines and the refusals of the gRPC listener.
#[derive(Clone)]
pub struct Calls(pub(crate) Arc<Guard>);

impl Calls {
    /// The calls of one connection of that edge.
    #[must_use]
    pub fn line(&self, far: FarEnd) -> Line {
        Line(self.0.door(far))
    }

    /// Whether an HTTP form, which does what this method does, may be taken with these headers. It is no call, so a refusal
    /// is counted among the forms.
    ///
    /// # Errors
    /// [`Reason::KeyInvalid`](tongguan_wire::status::Reason::KeyInvalid) or
    /// [`Reason::RoleMissing`](tongguan_wire::status::Reason::RoleMissing).
    pub fn admit(&self, path: &str, headers: &HeaderMap, far: Option<&FarEnd>) -> Result<Admitted, Refused> {
        let Self(guard) = self;
        let method = guard.methods.of(path).unwrap_or_default().1;
        access::admit(guard.keys.as_ref(), method, path, headers, far.and_then(FarEnd::shown))
            .inspect_err(|refused| guard.tallies.no_form(refused.reason()))
    }

    /// The span of a call that is made in another way than by a [`Line`], where calls are traced. Whoever asks ends it
    /// ([`carried`](tongguan_traces::carried), [`Span::end`](tongguan_traces::Span::end)).
    #[must_use]
    pub fn trace(&self, path: &str, headers: &HeaderMap) -> Option<Traced> {
        self.0.tracing.as_ref()?.begin(self.0.methods.of(path)?.0, headers)
    }
}

/// The calls of one connection.
pub struct Line(Door);

impl Line {
    /// Whether a call may be made with these headers: to be asked before its message is read.
    ///
    /// # Errors
    /// As [`Calls::admit`].
    pub fn admit(&self, path: &str, headers: &HeaderMap) -> Result<Admitted, Refused> {
        let guard = &self.0.guard;
        guard.admit(guard.methods.of(path), path, headers, Some(&self.0.far))
    }

    /// One call of gRPC, as its own listener would take it.
    pub async fn call<B>(&self, request: Request<B>, admitted: Admitted) -> Response<Outgoing>
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let Ok(response) = self.0.enter(request, Some(admitted)).await;
        response
    }

    /// What may be held of the messages that this connection sends.
    #[must_use]
    pub const fn coming(&self) -> &Arc<Purse> {
        &self.0.coming
    }

    /// What may be held of the replies that this connection has not read.
    #[must_use]
    pub const fn going(&self) -> &Arc<Purse> {
        &self.0.going
    }
}

/// One connection's way in.
#[derive(Clone)]
pub(crate) struct Door {
    guard: Arc<Guard>,
    far: FarEnd,
    connection: u64,
    coming: Arc<Purse>,
    going: Arc<Purse>,
}

impl Guard {
    pub(crate) fn new(
        routes: Routes,
        methods: Methods,
        (keys, tracing, faults): (Option<Keys>, Option<Tracing>, Option<Faults>),
        limits: &Limits,
    ) -> Arc<Self> {
        let busy = refusal::busy(limits.requests_in_flight, limits.retry_after).into_http::<()>();
        Arc::new(Self {
            routes: routes.prepare(),
            tallies: Tallies::new(methods.paths()),
            methods,
            keys,
            tracing,
            faults,
            gate: Gate::new(limits.requests_in_flight),
            uploads: Gate::new(limits.uploads),
            coming: Budget::new(limits),
            going: Budget::new(limits),
            hasher: RandomState::new(),
            largest_message: limits.batch_message_bytes,
            deadline_default: limits.deadline_default,
            deadline_max: limits.deadline_max,
            busy: busy.into_parts().0.headers,
        })
    }

    pub(crate) fn tallies(&self) -> Arc<Tallies> {
        Arc::clone(&self.tallies)
    }

    pub(crate) fn door(self: &Arc<Self>, far: FarEnd) -> Door {
        let connection = self.hasher.hash_one(far.info().remote_addr);
        let (coming, going) = (self.coming.purse(), self.going.purse());
        Door { guard: Arc::clone(self), connection, coming, going, far }
    }

    /// Who calls: for the shares of the gate. A name that is none has a share like any other.
    fn caller(&self, headers: &HeaderMap, admitted: &Admitted, connection: u64) -> Caller {
        // A message may name its sandbox, too, which is not read here: without the header, a connection is its own.
        let named = headers.get(&SANDBOX).map(http::HeaderValue::as_bytes);
        let sandbox = named.map(|name| self.hasher.hash_one((admitted.tenant(), name)));
        Caller { sandbox: sandbox.unwrap_or(connection), connection }
    }

    /// Whether a call of a method, if it is one, may be made with these headers. A refusal is a call that has ended.
    fn admit(
        &self,
        found: Option<(usize, Method)>,
        path: &str,
        headers: &HeaderMap,
        far: Option<&FarEnd>,
    ) -> Result<Admitted, Refused> {
        let method = found.unwrap_or_default().1;
        let shown = far.and_then(FarEnd::shown);
        access::admit(self.keys.as_ref(), method, path, headers, shown).inspect_err(|refused| {
            if let Some((number, _)) = found {
                self.tallies.begin(number).end(refused.status().code());
            }
        })
    }

    fn bounds(&self, method: Method) -> Bounds {
        Bounds { largest: self.largest_message, patience: self.deadline_max, streams: method.streams_in }
    }

    fn deadline(&self, method: Method, headers: &HeaderMap) -> Duration {
        let asked = headers.get(&TIMEOUT).and_then(|value| grpc_timeout(value.as_bytes()));
        let usual = if method.waits { self.deadline_max } else { self.deadline_default };
        asked.unwrap_or(usual).min(self.deadline_max)
    }
}

impl hyper::service::Service<Request<Incoming>> for Door {
    type Response = Response<Outgoing>;
    type Error = Infallible;
    type Future = Guarded;

    fn call(&self, request: Request<Incoming>) -> Guarded {
        self.enter(request, None)
    }
}

impl Door {
    /// `admitted` by an edge, which asked before it read the message; otherwise it is asked here.
    fn enter<B>(&self, request: Request<B>, admitted: Option<Admitted>) -> Guarded
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let guard = &*self.guard;
        if let Some(response) = foreign(&request) {
            return Guarded::Refused { response: Some(response) };
        }
        let path = request.uri().path();
        let Some((number, method)) = guard.methods.of(path) else {
            guard.tallies.no_method();
            return Guarded::told(guard.methods.unknown(path));
        };
        let admitted = match admitted {
            Some(admitted) => admitted,
            None => match guard.admit(Some((number, method)), path, request.headers(), Some(&self.far)) {
                Ok(admitted) => admitted,
                Err(refused) => return Guarded::told(refused.status()),
            },
        };
        if let Some(faults) = &guard.faults
            && let Some(known) = faults.concern(path)
        {
            let met = (faults.clone(), known);
            let call = faults::beset(self.clone(), request, met, (number, method), admitted);
            return Guarded::Beset { call: Box::pin(call) };
        }
        self.go(request, (number, method), admitted, None)
    }

    /// A call that may be made, and what befalls it.
    pub(crate) fn go<B>(
        &self,
        request: Request<B>,
        (number, method): (usize, Method),
        admitted: Admitted,
        fate: Option<Fate>,
    ) -> Guarded
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let guard = &*self.guard;
        let path = request.uri().path();
        // A call that streams in may last for hours, and has a gate of its own.
        let gate = if method.streams_in { &guard.uploads } else { &guard.gate };
        let place = match method.exempt {
            true => None,
            false => gate.enter(guard.caller(request.headers(), &admitted, self.connection)),
        };
        if place.is_none() && !method.exempt {
            guard.tallies.no_place(number);
            let mut response = Response::new(Outgoing::plain(Body::empty()));
            *response.headers_mut() = guard.busy.clone();
            return Guarded::Refused { response: Some(response) };
        }
        let traced = guard.tracing.as_ref().and_then(|tracing| tracing.begin(number, request.headers()));
        let span = match &traced {
            None => tracing::debug_span!("rpc", path),
            Some(traced) => traced::in_log(traced, path),
        };
        let counted = guard.tallies.begin(number).traced(traced.clone());
        let limit = (!method.streams_in).then(|| guard.deadline(method, request.headers()));
        let arriving = Arriving::new(Arc::clone(&self.coming));
        let bounds = guard.bounds(method);
        let mut request = request.map(|body| incoming::Incoming::new(body, Arc::clone(&arriving), bounds));
        request.extensions_mut().insert(self.far.info().clone());
        if let Some(pass) = admitted.pass() {
            request.extensions_mut().insert(pass.clone());
        }
        if method.streams_in {
            request.extensions_mut().insert(Arc::clone(&arriving));
        }
        let call = guard.routes.clone().call(request);
        let going = Arc::clone(&self.going);
        let lasting = admitted.into_pass().filter(|_| method.streams_out);
        let fate = fate.map(Box::new);
        let held = Held { place, arriving, going, counted, lasting, streams_in: method.streams_in, fate };
        Guarded::Running { call, held: Some(held), limit, alarm: None, span, traced }
    }

    /// The message of a call that is read before its handler has it, within the same bounds.
    pub(crate) fn arriving<B>(&self, body: B, method: Method) -> (incoming::Incoming<B>, Arc<Arriving>) {
        let arriving = Arriving::new(Arc::clone(&self.coming));
        (incoming::Incoming::new(body, Arc::clone(&arriving), self.guard.bounds(method)), arriving)
    }

    /// How long a call may take; `None`: as long as its caller likes.
    pub(crate) fn patience(&self, method: Method, headers: &HeaderMap) -> Option<Duration> {
        (!method.streams_in).then(|| self.guard.deadline(method, headers))
    }

    /// The reply to a call that ends before its handler is called.
    pub(crate) fn refuse(&self, number: usize, status: Status) -> Response<Outgoing> {
        self.guard.tallies.begin(number).end(status.code());
        status.into_http().map(Outgoing::plain)
    }
}

/// The answer to what is no call of gRPC.
fn foreign<B>(request: &Request<B>) -> Option<Response<Outgoing>> {
    if request.method() != Verb::POST {
        return Some(refusal::not_post().map(Outgoing::plain));
    }
    let kind = request.headers().get(http::header::CONTENT_TYPE);
    if kind.is_some_and(|kind| is_grpc(kind.as_bytes())) {
        return None;
    }
    Some(refusal::not_grpc().map(Outgoing::plain))
}

/// `application/grpc` or `application/grpc+proto`, perhaps with parameters.
fn is_grpc(content_type: &[u8]) -> bool {
    let kind = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    kind.eq_ignore_ascii_case(b"application/grpc") || kind.eq_ignore_ascii_case(b"application/grpc+proto")
}

// The same for every body.
type Call = <Routes as tower::Service<Request<incoming::Incoming<Incoming>>>>::Future;

/// What a call holds until the head of its reply is there.
struct Held {
    place: Option<Place>,
    // For its drop.
    #[allow(dead_code, reason = "the message is held as long as the handler has it")]
    arriving: Arc<Arriving>,
    going: Arc<Purse>,
    counted: Counted,
    /// The key of a reply that may last longer than the key holds.
    lasting: Option<Pass>,
    streams_in: bool,
    /// What befalls the reply. Boxed: hardly a call has one.
    fate: Option<Box<Fate>>,
}

impl Held {
    fn reply(self, response: Response<Body>) -> Response<Outgoing> {
        let response = match self.fate {
            Some(fate) => fate.befall(response),
            None => response,
        };
        // A call that streams in is not over with the head of its reply.
        let place = self.place.filter(|_| self.streams_in);
        // Nor is any call, unless its head says how it ended.
        let mut counted = Some(self.counted);
        Counted::end_by(&mut counted, response.headers());
        response.map(|body| Outgoing::new(body, self.going, place, counted).while_holds(self.lasting))
    }
}

pin_project_lite::pin_project! {
    /// A call on its way.
    #[project = GuardedParts]
    pub(crate) enum Guarded {
        Refused { response: Option<Response<Outgoing>> },
        // It may meet faults.
        Beset { call: Pin<Box<dyn Future<Output = Response<Outgoing>> + Send>> },
        Running {
            #[pin]
            call: Call,
            held: Option<Held>,
            limit: Option<Duration>,
            // Made only when the handler has to wait, so that a quick one never touches a timer.
            #[pin]
            alarm: Option<Sleep>,
            span: Span,
            traced: Option<Traced>,
        },
    }
}

impl Guarded {
    fn told(status: Status) -> Self {
        Self::Refused { response: Some(status.into_http().map(Outgoing::plain)) }
    }
}

impl Future for Guarded {
    type Output = Result<Response<Outgoing>, Infallible>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (mut call, held, limit, mut alarm, span, traced) = match self.project() {
            GuardedParts::Refused { response } => return Poll::Ready(Ok(ready(response.take()))),
            GuardedParts::Beset { call } => return call.as_mut().poll(cx).map(Ok),
            GuardedParts::Running { call, held, limit, alarm, span, traced } => {
                (call, held, limit, alarm, span, traced)
            }
        };
        let _entered = span.enter();
        let _current = traced.as_ref().map(Traced::enter);
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
        Poll::Ready(Ok(match held.take() {
            Some(held) => held.reply(answer),
            None => answer.map(Outgoing::plain),
        }))
    }
}

/// A future that is polled again after its end has nothing to give.
fn ready(response: Option<Response<Outgoing>>) -> Response<Outgoing> {
    response.unwrap_or_else(|| Response::new(Outgoing::plain(Body::empty())))
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
    fn content_types() {
        let rows: &[(&str, bool)] = &[
            ("application/grpc", true),
            ("application/grpc+proto", true),
            ("Application/gRPC; charset=utf-8", true),
            ("application/grpc+json", false),
            ("application/grpc-web", false),
            ("application/grpc-web+proto", false),
            ("application/grpcx", false),
            ("text/plain", false),
            ("", false),
        ];
        for (kind, expected) in rows {
            assert_eq!(is_grpc(kind.as_bytes()), *expected, "{kind}");
        }
    }

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
