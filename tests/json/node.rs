//! Clients in JavaScript (`@connectrpc/connect-node`), with nothing of ours but the descriptors.

use super::server::{Server, declaration};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use tongguan_testkit::skipped;

const WANTED: &str = "TONGGUAN_REQUIRE_NODE";

/// A folder with the judge and its packages, and the descriptors as reflection gives them.
struct Judge(TempDir);

impl Judge {
    /// `None`, and said so, where there is no Node or no network.
    fn install() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
        for name in ["package.json", "package-lock.json", "judge.mjs"] {
            std::fs::copy(from.join(name), folder.path().join(name)).unwrap();
        }
        std::fs::write(folder.path().join("descriptors.bin"), tongguan_proto::DESCRIPTORS).unwrap();
        std::fs::write(folder.path().join("declaration.json"), declaration("node").to_string()).unwrap();
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder.path());
        match npm.output() {
            Ok(output) if output.status.success() => Some(Self(folder)),
            Ok(output) => {
                skipped(&format!("npm ci: {}", String::from_utf8_lossy(&output.stderr)), WANTED);
                None
            }
            Err(error) => {
                skipped(&format!("no npm: {error}"), WANTED);
                None
            }
        }
    }

    fn script(&self) -> PathBuf {
        self.0.path().join("judge.mjs")
    }

    fn start(&self, server: &Server, what: &str, protocol: &str) -> Child {
        let mut node = Command::new("node");
        node.arg(self.script()).args([server.json(), what, protocol]);
        node.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

#[test]
fn clients_of_connect_and_of_grpc_web() {
    let Some(judge) = Judge::install() else { return };
    for protocol in ["connect-json", "connect-proto", "grpc-web"] {
        let server = Server::start(&[]);
        let output = judge.start(&server, "calls", protocol).wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{protocol}: {said}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.ends_with("all as expected\n"), "{protocol}: {said}");

        // A stream that waits ends with a word when the server stops, and the server does not wait for it.
        let mut watching = judge.start(&server, "stop", protocol);
        let mut lines = BufReader::new(watching.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        assert_eq!(line, "watching\n", "{protocol}");
        server.terminate();
        let mut said = String::new();
        lines.read_to_string(&mut said).unwrap();
        assert_eq!(said, "unavailable SERVER_DRAINING\n", "{protocol}");
        assert!(watching.wait().unwrap().success());
        assert_eq!(server.ended(), Some(0), "{protocol}");
    }
}
