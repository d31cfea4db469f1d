//! What submitting costs, as ratios measured in one run: `cargo bench --bench submit`.
//!
//! Client and server share the machine and the process, so the figures are of both together. The *floor* is an empty
//! handler behind the same server kit that gets the same messages and answers nothing.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    reason = "a benchmark: a failure ends it, and its figures are no customs values"
)]

mod empty;
mod flow;
mod load;
mod requests;
mod separation;
mod stages;
mod start;
mod versus;

use std::time::Duration;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long each measurement runs, and how many rounds alternate with the floor.
pub(crate) const ROUND: Duration = Duration::from_secs(2);
pub(crate) const ROUNDS: usize = 5;

fn main() {
    // `cargo bench` passes `--bench`; a name picks some of the measurements.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let want = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
    };
    if want("stages") {
        stages::measure();
    }
    if want("unary") {
        runtime().block_on(load::unary());
    }
    if want("stream") {
        runtime().block_on(load::stream());
    }
    if want("flow") {
        runtime().block_on(flow::measure());
    }
    if want("start") {
        runtime().block_on(start::measure());
    }
    if want("separation") {
        runtime().block_on(separation::measure());
    }
    if want("versus") {
        runtime().block_on(versus::measure());
    }
}
