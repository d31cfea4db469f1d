//! Goal: a run leaves its report where machines and people look for it, tells what it could not write, and finds the highest rate.

use super::load::{ended_well, load};
use super::load_refused::{NOBODY, is_told, told};
use super::{Server, text};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const SHORT: [&str; 6] = ["burst", "--rate", "60/s", "--duration", "2s", "--even"];

#[test]
fn a_run_leaves_a_page_test_cases_and_logs() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (page, tests, logs, before) =
        (path("page.html"), path("tests.xml"), path("logs/run"), path("before.json"));
    ended_well(&load(&server, &[&SHORT[..], &["--save", &before]].concat()));
    let files =
        ["--html", &page, "--junit", &tests, "--hdr", &logs, "--baseline", &before, "--noise", "1000"];
    let gates = ["--fail-if", "p50(899)>1us", "--fail-if", "wrong>0"];
    let output = load(&server, &[&SHORT[..], &files, &gates].concat());
    assert_eq!(output.status.code(), Some(8), "{}{}", text(&output.stdout), text(&output.stderr));
    let page = fs::read_to_string(page).unwrap();
    for words in ["id=\"verdict\"", "id=\"compared\"", "p50(899)&gt;1us", "chart-parcels", "放行"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    let tests = fs::read_to_string(tests).unwrap();
    assert!(tests.contains(r#"name="p50(899)&gt;1us" time="0"><failure message="measured: "#), "{tests}");
    let mut names: Vec<_> = fs::read_dir(&logs).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 11, "{names:?}");
    let parcels = fs::read_to_string(format!("{logs}/lateness.hlog")).unwrap();
    assert!(parcels.contains("#[BaseTime: ") && parcels.contains("HISTF"), "{parcels}");
}

#[test]
fn what_cannot_be_written_is_named_and_the_report_is_told_all_the_same() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let saved = path("saved.json");
    let (page, tests) = (path("page.html"), "/dev/full");
    symlink(tests, &page).unwrap();
    let files = ["--html", &page, "--junit", tests, "--save", &saved];
    let output = load(&server, &[&SHORT[..], &files].concat());
    let told = text(&output.stdout);
    assert!(told.contains("TRUSTED; every") && told.contains("Count:"), "{told}");
    assert_eq!(output.status.code(), Some(11), "{}", text(&output.stderr));
    let wrong = text(&output.stderr);
    for named in [&page, tests] {
        assert!(wrong.contains(&format!("{named} cannot be written: ")), "{named}: {wrong}");
    }
    assert!(fs::metadata(&saved).unwrap().len() > 0, "the others are written");
    // What was found is said by the exit code, and the file all the same.
    let output = load(&server, &[&SHORT[..], &["--html", &page, "--fail-if", "p50(899)>1us"]].concat());
    assert_eq!(output.status.code(), Some(8));
    assert!(text(&output.stderr).contains(&page), "{}", text(&output.stderr));
}

/// Logs are written while the run is under way, into files that somebody may remove meanwhile.
#[test]
fn logs_that_are_gone_by_the_end_are_named() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let (logs, ended) = (folder.path().join("logs"), Arc::new(AtomicBool::new(false)));
    let log = logs.join("lateness.hlog");
    fs::create_dir(&logs).unwrap();
    fs::write(&log, "of an earlier run").unwrap();
    let remover = std::thread::spawn({
        let ended = Arc::clone(&ended);
        move || {
            // It is written anew when the run begins.
            while fs::metadata(&log).unwrap().len() > 0 && !ended.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            fs::remove_file(log).unwrap();
        }
    });
    let output = load(&server, &[&SHORT[..], &["--hdr", logs.to_str().unwrap()]].concat());
    ended.store(true, Ordering::Relaxed);
    remover.join().unwrap();
    let wrong = text(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{wrong}");
    assert!(wrong.contains("lateness.hlog cannot be written: ") && !wrong.contains("ack.hlog"), "{wrong}");
    assert!(text(&output.stdout).contains("TRUSTED; every"), "the report is told all the same");
}

#[test]
fn the_highest_rate_is_searched_for_in_sandboxes_of_its_own() {
    let server = Server::ephemeral();
    // More than twenty starts a second, in the mean, are too many for this gate, whatever the machine does; the peak of a
    // burst is higher.
    let search = ["burst", "--find-max", "--rate", "8/s", "--duration", "1s", "--even", "--json"];
    let output = load(&server, &[&search[..], &["--fail-if", "rate>20"]].concat());
    let told: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rounds: Vec<_> = told.iter().filter(|line| line["event"] == "round").collect();
    let found = told.iter().find(|line| line["event"] == "found").unwrap();
    assert!(rounds.len() > 1 && rounds.len() <= 16, "{rounds:?}");
    assert_eq!(found["rounds"], rounds.len());
    if output.status.code() == Some(0) {
        let held = found["per_second"].as_f64().unwrap();
        assert!(held < found["broke_at"].as_f64().unwrap() && held < 200.0, "{found}");
        assert!(found["broke_at"].as_f64().is_some() && !found["because"].as_array().unwrap().is_empty());
        let report = told.iter().find(|line| line["format"] == "tongguan-load/1").unwrap();
        assert_eq!(report["asked"]["peak_per_second"], found["per_second"]);
    } else {
        // A machine so busy that no rate is believed.
        ended_well(&output);
    }
    let sandboxes = super::tongguan(&["sandbox", "list", "--control", &server.control]);
    assert!(!text(&sandboxes.stdout).contains("load-"), "{}", text(&sandboxes.stdout));
}

#[test]
fn a_search_in_which_nothing_holds_ends_as_its_lowest_rate() {
    let server = Server::ephemeral();
    let search = ["burst", "--find-max", "--rate", "3/s", "--duration", "1s", "--even"];
    let files = ["--html", "/dev/full", "--fail-if", "max(899)>=0ms"];
    let output = load(&server, &[&search[..], &files].concat());
    assert_eq!(output.status.code(), Some(8), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stderr).contains("/dev/full cannot be written: "));
    let told = text(&output.stdout);
    assert!(told.contains("round 1: 3/s broke: ") && told.contains("no rate held; 1/s broke: "), "{told}");
    assert!(told.contains("max(899)>=0ms (measured: "), "{told}");
    for other in [&["--users", "3"], &["--sandbox", "here"], &["--hdr", "logs"]] {
        let output = load(&server, &[&search[..], &other[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{other:?}");
    }
}

/// A report in the place of another one, or of what the run reads, would be the end of it.
#[test]
fn a_file_of_two_reports_is_refused_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (new, other, old, hard, soft) =
        (path("new.json"), path("here/../new.json"), path("old"), path("hard"), path("soft"));
    let (logs, log) = (path("logs"), path("logs/ack.hlog"));
    fs::create_dir(path("here")).unwrap();
    fs::write(&old, "kept").unwrap();
    fs::hard_link(&old, &hard).unwrap();
    symlink("new.json", &soft).unwrap();
    let twice = |flag: &str, file: &str, other: &str| {
        [format!("{flag} {file} is the file of {other}, too"), format!("{flag} {file} 与 {other} 是同一文件")]
    };
    for (files, [flag, file, first]) in [
        (["--save", &new, "--html", &new], ["--html", &new, "--save"]),
        (["--junit", &new, "--ghz-json", &other], ["--ghz-json", &other, "--junit"]),
        (["--save", &soft, "--html", &new], ["--html", &new, "--save"]),
        (["--save", &old, "--html", &hard], ["--html", &hard, "--save"]),
        (["--save", &log, "--hdr", &logs], ["--hdr", &log, "--save"]),
    ] {
        let [en, zh] = twice(flag, file, first);
        is_told(&told(&[&files[..], &NOBODY].concat()), 2, [&en, &zh]);
    }
    let socket = path("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let words = ["cannot be written: it is a socket", "无法写入：是套接字，不是文件"];
    is_told(&told(&[&["--html", &socket][..], &NOBODY].concat()), 2, words);
    // What the run reads: a workload, a scenario, a key.
    let (workload, scenario) = (path("mine.toml"), path("mine.txt"));
    fs::write(&workload, include_str!("../../workloads/burst.toml")).unwrap();
    fs::write(&scenario, include_str!("../../scenarios/9610-normal.txt")).unwrap();
    let read = ["which the run reads", "压测要读取它"];
    for input in [&workload, &scenario] {
        let before = fs::read_to_string(input).unwrap();
        is_told(&told(&[&[input, "--save", input][..], &NOBODY].concat()), 2, read);
        assert_eq!(fs::read_to_string(input).unwrap(), before);
    }
    is_told(&told(&[&["--api-key-file", &old, "--html", &hard][..], &NOBODY].concat()), 2, read);
    // Devices may be named as often as anybody likes, and nothing is left behind.
    let null = ["--save", "/dev/null", "--html", "/dev/null"];
    is_told(&told(&[&null[..], &NOBODY].concat()), 4, ["no server", "连不上服务"]);
    assert!(!fs::exists(new).unwrap() && !fs::exists(log).unwrap());
    assert_eq!(fs::read_to_string(old).unwrap(), "kept");
}
