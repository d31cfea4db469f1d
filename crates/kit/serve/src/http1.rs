//! HTTP/1 for what is not gRPC: the same accept loop, seats, deadlines and drain.

use std::convert::Infallible;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tongguan_tls::{Acceptor, Protocol};

use crate::budget::{Budget, Purse};
use crate::drain::{Drain, DrainSignal};
use crate::far::FarEnd;
use crate::gate::{Caller, Gate};
use crate::handshake::{self, Opened};
use crate::limits::Limits;
use crate::listener::Listener;
use crate::seats::{Seat, Seats};
use crate::server::{Drained, Trouble, accept, finish};
use crate::stream::Stream;
use crate::writing::Writing;

/// What the requests of one server share.
struct Shared<H> {
    handler: H,
    limits: Limits,
    gate: Arc<Gate>,
    budget: Arc<Budget>,
    hasher: RandomState,
}

/// Serves HTTP/1 until the drain is started, then ends within [`Limits::drain_soft`] + [`Limits::drain_hard`].
///
/// A request that does not end within [`Limits::deadline_max`], its body included, is answered by 408; one beyond
/// [`Limits::requests_in_flight`] by 503; both end the connection, because nobody reads the rest of the body. The size of
/// the body is for the handler to bound; what it keeps of one it holds by the purse of the connection, so that all of
/// them together stay within [`Limits::held_bytes`]. Who sends a request is among its extensions ([`FarEnd`]).
pub async fn serve_http1<H, F>(listener: Listener, limits: Limits, drain: &Drain, handler: H) -> Drained
where
    H: Fn(Request<Incoming>, Arc<Purse>) -> F + Send + Sync + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let gate = Gate::new(limits.requests_in_flight);
    let budget = Budget::new(&limits);
    let shared = Arc::new(Shared { handler, limits, gate, budget, hasher: RandomState::new() });
    let make = move |far: FarEnd| {
        let shared = Arc::clone(&shared);
        let connection = shared.hasher.hash_one(far.info().remote_addr);
        let purse = shared.budget.purse();
        service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(far.clone());
            let (shared, purse) = (Arc::clone(&shared), Arc::clone(&purse));
            async move { answer(&shared, connection, request, purse).await }
        })
    };
    serve_http1_by(listener, limits, drain, make).await
}

/// The same with a service for each connection, whose answers may be streams. It bounds requests and their bodies itself;
/// who reads nothing of an answer for [`Limits::reader_patience`] is cut here.
pub async fn serve_http1_by<M, S, B>(listener: Listener, limits: Limits, drain: &Drain, make: M) -> Drained
where
    M: Fn(FarEnd) -> S + Send + Sync + 'static,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send + 'static,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let signal = drain.signal();
    let seats = Seats::new(limits.connections, limits.connections_per_ip, listener.connections());
    let begins = Arc::new(Begins { limits, signal: signal.clone(), tls: listener.tls.clone(), make });
    let mut connections = JoinSet::new();
    let mut trouble = Trouble::default();
    loop {
        tokio::select! {
            () = signal.draining() => break,
            Some(_) = connections.join_next() => {}
            (stream, peer) = accept(&listener.socket, &mut trouble) => match seats.take(peer.ip()) {
                Some(seat) => {
                    connections.spawn(attend(Arc::clone(&begins), stream, peer, seat));
                }
                None => tracing::debug!(%peer, "refused: too many connections"),
            },
        }
    }
    drop(listener);
    finish(connections, &signal, &limits).await
}

/// What each connection begins with.
struct Begins<M> {
    limits: Limits,
    signal: DrainSignal,
    tls: Option<Acceptor>,
    make: M,
}

/// One connection from its first byte to its last.
async fn attend<M, S, B>(begins: Arc<Begins<M>>, stream: TcpStream, peer: SocketAddr, _seat: Seat)
where
    M: Fn(FarEnd) -> S,
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send,
    B: Body<Data = Bytes> + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Begins { limits, signal, tls, make } = &*begins;
    let opening = handshake::open(tls.as_ref(), Protocol::Http1, stream, peer);
    let opening = tokio::select! {
        biased;
        () = signal.draining() => return,
        opening = timeout(limits.preface_deadline, opening) => opening,
    };
    match opening {
        Ok(Ok(Some(Opened { stream, far }))) => converse(limits, signal, make(far), stream, peer).await,
        Ok(Ok(None)) => tracing::debug!(%peer, "closed: not TLS"),
        Ok(Err(error)) => tracing::debug!(%peer, %error, "closed before a request"),
        Err(_elapsed) => tracing::debug!(%peer, "closed: no handshake in time"),
    }
}

async fn converse<S, B>(limits: &Limits, signal: &DrainSignal, service: S, stream: Stream, peer: SocketAddr)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send,
    B: Body<Data = Bytes> + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        // It also ends a connection that is kept alive and says nothing.
        .header_read_timeout(limits.preface_deadline)
        .max_buf_size(limits.header_list_bytes as usize);
    let io = TokioIo::new(Writing::new(stream, limits.reader_patience));
    let mut serving = std::pin::pin!(builder.serve_connection(io, service));
    let ended = tokio::select! {
        biased;
        ended = serving.as_mut() => ended,
        () = signal.draining() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "connection ended");
    }
}

async fn answer<H, F>(
    shared: &Shared<H>,
    connection: u64,
    request: Request<Incoming>,
    purse: Arc<Purse>,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    H: Fn(Request<Incoming>, Arc<Purse>) -> F,
    F: Future<Output = Response<Full<Bytes>>>,
{
    // A path may begin with the name of a sandbox.
    let named = request.uri().path().split('/').nth(1).unwrap_or_default();
    let caller = Caller { sandbox: shared.hasher.hash_one(named), connection };
    let Some(_place) = shared.gate.enter(caller) else {
        return Ok(plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "the server has as much to do as it can; try again",
        ));
    };
    let handled = timeout(shared.limits.deadline_max, (shared.handler)(request, purse)).await;
    Ok(handled.unwrap_or_else(|_| plain(StatusCode::REQUEST_TIMEOUT, "the request did not end in time")))
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
