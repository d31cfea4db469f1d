//! Two built programs side by side, in alternating rounds:
//! `TONGGUAN_BEFORE=path/to/older/tongguan cargo bench --bench submit -- versus`.
//!
//! Each is a process of its own with a journal of its own; the machine's noise falls on both alike.

use crate::load::{self, Make, Round, stream_round, unary_round};
use crate::requests::Papers;
use crate::{ROUNDS, start};
use std::net::SocketAddr;
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tempfile::TempDir;

struct Program {
    child: Child,
    address: SocketAddr,
    _folder: TempDir,
}

impl Program {
    fn start(path: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (child, address) =
            start::program(path, &["--no-control", "--data", folder.path().to_str().unwrap()]);
        Self { child, address, _folder: folder }
    }

    /// Processor time of the server so far, in microseconds.
    fn cpu(&self) -> f64 {
        load::cpu_micros(&self.child.id().to_string())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _: Result<_, _> = self.child.kill();
        let _: Result<_, _> = self.child.wait();
    }
}

pub(crate) async fn measure() {
    let Ok(before) = std::env::var("TONGGUAN_BEFORE") else {
        println!("versus: skipped, TONGGUAN_BEFORE names no program");
        return;
    };
    let programs = [before.as_str(), env!("CARGO_BIN_EXE_tongguan")];
    println!("versus: {} against {}, {} rounds each", programs[1], programs[0], ROUNDS);
    let unary =
        [("unary, declaration alone", Papers::alone as Make), ("unary, with partners", Papers::together)];
    for (name, make) in unary {
        rounds(name, &programs, async |address, numbers| unary_round(address, numbers, make).await).await;
    }
    rounds("stream, declaration alone", &programs, async |address, numbers| {
        stream_round(address, numbers).await
    })
    .await;
}

async fn rounds(name: &str, programs: &[&str; 2], round: impl AsyncFn(SocketAddr, &Arc<AtomicU64>) -> Round) {
    let servers = programs.map(Program::start);
    let numbers = Arc::new(AtomicU64::new(1));
    let mut all = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (server, rounds) in servers.iter().zip(&mut all) {
            let used = server.cpu();
            let Round { rate, cpu } = round(server.address, &numbers).await;
            let calls = rate * crate::ROUND.as_secs_f64();
            rounds.push(Round { rate, cpu: cpu + (server.cpu() - used) / calls });
        }
    }
    let [before, after] = &all;
    load::report(name, before, after, "calls");
}
