//! The table of crates is a fact, not a promise.

use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What else the pure crates may use: nothing that reads a clock, a file, a socket or randomness.
const EXTERNAL: &[(&str, &[&str])] = &[
    ("domain", &["jiff", "minicbor", "thiserror"]),
    ("rules", &["jiff", "minicbor", "thiserror"]),
    ("risk", &["cel", "icu_normalizer"]),
    ("credit", &["jiff", "minicbor", "thiserror"]),
    ("clearance", &["hashbrown", "jiff", "minicbor", "thiserror"]),
    ("ceb", &["base64", "quick-xml"]),
    (
        "signature",
        &["base64", "quick-xml", "rand_core", "rsa", "sha1", "sha2", "sm2", "sm3", "thiserror", "x509-cert"],
    ),
    ("rehearsal", &[]),
    ("world", &[]),
];

/// A row of the table of crates in `ARCHITECTURE.md`, layer by layer from the words of the domain to the services.
struct Row {
    folder: String,
    name: String,
    may_use: Vec<String>,
    is_pure: bool,
}

/// The table as the page has it: `| folder | crate | what it is | may use |`.
fn table() -> Vec<Row> {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = page.lines().skip_while(|line| *line != "| folder | crate | what it is | may use |").skip(2);
    let rows = rows.take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<_> =
            line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [folder, name, what, may_use] = cells[..] else { panic!("four columns: {line}") };
        Row {
            folder: folder.to_owned(),
            name: name.to_owned(),
            may_use: may_use.split(", ").filter(|name| *name != "–").map(str::to_owned).collect(),
            is_pure: what.contains("**Pure**"),
        }
    });
    let rows: Vec<_> = rows.collect();
    assert!(!rows.is_empty(), "ARCHITECTURE.md has no table of crates");
    rows
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a pure crate never says: time, files, sockets and waiting are somebody else's.
const IMPURE: &[&str] =
    &["std::time::SystemTime", "Instant::now", "std::fs", "std::net", "std::env", "async fn", "tokio"];

fn metadata() -> Metadata {
    let manifest = root().join("Cargo.toml");
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
fn the_table_lists_every_crate_where_it_lies_and_what_it_uses() {
    let (metadata, table) = (metadata(), table());
    let listed: BTreeSet<_> = table.iter().map(|row| row.name.as_str()).collect();
    let there: BTreeSet<_> = metadata.packages.iter().filter_map(|p| short(&p.name)).collect();
    assert_eq!(listed, there, "the table lists every crate once");
    for row in &table {
        let package = metadata.packages.iter().find(|p| short(&p.name) == Some(&row.name)).unwrap();
        let folder = root().join("crates").join(&row.folder).join(&row.name);
        assert_eq!(package.manifest_path.parent().unwrap().as_std_path(), folder, "{}", row.name);
        let may_use: BTreeSet<_> = row.may_use.iter().map(String::as_str).collect();
        assert_eq!(ours(package), may_use, "{} uses what it may, and the table names no more", row.name);
        let external = EXTERNAL.iter().find(|(name, _)| *name == row.name).map(|(_, external)| *external);
        assert_eq!(external.is_some(), row.is_pure, "{}", row.name);
        let foreign: Vec<_> = normal(package)
            .filter(|name| short(name).is_none() && external.is_some_and(|e| !e.contains(name)))
            .collect();
        assert!(foreign.is_empty(), "{} is pure and uses {foreign:?}", row.name);
    }
    let program = metadata.packages.iter().find(|p| p.name.as_str() == "tongguan").unwrap();
    assert!(!ours(program).contains("testkit"), "the program does not use the builders of the tests");
}

/// The table has no circles: each row uses only rows above it, and no service uses another.
#[test]
fn layers_point_down() {
    let table = table();
    for (at, row) in table.iter().enumerate() {
        for used in &row.may_use {
            let above = table[..at].iter().find(|other| other.name == *used);
            let above = above.unwrap_or_else(|| panic!("{} uses {used}, which is not above it", row.name));
            assert_ne!(above.folder, "services", "{} uses the service {used}", row.name);
        }
    }
}

#[test]
fn pure_crates_do_no_input_or_output() {
    let mut found = Vec::new();
    for row in table().iter().filter(|row| row.is_pure) {
        let files = sources(&root().join("crates").join(&row.folder).join(&row.name).join("src"));
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
    for row in table().iter().filter(|row| row.may_use.iter().any(|used| used == "proto")) {
        // The load generator is a caller, as the client is.
        let outside = ["wire", "client", "load"].contains(&row.name.as_str());
        assert!(row.folder == "services" || outside, "{}", row.name);
    }
}

/// Every message, field, value and method says what it is.
#[test]
fn the_api_is_documented() {
    let mut bare = Vec::new();
    for file in protos(&root().join("proto")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut before = "";
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            let declares = (line.ends_with(';')
                && line.contains(" = ")
                && !line.starts_with("syntax")
                && !line.starts_with("option "))
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
