//! The pacing thread: every start is handed on in order and not early, or counted as missed. How late it is hangs on the machine and
//! is measured, not tested: `cargo run -p tongguan-load --example pace`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

use std::time::{Duration, Instant};
use tongguan_load::pacing::Pacer;
use tongguan_load::schedule::{Arrivals, Law};

fn law(rate: f64, length: Duration) -> Law {
    Law::constant(rate, length, Arrivals::Poisson).unwrap()
}

#[test]
fn starts_come_in_order_and_never_early() {
    let law = law(2_000.0, Duration::from_millis(500));
    let begin = Instant::now() + Duration::from_millis(20);
    let (pacer, mut due) = Pacer::begin(law.starts(3), begin).unwrap();
    let mut seen = Vec::new();
    while let Some(batch) = due.blocking_recv() {
        let now = Instant::now().saturating_duration_since(begin);
        assert!(batch.iter().all(|start| *start <= now), "{batch:?} at {now:?}");
        seen.extend(batch);
    }
    let paced = pacer.end().unwrap();
    assert_eq!(seen, law.starts(3).collect::<Vec<_>>());
    assert_eq!((paced.handed, paced.missed), (seen.len() as u64, 0));
    assert_eq!(paced.lateness.count(), paced.handed, "each is in the histogram");
}

#[test]
fn what_nobody_takes_is_missed_and_counted() {
    let law = law(1_000_000.0, Duration::from_millis(1_500));
    let (pacer, mut due) = Pacer::begin(law.starts(1), Instant::now()).unwrap();
    let paced = pacer.end().unwrap();
    let mut taken = 0;
    while let Some(batch) = due.blocking_recv() {
        taken += batch.len() as u64;
    }
    assert_eq!(paced.handed, taken);
    assert_eq!(paced.handed + paced.missed, law.starts(1).count() as u64);
    assert!(paced.missed > 0, "there is a bound to what waits");
}

#[test]
fn it_ends_when_it_is_told_to_and_when_nobody_listens() {
    let law = law(10.0, Duration::from_hours(24));
    let (pacer, due) = Pacer::begin(law.starts(1), Instant::now()).unwrap();
    pacer.stop();
    assert!(pacer.end().unwrap().handed < 10);
    drop(due);
    let (pacer, due) = Pacer::begin(law.starts(1), Instant::now()).unwrap();
    drop(due);
    assert!(pacer.end().unwrap().handed < 10);
}
