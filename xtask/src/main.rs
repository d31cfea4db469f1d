//! The chores of this repository: `cargo xtask docs` writes what is generated, `cargo xtask ci` checks everything.
//!
//! It depends on nothing, so that it is there at once.

mod ci;
mod docs;
mod run;
mod skips;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask docs   write every page that is made from the program
cargo xtask ci     format, lints, tests and the demo; skipped tests are counted and named
                   (`.ci/run` first installs what the tests use of the machine)
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["docs"] => docs::write(),
        ["ci"] => ci::check(),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{}", why.trim_end());
            ExitCode::FAILURE
        }
    }
}
