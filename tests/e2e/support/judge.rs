//! The official schemas as an outside judge.

use std::path::{Path, PathBuf};
use std::process::Command;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::skipped;

/// Files of one call of the judge; their names have to fit a command line.
const FILES: usize = 4_000;

/// A schema of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Schema {
    /// Export messages, and their receipts.
    Export,
    /// Import messages, among which CEB900 stands.
    Import,
    /// Envelopes, and what the exchange platform answers.
    Terminal,
}

impl Schema {
    /// The schema that has a message with this root.
    pub(crate) fn of(root: &str) -> Self {
        if root == "CEB900Message" { Self::Import } else { Self::Export }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Export => "xsd/export-business-node.xsd",
            Self::Import => "xsd/import-business-node.xsd",
            Self::Terminal => "xsd/terminal-node.xsd",
        }
    }
}

/// The folder of a version of the specification: below `TONGGUAN_SPEC` or beside the repository.
pub(crate) fn specification(version: MessageVersion) -> Option<PathBuf> {
    let beside = || {
        let repository = std::fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).ok()?;
        Some(repository.ancestors().nth(2)?.join("shared/spec"))
    };
    let named = std::env::var_os("TONGGUAN_SPEC").map(PathBuf::from);
    let folder = named.or_else(beside)?.join(format!("ceb-{}", version.name()));
    if folder.join(Schema::Export.file()).is_file() {
        return Some(folder);
    }
    let why = format!("no official schema in {} (set TONGGUAN_SPEC)", folder.display());
    skipped(&why, "TONGGUAN_REQUIRE_SPEC");
    None
}

/// Which of the messages a schema refuses, in the judge's words; `None` where there is no judge.
pub(crate) fn refused_by_schema(
    version: MessageVersion,
    schema: Schema,
    messages: &[(String, Vec<u8>)],
) -> Option<Vec<String>> {
    let schema = specification(version)?.join(schema.file());
    let scratch = tempfile::tempdir().unwrap();
    let mut refused = Vec::new();
    for part in messages.chunks(FILES) {
        for (name, bytes) in part {
            std::fs::write(scratch.path().join(name), bytes).unwrap();
        }
        let output = Command::new("xmllint")
            .current_dir(&scratch)
            .args(["--noout", "--nonet", "--schema"])
            .arg(&schema)
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
