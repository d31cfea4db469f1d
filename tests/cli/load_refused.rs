//! Goal: what `tongguan load` cannot use or meets on its way is said in plain words of both languages, with its exit code, and
//! what was measured by then is told.

use super::load::load;
use super::{Server, command, rows, text, tongguan};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Nobody is there: what is wrong is said before anybody is asked.
pub(super) const NOBODY: [&str; 4] = ["--server", "http://127.0.0.1:1", "--control", "http://127.0.0.1:1"];

/// In English, then in Chinese.
pub(super) fn told(arguments: &[&str]) -> [Output; 2] {
    ["en", "zh"].map(|lang| tongguan(&[&["load"], arguments, &["--lang", lang]].concat()))
}

pub(super) fn is_told(outputs: &[Output; 2], exit: i32, words: [&str; 2]) {
    for (output, words) in outputs.iter().zip(words) {
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{words}: {said}");
        assert!(said.contains(words), "{words}: {said}");
    }
}

const NO_BROKER: [&str; 2] = ["--amqp is no address of a broker", "--amqp 不是消息中间件的地址"];

#[test]
fn wrong_usage_is_said_in_both_languages() {
    let cases: [(&[&str], [&str; 2]); 23] = [
        (
            &["--delete", "--sandbox", "mine"],
            ["--delete is for a sandbox that the run makes", "--delete 用于压测自建的沙箱"],
        ),
        (&["--transport", "amqp", "--amqp", "nope", "--sandbox", "mine", "--new"], NO_BROKER),
        (&["--transport", "amqp", "--amqp", "amqps://here", "--sandbox", "mine", "--new"], NO_BROKER),
        (&["--fail-if", "p99(call)>1ms"], ["100, calls, lateness", "100, calls, lateness"]),
        (
            &["--users", "20", "--in-flight", "10"],
            ["more than the 10 parcels of --in-flight", "多于 --in-flight 的 10 票"],
        ),
        (&["816-2024"], ["there is no workload 816-2024", "没有负载模型 816-2024"]),
        (&["no/such.txt"], ["no/such.txt cannot be read", "no/such.txt 无法读取：没有此文件或文件夹"]),
        (&["--times", "-2"], ["\"-2\" is no number above 0", "“-2”无效"]),
        (&["--rate", "-5/s"], ["\"-5/s\" is no rate", "速率写作"]),
        (&["--rate", "0"], ["\"0\" is no rate", "速率写作"]),
        (&["--duration", "-5s"], ["\"-5s\" is no span of time", "时长写作"]),
        (&["--duration", "0s"], ["\"0s\" is no span of time", "时长写作"]),
        (&["--patience", "-1s"], ["\"-1s\" is no span of time", "时长写作"]),
        (&["--seed", "seven"], ["\"seven\" is no seed", "种子为 0 至 18446744073709551615 的整数"]),
        (&["--seed", "-1"], ["\"-1\" is no seed", "种子为"]),
        (&["--seed", "18446744073709551616"], ["whole number from 0 to 18446744073709551615", "种子为"]),
        (&["--fail-if", "p99(899)"], ["it has neither < nor >", "缺少 < 或 >"]),
        (&["--fail-if", "p98>1ms"], ["nothing is called \"p98\"", "没有指标“p98”"]),
        (
            &["--fail-if", "p99(777)>1ms"],
            ["no stage \"777\", but ack, 2, 3", "没有环节“777”，可用：ack, 2, 3"],
        ),
        (&["--fail-if", "p99>-5ms"], ["\"-5ms\" is no value", "“-5ms”不是数值"]),
        (&["--fail-if", "p99>5hours"], ["no unit \"hours\"", "没有单位“hours”"]),
        (&["--fail-if", "errors>1ms"], ["another unit", "数值的单位与指标不符"]),
        (&["--fail-if", "errors>200%"], ["a share is at most 100%", "比例至多 100%"]),
    ];
    for (arguments, words) in cases {
        is_told(&told(&[arguments, &NOBODY].concat()), 2, words);
    }
}

/// Before a sandbox is made: the next run could not make it again.
#[test]
fn a_callback_that_cannot_be_bound_makes_no_sandbox() {
    let server = Server::ephemeral();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let cases = [
        (taken.as_str(), ["say another port", "请换一个端口"]),
        ("192.0.2.1:9000", ["an address of this machine", "请用本机的地址"]),
        ("nobody", ["invalid socket address", "须为 IP 地址:端口"]),
    ];
    for (address, words) in cases {
        for (lang, words) in ["en", "zh"].into_iter().zip(words) {
            let flags = ["--callback", address, "--sandbox", "mine", "--new", "--lang", lang];
            let output = load(&server, &flags);
            assert_eq!(output.status.code(), Some(2), "{address}");
            assert!(text(&output.stderr).contains(words), "{words}: {}", text(&output.stderr));
        }
    }
    let sandboxes = text(&server.control(&["sandbox", "list"]).stdout);
    assert!(!sandboxes.contains("mine"), "{sandboxes}");
}

/// A line that is too long is not printed whole, and nothing in a file moves the terminal.
#[test]
fn what_is_shown_of_a_wrong_file_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let good = include_str!("../../workloads/bad-data.toml");
    for (name, content, words) in [
        (
            "a.toml",
            good.replace("exported = 955", &format!("exported = \"{}\"", "x".repeat(40_000))),
            "invalid type",
        ),
        ("b.txt", "\u{202e}".repeat(9_000), "b.txt, line 1"),
        ("c.txt", String::new(), "c.txt is nothing for a load: nothing is sent"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, content).unwrap();
        let [output, _] = told(&[&[file.to_str().unwrap()][..], &NOBODY].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.len() < 4_000 && !said.contains('\u{202e}') && said.contains(words), "{said}");
    }
}

/// What is wrong inside the file of a workload, too.
#[test]
fn a_wrong_workload_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let good = include_str!("../../workloads/bad-data.toml");
    for (from, to, words) in [
        (
            "exported = 955",
            "exportet = 955",
            ["unknown field `exportet`, expected one of `exported`", "第 54 行：没有字段 `exportet`，可用："],
        ),
        ("\"100/s\"", "\"100/y\"", ["\"100/y\" is no rate", "第 9 行：\"100/y\" 不是速率，写作 1417/s"]),
        ("\"9610\" = 80", "\"1239\" = 80", ["1239 is none of 9610,", "modes.shares：没有 1239，可用：9610,"]),
        (
            "count = 20000",
            "count = 0",
            ["exporters.count: is 1 to 99999", "exporters.count：须为 1 至 99999"],
        ),
        (
            "customs = \"5141\"",
            "customs = \"no code\"",
            ["offices.list[2].customs: ", "offices.list[2].customs："],
        ),
        ("country = \"502\"", "country = \"USA\"", ["(COUNTRY_UNKNOWN); ", "（COUNTRY_UNKNOWN）；"]),
        ("items[0].gnum=99", "items[0].gnom=99", ["no field items[0].gnom", "没有字段 items[0].gnom"]),
    ] {
        assert!(good.contains(from), "{from}");
        fs::write(&file, good.replace(from, to)).unwrap();
        is_told(&told(&[&[file.to_str().unwrap()][..], &NOBODY].concat()), 2, words);
    }
}

/// What customs takes and wonders at is told beside the report, as a line for people and as an object for programs.
#[test]
fn a_code_that_customs_wonders_at_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let good = include_str!("../../workloads/bad-data.toml");
    fs::write(&file, good.replacen("customs = \"5141\"", "customs = \"2998\"", 1)).unwrap();
    let run = [&[file.to_str().unwrap()][..], &NOBODY].concat();
    is_told(
        &told(&run),
        4,
        ["warning: offices.list[2].customs: \"2998\"", "提示：offices.list[2].customs："],
    );
    is_told(&told(&run), 4, ["no server", "连不上服务"]);
    let output = tongguan(&[&["load", "--json"][..], &run].concat());
    let line: Value = serde_json::from_str(text(&output.stderr).lines().next().unwrap()).unwrap();
    assert_eq!((&line["event"], &line["field"]), (&"warning".into(), &"offices.list[2].customs".into()));
    assert!(line["text"].as_str().unwrap().contains("CUSTOMS_OFFICE_NOT_LISTED"), "{line}");
}

/// A file that is none is not waited for.
#[test]
fn files_that_are_none_are_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (pipe, long, latin) = (path("pipe"), path("long.toml"), path("latin.toml"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::write(&long, "# 很长\n".repeat(1_200_000)).unwrap();
    fs::write(&latin, b"title = \"caf\xe9\"").unwrap();
    let here = path("");
    let cases: [(&str, [&str; 2]); 5] = [
        (&pipe, ["it is a pipe or a device", "是管道或设备，不是文件"]),
        ("/dev/zero", ["it is a pipe or a device", "是管道或设备，不是文件"]),
        (&here, ["cannot be read: Is a directory", "无法读取：是文件夹，不是文件"]),
        (&long, ["it has more than 65536 bytes", "超过 65536 字节"]),
        (&latin, ["it has to be text in UTF-8", "须为 UTF-8 文本"]),
    ];
    for (file, words) in cases {
        is_told(&told(&[&[file][..], &NOBODY].concat()), 2, words);
    }
    for (file, words) in &cases[..3] {
        is_told(&told(&[&["--baseline", file][..], &NOBODY].concat()), 2, *words);
    }
}

/// Somebody who takes connections and says this to each.
pub(super) fn somebody(says: &'static [u8]) -> (SocketAddr, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let taking = listener.try_clone().unwrap();
    if !says.is_empty() {
        std::thread::spawn(move || {
            for mut stream in taking.incoming().flatten() {
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(says);
            }
        });
    }
    (address, listener)
}

#[test]
fn who_speaks_something_else_is_no_server() {
    let (address, _listener) = somebody(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let url = format!("http://{address}");
    let own: &[&str] = &["--server", &url, "--control", &url];
    let named: &[&str] = &["--server", &url, "--sandbox", "mine"];
    for arguments in [own, named] {
        is_told(&told(arguments), 4, ["the wrong one of its addresses", "地址用错"]);
    }
    is_told(&told(&NOBODY), 4, ["no server at http://127.0.0.1:1", "连不上服务"]);
}

pub(super) fn interrupt(child: &Child) {
    signal("-INT", child);
}

fn signal(name: &str, child: &Child) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn whoever_says_nothing_can_be_left() {
    let (address, listener) = somebody(b"");
    let url = format!("http://{address}");
    let arguments = ["load", "--server", &url, "--control", &url];
    let child = command(&arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let _silent = listener.accept().unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("it was stopped before anything started"));
}

/// Whoever stops a search in its first round knows nothing of rates, and is told that soon.
#[test]
fn ctrl_c_ends_a_search_in_its_first_round() {
    let server = Server::ephemeral();
    let child = under_way(&server, &["--find-max"]);
    let pressed = Instant::now();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let (took, told) = (pressed.elapsed(), text(&output.stdout));
    assert_eq!(output.status.code(), Some(10), "{told}");
    let words = "it was stopped before any round had ended";
    assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    let found: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!((&found["per_second"], &found["rounds"]), (&Value::Null, &0.into()), "{told}");
    // A second, and what a busy machine takes.
    assert!(took < Duration::from_secs(5), "{took:?}");
    let sandboxes = server.control(&["sandbox", "list"]);
    assert!(!text(&sandboxes.stdout).contains("load-"), "{}", text(&sandboxes.stdout));
}

/// A server that stands still in the first round: the search goes on after ten seconds, and can be left.
#[test]
fn a_search_waits_for_no_server_that_says_nothing() {
    let server = Server::ephemeral();
    let target = ["load", "--server", &server.address, "--control", &server.control];
    let search = ["--find-max", "--rate", "60/s", "--duration", "2s", "--patience", "1s"];
    let mut command = command(&[&target[..], &search].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while documents(&server) < 20 {}
    let signal = |name: &str| {
        let pid = server.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    };
    signal("-STOP");
    let stood = Instant::now();
    let mut told = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    let round = stood.elapsed();
    // The next one waits for a sandbox.
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let left = stood.elapsed() - round;
    signal("-CONT");
    let second = Duration::from_secs(1);
    assert!(line.starts_with("round 1: 60/s broke: "), "{line}");
    assert!(round < second * 25 && left < second * 5, "{round:?} {left:?}");
    told.read_to_string(&mut line).unwrap();
    assert!(line.contains("no rate held"), "{line}");
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    assert!(
        text(&output.stderr).contains("the rates above are not the last word"),
        "{}",
        text(&output.stderr)
    );
}

/// Why parcels are wrong is asked of the server, which may take as long as it likes: the report does not wait for it.
#[test]
fn what_the_server_says_of_wrong_parcels_is_waited_for_so_long() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let good = include_str!("../../workloads/bad-data.toml");
    // Labels that no parcel keeps.
    let wrong = good.replace("TOTAL_PRICE_MISMATCH", "CURRENCY_UNKNOWN");
    fs::write(&file, wrong.replace("per_million = 100000", "per_million = 500000")).unwrap();
    assert_eq!(server.control(&["sandbox", "create", "slow", "--no-draws"]).status.code(), Some(0));
    let target = ["load", file.to_str().unwrap(), "--server", &server.address, "--control", &server.control];
    let run = ["--sandbox", "slow", "--rate", "40/s", "--duration", "3s", "--json"];
    let mut command = command(&[&target[..], &run].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while documents(&server) == 0 {}
    let late = ["sandbox", "faults", "slow", "--rpc", "ListDocuments", "--delay", "60s"];
    assert_eq!(server.control(&late).status.code(), Some(0));
    let began = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: Value = serde_json::from_str(text(&output.stdout).lines().next().unwrap()).unwrap();
    let wrong = report["wrong"].as_array().unwrap();
    assert!(
        !wrong.is_empty() && wrong.iter().all(|one| one["explained"] == serde_json::json!([])),
        "{wrong:?}"
    );
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
}

/// Nothing fails, and nothing is answered.
#[test]
fn a_run_without_an_answer_has_an_exit_code_of_its_own() {
    let server = Server::ephemeral();
    assert_eq!(server.control(&["sandbox", "create", "mute", "--no-draws"]).status.code(), Some(0));
    let late = ["sandbox", "faults", "mute", "--rpc", "SubmitDocuments", "--delay", "60s"];
    assert_eq!(server.control(&late).status.code(), Some(0));
    let output = load(&server, &[&SHORT[..], &["--sandbox", "mute", "--patience", "1s", "--json"]].concat());
    assert_eq!(output.status.code(), Some(4), "{}{}", text(&output.stdout), text(&output.stderr));
    let report = because(&output, &["receipts_missing"]);
    let count = |name: &str| report["counts"][name].as_u64().unwrap();
    assert_eq!((&report["ended"], count("answered"), count("errors")), (&"patience".into(), 0, 0));
    assert!(count("submissions") > 0 && count("unfinished") == count("started"), "{}", report["counts"]);
}

/// How many documents there are in all sandboxes.
fn documents(server: &Server) -> u64 {
    let found = rows(&server.control(&["sandbox", "list", "--json"]));
    found.iter().filter_map(|sandbox| sandbox["documents"].as_u64()).sum()
}

/// A run that would take a minute, of which some parcels are there.
fn under_way(server: &Server, more: &[&str]) -> Child {
    let target = ["load", "--server", &server.address, "--control", &server.control];
    let run = ["--rate", "60/s", "--duration", "60s", "--json"];
    let mut command = command(&[&target[..], &run, more].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while documents(server) < 100 {}
    child
}

/// The report, and whether the verdict has these reasons.
fn because(output: &Output, codes: &[&str]) -> Value {
    let report: Value = serde_json::from_str(text(&output.stdout).lines().next().unwrap()).unwrap();
    let found = report["verdict"]["because"].as_array().unwrap();
    for code in codes {
        assert!(found.iter().any(|because| because["code"] == *code), "{code}: {found:?}");
    }
    report
}

/// By whoever sits there, and by CI, `timeout` and systemd.
#[test]
fn a_run_that_is_stopped_ends_with_its_report() {
    for name in ["-INT", "-TERM"] {
        let server = Server::ephemeral();
        let folder = tempfile::tempdir().unwrap();
        let saved = folder.path().join("saved.json");
        let child = under_way(&server, &["--save", saved.to_str().unwrap()]);
        signal(name, &child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(10), "{name}: {}", text(&output.stderr));
        let report = because(&output, &["stopped"]);
        assert_eq!((&report["ended"], &report["verdict"]["correct"]), (&"stopped".into(), &true.into()));
        assert!(report["counts"]["right"].as_u64().unwrap() > 0);
        let saved: Value = serde_json::from_str(&fs::read_to_string(saved).unwrap()).unwrap();
        assert_eq!(saved["counts"], report["counts"]);
    }
}

/// What comes under its name afterwards has a clock, a seed and draws of its own.
#[test]
fn a_sandbox_that_is_deleted_or_begun_anew_is_told() {
    for change in [&["sandbox", "delete"][..], &["sandbox", "reset"]] {
        let server = Server::ephemeral();
        let child = under_way(&server, &["--no-receipts", "--sandbox", "mine", "--new"]);
        assert!(server.control(&[change, &["mine"]].concat()).status.success());
        interrupt(&child);
        let report = because(&child.wait_with_output().unwrap(), &["sandbox"]);
        assert_eq!(report["sandbox_lost"], true, "{change:?}");
    }
}

#[test]
fn a_server_that_is_killed_ends_a_run_with_its_report() {
    let mut server = Server::ephemeral();
    let child = under_way(&server, &[]);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    let report = because(&output, &["errors", "mailbox", "away"]);
    assert_eq!((&report["ended"], &report["verdict"]["correct"]), (&"away".into(), &true.into()));
    let counts = &report["counts"];
    assert!(counts["right"].as_u64().unwrap() > 0 && counts["failed"].as_u64().unwrap() > 0, "{counts}");
}

#[test]
fn a_rate_beyond_the_machine_is_told_by_the_verdict() {
    let server = Server::ephemeral();
    let beyond = ["--rate", "50000/s", "--duration", "500ms", "--no-receipts", "--in-flight", "20"];
    let output = load(&server, &[&beyond[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    let report = because(&output, &["missed"]);
    let (counts, seconds) = (&report["counts"], report["seconds"].as_array().unwrap());
    let due: u64 = seconds.iter().map(|second| second["due"].as_u64().unwrap()).sum();
    assert_eq!(counts["due"], due, "those that the pacing thread missed, too");
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!(count("due"), count("started") + count("missed"), "none is forgotten: {counts}");
}

const SHORT: [&str; 6] = ["burst", "--rate", "40/s", "--duration", "1s", "--even"];

/// Each file of a report on a disk that is full.
fn full(folder: &Path) -> Vec<[String; 2]> {
    let logs = folder.join("logs");
    fs::create_dir(&logs).unwrap();
    symlink("/dev/full", logs.join("ack.hlog")).unwrap();
    symlink("/dev/full", logs.join("899.hlog")).unwrap();
    let disk = |flag: &str| [flag.to_owned(), "/dev/full".to_owned()];
    let mut files: Vec<_> = ["--save", "--html", "--junit", "--ghz-json"].map(disk).into();
    files.push(["--hdr".to_owned(), logs.to_str().unwrap().to_owned()]);
    files
}

#[test]
fn a_full_disk_is_named_for_each_file() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    for [flag, file] in full(folder.path()) {
        let output = load(&server, &[&SHORT[..], &[&flag, &file, "--lang", "zh"]].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(11), "{flag}: {said}");
        let full = if flag == "--hdr" {
            vec![format!("{file}/ack.hlog"), format!("{file}/899.hlog")]
        } else {
            vec![file]
        };
        for file in full {
            assert!(said.contains(&format!("{file} 无法写入：磁盘已满")), "{flag}: {said}");
        }
        assert!(text(&output.stdout).contains("应答数"), "{flag}: the report is told");
    }
    let logs = folder.path().join("logs");
    assert!(fs::metadata(logs.join("lateness.hlog")).unwrap().len() > 100, "the other logs are whole");
}

/// A report without a place is told before anybody is asked, and leaves nothing behind.
#[test]
fn a_file_without_a_place_is_refused_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (pipe, logs) = (path("pipe"), path("logs"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::create_dir(&logs).unwrap();
    symlink(&pipe, folder.path().join("logs/899.hlog")).unwrap();
    fs::write(path("file"), "kept").unwrap();
    symlink(path("no/such"), folder.path().join("link")).unwrap();
    let (missing, here) = (path("no/page.html"), path(""));
    let (link, through, inside) = (path("link"), path("file/page.html"), path("file/logs"));
    let nowhere = ["cannot be written: No such file", "无法写入：没有此文件或文件夹"];
    let a_folder = ["cannot be written: Is a directory", "无法写入：是文件夹，不是文件"];
    let a_pipe = ["cannot be written: it is a pipe", "无法写入：是管道，不是文件"];
    let no_folder = ["cannot be written: Not a directory", "无法写入：路径中有的部分不是文件夹"];
    for flag in ["--save", "--html", "--junit", "--ghz-json"] {
        for (file, words) in
            [(&missing, nowhere), (&link, nowhere), (&here, a_folder), (&pipe, a_pipe), (&through, no_folder)]
        {
            is_told(&told(&[&[flag, file][..], &NOBODY].concat()), 2, words);
        }
    }
    is_told(&told(&[&["--hdr", &logs][..], &NOBODY].concat()), 2, a_pipe);
    is_told(&told(&[&["--hdr", &inside][..], &NOBODY].concat()), 2, no_folder);
    is_told(&told(&[&["--find-max", "--save", &missing][..], &NOBODY].concat()), 2, nowhere);
    // Looking changes nothing.
    let (old, new) = (path("file"), path("new.json"));
    is_told(
        &told(&[&["--save", &new, "--html", &old][..], &NOBODY].concat()),
        4,
        ["no server", "连不上服务"],
    );
    assert!(!fs::exists(new).unwrap() && fs::read_to_string(old).unwrap() == "kept");
}

/// What is a pipe only by the end of the run is not waited for.
#[test]
fn a_file_that_becomes_a_pipe_ends_nothing() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (pipe, saved) = (path("page.html"), path("saved.json"));
    let gone = path("gone/ghz.json");
    fs::create_dir(path("gone")).unwrap();
    let child = under_way(&server, &["--html", &pipe, "--save", &saved, "--ghz-json", &gone]);
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    fs::remove_dir(path("gone")).unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(11), "{said}");
    assert!(said.contains(&format!("{pipe} cannot be written: it is a pipe")), "{said}");
    assert!(said.contains(&format!("{gone} cannot be written: No such file")), "{said}");
    assert!(fs::metadata(&saved).unwrap().len() > 0, "the others are written");
}

/// Nobody reads what is told, or it finds no room: the files are written, and the exit code says what was found.
#[test]
fn files_and_exit_code_do_not_hang_on_who_reads() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.json");
    let target = ["load", "--server", &server.address, "--control", &server.control];
    let files = ["--save", saved.to_str().unwrap()];
    let full = Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let cases: [(&[&str], Stdio, i32); 2] =
        [(&[], full, 11), (&["--fail-if", "min>=0ms"], Stdio::piped(), 8)];
    for (gates, stdout, exit) in cases {
        let mut run = command(&[&target[..], &SHORT, &files, gates].concat());
        let mut child = run.stdout(stdout).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{}", text(&output.stderr));
        assert!(fs::metadata(&saved).unwrap().len() > 0);
        fs::remove_file(&saved).unwrap();
    }
}

#[test]
fn a_condition_that_is_said_twice_is_told_once() {
    let server = Server::ephemeral();
    let output = load(&server, &[&SHORT[..], &["--fail-if", "wrong>0", "--fail-if", "wrong>0"]].concat());
    assert_eq!(text(&output.stdout).matches("wrong>0").count(), 1, "{}", text(&output.stdout));
}

#[test]
fn a_sandbox_is_good_for_one_run() {
    let server = Server::ephemeral();
    let here = [&SHORT[..], &["--sandbox", "here"]].concat();
    assert_eq!(load(&server, &here).status.code(), Some(10), "nobody knows its draws");
    let again = ["en", "zh"].map(|lang| load(&server, &[&here[..], &["--lang", lang]].concat()));
    is_told(&again, 2, ["here has parcels of an earlier run", "沙箱 here 中已有以前压测的包裹"]);
    assert_eq!(server.control(&["sandbox", "reset", "here"]).status.code(), Some(0));
    assert_eq!(load(&server, &here).status.code(), Some(10));
}
