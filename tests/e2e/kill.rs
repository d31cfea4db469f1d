//! `kill -9` under load, again and again, on one folder: what was acknowledged is there.
//!
//! The suite kills six times. The full count, once before a release:
//!
//! ```text
//! TONGGUAN_KILLS=200 cargo test --test e2e kill:: -- --nocapture
//! ```

use crate::support::caller::SENDER;
use crate::support::child::{Peer, Program};
use crate::support::receipts::assert_gapless;
use crate::support::{Caller, told};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tongguan_client::accepted;
use tongguan_domain::document::Document;
use tongguan_proto::document::v1::{DocumentKind, Receipt, State};
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::document_key::Key;
use tongguan_testkit::Parcel;
use tongguan_wire::document as wire;

const SEED: u64 = 20_260_105;
/// Acknowledgements before a kill, at most.
const MOST_ACKS: u64 = 400;
/// Of what earlier lives acknowledged, so many are looked at again in each life.
const SAMPLE: usize = 60;

/// A generator with a seed, so that a failure can be repeated.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}

/// One submission, whose id its sender wrote down before sending it.
#[derive(Clone, Debug)]
struct Sent {
    id: String,
    documents: Vec<Document>,
    streamed: bool,
}

/// A submission and what its sender was told.
type Acknowledged = (Sent, Vec<tongguan_proto::document::v1::Accepted>);

/// What happened to a submission: acknowledged, or nobody knows.
enum Told {
    Acknowledged(Acknowledged),
    Unknown(Sent),
}

async fn submit(
    caller: &Caller,
    sent: &Sent,
) -> Result<(Vec<tongguan_proto::document::v1::Accepted>, bool), tonic::Status> {
    if !sent.streamed {
        let (accepted, replayed) = caller.submit_or_repeat(&sent.id, sent.documents[0].clone()).await?;
        return Ok((vec![accepted], replayed));
    }
    let request = tokio_stream::once(streamed(sent));
    let mut answers = caller.intake().submit_stream(request).await?.into_inner();
    let answer = answers.next().await.ok_or_else(|| tonic::Status::unavailable("no answer"))??;
    assert_eq!(answer.refused, None, "{sent:?}");
    Ok((accepted(answer.results).collect(), answer.replayed))
}

fn streamed(sent: &Sent) -> pb::SubmitStreamRequest {
    pb::SubmitStreamRequest {
        request_id: sent.id.clone(),
        sender: SENDER.to_owned(),
        documents: sent.documents.iter().map(wire::write).collect(),
        all_or_none: true,
        ..Default::default()
    }
}

/// Sends parcel after parcel, one call per document, until the server is gone.
async fn one_by_one(caller: Caller, numbers: Arc<AtomicU32>, out: mpsc::Sender<Told>) {
    loop {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        for document in Parcel::number(number).documents() {
            let id = format!("{number}-{:?}", document.kind());
            let sent = Sent { id, documents: vec![document], streamed: false };
            let Ok((accepted, _)) = submit(&caller, &sent).await else {
                return out.send(Told::Unknown(sent)).await.unwrap();
            };
            out.send(Told::Acknowledged((sent, accepted))).await.unwrap();
        }
    }
}

/// Sends parcel after parcel in one stream, some ahead of the answers, until the server is gone.
async fn by_stream(caller: Caller, numbers: Arc<AtomicU32>, out: mpsc::Sender<Told>) {
    let (requests, stream) = mpsc::channel(16);
    let (ahead, mut waiting) = mpsc::channel::<Sent>(16);
    let feed = tokio::spawn(async move {
        loop {
            let number = numbers.fetch_add(1, Ordering::Relaxed);
            let documents = Parcel::number(number).documents()[..4].to_vec();
            let sent = Sent { id: format!("{number}-stream"), documents, streamed: true };
            let request = streamed(&sent);
            // Written down before it is sent.
            if ahead.send(sent).await.is_err() || requests.send(request).await.is_err() {
                return;
            }
        }
    });
    if let Ok(answers) = caller.intake().submit_stream(ReceiverStream::new(stream)).await {
        let mut answers = answers.into_inner();
        while let Some(Ok(answer)) = answers.next().await {
            let sent = waiting.recv().await.unwrap();
            assert_eq!((&answer.request_id, &answer.refused), (&sent.id, &None));
            out.send(Told::Acknowledged((sent, accepted(answer.results).collect()))).await.unwrap();
        }
    }
    feed.abort();
    while let Some(sent) = waiting.recv().await {
        out.send(Told::Unknown(sent)).await.unwrap();
    }
}

/// Follows the mailbox from a cursor until the server is gone.
async fn watch(caller: Caller, cursor: String) -> Vec<Receipt> {
    let request = WatchReceiptsRequest { recipient: SENDER.to_owned(), cursor, ..Default::default() };
    let mut seen = Vec::new();
    let Ok(stream) = caller.exchange().watch_receipts(request).await else { return seen };
    let mut stream = stream.into_inner();
    while let Some(Ok(answer)) = stream.next().await {
        seen.push(answer.receipt.unwrap());
    }
    seen
}

/// What a client keeps on its own disk.
#[derive(Default)]
struct Ledger {
    acknowledged: Vec<Acknowledged>,
    unknown: Vec<Sent>,
    receipts: Vec<Receipt>,
}

impl Ledger {
    fn cursor(&self) -> String {
        self.receipts.last().map(|receipt| receipt.cursor.clone()).unwrap_or_default()
    }

    /// Sends load until so many are acknowledged, and kills the server there and then.
    ///
    /// `at` hears how many are acknowledged so far.
    async fn load_and_kill(
        &mut self,
        program: Program,
        numbers: &Arc<AtomicU32>,
        acks: u64,
        mut at: impl FnMut(u64),
    ) {
        let caller = program.caller();
        let (out, mut told) = mpsc::channel(64);
        let mut senders = JoinSet::new();
        for _ in 0..6 {
            senders.spawn(one_by_one(caller.clone(), Arc::clone(numbers), out.clone()));
        }
        for _ in 0..2 {
            senders.spawn(by_stream(caller.clone(), Arc::clone(numbers), out.clone()));
        }
        drop(out);
        let watcher = tokio::spawn(watch(caller, self.cursor()));
        let (mut program, mut count) = (Some(program), 0);
        while let Some(told) = told.recv().await {
            match told {
                Told::Acknowledged(acknowledged) => {
                    self.acknowledged.push(acknowledged);
                    count += 1;
                    at(count);
                }
                Told::Unknown(sent) => self.unknown.push(sent),
            }
            if count == acks
                && let Some(program) = program.take()
            {
                program.kill();
            }
        }
        senders.join_all().await;
        self.receipts.extend(watcher.await.unwrap());
    }

    /// Everything that was promised, on the server of the next life.
    ///
    /// Says how many of the submissions that nobody knew about had had their effect.
    async fn check(&mut self, caller: &Caller, fresh: usize, draw: &mut Draw) -> usize {
        // Receipts: those of the last life again, word for word, and then on without a gap.
        let kept = self.receipts.len();
        let back = self.receipts.len().saturating_sub(500);
        let cursor = back.checked_sub(1).map(|at| self.receipts[at].cursor.clone()).unwrap_or_default();
        let found = caller.mailbox().all_after(&cursor).await;
        assert!(back + found.len() >= kept, "receipts are lost: {} of {kept}", back + found.len());
        assert_gapless(&found, back as u64 + 1);
        assert_eq!(found[..kept - back], self.receipts[back..], "a receipt has changed");
        self.receipts.extend_from_slice(&found[kept - back..]);

        // Acknowledged submissions: all of the last life, some of the earlier ones.
        let old = self.acknowledged.len() - fresh;
        let mut chosen: BTreeSet<_> = (old..self.acknowledged.len()).collect();
        if old > 0 {
            chosen.extend((0..SAMPLE).map(|_| draw.below(old as u64) as usize));
        }
        for at in chosen {
            let (sent, accepted) = &self.acknowledged[at];
            assert_eq!(submit(caller, sent).await.unwrap(), (accepted.clone(), true), "{}", sent.id);
            for (document, accepted) in sent.documents.iter().zip(accepted) {
                let mut keys = vec![Key::DocumentId(accepted.document_id)];
                if !accepted.pre_no.is_empty() {
                    keys.push(Key::PreNo(accepted.pre_no.clone()));
                }
                for key in keys {
                    let request = pb::GetDocumentRequest {
                        key: Some(pb::DocumentKey { key: Some(key) }),
                        ..Default::default()
                    };
                    let found = caller.intake().get_document(request).await.unwrap().into_inner();
                    assert_eq!(found.document.unwrap(), wire::write(document), "{}", sent.id);
                }
            }
        }

        // What nobody knows about is sent again under its id: it has one effect, whether it had it before or not.
        let mut had_effect = 0;
        for sent in std::mem::take(&mut self.unknown) {
            let (accepted, replayed) = submit(caller, &sent).await.unwrap();
            had_effect += usize::from(replayed);
            self.acknowledged.push((sent, accepted));
        }
        had_effect
    }
}

/// Every document that is there was sent, and is there once.
async fn nothing_is_doubled(caller: &Caller, ledger: &Ledger) {
    let mut keys = BTreeSet::new();
    let mut request = pb::ListDocumentsRequest { page_size: 500, ..Default::default() };
    loop {
        let page = caller.intake().list_documents(request.clone()).await.unwrap().into_inner();
        for document in page.documents {
            let accepted = document.accepted.unwrap();
            assert!(keys.insert((accepted.kind, document.business_key)), "{accepted:?} is there twice");
        }
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let sent: usize = ledger.acknowledged.iter().map(|(sent, _)| sent.documents.len()).sum();
    assert_eq!(keys.len(), sent);
    let receipts = caller.mailbox().all().await;
    assert_gapless(&receipts, 1);
    assert_eq!(receipts[..ledger.receipts.len()], ledger.receipts);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost() {
    let kills: u32 = std::env::var("TONGGUAN_KILLS").map_or(6, |count| count.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let numbers = Arc::new(AtomicU32::new(1));
    let (mut draw, mut ledger) = (Draw(SEED), Ledger::default());
    for life in 1..=kills {
        let program = Program::start(folder.path());
        let before = ledger.acknowledged.len();
        let acks = 1 + draw.below(MOST_ACKS);
        ledger.load_and_kill(program, &numbers, acks, |_| {}).await;
        let (fresh, unknown) = (ledger.acknowledged.len() - before, ledger.unknown.len());
        let program = Program::start(folder.path());
        let had_effect = ledger.check(&program.caller(), fresh, &mut draw).await;
        println!(
            "life {life}: killed at {acks} acknowledgements; {fresh} acknowledged and there, {unknown} unknown of \
             which {had_effect} were there too, {} receipts",
            ledger.receipts.len()
        );
        // A good end leaves a snapshot, a bad one a journal to replay: the next life begins with either.
        if life % 2 == 0 { program.stop() } else { program.kill() }
    }
    let program = Program::start(folder.path());
    let caller = program.caller();
    nothing_is_doubled(&caller, &ledger).await;
    // And a new parcel goes its way.
    let fresh = caller.in_sandbox("fresh");
    fresh.submit_parcel(&Parcel::number(1)).await;
    assert_eq!(told(&fresh.mailbox().until_closed().await), crate::flow::CLEAN);
}

/// The same with screening and scoring elsewhere, which are killed as well: each process at some moment of each life.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_whichever_process_is_killed() {
    let kills: u32 = std::env::var("TONGGUAN_KILLS").map_or(4, |count| count.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let numbers = Arc::new(AtomicU32::new(1));
    let (mut draw, mut ledger) = (Draw(SEED), Ledger::default());
    let mut peers = ["risk", "credit"].map(Peer::start);
    for life in 1..=kills {
        let program = Program::start_apart(folder.path(), &peers);
        let before = ledger.acknowledged.len();
        let acks = 3 + draw.below(MOST_ACKS);
        let (first, second, back) = (draw.below(acks), draw.below(acks), draw.below(acks));
        let havoc = |count| {
            for (at, peer) in [first, second].into_iter().zip(&mut peers) {
                match count {
                    count if count == at => peer.kill(),
                    count if count == back => peer.again(),
                    _ => {}
                }
            }
        };
        ledger.load_and_kill(program, &numbers, acks, havoc).await;
        let fresh = ledger.acknowledged.len() - before;
        // It starts whoever is there; what is open is answered when they are.
        let program = Program::start_apart(folder.path(), &peers);
        peers.iter_mut().for_each(Peer::again);
        let had_effect = ledger.check(&program.caller(), fresh, &mut draw).await;
        println!(
            "life {life}: {acks} acknowledgements, {had_effect} unknown were there, {} receipts",
            ledger.receipts.len()
        );
        if life % 2 == 0 { program.stop() } else { program.kill() }
    }
    let program = Program::start_apart(folder.path(), &peers);
    let caller = program.caller();
    every_declaration_is_decided(&caller).await;
    nothing_is_doubled(&caller, &ledger).await;
}

/// No declaration stands where screening or scoring has to answer.
async fn every_declaration_is_decided(caller: &Caller) {
    let last = caller.view().await.documents;
    let request = pb::WaitDocumentRequest {
        key: Some(pb::DocumentKey { key: Some(Key::DocumentId(last)) }),
        until: Some(pb::wait_document_request::Until::Idle(true)),
        timeout: Some(prost_types::Duration { seconds: 30, nanos: 0 }),
        ..Default::default()
    };
    assert!(caller.intake().wait_document(request).await.unwrap().into_inner().reached);
    let (kind, state) = (DocumentKind::Declaration.into(), State::Stored.into());
    let request = pb::ListDocumentsRequest { kind, state, page_size: 500, ..Default::default() };
    let open = caller.intake().list_documents(request).await.unwrap().into_inner().documents;
    assert_eq!(open, [], "declarations wait for an answer");
}

#[tokio::test]
async fn a_second_process_on_the_folder_ends_with_a_named_reason() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path());
    let (status, said) = Program::refused(folder.path());
    assert_eq!(status.code(), Some(5), "{said}");
    assert!(said.contains(folder.path().to_str().unwrap()), "{said}");
    // The first has not noticed.
    program.caller().submit("o", Parcel::number(1).order).await.unwrap();
}
