//! Goal: a script learns from the exit code how it ended, and `submit` ends as soon as nothing more will come.

use super::{Server, command, name, parcel, text, tongguan};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

/// One parcel in a sandbox of its own; `change` changes its documents.
fn submit(server: &Server, sandbox: &str, change: fn(&mut Value), more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, change);
    let target = ["submit", name(&path), "--server", &server.address, "--sandbox", sandbox];
    tongguan(&[&target[..], more].concat())
}

fn plain(_: &mut Value) {}

/// The waybill says another number of packages than the declaration.
fn mismatch(value: &mut Value) {
    value["documents"][1]["waybill"]["pack_no"] = 9.into();
}

#[test]
fn the_exit_code_says_how_it_ended() {
    let server = Server::ephemeral();
    type Case<'a> = (&'a str, fn(&mut Value), &'a [&'a str], i32, &'a str);
    let cases: [Case<'_>; 10] = [
        ("clean", plain, &[], 0, ""),
        ("rejected", mismatch, &[], 1, ""),
        ("expected-rejection", mismatch, &["--expect", "100"], 0, ""),
        ("expected", plain, &["--expect", "120", "--expect", "399"], 0, ""),
        ("unexpected", plain, &["--expect", "899"], 1, "nothing was told 899"),
        ("until", plain, &["--until", "120"], 0, ""),
        ("until-never", plain, &["--until", "500", "--timeout", "200ms"], 7, "nothing was told 500"),
        // Of what was refused, nothing will be told: nobody waits.
        ("clean", plain, &["--until", "500", "--timeout", "600s"], 3, ""),
        ("no-wait", plain, &["--until", "500", "--no-wait"], 2, "cannot be used with"),
        ("no-code", plain, &["--until", "123"], 2, "no such return code"),
    ];
    for (sandbox, change, more, exit, said) in cases {
        let output = submit(&server, sandbox, change, more);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{sandbox}: {told}{}", text(&output.stdout));
        assert!(told.contains(said), "{sandbox}: {told}");
    }
    let again = submit(&server, "clean", plain, &[]);
    assert_eq!(again.status.code(), Some(3), "a duplicate is refused");
}

/// The server says when nothing more will come: nobody waits for a clock that stands still, or for other people's papers.
#[test]
fn nobody_waits_for_what_will_not_come() {
    let server = Server::ephemeral();
    let alone: fn(&mut Value) = |value| {
        value["documents"].as_array_mut().unwrap().truncate(1);
    };
    let began = std::time::Instant::now();
    let output = submit(&server, "alone", alone, &["--timeout", "60s"]);
    assert!(text(&output.stdout).contains("waits for: a declaration"), "{}", text(&output.stdout));
    for sandbox in ["still", "look"] {
        let target = ["sandbox", "create", sandbox, "--clock", "manual", "--control", &server.control];
        assert_eq!(tongguan(&target).status.code(), Some(0));
    }
    // What comes with the last look may be the last that comes.
    let output = submit(&server, "look", plain, &["--timeout", "0s"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = submit(&server, "still", plain, &["--timeout", "60s"]);
    assert!(
        text(&output.stdout).contains("clock advance --next --sandbox still`"),
        "{}",
        text(&output.stdout)
    );
    assert!(began.elapsed().as_secs() < 60, "it waited for its time to be up");
}

/// Who waits for a code waits for others, too: the declaration is there, and then somebody sends its papers.
#[test]
fn a_code_may_come_by_what_others_send() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let declaration = |value: &mut Value| {
        value["documents"].as_array_mut().unwrap().drain(..2).for_each(drop);
    };
    let path = parcel(&folder, declaration);
    let waits = ["submit", name(&path), "--server", &server.address, "--until", "399", "--timeout", "60s"];
    let mut waits = command(&waits).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(waits.stdout.take().unwrap()).lines();
    // Its first step is shown, so it is there.
    assert!(lines.by_ref().any(|line| line.unwrap().contains("  3  ")));
    let papers: fn(&mut Value) = |value| value["documents"].as_array_mut().unwrap().truncate(2);
    assert_eq!(submit(&server, "default", papers, &[]).status.code(), Some(0));
    assert!(lines.any(|line| line.unwrap().contains("399")));
    assert_eq!(waits.wait().unwrap().code(), Some(0));
}

/// A receipt read twice is the same bytes: its keys have an order.
#[test]
fn receipts_are_the_same_bytes_every_time() {
    let server = Server::ephemeral();
    assert_eq!(submit(&server, "bytes", plain, &[]).status.code(), Some(0));
    let read = || server.call(&["receipts", "--sandbox", "bytes", "--json"]).stdout;
    let first = read();
    assert!(text(&first).contains("\"keys\":{\"agentCode\""), "{}", text(&first));
    (0..5).for_each(|_| assert_eq!(read(), first));
}

#[test]
fn health_is_an_exit_code() {
    let mut server = Server::ephemeral();
    let health = server.call(&["health"]);
    assert_eq!((health.status.code(), text(&health.stdout).as_str()), (Some(0), "serving\n"));
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(server.call(&["health"]).status.code(), Some(4));
}

#[test]
fn what_is_no_address_is_wrong_usage() {
    for url in ["", "http://", "http://127.0.0.1:99999", "unix:/tmp/x", "grpc://127.0.0.1:1", "http://a b"] {
        let output = tongguan(&["health", "--server", url]);
        assert_eq!(output.status.code(), Some(2), "{url}: {}", text(&output.stderr));
    }
    for url in ["localhost", "http://localhost", "http://localhost/", "http://[::1]"] {
        let output = tongguan(&["health", "--server", url]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{url}: {told}");
        assert!(told.contains("names no port\n  say http://HOST:PORT"), "{told}");
    }
    for url in ["HTTP://127.0.0.1:1", "127.0.0.1:1", "localhost:1", "http://[::1]:1"] {
        let output = tongguan(&["health", "--server", url]);
        assert_eq!(output.status.code(), Some(4), "{url}: {}", text(&output.stderr));
    }
}

#[test]
fn tls_is_not_taken_for_plain() {
    let server = Server::ephemeral();
    let secure = server.address.replace("http://", "https://");
    let secure = if secure.contains("://") { secure } else { format!("https://{secure}") };
    let output = tongguan(&["show", "1", "--server", &secure]);
    assert_eq!(output.status.code(), Some(4));
    assert!(text(&output.stderr).contains("speaks no TLS"), "{}", text(&output.stderr));
}
