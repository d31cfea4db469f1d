//! Services as processes of their own, from the command line.

use super::{Server, name, parcel, text, tongguan};

/// The three commands of docs/processes.md, on free ports: a parcel goes all the way; while screening is away a declaration
/// waits and says for whom, and goes on when it is back.
#[test]
fn a_parcel_over_three_processes() {
    let mut risk = Server::start(&["risk"]);
    let credit = Server::start(&["credit"]);
    let (risk_at, credit_at) = (risk.address.clone(), credit.address.clone());
    let intake = Server::start(&[
        "intake",
        "--ephemeral",
        "--control",
        "127.0.0.1:0",
        "--risk",
        &risk_at,
        "--credit",
        &format!("http://{credit_at}"),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parcel.json");
    let sampled = |number: &str| {
        std::fs::write(&path, tongguan(&["sample", "parcel", "--parcel", number]).stdout).unwrap();
    };
    sampled("1");
    let sent = intake.call(&["submit", name(&path), "--expect", "899"]);
    assert_eq!(sent.status.code(), Some(0), "{}{}", text(&sent.stdout), text(&sent.stderr));

    assert_eq!(risk.terminate(), Some(0));
    sampled("2");
    let sent = intake.call(&["submit", name(&path), "--timeout", "1s", "--until", "399"]);
    assert_eq!(sent.status.code(), Some(1), "{}", text(&sent.stdout));
    let why = text(&intake.call(&["explain", "10"]).stdout);
    assert!(why.contains("#10 waits for: risk screening to answer"), "{why}");
    let told = text(&intake.control(&["clock", "advance", "1h"]).stderr);
    assert!(told.contains("QUESTION_OPEN"), "{told}");

    let _risk = Server::start(&["risk", "--listen", &risk_at]);
    let waited =
        intake.call(&["submit", name(&parcel(&folder, |_| {})), "--sandbox", "other", "--expect", "399"]);
    assert_eq!(waited.status.code(), Some(0), "{}", text(&waited.stdout));
    // It is asked again every two seconds.
    let reviewed = || text(&intake.call(&["explain", "10"]).stdout).contains(" 399 ");
    assert!((0..1_000).any(|_| reviewed()));
}

/// What a process serves, and what it needs for that, is said before it starts.
#[test]
fn what_is_served_where_is_said() {
    for (arguments, words) in [
        (&["intake"][..], "intake needs risk, and it is neither named nor elsewhere"),
        (&["intake", "risk"], "intake needs credit"),
        (&["risk", "credit", "--data", "x"], "--data is for a process that serves intake"),
        (&["risk", "--control", "127.0.0.1:0"], "--control is for a process that serves intake"),
        (&["risk", "--clock", "manual"], "--clock is for a process that serves intake"),
        (&["risk", "--amqp", "amqp://127.0.0.1:1"], "--amqp is for a process that serves intake"),
        (&["risk", "--risk", "http://127.0.0.1:1"], "--risk is for a process that serves intake"),
        (
            &["intake", "risk", "credit", "--credit", "http://127.0.0.1:1"],
            "credit is here, and elsewhere by --credit",
        ),
        (&["exchange"], "an exchange alone follows intake, and nobody says where that is"),
        (
            &["exchange", "--intake", "http://127.0.0.1:1", "--seed", "7"],
            "--seed is for a process that serves intake",
        ),
        (
            &["exchange", "--intake", "http://127.0.0.1:1", "--feed"],
            "--feed is for a process that serves intake",
        ),
        (&["risk", "--intake", "http://127.0.0.1:1"], "--intake is for a process that serves intake"),
        (&["--intake", "http://127.0.0.1:1"], "--intake is for a process that serves the exchange"),
        (&["--intake", "https://127.0.0.1:1"], "--intake is for a process that serves the exchange"),
        (&["--risk", "https://127.0.0.1:1/x"], "behind its port"),
        (&["--risk", "http://127.0.0.1:1/x"], "behind its port"),
        (&["customs"], "invalid value 'customs'"),
    ] {
        let output = tongguan(&[&["serve"][..], arguments].concat());
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
    let credit = Server::start(&["credit"]);
    let wrong = tongguan(&[
        "serve",
        "--ephemeral",
        "--listen",
        "127.0.0.1:0",
        "--control",
        "127.0.0.1:0",
        "--risk",
        &credit.address,
    ]);
    let told = text(&wrong.stderr);
    assert_eq!(wrong.status.code(), Some(5), "{told}");
    assert!(told.contains("this is not risk screening") && told.contains("CreditScoring"), "{told}");
    let health = credit.call(&["health"]);
    assert_eq!(health.status.code(), Some(0), "{}", text(&health.stderr));
    let stranger = credit.call(&["show", "1"]);
    let told = text(&stranger.stderr);
    assert!(told.contains("METHOD_UNKNOWN") && told.contains("tongguan.credit.v1.CreditScoring"), "{told}");
}

/// The two commands of docs/processes.md: what is sent to one is told by the other, which serves nothing else, also as JSON.
#[test]
fn an_exchange_follows_intake() {
    let intake = Server::start(&["--feed", "--ephemeral", "--control", "127.0.0.1:0"]);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let start = || Server::start(&["exchange", "--intake", &intake.address, "--data", name(&copy)]);
    let mut exchange = start();
    assert_eq!(exchange.ready["control"], serde_json::Value::Null);
    let sent = intake.call(&["submit", name(&parcel(&folder, |_| {})), "--expect", "399"]);
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
    assert!(told(&intake).contains("399"));
    assert_eq!(told(&exchange), told(&intake));
    let json = |server: &Server| {
        let url = format!("http://{}/tongguan.exchange.v1.ClearanceExchange/ListMailboxes", server.json);
        let output = std::process::Command::new("curl").args(["-s", "-d", "{}", &url]).output();
        output.map(|output| text(&output.stdout)).unwrap_or_default()
    };
    assert_eq!(json(&exchange), json(&intake));
    assert_eq!(exchange.call(&["health"]).status.code(), Some(0));
    let stranger = text(&exchange.call(&["show", "1"]).stderr);
    assert!(stranger.contains("METHOD_UNKNOWN") && stranger.contains("ClearanceExchange"), "{stranger}");
    assert!(!stranger.contains("JournalFeed"), "{stranger}");
    assert_eq!(exchange.terminate(), Some(0));
    // What an exchange keeps is no folder for an intake, nor the other way round.
    let (copy, own) = (name(&copy), folder.path().join("own"));
    let listening = ["--listen", "127.0.0.1:0", "--listen-json", "off", "--data"];
    let refused = tongguan(&[&["serve", "--control", "127.0.0.1:0"][..], &listening, &[copy]].concat());
    assert_eq!(refused.status.code(), Some(5), "{}", text(&refused.stderr));
    let mut deaf = Server::start(&["--control", "127.0.0.1:0", "--data", name(&own)]);
    let at = |intake: &str, data: &str| {
        let refused =
            tongguan(&[&["serve", "exchange", "--intake", intake][..], &listening, &[data]].concat());
        assert_eq!(refused.status.code(), Some(5), "{}", text(&refused.stderr));
        text(&refused.stderr)
    };
    let wrong = at(&deaf.address, copy);
    assert!(wrong.contains("cannot be followed") && wrong.contains("--feed"), "{wrong}");
    deaf.terminate();
    assert!(at(&intake.address, name(&own)).contains("is not a folder of this program"));
    let again = start();
    assert_eq!(told(&again), told(&intake));
}

fn told(server: &Server) -> String {
    text(&server.call(&["receipts", "--json"]).stdout)
}

/// Three processes by one command, with an address each; they end together, however the first one ends.
#[test]
fn one_command_starts_three_processes() {
    let started = || Server::start(&["--all-separate", "--ephemeral", "--control", "127.0.0.1:0"]);
    for kills in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut server = started();
        let sent = server.call(&["submit", name(&parcel(&folder, |_| {})), "--expect", "399"]);
        assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
        let peers = [server.ready["risk"].clone(), server.ready["credit"].clone()];
        let answer = |peer: &serde_json::Value| {
            tongguan(&["health", "--server", peer.as_str().unwrap()]).status.code()
        };
        assert_eq!([answer(&peers[0]), answer(&peers[1])], [Some(0), Some(0)]);
        if kills {
            server.child.kill().unwrap();
            server.child.wait().unwrap();
            assert!((0..500).any(|_| peers.iter().all(|peer| answer(peer) == Some(4))));
        } else {
            assert_eq!(server.terminate(), Some(0));
            assert_eq!([answer(&peers[0]), answer(&peers[1])], [Some(4), Some(4)]);
        }
    }
}
