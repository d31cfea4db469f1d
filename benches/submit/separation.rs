//! What it costs that screening and scoring are processes of their own: `cargo bench --bench submit -- separation`.
//!
//! The same declarations with their papers, to 399, go to one process and to three, in alternating rounds; each process has
//! its journal on the disk. Latency is that of the submission: it is answered when nothing is open any more.

use crate::load::{connect, cpu_micros, median};
use crate::requests::Papers;
use crate::{ROUND, ROUNDS, start};
use hdrhistogram::Histogram;
use std::net::SocketAddr;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tempfile::TempDir;
use tongguan_proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;

const CONNECTIONS: usize = 4;
const IN_FLIGHT: usize = 16;
/// A sandbox has one question out at a time; several do not wait for each other.
const SANDBOXES: [u64; 2] = [1, 32];

/// The processes of one server.
struct Topology {
    processes: Vec<Child>,
    address: SocketAddr,
    _folder: TempDir,
}

impl Topology {
    fn start(separate: bool) -> Self {
        let program = |arguments: &[&str]| start::program(env!("CARGO_BIN_EXE_tongguan"), arguments);
        let folder = tempfile::tempdir().expect("a folder");
        let mut processes = Vec::new();
        let mut arguments = vec!["--no-control".to_owned(), "--listen-json=off".to_owned()];
        arguments.extend(["--data".to_owned(), folder.path().to_str().expect("UTF-8").to_owned()]);
        if separate {
            for service in ["risk", "credit"] {
                let (child, address) = program(&[service, "--listen-json", "off"]);
                processes.push(child);
                arguments.push(format!("--{service}=http://{address}"));
            }
        }
        let (child, address) = program(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        processes.push(child);
        Self { processes, address, _folder: folder }
    }

    /// Processor time so far, in microseconds.
    fn cpu(&self) -> f64 {
        self.processes.iter().map(|process| cpu_micros(&process.id().to_string())).sum()
    }
}

impl Drop for Topology {
    fn drop(&mut self) {
        for process in &mut self.processes {
            let _: Result<_, _> = process.kill();
            let _: Result<_, _> = process.wait();
        }
    }
}

/// Declarations a second, microseconds of the servers' processors each, and milliseconds of latency.
struct Figures {
    rate: f64,
    cpu: f64,
    p50: f64,
    p99: f64,
}

pub(crate) async fn measure() {
    println!(
        "separation, {CONNECTIONS} connections with {IN_FLIGHT} in flight each, papers and declaration to 399:"
    );
    for sandboxes in SANDBOXES {
        let topologies = [false, true].map(Topology::start);
        let numbers = Arc::new(AtomicU64::new(1));
        let mut all = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            for (topology, rounds) in topologies.iter().zip(&mut all) {
                rounds.push(round(topology, sandboxes, &numbers).await);
            }
        }
        let of = |rounds: &[Figures], figure: fn(&Figures) -> f64| median(rounds.iter().map(figure));
        for (name, rounds) in ["one process", "three"].iter().zip(&all) {
            println!(
                "  {sandboxes} sandboxes, {name}: {:.0} declarations/s, p50 {:.1} ms, p99 {:.1} ms, processor {:.0} us each",
                of(rounds, |one| one.rate),
                of(rounds, |one| one.p50),
                of(rounds, |one| one.p99),
                of(rounds, |one| one.cpu),
            );
        }
        let [one, three] = &all;
        let ratios = three.iter().zip(one).map(|(three, one)| three.rate / one.rate);
        println!("  {sandboxes} sandboxes, rate of three to one: {:.2}", median(ratios));
    }
}

async fn round(topology: &Topology, sandboxes: u64, numbers: &Arc<AtomicU64>) -> Figures {
    let used = topology.cpu();
    let papers = Arc::new(Papers::template());
    let begin = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..CONNECTIONS {
        let channel = connect(topology.address).await;
        for _ in 0..IN_FLIGHT {
            let (mut client, numbers, papers) =
                (DeclarationIntakeClient::new(channel.clone()), Arc::clone(numbers), Arc::clone(&papers));
            tasks.push(tokio::spawn(async move {
                let mut times = Histogram::<u64>::new(3).expect("a histogram");
                while begin.elapsed() < ROUND {
                    let number = numbers.fetch_add(1, Ordering::Relaxed);
                    let mut request = papers.together(number);
                    request.sandbox = format!("s{}", number % sandboxes);
                    let sent = Instant::now();
                    client.submit_declaration(request).await.expect("accepted");
                    times
                        .record(u64::try_from(sent.elapsed().as_micros()).expect("short"))
                        .expect("recorded");
                }
                times
            }));
        }
    }
    let mut times = Histogram::<u64>::new(3).expect("a histogram");
    for task in tasks {
        times.add(task.await.expect("no panic")).expect("added");
    }
    let done = times.len() as f64;
    Figures {
        rate: done / begin.elapsed().as_secs_f64(),
        cpu: (topology.cpu() - used) / done,
        p50: times.value_at_quantile(0.5) as f64 / 1e3,
        p99: times.value_at_quantile(0.99) as f64 / 1e3,
    }
}
