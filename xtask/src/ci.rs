//! Everything that a change must pass.

use crate::run::{cargo, run};
use crate::skips;
use std::time::Instant;

/// The stages after which only the skipped tests are left to judge. The demo is the main job of the README, as a newcomer
/// runs it.
const STAGES: [(&str, &str); 5] = [
    ("format", "fmt --all --check"),
    ("lints", "clippy --workspace --all-targets --locked -- -D warnings"),
    ("tests", "test --workspace --locked"),
    // Of the workspace, as the stage before, so that nothing is compiled once more.
    (APART, "test --workspace --locked --test e2e --test scenarios --test transports"),
    ("demo", "run --release --locked -- demo"),
];

/// The same tests of a server once more, with screening, scoring and the exchange elsewhere (`tests/apart`).
const APART: &str = "tests, four processes";

/// Runs all of them; the first that fails ends it.
pub(crate) fn check() -> Result<(), String> {
    let begun = Instant::now();
    let skipped = skips::fresh()?;
    for (name, words) in STAGES {
        let from = Instant::now();
        println!("== {name}");
        let mut command = cargo(words);
        // What is skipped there is skipped, and counted, before.
        if name == APART {
            command.env("TONGGUAN_APART", "1");
        } else {
            command.env(skips::VARIABLE, &skipped);
        }
        let done = run(&mut command);
        let seconds = from.elapsed().as_secs();
        done.map_err(|why| format!("{why}\n== {name}: FAILED after {seconds} s"))?;
        println!("== {name}: {seconds} s");
    }
    skips::judge(&skipped)?;
    println!("== all: {} s", begun.elapsed().as_secs());
    Ok(())
}
