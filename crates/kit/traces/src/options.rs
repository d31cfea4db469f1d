//! What is told at the start, and what becomes of the spans.

use tongguan_figures::Counter;

/// Where spans go, and how many.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Where the collector takes OTLP by gRPC: `http://HOST:PORT`.
    pub endpoint: String,
    /// The share of traces that begin here and are recorded: 0 to 1. What comes with a `traceparent` follows that.
    pub ratio: f64,
    /// The name of the service, where the environment (`OTEL_SERVICE_NAME`) says no other.
    pub service: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Spans that may wait for the collector.
    pub queue: usize,
}

/// Why there are no traces.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The collector cannot be one.
    #[error("{0}")]
    Endpoint(String),
    /// The program was built without the feature `otlp`.
    #[error("this program was built without traces (cargo feature otlp)")]
    NotBuilt,
}

/// What became of spans that have ended.
#[derive(Debug, Default)]
pub struct Sent {
    /// A collector has them.
    pub sent: Counter,
    /// Dropped, as the queue was full.
    pub dropped: Counter,
    /// Lost, as the collector did not take them.
    pub lost: Counter,
}
