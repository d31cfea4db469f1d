//! Whatever befalls the calls of screening and scoring: every declaration ends, nothing is lost, and what is told is byte for byte
//! what one process tells that nothing befalls.
//!
//! `TONGGUAN_FAULTS=20` takes so many seeds, instead of two.

use crate::apart::{NOTHING, start, url};
use crate::elsewhere::caller;
use crate::support::{Caller, reason};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_stream::wrappers::TcpListenerStream;
use tongguan::compose::{Running, ServeOptions, Serves, start as start_one};
use tongguan::peers::Peers;
use tongguan_domain::document::Document;
use tongguan_proto::exchange::v1::CebMessage;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::sandbox::v1::ClockMode;
use tongguan_scoring::Scorer;
use tongguan_screening::Screener;
use tongguan_testkit::faults::{Fault, Faults};
use tongguan_testkit::{ADVANCED_EXPORTER, DISHONEST_EXPORTER, EXPORTER, Fixture, Parcel};
use tonic::Code;
use tonic::transport::Server;

/// Of each seed so many sandboxes, and so many parcels in each.
const SANDBOXES: u64 = 4;
const PARCELS: u32 = 4;

/// A little late, so that answers overtake each other; and later than anybody waits for.
const LATE: Duration = Duration::from_millis(40);
const TOO_LATE: Duration = Duration::from_millis(2_300);

type Befalls = (&'static str, &'static [(Fault, u32)]);

/// What befalls the calls, one kind after the other, then all of them.
const KINDS: [Befalls; 7] = [
    (
        "fails",
        &[
            (Fault::Fails(Code::Unavailable), 200_000),
            (Fault::Fails(Code::ResourceExhausted), 100_000),
            (Fault::Fails(Code::Internal), 100_000),
            (Fault::Fails(Code::DeadlineExceeded), 50_000),
            (Fault::Fails(Code::Unauthenticated), 50_000),
        ],
    ),
    ("delays", &[(Fault::Delays(LATE), 400_000), (Fault::Delays(TOO_LATE), 40_000)]),
    ("repeats", &[(Fault::Repeats, 700_000)]),
    ("reorders", &[(Fault::Reorders(Duration::from_millis(500)), 500_000)]),
    ("loses call", &[(Fault::LosesCall, 50_000)]),
    ("loses answer", &[(Fault::LosesAnswer, 50_000)]),
    (
        "everything",
        &[
            (Fault::Fails(Code::Unavailable), 150_000),
            (Fault::Delays(LATE), 150_000),
            (Fault::Delays(TOO_LATE), 10_000),
            (Fault::Repeats, 150_000),
            (Fault::Reorders(Duration::from_millis(500)), 150_000),
            (Fault::LosesCall, 15_000),
            (Fault::LosesAnswer, 15_000),
        ],
    ),
];

/// A server whose screening and scoring are elsewhere, behind these faults.
async fn behind(faults: &Faults) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = url(listener.local_addr().unwrap());
    let server = Server::builder()
        .layer(faults.clone())
        .add_service(Screener::default().into_server(1 << 20))
        .add_service(Scorer::default().into_server(1 << 20));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let serves = Serves { intake: true, ..NOTHING };
    let peers = Peers { risk: Some(address.clone()), credit: Some(address), ..Peers::default() };
    start_one(ServeOptions { serves, peers, ..ServeOptions::default() }).await.unwrap()
}

/// Sends a document and waits until nothing more happens to it by itself: so the next one comes at the same time of the sandbox,
/// whatever has befallen this one. Gives its number, or why it is refused.
async fn send(caller: &Caller, document: impl Into<Document>) -> Result<u64, String> {
    let document = document.into();
    let id = format!("{:?}/{}", document.kind(), document.heading().guid);
    let accepted = caller.submit(id, document).await.map_err(|status| reason(&status))?;
    let key = intake::DocumentKey {
        key: Some(intake::document_key::Key::DocumentId(accepted.document_id)),
    };
    let request = intake::WaitDocumentRequest {
        key: Some(key),
        until: Some(intake::wait_document_request::Until::Idle(true)),
        timeout: Some(prost_types::Duration { seconds: 25, nanos: 0 }),
        ..Default::default()
    };
    assert!(caller.intake().wait_document(request).await.unwrap().into_inner().reached);
    Ok(accepted.document_id)
}

/// What one sandbox is told: each message, and what was refused.
type Told = (Vec<CebMessage>, Vec<String>);

/// Documents of every kind; gives what is told.
async fn live(caller: Caller, seed: u64, exporter: &'static Fixture) -> Told {
    caller.create(seed, ClockMode::Auto).await;
    caller.register(exporter).await;
    let (mut refused, mut ended) = (Vec::new(), BTreeMap::new());
    for number in 1..=PARCELS {
        let parcel = Parcel::number(number).of_exporter(exporter);
        let mut declaration = 0;
        for document in parcel.documents() {
            let is_declaration = matches!(document, Document::Declaration(_));
            match send(&caller, document).await {
                Ok(id) if is_declaration => declaration = id,
                Ok(_) => {}
                Err(why) => refused.push(why),
            }
        }
        let receipts = caller.mailbox().all().await.into_iter();
        let receipts: Vec<_> = receipts.filter(|receipt| receipt.document_id == declaration).collect();
        ended.insert(number, receipts.iter().map(|receipt| receipt.return_code).collect::<Vec<_>>());
        let invt_no = receipts.iter().find_map(|receipt| receipt.keys.get("invtNo").filter(|no| !no.is_empty()));
        let Some(invt_no) = invt_no else { continue };
        let mut follow_up: Vec<Document> = vec![parcel.manifest().into()];
        match number % 2 {
            0 => follow_up.push(parcel.cancellation(invt_no).into()),
            _ => {
                follow_up.push(parcel.summary(&[invt_no]).into());
                follow_up.push(parcel.return_application(invt_no).into());
                follow_up.push(parcel.return_tally(invt_no).into());
            }
        }
        for document in follow_up {
            refused.extend(send(&caller, document).await.err());
        }
    }
    for (number, codes) in ended {
        assert!(matches!(codes.last(), Some(899 | 100 | 500)), "parcel {number} has not ended: {codes:?}");
    }
    let messages = caller.mailbox().all_messages().await.into_iter();
    // A cursor names its journal.
    (messages.map(|message| CebMessage { cursor: String::new(), ..message }).collect(), refused)
}

/// What all sandboxes of a seed are told, who are busy at the same time.
async fn told(running: &Running, seed: u64) -> Vec<Told> {
    let exporters = [&EXPORTER, &ADVANCED_EXPORTER, &DISHONEST_EXPORTER];
    let mut lives = Vec::new();
    for (at, exporter) in (0..SANDBOXES).zip(exporters.into_iter().cycle()) {
        let caller = caller(running).in_sandbox(&format!("s{at}"));
        lives.push(tokio::spawn(live(caller, seed * 100 + at, exporter)));
    }
    let mut all = Vec::new();
    for life in lives {
        all.push(life.await.unwrap());
    }
    all
}

async fn undisturbed(seed: u64) -> Vec<Told> {
    let whole = start(ServeOptions::default()).await.unwrap();
    let told = told(&whole, seed).await;
    whole.stop().await;
    let messages: usize = told.iter().map(|(messages, _)| messages.len()).sum();
    assert!(messages > SANDBOXES as usize * PARCELS as usize * 15, "{messages}");
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_befalls_the_calls_the_same_is_told() {
    let seeds = std::env::var("TONGGUAN_FAULTS").map_or(2, |seeds| seeds.parse().unwrap());
    for seed in 1..=seeds {
        let expected = undisturbed(seed).await;
        let mut runs = JoinSet::new();
        for (kind, shares) in KINDS {
            runs.spawn(async move {
                let faults = Faults::seeded(seed);
                let faults = shares.iter().fold(faults, |faults, (fault, ppm)| faults.share(*fault, *ppm));
                let running = behind(&faults).await;
                let told = told(&running, seed).await;
                running.stop().await;
                let befell = shares.iter().map(|(fault, _)| (fault.name(), faults.befell(fault.name())));
                (kind, told, befell.collect::<BTreeMap<_, _>>(), faults.calls())
            });
        }
        let mut befell_all = BTreeMap::<_, u64>::new();
        while let Some(run) = runs.join_next().await {
            let (kind, told, befell, calls) = run.unwrap();
            for (at, (one, other)) in expected.iter().zip(&told).enumerate() {
                assert_eq!(one.1, other.1, "{kind}, seed {seed}, s{at}: what is refused");
                for (one, other) in one.0.iter().zip(&other.0) {
                    assert_eq!(one, other, "{kind}, seed {seed}, s{at}");
                }
                assert_eq!(one.0.len(), other.0.len(), "{kind}, seed {seed}, s{at}");
            }
            println!("seed {seed}, {kind}: {calls} calls, {befell:?}");
            for (fault, times) in befell {
                *befell_all.entry(fault).or_default() += times;
            }
        }
        assert!(befell_all.values().all(|times| *times > 0), "each has happened: {befell_all:?}");
    }
}
