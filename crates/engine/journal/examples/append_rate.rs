//! Measures durable appends: `cargo run --release --example append_rate [seconds] [directory]`.

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tongguan_journal::{Append, EmbeddedJournal, Journal, JournalError, LogId};

const ENTRY_BYTES: usize = 1500;
const BATCHES: [usize; 2] = [64, 1024];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().map_or(Ok(3), |text| text.parse())?;
    let temporary = tempfile::tempdir()?;
    let dir = arguments.next().map_or_else(|| temporary.path().join("journal"), PathBuf::from);
    let mut out = std::io::stdout().lock();

    writeln!(out, "before open: rss {} KiB", rss_kib())?;
    drop(timed_open(&dir, "create", &mut out)?);
    drop(timed_open(&dir, "open  ", &mut out)?);
    let journal = timed_open(&dir, "open  ", &mut out)?;
    for (log, batch) in (1..).map(LogId).zip(BATCHES) {
        let (entries, elapsed) = append_for(&journal, log, batch, Duration::from_secs(seconds))?;
        let rate = u128::from(entries) * 1_000_000 / elapsed.as_micros().max(1);
        let each = elapsed.as_micros() / u128::from(entries / batch as u64).max(1);
        writeln!(out, "batch {batch:>4}: {rate:>7} entries/s, {each} us per append, rss {} KiB", rss_kib())?;
    }
    drop(journal);
    let journal = timed_open(&dir, "open with data", &mut out)?;
    for log in journal.logs()? {
        let start = Instant::now();
        let mut count = 0_u64;
        journal.replay(log, tongguan_journal::Position::FIRST, &mut |_, _| {
            count += 1;
            true
        })?;
        let rate = u128::from(count) * 1_000_000 / start.elapsed().as_micros().max(1);
        let start = Instant::now();
        let step = (count / 1000).max(1);
        let reads = (1..=count).step_by(usize::try_from(step)?).map(tongguan_journal::Position);
        let mut done = 0_u128;
        for at in reads {
            journal.read(log, at)?;
            done += 1;
        }
        let each = start.elapsed().as_micros() / done.max(1);
        writeln!(out, "log {log}: replay {rate} entries/s, read {each} us, rss {} KiB", rss_kib())?;
    }
    Ok(())
}

fn timed_open(
    dir: &std::path::Path,
    what: &str,
    out: &mut impl Write,
) -> Result<EmbeddedJournal, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let journal = EmbeddedJournal::open(dir)?;
    writeln!(out, "{what}: {} us, rss {} KiB", start.elapsed().as_micros(), rss_kib())?;
    Ok(journal)
}

fn append_for(
    journal: &EmbeddedJournal,
    log: LogId,
    batch: usize,
    time: Duration,
) -> Result<(u64, Duration), JournalError> {
    let entry: Vec<u8> = (0..ENTRY_BYTES).map(|index| (index * 31 % 251) as u8).collect();
    let start = Instant::now();
    let mut next = journal.next(log)?;
    let first = next;
    while start.elapsed() < time {
        let entries = vec![entry.clone(); batch];
        journal.append(vec![Append { log, first: next, entries }])?;
        next = next.after(batch as u64);
    }
    Ok((next.0 - first.0, start.elapsed()))
}

/// Resident memory of this process; 0 where the system does not say.
fn rss_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
