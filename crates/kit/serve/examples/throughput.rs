//! Unary calls a second, this server against tonic's own, in one run: the same empty handler, 4 connections
//! with 64 calls in flight each, client and server on the same cores. The rounds alternate, so that a noisy
//! machine is noisy for both.
//!
//! `cargo run --release -p tongguan-serve --example throughput [seconds per round] [rounds]`

#![allow(clippy::unwrap_used, clippy::panic, clippy::float_arithmetic, reason = "a measuring tool")]
#![allow(unreachable_pub, missing_docs, dead_code, reason = "shares the probe with the tests")]

#[path = "../tests/support/probe.rs"]
mod probe;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hdrhistogram::Histogram;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tongguan_serve::{Drain, Limits, Server, Standard, bind, standard_services};
use tonic::Request;
use tonic::service::Routes;
use tonic::transport::Channel;
use tonic::transport::server::TcpIncoming;

const CONNECTIONS: usize = 4;
const IN_FLIGHT: usize = 64;

#[tokio::main(worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse().unwrap());
    let seconds: u64 = arguments.next().unwrap_or(4);
    let rounds: u64 = arguments.next().unwrap_or(5);
    let (ours, theirs) = (ours().await, theirs());
    let _ = (measure(ours, 1).await, measure(theirs, 1).await); // Warm.
    for _ in 0..rounds {
        for (name, address) in [("tongguan", ours), ("tonic", theirs)] {
            let calls = measure(address, seconds).await;
            println!(
                "{name:>9} {:>8} calls/s   p50 {:>5} us   p99 {:>6} us",
                calls.len() / seconds,
                calls.value_at_quantile(0.50),
                calls.value_at_quantile(0.99),
            );
        }
    }
}

fn probe() -> probe::Probe {
    probe::Probe { signal: Drain::new().signal(), hanging: Arc::new(Semaphore::new(0)) }
}

async fn ours() -> SocketAddr {
    let set: &'static [u8] = probe::descriptor_set().leak();
    let Standard { mut routes, methods, health, .. } =
        standard_services(&[set], Drain::new().signal()).await.unwrap();
    routes.add_service(probe());
    let listener = bind("127.0.0.1:0".parse().unwrap(), None).unwrap();
    let address = listener.address();
    let server = Server::new(routes.routes(), Limits::DEFAULT).methods(methods).health(health);
    tokio::spawn(server.run(listener, std::future::pending()));
    address
}

/// With the same windows, and without any of our bounds.
fn theirs() -> SocketAddr {
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap().with_nodelay(Some(true));
    let address = incoming.local_addr().unwrap();
    let router = tonic::transport::Server::builder()
        .initial_stream_window_size(Limits::DEFAULT.stream_window_bytes)
        .initial_connection_window_size(Limits::DEFAULT.connection_window_bytes)
        .add_routes(Routes::new(probe()));
    tokio::spawn(router.serve_with_incoming(incoming));
    address
}

/// Latencies in microseconds of all calls of one round.
async fn measure(address: SocketAddr, seconds: u64) -> Histogram<u64> {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut callers = Vec::new();
    for _ in 0..CONNECTIONS {
        let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
        for _ in 0..IN_FLIGHT {
            let channel = channel.clone();
            callers.push(tokio::spawn(async move {
                let mut latencies = Histogram::<u64>::new(2).unwrap();
                let mut before = Instant::now();
                while before < end {
                    probe::call(&channel, "/tongguan.probe.Probe/Empty", Request::new(())).await.unwrap();
                    let after = Instant::now();
                    latencies.record((after - before).as_micros() as u64).unwrap();
                    before = after;
                }
                latencies
            }));
        }
    }
    let mut all = Histogram::new(2).unwrap();
    for caller in callers {
        all.add(caller.await.unwrap()).unwrap();
    }
    all
}
