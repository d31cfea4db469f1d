//! `tongguan-load` by every way that carries XML: each parcel ends as its label says, and nothing is told twice or left out.

use crate::broker::Broker;
use crate::station::Station;
use std::net::TcpListener;
use std::time::Duration;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::process::ClockMode;
use tongguan_exchange::transports::{AmqpOptions, HttpOptions, QUEUE, TransportOptions};
use tongguan_load::desk::Tally;
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::{Elsewhere, Ended, Model, Plan, Run, Unrunnable, run};
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::share::Share;
use tongguan_load::workload::spec::{Repeats, Spec};
use tongguan_load::workload::{Workload, named};
use tongguan_load::{AmqpBroker, Mailbox, Transport};

const SECOND: Duration = Duration::from_secs(1);
const PARCELS: u64 = 60;

/// Much of everything, and a third with something wrong.
fn mixed() -> Spec {
    let mut spec = named("bad-data").unwrap();
    (spec.flows.cancelled, spec.flows.returned, spec.flows.changed) = (200, 200, 200);
    (spec.lanes.review, spec.lanes.inspect, spec.lanes.review_reject) = (200, 200, 100);
    spec.bad.as_mut().unwrap().per_million = 300_000;
    let source = "a test".to_owned();
    spec.repeats = Some(Repeats { source, per_million: 500_000, times: 2, wait: None, backoff: 1.0 });
    spec
}

async fn plan(station: &Station, spec: &Spec, transport: Transport, elsewhere: Elsewhere) -> Plan {
    station.sandbox("load").await;
    plan_of(station, "load", Workload::of(spec, 1).unwrap(), transport, elsewhere).await
}

/// In a sandbox that is there.
pub(crate) async fn plan_of(
    station: &Station,
    sandbox: &str,
    workload: Workload,
    transport: Transport,
    elsewhere: Elsewhere,
) -> Plan {
    Plan {
        workload,
        law: Law::constant(PARCELS as f64 / 2.0, SECOND * 2, Arrivals::Even).unwrap(),
        seed: 1,
        model: Model::Open,
        transport,
        clients: vec![station.client(sandbox).await, station.client(sandbox).await],
        in_flight: 10_000,
        fresh: true,
        mailbox: Some(Mailbox::here(station.client(sandbox).await)),
        patience: SECOND * 120,
        away: SECOND * 60,
        elsewhere,
        share: Share::WHOLE,
        begin: None,
    }
}

/// Runs it; all of it has to be right, and only a busy machine may take its trust away.
pub(crate) async fn right(plan: Plan) -> Tally {
    let (transport, receipts) = (plan.transport, plan.mailbox.is_some());
    let run: Run = run(plan, |_, _| true).await.unwrap();
    let tally = &run.tally;
    assert!(tally.wrong_ones.is_empty(), "{transport:?} {:#?}", tally.wrong_ones);
    assert_eq!((tally.started, tally.right, tally.missed), (PARCELS, PARCELS, 0), "{transport:?} {tally:#?}");
    assert_eq!((tally.unfinished, tally.failed, tally.gaps, tally.twice), (0, 0, 0, 0), "{transport:?}");
    assert_eq!((run.ended, run.reopened), (Ended::Complete, 0), "{transport:?}");
    let report = Report::of(Asked { draws_off: Some(true), receipts, ..Asked::default() }, &run);
    assert!(report.verdict.correct, "{:?}", report.verdict);
    for because in &report.verdict.because {
        assert!(
            ["lateness", "own_processor", "machine_busy"].contains(&because.code.as_str()),
            "{because:?}"
        );
    }
    run.tally
}

/// By way of the exchange over gRPC, the mailbox read as usual.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_over_grpc() {
    for spec in [named("618-2024").unwrap(), mixed()] {
        let station = Station::as_told(TransportOptions::default(), ClockMode::Auto, None).await;
        let tally = right(plan(&station, &spec, Transport::Xml, Elsewhere::default()).await).await;
        // Every repeat said that it was one.
        assert_eq!(tally.repeats_left_out, 0);
        assert_eq!(tally.refused > 0, spec.bad.is_some());
        station.stop().await;
    }
}

/// A listener of the run, and transports of a server that POSTs there.
fn called_back() -> (TcpListener, TransportOptions) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/receipts", listener.local_addr().unwrap()).parse().unwrap();
    let callbacks = vec![(MailboxName::default(), url)];
    let http = Some(HttpOptions { listen: crate::station::FREE, callbacks });
    (listener, TransportOptions { http, sandbox: SandboxName::new("load").unwrap(), ..Default::default() })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_and_the_mailbox() {
    for spec in [named("618-2024").unwrap(), mixed()] {
        let station = Station::taking_forms().await;
        let elsewhere = Elsewhere { http: Some(station.http().to_string()), ..Elsewhere::default() };
        let tally = right(plan(&station, &spec, Transport::Http, elsewhere).await).await;
        // What nobody can tell a repeat by is not sent.
        assert_eq!(tally.repeats_left_out > 0, spec.repeats.is_some());
        assert_eq!(tally.refused > 0, spec.bad.is_some());
        station.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_and_callbacks() {
    for spec in [named("618-2024").unwrap(), mixed()] {
        let (listener, transports) = called_back();
        let station = Station::as_told(transports, ClockMode::Auto, None).await;
        let elsewhere = Elsewhere {
            http: Some(station.http().to_string()),
            callback: Some(listener),
            ..Elsewhere::default()
        };
        let tally = right(plan(&station, &spec, Transport::Http, elsewhere).await).await;
        assert!(tally.receipts > 10 * PARCELS);
        station.stop().await;
    }
}

/// Without receipts nobody hears of what is wrong with a record.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_without_receipts() {
    let station = Station::taking_forms().await;
    let elsewhere = Elsewhere { http: Some(station.http().to_string()), ..Elsewhere::default() };
    let plan = plan(&station, &mixed(), Transport::Http, elsewhere).await;
    let tally = right(Plan { mailbox: None, ..plan }).await;
    assert_eq!((tally.receipts, tally.refused, tally.submissions), (0, 0, PARCELS));
    station.stop().await;
}

/// Called with the broker of the other AMQP tests, since one takes its time to start.
pub(crate) async fn queues(broker: &Broker) {
    for spec in [named("618-2024").unwrap(), mixed()] {
        let amqp = Some(AmqpOptions { url: broker.url(), queue: QUEUE.to_owned() });
        let sandbox = SandboxName::new("load").unwrap();
        let transports = TransportOptions { amqp, sandbox, ..Default::default() };
        let station = Station::as_told(transports, ClockMode::Auto, None).await;
        let queues = AmqpBroker { url: broker.url(), queue: QUEUE.to_owned() };
        let elsewhere = || Elsewhere { broker: Some(queues.clone()), ..Elsewhere::default() };
        let tally = right(plan(&station, &spec, Transport::Amqp, elsewhere()).await).await;
        assert_eq!(tally.refused > 0, spec.bad.is_some());
        station.stop().await;
    }
}

/// Copies that wait for no answer are several calls each, of which any may be the first: nobody could tell one effect from two.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_wait_for_no_answer_are_left_out() {
    let station = Station::as_told(TransportOptions::default(), ClockMode::Auto, None).await;
    let mut spec = mixed();
    spec.repeats.as_mut().unwrap().wait = Some(Duration::from_millis(1));
    let tally = right(plan(&station, &spec, Transport::Xml, Elsewhere::default()).await).await;
    assert!(tally.repeats_left_out > 0);
    station.stop().await;
}

#[tokio::test]
async fn where_to_has_to_be_known() {
    let station = Station::as_told(TransportOptions::default(), ClockMode::Auto, None).await;
    for transport in [Transport::Http, Transport::Amqp] {
        let plan = plan(&station, &mixed(), transport, Elsewhere::default()).await;
        assert!(matches!(run(plan, |_, _| true).await, Err(Unrunnable::Nowhere(_))));
    }
    let nobody = AmqpBroker { url: "amqp://127.0.0.1:1".to_owned(), queue: QUEUE.to_owned() };
    let elsewhere = Elsewhere { broker: Some(nobody), ..Elsewhere::default() };
    let plan = plan(&station, &mixed(), Transport::Amqp, elsewhere).await;
    assert!(matches!(run(plan, |_, _| true).await, Err(Unrunnable::Broker(_))));
    station.stop().await;
}
