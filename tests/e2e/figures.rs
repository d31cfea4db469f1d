//! The figures: what is exposed, whether it counts right, what is said of it, and who asks badly.

use crate::apart::{NOTHING, exchange, url};
use crate::elsewhere::{odd, one, submit};
use crate::support::Caller;
use crate::support::collector::Collector;
use crate::support::exposed::{Exposed, page, said};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};
use tongguan::compose::{Running, ServeOptions, Serves, start};
use tongguan::peers::Peers;
use tongguan_proto::risk::v1::Lane;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_testkit::Parcel;
use tonic::{Code, Status};

/// A server that shows its figures, with screening and scoring here or there.
async fn measured(peers: Peers) -> (Running, Caller, SocketAddr) {
    measured_at(peers, None).await
}

/// The same, which keeps a folder.
async fn measured_at(peers: Peers, folder: Option<&Path>) -> (Running, Caller, SocketAddr) {
    let data = folder.map(Path::to_owned);
    measured_with(ServeOptions { peers, data, ..ServeOptions::default() }).await
}

/// The same, told more.
async fn measured_with(options: ServeOptions) -> (Running, Caller, SocketAddr) {
    let peers = &options.peers;
    let serves =
        Serves { intake: true, risk: peers.risk.is_none(), credit: peers.credit.is_none(), ..NOTHING };
    let metrics = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let json = metrics;
    let running = start(ServeOptions { metrics, json, serves, feed: true, ..options }).await.unwrap();
    let caller = Caller::new(running.address(), running.control().unwrap());
    let metrics = running.metrics().unwrap();
    (running, caller, metrics)
}

/// An exchange that shows its figures, and follows this intake.
async fn measured_exchange(intake: SocketAddr) -> (Running, SocketAddr) {
    let metrics = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let running = exchange(intake, ServeOptions { metrics, ..ServeOptions::default() }).await.unwrap();
    let metrics = running.metrics().unwrap();
    (running, metrics)
}

/// Everything that processes can expose, after one parcel: intake with all of the others elsewhere.
pub(crate) async fn everything() -> Exposed {
    let risk = one(Serves { risk: true, ..NOTHING }, None).await;
    let credit = one(Serves { credit: true, ..NOTHING }, None).await;
    let peers =
        Peers { risk: Some(url(risk.address())), credit: Some(url(credit.address())), ..Peers::default() };
    let traces = Some(Collector::start().await.options());
    let (running, caller, metrics) =
        measured_with(ServeOptions { peers, traces, ..ServeOptions::default() }).await;
    caller.submit_parcel(&Parcel::number(1)).await;
    caller.mailbox().until_closed().await;
    let mut exposed = Exposed::at(metrics);
    let (exchange, metrics) = measured_exchange(running.address()).await;
    for (name, family) in Exposed::at(metrics).families {
        exposed.families.entry(name).or_insert(family);
    }
    for server in [exchange, running, risk, credit] {
        server.stop().await;
    }
    exposed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_forms_are_strict_and_say_the_same() {
    let (running, caller, metrics) = measured(Peers::default()).await;
    caller.submit_parcel(&Parcel::number(1)).await;
    let plain = Exposed::at(metrics);
    let text = page(metrics, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    let other = Exposed::read(text.strip_suffix("# EOF\n").expect("its end is marked"), "_total");
    // OpenMetrics names families without these.
    let bare = |name: &str| {
        let cut = ["_total", "_info"].into_iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        cut.to_owned()
    };
    let names = |exposed: &Exposed| exposed.families.keys().map(|name| bare(name)).collect::<Vec<_>>();
    assert_eq!(names(&plain), names(&other));
    let series = "tongguan_documents_taken_total{kind=\"waybill\"}";
    assert_eq!((plain.figure(series), other.figure(series)), (Some(1.0), Some(1.0)));
    running.stop().await;
}

/// The figures when nothing waits for the writer: the clocks of sandboxes ask it, too, at any moment.
fn at_rest(metrics: SocketAddr) -> Exposed {
    let mut looks = (0..1_000).map(|_| Exposed::at(metrics));
    looks.find(|seen| seen.figure("tongguan_writer_queue") == Some(0.0)).expect("it comes to rest")
}

/// A known sequence of calls, and what the figures say of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_are_those_of_the_calls() {
    let (running, caller, metrics) = measured(Peers::default()).await;
    let before = Exposed::at(metrics);
    assert_eq!(before.sum("tongguan_rpc_calls_total", &[]), 0.0, "nothing was called");

    caller.submit_parcel(&Parcel::number(1)).await;
    let receipts = caller.mailbox().until_closed().await;
    let bad = Parcel::number(2).with(|parcel| parcel.order.head.order_no.clear()).order;
    assert_eq!(caller.submit("bad", bad).await.unwrap_err().code(), Code::InvalidArgument);
    let other = caller.in_sandbox("other");
    submit(&other, 3).await;
    nobody_there(&caller).await;
    let json = "POST /grpc.health.v1.Health/Check HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
        connection: close\r\ncontent-length: 2\r\n\r\n{}";
    assert!(said(running.json().unwrap(), json.as_bytes()).contains("SERVING"));

    let after = at_rest(metrics);
    let calls = |method: &str, code: &str| {
        let labels = [format!("method=\"{method}\""), format!("code=\"{code}\"")];
        after.sum("tongguan_rpc_calls_total", &labels.each_ref().map(String::as_str))
    };
    let figure = |series: &str| after.figure(series).unwrap_or_else(|| panic!("no {series}"));
    let rows = [
        ("submissions", calls("SubmitDocuments", "OK"), 7.0),
        ("with a fault", calls("SubmitDocuments", "INVALID_ARGUMENT"), 1.0),
        ("over JSON", calls("Check", "OK"), 1.0),
        ("no such method", calls("unknown", "UNIMPLEMENTED"), 1.0),
        ("a stream that was left", after.sum("tongguan_rpc_calls_total", &["method=\"WatchReceipts\""]), 1.0),
        ("open", after.sum("tongguan_rpc_open", &[]), 0.0),
        ("refused", after.sum("tongguan_rpc_refused_total", &[]), 0.0),
        ("timed", after.sum("tongguan_rpc_duration_seconds_count", &["method=\"SubmitDocuments\""]), 8.0),
        ("orders", figure("tongguan_documents_taken_total{kind=\"sales_order\"}"), 2.0),
        ("declarations", figure("tongguan_documents_taken_total{kind=\"declaration\"}"), 2.0),
        ("departures", figure("tongguan_documents_taken_total{kind=\"departure\"}"), 1.0),
        ("closed", figure("tongguan_document_steps_total{step=\"close\"}"), 1.0),
        ("rejected", figure("tongguan_document_steps_total{step=\"reject\"}"), 0.0),
        ("sandboxes", figure("tongguan_sandboxes"), 2.0),
        ("failures", figure("tongguan_journal_failures_total"), 0.0),
        ("connections of JSON", figure("tongguan_connections_accepted_total{listener=\"json\"}"), 1.0),
    ];
    for (what, seen, expected) in rows {
        assert_eq!(seen, expected, "{what}");
    }
    let told = receipts.len() + other.mailbox().all().await.len();
    assert_eq!(figure("tongguan_receipts_told_total"), told as f64);
    assert!(figure("tongguan_journal_append_seconds_count") >= 1.0);
    assert!(figure("tongguan_journal_bytes_total") > 1_000.0);
    running.stop().await;
}

/// Calls a method of another listener.
async fn nobody_there(caller: &Caller) {
    let mut client = SandboxControlClient::new(caller.channel());
    let answer = client.get_sandbox(sandbox::GetSandboxRequest::default()).await;
    assert_eq!(answer.unwrap_err().code(), Code::Unimplemented);
}

/// What timers there are is known without asking a sandbox; those of a sandbox that is deleted are gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_are_those_that_wait() {
    let (running, caller, metrics) = measured(Peers::default()).await;
    let mut waiting = Vec::new();
    for name in ["one", "two"] {
        let caller = caller.in_sandbox(name);
        caller.create(1, sandbox::ClockMode::Manual).await;
        submit(&caller, 1).await;
        waiting.push(caller.view().await.timers as f64);
    }
    let timers = || Exposed::at(metrics).figure("tongguan_timers").unwrap();
    assert!(waiting[0] > 0.0);
    assert_eq!(timers(), waiting[0] + waiting[1]);
    let delete = sandbox::DeleteSandboxRequest { name: "one".to_owned() };
    caller.control().delete_sandbox(delete).await.unwrap();
    assert_eq!(timers(), waiting[1]);
    running.stop().await;
}

/// A copy says whether it follows, what it has taken, and how far behind it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_says_how_far_it_is() {
    let began = since_1970();
    let folder = tempfile::tempdir().unwrap();
    let (intake, caller, _) = measured_at(Peers::default(), Some(folder.path())).await;
    let (exchange, metrics) = measured_exchange(intake.address()).await;
    let there = caller.clone().with_exchange(exchange.address());
    submit(&there.in_sandbox("one"), 1).await;
    submit(&there, 1).await;
    // What is read is there.
    there.in_sandbox("one").mailbox().all().await;
    there.mailbox().all().await;
    let names = [
        "tongguan_feed_sandboxes",
        "tongguan_feed_following",
        "tongguan_feed_behind_total",
        "tongguan_feed_ended_total",
    ];
    let exposed = Exposed::at(metrics);
    assert_eq!(names.map(|name| exposed.figure(name)), [2.0, 1.0, 0.0, 0.0].map(Some));
    // The list, and each sandbox.
    assert!(exposed.figure("tongguan_feed_entries_total").unwrap() >= 4.0);
    assert!(exposed.figure("tongguan_feed_catch_up_seconds_count").unwrap() >= 2.0);
    let last = exposed.figure("tongguan_feed_last_entry_timestamp_seconds").unwrap();
    assert!((began..=since_1970()).contains(&last), "{last}");
    assert_eq!(exposed.figure("tongguan_documents_taken_total"), None, "it is counted where it is decided");

    let address = intake.address();
    intake.stop().await;
    let until = async |figure: f64| {
        while Exposed::at(metrics).figure("tongguan_feed_following") != Some(figure) {
            tokio::task::yield_now().await;
        }
    };
    until(0.0).await;
    assert_eq!(names.map(|name| Exposed::at(metrics).figure(name)), [2.0, 0.0, 0.0, 1.0].map(Some));
    let intake = crate::exchange::with_feed(Some(address), Some(folder.path())).await;
    until(1.0).await;
    exchange.stop().await;
    intake.stop().await;
}

fn since_1970() -> f64 {
    std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() as f64
}

/// What a start replays happened before, and is not counted again; what is there is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_counts_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let names = [
        "tongguan_sandboxes",
        "tongguan_timers",
        "tongguan_documents_taken_total",
        "tongguan_receipts_told_total",
    ];
    let mut seen = Vec::new();
    for start in 0..2 {
        let (running, caller, metrics) = measured_at(Peers::default(), Some(folder.path())).await;
        let manual = caller.in_sandbox("manual");
        if start == 0 {
            manual.create(1, sandbox::ClockMode::Manual).await;
            submit(&manual, 1).await;
        }
        let exposed = Exposed::at(metrics);
        assert_eq!(exposed.sum("tongguan_timers", &[]), manual.view().await.timers as f64);
        seen.push(names.map(|name| exposed.sum(name, &[])));
        running.stop().await;
    }
    let [before, after] = [seen[0], seen[1]];
    assert!(before.iter().all(|figure| *figure > 0.0), "{before:?}");
    assert_eq!(after, [before[0], before[1], 0.0, 0.0]);
}

/// Screening elsewhere that says so, and how its questions count: asked, answered, unusable, away.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_count_by_what_became_of_them() {
    type Says = fn(u32) -> Result<tongguan_proto::risk::v1::ScreenResponse, Status>;
    let rows: [(&str, Says, [f64; 4]); 3] = [
        ("well", |_| Ok(crate::elsewhere::decision(Lane::Green, "ours")), [1.0, 1.0, 0.0, 0.0]),
        ("refused", |_| Err(Status::invalid_argument("no")), [1.0, 0.0, 1.0, 0.0]),
        (
            "later",
            |call| match call {
                0..2 => Err(Status::internal("not today")),
                _ => Ok(crate::elsewhere::decision(Lane::Green, "ours")),
            },
            [3.0, 1.0, 0.0, 2.0],
        ),
    ];
    for (what, says, expected) in rows {
        let (_, address) = odd(says).await;
        let (running, caller, metrics) =
            measured(Peers { risk: Some(url(address)), ..Peers::default() }).await;
        submit(&caller, 1).await;
        crate::elsewhere::until(&caller, 4, tongguan_proto::document::v1::State::Reviewed).await;
        let exposed = Exposed::at(metrics);
        let answers = |result: &str| {
            exposed.sum("tongguan_peer_answers_total", &["peer=\"risk\"", &format!("result=\"{result}\"")])
        };
        let asked = exposed.sum("tongguan_peer_asked_total", &["peer=\"risk\""]);
        assert_eq!([asked, answers("answered"), answers("unusable"), answers("away")], expected, "{what}");
        assert_eq!(exposed.sum("tongguan_peer_open", &[]), 0.0, "{what}");
        assert_eq!(exposed.sum("tongguan_peer_duration_seconds_count", &["peer=\"risk\""]), asked, "{what}");
        assert_eq!(exposed.sum("tongguan_peer_asked_total", &["peer=\"credit\""]), 0.0, "it is here");
        running.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_page_is_served_whatever_is_asked() {
    let (running, _, metrics) = measured(Peers::default()).await;
    let close = "host: x\r\nconnection: close\r\n\r\n";
    let many = format!("GET /metrics HTTP/1.1\r\n{}{close}", "a: b\r\n".repeat(2_000));
    let large = format!("GET /metrics HTTP/1.1\r\nx: {}\r\n{close}", "a".repeat(200_000));
    let rows: &[(&str, String, &str)] = &[
        ("the page", format!("GET /metrics HTTP/1.1\r\n{close}"), "HTTP/1.1 200"),
        ("with a question", format!("GET /metrics?a=b HTTP/1.1\r\n{close}"), "HTTP/1.1 200"),
        ("its head", format!("HEAD /metrics HTTP/1.1\r\n{close}"), "HTTP/1.1 200"),
        ("the root", format!("GET / HTTP/1.1\r\n{close}"), "HTTP/1.1 404"),
        ("another path", format!("GET /metrics/../etc HTTP/1.1\r\n{close}"), "HTTP/1.1 404"),
        ("a post", format!("POST /metrics HTTP/1.1\r\ncontent-length: 900\r\n{close}"), "HTTP/1.1 405"),
        ("a post of gRPC", format!("POST /grpc.health.v1.Health/Check HTTP/1.1\r\n{close}"), "HTTP/1.1 404"),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), ""),
        ("no HTTP", "\u{16}\u{3}\u{1}\r\n\r\n".to_owned(), "HTTP/1.1 400"),
        ("many headers", many, "HTTP/1.1 431"),
        ("a huge header", large, "HTTP/1.1 431"),
    ];
    for (what, request, begin) in rows {
        let answer = said(metrics, request.as_bytes());
        assert!(answer.starts_with(begin), "{what}: {answer}");
        assert!(*begin == "HTTP/1.1 200" || !answer.contains("tongguan_rpc"), "{what}");
    }
    // Who begins and does not go on is not waited for.
    let begun = Instant::now();
    assert_eq!(said(metrics, b"GET /metrics HT"), "");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(Exposed::at(metrics).figure("tongguan_connections_open{listener=\"metrics\"}"), Some(1.0));
    running.stop().await;
}

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// Rows of `docs/metrics.md`: name, type, labels.
fn documented() -> BTreeMap<String, (String, String)> {
    let page = read("docs/metrics.md");
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, kind, labels, meaning] = cells[..] else { panic!("four columns: {line}") };
        assert!(!meaning.is_empty(), "{line}");
        let labels = labels.replace(['`', '–'], "");
        (name.trim_matches('`').to_owned(), (kind.to_owned(), labels))
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_names_every_figure_and_no_other() {
    let exposed = everything().await;
    let mut seen: BTreeMap<_, _> = exposed
        .families
        .iter()
        .map(|(name, family)| {
            let labels = family.labels.iter().cloned().collect::<Vec<_>>().join(", ");
            (name.clone(), (family.kind.clone(), labels))
        })
        .collect();
    let mut documented = documented();
    // In any order.
    for (_, labels) in seen.values_mut().chain(documented.values_mut()) {
        let mut sorted: Vec<_> = labels.split(", ").collect();
        sorted.sort_unstable();
        *labels = sorted.join(", ");
    }
    assert_eq!(documented, seen, "docs/metrics.md and what is exposed");
}

/// What a rule or a picture asks for is there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_of_the_dashboard_is_exposed() {
    let exposed = everything().await;
    let dashboard: serde_json::Value = serde_json::from_str(&read("deploy/grafana/dashboard.json")).unwrap();
    let (mut asked, mut expressions) = (0, Vec::new());
    gather(&dashboard, &mut expressions);
    for expression in &expressions {
        let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for name in words.filter(|word| word.starts_with("tongguan_") || word.starts_with("process_")) {
            let family = ["_bucket", "_sum", "_count"].into_iter().find_map(|end| name.strip_suffix(end));
            let known = exposed.families.contains_key(name)
                || family.is_some_and(|family| {
                    exposed.families.get(family).is_some_and(|family| family.kind == "histogram")
                });
            assert!(known, "{name} of {expression} is not exposed");
            asked += 1;
        }
    }
    assert!(expressions.len() > 8 && asked >= expressions.len(), "{expressions:?}");
}

fn gather(value: &serde_json::Value, expressions: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(text) if name == "expr" => expressions.push(text.to_owned()),
                    _ => gather(value, expressions),
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| gather(value, expressions)),
        _ => {}
    }
}
