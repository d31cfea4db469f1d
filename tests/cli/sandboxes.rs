//! Goal: a sandbox is changed, begun anew and deleted by commands, and its clock moves until nothing more happens.

use super::{Server, rows, text, tongguan};

/// What differs from a sandbox of which nothing is said stands in a line; of others there is none.
#[test]
fn what_is_special_of_a_sandbox_is_shown() {
    let server = Server::ephemeral();
    let control = |command: &str| {
        let output = tongguan(&command.split(' ').chain(["--control", &server.control]).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{command}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let strict = tongguan_screening::shipped("strict").unwrap().profile.label();
    let all = "  receipts prefixed, outcome inspect, draws off, officers decide, registration required, \
               risk profile strict, sending fails 7 ppm\n"
        .replace("strict", &strict);
    assert_eq!(control("sandbox create usual").lines().count(), 2);
    let made = control(
        "sandbox create special --receipts prefixed --outcome inspect --no-draws --officers-decide \
         --registration-required --sending-fails 7",
    );
    assert!(made.contains(&all.replace(&format!("risk profile {strict}, "), "")), "{made}");
    control("risk profile load strict --sandbox special");
    for command in ["sandbox list", "clock --sandbox special", "sandbox update special --draws off"] {
        let told = control(command);
        assert!(told.contains(&all), "{command}: {told}");
    }
    let told = control("sandbox update special --officers off --lang zh");
    let left = format!("指定结果 inspect，随机抽取关闭，须注册登记，风险布控参数 {strict}");
    assert!(told.contains(&left), "{told}");
}

/// Who screens and scores one sandbox, and how they are called; what is not said stays.
#[test]
fn servers_of_a_sandbox_are_changed_by_what_is_said() {
    let server = Server::ephemeral();
    for (command, exit, words) in [
        ("sandbox create life --clock manual", 0, "clock manual"),
        ("sandbox update life --server-timeout 5", 2, "has no server of its own"),
        ("sandbox create other --server-silence wait", 2, "has no server of its own"),
        (
            "sandbox set life --risk-server http://127.0.0.1:1 --server-timeout 7 --server-silence wait",
            0,
            "screened by http://127.0.0.1:1, 7 ms, then it waits",
        ),
        ("sandbox update life --risk-server http://192.0.2.1:80", 3, "this server calls no such host"),
        (
            "sandbox update life --credit-server http://127.0.0.1:1 --server-silence no",
            2,
            "say fallback or wait",
        ),
        // What is not said stays.
        (
            "sandbox update life --risk-server http://127.0.0.1:2",
            0,
            "screened by http://127.0.0.1:2, 7 ms, then it waits",
        ),
        ("sandbox update life --draws on", 0, "screened by http://127.0.0.1:2, 7 ms, then it waits"),
        (
            "sandbox update life --server-silence fallback",
            0,
            "screened by http://127.0.0.1:2, 7 ms, then what is laid down",
        ),
        (
            "sandbox update life --server-timeout 9",
            0,
            "screened by http://127.0.0.1:2, 9 ms, then what is laid down",
        ),
        (
            "sandbox update life --credit-server http://127.0.0.1:3",
            0,
            "scored by http://127.0.0.1:3, 1000 ms, then what is laid down",
        ),
        (
            "sandbox update life --risk-server none --server-timeout 8",
            0,
            "scored by http://127.0.0.1:3, 8 ms",
        ),
        ("sandbox update life --credit-server none --server-timeout 8", 2, "has no server of its own"),
        ("sandbox update life --credit-server none", 0, "clock manual"),
    ] {
        let output = tongguan(&command.split(' ').chain(["--control", &server.control]).collect::<Vec<_>>());
        let told = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{command}: {told}");
        assert!(told.contains(words), "{command}: {told}");
    }
}

#[test]
fn the_life_of_a_sandbox() {
    let server = Server::ephemeral();
    let control = |command: &str| -> (Option<i32>, String) {
        let words = command.split(' ').chain(["--control", &server.control]);
        let output = tongguan(&words.collect::<Vec<_>>());
        (output.status.code(), format!("{}{}", text(&output.stdout), text(&output.stderr)))
    };
    let parcel = |number: &str| {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().to_str().unwrap();
        let made = tongguan(&["sample", "parcel", "--parcel", number, "--out", to]);
        assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
        let mut files: Vec<_> = std::fs::read_dir(to).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let target = ["submit", "--no-wait", "--server", &server.address, "--sandbox", "life"];
        let files = files.iter().map(|file| file.to_str().unwrap());
        let sent = tongguan(&target.into_iter().chain(files.take(1)).collect::<Vec<_>>());
        assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stdout));
    };
    for (command, exit, words) in [
        ("sandbox create life --clock manual --outcome inspect --no-draws", 0, "clock manual"),
        (
            "sandbox update life --outcome none --draws on --sending-fails 0 --receipts plain",
            0,
            "clock manual",
        ),
        ("sandbox update life --draws maybe", 2, "say on or off"),
        ("sandbox update nobody --draws off", 3, "there is no such sandbox"),
        ("clock advance --idle --sandbox life", 0, "0 timers fired"),
    ] {
        let (code, told) = control(command);
        assert_eq!(code, Some(exit), "{command}: {told}");
        assert!(told.contains(words), "{command}: {told}");
    }
    parcel("1");
    let (code, told) = control("clock advance --idle --sandbox life");
    assert!(code == Some(0) && told.contains("no timer is set"), "{told}");
    assert!(!told.contains("0 timers fired"), "{told}");
    for (command, words) in [
        ("sandbox reset life", "0 documents, 0 receipts"),
        ("sandbox delete life", "life is deleted"),
        ("sandbox delete life", "there is no sandbox life"),
    ] {
        let (code, told) = control(command);
        assert!(code == Some(0) && told.contains(words), "{command}: {told}");
    }
    let (_, told) = control("sandbox list --json");
    assert!(!told.contains("\"life\""), "{told}");
}

/// What is said on the command line, how it ends, and the rules that are set then.
#[test]
fn faults_are_set_one_by_one_and_taken_away() {
    let server = Server::ephemeral();
    rows(&server.control(&["sandbox", "create", "m1", "--json"]));
    let rows_of = |more: &[&str]| {
        let mut said = rows(&server.control(&[&["sandbox", "faults", "m1", "--json"], more].concat()));
        said.pop().unwrap()
    };
    let refuse: &[&str] =
        &["--rpc", "SubmitDocuments", "--status", "unavailable", "--ppm", "10", "--seed", "7"];
    let drop: &[&str] = &["--drop-answer-ppm", "5", "--add"];
    let cut: &[&str] = &["--rpc", "WatchReceipts", "--cut-stream-after", "3", "--delay", "20ms..200ms"];
    for (said, seed, rpcs) in [
        (&[][..], 0, &[][..]),
        (refuse, 7, &["SubmitDocuments"]),
        (drop, 7, &["SubmitDocuments", "*"]),
        (&[], 7, &["SubmitDocuments", "*"]),
        (cut, 0, &["WatchReceipts"]),
        (&["--clear"], 0, &[]),
    ] {
        let told = rows_of(said);
        let rules = told["faults"]["rules"].as_array().unwrap();
        let found: Vec<_> = rules.iter().map(|rule| rule["rpc"].as_str().unwrap()).collect();
        assert_eq!((&told["name"], &told["faults"]["seed"]), (&"m1".into(), &seed.into()), "{said:?}");
        assert_eq!(found, rpcs, "{said:?}");
    }
    let wrong: &[(&[&str], i32)] = &[
        (&["--status", "BUSY"], 2),
        (&["--ppm", "5"], 2),
        (&["--delay", "200ms..20ms"], 2),
        (&["--receipts-late", "2m"], 2),
        (&["--clear", "--add"], 2),
        (&["--rpc", "SubmitDocument", "--drop-answer-ppm", "1"], 3),
        (&["--rpc", "GetDocument"], 3),
    ];
    for (said, code) in wrong {
        let output = server.control(&[&["sandbox", "faults", "m1"], *said].concat());
        assert_eq!(output.status.code(), Some(*code), "{said:?} {}", text(&output.stderr));
    }
}
