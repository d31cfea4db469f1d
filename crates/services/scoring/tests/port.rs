//! Goal: whoever asks the port, and over whatever way, is answered the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

#[path = "../../../kit/peer/tests/ways/mod.rs"]
mod ways;

use std::sync::Arc;
use tongguan_domain::ports::Scoring;
use tongguan_domain::screening::{CreditFacts, CreditScore};
use tongguan_peer::Line;
use tongguan_proto::credit::v1 as pb;
use tongguan_scoring::{Remote, Scorer};
use tongguan_wire::credit;
use ways::Port;

fn facts() -> Vec<CreditFacts> {
    let row = |number: u64| pb::ScoreRequest {
        enterprise: format!("3301960A{number:02}"),
        registered: !number.is_multiple_of(4),
        registry_class: (number % 3 + 1) as i32,
        released: number,
        rejected: number % 5,
        failed_inspections: number % 7,
        ..Default::default()
    };
    (0..60).map(|number| credit::take_facts(row(number)).unwrap()).collect()
}

fn remote(line: Line) -> Port<CreditFacts, CreditScore> {
    let remote = Remote::new(line);
    Arc::new(move |facts| {
        let remote = remote.clone();
        Box::pin(async move { remote.score(&facts).await })
    })
}

#[tokio::test]
async fn every_way_gives_the_same_answers() {
    let local = Arc::new(|facts: CreditFacts| -> ways::Answered<CreditScore> {
        Box::pin(async move { Scorer::default().score(&facts) })
    });
    ways::conform(&facts(), local, Scorer::default().into_server(1 << 20), remote).await;
}
