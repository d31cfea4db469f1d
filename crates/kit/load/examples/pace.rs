//! How late the pacing thread is on this machine.
//!
//! ```text
//! cargo run --release -p tongguan-load --example pace -- 2000 10
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a measuring tool"
)]

use std::time::{Duration, Instant};
use tongguan_load::pacing::Pacer;
use tongguan_load::schedule::{Arrivals, Law};

fn main() {
    let numbers: Vec<f64> = std::env::args().skip(1).map(|number| number.parse().unwrap()).collect();
    let law = Law::constant(numbers[0], Duration::from_secs_f64(numbers[1]), Arrivals::Poisson).unwrap();
    let (pacer, mut due) = Pacer::begin(law.starts(1), Instant::now() + Duration::from_millis(50)).unwrap();
    while due.blocking_recv().is_some() {}
    let paced = pacer.end().unwrap();
    let late = |share: f64| paced.lateness.quantile(share).as_micros();
    let processor = std::fs::read_to_string("/proc/self/stat").unwrap();
    let ticks: Vec<u64> = processor
        .rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|n| n.parse().unwrap())
        .collect();
    println!(
        "{} starts: late p50 {} us, p99 {} us, p99.9 {} us, max {} us; processor {} ms user, {} ms system",
        paced.handed,
        late(0.5),
        late(0.99),
        late(0.999),
        paced.lateness.longest().as_micros(),
        ticks[0] * 10,
        ticks[1] * 10,
    );
}
