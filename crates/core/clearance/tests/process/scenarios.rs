//! Goal: the scenarios of the repository, played on the core alone. The tests of the server play the same files.

use crate::play::settings;
use crate::sandbox::{Sandbox, Screening};
use std::path::{Path, PathBuf};
use tongguan_scenario::{Scenario, at_once, play};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../scenarios");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// `UPDATE_SCENARIOS=1 cargo test -p tongguan-clearance --test process scenarios` writes what is told into the files.
#[test]
fn every_scenario_is_told_as_it_says() {
    let update = std::env::var_os("UPDATE_SCENARIOS").is_some();
    let mut different = Vec::new();
    let files = files();
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let scenario = Scenario::read(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut sandbox = Sandbox::new(settings(&scenario.opening));
        sandbox.screening = Screening::Standard;
        let played = at_once(play(&scenario, &mut sandbox)).unwrap();
        assert_eq!(played.stopped, None, "{}", file.display());
        if update {
            std::fs::write(&file, scenario.rewritten(&played)).unwrap();
        } else if !played.agrees() {
            different.push(format!("{}:\n{}", file.display(), scenario.rewritten(&played)));
        }
    }
    assert!(different.is_empty(), "played:\n{}", different.join("\n"));
}
