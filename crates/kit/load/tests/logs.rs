//! Interval logs, as another program reads them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

use hdrhistogram::Histogram;
use hdrhistogram::serialization::Deserializer;
use hdrhistogram::serialization::interval_log::{IntervalLogIterator, LogEntry};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};
use tongguan_load::desk::Tally;
use tongguan_load::report::hdr::{Logs, logs_in};
use tongguan_load::stages::Stage;

const SECOND: Duration = Duration::from_secs(1);

/// Start, length, and count of each interval, and all of them together.
fn read(file: &Path) -> (Vec<(f64, f64, u64)>, Histogram<u64>) {
    let text = std::fs::read(file).unwrap();
    let (mut rows, mut all) = (Vec::new(), Histogram::new_with_bounds(1_000, 3_600_000_000_000, 3).unwrap());
    for entry in IntervalLogIterator::new(&text) {
        let LogEntry::Interval(interval) = entry.unwrap() else { continue };
        let bytes =
            base64::Engine::decode(&base64::engine::general_purpose::STANDARD, interval.encoded_histogram());
        let histogram: Histogram<u64> =
            Deserializer::new().deserialize(&mut bytes.unwrap().as_slice()).unwrap();
        rows.push((
            interval.start_timestamp().as_secs_f64(),
            interval.duration().as_secs_f64(),
            histogram.len(),
        ));
        all.add(&histogram).unwrap();
    }
    (rows, all)
}

#[test]
fn each_second_is_a_row_and_together_they_are_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let mut logs = Logs::begin(folder.path(), UNIX_EPOCH + SECOND * 1_764_000_000).unwrap();
    let mut tally = Tally::default();
    let record = |tally: &mut Tally, count: u64, span: Duration| {
        for _ in 0..count {
            tally.stages.record(Stage::Closed, span, None);
        }
    };
    record(&mut tally, 3, SECOND / 100);
    logs.tick(&tally, SECOND / 2);
    // Told a little late, as it is on a busy machine: that does not move the seconds that follow.
    logs.tick(&tally, SECOND * 101 / 100);
    // A second in which nothing happened has no row, and is in none.
    logs.tick(&tally, SECOND * 2);
    record(&mut tally, 5, SECOND / 50);
    logs.tick(&tally, SECOND * 3);
    logs.tick(&tally, SECOND * 13 / 4);
    record(&mut tally, 7, SECOND * 2);
    logs.end(&tally, SECOND * 7 / 2).unwrap();
    let (rows, all) = read(&folder.path().join("899.hlog"));
    assert_eq!(rows, [(0.0, 1.01, 3), (2.0, 1.0, 5), (3.0, 0.5, 7)]);
    let spans = &tally.stages.of(Stage::Closed).unwrap().wall;
    for share in [0.1, 0.5, 0.99] {
        assert_eq!(Duration::from_nanos(all.value_at_quantile(share)), spans.quantile(share));
    }
    assert_eq!(read(&folder.path().join("ack.hlog")).0, [], "a stage that nobody reached");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = Logs::begin(&file.join("logs"), UNIX_EPOCH).unwrap_err().to_string();
    assert!(error.contains("file/logs: "), "{error}");
}

/// Whatever is written into a file that was removed or replaced is nowhere.
#[test]
fn a_file_that_is_not_there_any_more_at_the_end_is_named() {
    let gone = |folder: &Path| std::fs::remove_dir_all(folder).unwrap();
    let removed = |folder: &Path| std::fs::remove_file(folder.join("899.hlog")).unwrap();
    let replaced = |folder: &Path| {
        std::fs::rename(folder.join("899.hlog"), folder.join("kept")).unwrap();
        std::fs::write(folder.join("899.hlog"), "").unwrap();
    };
    let made_anew = |folder: &Path| {
        std::fs::rename(folder, folder.with_extension("old")).unwrap();
        std::fs::create_dir(folder).unwrap();
        logs_in(folder).for_each(|file| std::fs::write(file, "").unwrap());
    };
    let renamed = |folder: &Path| {
        std::fs::rename(folder, folder.with_extension("old")).unwrap();
        std::os::unix::fs::symlink(folder.with_extension("old"), folder).unwrap();
    };
    type Happens<'a> = &'a dyn Fn(&Path);
    let cases: [(&str, Happens<'_>, usize); 6] = [
        ("nothing", &|_| {}, 0),
        ("gone", &gone, 11),
        ("one removed", &removed, 1),
        ("one replaced", &replaced, 1),
        ("made anew", &made_anew, 11),
        ("still to be found", &renamed, 0),
    ];
    for (what, happens, unwritten) in cases {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("logs");
        let mut logs = Logs::begin(&folder, UNIX_EPOCH).unwrap();
        let mut tally = Tally::default();
        tally.stages.record(Stage::Closed, SECOND, None);
        logs.tick(&tally, SECOND);
        happens(&folder);
        let failed = logs.end(&tally, SECOND * 2).err().unwrap_or_default();
        assert_eq!(failed.len(), unwritten, "{what}: {failed:?}");
        let not_found = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
        assert!(
            failed.iter().all(|one| one.file.starts_with(&folder) && not_found(&one.error)),
            "{failed:?}"
        );
    }
}

#[test]
fn a_disk_that_is_full_is_told_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    // One in which nothing is written but its head, too.
    let full = ["2.hlog", "899.hlog", "lateness.hlog"].map(|name| folder.path().join(name));
    for file in &full {
        std::os::unix::fs::symlink("/dev/full", file).unwrap();
    }
    let mut logs = Logs::begin(folder.path(), UNIX_EPOCH).unwrap();
    let mut tally = Tally::default();
    for second in 1..5 {
        tally.stages.record(Stage::Closed, SECOND, None);
        tally.stages.record(Stage::Released, SECOND, None);
        logs.tick(&tally, SECOND * second);
    }
    let failed = logs.end(&tally, SECOND * 5).unwrap_err();
    let named: Vec<_> = failed.iter().map(|unwritten| unwritten.file.clone()).collect();
    assert_eq!(named.len(), full.len(), "each once: {named:?}");
    assert!(full.iter().all(|file| named.contains(file)), "{named:?}");
    assert!(failed.iter().all(|one| one.to_string().starts_with(one.file.to_str().unwrap())), "{failed:?}");
    assert_eq!(read(&folder.path().join("800.hlog")).1.len(), 4, "the others are whole");
}
