//! How long a call of the screening RPC takes: over TCP on this machine, one after the other and many at a time. Run it by
//! `cargo test --release -p tongguan-screening --test latency -- --ignored --nocapture`; the figures stand in `docs/risk.md`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail by panicking")]

use std::time::{Duration, Instant};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::risk_screening_client::RiskScreeningClient;
use tongguan_screening::{Screener, shipped};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};

/// Calls of each measurement.
const CALLS: u32 = 100_000;

/// The facts of the population of `kit/rehearsal/tests/population.rs`: shirts, and knives in each tenth box, of three classes.
fn facts(number: u32) -> pb::ScreenRequest {
    let (credit_class, inspection_ppm) = match number % 100 {
        0..20 | 90..95 => (1, 5_700),
        20..80 | 95..100 => (3, 30_000),
        _ => (4, 850_000),
    };
    let knife = number % 100 >= 90;
    pb::ScreenRequest {
        declaration: u64::from(number) * 3,
        seed: u64::from(number) * 0x9e37_79b9,
        at: Some(prost_types::Timestamp { seconds: 1_767_574_800 + i64::from(number), nanos: 0 }),
        trade_mode: "9610".to_owned(),
        customs_code: "2924".to_owned(),
        country: "502".to_owned(),
        traf_mode: "5".to_owned(),
        exporter: format!("330196{:04}", number % 150),
        agent: "3301980AGT".to_owned(),
        credit_class,
        inspection_ppm,
        value_cny: "213.4".to_owned(),
        gross_weight: "1.5".to_owned(),
        net_weight: "1.2".to_owned(),
        packages: 1,
        hs_codes: vec![if knife { "8211930000" } else { "6109100000" }.to_owned()],
        goods_names: vec!["棉制T恤".to_owned()],
        papers: Some(pb::Papers { goods_models: vec!["M".to_owned()], ..Default::default() }),
        tracked: Some(pb::Tracked {
            exporter_lists_24h: number / 150 + 1,
            exporter_registered: true,
            ..Default::default()
        }),
        ..Default::default()
    }
}

async fn served(profile: &str) -> Channel {
    // The server of tonic sets it on connections of its own listener alone.
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap().with_nodelay(Some(true));
    let url = format!("http://{}", incoming.local_addr().unwrap());
    let service = Screener::new(shipped(profile).unwrap()).into_server(1 << 20);
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
    Channel::from_shared(url).unwrap().tcp_nodelay(true).connect().await.unwrap()
}

/// The time of each call of a caller that asks for every so-manieth declaration.
async fn asked(channel: Channel, callers: u32, first: u32) -> Vec<Duration> {
    let mut client = RiskScreeningClient::new(channel);
    let mut times = Vec::new();
    for number in (first..CALLS).step_by(callers as usize) {
        let request = facts(number);
        let began = Instant::now();
        client.screen(request).await.unwrap();
        times.push(began.elapsed());
    }
    times
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn the_times_of_a_hundred_thousand_calls() {
    for profile in ["typical", "strict"] {
        for callers in [1, 16] {
            let channel = served(profile).await;
            let began = Instant::now();
            let tasks: Vec<_> =
                (0..callers).map(|first| tokio::spawn(asked(channel.clone(), callers, first))).collect();
            let mut times = Vec::new();
            for task in tasks {
                times.extend(task.await.unwrap());
            }
            let rate = u128::from(CALLS) * 1_000 / began.elapsed().as_millis().max(1);
            times.sort_unstable();
            let [p50, p99, p999] =
                [500, 990, 999].map(|thousandth| times[times.len() * thousandth / 1_000].as_micros());
            let most = times[times.len() - 1].as_micros();
            println!(
                "{profile}, {callers} at a time: p50 {p50} us, p99 {p99} us, p99.9 {p999} us, longest {most} us, {rate} a second"
            );
            assert_eq!(times.len(), CALLS as usize);
        }
    }
}
