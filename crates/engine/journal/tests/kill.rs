//! The process is killed while it appends: everything it acknowledged must be there afterwards.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tongguan_journal::{Append, EmbeddedJournal, Journal, LogId, Position};

const KILLS: u64 = 15;
const MOST_LINES: u64 = 40;
const SEED: u64 = 0x746f_6e67_6775_616e;
const LOGS: [LogId; 2] = [LogId(1), LogId(2)];
/// Tells the child where to append.
const DIR: &str = "TONGGUAN_JOURNAL_KILL";

/// What stands at a position: of changing length, over the chunk limit at times, and different at every position.
fn entry(log: LogId, at: u64) -> Vec<u8> {
    let length = mix(log.0 ^ (at << 8)) % if at.is_multiple_of(50) { 400_000 } else { 3_000 };
    let mut bytes = format!("{log}/{at}/").into_bytes();
    bytes.resize(bytes.len() + length as usize, at as u8);
    bytes
}

/// A fixed sequence that looks random (splitmix64).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for kill in 0..KILLS {
        acknowledged = run_and_kill(dir.path(), 1 + mix(SEED ^ kill) % MOST_LINES, acknowledged);
        let journal = EmbeddedJournal::open(dir.path()).unwrap();
        let ends = LOGS.map(|log| check(&journal, log));
        assert_eq!(ends[0], ends[1], "kill {kill}: an append reached one log only");
        assert!(ends[0] >= acknowledged, "kill {kill}: {acknowledged} acknowledged, {} there", ends[0]);
    }
    assert!(acknowledged > KILLS);
}

/// Lets a child append until it has acknowledged `lines` times, kills it, gives the last position it acknowledged.
fn run_and_kill(dir: &Path, lines: u64, before: u64) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_appends", "--nocapture"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // The full stop tells a whole number from one that was cut off when the child died.
    let number = |line: std::io::Result<String>| -> Option<u64> {
        line.unwrap().split_once("acknowledged ")?.1.strip_suffix('.')?.parse().ok()
    };
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines().filter_map(number);
    let mut acknowledged = before;
    for _ in 0..lines {
        acknowledged = output.next().expect("the child goes on until it is killed");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it still said before it died counts as well.
    output.fold(acknowledged, u64::max)
}

/// Every entry is what it should be; gives the last position.
fn check(journal: &EmbeddedJournal, log: LogId) -> u64 {
    let mut last = 0;
    journal
        .replay(log, Position(1), &mut |at, bytes| {
            last += 1;
            assert_eq!(at, Position(last));
            assert!(bytes == entry(log, last), "log {log}, position {last}");
            true
        })
        .unwrap();
    assert_eq!(journal.next(log).unwrap(), Position(last + 1));
    last
}

/// Does nothing unless it is run as the child of the test above; then it appends until it is killed.
#[test]
fn child_appends() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let journal = EmbeddedJournal::open(Path::new(&dir)).unwrap();
    let mut next = journal.next(LOGS[0]).unwrap().0;
    let mut out = std::io::stdout().lock();
    loop {
        let count = 1 + mix(next) % 30;
        let batch = LOGS.map(|log| {
            let entries = (next..next + count).map(|at| entry(log, at)).collect();
            Append { log, first: Position(next), entries }
        });
        journal.append(batch.into()).unwrap();
        next += count;
        writeln!(out, "acknowledged {}.", next - 1).unwrap();
        out.flush().unwrap();
    }
}
