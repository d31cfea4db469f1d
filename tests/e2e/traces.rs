//! Traces: what a collector is sent of a call, in one process and in four; and that nothing else is changed by them.

use crate::determinism::recorded;
use crate::elsewhere::submit;
use crate::support::Caller;
use crate::support::caller::{SENDER, ceb_message};
use crate::support::child::Peer;
use crate::support::collector::{Collector, Seen, named, number, to};
use crate::support::exposed::{Exposed, said};
use crate::support::ports::free;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_stream::StreamExt;
use tongguan::compose::{Running, ServeOptions, start};
use tongguan_exchange::transports::{HttpOptions, TransportOptions};
use tongguan_proto::intake::v1::SubmitStreamRequest;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_testkit::Parcel;
use tongguan_traces::Options;
use tongguan_wire::document::write;
use tonic::Code;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";
const OTHER: &str = "ffffffffffffffffffffffffffffff01";

fn parent(trace: &str, flags: &str) -> String {
    format!("00-{trace}-{SPAN}-{flags}")
}

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

async fn traced(traces: Options) -> (Running, Caller) {
    traced_at(traces, None).await
}

async fn traced_at(traces: impl Into<Option<Options>>, data: Option<&Path>) -> (Running, Caller) {
    let options = ServeOptions {
        traces: traces.into(),
        json: Some(ANY),
        metrics: Some(ANY),
        data: data.map(Path::to_owned),
        transports: TransportOptions {
            http: Some(HttpOptions { listen: ANY, callbacks: Vec::new() }),
            ..TransportOptions::default()
        },
        ..ServeOptions::default()
    };
    let running = start(options).await.unwrap();
    let caller = Caller::new(running.address(), running.control().unwrap());
    (running, caller)
}

fn codes(receipts: &[&Seen]) -> Vec<i64> {
    receipts.iter().map(|seen| seen.number("tongguan.receipt.code").unwrap()).collect()
}

/// The one span of a server that has this name and this trace.
fn the<'s>(spans: &'s [Seen], name: &str, trace: &str) -> &'s Seen {
    let found: Vec<_> =
        spans.iter().filter(|seen| seen.is(name) && seen.is_server() && seen.trace() == trace).collect();
    assert_eq!(found.len(), 1, "{name} of {trace}: {found:#?}");
    found[0]
}

/// From the edge to the receipts: one trace, whose ids are those of the caller.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declaration_from_the_edge_to_its_receipts() {
    let collector = Collector::start().await;
    let (running, caller) = traced(collector.options()).await;
    submit(&caller.with("traceparent", &parent(TRACE, "01")), 1).await;
    let last = i64::try_from(caller.view().await.journal_position).unwrap();
    let all = |spans: &[Seen]| {
        let calls = named(spans, "SubmitDocuments").len() + named(spans, "journal group").len();
        named(spans, "receipt").len() >= 13 && calls >= 2
    };
    let spans = collector.until(all).await;

    let call = the(&spans, "SubmitDocuments", TRACE);
    assert_eq!((call.parent().as_str(), call.service.as_str()), (SPAN, "tongguan"));
    assert_eq!(call.span.name, "tongguan.intake.v1.DeclarationIntake/SubmitDocuments");
    for (key, value) in [
        ("rpc.system", "grpc"),
        ("rpc.service", "tongguan.intake.v1.DeclarationIntake"),
        ("rpc.method", "SubmitDocuments"),
    ] {
        assert_eq!(call.word(key), value);
    }
    assert_eq!((call.number("rpc.grpc.status_code"), call.number("tongguan.log")), (Some(0), Some(1)));
    assert_eq!(call.number("tongguan.position.last"), Some(last), "what it wrote is the end of the journal");

    let groups: Vec<_> =
        named(&spans, "journal group").into_iter().filter(|seen| seen.links().contains(&call.id())).collect();
    let [group] = groups[..] else { panic!("{groups:#?}") };
    assert!(group.parent().is_empty() && group.trace() != TRACE, "it serves many, and belongs to nobody");
    assert!(group.number("tongguan.group.bytes").unwrap() > 100);

    let receipts = named(&spans, "receipt");
    assert!(receipts.iter().all(|seen| seen.trace() == TRACE && seen.parent() == call.id()), "{receipts:#?}");
    let of = |kind: &str| -> Vec<_> {
        receipts.iter().copied().filter(|seen| seen.word("tongguan.receipt.kind") == kind).collect()
    };
    assert_eq!(codes(&of("declaration")), [2, 3, 120, 399]);
    assert!(receipts.iter().all(|seen| seen.number("tongguan.position") <= Some(last)));
    running.stop().await;
}

/// What a timer tells later is in the trace of the document, and linked to the call that moved the clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_that_comes_later_joins_the_trace_of_its_document() {
    let collector = Collector::start().await;
    let (running, caller) = traced(collector.options()).await;
    let caller = caller.in_sandbox("manual");
    caller.create(1, Manual).await;
    submit(&caller.with("traceparent", &parent(TRACE, "01")), 1).await;
    caller.with("traceparent", &parent(OTHER, "01")).advance(To::UntilIdle(true)).await.unwrap();
    let is_last = |seen: &&Seen| seen.number("tongguan.receipt.code") == Some(399);
    let all = |spans: &[Seen]| {
        let calls = ["SubmitDocuments", "AdvanceClock"].iter().all(|name| !named(spans, name).is_empty());
        calls && named(spans, "receipt").iter().any(is_last)
    };
    let spans = collector.until(all).await;
    let (call, moved) = (the(&spans, "SubmitDocuments", TRACE), the(&spans, "AdvanceClock", OTHER));
    let receipts = named(&spans, "receipt");
    let reviewed = receipts.iter().find(|seen| is_last(seen)).unwrap();
    assert_eq!((reviewed.trace().as_str(), reviewed.parent()), (TRACE, call.id()));
    assert_eq!(reviewed.links(), [moved.id()]);
    assert!(moved.number("tongguan.position") > call.number("tongguan.position.last"));
    running.stop().await;
}

/// A parent that is none is ignored, and a refusal is told by its reason alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_parent_is_ignored() {
    let collector = Collector::start().await;
    let (running, caller) = traced(collector.options()).await;
    let wrong = ["nonsense".to_owned(), parent(&"0".repeat(32), "01"), parent(&TRACE.to_uppercase(), "01")];
    for (number, text) in (1..).zip(&wrong) {
        submit(&caller.with("traceparent", text), number).await;
    }
    let bad = Parcel::number(9).with(|parcel| parcel.order.head.order_no.clear()).order;
    let refused = caller.with("traceparent", &parent(OTHER, "01")).submit("bad", bad).await;
    assert_eq!(refused.unwrap_err().code(), Code::InvalidArgument);
    let spans = collector.until(|spans| named(spans, "SubmitDocuments").len() == 4).await;
    let (begun, refused): (Vec<_>, Vec<_>) =
        named(&spans, "SubmitDocuments").into_iter().partition(|seen| seen.trace() != OTHER);
    assert!(begun.iter().all(|seen| seen.parent().is_empty() && seen.is_server()), "{begun:#?}");
    assert_eq!(begun.iter().map(|seen| seen.trace()).collect::<BTreeSet<_>>().len(), 3);
    assert_eq!(refused[0].number("rpc.grpc.status_code"), Some(3));
    assert_eq!(refused[0].word("tongguan.reason"), "FAULTS");
    assert_eq!(refused[0].number("tongguan.position"), None, "it wrote nothing");
    running.stop().await;
}

/// JSON, forms of HTTP and streams are calls as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_in_is_traced() {
    let collector = Collector::start().await;
    let (running, caller) = traced(collector.options()).await;
    let post = |at: SocketAddr, path: &str, kind: &str, trace: &str, body: &str| {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {kind}\r\nconnection: close\r\n\
             traceparent: {}\r\ncontent-length: {}\r\n\r\n{body}",
            parent(trace, "01"),
            body.len()
        );
        said(at, head.as_bytes())
    };
    let json = "/tongguan.exchange.v1.ClearanceExchange/ListReceipts";
    let body = format!("{{\"recipient\":\"{SENDER}\"}}");
    let answer = post(running.json().unwrap(), json, "application/json", TRACE, &body);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let xml = ceb_message(&[Parcel::number(5).order.into()]);
    let form = format!("xml={}", utf8_percent_encode(std::str::from_utf8(&xml).unwrap(), NON_ALPHANUMERIC));
    let kind = "application/x-www-form-urlencoded";
    let answer = post(running.http().unwrap(), "/form", kind, OTHER, &form);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let third = "0123456789abcdef0123456789abcdef";
    let requests = (1..=3).map(|number| SubmitStreamRequest {
        request_id: format!("s{number}"),
        sender: SENDER.to_owned(),
        documents: vec![write(&Parcel::number(number).order.into())],
        ..Default::default()
    });
    let streaming = caller.with("traceparent", &parent(third, "01"));
    let answers = streaming.intake().submit_stream(tokio_stream::iter(requests.collect::<Vec<_>>())).await;
    assert_eq!(answers.unwrap().into_inner().collect::<Vec<_>>().await.len(), 3);

    let ends = ["ListReceipts", "SendCebMessage", "SubmitStream"];
    let all = |spans: &[Seen]| {
        ends.iter().all(|name| !named(spans, name).is_empty()) && named(spans, "receipt").len() > 2
    };
    let spans = collector.until(all).await;
    assert_eq!(the(&spans, "ListReceipts", TRACE).parent(), SPAN);
    let form = the(&spans, "SendCebMessage", OTHER);
    assert_eq!((form.parent().as_str(), form.number("http.response.status_code")), (SPAN, Some(200)));
    assert!(form.number("tongguan.position").is_some(), "it wrote something");
    let stream = the(&spans, "SubmitStream", third);
    let positions =
        stream.events("written").into_iter().map(|event| number(&event.attributes, "tongguan.position"));
    let positions: BTreeSet<_> = positions.chain([stream.number("tongguan.position")]).collect();
    assert_eq!((positions.len(), stream.number("rpc.grpc.status_code")), (3, Some(0)));
    running.stop().await;
}

/// Intake, screening, scoring and exchange as programs of their own: one trace goes through all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_trace_through_four_processes() {
    let collector = Collector::start().await;
    let flags = |more: &[String]| {
        let endpoint = format!("--otlp-endpoint=http://{}", collector.address);
        [&[endpoint][..], more].concat()
    };
    let [risk, credit] = ["risk", "credit"].map(|name| Peer::with(name, flags(&[])));
    let at = |flag: &str, peer: &Peer| format!("--{flag}=http://{}", peer.address());
    let here = ["--ephemeral", "--feed", "--control=127.0.0.1:0"].map(str::to_owned);
    let more = [&here[..], &[at("risk", &risk), at("credit", &credit)]].concat();
    let intake = Peer::with("intake", flags(&more));
    let exchange = Peer::with("exchange", flags(&["--ephemeral".to_owned(), at("intake", &intake)]));
    let address = |peer: &Peer| -> SocketAddr { peer.address().parse().unwrap() };
    let caller = Caller::new(address(&intake), address(&intake)).with_exchange(address(&exchange));

    // By XML to the exchange, which passes it on.
    let caller = caller.with("traceparent", &parent(TRACE, "01")).with("tracestate", "vendor=7");
    for (number, document) in (1..).zip(Parcel::number(1).documents().into_iter().take(4)) {
        caller.send(&format!("x{number}"), &[document]).await.unwrap();
    }
    let is_reviewed = |seen: &Seen| seen.is("receipt") && seen.number("tongguan.receipt.code") == Some(399);
    // Its question and its answer; at the start each service was called once, as no part of any trace.
    let ours = |spans: &[Seen], name: &str| {
        spans.iter().filter(|seen| seen.is(name) && seen.trace() == TRACE).count()
    };
    let all = |spans: &[Seen]| {
        spans.iter().any(is_reviewed)
            && ours(spans, "Screen") == 2
            && ours(spans, "Score") == 2
            && ours(spans, "SendCebMessage") == 8
    };
    let spans = collector.until(all).await;
    let spans: Vec<_> = spans.into_iter().filter(|seen| seen.trace() == TRACE).collect();
    let by_id =
        |id: &str| spans.iter().find(|seen| seen.id() == id).unwrap_or_else(|| panic!("no span {id}"));
    for (name, service) in [("Screen", "tongguan-risk"), ("Score", "tongguan-credit")] {
        let answered = the(&spans, name, TRACE);
        assert_eq!(answered.service, service);
        let asked = by_id(&answered.parent());
        assert_eq!((asked.service.as_str(), asked.span.kind), ("tongguan-intake", 3), "a client");
        assert_eq!(asked.word("tongguan.answer"), "answered");
        let intake = by_id(&asked.parent());
        assert_eq!((intake.service.as_str(), intake.is("SendCebMessage")), ("tongguan-intake", true));
        let edge = by_id(&intake.parent());
        assert_eq!((edge.service.as_str(), edge.parent().as_str()), ("tongguan-exchange", SPAN));
        assert_eq!(answered.span.trace_state, "vendor=7", "what else the caller's system says goes along");
    }
    let told = spans.iter().find(|seen| is_reviewed(seen)).unwrap();
    assert_eq!(by_id(&told.parent()).service, "tongguan-intake");
}

/// A collector that is away, or takes and never answers: nobody who calls notices, and a stop stays within its bound.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_does_not_answer_harms_nobody() {
    let hangs = std::net::TcpListener::bind(ANY).unwrap();
    for (what, address) in [("away", free()), ("hangs", hangs.local_addr().unwrap())] {
        // So few places that they are soon all taken.
        let (running, caller) = traced(Options { queue: 16, ..to(address) }).await;
        let metrics = running.metrics().unwrap();
        let of = |result: &str| {
            let series = format!("tongguan_trace_spans_total{{result=\"{result}\"}}");
            Exposed::at(metrics).figure(&series).unwrap()
        };
        let (began, mut number) = (Instant::now(), 0);
        while of("dropped") == 0.0 {
            number += 1;
            let called = Instant::now();
            submit(&caller, number).await;
            // As long as a call waits for the collector at least, if it waited.
            assert!(called.elapsed() < Duration::from_secs(4), "{what}: {:?}", called.elapsed());
            assert!(began.elapsed() < Duration::from_secs(30), "{what}: nothing is ever dropped");
        }
        assert_eq!(of("sent"), 0.0, "{what}");
        let began = Instant::now();
        running.stop().await;
        assert!(began.elapsed() < Duration::from_secs(10), "{what}: {:?}", began.elapsed());
    }
}

/// What is not to be recorded is not sent: neither what is drawn so, nor what its caller says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_that_is_not_recorded() {
    let collector = Collector::start().await;
    let (running, caller) = traced(Options { ratio: 0.0, ..collector.options() }).await;
    submit(&caller, 1).await;
    caller.mailbox().all().await;
    running.stop().await;
    let (running, caller) = traced(collector.options()).await;
    submit(&caller.with("traceparent", &parent(TRACE, "00")), 1).await;
    running.stop().await;
    assert!(collector.now().is_empty(), "{:#?}", collector.now());
    // A caller that records is followed, whatever the ratio.
    let (running, caller) = traced(Options { ratio: 0.0, ..collector.options() }).await;
    submit(&caller.with("traceparent", &parent(TRACE, "01")), 1).await;
    running.stop().await;
    let spans = collector.now();
    assert!(
        !named(&spans, "journal group").is_empty() && !named(&spans, "receipt").is_empty(),
        "at the stop, too"
    );
}

/// The same commands make the same bytes, traced or not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_knows_no_trace() {
    let collector = Collector::start().await;
    let mut left = Vec::new();
    for traces in [None, Some(collector.options())] {
        let folder = tempfile::tempdir().unwrap();
        let (running, caller) = traced_at(traces, Some(folder.path())).await;
        let caller = caller.with("traceparent", &parent(TRACE, "01"));
        let mut told = Vec::new();
        for (name, clock) in [("auto", Auto), ("manual", Manual)] {
            let caller = caller.in_sandbox(name);
            caller.create(7, clock).await;
            for number in 1..=5 {
                submit(&caller, number).await;
            }
            if clock == Manual {
                caller.advance(To::UntilIdle(true)).await.unwrap();
            }
            told.extend(caller.mailbox().all().await.into_iter().map(|mut receipt| {
                // A cursor names its journal.
                receipt.cursor.clear();
                receipt
            }));
        }
        running.stop().await;
        left.push((told, recorded(folder.path())));
    }
    let [without, with] = &left[..] else { panic!() };
    assert!(without.0.len() > 50 && without.1.len() == 3);
    assert_eq!(without, with);
    assert!(!collector.now().is_empty());
}
