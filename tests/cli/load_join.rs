//! Goal: several generators share one run: one of them leads and reports, the others say where it is, and nothing else.

use super::load::ended_well;
use super::{Server, command, text, tongguan};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Output, Stdio};

pub(super) const TOKEN: &str = "a-token";

/// A leader, once it waits for others.
pub(super) struct Leader {
    pub(super) child: Child,
    pub(super) told: BufReader<ChildStderr>,
    pub(super) address: String,
}

fn piped(mut command: Command) -> Child {
    command.env("TONGGUAN_LOAD_TOKEN", TOKEN).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

impl Leader {
    pub(super) fn of(server: &Server, arguments: &[&str]) -> Self {
        let whole = ["load", "--json", "--control", &server.control, "--server", &server.address];
        let mut child = piped(command(&[&whole[..], arguments].concat()));
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        let waiting: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&waiting["event"], &waiting["token"]),
            (&"waiting".into(), &Value::Null),
            "a secret is not told"
        );
        Self { child, told, address: waiting["address"].as_str().unwrap().to_owned() }
    }

    /// What it told on standard error after it began to wait, and the rest.
    pub(super) fn ended(mut self) -> (Vec<String>, Output) {
        let told = self.told.lines().map(Result::unwrap).collect();
        self.child.stdin.take();
        (told, self.child.wait_with_output().unwrap())
    }
}

pub(super) fn join(server: &Server, leader: &str) -> Child {
    piped(command(&["load", "--join", leader, "--server", &server.address, "--connections", "2"]))
}

#[test]
fn three_generators_make_one_report() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let short = ["bad-data", "--rate", "90/s", "--duration", "2s", "--generators", "3"];
    let leader = Leader::of(&server, &[&short[..], &["--html", page.to_str().unwrap()]].concat());
    // Who does not know the token is told so, and the others are waited for all the same.
    let mut stranger = command(&["load", "--join", &leader.address, "--token", "wrong", "--lang", "zh"]);
    let refused = stranger.output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("主机拒绝：口令与本次压测不符"), "{}", text(&refused.stderr));
    let others = [(); 2].map(|()| join(&server, &leader.address));
    for other in others {
        let output = other.wait_with_output().unwrap();
        let told = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{told}{}", text(&output.stderr));
        assert!(told.contains("0 wrong; the leader has the report"), "{told}");
    }
    let (told, output) = leader.ended();
    ended_well(&output);
    let events = ["turned_away", "joined", "joined"];
    for (line, event) in told.iter().zip(events) {
        assert!(line.contains(event), "{told:?}");
    }
    let report: Value = serde_json::from_str(text(&output.stdout).lines().next().unwrap()).unwrap();
    let generators = report["generators"].as_array().unwrap();
    let started: Vec<u64> = generators.iter().map(|one| one["started"].as_u64().unwrap()).collect();
    assert_eq!((started.len(), report["counts"]["right"].as_u64()), (3, Some(started.iter().sum())));
    assert!(started.iter().max().unwrap() - started.iter().min().unwrap() <= 1, "in turn: {started:?}");
    for (number, one) in (1..).zip(generators) {
        assert_eq!((one["number"].as_u64(), one["ended"].as_str()), (Some(number), Some("complete")));
        assert!(one["sandbox"].as_str().unwrap().ends_with(&format!("-{number}")), "{one}");
    }
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains(r#"<h2 id="generators">"#) && page.contains("压测进程"));
}

#[test]
fn a_generator_that_is_killed_is_told_as_lost() {
    let server = Server::ephemeral();
    let leader =
        Leader::of(&server, &["quiet-day", "--rate", "50/s", "--duration", "3s", "--generators", "2"]);
    let mut other = join(&server, &leader.address);
    let mut leader = leader;
    let mut line = String::new();
    leader.told.read_line(&mut line).unwrap();
    assert!(line.contains("joined"), "{line}");
    // It has begun when there are documents in its sandbox.
    let begun = |listed: &str| {
        let mut sandboxes = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        sandboxes.any(|one| one["name"].as_str().unwrap().ends_with("-2") && one["documents"] != 0)
    };
    while !begun(&text(&tongguan(&["sandbox", "list", "--json", "--control", &server.control]).stdout)) {
        assert!(leader.child.try_wait().unwrap().is_none(), "the run is over, and nobody has begun");
    }
    other.kill().unwrap();
    other.wait().unwrap();
    let (_, output) = leader.ended();
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stdout));
    let report: Value = serde_json::from_str(text(&output.stdout).lines().next().unwrap()).unwrap();
    let because = report["verdict"]["because"].as_array().unwrap();
    assert!(because.iter().any(|one| one["code"] == "generator_lost"), "{because:?}");
    assert_eq!(
        (&report["generators"][1]["ended"], &report["verdict"]["correct"]),
        (&Value::Null, &true.into())
    );
}

#[test]
fn what_cannot_be_shared_is_said_before_anybody_is_asked() {
    let cases: [(&[&str], i32, &str); 9] = [
        (&["--generators", "1"], 2, "1 is not in 2..=32"),
        (&["--generators", "33"], 2, "33 is not in 2..=32"),
        (&["--generators", "2", "--sandbox", "mine"], 2, "cannot be used with"),
        (&["--generators", "2", "--find-max"], 2, "cannot be used with"),
        (
            &["--generators", "2", "--transport", "http", "--http", "http://127.0.0.1:1"],
            2,
            "--generators go by unary, stream or xml",
        ),
        (&["--join", "127.0.0.1:1", "--rate", "5/s"], 2, "cannot be used with"),
        (&["--join", "127.0.0.1:1"], 2, "--join needs the token"),
        (&["--token", "x"], 2, "--token is for --generators and --join"),
        (&["--join", "127.0.0.1:1", "--token", "x"], 4, "nobody leads a run at 127.0.0.1:1"),
    ];
    for (arguments, exit, words) in cases {
        let output = tongguan(&[&["load"], arguments].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}
