//! Goal: a run that does not come about, or not where it was to be, says so in time, and leaves nothing behind.

use super::load::load;
use super::load_join::{Leader, TOKEN, join};
use super::load_refused::{interrupt, somebody};
use super::{Server, command, rows, text};
use serde::Serialize;
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};
use tongguan_load::join::messages::{Answers, Assignment, FORMAT, Hello, Says, Source};
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::share::Share;

const SHORT: [&str; 6] = ["quiet-day", "--rate", "20/s", "--duration", "1s", "--even"];

/// Sandboxes that are there.
fn sandboxes(server: &Server) -> Vec<String> {
    let found = rows(&server.control(&["sandbox", "list", "--json"]));
    found.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

fn begun(arguments: &[&str]) -> Child {
    let mut command = command(&[&["load"], arguments].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn reasons(output: &Output) -> (Value, Vec<String>) {
    let told = text(&output.stdout);
    assert!(!told.is_empty(), "{}", text(&output.stderr));
    let report: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    let because = report["verdict"]["because"].as_array().unwrap();
    let codes = because.iter().map(|because| because["code"].as_str().unwrap().to_owned()).collect();
    (report, codes)
}

/// Control makes a sandbox without draws on one server, and the other takes the parcels, with draws.
#[test]
fn a_sandbox_that_holds_nothing_of_the_run_says_nothing_of_its_draws() {
    let (server, other) = (Server::ephemeral(), Server::ephemeral());
    let apart = ["load", "--server", &server.address, "--control", &other.control, "--json"];
    let output = command(&[&apart[..], &SHORT].concat()).output().unwrap();
    let (report, codes) = reasons(&output);
    assert!(codes.iter().any(|code| code == "draws"), "{codes:?}");
    assert_eq!((&report["asked"]["draws_off"], output.status.code()), (&Value::Null, Some(10)));
    let told = text(&output.stderr);
    assert!(told.contains("holds nothing of what was sent"), "{told}");
    // The same of one generator among several.
    let leader = Leader::of(&server, &[&SHORT[..], &["--generators", "2"]].concat());
    join(&other, &leader.address).wait().unwrap();
    let (told, output) = leader.ended();
    let (report, codes) = reasons(&output);
    assert!(codes.iter().any(|code| code == "draws"), "{codes:?}");
    assert_eq!(report["asked"]["draws_off"], Value::Null);
    assert!(told.iter().any(|line| line.contains("-2 at --control holds nothing")), "{told:?}");
    // As it has to be.
    let (report, codes) = reasons(&load(&server, &[&SHORT[..], &["--json"]].concat()));
    assert!(!codes.iter().any(|code| code == "draws"), "{codes:?}");
    assert_eq!(report["asked"]["draws_off"], true);
}

/// Whoever takes connections and says nothing is left after ten seconds, whatever was to be asked.
#[test]
fn who_says_nothing_before_the_run_is_no_server() {
    let server = Server::ephemeral();
    let (address, _listener) = somebody(b"");
    let silent = format!("http://{address}");
    let leader = Leader::of(&server, &[&SHORT[..], &["--generators", "2"]].concat());
    let [at_server, at_control] = ["the server at http://127.0.0.1", "the sandbox control at --control"];
    let named: &[&str] = &["--server", &silent, "--sandbox", "mine"];
    let made: &[&str] = &["--server", &silent, "--control", &server.control];
    let cases = [
        (named, at_server),
        (made, at_server),
        (&[made, &["--sandbox", "mine", "--new"][..]].concat(), at_server),
        (&[made, &["--find-max"][..]].concat(), at_server),
        (&["--server", &server.address, "--control", &silent], at_control),
        (&["--join", &leader.address, "--token", TOKEN, "--server", &silent], at_server),
    ];
    let began = Instant::now();
    let running = cases.map(|(arguments, words)| (begun(arguments), words, arguments.join(" ")));
    for (child, words, arguments) in running {
        let output = child.wait_with_output().unwrap();
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{arguments}: {told}");
        let said = told.contains(words) && told.contains("takes connections, and says nothing");
        assert!(said, "{arguments}: {told}");
    }
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    let (_, output) = leader.ended();
    assert_eq!(output.status.code(), Some(10), "it cannot begin without the other");
    assert_eq!(sandboxes(&server), [""; 0], "nothing was sent to any");
}

/// Also without `--delete`: the next try under its name begins as if there had been none.
#[test]
fn a_sandbox_of_a_run_that_does_not_begin_is_taken_away() {
    let server = Server::ephemeral();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let broker = format!("amqp://guest:wrong@{}", nobody.local_addr().unwrap());
    drop(nobody);
    for more in [&[][..], &["--delete"]] {
        let way = ["--transport", "amqp", "--amqp", &broker, "--sandbox", "mine", "--new"];
        let output = load(&server, &[&SHORT[..], &way, more].concat());
        assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
        assert_eq!(sandboxes(&server), [""; 0]);
    }
    // Somebody leaves while the server says nothing.
    let (address, listener) = somebody(b"");
    let silent = format!("http://{address}");
    let child = begun(&["--server", &silent, "--control", &server.control]);
    while sandboxes(&server).is_empty() {}
    let _silent = listener.accept().unwrap();
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(10), "{}", text(&output.stderr));
    assert_eq!(sandboxes(&server), [""; 0]);
    // One that the run went into stays, unless it is to be deleted.
    assert!(load(&server, &SHORT).status.code().is_some_and(|code| code != 4));
    assert_eq!(sandboxes(&server).len(), 1);
    assert!(load(&server, &[&SHORT[..], &["--delete"]].concat()).status.code() != Some(4));
    assert_eq!(sandboxes(&server).len(), 1);
}

/// Another end of a shared run, which says what it likes.
struct Other(BufReader<TcpStream>);

impl Other {
    fn says(&mut self, what: &impl Serialize) {
        let line = serde_json::to_string(what).unwrap() + "\n";
        self.0.get_mut().write_all(line.as_bytes()).unwrap();
    }

    fn hears(&mut self) -> Value {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

/// What a generator does instead of taking part.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Instead {
    SaysItCannot,
    Leaves,
    /// Its leader is stopped meanwhile.
    SaysNothing,
    /// It could begin, and says nothing of its clock; its leader is stopped meanwhile.
    HasNoClock,
}

#[test]
fn a_shared_run_that_does_not_begin_leaves_no_sandbox() {
    let server = Server::ephemeral();
    for (instead, words) in [
        (Instead::SaysItCannot, "cannot take part: no"),
        (Instead::Leaves, "went away before the run began"),
        (Instead::SaysNothing, "it was stopped before anything started"),
        (Instead::HasNoClock, "it was stopped before anything started"),
    ] {
        let leader = Leader::of(&server, &[&SHORT[..], &["--generators", "2"]].concat());
        let mut other = Other(BufReader::new(TcpStream::connect(&leader.address).unwrap()));
        let [format, version, token] = [FORMAT, env!("TONGGUAN_VERSION"), TOKEN].map(str::to_owned);
        other.says(&Hello { format, version, token });
        assert!(other.hears()["assignment"].is_object());
        assert_eq!(sandboxes(&server).len(), 2, "{instead:?}");
        let other = match instead {
            Instead::SaysItCannot => {
                other.says(&Answers::Unable { why: "no".to_owned() });
                Some(other)
            }
            Instead::Leaves => {
                drop(other);
                None
            }
            Instead::SaysNothing => Some(other),
            Instead::HasNoClock => {
                other.says(&Answers::Ready);
                assert_eq!(other.hears(), "clock");
                Some(other)
            }
        };
        if matches!(instead, Instead::SaysNothing | Instead::HasNoClock) {
            interrupt(&leader.child);
        }
        let since = Instant::now();
        let (told, output) = leader.ended();
        assert_eq!(output.status.code(), Some(10), "{instead:?}: {told:?}");
        assert!(told.iter().any(|line| line.contains(words)), "{instead:?}: {told:?}");
        assert!(since.elapsed() < Duration::from_secs(10), "{instead:?}: {:?}", since.elapsed());
        assert_eq!(sandboxes(&server), [""; 0], "{instead:?}");
        drop(other);
    }
}

/// A leader that asks for this, and a generator that joins it.
fn led(server: &Server, order: Assignment) -> (Other, Child) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let child = join(server, &listener.local_addr().unwrap().to_string());
    let mut leader = Other(BufReader::new(listener.accept().unwrap().0));
    assert_eq!(leader.hears()["token"], TOKEN);
    leader.says(&Says::Assignment(Box::new(order)));
    (leader, child)
}

fn order() -> Assignment {
    Assignment {
        share: Share::of(1, 2).unwrap(),
        source: Source::Named("quiet-day".to_owned()),
        law: Law::constant(20.0, Duration::from_secs(1), Arrivals::Even).unwrap(),
        seed: 1,
        users: None,
        transport: "unary".to_owned(),
        in_flight: 100,
        receipts: true,
        patience: Duration::from_secs(5),
        sandbox: "shared".to_owned(),
        fresh: true,
    }
}

/// Bounds of the flags hold for whoever speaks by the protocol, too.
#[test]
fn a_generator_does_not_do_what_no_leader_may_ask() {
    let server = Server::ephemeral();
    for order in [
        Assignment { users: Some(1 << 63), in_flight: usize::MAX, ..order() },
        Assignment { users: Some(101), ..order() },
        Assignment { users: Some(0), ..order() },
        Assignment { in_flight: 1_000_001, ..order() },
        Assignment { in_flight: 0, ..order() },
    ] {
        let told = format!("{:?} {}", order.users, order.in_flight);
        let (mut leader, child) = led(&server, order);
        let why = leader.hears();
        assert_eq!(why["unable"]["why"], "the leader asks for more than a run may have", "{told}");
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(2), "{told}");
    }
}

/// A beginning that never comes is refused, one that is far away can be left.
#[test]
fn a_generator_waits_for_no_beginning_that_is_none() {
    let server = Server::ephemeral();
    let closed = Assignment { users: Some(5), ..order() };
    let (foreign, stopped) = ("says what does not belong there", "it was stopped before anything started");
    for (order, at, stop, words) in [
        (order(), u64::MAX, false, foreign),
        (order(), 400_000_000_000, false, foreign),
        (closed.clone(), u64::MAX, false, foreign),
        (closed.clone(), 200_000_000_000, true, stopped),
        (closed, 200_000_000_000, false, "the leader at"),
    ] {
        let (mut leader, child) = led(&server, order);
        assert_eq!(leader.hears(), "ready");
        leader.says(&Says::Begin { at });
        let since = Instant::now();
        if stop {
            interrupt(&child);
        }
        // Nothing more is said; of the last one the leader goes.
        let leader = Some(leader).filter(|_| words != "the leader at");
        let output = child.wait_with_output().unwrap();
        let told = text(&output.stderr);
        assert!(output.status.code() == Some(10) && told.contains(words), "{at}: {told}");
        assert!(since.elapsed() < Duration::from_secs(10), "{at}: {:?}", since.elapsed());
        drop(leader);
    }
}

/// Whoever stops one of several is told that it did not do its share.
#[test]
fn a_generator_that_is_stopped_does_not_end_well() {
    let server = Server::ephemeral();
    let long = ["quiet-day", "--rate", "50/s", "--duration", "4s", "--generators", "2"];
    let leader = Leader::of(&server, &long);
    let other = join(&server, &leader.address);
    let begun = || {
        let found = rows(&server.control(&["sandbox", "list", "--json"]));
        found.iter().any(|one| one["name"].as_str().unwrap().ends_with("-2") && one["documents"] != 0)
    };
    while !begun() {}
    interrupt(&other);
    let output = other.wait_with_output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(10), "{told}");
    assert!(told.contains("it was stopped before its share was done"), "{told}");
    let (_, output) = leader.ended();
    assert!(reasons(&output).1.iter().any(|code| code == "stopped"));
}

/// Also what is below one a second, and a shape that goes above 1.
#[test]
fn a_search_begins_at_the_rate_that_was_asked() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let steep = folder.path().join("steep.toml");
    let good = include_str!("../../workloads/burst.toml");
    assert!(good.contains("shape = [0.0667, 1.0,"));
    fs::write(&steep, good.replacen("shape = [0.0667, 1.0,", "shape = [0.0667, 4.0,", 1)).unwrap();
    for (workload, rate, peak) in [("quiet-day", "0.4/s", None), (steep.to_str().unwrap(), "2/s", Some(8.0))]
    {
        let search = [workload, "--find-max", "--rate", rate, "--duration", "1s", "--even", "--json"];
        let output = load(&server, &[&search[..], &["--fail-if", "max(ack)>=0ms"]].concat());
        let told = rows_of(&output);
        let asked: f64 = rate.trim_end_matches("/s").parse().unwrap();
        assert_eq!((&told[0]["event"], told[0]["per_second"].as_f64()), (&"round".into(), Some(asked)));
        let report = told.iter().find(|line| line["format"] == "tongguan-load/1").unwrap();
        let found = report["asked"]["peak_per_second"].as_f64().unwrap();
        let lowest = told.iter().rfind(|line| line["event"] == "round").unwrap()["per_second"].as_f64();
        assert!(peak.is_none_or(|peak| found / lowest.unwrap() == peak / asked), "{found} {lowest:?}");
    }
}

fn rows_of(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A report is read by others, whatever language this command spoke.
#[test]
fn what_the_server_says_of_wrong_parcels_has_both_languages() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let good = include_str!("../../workloads/bad-data.toml");
    // A label that no parcel keeps.
    let wrong = good.replace("per_million = 100000", "per_million = 900000");
    let wrong = wrong.replace("earns = \"100\"", "earns = \"300\"");
    fs::write(&file, wrong).unwrap();
    let run = [file.to_str().unwrap(), "--rate", "60/s", "--duration", "2s"];
    let chinese =
        |text: &Value| text.as_str().unwrap().chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for (lang, of) in [("zh", "explained_zh"), ("en", "explained")] {
        let saved = folder.path().join(lang);
        let output =
            load(&server, &[&run[..], &["--save", saved.to_str().unwrap(), "--lang", lang]].concat());
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        let report: Value = serde_json::from_str(&fs::read_to_string(saved).unwrap()).unwrap();
        let wrong = report["wrong"].as_array().unwrap();
        let lines = |field: &str| -> Vec<Value> {
            wrong.iter().flat_map(|one| one[field].as_array().unwrap().clone()).collect()
        };
        let (en, zh) = (lines("explained"), lines("explained_zh"));
        assert!(!en.is_empty() && en.len() == zh.len(), "{wrong:?}");
        // What receipts say is Chinese for everybody.
        assert!(en.contains(&"3 sent to customs".into()) && zh.iter().all(chinese), "{en:?} {zh:?}");
        let line = lines(of)[0].as_str().unwrap().to_owned();
        assert!(text(&output.stdout).contains(&line), "{line}");
    }
}
