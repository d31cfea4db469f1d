//! Two processes that do not reach each other, and a way that loses, repeats and reorders: declarations wait, then go on,
//! and nobody is told a lie.
//!
//! The suite cuts the way for as long as three calls of a peer take. `TONGGUAN_PARTITION=15` makes that half a minute.

use crate::apart::{NOTHING, url};
use crate::elsewhere::{caller, explained, one, submit, told, until, with_risk_at};
use crate::support::proxy::Proxy;
use crate::support::{Caller, reason};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tongguan::compose::{Running, ServeOptions, Serves, start};
use tongguan::peers::Peers;
use tongguan_proto::credit::v1::credit_scoring_server::{CreditScoring, CreditScoringServer};
use tongguan_proto::credit::v1::{ScoreRequest, ScoreResponse};
use tongguan_proto::document::v1::{Receipt, State};
use tongguan_proto::risk::v1::risk_screening_server::{RiskScreening, RiskScreeningServer};
use tongguan_proto::risk::v1::{GetProfileRequest, GetProfileResponse, ScreenRequest, ScreenResponse};
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_scoring::Scorer;
use tongguan_screening::Screener;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partition_delays_and_tells_no_lie() {
    let calls = std::env::var("TONGGUAN_PARTITION").map_or(3, |calls| calls.parse().unwrap());
    let risk = one(Serves { risk: true, ..NOTHING }, None).await;
    let mut way = Proxy::before(risk.address()).await;
    let running = with_risk_at(way.address()).await.unwrap();
    let caller = caller(&running);
    submit(&caller, 1).await;
    assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 399]);

    way.cut();
    let apart: Vec<_> = (0..8).map(|number| caller.in_sandbox(&format!("apart-{number}"))).collect();
    // Everybody's documents are taken, at the same time.
    let sent: Vec<_> = apart
        .iter()
        .map(|caller| {
            let caller = caller.clone();
            tokio::spawn(async move { submit(&caller, 1).await })
        })
        .collect();
    for sent in sent {
        sent.await.unwrap();
    }
    way.tried(calls).await;
    for caller in &apart {
        assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120], "nobody has reviewed it");
        let why = explained(caller, 4).await;
        assert_eq!((why.waiting_for, why.goes_on), (vec!["risk screening to answer".to_owned()], true));
        let moved = caller.advance(sandbox::advance_clock_request::To::UntilIdle(true)).await;
        assert_eq!(reason(&moved.unwrap_err()), "QUESTION_OPEN");
    }

    way.mend();
    for caller in &apart {
        until(caller, 4, State::Reviewed).await;
        assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 399], "each once");
    }
    running.stop().await;
    risk.stop().await;
}

/// What a bad way does to calls: each question fails at first; the next try is answered, late and twice over, so that answers
/// overtake each other.
#[derive(Default)]
struct Trouble(Mutex<HashSet<String>>);

impl Trouble {
    async fn befall(&self, question: String) -> Result<(), Status> {
        let length = question.len();
        if self.0.lock().unwrap().insert(question) {
            return Err(Status::unavailable("lost on its way"));
        }
        for _ in 0..length % 7 * 20 {
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

struct Far<S>(S, Arc<Trouble>);

#[tonic::async_trait]
impl RiskScreening for Far<Screener> {
    async fn screen(&self, request: Request<ScreenRequest>) -> Result<Response<ScreenResponse>, Status> {
        self.1.befall(format!("{:?}", request.get_ref())).await?;
        let again = Request::new(request.get_ref().clone());
        let first = self.0.screen(request).await?;
        let second = self.0.screen(again).await?;
        assert_eq!(first.get_ref(), second.get_ref(), "asked twice it says the same");
        Ok(second)
    }

    async fn get_profile(
        &self,
        request: Request<GetProfileRequest>,
    ) -> Result<Response<GetProfileResponse>, Status> {
        self.0.get_profile(request).await
    }
}

#[tonic::async_trait]
impl CreditScoring for Far<Scorer> {
    async fn score(&self, request: Request<ScoreRequest>) -> Result<Response<ScoreResponse>, Status> {
        self.1.befall(format!("{:?}", request.get_ref())).await?;
        self.0.score(request).await
    }
}

/// A server whose screening and scoring are at the end of a bad way.
async fn in_trouble() -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = url(listener.local_addr().unwrap());
    let trouble = Arc::new(Trouble::default());
    let risk = RiskScreeningServer::new(Far(Screener::default(), Arc::clone(&trouble)));
    let credit = CreditScoringServer::new(Far(Scorer::default(), trouble));
    let server = Server::builder().add_service(risk).add_service(credit);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let serves = Serves { intake: true, ..NOTHING };
    let peers = Peers { risk: Some(address.clone()), credit: Some(address), ..Peers::default() };
    start(ServeOptions { serves, peers, ..ServeOptions::default() }).await.unwrap()
}

async fn transcript(caller: &Caller) -> Vec<Receipt> {
    let receipts = caller.mailbox().all().await.into_iter();
    // A cursor names its journal.
    receipts.map(|receipt| Receipt { cursor: String::new(), ..receipt }).collect()
}

/// Failures, repeats and reordering change nothing of what is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_way_changes_nothing() {
    let whole = start(ServeOptions::default()).await.unwrap();
    let far = in_trouble().await;
    let mut transcripts = Vec::new();
    for running in [&whole, &far] {
        let sandboxes: Vec<_> =
            (0..6).map(|number| caller(running).in_sandbox(&format!("s{number}"))).collect();
        let senders: Vec<_> = sandboxes
            .iter()
            .map(|caller| {
                let caller = caller.clone();
                tokio::spawn(async move {
                    for number in 1..=4 {
                        submit(&caller, number).await;
                    }
                    transcript(&caller).await
                })
            })
            .collect();
        let mut told = Vec::new();
        for sender in senders {
            told.push(sender.await.unwrap());
        }
        transcripts.push(told);
    }
    assert!(transcripts[0].iter().all(|told| told.len() > 40), "{}", transcripts[0][0].len());
    for (one, other) in transcripts[0].iter().flatten().zip(transcripts[1].iter().flatten()) {
        assert_eq!(one, other);
    }
    let lengths = |told: &[Vec<Receipt>]| -> Vec<usize> { told.iter().map(Vec::len).collect() };
    assert_eq!(lengths(&transcripts[0]), lengths(&transcripts[1]));
    far.stop().await;
    whole.stop().await;
}
