//! Everything that a change must pass.

use crate::run::{cargo, run};
use crate::skips;
use std::process::Command;
use std::time::Instant;

/// The stages after which only the demo and the skipped tests are left to judge.
const STAGES: [(&str, &str); 4] = [
    ("format", "fmt --all --check"),
    ("lints", "clippy --workspace --all-targets --locked -- -D warnings"),
    ("tests", "test --workspace --locked"),
    // Of the workspace, as the stage before, so that nothing is compiled once more.
    (APART, "test --workspace --locked --test e2e --test scenarios --test transports"),
];

/// The main job of the README, by the program that the tests have used: an optimised one would be compiled for as long again as all
/// tests run.
const DEMO: &str = "demo";

/// The same tests of a server once more, with screening, scoring and the exchange elsewhere (`tests/apart`).
const APART: &str = "tests, four processes";

/// Runs all of them; the first that fails ends it.
pub(crate) fn check() -> Result<(), String> {
    let begun = Instant::now();
    let skipped = skips::fresh()?;
    for (name, words) in STAGES {
        let mut command = cargo(words);
        // Nothing is compiled twice here.
        command.env("CARGO_INCREMENTAL", "0");
        // What is skipped there is skipped, and counted, before.
        if name == APART {
            command.env("TONGGUAN_APART", "1");
        } else {
            command.env(skips::VARIABLE, &skipped);
        }
        stage(name, &mut command)?;
    }
    stage(DEMO, program()?.arg("demo"))?;
    skips::judge(&skipped)?;
    println!("== all: {} s", begun.elapsed().as_secs());
    Ok(())
}

/// A stage, with its time.
fn stage(name: &str, command: &mut Command) -> Result<(), String> {
    let from = Instant::now();
    println!("== {name}");
    let done = run(command);
    let seconds = from.elapsed().as_secs();
    done.map_err(|why| format!("{why}\n== {name}: FAILED after {seconds} s"))?;
    println!("== {name}: {seconds} s");
    Ok(())
}

/// The program as the tests have it: beside this one, which cargo has put there.
fn program() -> Result<Command, String> {
    let here = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    Ok(Command::new(here.with_file_name(format!("tongguan{}", std::env::consts::EXE_SUFFIX))))
}
