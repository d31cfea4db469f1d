//! Goal: what was answered is there after a restart, from the snapshot or without it.

use crate::bench::{Act, Bench, SANDBOXES, Services, Store, all_seen, fill, name, parcel, submit};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tongguan_clearance::command::SetClock;
use tongguan_domain::process::{ClockMode, Settings};
use tongguan_engine::{Host, HostOptions, OpenError};
use tongguan_journal::{Append, LogId, Position};
use tongguan_testkit::Parcel;

/// After a restart everything is there, repeats are repeats, and it goes on as if nothing had happened.
fn assert_recovered(store: &Store, expected: &[String]) {
    let bench = Bench::open(store.journal());
    assert!(all_seen(&bench) == expected);
    let Act::Submit(repeat) = parcel(0).swap_remove(0) else { panic!("a parcel begins with its papers") };
    assert!(bench.execute(SANDBOXES[0], repeat).replayed);
    assert!(all_seen(&bench) == expected, "a repeat has no effect");
    bench.join();
}

/// What the same commands give without any restart.
fn after_everything(bench: &Bench) -> Vec<String> {
    for sandbox in SANDBOXES {
        bench.execute(sandbox, SetClock(ClockMode::Auto));
        bench.execute(sandbox, submit("late", &Parcel::number(99).documents(), None));
    }
    all_seen(bench)
}

#[test]
fn a_stopped_host_is_found_again() {
    for store in Store::both() {
        let bench = Bench::open(store.journal());
        let expected = fill(&bench);
        bench.stop();
        // What the process forgets needs no snapshot.
        let kept = store.dir().is_some();
        for log in [1, 2] {
            assert_eq!(store.journal().load_snapshot(LogId(log)).unwrap().is_some(), kept, "log {log}");
        }
        assert_recovered(&store, &expected);
    }
}

#[test]
fn a_dropped_host_ends_its_threads_and_is_found_again() {
    for store in Store::both() {
        let bench = Bench::open(store.journal());
        let expected = fill(&bench);
        bench.join();
        assert_recovered(&store, &expected);
    }
}

#[test]
fn a_restart_makes_no_difference_to_what_follows() {
    let whole = Bench::open(Store::memory().journal());
    fill(&whole);
    let expected = after_everything(&whole);
    whole.stop();
    for store in Store::both() {
        let bench = Bench::open(store.journal());
        fill(&bench);
        bench.stop();
        let bench = Bench::open(store.journal());
        assert!(after_everything(&bench) == expected);
        bench.stop();
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_damaged_snapshot_costs_time_and_nothing_else() {
    // Bits flipped on the disk.
    let store = Store::disk();
    let bench = Bench::open(store.journal());
    let expected = fill(&bench);
    bench.stop();
    let mut damaged = 0;
    for path in files(store.dir().unwrap()) {
        if path.strip_prefix(store.dir().unwrap()).unwrap().to_string_lossy().contains("snapshot") {
            let mut bytes = std::fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0xff;
            std::fs::write(&path, bytes).unwrap();
            damaged += 1;
        }
    }
    assert_eq!(damaged, 2);
    assert_recovered(&store, &expected);

    // Bytes that the journal holds to be sound, but that are no state, or one of another version.
    for snapshot in [&b""[..], b"\x01", b"\x01no state", b"\xff\x80"] {
        let store = Store::memory();
        let bench = Bench::open(store.journal());
        let expected = fill(&bench);
        bench.stop();
        let journal = store.journal();
        let upto = Position(journal.next(LogId(1)).unwrap().0 - 1);
        journal.save_snapshot(LogId(1), upto, snapshot).unwrap();
        assert_recovered(&store, &expected);
    }
}

#[test]
fn what_was_interrupted_goes_on_at_the_start() {
    let store = Store::memory();
    let silent = Services::default();
    silent.silent.store(true, Ordering::SeqCst);
    let bench = Bench::with_workers(store.journal(), 1, silent);
    bench.execute("a", submit("1", &Parcel::number(1).documents()[..4], None));
    assert_eq!(bench.codes("a").last(), Some(&120), "nobody screens");
    bench.stop();
    let bench = Bench::open(store.journal());
    assert_eq!(bench.codes("a").last(), Some(&399));
    let expected = bench.seen("a");
    bench.stop();
    let bench = Bench::open(store.journal());
    assert!(bench.seen("a") == expected, "the answer was recorded");
    bench.stop();
}

#[test]
fn settings_are_those_of_the_beginning() {
    let store = Store::memory();
    let bench = Bench::open(store.journal());
    let settings = Settings { seed: 42, ..Settings::default() };
    bench.runtime.block_on(bench.host.create(&name("a"), settings)).unwrap();
    bench.stop();
    let bench = Bench::open(store.journal());
    let info = bench.runtime.block_on(bench.host.list(None, "", 1)).unwrap();
    assert_eq!(info[0].view.seed, 42);
    bench.stop();
}

#[test]
fn an_entry_that_cannot_be_read_is_named() {
    let store = Store::memory();
    let bench = Bench::open(store.journal());
    bench.execute("a", submit("1", &[Parcel::number(1).order.into()], None));
    bench.stop();
    let journal = store.journal();
    let next = journal.next(LogId(1)).unwrap();
    let append = Append { log: LogId(1), first: next, entries: vec![b"no event".to_vec()] };
    journal.append(vec![append]).unwrap();
    let services = Services::default();
    let opened = Host::open(HostOptions {
        journal: Arc::clone(&journal),
        screening: Box::new(services.clone()),
        scoring: Box::new(services),
        elsewhere: None,
        defaults: Settings::default(),
        on_failure: Box::new(|_| {}),
        watch: None,
    });
    let Err(OpenError::Unreadable { log, position }) = opened else { panic!() };
    assert_eq!((log, position), (LogId(1), next));
}
