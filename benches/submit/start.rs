//! Start: from the start of the process to the first accepted declaration, and the memory of an idle server.

use crate::load::connect;
use crate::requests::Papers;
use std::io::BufRead;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tongguan_proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;

const STARTS: usize = 21;

pub(crate) async fn measure() {
    for mode in ["--ephemeral", "--data"] {
        let (mut times, mut memory, mut used) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let (time, idle, after) = Box::pin(once(mode)).await;
            times.push(time);
            memory.push(idle);
            used.push(after);
        }
        times.sort_by(f64::total_cmp);
        memory.sort_unstable();
        used.sort_unstable();
        println!(
            "start {mode}: first accepted declaration after {:.1} ms (median of {STARTS}; worst {:.1}); \
             idle {:.1} MiB, after one declaration {:.1} MiB",
            times[STARTS / 2],
            times[STARTS - 1],
            memory[STARTS / 2] as f64 / 1024.0,
            used[STARTS / 2] as f64 / 1024.0,
        );
    }
}

/// A server in a process of its own, and its address.
pub(crate) fn program(path: &str, arguments: &[&str]) -> (Child, SocketAddr) {
    let mut command = Command::new(path);
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a process");
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&line).expect("a ready line");
    (child, ready["address"].as_str().expect("an address").parse().expect("an address"))
}

async fn once(mode: &str) -> (f64, u64, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut arguments = vec!["--control", "127.0.0.1:0", mode];
    if mode == "--data" {
        arguments.push(folder.path().to_str().expect("UTF-8"));
    }
    let begin = Instant::now();
    let (mut child, address) = program(env!("CARGO_BIN_EXE_tongguan"), &arguments);
    let idle = resident(child.id());
    let mut client = DeclarationIntakeClient::new(connect(address).await);
    client.submit_declaration(Papers::template().alone(1)).await.expect("accepted");
    let time = begin.elapsed().as_secs_f64() * 1e3;
    let used = resident(child.id());
    child.kill().expect("killed");
    child.wait().expect("gone");
    (time, idle, used)
}

/// Resident memory in KiB.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
}
