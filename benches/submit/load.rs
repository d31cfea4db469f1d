//! Volume: unary and streamed, ours against the floor, in alternating rounds.

use crate::requests::Papers;
use crate::{ROUND, ROUNDS, empty};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tongguan::compose::{Running, ServeOptions, start};
use tongguan_domain::process::Settings;
use tongguan_exchange::transports::TransportOptions;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;
use tonic::transport::{Channel, Endpoint};

const CONNECTIONS: usize = 4;
const IN_FLIGHT: usize = 64;
const STREAM_IN_FLIGHT: usize = 512;

/// Our server on a journal in a folder of its own.
pub(crate) async fn durable() -> (Running, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let options = ServeOptions {
        listen: "127.0.0.1:0".parse().unwrap(),
        control: None,
        json: None,
        data: Some(folder.path().to_owned()),
        defaults: Settings::default(),
        transports: TransportOptions::default(),
        customs_ids: Vec::new(),
        ..ServeOptions::default()
    };
    (start(options).await.expect("a server"), folder)
}

pub(crate) async fn connect(address: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{address}"))
        .unwrap()
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(4 << 20)
        .connect()
        .await
        .expect("a connection")
}

pub(crate) type Make = fn(&Papers, u64) -> pb::SubmitDeclarationRequest;

pub(crate) async fn unary() {
    println!("unary, {CONNECTIONS} connections with {IN_FLIGHT} in flight each, durable:");
    for (name, make) in [
        ("declaration alone", Papers::alone as Make),
        ("declaration with order and waybill, screened, receipts to 399", Papers::together as Make),
    ] {
        let floor = empty::start().await;
        let (ours, _folder) = durable().await;
        let numbers = Arc::new(AtomicU64::new(1));
        let (mut floors, mut rates) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            floors.push(unary_round(floor, &numbers, make).await);
            rates.push(unary_round(ours.address(), &numbers, make).await);
        }
        report(name, &floors, &rates, "calls");
        ours.stop().await;
    }
}

pub(crate) async fn unary_round(address: SocketAddr, numbers: &Arc<AtomicU64>, make: Make) -> Round {
    let cpu = cpu_micros("self");
    let papers = Arc::new(Papers::template());
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let channel = connect(address).await;
        for _ in 0..IN_FLIGHT {
            let (mut client, numbers, papers) =
                (DeclarationIntakeClient::new(channel.clone()), Arc::clone(numbers), Arc::clone(&papers));
            tasks.push(tokio::spawn(async move {
                let mut done = 0_u64;
                while begin.elapsed() < ROUND {
                    let request = make(&papers, numbers.fetch_add(1, Ordering::Relaxed));
                    client.submit_declaration(request).await.expect("accepted");
                    done += 1;
                }
                done
            }));
        }
    }
    let mut done = 0;
    for task in tasks {
        done += task.await.expect("no panic");
    }
    Round { rate: done as f64 / begin.elapsed().as_secs_f64(), cpu: (cpu_micros("self") - cpu) / done as f64 }
}

pub(crate) async fn stream() {
    println!("stream, one connection, {STREAM_IN_FLIGHT} in flight, declaration alone, durable:");
    let floor = empty::start().await;
    let (ours, _folder) = durable().await;
    let numbers = Arc::new(AtomicU64::new(1));
    let (mut floors, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floors.push(stream_round(floor, &numbers).await);
        rates.push(stream_round(ours.address(), &numbers).await);
    }
    report("declaration alone", &floors, &rates, "declarations");
    ours.stop().await;
}

pub(crate) async fn stream_round(address: SocketAddr, numbers: &Arc<AtomicU64>) -> Round {
    let cpu = cpu_micros("self");
    let mut client = DeclarationIntakeClient::new(connect(address).await);
    let room = Arc::new(Semaphore::new(STREAM_IN_FLIGHT));
    let (out, requests) = mpsc::channel(STREAM_IN_FLIGHT);
    let begin = Instant::now();
    let (sender_room, numbers) = (Arc::clone(&room), Arc::clone(numbers));
    let sender = tokio::spawn(async move {
        let papers = Papers::template();
        while begin.elapsed() < ROUND {
            sender_room.acquire().await.expect("open").forget();
            let request = papers.streamed(numbers.fetch_add(1, Ordering::Relaxed));
            if out.send(request).await.is_err() {
                return;
            }
        }
    });
    let answers = client.submit_stream(ReceiverStream::new(requests)).await.expect("a stream");
    let mut answers = answers.into_inner();
    let mut done = 0_u64;
    while let Some(answer) = answers.next().await {
        assert_eq!(answer.expect("an answer").refused, None);
        room.add_permits(1);
        done += 1;
    }
    sender.await.expect("no panic");
    Round { rate: done as f64 / begin.elapsed().as_secs_f64(), cpu: (cpu_micros("self") - cpu) / done as f64 }
}

/// One round: calls a second, and processor time a call in microseconds, client and server together.
pub(crate) struct Round {
    pub(crate) rate: f64,
    pub(crate) cpu: f64,
}

/// Processor time of a process so far, in microseconds. Linux counts it in hundredths of a second.
pub(crate) fn cpu_micros(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("Linux");
    let after_name = stat.rsplit_once(')').expect("a name").1;
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.map(|n| n.parse::<f64>().expect("a number")).sum::<f64>() * 10_000.0
}

pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

pub(crate) fn report(name: &str, floors: &[Round], ours: &[Round], unit: &str) {
    let ratios: Vec<f64> = ours.iter().zip(floors).map(|(ours, floor)| ours.rate / floor.rate).collect();
    println!(
        "  {name}: {:.0} {unit}/s, floor {:.0}, ratio {:.2} (rounds {}); processor {:.1} us each, floor {:.1}",
        median(ours.iter().map(|r| r.rate)),
        median(floors.iter().map(|r| r.rate)),
        median(ratios.iter().copied()),
        ratios.iter().map(|r| format!("{r:.2}")).collect::<Vec<_>>().join(" "),
        median(ours.iter().map(|r| r.cpu)),
        median(floors.iter().map(|r| r.cpu)),
    );
}
