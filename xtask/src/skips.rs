//! Tests that were skipped, because something was not at hand.
//!
//! A skipped test passes and its words are swallowed, so nobody would see that it proved nothing. It appends a line to the
//! file that `TONGGUAN_SKIPS` names: who, and why (`skipped` of `testkit`). Here the lines are counted.

use crate::run::root;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Names the file.
pub(crate) const VARIABLE: &str = "TONGGUAN_SKIPS";

/// How many tests are skipped where there is everything but the official schemas, which are not ours to give away.
const WITHOUT_SCHEMAS: usize = 0;

/// An empty file for a run.
pub(crate) fn fresh() -> Result<PathBuf, String> {
    let path = root().join("target/skipped.txt");
    let folder = path.parent().unwrap_or(&path);
    let made = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, ""));
    made.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// Whether the official schemas are at hand, so that nothing need be skipped.
fn are_schemas_there() -> bool {
    let named = std::env::var_os("TONGGUAN_SPEC").map(PathBuf::from);
    let beside = || root().canonicalize().unwrap_or_default().join("../shared/spec");
    named.unwrap_or_else(beside).join("ceb-202205/xsd").is_dir()
}

/// Says what was skipped; more than is expected is a failure.
pub(crate) fn judge(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines: BTreeSet<_> = text.lines().collect();
    let tests: BTreeSet<_> = lines.iter().map(|line| line.split(": ").next().unwrap_or_default()).collect();
    let expected = if are_schemas_there() { 0 } else { WITHOUT_SCHEMAS };
    println!("== skipped: {} tests, at most {expected} expected", tests.len());
    for line in &lines {
        println!("   {line}");
    }
    if tests.len() > expected {
        return Err(format!("== skipped: FAILED, {} tests instead of at most {expected}", tests.len()));
    }
    Ok(())
}
