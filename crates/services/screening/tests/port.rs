//! Goal: whoever asks the port, and over whatever way, is answered the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

#[path = "../../../kit/peer/tests/ways/mod.rs"]
mod ways;

use std::sync::Arc;
use tongguan_domain::ports::Screening;
use tongguan_domain::screening::{ScreeningDecision, ScreeningFacts};
use tongguan_peer::Line;
use tongguan_proto::risk::v1 as pb;
use tongguan_screening::{Remote, Screener};
use tongguan_wire::risk;
use ways::Port;

fn facts() -> Vec<ScreeningFacts> {
    let row = |number: u64| pb::ScreenRequest {
        declaration: number + 1,
        seed: number * 7,
        at: Some(prost_types::Timestamp { seconds: 1_767_574_800 + number as i64, nanos: 0 }),
        trade_mode: "9610".to_owned(),
        customs_code: "2924".to_owned(),
        country: "502".to_owned(),
        traf_mode: "5".to_owned(),
        exporter: "3301960ABC".to_owned(),
        agent: "3301980AGT".to_owned(),
        credit_class: (number % 3 + 1) as i32,
        inspection_ppm: [0, 30_000, 1_000_000][number as usize % 3],
        value_cny: format!("{number}.5"),
        gross_weight: "1.5".to_owned(),
        net_weight: "1.2".to_owned(),
        packages: 1,
        hs_codes: vec!["6109100000".to_owned()],
        goods_names: vec!["棉制T恤".to_owned()],
        has_payment: number.is_multiple_of(2),
        draws_off: false,
        papers: None,
        tracked: None,
        ..pb::ScreenRequest::default()
    };
    (0..60).map(|number| risk::take_facts(row(number)).unwrap()).collect()
}

fn remote(line: Line) -> Port<ScreeningFacts, ScreeningDecision> {
    let remote = Remote::new(line);
    Arc::new(move |facts| {
        let remote = remote.clone();
        Box::pin(async move { remote.screen(&facts).await })
    })
}

#[tokio::test]
async fn every_way_gives_the_same_answers() {
    let local = Arc::new(|facts: ScreeningFacts| -> ways::Answered<ScreeningDecision> {
        Box::pin(async move { Screener::default().screen(&facts) })
    });
    ways::conform(&facts(), local, Screener::default().into_server(1 << 20), remote).await;
}
