//! Goal: `tongguan load` puts a server under load, judges it first, and tells a shell how it ended.

use super::{Server, text, tongguan};
use serde_json::Value;
use std::path::Path;
use std::process::{Output, Stdio};

pub(crate) fn load(server: &Server, arguments: &[&str]) -> Output {
    let whole = [&["load", "--control", &server.control, "--server", &server.address], arguments].concat();
    super::command(&whole).output().unwrap()
}

/// The report on standard output.
fn report(output: &Output) -> Value {
    let out = text(&output.stdout);
    assert!(!out.is_empty(), "{}", text(&output.stderr));
    serde_json::from_str(out.lines().next().unwrap()).unwrap()
}

/// A busy machine is told as one; nothing else may be wrong here.
pub(crate) fn ended_well(output: &Output) {
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 10)), "{code:?} {}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn a_run_is_judged_and_its_figures_are_shown() {
    let server = Server::ephemeral();
    let output = load(&server, &["bad-data", "--rate", "60/s", "--duration", "2s"]);
    ended_well(&output);
    let told = text(&output.stdout);
    assert!(told.starts_with("TRUSTED; every") || told.starts_with("NOT TRUSTED; every"), "{told}");
    for words in ["Count:", "Requests/sec:", "Latency distribution:", "99 % in ", "released", "[OK]"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let output = load(
        &server,
        &["quiet-day", "--rate", "60/s", "--duration", "1s", "--lang", "zh", "--sandbox", "other"],
    );
    let told = text(&output.stdout);
    assert!(told.contains("不可信；各票结果均符合预期") && told.contains("放行"), "{told}");
    assert_eq!(output.status.code(), Some(10), "nobody knows the draws of a sandbox that is there: {told}");
}

/// Each has a sandbox of its own, though both begin in the same second.
#[test]
fn two_runs_at_once_leave_each_other_alone() {
    let server = Server::ephemeral();
    let whole =
        ["load", "--control", &server.control, "--server", &server.address, "--rate", "40/s", "--even"];
    let both = [(); 2].map(|()| {
        let mut run = super::command(&[&whole[..], &["--duration", "2s", "--json"]].concat());
        run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    for run in both {
        let output = run.wait_with_output().unwrap();
        ended_well(&output);
        let counts = &report(&output)["counts"];
        assert!(counts["due"].as_u64().unwrap() > 30 && counts["right"] == counts["due"], "{counts}");
    }
}

#[test]
fn the_same_by_stream_as_json_and_as_ghz_has_it() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let ghz = folder.path().join("ghz.json");
    let arguments = ["618-2024", "--rate", "100/s", "--duration", "1s", "--transport", "stream", "--json"];
    let output = load(&server, &[&arguments[..], &["--ghz-json", ghz.to_str().unwrap()]].concat());
    ended_well(&output);
    let report = report(&output);
    assert_eq!(report["format"], "tongguan-load/1");
    assert_eq!(report["verdict"]["correct"], true);
    let counts = &report["counts"];
    assert!(counts["started"].as_u64().unwrap() > 50, "{counts}");
    assert_eq!(counts["started"], counts["right"]);
    assert!(report["asked"]["began"].as_str().unwrap().ends_with("+08:00"));
    let ghz: Value = serde_json::from_str(&std::fs::read_to_string(ghz).unwrap()).unwrap();
    let sum = |list: &Value, of: &str| {
        list.as_array().unwrap().iter().map(|one| one[of].as_u64().unwrap()).sum::<u64>()
    };
    let codes: u64 = ghz["statusCodeDistribution"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap())
        .sum();
    // Calls everywhere: papers, arrival and departure of each parcel, which has a name of its own.
    assert_eq!((&ghz["count"], codes), (&counts["submissions"], counts["submissions"].as_u64().unwrap()));
    assert_eq!((sum(&ghz["histogram"], "count"), &ghz["options"]["total"]), (codes, &ghz["count"]));
    assert!(codes > counts["started"].as_u64().unwrap());
    assert_eq!(ghz["tongguan"]["parcels"], *counts);
    assert_eq!(ghz["tongguan"]["acknowledged"]["count"], counts["started"]);
}

#[test]
fn conditions_and_an_earlier_run_decide_the_exit_code() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before.json");
    let before = before.to_str().unwrap();
    let short = ["burst", "--rate", "80/s", "--duration", "1s", "--even"];
    ended_well(&load(&server, &[&short[..], &["--save", before, "--fail-if", "wrong>0"]].concat()));
    let output =
        load(&server, &[&short[..], &["--fail-if", "p50(899)>1us", "--fail-if", "wrong>0"]].concat());
    assert_eq!(output.status.code(), Some(8), "{}", text(&output.stdout));
    let told = text(&output.stdout);
    assert!(
        told.contains("FAILED: p50(899)>1us") && told.contains("passed: wrong>0 (measured: 0)"),
        "{told}"
    );
    // Its successor may take its place, and nothing else may.
    let nobody = ["load", "--server", "http://127.0.0.1:1", "--control", "http://127.0.0.1:1"];
    for (flag, exit) in [("--save", 4), ("--html", 2)] {
        let output = tongguan(&[&nobody[..], &short, &["--baseline", before, flag, before]].concat());
        assert_eq!(output.status.code(), Some(exit), "{flag}: {}", text(&output.stderr));
    }
    // As if everything had taken a nanosecond before.
    let mut fast: Value = serde_json::from_str(&std::fs::read_to_string(before).unwrap()).unwrap();
    for stage in fast["stages"].as_array_mut().unwrap() {
        (stage["wall"]["p50"], stage["wall"]["p99"]) = (1.into(), 1.into());
    }
    std::fs::write(before, fast.to_string()).unwrap();
    let output = load(&server, &[&short[..], &["--baseline", before]].concat());
    assert_eq!(output.status.code(), Some(9), "{}", text(&output.stdout));
    assert!(text(&output.stdout).contains("WORSE: p50(899)"));
    let output = load(&server, &["quiet-day", "--rate", "80/s", "--duration", "1s", "--baseline", before]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("another workload"), "{}", text(&output.stderr));
}

#[test]
fn what_cannot_be_run_is_said_before_anything_is_sent() {
    let cases: [(&[&str], &str); 24] = [
        (&["816-2024"], "there is no workload 816-2024"),
        (&["no/such.toml"], "cannot be read"),
        (&["Cargo.toml"], "is no workload"),
        (&["--rate", "fast"], "is no rate"),
        (&["--rate", "9999999/s"], "at most 1000000/s"),
        (&["--rate", "1000000/s", "--duration", "9h"], "more than the 99999999 of one run"),
        (&["--duration", "soon"], "is no span"),
        (&["--fail-if", "p99(899)>200"], "another unit"),
        (&["--users", "3", "--rate", "5/s"], "cannot be used with"),
        (&["--transport", "http"], "--http"),
        (&["--transport", "amqp"], "--amqp"),
        (&["--transport", "xml", "--http", "http://127.0.0.1:1"], "--http is for --transport http"),
        (&["--transport", "http", "--http", "https://127.0.0.1:1"], "without TLS"),
        (&["--transport", "http", "--http", "http://127.0.0.1"], "names no port"),
        (&["--callback", "127.0.0.1:1"], "serve one sandbox"),
        (
            &["--transport", "amqp", "--amqp", "amqp://127.0.0.1:1", "--find-max"],
            "--find-max makes a sandbox",
        ),
        (&["--callback", "127.0.0.1:1", "--no-receipts"], "cannot be used with"),
        (&["--new"], "--sandbox"),
        (&["nation", "--times", "0"], "is no number above 0"),
        (&["nation", "--times", "1000"], "at most 1000000 starts a second"),
        (&["scenarios/no-such.txt"], "cannot be read"),
        (
            &["scenarios/return.txt"],
            "scenarios/return.txt, line 6, is nothing for a load: return 1: no declaration",
        ),
        (
            &["scenarios/payment.txt"],
            "line 14, is nothing for a load: wait 14d: a load does not move the clock",
        ),
        (&["README.md.txt"], "cannot be read"),
    ];
    for (arguments, why) in cases {
        let output = tongguan(&[&["load"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(why), "{arguments:?}: {}", text(&output.stderr));
    }
    let nobody = ["load", "--server", "http://127.0.0.1:1", "--control", "http://127.0.0.1:1"];
    assert_eq!(tongguan(&nobody).status.code(), Some(4));
}

#[test]
fn workloads_of_the_repository_are_those_of_the_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("workloads");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let named = files.iter().map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned());
    let known = ["618-2024", "bad-data", "big-seller", "broker-50", "burst"];
    assert!(named.eq(known.into_iter().chain(["double-11-2018", "nation", "quiet-day", "retry-storm"])));
    let server = Server::ephemeral();
    let file = files[0].to_str().unwrap();
    ended_well(&load(&server, &[file, "--rate", "50/s", "--duration", "1s"]));
}

/// The same parcels as XML over gRPC, and as forms whose receipts are POSTed back.
#[test]
fn the_same_as_xml_and_as_forms() {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let callback = free();
    let url = format!("DXPENT0000000001=http://{callback}/");
    let server = Server::start(&[
        "--ephemeral",
        "--control",
        "127.0.0.1:0",
        "--http",
        "127.0.0.1:0",
        "--http-callback",
        &url,
        "--transport-sandbox",
        "forms",
    ]);
    let http = format!("http://{}", server.ready["http"].as_str().unwrap());
    let short = ["bad-data", "--rate", "30/s", "--duration", "1s", "--even", "--json"];
    let forms = ["--transport", "http", "--http", &http];
    let back = ["--callback", &callback, "--sandbox", "forms", "--new"];
    for (way, name) in [
        (vec!["--transport", "xml"], "xml"),
        (forms.to_vec(), "http"),
        ([&forms[..], &back[..]].concat(), "http+callback"),
    ] {
        let output = load(&server, &[&short[..], &way].concat());
        ended_well(&output);
        let report = report(&output);
        assert_eq!(report["asked"]["transport"], name);
        assert_eq!(report["verdict"]["correct"], true, "{report}");
        assert_eq!((&report["counts"]["started"], &report["counts"]["right"]), (&30.into(), &30.into()));
        let because = report["verdict"]["because"].to_string();
        assert!(!because.contains("draws") && !because.contains("receipts_missing"), "{because}");
    }
    // The sandbox of the last run is there.
    let output = load(&server, &[&short[..], &forms, &back].concat());
    assert_eq!(output.status.code(), Some(3), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stderr).contains("the sandbox forms is there already"), "{}", text(&output.stderr));
    let nobody = ["--transport", "amqp", "--amqp", "amqp://127.0.0.1:1", "--sandbox", "queues", "--new"];
    let output = load(&server, &[&short[..], &nobody].concat());
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("no broker at --amqp"), "{}", text(&output.stderr));
}

#[test]
fn a_scenario_is_the_script_of_each_parcel() {
    let server = Server::ephemeral();
    let short = ["--rate", "40/s", "--duration", "1s", "--even", "--json"];
    // One with a version of its own, and one in which customs rejects whom it does not know: their sandboxes begin as they say.
    for (name, parcels, submissions) in
        [("version-2018", 40, 175), ("registration", 40, 120), ("correction", 40, 140)]
    {
        let output = load(&server, &[&[format!("scenarios/{name}.txt").as_str()], &short[..]].concat());
        ended_well(&output);
        let report = report(&output);
        let counts = &report["counts"];
        assert_eq!(counts["right"], parcels, "{name}: {counts}");
        assert_eq!(counts["submissions"], submissions, "{name}: {counts}");
    }
    let output =
        load(&server, &["scenarios/9610-normal.txt", "--times", "4", "--duration", "1s", "--lang", "zh"]);
    ended_well(&output);
    let told = text(&output.stdout);
    assert!(told.contains("情景 9610-normal，2 种包裹轮流；略去查询：第 12、14、16、18、23 行"), "{told}");
}

/// Whoever wants to look finds the sandbox of a run; with --delete it is gone, also after a run that was refused by a condition.
#[test]
fn a_run_takes_its_sandbox_away_where_it_is_told_to() {
    let server = Server::ephemeral();
    let there = || {
        let list = text(&server.control(&["sandbox", "list"]).stdout);
        (list.contains("load-"), list.contains("mine"))
    };
    let short = ["quiet-day", "--rate", "20/s", "--duration", "1s"];
    ended_well(&load(&server, &[&short[..], &["--delete"]].concat()));
    assert_eq!(there(), (false, false));
    let mine = ["--sandbox", "mine", "--new", "--fail-if", "max(calls)>=0ms"];
    assert_eq!(load(&server, &[&short[..], &mine].concat()).status.code(), Some(8));
    assert_eq!(there(), (false, true), "left for whoever looks");
    let output = load(&server, &[&short[..], &mine, &["--delete"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert_eq!(there(), (false, true), "that of somebody else is not deleted");
    server.control(&["sandbox", "delete", "mine"]);
    let nobody = ["--transport", "amqp", "--amqp", "amqp://127.0.0.1:1", "--delete"];
    assert_eq!(load(&server, &[&short[..], &mine, &nobody].concat()).status.code(), Some(4));
    assert_eq!(there(), (false, false), "also where nothing could be sent");
    ended_well(&load(&server, &short));
    assert_eq!(there(), (true, false));
}

/// A baseline that says nothing is refused before anything is sent; a copy of the workload elsewhere is the same, a changed one is not.
#[test]
fn a_baseline_is_of_the_same_parcels() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (before, empty, copy, other) =
        (path("before.json"), path("empty.json"), path("copy.toml"), path("other.toml"));
    let short = ["--rate", "40/s", "--duration", "1s", "--even"];
    ended_well(&load(&server, &[&["quiet-day"], &short[..], &["--save", &before]].concat()));
    let text_of = include_str!("../../workloads/quiet-day.toml");
    std::fs::write(&copy, text_of).unwrap();
    std::fs::write(&other, format!("{text_of}\n# another\n")).unwrap();
    let mut report: Value = serde_json::from_str(&std::fs::read_to_string(&before).unwrap()).unwrap();
    let with = |workload: &str, before: &str, more: &[&str]| {
        load(&server, &[&[workload], &short[..], &["--baseline", before, "--noise", "1000"], more].concat())
    };
    ended_well(&with(&copy, &before, &[]));
    for (workload, more, words) in [
        (other.as_str(), &[][..], ["another workload", "负载模型不同"]),
        (copy.as_str(), &["--no-receipts"][..], ["another way with receipts", "回执处理方式不同"]),
    ] {
        for (lang, words) in ["en", "zh"].into_iter().zip(words) {
            let output = with(workload, &before, &[more, &["--lang", lang]].concat());
            assert_eq!(output.status.code(), Some(2), "{words}");
            assert!(text(&output.stderr).contains(words), "{words}: {}", text(&output.stderr));
        }
    }
    // One that was not trusted is told as such, in the text and in JSON, and a stage that is gone is worse.
    report["verdict"]["trusted"] = false.into();
    report["verdict"]["because"] =
        serde_json::json!([{ "code": "missed", "en": "it\u{1b} was late", "zh": "过迟" }]);
    let rejected = report["stages"][0].clone();
    report["stages"].as_array_mut().unwrap().push(rejected);
    let last = report["stages"].as_array().unwrap().len() - 1;
    report["stages"][last]["stage"] = "rejected".into();
    std::fs::write(&before, report.to_string()).unwrap();
    let output = with("quiet-day", &before, &[]);
    let told = text(&output.stdout);
    assert_eq!(output.status.code(), Some(9), "{told}");
    assert!(
        told.contains("the earlier run was NOT TRUSTED: it  was late\n") && told.contains("WORSE: p50(100) "),
        "{told}"
    );
    let told = text(&with("quiet-day", &before, &["--json"]).stdout);
    assert!(
        told.contains(r#""event":"baseline""#) && told.contains(r#""trusted":false,"because":["missed"]"#),
        "{told}"
    );
    assert!(
        told.contains(r#""figure":"p50(100)""#) && told.contains(r#""now_ns":null,"worse":true"#),
        "{told}"
    );
    report["stages"] = serde_json::json!([]);
    std::fs::write(&empty, report.to_string()).unwrap();
    let output = with("quiet-day", &empty, &[]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("nothing was measured in the earlier run"),
        "{}",
        text(&output.stderr)
    );
}
