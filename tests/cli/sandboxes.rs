//! Goal: a sandbox is changed, begun anew and deleted by commands, and its clock moves until nothing more happens.

use super::{Server, rows, text, tongguan};

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
        ("sandbox update life --risk-server none", 0, "clock manual"),
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
