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
    // What was recorded is told here; the profile in force is elsewhere.
    let why = intake.call(&["explain", "4"]);
    let told = text(&why.stdout);
    assert_eq!(why.status.code(), Some(0), "{}", text(&why.stderr));
    assert!(told.contains("Screening  ") && told.contains("risk screening is not at this address"), "{told}");

    assert_eq!(risk.terminate(), Some(0));
    sampled("2");
    // Whatever it waits for, it says that the time is up, and for whom a document waits.
    let sent = intake.call(&["submit", name(&path), "--timeout", "1s"]);
    let (told, why) = (text(&sent.stdout), text(&sent.stderr));
    assert_eq!(sent.status.code(), Some(7), "{told}{why}");
    assert!(told.contains("#10 waits for: risk screening to answer"), "{told}");
    assert!(
        why.contains(
            "time is up after 1s: more will happen to #10, #11, #12\n  give it longer with --timeout"
        ),
        "{why}"
    );
    let why = text(&intake.call(&["explain", "10"]).stdout);
    assert!(why.contains("#10 waits for: risk screening to answer"), "{why}");
    let told = text(&intake.control(&["clock", "advance", "1h"]).stderr);
    assert!(told.contains("QUESTION_OPEN"), "{told}");
    a_scenario_says_for_whom_it_waits(&intake);

    let _risk = Server::start(&["risk", "--listen", &risk_at]);
    let waited =
        intake.call(&["submit", name(&parcel(&folder, |_| {})), "--sandbox", "other", "--expect", "399"]);
    assert_eq!(waited.status.code(), Some(0), "{}", text(&waited.stdout));
    // It is asked again every two seconds.
    let reviewed = || text(&intake.call(&["explain", "10"]).stdout).contains(" 399 ");
    assert!((0..1_000).any(|_| reviewed()));
}

/// Whoever plays what screening would have to answer is told that it does not; what is refused is refused, and says what to do.
fn a_scenario_says_for_whom_it_waits(intake: &Server) {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("s.txt");
    let play = |lines: &str, lang: &str| {
        std::fs::write(&script, lines).unwrap();
        let server = ["--server", &intake.address, "--control", &intake.control, "--lang", lang];
        tongguan(&[&["play", name(&script)][..], &server].concat())
    };
    let parcel = "order 1; waybill 1; declaration 1 => order 1 2";
    for (lang, words) in [("en", "waits for: risk screening to answer"), ("zh", "等待：风险布控服务应答")]
    {
        let played = play(parcel, lang);
        let told = text(&played.stdout);
        assert_eq!(played.status.code(), Some(1), "{told}");
        assert!(told.contains(words), "{told}");
    }
    let refused = play(&format!("{parcel}\nwait 1h"), "en");
    let told = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(3), "{told}");
    assert!(told.contains("line 2: QUESTION_OPEN: ") && told.lines().count() == 2, "{told}");
    let provoked = intake.call(&["provoke", "inspect", "--control", &intake.control]);
    let told = text(&provoked.stdout);
    assert_eq!(provoked.status.code(), Some(1), "{told}");
    assert!(told.contains("waits for: risk screening to answer"), "{told}");
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
        (&["exchange"], "exchange alone needs intake, and nobody says where that is"),
        (&["registry"], "registry alone needs intake, and nobody says where that is"),
        (&["control", "--intake", "http://127.0.0.1:1"], "control alone needs intake"),
        (
            &["registry", "--intake", "http://127.0.0.1:1", "--data", "x"],
            "--data is for a process that serves intake",
        ),
        (
            &["registry", "--intake", "http://127.0.0.1:1", "--intake-control", "http://127.0.0.1:1"],
            "--intake-control is for a process that serves sandbox control",
        ),
        (
            &["exchange", "--intake", "http://127.0.0.1:1", "--seed", "7"],
            "--seed is for a process that serves intake",
        ),
        (
            &["exchange", "--intake", "http://127.0.0.1:1", "--feed"],
            "--feed is for a process that serves intake",
        ),
        (
            &["risk", "--intake", "http://127.0.0.1:1"],
            "--intake is for a process that serves the exchange or the registry",
        ),
        (&["--intake", "http://127.0.0.1:1"], "--intake is for a process that does not serve intake itself"),
        (&["--risk", "https://127.0.0.1:1/x"], "behind its port"),
        (&["--risk", "http://127.0.0.1:1/x"], "behind its port"),
        (&["--risk", "foo"], "\"foo\" names no port; say http://HOST:PORT"),
        (&["--credit", "http://foo"], "names no port"),
        (&["exchange", "--intake", "http://foo/"], "names no port"),
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

/// The registry and sandbox control as one process beside intake: calls, answers and refusals are those of intake.
#[test]
fn registry_and_control_pass_calls_on() {
    let mut intake = Server::start(&["--ephemeral", "--control", "127.0.0.1:0"]);
    let (at, control_at) = (intake.address.clone(), intake.control.clone());
    let front = Server::start(&["registry", "control", "--intake", &at, "--intake-control", &control_at]);
    let post = |server: &Server, method: &str, body: &str| {
        let url = format!("http://{}/tongguan.{method}", server.json);
        let output = std::process::Command::new("curl").args(["-s", "-d", body, &url]).output();
        output.map(|output| text(&output.stdout)).unwrap_or_default()
    };
    for (method, body, words) in [
        ("sandbox.v1.SandboxControl/CreateSandbox", r#"{"name":"blue","seed":7}"#, "\"blue\""),
        (
            "registry.v1.EnterpriseRegistry/RegisterEnterprise",
            r#"{"sandbox":"blue","request_id":"1","enterprise":{"code":"3301960ABC","name":"Blue"}}"#,
            "3301960ABC",
        ),
        ("registry.v1.EnterpriseRegistry/GetEnterprise", r#"{"sandbox":"blue","code":"0"}"#, "NOT_FOUND"),
        (
            "sandbox.v1.SandboxControl/AdvanceClock",
            r#"{"name":"blue","by":"60s","request_id":"2"}"#,
            "\"now\"",
        ),
        ("sandbox.v1.SandboxControl/GetSandbox", r#"{"name":"green"}"#, "NOT_FOUND"),
    ] {
        let told = post(&front, method, body);
        assert!(told.contains(words), "{method}: {told}");
    }
    for (method, body) in [
        ("registry.v1.EnterpriseRegistry/ListEnterprises", r#"{"sandbox":"blue"}"#),
        ("registry.v1.EnterpriseRegistry/GetEnterprise", r#"{"sandbox":"blue","code":"0"}"#),
    ] {
        assert_eq!(post(&front, method, body), post(&intake, method, body), "{method}");
    }
    // Sandbox control of both is told by the command line, too.
    let listed = |at: &str| text(&tongguan(&["sandbox", "list", "--control", at]).stdout);
    assert!(listed(&front.address).contains("blue"));
    assert_eq!(listed(&front.address), listed(&control_at));
    let stranger = text(&front.call(&["show", "1"]).stderr);
    assert!(stranger.contains("METHOD_UNKNOWN") && stranger.contains("EnterpriseRegistry"), "{stranger}");

    assert_eq!(intake.terminate(), Some(0));
    let away = post(&front, "registry.v1.EnterpriseRegistry/ListEnterprises", "{}");
    assert!(away.contains("INTAKE_AWAY"), "{away}");
    assert_eq!(front.call(&["health"]).status.code(), Some(0));
}

/// A wrong address of what calls are passed on to is said at the start.
#[test]
fn calls_are_passed_on_to_an_intake_only() {
    let risk = Server::start(&["risk"]);
    let own = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let listening = ["--listen", &own, "--listen-json", "off", "--until-input-ends"];
    for (arguments, words) in [
        (["registry", "--intake", &risk.address], "this is not the registry of intake"),
        (["control", "--intake-control", &risk.address], "this is not sandbox control of intake"),
        (["registry", "--intake", &format!("http://{own}")], "it is this process itself"),
    ] {
        let refused = tongguan(&[&["serve"][..], &arguments, &listening].concat());
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(5), "{told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}

/// Receipts and XML go to the exchange that is named, everything else to the server.
#[test]
fn the_command_line_names_an_exchange() {
    let intake = Server::start(&["--feed", "--ephemeral", "--control", "127.0.0.1:0"]);
    let mut exchange = Server::start(&["exchange", "--intake", &intake.address, "--ephemeral"]);
    let folder = tempfile::tempdir().unwrap();
    let sent = intake.call(&[
        "submit",
        name(&parcel(&folder, |_| {})),
        "--expect",
        "399",
        "--exchange",
        &exchange.address,
    ]);
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
    let read = ["receipts", "--json", "--exchange", &exchange.address.clone()];
    assert_eq!(text(&intake.call(&read).stdout), told(&intake));
    // It tells what it knows also while nobody is at --server.
    let nobody = [&read[..], &["--server", "http://127.0.0.1:1"]].concat();
    assert_eq!(text(&tongguan(&nobody).stdout), told(&intake));
    assert_eq!(exchange.terminate(), Some(0));
    let refused = intake.call(&read);
    assert_eq!(refused.status.code(), Some(4));
    assert!(text(&refused.stderr).contains("no exchange at"), "{}", text(&refused.stderr));
}

/// Whoever asks for encryption does not lose it, wherever he says so.
#[test]
fn four_processes_by_one_command_go_without_tls() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    std::fs::write(&file, "tls-certificate = \"a\"\ntls-key = \"b\"\n").unwrap();
    let refused = tongguan(&["serve", "--config", name(&file), "--all-separate", "--ephemeral"]);
    let told = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{told}");
    assert!(told.contains("goes without --tls-certificate"), "{told}");
}

/// Four processes by one command, with an address each; they end together, however the first one ends.
#[test]
fn one_command_starts_four_processes() {
    for kills in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let arguments = ["--all-separate", "--control", "127.0.0.1:0", "--data", name(&data)];
        let mut server = Server::start(&arguments);
        let sent = server.call(&["submit", name(&parcel(&folder, |_| {})), "--expect", "399"]);
        assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
        let peers = ["risk", "credit", "exchange"].map(|service| server.ready[service].clone());
        let at = peers[2].as_str().unwrap();
        assert_eq!(text(&server.call(&["receipts", "--json", "--exchange", at]).stdout), told(&server));
        assert!(folder.path().join("data-exchange").is_dir());
        let answer = |peer: &serde_json::Value| {
            tongguan(&["health", "--server", peer.as_str().unwrap()]).status.code()
        };
        assert_eq!(peers.each_ref().map(answer), [Some(0); 3]);
        if kills {
            server.child.kill().unwrap();
            server.child.wait().unwrap();
            assert!((0..500).any(|_| peers.iter().all(|peer| answer(peer) == Some(4))));
        } else {
            assert_eq!(server.terminate(), Some(0));
            assert_eq!(peers.each_ref().map(answer), [Some(4); 3]);
        }
    }
}
