//! The accept loop, and the way it ends.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use hyper::server::conn::http2::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tongguan_identity::Keys;
use tongguan_tls::{Acceptor, Protocol};
use tongguan_traces::Traces;
use tonic::service::Routes;

use crate::drain::{Drain, DrainSignal};
use crate::far::FarEnd;
use crate::faults::Faults;
use crate::guard::{Calls, Door, Guard};
use crate::handshake::{self, Opened};
use crate::limits::Limits;
use crate::listener::Listener;
use crate::methods::Methods;
use crate::patience::Attendant;
use crate::preface;
use crate::replay::Replay;
use crate::seats::{Seat, Seats};
use crate::standard::HealthHandle;
use crate::stream::Stream;
use crate::tally::Tallies;
use crate::traced::Tracing;

/// Pause after the system refused a connection for want of descriptors or memory: without it the loop spins.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Time between two lines of the log that say so.
const TELL_PAUSE: Duration = Duration::from_secs(1);

/// A gRPC server, not yet running.
pub struct Server {
    routes: Routes,
    /// Made with the first question for it.
    guard: OnceLock<Arc<Guard>>,
    limits: Limits,
    methods: Methods,
    keys: Option<Keys>,
    traces: Traces,
    faults: Option<Faults>,
    health: Option<HealthHandle>,
    drain: Drain,
}

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every connection ended by itself.
    Clean,
    /// So many connections were still open at the soft deadline (or when hurried) and were cut.
    Forced {
        /// Connections that were cut.
        connections: usize,
    },
}

/// What each connection needs.
struct Shared {
    http2: Builder<Attendant>,
    guard: Arc<Guard>,
    seats: Arc<Seats>,
    signal: DrainSignal,
    preface_deadline: Duration,
    tls: Option<Acceptor>,
}

impl Server {
    /// A server of these routes within these limits.
    #[must_use]
    pub fn new(routes: Routes, limits: Limits) -> Self {
        let guard = OnceLock::new();
        let methods = Methods::default();
        let (traces, drain) = (Traces::default(), Drain::new());
        Self { routes, guard, limits, methods, keys: None, traces, faults: None, health: None, drain }
    }

    /// What the guard should know about the methods. Without it every method is an ordinary unary one, and
    /// uploads are cut at the deadline.
    #[must_use]
    pub fn methods(mut self, methods: Methods) -> Self {
        self.methods = methods;
        self.guard = OnceLock::new();
        self
    }

    /// The keys that callers have to have. Without them nobody is asked for one.
    #[must_use]
    pub fn keys(mut self, keys: Option<Keys>) -> Self {
        self.keys = keys;
        self.guard = OnceLock::new();
        self
    }

    /// Who makes a span of every call. Without it there are none.
    #[must_use]
    pub fn traces(mut self, traces: Traces) -> Self {
        self.traces = traces;
        self.guard = OnceLock::new();
        self
    }

    /// The faults that callers may meet. Without it there are none.
    #[must_use]
    pub fn faults(mut self, faults: Option<Faults>) -> Self {
        self.faults = faults;
        self.guard = OnceLock::new();
        self
    }

    /// The calls of this server, for an edge that takes them in another protocol. Ask when the methods are known.
    #[must_use]
    pub fn calls(&self) -> Calls {
        Calls(Arc::clone(self.guard()))
    }

    /// What is counted of the calls of this server, whoever takes them. Ask when the methods are known.
    #[must_use]
    pub fn tallies(&self) -> Arc<Tallies> {
        self.guard().tallies()
    }

    fn guard(&self) -> &Arc<Guard> {
        let with = || (self.keys.clone(), Tracing::of(&self.traces, &self.methods), self.faults.clone());
        let new = || Guard::new(self.routes.clone(), self.methods.clone(), with(), &self.limits);
        self.guard.get_or_init(new)
    }

    /// The health service to set to NOT_SERVING before anything else when a stop is asked for.
    #[must_use]
    pub fn health(mut self, health: HealthHandle) -> Self {
        self.health = Some(health);
        self
    }

    /// The drain whose signal the services of this server hold. It may be shared by several servers.
    #[must_use]
    pub fn drain(mut self, drain: Drain) -> Self {
        self.drain = drain;
        self
    }

    /// Serves until `shutdown` completes or the drain is started, then ends within
    /// [`Limits::drain_soft`] + [`Limits::drain_hard`], whatever the peers do.
    ///
    /// Dropping the future cuts every connection at once.
    pub async fn run(self, listener: Listener, shutdown: impl Future<Output = ()>) -> Drained {
        let signal = self.drain.signal();
        let shared = Arc::new(Shared {
            http2: http2(&self.limits),
            guard: Arc::clone(self.guard()),
            seats: Seats::new(
                self.limits.connections,
                self.limits.connections_per_ip,
                listener.connections(),
            ),
            signal: signal.clone(),
            preface_deadline: self.limits.preface_deadline,
            tls: listener.tls.clone(),
        });
        let mut connections = JoinSet::new();
        let mut trouble = Trouble::default();
        {
            let mut asked = pin!(async {
                tokio::select! {
                    () = shutdown => {}
                    () = signal.draining() => {}
                }
            });
            loop {
                tokio::select! {
                    () = &mut asked => break,
                    Some(_) = connections.join_next() => {}
                    (stream, peer) = accept(&listener.socket, &mut trouble) => welcome(&shared, &mut connections, stream, peer),
                }
            }
        }
        if let Some(health) = &self.health {
            health.set_not_serving().await;
        }
        drop(listener);
        self.drain.start();
        finish(connections, &signal, &self.limits).await
    }
}

/// HTTP/2 with every knob set here and none left to a default that may change.
fn http2(limits: &Limits) -> Builder<Attendant> {
    let mut builder = Builder::new(Attendant { patience: limits.reader_patience });
    builder
        .timer(TokioTimer::new())
        .adaptive_window(false)
        .initial_stream_window_size(limits.stream_window_bytes)
        .initial_connection_window_size(limits.connection_window_bytes)
        .max_frame_size(limits.frame_bytes)
        .max_send_buf_size(limits.send_buffer_bytes)
        .max_header_list_size(limits.header_list_bytes)
        .max_concurrent_streams(limits.streams_per_connection)
        .max_pending_accept_reset_streams(limits.pending_accept_resets)
        .max_local_error_reset_streams(limits.local_error_resets)
        .keep_alive_interval(limits.keepalive_interval)
        .keep_alive_timeout(limits.keepalive_timeout)
        // gRPC has no use for it, and it would read the wall clock.
        .auto_date_header(false);
    builder
}

/// The next connection. Errors are the system's or a peer's that left already; neither ends the server.
pub(crate) async fn accept(socket: &TcpListener, trouble: &mut Trouble) -> (TcpStream, SocketAddr) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    loop {
        match socket.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) => {}
            Err(error) => {
                trouble.tell(&error);
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Says why connections cannot be accepted, once a second at most.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    told: Option<Instant>,
    untold: u64,
}

impl Trouble {
    fn tell(&mut self, error: &io::Error) {
        if let Some(refused) = self.count(Instant::now()) {
            tracing::warn!(%error, times = refused, "cannot accept a connection");
        }
    }

    /// How often it happened since it was last said, if it is time to say so.
    fn count(&mut self, now: Instant) -> Option<u64> {
        self.untold += 1;
        if self.told.is_some_and(|told| now.duration_since(told) < TELL_PAUSE) {
            return None;
        }
        self.told = Some(now);
        Some(core::mem::take(&mut self.untold))
    }
}

fn welcome(shared: &Arc<Shared>, connections: &mut JoinSet<()>, stream: TcpStream, peer: SocketAddr) {
    match shared.seats.take(peer.ip()) {
        Some(seat) => {
            connections.spawn(attend(Arc::clone(shared), stream, peer, seat));
        }
        // Closing at once is the cheapest answer, and a queue is what the peer would like.
        None => tracing::debug!(%peer, "refused: too many connections"),
    }
}

/// One connection from its first byte to its last.
async fn attend(shared: Arc<Shared>, stream: TcpStream, peer: SocketAddr, _seat: Seat) {
    let opening = tokio::select! {
        biased;
        () = shared.signal.draining() => return,
        opening = timeout(shared.preface_deadline, open(&shared, stream, peer)) => opening,
    };
    match opening {
        Ok(Ok(Some((stream, far, first)))) => converse(&shared, stream, far, first, peer).await,
        Ok(Ok(None)) => tracing::debug!(%peer, "closed: not HTTP/2"),
        Ok(Err(error)) => tracing::debug!(%peer, %error, "closed before the preface"),
        Err(_elapsed) => tracing::debug!(%peer, "closed: no preface in time"),
    }
}

/// The opening of a connection: the handshake, if there is one, and the preface.
async fn open(
    shared: &Shared,
    stream: TcpStream,
    peer: SocketAddr,
) -> io::Result<Option<(Stream, FarEnd, Bytes)>> {
    let http1 = if shared.tls.is_some() { preface::HTTP1_ANSWER_OVER_TLS } else { preface::HTTP1_ANSWER };
    let opened = handshake::open(shared.tls.as_ref(), Protocol::Http2, stream, peer).await?;
    let Some(Opened { mut stream, far }) = opened else { return Ok(None) };
    Ok(preface::read(&mut stream, http1).await?.map(|first| (stream, far, first)))
}

async fn converse(shared: &Shared, stream: Stream, far: FarEnd, first: Bytes, peer: SocketAddr) {
    let door: Door = shared.guard.door(far);
    let io = TokioIo::new(Replay::new(first, stream));
    // Boxed, so that a connection that never gets here stays small.
    let mut connection = Box::pin(shared.http2.serve_connection(io, door));
    let ended = tokio::select! {
        biased;
        ended = connection.as_mut() => ended,
        () = shared.signal.draining() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "connection ended");
    }
}

pub(crate) async fn finish(mut connections: JoinSet<()>, signal: &DrainSignal, limits: &Limits) -> Drained {
    tokio::select! {
        () = empty(&mut connections) => return Drained::Clean,
        () = sleep(limits.drain_soft) => {}
        () = signal.hurried() => {}
    }
    while connections.try_join_next().is_some() {}
    let left = connections.len();
    if left == 0 {
        return Drained::Clean;
    }
    connections.abort_all();
    // A connection that is inside a handler's blocking code cannot be aborted; it is left behind.
    let _ = timeout(limits.drain_hard, empty(&mut connections)).await;
    connections.detach_all();
    Drained::Forced { connections: left }
}

async fn empty(connections: &mut JoinSet<()>) {
    while connections.join_next().await.is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_told_once_a_second() {
        let mut trouble = Trouble::default();
        let begun = Instant::now();
        let told: Vec<_> = (0..61).map(|n| trouble.count(begun + ACCEPT_PAUSE * n)).collect();
        assert_eq!(told.iter().flatten().copied().collect::<Vec<_>>(), [1, 20, 20, 20]);
    }
}
