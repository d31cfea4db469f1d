//! Whatever befalls the calls of screening and scoring, or those between the exchange and intake: every declaration ends, nothing is
//! lost, and what is told is byte for byte what one process tells that nothing befalls.
//!
//! `TONGGUAN_FAULTS=20` takes so many seeds, instead of two.

use crate::apart::{NOTHING, exchange, url};
use crate::elsewhere::{caller, explained};
use crate::support::caller::SENDER;
use crate::support::{Caller, reason};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_stream::wrappers::TcpListenerStream;
use tongguan::compose::{Running, ServeOptions, Serves, start};
use tongguan::peers::Peers;
use tongguan_domain::document::Document;
use tongguan_proto::exchange::v1::{CebMessage, ListCebMessagesRequest};
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::sandbox::v1::ClockMode;
use tongguan_scoring::Scorer;
use tongguan_screening::Screener;
use tongguan_testkit::faults::{Fault, Faults};
use tongguan_testkit::{ADVANCED_EXPORTER, DISHONEST_EXPORTER, EXPORTER, Fixture, Parcel};
use tonic::transport::{Endpoint, Server};
use tonic::{Code, Status};

/// Of each seed so many sandboxes, and so many parcels in each.
const SANDBOXES: u64 = 6;
const PARCELS: u32 = 5;

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
    ("loses call", &[(Fault::LosesCall, 80_000)]),
    ("loses answer", &[(Fault::LosesAnswer, 80_000)]),
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
    start(ServeOptions { serves, peers, ..ServeOptions::default() }).await.unwrap()
}

/// Sends a document and waits until nothing more happens to it by itself: so the next one comes at the same time of the sandbox,
/// whatever has befallen this one. Gives its number, or why it is refused.
async fn send(caller: &Caller, document: impl Into<Document>) -> Result<u64, String> {
    let document = document.into();
    let id = format!("{:?}/{}", document.kind(), document.heading().guid);
    let accepted = caller.submit(id, document).await.map_err(|status| reason(&status))?;
    let key = intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(accepted.document_id)) };
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
    let (mut refused, mut declarations) = (Vec::new(), Vec::new());
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
        declarations.push(declaration);
        let invt_no =
            receipts.iter().find_map(|receipt| receipt.keys.get("invtNo").filter(|no| !no.is_empty()));
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
    for declaration in declarations {
        let stands = explained(&caller, declaration).await;
        assert!(!stands.goes_on, "{declaration} has not ended: {stands:?}");
        let waits = stands.waiting_for.iter().any(|what| what.ends_with("to answer"));
        assert!(!waits, "{declaration} waits: {stands:?}");
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

fn seeds() -> u64 {
    std::env::var("TONGGUAN_FAULTS").map_or(2, |seeds| seeds.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_befalls_the_calls_the_same_is_told() {
    for seed in 1..=seeds() {
        let expected = undisturbed(seed).await;
        let mut runs = JoinSet::new();
        for (kind, shares) in KINDS {
            runs.spawn(async move {
                // By the first two the start looks who is there.
                let faults = Faults::seeded(seed).after(2);
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

/// What each fault is called.
const FAULTS: [&str; 6] = ["fails", "delays", "repeats", "reorders", "loses call", "loses answer"];

/// What stands between an exchange and its intake: every call of both services, the feed too.
async fn between(faults: &Faults, intake: &Running) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let channel = Endpoint::from(url(intake.address())).connect_lazy();
    let serving =
        Server::builder().serve_with_incoming(faults.before(channel), TcpListenerStream::new(listener));
    tokio::spawn(serving);
    address
}

/// Calls until there is an answer, and gives an answer up that does not come, as a careful sender does.
async fn insist<T>(mut call: impl AsyncFnMut() -> Result<T, Status>) -> T {
    loop {
        match timeout(Duration::from_secs(1), call()).await {
            Ok(Ok(answer)) => return answer,
            Ok(Err(status)) => {
                let again = matches!(status.code(), Code::Unavailable | Code::ResourceExhausted);
                assert!(again, "{status:?}");
            }
            Err(_) => {}
        }
        tokio::task::yield_now().await;
    }
}

/// XML of every kind goes in by the exchange; what is told comes out there. A repeat changes nothing.
async fn exchanged(caller: Caller) -> Vec<CebMessage> {
    for number in 1..=3 {
        let parcel = Parcel::number(number);
        let documents = parcel.documents().into_iter();
        for (at, document) in documents.chain([parcel.manifest().into()]).enumerate() {
            let (id, documents) = (format!("{number}-{at}"), [document]);
            let answer = insist(async || caller.send(&id, &documents).await).await;
            assert!(answer.records[0].accepted.is_some(), "{answer:?}");
        }
    }
    let mut found = Vec::new();
    loop {
        let after = found.last().map(|message: &CebMessage| message.cursor.clone()).unwrap_or_default();
        let request = ListCebMessagesRequest {
            recipient: SENDER.to_owned(),
            cursor: after,
            page_size: 50,
            ..Default::default()
        };
        let page =
            insist(async || caller.exchange().list_ceb_messages(request.clone()).await).await.into_inner();
        found.extend(page.messages);
        if !page.more {
            break;
        }
    }
    let up_to = found.len() as u64;
    let done = insist(async || caller.mailbox().acknowledge(up_to).await).await;
    assert_eq!(done, up_to);
    // A cursor names its journal.
    found.into_iter().map(|message| CebMessage { cursor: String::new(), ..message }).collect()
}

/// The same in three sandboxes at the same time.
async fn all_exchanged(caller: &Caller) -> Vec<Vec<CebMessage>> {
    let [a, b, c] = ["a", "b", "c"].map(|name| exchanged(caller.in_sandbox(name)));
    <[_; 3]>::from(tokio::join!(a, b, c)).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_befalls_the_calls_of_an_exchange_the_same_is_told() {
    let whole = start(ServeOptions::default()).await.unwrap();
    let expected = all_exchanged(&caller(&whole)).await;
    whole.stop().await;
    assert!(expected.iter().all(|told| told.len() > 40), "{}", expected[0].len());
    let mut befell = BTreeMap::<_, u64>::new();
    for seed in 1..=seeds() {
        let intake = start(ServeOptions { feed: true, ..ServeOptions::default() }).await.unwrap();
        let faults = Faults::seeded(seed)
            // By the first two the start looks who is there.
            .after(2)
            .share(Fault::Fails(Code::Unavailable), 80_000)
            .share(Fault::Fails(Code::ResourceExhausted), 40_000)
            .share(Fault::Delays(LATE), 100_000)
            .share(Fault::Repeats, 150_000)
            .share(Fault::Reorders(Duration::from_millis(200)), 80_000)
            .share(Fault::LosesCall, 30_000)
            .share(Fault::LosesAnswer, 30_000);
        let exchange = exchange(between(&faults, &intake).await, ServeOptions::default()).await.unwrap();
        let caller = caller(&intake).with_exchange(exchange.address());
        let told = all_exchanged(&caller).await;
        for (at, (one, other)) in expected.iter().zip(&told).enumerate() {
            for (one, other) in one.iter().zip(other) {
                assert_eq!(one, other, "seed {seed}, s{at}");
            }
            assert_eq!(one.len(), other.len(), "seed {seed}, s{at}");
        }
        for fault in FAULTS {
            *befell.entry(fault).or_default() += faults.befell(fault);
        }
        exchange.stop().await;
        intake.stop().await;
    }
    println!("{befell:?}");
    assert!(befell.values().all(|times| *times > 0), "each has happened: {befell:?}");
}
