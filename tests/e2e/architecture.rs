//! The table of crates is a fact, not a promise.

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A crate, what it may use of this workspace, and (for the pure) what else.
struct Row {
    name: &'static str,
    may_use: &'static [&'static str],
    /// External crates of a pure crate; `None` where anything may be used.
    pure: Option<&'static [&'static str]>,
}

const fn pure(
    name: &'static str,
    may_use: &'static [&'static str],
    external: &'static [&'static str],
) -> Row {
    Row { name, may_use, pure: Some(external) }
}

const fn free(name: &'static str, may_use: &'static [&'static str]) -> Row {
    Row { name, may_use, pure: None }
}

/// Layer by layer, from the words of the domain to the program.
const TABLE: &[Row] = &[
    pure("domain", &[], &["jiff", "minicbor", "thiserror"]),
    pure("rules", &["domain"], &["jiff", "minicbor", "thiserror"]),
    pure("risk", &["domain"], &["jiff", "minicbor", "thiserror"]),
    pure("credit", &["domain"], &["jiff", "minicbor", "thiserror"]),
    pure("clearance", &["domain"], &["hashbrown", "jiff", "minicbor", "thiserror"]),
    pure("ceb", &["domain"], &["base64", "quick-xml"]),
    pure(
        "signature",
        &["domain"],
        &["base64", "quick-xml", "rand_core", "rsa", "sha1", "sha2", "sm2", "sm3", "thiserror", "x509-cert"],
    ),
    pure("rehearsal", &["clearance", "credit", "domain", "risk", "rules"], &[]),
    free("proto", &[]),
    free("wire", &["domain", "proto", "clearance"]),
    free("journal", &[]),
    free("ports", &["domain"]),
    free("serve", &["domain", "wire"]),
    free("sandbox", &["clearance", "domain", "journal", "ports", "wire"]),
    free("intake", &["clearance", "domain", "proto", "rules", "sandbox", "serve", "wire"]),
    free("gateway", &["ceb", "clearance", "domain", "rules", "sandbox", "signature"]),
    free("exchange", &["ceb", "clearance", "domain", "gateway", "proto", "sandbox", "serve", "wire"]),
    free("transport", &["domain", "gateway", "serve"]),
    free("platform", &["clearance", "domain", "proto", "sandbox", "serve", "wire"]),
    free("screening", &["domain", "ports", "proto", "risk", "wire"]),
    free("scoring", &["credit", "domain", "ports", "proto", "wire"]),
    free("client", &["proto", "wire"]),
    free("testkit", &["domain"]),
];

/// What a pure crate never says: time, files, sockets and waiting are somebody else's.
const IMPURE: &[&str] =
    &["std::time::SystemTime", "Instant::now", "std::fs", "std::net", "std::env", "async fn", "tokio"];

fn metadata() -> Metadata {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).features(CargoOpt::AllFeatures).no_deps().exec().unwrap()
}

fn short(package: &str) -> Option<&str> {
    package.strip_prefix("tongguan-")
}

fn normal(package: &Package) -> impl Iterator<Item = &str> {
    package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal).map(|d| d.name.as_str())
}

fn ours(package: &Package) -> BTreeSet<&str> {
    normal(package).filter_map(short).collect()
}

#[test]
fn crates_use_only_what_they_may() {
    let metadata = metadata();
    let listed: BTreeSet<_> = TABLE.iter().map(|row| row.name).collect();
    let there: BTreeSet<_> = metadata.packages.iter().filter_map(|p| short(&p.name)).collect();
    assert_eq!(listed, there, "the table lists every crate once");
    for row in TABLE {
        let package = metadata.packages.iter().find(|p| short(&p.name) == Some(row.name)).unwrap();
        let forbidden: Vec<_> =
            ours(package).into_iter().filter(|used| !row.may_use.contains(used)).collect();
        assert!(forbidden.is_empty(), "{} uses {forbidden:?}", row.name);
        if let Some(external) = row.pure {
            let foreign: Vec<_> =
                normal(package).filter(|name| short(name).is_none() && !external.contains(name)).collect();
            assert!(foreign.is_empty(), "{} is pure and uses {foreign:?}", row.name);
        }
    }
    let root = metadata.packages.iter().find(|p| p.name.as_str() == "tongguan").unwrap();
    assert!(!ours(root).contains("testkit"), "the program does not use the builders of the tests");
}

/// The table has no circles: each row uses only rows above it.
#[test]
fn layers_point_down() {
    for (at, row) in TABLE.iter().enumerate() {
        let above: Vec<_> = TABLE[..at].iter().map(|other| other.name).collect();
        assert!(row.may_use.iter().all(|used| above.contains(used)), "{}", row.name);
    }
}

#[test]
fn pure_crates_do_no_input_or_output() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates");
    let mut found = Vec::new();
    for row in TABLE.iter().filter(|row| row.pure.is_some()) {
        let files = sources(&crates.join(row.name).join("src"));
        assert!(!files.is_empty());
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for (number, line) in (1..).zip(text.lines()) {
                let code = line.split("//").next().unwrap_or_default();
                if let Some(word) = IMPURE.iter().find(|word| code.contains(**word)) {
                    found.push(format!("{}:{number}: {word}", file.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// Generated types stay at the edges.
#[test]
fn only_the_edges_see_generated_types() {
    let edges = ["wire", "intake", "exchange", "platform", "screening", "scoring", "client"];
    for row in TABLE.iter().filter(|row| row.may_use.contains(&"proto")) {
        assert!(edges.contains(&row.name), "{}", row.name);
    }
}

/// Every message, field, value and method says what it is.
#[test]
fn the_api_is_documented() {
    let mut bare = Vec::new();
    for file in protos(&Path::new(env!("CARGO_MANIFEST_DIR")).join("proto")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut before = "";
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            let declares = (line.ends_with(';') && line.contains(" = ") && !line.starts_with("syntax"))
                || ["rpc ", "message ", "enum ", "service "].iter().any(|word| line.starts_with(word));
            if declares && !before.starts_with("//") {
                bare.push(format!("{}:{number}: {line}", file.display()));
            }
            before = line;
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}

fn protos(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(protos(&path));
        } else {
            found.push(path);
        }
    }
    assert!(!found.is_empty());
    found
}
