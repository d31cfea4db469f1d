//! Goal: whoever asks the port, and over whatever way, is answered the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

#[path = "../../../kit/peer/tests/ways/mod.rs"]
mod ways;

use std::sync::Arc;
use tongguan_domain::ports::{ProfileGate, Screening};
use tongguan_domain::screening::{ScreeningDecision, ScreeningFacts};
use tongguan_peer::Line;
use tongguan_proto::risk::v1 as pb;
use tongguan_screening::{Remote, SHIPPED, Screener};
use tongguan_wire::risk;
use tongguan_wire::status::{Reason, read_reason};
use tonic::{Request, Status};
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

/// Who sends a profile is never screened by another one.
#[tokio::test]
async fn a_text_without_its_hash_is_refused() {
    use pb::risk_screening_server::RiskScreening;
    let (_, text) = SHIPPED[1];
    let question = |sha256: &str, text: &str| pb::ScreenRequest {
        profile_text_sha256: sha256.to_owned(),
        profile_text: text.to_owned(),
        ..risk::write_facts(&facts()[0])
    };
    let screener = Screener::default();
    let hash = screener.pass(text).unwrap().text_sha256;
    for (sha256, text, refused) in [
        ("", "", None),
        ("", text, Some(Reason::FactsInvalid)),
        (hash.as_str(), text, None),
        (hash.as_str(), "", None),
        ("0", text, Some(Reason::ProfileInvalid)),
        ("0", "", Some(Reason::ProfileUnknown)),
    ] {
        let told = |status: &Status| read_reason(status);
        let asked = RiskScreening::screen(&screener, Request::new(question(sha256, text))).await;
        assert_eq!(asked.as_ref().err().and_then(told), refused, "{sha256} {}", text.len());
        let facts = Some(question(sha256, text));
        let explained = RiskScreening::explain(&screener, Request::new(pb::ExplainRequest { facts })).await;
        assert_eq!(explained.as_ref().err().and_then(told), refused, "{sha256} {}", text.len());
        let named = explained.ok().map(|answer| answer.into_inner().decision.unwrap().profile_text_sha256);
        assert_eq!(named, refused.is_none().then(|| sha256.to_owned()), "it says by what it explains");
    }
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
        Box::pin(async move { Screening::screen(&Screener::default(), &facts) })
    });
    ways::conform(&facts(), local, Screener::default().into_server(1 << 20), remote).await;
}
