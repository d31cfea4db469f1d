//! The official schemas as an outside judge.

use super::skipped;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the 202205 specification: `TONGGUAN_SPEC`, or where it lies beside the repository.
pub(crate) fn specification() -> Option<PathBuf> {
    let beside = || {
        let repository = std::fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).ok()?;
        Some(repository.ancestors().nth(2)?.join("shared/spec"))
    };
    let root = std::env::var_os("TONGGUAN_SPEC").map(PathBuf::from).or_else(beside)?;
    let found = [root.clone(), root.join("ceb-202205")]
        .into_iter()
        .find(|folder| folder.join("xsd/export-business-node.xsd").is_file());
    if found.is_none() {
        println!("skipped: no official schema below {} (set TONGGUAN_SPEC)", root.display());
    }
    found
}

/// Which of the messages the export schema refuses, in the judge's words; `None` where there is no judge.
pub(crate) fn refused_by_schema(messages: &[(String, Vec<u8>)]) -> Option<Vec<String>> {
    let folder = specification()?;
    let scratch = tempfile::tempdir().unwrap();
    let mut refused = Vec::new();
    for part in messages.chunks(400) {
        for (name, bytes) in part {
            std::fs::write(scratch.path().join(name), bytes).unwrap();
        }
        let output = Command::new("xmllint")
            .current_dir(&scratch)
            .args(["--noout", "--nonet", "--schema"])
            .arg(folder.join("xsd/export-business-node.xsd"))
            .args(part.iter().map(|(name, _)| name))
            .output();
        let Ok(output) = output else {
            skipped("xmllint is not installed", "TONGGUAN_REQUIRE_XMLLINT");
            return None;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        let valid = said.lines().filter(|line| line.ends_with(" validates")).count();
        if valid != part.len() {
            refused.extend(said.lines().filter(|line| !line.ends_with(" validates")).map(str::to_owned));
            assert!(!refused.is_empty(), "the judge has judged {valid} of {}", part.len());
        }
    }
    Some(refused)
}
