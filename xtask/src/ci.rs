//! Everything that a change must pass.

use crate::run::{cargo, run};
use crate::skips;
use std::time::Instant;

/// The stages after which only the skipped tests are left to judge. The demo is the main job of the README, as a newcomer
/// runs it.
const STAGES: [(&str, &str); 4] = [
    ("format", "fmt --all --check"),
    ("lints", "clippy --workspace --all-targets --locked -- -D warnings"),
    ("tests", "test --workspace --locked"),
    ("demo", "run --release --locked -- demo"),
];

/// Runs all of them; the first that fails ends it.
pub(crate) fn check() -> Result<(), String> {
    let begun = Instant::now();
    let skipped = skips::fresh()?;
    for (name, words) in STAGES {
        let from = Instant::now();
        println!("== {name}");
        let done = run(cargo(words).env(skips::VARIABLE, &skipped));
        let seconds = from.elapsed().as_secs();
        done.map_err(|why| format!("{why}\n== {name}: FAILED after {seconds} s"))?;
        println!("== {name}: {seconds} s");
    }
    skips::judge(&skipped)?;
    println!("== all: {} s", begun.elapsed().as_secs());
    Ok(())
}
