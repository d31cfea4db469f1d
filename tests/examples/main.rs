//! The programs of `examples/` do what they say: each sends a parcel to a server, and reads that it has left.
//!
//! What is not at hand is said and skipped: Python with grpcio, grpcio-reflection, grpcio-tools, grpcio-status and pytest
//! (`TONGGUAN_REQUIRE_PYTHON=1` makes its absence a failure, `TONGGUAN_PYTHON` names the interpreter), Node with npm and a
//! registry (`TONGGUAN_REQUIRE_NODE=1`), curl (`TONGGUAN_REQUIRE_CURL=1`).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are no tests to clippy")]

#[allow(dead_code, reason = "the program has a main of its own")]
#[path = "../../crates/kit/client/examples/parcel.rs"]
mod parcel;
mod pytest;
#[allow(dead_code, reason = "the judges of JSON ask for more")]
#[path = "../json/server.rs"]
mod server;
mod servers;

use server::Server;
use std::path::{Path, PathBuf};
use std::process::Command;
use tongguan_testkit::skipped;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tongguan");

/// A folder of the repository.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Python with these modules; `None`, and said so, where there is none.
fn python(modules: &str) -> Option<Command> {
    let python = std::env::var("TONGGUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let able = Command::new(&python).args(["-c", &format!("import {modules}")]).output();
    if able.is_ok_and(|output| output.status.success()) {
        return Some(Command::new(python));
    }
    skipped(&format!("no Python with {modules} (set TONGGUAN_PYTHON)"), "TONGGUAN_REQUIRE_PYTHON");
    None
}

/// What a program prints, if it ends well.
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The last line tells that the parcel has left; run again, the same documents are new.
fn leaves(mut program: impl FnMut() -> Command) {
    for _ in 0..2 {
        let said = said(&mut program());
        let lines: Vec<_> = said.lines().collect();
        assert_eq!(lines.len(), 21, "{said}");
        assert!(lines.last().unwrap().contains(" 899 ") && said.contains("结关"), "{said}");
    }
}

/// The documents of the folder are those of `tongguan sample`; `UPDATE_DOCS=1` writes them.
#[test]
fn documents_are_samples() {
    let there = folder("examples/documents");
    let made = tempfile::tempdir().unwrap();
    for form in [&["--json"][..], &["--xml"]] {
        let mut sample = Command::new(PROGRAM);
        said(sample.args(["sample", "parcel", "--parcel", "26", "--out"]).arg(made.path()).args(form));
    }
    let names = |folder: &Path| {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.collect::<std::collections::BTreeSet<_>>()
    };
    for name in names(made.path()) {
        if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
            std::fs::copy(made.path().join(&name), there.join(&name)).unwrap();
        }
        let read = |folder: &Path| std::fs::read(folder.join(&name)).unwrap();
        assert!(
            read(made.path()) == read(&there),
            "{}: UPDATE_DOCS=1 cargo test --test examples",
            name.display()
        );
    }
    assert_eq!(names(made.path()), names(&there));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rust() {
    let server = Server::start(&[]);
    let address = server.ready["address"].as_str().unwrap();
    for _ in 0..2 {
        let told = parcel::parcel(address, &folder("examples/documents")).await.unwrap();
        assert_eq!((told.len(), told.last().unwrap().return_code), (21, 899));
    }
}

#[test]
fn python_by_reflection() {
    if python("grpc, grpc_reflection").is_none() {
        return;
    }
    let server = Server::start(&[]);
    leaves(|| {
        let mut python = python("grpc, grpc_reflection").unwrap();
        python.arg(folder("examples/python/parcel.py")).arg(server.ready["address"].as_str().unwrap());
        python
    });
}

#[test]
fn node() {
    // A copy of what the program needs, since npm writes beside it.
    let copy = tempfile::tempdir().unwrap();
    for name in ["examples", "proto"] {
        said(Command::new("cp").arg("-r").arg(folder(name)).arg(copy.path()));
    }
    let home = copy.path().join("examples/node");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(&home);
    match npm.output() {
        Ok(output) if output.status.success() => {}
        Ok(output) => {
            let why = format!("npm ci: {}", String::from_utf8_lossy(&output.stderr));
            return skipped(&why, "TONGGUAN_REQUIRE_NODE");
        }
        Err(error) => return skipped(&format!("no npm: {error}"), "TONGGUAN_REQUIRE_NODE"),
    }
    let server = Server::start(&[]);
    leaves(|| {
        let mut node = Command::new("node");
        node.arg(home.join("parcel.mjs")).arg(server.json());
        node
    });
}

#[test]
fn curl() {
    if Command::new("curl").arg("--version").output().is_err() {
        return skipped("no curl", "TONGGUAN_REQUIRE_CURL");
    }
    let server = Server::start(&[]);
    leaves(|| {
        let mut shell = Command::new(folder("examples/curl/parcel.sh"));
        shell.arg(server.json());
        shell
    });
}

/// Against a server that asks for keys the programs show that of the environment.
#[test]
fn with_a_key() {
    let keys = tempfile::tempdir().unwrap();
    let file = keys.path().join("keys.jsonl");
    let mut new = Command::new(PROGRAM);
    new.args(["api-key", "new", "--tenant", "blue", "--role", "operator", "--file"]).arg(&file);
    let key = said(&mut new).trim().to_owned();
    let server = Server::start(&["--api-keys", file.to_str().unwrap()]);
    let curl = || {
        let mut shell = Command::new(folder("examples/curl/parcel.sh"));
        shell.arg(server.json()).env_remove("TONGGUAN_API_KEY");
        shell
    };
    if Command::new("curl").arg("--version").output().is_ok() {
        let output = curl().output().unwrap();
        assert!(!output.status.success(), "it asks for no key");
        leaves(|| {
            let mut curl = curl();
            curl.env("TONGGUAN_API_KEY", &key);
            curl
        });
    } else {
        skipped("no curl", "TONGGUAN_REQUIRE_CURL");
    }
    if python("grpc, grpc_reflection").is_some() {
        leaves(|| {
            let mut python = python("grpc, grpc_reflection").unwrap();
            python.arg(folder("examples/python/parcel.py")).arg(server.ready["address"].as_str().unwrap());
            python.env("TONGGUAN_API_KEY", &key);
            python
        });
    }
}
