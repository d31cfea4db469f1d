//! Tests that were skipped, because something was not at hand.
//!
//! A skipped test passes and its words are swallowed, so nobody would see that it proved nothing. It appends a line to the
//! file that `TONGGUAN_SKIPS` names: who, and why (`skipped` of `testkit`). Here the lines are counted.

use crate::run::root;
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Names the file.
pub(crate) const VARIABLE: &str = "TONGGUAN_SKIPS";

/// How many tests are skipped where there is everything but the official schemas, which are not ours to give away: five of
/// `outside_judge`, and one of each of `dxp` and `signature_node` (ceb); two of `samples`, one each of `dxp` and `judged` (e2e).
const WITHOUT_SCHEMAS: usize = 11;

/// How many tests are skipped where nobody is root: the one of `image` (e2e).
const WITHOUT_ROOT: usize = 1;

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

/// Whether this process may do what only root may.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Says what was skipped; more than is expected is a failure.
pub(crate) fn judge(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let schemas = if are_schemas_there() { 0 } else { WITHOUT_SCHEMAS };
    let expected = schemas + if is_root() { 0 } else { WITHOUT_ROOT };
    let tests = by_test(&text);
    println!("== skipped: {} tests, at most {expected} expected", tests.len());
    for (test, reasons) in &tests {
        println!("   {test}: {}", reasons.iter().copied().collect::<Vec<_>>().join("; "));
    }
    if tests.len() > expected {
        return Err(format!("== skipped: FAILED, {} tests and not at most {expected}", tests.len()));
    }
    Ok(())
}

/// Each test with its reasons. It may have said so more than once.
fn by_test(text: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut tests = BTreeMap::<_, BTreeSet<_>>::new();
    for line in text.lines() {
        let (test, why) = line.split_once(": ").unwrap_or((line, "no reason"));
        tests.entry(test).or_default().insert(why);
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_counts_once() {
        let text = "e2e samples::a: no schema: x\ne2e samples::a: no schema: x\ne2e python::b: no Python\n";
        let found = by_test(text);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["e2e python::b", "e2e samples::a"]);
        assert_eq!(found["e2e samples::a"], BTreeSet::from(["no schema: x"]));
    }
}
