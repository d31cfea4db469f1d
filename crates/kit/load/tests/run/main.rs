//! Runs against a server in this process, over gRPC.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

mod odd;
mod shared;
mod short;
mod station;

use odd::Odd;
use prost::Message;
use station::Station;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tongguan_client::Client;
use tongguan_load::desk::Desk;
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::{Elsewhere, Ended, Model, Plan, Run, Unrunnable, run};
use tongguan_load::schedule::{Arrivals, Form, Law};
use tongguan_load::share::Share;
use tongguan_load::stages::Stage;
use tongguan_load::workload::{Workload, named};
use tongguan_load::{AmqpBroker, Mailbox, Transport};
use tongguan_proto::document::v1::Accepted;
use tongguan_proto::intake::v1::{DocumentResult, SubmitStreamResponse, document_result};

const SECOND: Duration = Duration::from_secs(1);

async fn plan(station: &Station, rate: f64, length: Duration) -> Plan {
    let client = Client::connect(format!("http://{}", station.address)).await.unwrap().sandbox("load");
    let mut spec = named("bad-data").unwrap();
    // Much of everything.
    (spec.flows.cancelled, spec.flows.returned, spec.flows.changed) = (200, 200, 200);
    (spec.lanes.review, spec.lanes.inspect, spec.lanes.review_reject) = (200, 200, 100);
    Plan {
        workload: Workload::of(&spec, 1).unwrap(),
        law: Law::constant(rate, length, Arrivals::Poisson).unwrap(),
        seed: 1,
        model: Model::Open,
        transport: Transport::Unary,
        mailbox: Some(Mailbox::here(client.clone())),
        clients: vec![client],
        in_flight: 10_000,
        fresh: true,
        patience: SECOND * 30,
        away: SECOND * 10,
        elsewhere: Elsewhere::default(),
        share: Share::WHOLE,
        begin: None,
    }
}

async fn done(plan: Plan) -> Run {
    run(plan, |_, _| true).await.unwrap()
}

#[tokio::test]
async fn every_parcel_goes_to_its_end_by_call_and_by_stream() {
    for transport in [Transport::Unary, Transport::Stream] {
        let station = Station::start().await;
        let plan = Plan { transport, ..plan(&station, 150.0, SECOND * 2).await };
        let due = plan.law.starts(plan.seed).count() as u64;
        let run = done(plan).await;
        let tally = &run.tally;
        assert!(tally.wrong_ones.is_empty(), "{transport:?} {:#?}", tally.wrong_ones);
        assert_eq!((tally.started, tally.missed, tally.right), (due, 0, due), "{transport:?}");
        assert_eq!((tally.unfinished, tally.failed, tally.gaps, tally.twice), (0, 0, 0, 0));
        assert_eq!((run.ended, run.reopened), (Ended::Complete, 0));
        assert!(tally.refused > 0 && tally.receipts > 10 * due, "{transport:?}");
        assert_eq!(tally.stages.reached().count(), 10, "every stage is reached");
        // A stage is not before the one before it.
        let half = |stage| tally.stages.of(stage).unwrap().wall.quantile(0.5);
        assert!(
            half(Stage::Received) <= half(Stage::Reviewed) && half(Stage::Released) <= half(Stage::Closed)
        );
        // What happens between the starts and the ends is told second by second.
        let sum = |of: fn(&tongguan_load::desk::Second) -> u64| tally.seconds.iter().map(of).sum::<u64>();
        assert_eq!((sum(|s| s.due), sum(|s| s.started), sum(|s| s.ended)), (due, due, due));
        assert_eq!((sum(|s| s.answered), sum(|s| s.receipts)), (tally.answered, tally.receipts));
        station.stop().await;
    }
}

#[tokio::test]
async fn starts_that_find_no_place_are_counted() {
    let station = Station::start().await;
    let plan = Plan { in_flight: 1, ..plan(&station, 3_000.0, SECOND / 2).await };
    let due = plan.law.starts(plan.seed).count() as u64;
    let run = done(plan).await;
    let tally = &run.tally;
    assert!(tally.missed > 0);
    assert_eq!(tally.started + tally.missed, due, "each is started or missed");
    assert_eq!(tally.seconds.iter().map(|second| second.due).sum::<u64>(), due, "in its second");
    let report = Report::of(Asked::default(), &run);
    assert!(report.verdict.because.iter().any(|because| because.code == "missed"));
    station.stop().await;
}

#[tokio::test]
async fn the_closed_model_keeps_its_senders_busy_and_says_so() {
    let station = Station::start().await;
    let plan = Plan { model: Model::Closed { users: 4 }, ..plan(&station, 1.0, SECOND).await };
    let mut most = 0;
    let run = run(plan, |desk, _| {
        most = most.max(desk.in_flight());
        true
    })
    .await
    .unwrap();
    assert!(run.tally.started > 4 && run.tally.started == run.tally.right, "{}", run.tally.started);
    assert!(most <= 4 && run.paced.is_none());
    station.stop().await;
}

/// A server that fails at once is not asked a thousand times a second by each sender: all rest between two looks at the clock.
#[tokio::test]
async fn senders_whose_calls_fail_rest() {
    let address = odd::serve(Odd::Closed).await;
    let client = Client::connect(format!("http://{address}")).await.unwrap().sandbox("load");
    let station = Station::start().await;
    let usual = plan(&station, 1.0, SECOND * 2).await;
    let model = Model::Closed { users: 3 };
    let run = done(Plan { model, clients: vec![client], mailbox: None, ..usual }).await;
    // Five looks in two seconds, on a machine that is on time.
    assert!((3..=30).contains(&run.tally.failed), "{}", run.tally.failed);
    assert_eq!(run.tally.failed, run.tally.started);
    station.stop().await;
}

/// Who may not read the mailbox is told why, and that it was never open.
#[tokio::test]
async fn a_mailbox_that_cannot_be_read_is_told() {
    let address = odd::serve(Odd::Status("7")).await;
    let client = Client::connect(format!("http://{address}")).await.unwrap().sandbox("load");
    let station = Station::start().await;
    let usual = plan(&station, 50.0, SECOND / 2).await;
    let run = done(Plan { mailbox: Some(Mailbox::here(client)), patience: SECOND, ..usual }).await;
    assert_eq!((run.unheard.as_deref(), run.reopened), (Some("PERMISSION_DENIED"), 0));
    assert_eq!(run.ended, Ended::Patience);
    station.stop().await;
}

/// Whoever finds no place waits, as senders do: nothing is missed in the closed model.
#[tokio::test]
async fn more_senders_than_places_wait() {
    let station = Station::start().await;
    let model = Model::Closed { users: 50 };
    let run = done(Plan { model, in_flight: 3, ..plan(&station, 1.0, SECOND).await }).await;
    assert!(run.tally.started > 3, "{}", run.tally.started);
    assert_eq!((run.tally.missed, run.tally.right), (0, run.tally.started));
    station.stop().await;
}

#[tokio::test]
async fn without_receipts_a_parcel_ends_with_its_answer() {
    let station = Station::start().await;
    let run = done(Plan { mailbox: None, ..plan(&station, 200.0, SECOND).await }).await;
    assert_eq!(run.tally.receipts, 0);
    assert_eq!(run.tally.submissions, run.tally.started, "papers alone");
    assert_eq!(run.ended, Ended::Complete);
    station.stop().await;
}

#[tokio::test]
async fn a_server_that_goes_away_is_told_and_ends_the_run() {
    for transport in [Transport::Unary, Transport::Stream] {
        let station = Station::start().await;
        let plan = Plan { transport, away: SECOND, ..plan(&station, 200.0, SECOND * 60).await };
        let mut station = Some(station);
        let run = run(plan, |desk, _| {
            if desk.tally().right > 50
                && let Some(station) = station.take()
            {
                tokio::spawn(station.stop());
            }
            true
        })
        .await
        .unwrap();
        assert_eq!(run.ended, Ended::Away, "{transport:?}");
        assert!(run.took < SECOND * 40, "{transport:?}: it waits for no server that is gone");
        let report = Report::of(Asked { receipts: true, ..Asked::default() }, &run);
        let codes: Vec<_> = report.verdict.because.iter().map(|because| because.code.as_str()).collect();
        assert!(codes.contains(&"away") && codes.contains(&"errors"), "{transport:?} {codes:?}");
        assert!(
            report.counts.failed > 0 && report.counts.wrong == 0,
            "{transport:?} {:?}",
            run.tally.wrong_ones
        );
    }
}

/// A message of gRPC: its prefix and `replayed`, true.
const REPLAYED: &[u8] = &[0, 0, 0, 0, 18, 10, 2, 10, 0, 10, 2, 10, 0, 10, 2, 10, 0, 10, 2, 10, 0, 0x10, 1];

/// Papers of parcels for a server that knows nothing else.
async fn papers_alone(address: SocketAddr, law: Law) -> Plan {
    let client = Client::connect(format!("http://{address}")).await.unwrap().sandbox("load");
    // Of retail: four papers.
    let mut spec = named("618-2024").unwrap();
    spec.modes.shares = [("9610".to_owned(), 1)].into();
    spec.flows.changed = 0;
    Plan {
        workload: Workload::of(&spec, 1).unwrap(),
        law,
        seed: 1,
        model: Model::Open,
        transport: Transport::Unary,
        clients: vec![client],
        in_flight: 100,
        fresh: true,
        mailbox: None,
        patience: SECOND * 5,
        away: SECOND * 10,
        elsewhere: Elsewhere::default(),
        share: Share::WHOLE,
        begin: None,
    }
}

/// Nothing was sent for longer than a server may be away, and a call before or after it fails: that is an error, and no server that
/// went away.
#[tokio::test]
async fn one_failure_beside_a_pause_is_no_server_that_went_away() {
    let (well, ill) = (Odd::Message(REPLAYED, Some("0")), Odd::Status("14"));
    for turns in [[well, ill, well], [ill, well, well]] {
        pause(turns).await;
    }
}

async fn pause(turns: [Odd; 3]) {
    let address = odd::serve_in_turn(turns).await;
    // One start at the beginning, one after three parts of the time, one a part later.
    let law = Law::shaped(
        &[1.0, 0.0, 0.0, 1.0, 1.0].map(|rate| rate / 0.6),
        Form::Steps,
        SECOND * 3,
        Arrivals::Even,
    )
    .unwrap();
    let run = done(Plan { away: SECOND, ..papers_alone(address, law).await }).await;
    assert_eq!(
        (run.ended, run.tally.started, run.tally.errors()),
        (Ended::Complete, 3, 1),
        "{:?}",
        run.tally.codes
    );
}

/// A broker that takes connections and says nothing is no reason to wait for ever.
#[tokio::test]
async fn a_broker_that_says_nothing_is_left() {
    let station = Station::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("amqp://{}", listener.local_addr().unwrap());
    for mailbox in [true, false] {
        let mut plan = plan(&station, 10.0, SECOND).await;
        plan.mailbox = plan.mailbox.filter(|_| mailbox);
        let broker = Some(AmqpBroker { url: url.clone(), queue: "to".to_owned() });
        let elsewhere = Elsewhere { broker, ..Elsewhere::default() };
        let plan = Plan { transport: Transport::Amqp, elsewhere, away: SECOND / 2, ..plan };
        let late = run(plan, |_, _| true).await.unwrap_err();
        assert!(matches!(late, Unrunnable::Late(Transport::Amqp)), "{late}");
    }
    station.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_none_has_its_code() {
    for (odd, code) in [
        (Odd::Message(REPLAYED, Some("0")), "OK"),
        (Odd::Bytewise(REPLAYED, "0"), "OK"),
        // Of four papers it tells of none, of one, of four that nothing became of them, or of five.
        (Odd::Message(&[0, 0, 0, 0, 0], Some("0")), "INCOMPLETE_ANSWER"),
        (Odd::Message(&[0, 0, 0, 0, 2, 0x10, 1], Some("0")), "INCOMPLETE_ANSWER"),
        (Odd::Message(&[0, 0, 0, 0, 4, 10, 2, 10, 0], Some("0")), "INCOMPLETE_ANSWER"),
        (Odd::Message(&[0, 0, 0, 0, 8, 10, 0, 10, 0, 10, 0, 10, 0], Some("0")), "INCOMPLETE_ANSWER"),
        (
            Odd::Message(
                &[0, 0, 0, 0, 20, 10, 2, 10, 0, 10, 2, 10, 0, 10, 2, 10, 0, 10, 2, 10, 0, 10, 2, 10, 0],
                Some("0"),
            ),
            "INCOMPLETE_ANSWER",
        ),
        (Odd::Message(REPLAYED, Some("14")), "UNAVAILABLE"),
        (Odd::Message(REPLAYED, None), "UNKNOWN"),
        (Odd::Status("8"), "RESOURCE_EXHAUSTED"),
        // All the same it has no message.
        (Odd::Status("0"), "INTERNAL"),
        (Odd::Status("bad"), "UNKNOWN"),
        (Odd::Http(502), "UNAVAILABLE"),
        (Odd::Http(401), "UNAUTHENTICATED"),
        (Odd::Http(404), "UNIMPLEMENTED"),
        // Too short, too long, compressed, no message, nothing.
        (Odd::Message(&[0, 0, 0, 0, 9, 0x10, 1], Some("0")), "INTERNAL"),
        (Odd::Message(&[0, 0, 0, 0, 1, 0x10, 1], Some("0")), "INTERNAL"),
        (Odd::Message(&[1, 0, 0, 0, 2, 0x10, 1], Some("0")), "INTERNAL"),
        (Odd::Message(&[0, 0, 0, 0, 1, 0xff], Some("0")), "INTERNAL"),
        (Odd::Message(&[], Some("0")), "INTERNAL"),
        (Odd::Reset(h2::Reason::CANCEL), "CANCELLED"),
        (Odd::Reset(h2::Reason::REFUSED_STREAM), "UNAVAILABLE"),
        (Odd::Closed, "UNAVAILABLE"),
    ] {
        let law = Law::constant(100.0, SECOND / 10, Arrivals::Even).unwrap();
        let run = done(papers_alone(odd::serve(odd).await, law).await).await;
        let codes: Vec<_> = run.tally.codes.keys().map(String::as_str).collect();
        assert_eq!(codes, [code], "{odd:?}");
        assert_eq!((run.ended, run.tally.unfinished), (Ended::Complete, 0), "{odd:?}");
    }
}

/// A server of gRPC may send its headers with its first answer: messages do not wait for them.
#[tokio::test]
async fn a_stream_that_says_nothing_before_its_first_answer() {
    let taken = DocumentResult { result: Some(document_result::Result::Accepted(Accepted::default())) };
    let (request_id, results) = ("1-1-papers".to_owned(), vec![taken; 4]);
    let message = SubmitStreamResponse { request_id, results, ..Default::default() }.encode_to_vec();
    let framed = [&[0, 0, 0, 0, u8::try_from(message.len()).unwrap()][..], &message].concat();
    let address = odd::serve(Odd::Lazy(framed.leak(), "0")).await;
    let law = Law::constant(10.0, SECOND / 10, Arrivals::Even).unwrap();
    let run = done(Plan { transport: Transport::Stream, ..papers_alone(address, law).await }).await;
    assert_eq!(
        (run.ended, run.tally.started, run.tally.right),
        (Ended::Complete, 1, 1),
        "{:?}",
        run.tally.codes
    );
}

/// Of some parcels no near miss can be written, as their office has no code: the first of them ends the run, and is named.
#[tokio::test]
async fn a_parcel_that_cannot_be_made_ends_the_run_and_is_named() {
    let mut spec = named("bad-data").unwrap();
    spec.bad.as_mut().unwrap().per_million = 1_000_000;
    spec.offices.list[1].customs = "no code".to_owned();
    let (workload, first) = (1..)
        .find_map(|seed| {
            let workload = Workload::of(&spec, seed).unwrap();
            let first = (1..=99).find(|number| workload.script(*number).is_err())?;
            (first > 1).then_some((workload, first))
        })
        .unwrap();
    for model in [Model::Open, Model::Closed { users: 2 }] {
        let station = Station::start().await;
        let usual = plan(&station, 200.0, SECOND * 600).await;
        let run = done(Plan { workload: workload.clone(), model, ..usual }).await;
        assert_eq!(run.ended, Ended::Unmade, "{model:?}");
        let unmade = run.unmade.clone().unwrap();
        assert_eq!((unmade.number, run.tally.started), (first, u64::from(first) - 1), "{model:?}");
        // Some of them may be of that office, too, and earn another fault than their label says.
        let ended = run.tally.right + run.tally.wrong;
        assert_eq!((ended, run.tally.unfinished), (run.tally.started, 0), "those before it end");
        let report = Report::of(Asked { draws_off: Some(true), ..Asked::default() }, &run);
        let because = report.verdict.because.iter().find(|because| because.code == "unmade").unwrap();
        assert!(!report.verdict.trusted && because.en.contains(&format!("parcel {first} could not be made")));
        assert!(because.zh.contains(&format!("第 {first} 票无法制作")) && because.zh.contains(&unmade.zh));
        station.stop().await;
    }
}

#[tokio::test]
async fn whoever_watches_may_stop_it() {
    let station = Station::start().await;
    let plan = plan(&station, 50.0, SECOND * 600).await;
    let run = run(plan, |desk, _| desk.tally().started < 20).await.unwrap();
    assert_eq!(run.ended, Ended::Stopped);
    station.stop().await;
}

/// Whoever cuts a run into seconds, as interval logs do, is told when one has ended, not half a second later.
#[tokio::test]
async fn progress_is_told_when_a_second_has_ended() {
    let station = Station::start().await;
    let mut after = Vec::new();
    let told = |_: &Desk, now: Duration| {
        after.push(now.as_millis() % 500);
        true
    };
    run(plan(&station, 20.0, SECOND * 3).await, told).await.unwrap();
    let soon = after.iter().filter(|millis| **millis < 250).count();
    assert!(soon * 2 > after.len(), "{after:?}");
    station.stop().await;
}

#[tokio::test]
async fn a_run_needs_a_connection() {
    let station = Station::start().await;
    let plan = Plan { clients: Vec::new(), ..plan(&station, 1.0, SECOND).await };
    assert!(matches!(run(plan, |_, _| true).await, Err(Unrunnable::NoConnection)));
    station.stop().await;
}
