//! Risk and credit servers of a sandbox, in Python: they decide while they run, and what is laid down counts when they do not.

use super::server::Server;
use super::{PROGRAM, folder, python, said};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Lines that a sample may have.
const LINES: usize = 80;

/// A sample that serves. Dropped, it is killed.
struct Sample {
    child: Child,
    url: String,
}

impl Sample {
    /// Starts it, and reads where it is.
    fn start(name: &str) -> Option<Self> {
        let mut python = python("grpc, grpc_tools")?;
        python.args(["-B"]).arg(folder("examples/python").join(name)).arg("127.0.0.1:0");
        let mut child = python.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        assert!(url.starts_with("http://"), "{line:?}");
        Some(Self { child, url })
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn tongguan(server: &Server, words: &[&str]) -> String {
    let at = |name: &str| server.ready[name].as_str().unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(words).env("TONGGUAN_SERVER", at("address")).env("TONGGUAN_CONTROL", at("control"));
    said(command.env("TONGGUAN_SANDBOX", "mine"))
}

/// The first four papers of a parcel, with other goods; what is said of the declaration.
fn explained(server: &Server, papers: &Path, goods: &str, declaration: &str) -> String {
    for paper in ["1-303-order", "2-403-payment", "3-505-waybill", "4-603-declaration"] {
        let file = papers.join(format!("{paper}.json"));
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("\"gname\": \"瓷杯\"", &format!("\"gname\": \"{goods}\"")))
            .unwrap();
        tongguan(server, &["submit", file.to_str().unwrap()]);
    }
    tongguan(server, &["explain", declaration])
}

#[test]
fn they_decide_and_are_not_missed() {
    let (Some(risk), Some(credit)) = (Sample::start("risk_server.py"), Sample::start("credit_server.py"))
    else {
        return;
    };
    let server = Server::start(&[]);
    let words = ["sandbox", "create", "mine", "--no-draws", "--server-timeout", "5000"];
    let servers = ["--risk-server", &risk.url, "--credit-server", &credit.url];
    let created = tongguan(&server, &[&words[..], &servers].concat());
    assert!(created.contains(&risk.url) && created.contains(&credit.url), "{created}");

    let made = tempfile::tempdir().unwrap();
    let papers = |number: &str| {
        let out = made.path().join(number);
        tongguan(
            &server,
            &["sample", "parcel", "--parcel", number, "--json", "--out", out.to_str().unwrap()],
        );
        out
    };
    let first = explained(&server, &papers("26"), "水果刀", "4");
    assert!(first.contains("knives: 水果刀") && first.contains("released, score 600"), "{first}");

    drop((risk, credit));
    let second = explained(&server, &papers("27"), "瓷杯", "8");
    assert!(second.contains("server.refused") && second.contains("the documents are looked at"), "{second}");
    assert!(second.contains("the class of the registry counts"), "{second}");
    assert_eq!(
        tongguan(&server, &["explain", "4"]).lines().nth(3),
        first.lines().nth(3),
        "it stays as decided"
    );
}

#[test]
fn a_newcomer_reads_them_in_a_minute() {
    for name in ["risk_server.py", "credit_server.py"] {
        let text = std::fs::read_to_string(folder("examples/python").join(name)).unwrap();
        let lines = text.lines().count();
        assert!(lines < LINES, "{name}: {lines} lines");
    }
}
