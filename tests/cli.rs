//! The built program, as a user runs it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are no tests to clippy")]

#[path = "cli/chinese.rs"]
mod chinese;
#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/configuration.rs"]
mod configuration;
#[path = "cli/credit.rs"]
mod credit;
#[path = "cli/docs.rs"]
mod docs;
#[path = "cli/ends.rs"]
mod ends;
#[path = "cli/forms.rs"]
mod forms;
#[path = "cli/load.rs"]
mod load;
#[path = "cli/load_files.rs"]
mod load_files;
#[path = "cli/load_frozen.rs"]
mod load_frozen;
#[path = "cli/load_join.rs"]
mod load_join;
#[path = "cli/load_refused.rs"]
mod load_refused;
#[path = "cli/load_undone.rs"]
mod load_undone;
#[path = "cli/processes.rs"]
mod processes;
#[path = "cli/provoke.rs"]
mod provoke;
#[path = "cli/refusals.rs"]
mod refusals;
#[path = "cli/risk.rs"]
mod risk;
#[path = "cli/sample.rs"]
mod sample;
#[path = "cli/sandboxes.rs"]
mod sandboxes;
#[path = "cli/seeding.rs"]
mod seeding;
#[path = "cli/start.rs"]
mod start;
#[path = "cli/typos.rs"]
mod typos;

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tongguan");

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    for variable in
        ["TONGGUAN_SERVER", "TONGGUAN_SANDBOX", "TONGGUAN_CONTROL", "TONGGUAN_THREADS", "TONGGUAN_LANG"]
    {
        command.env_remove(variable);
    }
    // What is told does not hang on whose machine this is.
    command.env("LC_ALL", "C.UTF-8");
    command
}

fn tongguan(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn rows(output: &Output) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A server that is stopped when the test ends.
struct Server {
    child: Child,
    address: String,
    control: String,
    json: String,
    /// All that it says when it answers.
    ready: Value,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut command = command(&["serve"]);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        // With an address of its own a server would take the usual port for JSON, which may be taken.
        if !arguments.contains(&"--listen-json") {
            command.args(["--listen-json", "127.0.0.1:0"]);
        }
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(ready["event"], "ready");
        let address = ready["address"].as_str().unwrap().to_owned();
        let control = ready["control"].as_str().unwrap_or_default().to_owned();
        let json = ready["json"].as_str().unwrap_or_default().to_owned();
        Self { child, address, control, json, ready }
    }

    fn ephemeral() -> Self {
        Self::start(&["--ephemeral", "--control", "127.0.0.1:0"])
    }

    fn call(&self, arguments: &[&str]) -> Output {
        command(arguments).args(["--server", &self.address]).output().unwrap()
    }

    fn control(&self, arguments: &[&str]) -> Output {
        command(arguments).args(["--control", &self.control]).output().unwrap()
    }

    fn terminate(&mut self) -> Option<i32> {
        let kill = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if the test has stopped it already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parcel(folder: &TempDir, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut documents: Value = serde_json::from_str(include_str!("cli/parcel.json")).unwrap();
    change(&mut documents);
    let path = folder.path().join("parcel.json");
    std::fs::write(&path, documents.to_string()).unwrap();
    path
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_code_has_a_meaning() {
    let rows = rows(&tongguan(&["codes", "--json"]));
    for row in &rows {
        let code = &row["code"];
        assert!(code.is_i64() || code.as_str().is_some_and(|code| !code.is_empty()), "{row}");
        assert!(row["meaning"].as_str().is_some_and(|meaning| !meaning.is_empty()), "{row}");
    }
    for kind in ["return", "fault", "finding", "reason", "xml", "outcome", "table"] {
        assert!(rows.iter().any(|row| row["kind"] == kind), "{kind}");
    }
    let people = tongguan(&["codes"]);
    assert!(text(&people.stdout).contains("海关退单"));
    assert!(!people.stdout.contains(&0x1b), "no colours in a pipe");
}

#[test]
fn one_code_is_looked_up() {
    let found = rows(&tongguan(&["codes", "-604001", "--json"]));
    assert_eq!(
        (found[0]["code"].as_str(), found[0]["document"].as_str()),
        (Some("DUPLICATE"), Some("declaration 清单"))
    );
    let countries = rows(&tongguan(&["--json", "codes", "country"]));
    assert!(countries.iter().any(|row| row["code"] == "502" && row["meaning_zh"] == "美国"));
    assert_eq!(tongguan(&["codes", "nothing-such"]).status.code(), Some(2));
}

#[test]
fn every_limit_is_listed() {
    let rows = rows(&tongguan(&["limits", "--json"]));
    for part in ["process", "transport", "journal"] {
        assert!(rows.iter().any(|row| row["part"] == part && row["value"].is_u64()), "{part}");
    }
}

#[test]
fn the_demo_tells_the_process() {
    let demo = tongguan(&["demo"]);
    let told = text(&demo.stdout);
    assert_eq!(demo.status.code(), Some(0), "{told}{}", text(&demo.stderr));
    for part in [
        "899  结关",
        "100  海关退单",
        "1323",
        "-604001",
        "500  查验",
        "class dishonest",
        "3 faults",
        "FIELD_MISSING",
        "TOTAL_PRICE_MISMATCH",
        "-603",
        "Now yours",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(told.lines().count() <= 90, "{}", told.lines().count());
    assert_eq!(text(&tongguan(&["demo"]).stdout), told, "the same seed tells the same story");
    let events = rows(&tongguan(&["demo", "--json"]));
    assert_eq!(events.iter().filter(|event| event["event"] == "scene").count(), 6);
}

#[test]
fn a_parcel_is_sent_and_followed() {
    let mut server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    let events = rows(&server.call(&["submit", name(&path), "--json"]));
    let code = |event: &Value| event["return_code"].as_i64().unwrap_or(0);
    assert_eq!(events.iter().filter(|event| event["event"] == "accepted").count(), 3);
    assert!(events.iter().any(|event| event["event"] == "step" && code(event) == 399));
    let waiting = events.last().unwrap();
    assert_eq!((waiting["event"].as_str(), waiting["document_id"].as_u64()), (Some("waiting"), Some(3)));
    assert!(waiting["waiting_for"][0].as_str().unwrap().contains("507"));

    let shown = rows(&server.call(&["show", "3", "--json"]));
    assert_eq!(shown[0]["document"]["declaration"]["order_no"], "HZ2026010500001");
    let pre_no = shown[0]["summary"]["accepted"]["pre_no"].as_str().unwrap();
    let invt_no = shown[0]["summary"]["accepted"]["invt_no"].as_str().unwrap();
    assert!(text(&server.call(&["show", pre_no]).stdout).contains("订单编号"));
    for key in [pre_no, invt_no, "3"] {
        assert!(text(&server.call(&["explain", key]).stdout).contains("waits for: the arrival"), "{key}");
    }
    let receipts = rows(&server.call(&["receipts", "--json"]));
    let numbers: Vec<_> = receipts.iter().map(|receipt| receipt["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert!(receipts.iter().any(|receipt| code(receipt) == 399 && receipt["meaning_zh"] == "海关审结"));
    let cursor = receipts[1]["cursor"].as_str().unwrap();
    assert_eq!(rows(&server.call(&["receipts", "--json", "--cursor", cursor]))[0]["number"], 3);
    assert!(text(&server.call(&["receipts", "--xml"]).stdout).contains("<ceb:CEB604Message"));
    assert_eq!(server.call(&["receipts", "--ack", "2"]).status.code(), Some(0));
    assert_eq!(rows(&server.call(&["receipts", "--json"]))[0]["number"], 3);
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn refusals_are_complete() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |value| {
        let declaration = &mut value["documents"][2]["declaration"];
        declaration["items"][0]["total_price"] = "25".into();
        declaration["country"] = "XXX".into();
        declaration.as_object_mut().unwrap().remove("agent_code");
    });
    let refused = server.call(&["submit", name(&path)]);
    assert_eq!(refused.status.code(), Some(3));
    let told = text(&refused.stdout);
    for part in [
        "3 faults",
        "agent_code (agentCode)",
        "-602001 FIELD_MISSING",
        "items[0].total_price",
        "found: 25",
        "allowed: 29.97",
        "do: send the field",
        "country",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let wrong = parcel(&folder, |value| value["documents"][0]["sales_order"]["ordernumber"] = "1".into());
    let refused = server.call(&["submit", name(&wrong)]);
    assert_eq!(refused.status.code(), Some(2));
    let told = text(&refused.stderr);
    assert!(told.contains("documents[0].sales_order.ordernumber (line 1, column "), "{told}");
    assert!(told.contains("no such field of SalesOrder; did you mean order_no?"), "{told}");
    let xml = folder.path().join("message.xml");
    std::fs::write(&xml, "\u{feff}<a/>").unwrap();
    assert!(text(&server.call(&["submit", name(&xml)]).stdout).contains("XML_UNREADABLE"));
}

#[test]
fn standard_input_and_forced_outcomes() {
    let server = Server::ephemeral();
    let mut submit = command(&["submit", "-", "--outcome", "send-failure", "--server", &server.address]);
    let mut child = submit.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let documents = include_bytes!("cli/parcel.json");
    child.stdin.take().unwrap().write_all(documents).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(text(&output.stdout).contains("   4  发送海关失败"), "{}", text(&output.stdout));
}

#[test]
fn a_manual_clock_is_moved_by_hand() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    rows(&server.control(&["sandbox", "create", "slow", "--clock", "manual", "--seed", "5", "--json"]));
    let sent = server.call(&["submit", name(&path), "--sandbox", "slow"]);
    assert!(text(&sent.stdout).contains("tongguan clock advance"), "{}", text(&sent.stdout));
    let moved = rows(&server.control(&["clock", "advance", "--next", "--sandbox", "slow", "--json"]));
    assert_eq!((moved[0]["fired"].as_u64(), moved[0]["seed"].as_u64()), (Some(1), Some(5)));
    rows(&server.control(&["clock", "set", "auto", "--sandbox", "slow", "--json"]));
    let explained = server.call(&["explain", "3", "--sandbox", "slow"]);
    assert!(text(&explained.stdout).contains(" 399  海关审结"), "{}", text(&explained.stdout));
    let names: Vec<_> = rows(&server.control(&["sandbox", "list", "--json"]));
    assert!(names.iter().any(|sandbox| sandbox["name"] == "slow"));
}

/// Until 2024-12-14 a retail declaration waited for its payment receipt; since then it does not.
#[test]
fn two_rule_sets_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    let arguments = ["compare", name(&path), "--before", "2024-12-14", "--after", "2024-12-15"];
    let told = text(&tongguan(&arguments).stdout);
    for part in [
        "declaration 清单",
        "2024-12-14/202205  2 3  ",
        "waits for payment receipt 3301960ABC+HZ2026010500001 (403)",
        "2024-12-15/202205  2 3 120 399  ",
        "3 of 3 documents fare differently",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let rows = rows(&tongguan(&[&arguments[..], &["--json"]].concat()));
    let codes: Vec<_> = ["before", "after"].map(|side| rows[2][side]["codes"].clone()).into();
    assert_eq!(
        (&rows[2]["same"], codes),
        (&false.into(), vec![Value::from(vec![2, 3]), Value::from(vec![2, 3, 120, 399])])
    );
    assert_eq!(rows[2]["before"]["waiting_for"].as_array().unwrap().len(), 1);

    let alike = ["compare", name(&path), "--before", "2024-12-15", "--after", "2025-12-15"];
    assert!(text(&tongguan(&alike).stdout).starts_with("0 of 3 documents fare differently"));
}

#[test]
fn data_outlive_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let (data, ready) = (folder.path().join("data"), folder.path().join("ready.json"));
    let path = parcel(&folder, |_| {});
    let arguments = ["--no-control", "--data", name(&data), "--ready-file", name(&ready)];
    let mut server = Server::start(&arguments);
    let written: Value = serde_json::from_str(&std::fs::read_to_string(&ready).unwrap()).unwrap();
    assert_eq!(written["address"], server.address.as_str());
    assert!(server.control.is_empty());
    rows(&server.call(&["submit", name(&path), "--json"]));

    let second = tongguan(&["serve", "--listen", "127.0.0.1:0", "--no-control", "--data", name(&data)]);
    assert_eq!(second.status.code(), Some(5));
    assert!(text(&second.stderr).contains("in use"), "{}", text(&second.stderr));

    assert_eq!(server.terminate(), Some(0));
    let server = Server::start(&arguments);
    assert!(text(&server.call(&["explain", "3"]).stdout).contains("399"));
}

#[test]
fn a_taken_port_is_named() {
    let server = Server::ephemeral();
    let second = tongguan(&["serve", "--ephemeral", "--listen", &server.address, "--no-control"]);
    assert_eq!(second.status.code(), Some(5));
    assert!(
        text(&second.stderr).contains(&format!("{} is in use", server.address)),
        "{}",
        text(&second.stderr)
    );
    assert!(second.stdout.is_empty());
}

#[test]
fn mistakes_are_told_in_one_line() {
    let nobody = tongguan(&["show", "1", "--server", "http://127.0.0.1:1"]);
    assert_eq!(nobody.status.code(), Some(4));
    let told = text(&nobody.stderr);
    assert_eq!(told, "tongguan: no server at http://127.0.0.1:1\n  start one with `tongguan serve`\n");
    let json = tongguan(&["show", "1", "--server", "http://127.0.0.1:1", "--json"]);
    let error: Value = serde_json::from_slice(&json.stderr).unwrap();
    assert_eq!(error["exit_code"], 4);
    assert_eq!(error["hint"], "start one with `tongguan serve`");
    assert_eq!(tongguan(&["nothing-such"]).status.code(), Some(2));
    assert_eq!(tongguan(&["--version"]).status.code(), Some(0));
    let remote = tongguan(&["serve", "--ephemeral", "--listen", "0.0.0.0:0"]);
    assert_eq!(remote.status.code(), Some(2));
    assert!(text(&remote.stderr).contains("nobody is asked for a key"));
}

#[test]
fn a_key_signs_and_its_signature_is_checked() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (key, message, signed, changed) = (path("k.pem"), path("m.xml"), path("s.xml"), path("c.xml"));
    let made = ["keys", "new", "--holder", "3301960A1B", "--name", "杭州", "--out", &key, "--json"];
    let made = rows(&tongguan(&made)).remove(0);
    assert_eq!(made["algorithm"], "sm2-sm3");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&key).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "a private key is read by its owner only");
    }
    let again = tongguan(&["keys", "new", "--holder", "x", "--name", "x", "--out", &key]);
    assert_eq!(again.status.code(), Some(2), "nothing is overwritten");
    assert_eq!(rows(&tongguan(&["keys", "show", &key, "--json"])).remove(0), made);

    std::fs::write(&message, "<m><a>x</a></m>").unwrap();
    assert_eq!(tongguan(&["keys", "sign", "--key", &key, &message, "--out", &signed]).status.code(), Some(0));
    let checked = rows(&tongguan(&["keys", "check", &signed, "--json"])).remove(0);
    assert_eq!(checked["verdict"], "valid");
    assert_eq!(checked["certificate_number"], made["certificate_number"]);

    std::fs::write(&changed, std::fs::read_to_string(&signed).unwrap().replace("<a>x", "<a>y")).unwrap();
    for (file, verdict) in [(&message, "unsigned"), (&changed, "invalid")] {
        let output = tongguan(&["keys", "check", file, "--json"]);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), &answer["verdict"]), (Some(1), &Value::from(verdict)));
    }
}

/// The parcel of the test, under another number.
fn numbered(folder: &TempDir, number: usize) -> PathBuf {
    let text = include_str!("cli/parcel.json").replace("HZ2026010500001", &format!("HZ20260105{number:05}"));
    let mut documents: Value = serde_json::from_str(&text).unwrap();
    documents["documents"].as_array_mut().unwrap().truncate(1);
    let path = folder.path().join(format!("order-{number}.json"));
    std::fs::write(&path, documents.to_string()).unwrap();
    path
}

#[test]
fn a_reader_that_goes_away_stops_no_sending() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (10..30).map(|number| numbered(&folder, number)).collect();
    for more in [&["--no-wait"][..], &["--json"][..]] {
        let mut submit = command(&["submit", "--server", &server.address]);
        submit.args(more).args(&paths).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = submit.spawn().unwrap();
        drop(child.stdout.take());
        let exit = child.wait().unwrap().code();
        let receipts = rows(&server.call(&["receipts", "--json"]));
        let taken = receipts.iter().filter(|receipt| receipt["return_code"] == 2).count();
        assert_eq!(taken, paths.len(), "{more:?}");
        // The second time, every one of them is a duplicate: that is told by the exit code.
        assert_eq!(exit, Some(if more == ["--json"] { 3 } else { 0 }));
    }
}

#[test]
fn the_ready_line_goes_to_inherited_descriptors_only() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // Closed here, each of these would be one of the server's own once it has opened its journal.
    let closed = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-";
    for fd in 3..=9 {
        let line = format!(
            "{closed}; exec '{PROGRAM}' serve --listen 127.0.0.1:0 --data '{}' --ready-fd {fd}",
            data.display()
        );
        let refused = Command::new("sh").args(["-c", &line]).output().unwrap();
        assert_eq!(refused.status.code(), Some(5), "{fd}");
        assert!(text(&refused.stderr).contains(&format!("descriptor {fd} is not open")));
    }
    assert!(!data.exists(), "a wrong start leaves nothing");
    let ready = folder.path().join("ready");
    let line = format!(
        "exec '{PROGRAM}' serve --ephemeral --listen 127.0.0.1:0 --no-control --ready-fd 9 9>'{}'",
        ready.display()
    );
    let mut child =
        Command::new("sh").args(["-c", &line]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut told).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(std::fs::read_to_string(&ready).unwrap(), told);
}

#[test]
fn xml_is_followed_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let arguments = ["--no-control", "--data", name(&data)];
    let mut server = Server::start(&arguments);
    let address = server.address.clone();
    rows(&server.call(&["submit", name(&numbered(&folder, 41)), "--json", "--no-wait"]));
    let mut follow = command(&["receipts", "--follow", "--xml", "--json", "--server", &address]);
    let mut follow = follow.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(follow.stdout.take().unwrap()).lines();
    let mut next =
        || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap()["number"].as_u64();
    assert_eq!([next(), next()], [Some(1), Some(2)]);
    assert_eq!(server.terminate(), Some(0));
    // Its usual place may be taken on this machine.
    let mut again = vec!["--listen", &address, "--listen-json", "off"];
    again.extend(arguments);
    let server = Server::start(&again);
    rows(&server.call(&["submit", name(&numbered(&folder, 42)), "--json", "--no-wait"]));
    assert_eq!([next(), next()], [Some(3), Some(4)]);
    follow.kill().unwrap();
    follow.wait().unwrap();
}

#[test]
fn a_script_reads_wrong_usage_too() {
    for arguments in
        [&["--json", "clock", "advance", "1h", "--next"][..], &["submit", "--json"], &["nothing", "--json"]]
    {
        let output = tongguan(arguments);
        let told: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!((output.status.code(), told["exit_code"].as_i64()), (Some(2), Some(2)), "{told}");
        assert!(told["hint"].as_str().unwrap().starts_with("Usage: tongguan"), "{told}");
    }
}
