//! The official schemas and `xmllint` as an outside judge. They are not part of this project: where they are not at
//! hand a test says so and passes; `TONGGUAN_REQUIRE_SPEC=1` and `TONGGUAN_REQUIRE_XMLLINT=1` make their absence a
//! failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::skipped;

/// The schema of the export messages of a version.
pub(crate) fn export_schema(version: MessageVersion) -> Option<PathBuf> {
    Some(folder(version)?.join("xsd/export-business-node.xsd"))
}

/// The schema of the import messages of a version, among which CEB900 stands.
pub(crate) fn import_schema(version: MessageVersion) -> Option<PathBuf> {
    Some(folder(version)?.join("xsd/import-business-node.xsd"))
}

/// The schema of envelopes, and of what the exchange platform answers, of a version.
pub(crate) fn terminal_schema(version: MessageVersion) -> Option<PathBuf> {
    Some(folder(version)?.join("xsd/terminal-node.xsd"))
}

/// The folder of a version of the specification: below `TONGGUAN_SPEC` or beside the workspace.
pub(crate) fn folder(version: MessageVersion) -> Option<PathBuf> {
    let named = std::env::var_os("TONGGUAN_SPEC").map(PathBuf::from);
    let workspace = std::fs::canonicalize(env!("CARGO_MANIFEST_DIR")).unwrap();
    let beside = workspace.ancestors().nth(4).map(|above| above.join("shared/spec"));
    let folder = named.or(beside)?.join(format!("ceb-{}", version.name()));
    if folder.join("xsd").is_dir() {
        return Some(folder);
    }
    let why = format!("no official schema in {} (set TONGGUAN_SPEC)", folder.display());
    skipped(&why, "TONGGUAN_REQUIRE_SPEC");
    None
}

/// What `xmllint` says about many messages: name to whether the schema takes it.
pub(crate) fn judge(schema: &Path, messages: &[(String, Vec<u8>)]) -> Option<BTreeMap<String, bool>> {
    static RUN: AtomicU32 = AtomicU32::new(0);
    let run = RUN.fetch_add(1, Ordering::Relaxed);
    let scratch = std::env::temp_dir().join(format!("tongguan-ceb-{}-{run}", std::process::id()));
    std::fs::create_dir_all(&scratch).unwrap();
    let mut verdicts = BTreeMap::new();
    for part in messages.chunks(400) {
        for (name, bytes) in part {
            std::fs::write(scratch.join(name), bytes).unwrap();
        }
        let output = Command::new("xmllint")
            .current_dir(&scratch)
            .args(["--noout", "--nonet", "--schema"])
            .arg(schema)
            .args(part.iter().map(|(name, _)| name))
            .output();
        let Ok(output) = output else {
            skipped("xmllint is not installed", "TONGGUAN_REQUIRE_XMLLINT");
            return None;
        };
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            if let Some(name) = line.strip_suffix(" validates") {
                verdicts.insert(name.to_owned(), true);
            } else if let Some(name) = line.strip_suffix(" fails to validate") {
                verdicts.insert(name.to_owned(), false);
            }
        }
    }
    std::fs::remove_dir_all(&scratch).unwrap();
    assert_eq!(verdicts.len(), messages.len(), "the judge did not answer for all");
    Some(verdicts)
}

/// Asserts that a schema takes every message.
pub(crate) fn assert_valid(schema: Option<PathBuf>, messages: &[(String, Vec<u8>)]) {
    let Some(verdicts) = schema.and_then(|schema| judge(&schema, messages)) else { return };
    let refused: Vec<&String> = verdicts.iter().filter(|(_, valid)| !**valid).map(|(name, _)| name).collect();
    println!("{} messages, {} refused by the schema", verdicts.len(), refused.len());
    assert!(refused.is_empty(), "the schema refuses {refused:?}");
}
