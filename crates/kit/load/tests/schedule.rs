//! Starts: from a law and a seed, checked by statistical tests with bounds that a right one fails once in ten thousand times; the
//! seeds are fixed, so that nothing here depends on chance.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line, and statistics are floats"
)]

use std::time::Duration;
use tongguan_load::schedule::{Arrivals, Form, Law, Unlawful};
use tongguan_load::workload::rate::Rate;

const MINUTE: Duration = Duration::from_mins(1);

fn starts(law: &Law, seed: u64) -> Vec<Duration> {
    law.starts(seed).collect()
}

/// Kolmogorov's distance of sorted values from the uniform law, times the root of their number. A right one exceeds 2.23 once in
/// ten thousand times.
fn distance(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let count = values.len() as f64;
    let apart = values.iter().enumerate().map(|(at, value)| {
        let (before, after) = (at as f64 / count, (at + 1) as f64 / count);
        (value - before).abs().max((after - value).abs())
    });
    apart.fold(0.0, f64::max) * count.sqrt()
}

#[test]
fn even_starts_are_one_like_the_other() {
    let law = Law::constant(1_000.0, Duration::from_secs(2), Arrivals::Even).unwrap();
    let starts = starts(&law, 7);
    assert_eq!(starts.len(), 2_000);
    assert_eq!(starts[0], Duration::ZERO);
    for (number, start) in (0u32..).zip(&starts) {
        let exact = Duration::from_millis(1) * number;
        assert!(start.abs_diff(exact) < Duration::from_nanos(10), "{number}: {start:?}");
    }
}

/// A rate is read from a text, so that its last bit may be off: that is no start more, and none less.
#[test]
fn even_starts_are_as_many_as_the_rate_says() {
    let seconds = Duration::from_secs;
    for (rate, length, count) in [
        ("1000/min", seconds(30), 500),
        ("1000/min", seconds(60), 1_000),
        ("1000/h", seconds(18), 5),
        ("85000/min", seconds(600), 850_000),
        ("7/min", seconds(60), 7),
        ("0.1/s", seconds(30), 3),
        ("1.1/s", seconds(10), 11),
        ("3/s", Duration::from_millis(100), 1),
        ("1417/s", seconds(25), 35_425),
        // More than 3, though by little: the fourth is before the end.
        ("3.0000001/s", seconds(1), 4),
    ] {
        let law = |rate: f64| Law::constant(rate, length, Arrivals::Even).unwrap();
        let rate: Rate = rate.parse().unwrap();
        assert_eq!(law(rate.per_second()).starts(1).count(), count, "{rate}");
    }
    // Each step has its own, at whatever bit the one before it has ended; where the rate is 0 there are none.
    for rates in [[1_000.0 / 60.0, 1_000.0 / 60.0, 1_000.0 / 60.0], [100.0 / 6.0, 0.0, 100.0 / 3.0]] {
        let law = Law::shaped(&rates, Form::Steps, seconds(90), Arrivals::Even).unwrap();
        let starts = starts(&law, 1);
        assert_eq!(starts.len(), 1_500, "{rates:?}");
        assert!(starts.is_sorted() && starts.iter().all(|start| *start < seconds(90)));
    }
}

#[test]
fn gaps_of_a_poisson_process_are_exponential() {
    for seed in [1, 2, 3] {
        let law = Law::constant(2_000.0, MINUTE, Arrivals::Poisson).unwrap();
        let starts = starts(&law, seed);
        let gaps = starts.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64());
        // The share of shorter gaps is uniform where gaps are exponential.
        let shares: Vec<f64> = gaps.map(|gap| 1.0 - (-2_000.0 * gap).exp()).collect();
        let apart = distance(shares);
        assert!(apart < 2.23, "seed {seed}: {apart}");
        // The count is Poisson: within four standard deviations of 120,000.
        let off = starts.len() as f64 - 120_000.0;
        assert!(off.abs() < 4.0 * 120_000_f64.sqrt(), "seed {seed}: {off}");
    }
}

#[test]
fn counts_of_a_poisson_process_vary_as_much_as_their_mean() {
    let law = Law::constant(1_000.0, MINUTE, Arrivals::Poisson).unwrap();
    let mut counts = [0_f64; 600];
    for start in starts(&law, 11) {
        counts[usize::try_from(start.as_millis() / 100).unwrap()] += 1.0;
    }
    let mean = counts.iter().sum::<f64>() / 600.0;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 599.0;
    // The index of dispersion is 1 with a standard deviation of √(2 / 599).
    let off = (variance / mean - 1.0) / (2.0_f64 / 599.0).sqrt();
    assert!(off.abs() < 4.0, "{off} standard deviations");
}

#[test]
fn a_curve_is_followed() {
    let day = [0.45, 0.2, 0.1, 0.6, 1.0, 0.9, 0.0, 0.45].map(|part| part * 4_000.0);
    for (form, arrivals) in [
        (Form::Curve, Arrivals::Poisson),
        (Form::Steps, Arrivals::Poisson),
        (Form::Curve, Arrivals::Even),
        (Form::Steps, Arrivals::Even),
    ] {
        let law = Law::shaped(&day, form, MINUTE, arrivals).unwrap();
        let starts = starts(&law, 5);
        let expected = law.expected();
        let off = starts.len() as f64 - expected;
        assert!(off.abs() < 4.0 * expected.sqrt(), "{form:?} {arrivals:?}: {off}");
        // Each start, as the share of those expected before it, is uniform.
        let shares = starts.iter().map(|start| law.expected_before(*start) / expected).collect();
        let apart = distance(shares);
        assert!(apart < 2.23, "{form:?} {arrivals:?}: {apart}");
    }
}

#[test]
fn the_expected_count_is_the_area() {
    let law = Law::shaped(&[0.0, 100.0, 50.0], Form::Curve, MINUTE, Arrivals::Even).unwrap();
    assert!((law.expected() - (1_500.0 + 2_250.0)).abs() < 1e-6);
    assert!((law.expected_before(Duration::from_secs(30)) - 1_500.0).abs() < 1e-6);
    assert!((law.expected_before(MINUTE * 2) - law.expected()).abs() < 1e-6);
    assert!((law.peak() - 100.0).abs() < 1e-9);
    assert_eq!(law.length(), MINUTE);
}

#[test]
fn the_same_seed_gives_the_same_starts_in_order() {
    let law = Law::shaped(&[100.0, 2_000.0], Form::Curve, MINUTE, Arrivals::Poisson).unwrap();
    let first = starts(&law, 1);
    assert!(first.is_sorted());
    assert!(first.iter().all(|start| *start <= MINUTE));
    assert_eq!(first, starts(&law, 1));
    assert_ne!(first, starts(&law, 2));
}

#[test]
fn what_gives_no_starts_is_refused() {
    let shaped = |rates: &[f64], length| Law::shaped(rates, Form::Curve, length, Arrivals::Even);
    assert_eq!(shaped(&[], MINUTE), Err(Unlawful::Empty));
    assert_eq!(shaped(&[1.0], Duration::ZERO), Err(Unlawful::Empty));
    for rates in [&[0.0][..], &[1.0, -1.0], &[f64::NAN], &[f64::INFINITY], &[1e7]] {
        assert!(matches!(shaped(rates, MINUTE), Err(Unlawful::Rate { .. })), "{rates:?}");
    }
}
