//! Which rates are tried, for servers that hold up to a certain rate.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

use tongguan_load::bounds::{RATE, ROUNDS};
use tongguan_load::search::{LEAST, NEAR, Search};

/// The search against a server that holds up to a rate, and the rates that it tried.
fn searched(first: f64, up_to: f64) -> (Search, Vec<f64>) {
    searched_to(RATE as f64, first, up_to)
}

/// The same, up to the highest rate that may be asked for.
fn searched_to(most: f64, first: f64, up_to: f64) -> (Search, Vec<f64>) {
    let (mut search, mut tried) = (Search::new(first, most), Vec::new());
    while let Some(rate) = search.next() {
        tried.push(rate);
        search.tried(rate <= up_to);
    }
    (search, tried)
}

#[test]
fn rates_are_doubled_and_then_halved() {
    let (search, tried) = searched(100.0, 730.0);
    assert_eq!(tried, [100.0, 200.0, 400.0, 800.0, 600.0, 700.0, 750.0, 725.0]);
    assert_eq!((search.held(), search.broke(), search.rounds()), (Some(725.0), Some(750.0), 8));
}

#[test]
fn every_search_ends_near_what_holds() {
    for first in [1.0, 20.0, 1_417.0, 500_000.0] {
        for up_to in [1.0, 3.0, 37.5, 900.0, 1_417.0, 88_000.0] {
            let (search, tried) = searched(first, up_to);
            assert!(tried.len() <= usize::try_from(ROUNDS).unwrap());
            assert!(search.held().is_none_or(|held| held <= up_to), "{first} {up_to} {tried:?}");
            if search.rounds() < ROUNDS {
                let (held, broke) = (search.held().unwrap(), search.broke().unwrap());
                assert!(
                    held <= up_to && up_to < broke && broke <= held * (1.0 + NEAR),
                    "{first} {up_to} {tried:?}"
                );
            }
        }
    }
}

#[test]
fn what_never_holds_and_what_never_breaks_end_at_the_bounds() {
    let (search, tried) = searched(8.0, 0.0);
    assert_eq!(tried, [8.0, 4.0, 2.0, LEAST]);
    assert_eq!((search.held(), search.broke()), (None, Some(LEAST)));
    let (search, tried) = searched(300_000.0, f64::MAX);
    assert_eq!(tried, [300_000.0, 600_000.0, RATE as f64]);
    assert_eq!((search.held(), search.broke()), (Some(RATE as f64), None));
    // A shape that goes above 1 asks for more than the rate.
    let (search, tried) = searched_to(1_000.0, 300.0, f64::MAX);
    assert_eq!((tried, search.held()), (vec![300.0, 600.0, 1_000.0], Some(1_000.0)));
    assert_eq!(searched_to(1_000.0, 3_000.0, f64::MAX).1, [1_000.0]);
}

/// It begins where it was told to, also below the least that it goes down to by itself.
#[test]
fn a_search_begins_at_what_was_asked() {
    for (first, up_to, rates) in [
        (0.4, 1.27, &[0.4, 0.8, 1.6, 1.2, 1.4, 1.3, 1.25][..]),
        (0.4, 0.0, &[0.4]),
        (1.5, 0.0, &[1.5, LEAST]),
    ] {
        let (_, tried) = searched(first, up_to);
        let near = |(one, other): (&f64, &f64)| (one - other).abs() < 1e-9;
        assert!(tried.len() == rates.len() && tried.iter().zip(rates).all(near), "{first} {tried:?}");
    }
}
