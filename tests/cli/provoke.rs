//! `tongguan provoke`: what the catalogue says is sent, and the code comes back.

use super::{Server, command, rows, text, tongguan};
use serde_json::Value;
use std::process::Output;

/// Codes that take a server which asks for keys, or that somebody else has to be disturbed for, or a machine has to fail for.
const BY_HAND: [&str; 15] = [
    "KEY_INVALID",
    "ROLE_MISSING",
    "SANDBOX_LIMIT",
    "LIMIT_REACHED",
    "SERVER_BUSY",
    "SANDBOX_CREATED",
    "QUESTION_OPEN",
    "INTAKE_AWAY",
    "TOO_MANY_WATCHERS",
    "READER_STALLED",
    "SERVER_DRAINING",
    "DEADLINE_EXCEEDED",
    "HANDLER_PANICKED",
    "FAILURE",
    "3999",
];
/// Codes that this version does not give.
const NOT_SIMULATED: [&str; 6] = ["400", "1003", "1999", "3001", "3002", "3003"];

impl Server {
    fn provoke(&self, arguments: &[&str]) -> Output {
        let mut command = command(&["provoke"]);
        command.args(arguments).args(["--server", &self.address, "--control", &self.control]);
        command.output().unwrap()
    }
}

/// What a run says at its end.
fn end(output: &Output) -> Value {
    let all = rows(output);
    let end = all.last().unwrap();
    assert_eq!(end["event"], "end");
    end.clone()
}

#[test]
fn every_code_is_seen() {
    let server = Server::ephemeral();
    let output = server.provoke(&["--all", "--json"]);
    let all: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let silent: Vec<_> = all.iter().filter(|row| row["seen"] != true).collect();
    assert!(silent.is_empty() && output.status.code() == Some(0), "{silent:#?}");
    // What is not played says why, and nothing else is left out.
    let known = rows(&tongguan(&["provoke", "--json"]));
    let mut not: Vec<_> = known.iter().filter(|row| row["why_not"].is_string()).collect();
    assert_eq!(known.len(), all.len() + not.len());
    not.retain(|row| {
        let code = row["code"].as_str().unwrap();
        !BY_HAND.contains(&code) && !NOT_SIMULATED.contains(&code)
    });
    assert!(not.is_empty(), "{not:#?}");
    assert!(all.len() > 250, "{}", all.len());
}

#[test]
fn a_run_shows_what_was_sent_and_what_came_back() {
    let server = Server::ephemeral();
    let output = server.provoke(&["100"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("603 declaration 清单 of parcel 1  pack_no=2"), "{shown}");
    let marked: Vec<_> = shown.lines().filter(|line| line.ends_with("<= this is it")).collect();
    assert!(marked.len() == 1 && marked[0].contains("100 declaration 清单: 海关退单"), "{shown}");
    assert!(shown.contains("do: correct what") && !shown.contains("办法"), "{shown}");
    assert!(!shown.contains("<ceb:"), "XML is shown when it is asked for");
}

/// Every run has a sandbox of its own.
#[test]
fn runs_do_not_meet() {
    let server = Server::ephemeral();
    for code in [
        "100",
        "DUPLICATE",
        "-604001",
        "-804001",
        "1320",
        "inspect",
        "XML_UNREADABLE",
        "CLOCK_GOES_BACK",
        "2001",
    ] {
        let (first, second) =
            (end(&server.provoke(&[code, "--json"])), end(&server.provoke(&[code, "--json"])));
        assert_eq!((&first["seen"], &second["seen"]), (&true.into(), &true.into()), "{code}");
        assert_ne!(first["sandbox"], second["sandbox"], "{code}");
        assert_eq!(
            (&first["kept"], rows(&server.control(&["sandbox", "list", "--json"])).len()),
            (&false.into(), 0),
            "{code}"
        );
        assert!(first["hint_zh"].as_str().is_some_and(|text| !text.is_empty()), "{first}");
    }
}

/// What is shown of one kind only is not said to be of another.
#[test]
fn a_number_is_of_its_kind() {
    let server = Server::ephemeral();
    let output = server.provoke(&["-602001"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("-602001 did not show") && shown.contains("another kind: -302001"), "{shown}");
    let kept = end(&server.provoke(&["-604001", "--keep", "--json"]));
    let told = text(&server.control(&["sandbox", "list"]).stdout);
    assert!(told.contains(kept["sandbox"].as_str().unwrap()), "{told}");
}

#[test]
fn as_xml() {
    let server = Server::ephemeral();
    for (code, part) in [
        ("100", "<ceb:packNo>2</ceb:packNo>"),
        ("FIELD_MISSING", "<ceb:CEB303Message"),
        ("UNKNOWN_ELEMENT", "<ceb:x/>"),
        ("SIGNATURE_MISSING", "<ceb:orderNo>"),
        ("2001", "DXPENT9999999999"),
    ] {
        let output = server.provoke(&[code, "--xml"]);
        let shown = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{code}: {shown}");
        assert!(shown.contains(part), "{code}: {shown}");
        let told = rows(&server.provoke(&[code, "--xml", "--json"]));
        assert!(told.iter().any(|row| row["xml"].as_str().is_some_and(|xml| xml.contains(part))), "{code}");
    }
}

#[test]
fn what_cannot_be_provoked_says_why() {
    for (code, exit, why) in [
        ("400", 1, "400 cannot be provoked: this version does not give it"),
        ("SERVER_BUSY", 1, "SERVER_BUSY cannot be provoked: no command provokes it: open 513 calls"),
        ("1003", 1, "not simulated: no encryption"),
        ("country", 1, "country cannot be provoked: it says what holds when"),
        ("NOBODY", 2, "there is no code NOBODY"),
    ] {
        let output = tongguan(&["provoke", code]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{code}: {told}");
        assert!(told.contains(why), "{code}: {told}");
    }
    let nobody = tongguan(&["provoke", "100", "--server", "http://127.0.0.1:1"]);
    assert_eq!(nobody.status.code(), Some(4));
    assert!(text(&nobody.stderr).contains("start one with `tongguan serve`"));
}

#[test]
fn the_list_needs_no_server() {
    let list = tongguan(&["provoke"]);
    let shown = text(&list.stdout);
    assert_eq!(list.status.code(), Some(0));
    assert!(
        shown.contains("100 120 300") && shown.contains("not: 400") && shown.contains("DUPLICATE"),
        "{shown}"
    );
    let one = text(&tongguan(&["provoke", "--kind", "outcome"]).stdout);
    assert!(one.contains("inspect") && !one.contains("DUPLICATE"), "{one}");
}

#[test]
fn a_code_names_the_command() {
    let shown = text(&tongguan(&["codes", "100"]).stdout);
    assert!(shown.starts_with("100  海关退单"), "{shown}");
    assert!(shown.contains("provoke: tongguan provoke 100  (order 1;"), "{shown}");
    let line = shown.find("──── the same in code tables").unwrap();
    assert!(shown.find("(return)").unwrap() < line && line < shown.find("(table)").unwrap(), "{shown}");
    let other = tongguan(&["codes", "100", "--kind", "fault"]);
    assert_eq!(other.status.code(), Some(2));
    let told = text(&other.stderr);
    assert!(told.contains("there is no fault 100; there is a return code 100"), "{told}");
}
