//! Same seed, same input, same bytes, however many threads: those that are told, and those that are recorded.

use crate::support::caller::SENDER;
use crate::support::{Caller, Station};
use std::collections::BTreeMap;
use std::path::Path;
use tokio_stream::StreamExt;
use tongguan_journal::{EmbeddedJournal, Journal, LogId, Position};
use tongguan_proto::exchange::v1::CebMessage;
use tongguan_proto::intake::v1::{ListScreeningsRequest, SubmitDocumentsRequest, SubmitStreamRequest};
use tongguan_proto::sandbox::v1::ClockMode;
use tongguan_testkit::{ADVANCED_EXPORTER, DISHONEST_EXPORTER, EXPORTER, Parcel, changed};
use tongguan_wire::document as wire;

const PARCELS: u32 = 120;

async fn run(seed: u64, folder: &Path) -> Vec<CebMessage> {
    let station = Station::at(folder).await;
    let caller = station.caller().in_sandbox("same");
    caller.create(seed, ClockMode::Auto).await;
    let exporters = [&EXPORTER, &ADVANCED_EXPORTER, &DISHONEST_EXPORTER];
    for exporter in exporters {
        caller.register(exporter).await;
    }
    let parcels: Vec<_> = (1..=PARCELS)
        .zip(exporters.into_iter().cycle())
        .map(|(number, exporter)| Parcel::number(number).of_exporter(exporter))
        .collect();
    let requests: Vec<_> = (1..)
        .zip(&parcels)
        .map(|(number, parcel)| SubmitStreamRequest {
            request_id: format!("s{number}"),
            sender: SENDER.to_owned(),
            documents: parcel.documents().iter().map(wire::write).collect(),
            ..Default::default()
        })
        .collect();
    let answers = caller.intake().submit_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    assert!(answers.iter().all(|answer| answer.refused.is_none()), "{answers:?}");
    // By XML: some that are refused, some that differ.
    for number in 1..=10 {
        let parcel = Parcel::number(1_000 + number);
        let order = changed(parcel.order, if number % 2 == 0 { "currency=999" } else { "note=x" });
        caller.send(&format!("x{number}"), &[order]).await.unwrap();
        caller.send(&format!("w{number}"), &[parcel.waybill.into()]).await.unwrap();
        caller.send(&format!("d{number}"), &[changed(parcel.declaration, "pack_no=2")]).await.unwrap();
    }
    let messages = caller.mailbox().all_messages().await;
    station.stop().await;
    messages
}

/// What a run leaves behind.
struct Left {
    /// Of each message everything but the cursor, which tells one life of a server from another.
    told: Vec<(u64, String, Vec<u8>)>,
    /// The bytes of each log, one entry after the other. Where an entry ends is chance: what waits together is written
    /// together.
    recorded: BTreeMap<LogId, Vec<u8>>,
}

pub(crate) fn recorded(folder: &Path) -> BTreeMap<LogId, Vec<u8>> {
    let journal = EmbeddedJournal::open(folder).unwrap();
    let log = |log| {
        let mut bytes = Vec::new();
        let add = &mut |_, entry: &[u8]| {
            bytes.extend_from_slice(entry);
            true
        };
        journal.replay(log, Position::FIRST, add).unwrap();
        (log, bytes)
    };
    journal.logs().unwrap().into_iter().map(log).collect()
}

fn run_on(threads: usize, seed: u64) -> Left {
    let folder = tempfile::tempdir().unwrap();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap();
    let messages: Vec<CebMessage> = runtime.block_on(run(seed, folder.path()));
    let told =
        messages.into_iter().map(|message| (message.number, message.message_type, message.xml.to_vec()));
    Left { told: told.collect(), recorded: recorded(folder.path()) }
}

#[test]
fn same_seed_same_bytes() {
    let one = run_on(1, 7);
    assert!(one.told.len() > PARCELS as usize * 15, "{}", one.told.len());
    let sizes: Vec<_> = one.recorded.iter().map(|(log, bytes)| (log.0, bytes.len())).collect();
    assert!(matches!(sizes[..], [(0, 1..), (1, 100_000..)]), "the directory and the sandbox: {sizes:?}");
    for other in [run_on(1, 7), run_on(4, 7)] {
        assert_eq!(one.told, other.told);
        // Not by `assert_eq!`: a difference would be megabytes of numbers.
        for (log, bytes) in &one.recorded {
            let same = bytes.iter().zip(&other.recorded[log]).take_while(|(one, other)| one == other).count();
            assert!(*bytes == other.recorded[log], "log {log} differs from byte {same}");
        }
        assert_eq!(one.recorded.len(), other.recorded.len());
    }
    let other = run_on(1, 8);
    assert_ne!(one.told, other.told, "another seed tells another story");
    assert_ne!(one.recorded[&LogId(1)], other.recorded[&LogId(1)], "and is recorded otherwise");
}

/// Of each declaration: its key, its lane, and what selected it or why nothing did.
type Lanes = Vec<(String, i32, Vec<String>)>;

/// Every screening of the sandbox, in the order in which they were made, page by page.
async fn screened(caller: &Caller) -> Lanes {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListScreeningsRequest { page_size: 7, page_token, ..Default::default() };
        let page = caller.intake().list_screenings(request).await.unwrap().into_inner();
        all.extend(page.screenings.into_iter().map(|one| {
            let decision = one.decision.unwrap();
            let reasons =
                decision.reasons.into_iter().map(|reason| format!("{}: {}", reason.rule, reason.text));
            (one.business_key, decision.lane, reasons.collect())
        }));
        if page.next_page_token.is_empty() {
            return all;
        }
        page_token = page.next_page_token;
    }
}

/// Each writer fills a sandbox of its own, all of them at the same time.
async fn written(station: Station, writers: usize) -> Vec<Lanes> {
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let caller = station.caller().in_sandbox(&format!("writer-{writer}"));
        tasks.spawn(async move {
            caller.create(7, ClockMode::Auto).await;
            let exporters = [&EXPORTER, &ADVANCED_EXPORTER, &DISHONEST_EXPORTER];
            for exporter in exporters {
                caller.register(exporter).await;
            }
            for (number, exporter) in (1..=SCREENED).zip(exporters.into_iter().cycle()) {
                let parcel = Parcel::number(number).of_exporter(exporter);
                let documents = parcel.documents()[..4].iter().map(wire::write).collect();
                let request = SubmitDocumentsRequest { documents, ..Default::default() };
                caller.intake().submit_documents(request).await.unwrap();
            }
            screened(&caller).await
        });
    }
    let lanes = tasks.join_all().await;
    station.stop().await;
    lanes
}

/// Declarations of each writer.
const SCREENED: u32 = 40;

/// The same seed gives the same lanes, with the same reasons and in the same order: for one writer, two and eight, on as
/// many threads, and whether screening is in this process or in another one.
#[test]
fn same_seed_same_lanes() {
    let mut first: Option<Lanes> = None;
    for writers in [1, 2, 8] {
        for apart in [false, true] {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(writers)
                .enable_all()
                .build()
                .unwrap();
            let lanes = runtime.block_on(async {
                let station = if apart { Station::apart().await } else { Station::ephemeral().await };
                written(station, writers).await
            });
            assert_eq!(lanes.len(), writers);
            for lanes in lanes {
                let first = first.get_or_insert_with(|| lanes.clone());
                assert_eq!(lanes, *first, "{writers} writers, screening elsewhere: {apart}");
            }
        }
    }
    let lanes = first.unwrap();
    assert_eq!(lanes.len(), SCREENED as usize);
    let of = |lane: i32| lanes.iter().filter(|(_, one, _)| *one == lane).count();
    assert!(of(1) > 10 && of(4) > 5, "some green, some red: {lanes:?}");
}
