//! Goal: the replay after a crash is bounded at every moment, and a stop is bounded whatever there is to save.

use crate::bench::{Bench, SANDBOXES, Services, all_seen, fill, parcel};
use crate::journals::forwarded;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tongguan_engine::{Bounds, Host, HostOptions, OpenError};
use tongguan_journal::{Append, Journal, JournalError, LogId, MemoryJournal, Position};

/// Long enough for any snapshot of these tests.
const LONG: Duration = Duration::from_secs(30);

/// A journal that outlives hosts, tells of every snapshot, and refuses the first ones.
struct Told {
    inner: Arc<MemoryJournal>,
    saved: Mutex<Sender<(LogId, Position)>>,
    refuse: AtomicUsize,
    closed: AtomicUsize,
}

impl Told {
    fn over(inner: &Arc<MemoryJournal>, refuse: usize) -> (Arc<Self>, Receiver<(LogId, Position)>) {
        let (saved, hears) = channel();
        let (inner, refuse) = (Arc::clone(inner), refuse.into());
        (Arc::new(Self { inner, saved: saved.into(), refuse, closed: 0.into() }), hears)
    }
}

impl Journal for Told {
    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        assert_eq!(self.closed.load(Ordering::SeqCst), 0, "nothing comes after the last append");
        self.inner.append(batch)
    }

    forwarded!(inner: next, replay, read, logs, load_snapshot);

    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        let refused =
            self.refuse.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if refused.is_ok() {
            return Err(JournalError::Storage { message: "not now".to_owned(), source: None });
        }
        self.inner.save_snapshot(log, upto, bytes)?;
        let _ = self.saved.lock().unwrap().send((log, upto));
        Ok(())
    }

    fn close(&self) -> Result<(), JournalError> {
        self.closed.fetch_add(1, Ordering::SeqCst);
        self.inner.close()
    }
}

/// Never: no snapshot is due, and a stop makes none.
/// And those that are made wait for no idle processor.
const NONE: Bounds =
    Bounds { leave_time: Duration::ZERO, leave_bytes: usize::MAX, snapshot_latest: 0, ..Bounds::DEFAULT };

/// Two sandboxes with a history and no snapshot; gives what can be seen of them.
fn history() -> (Arc<MemoryJournal>, Vec<String>) {
    let inner = Arc::new(MemoryJournal::new());
    let (journal, saves) = Told::over(&inner, 0);
    let bench = Bench::within(journal, NONE, Services::default());
    let expected = fill(&bench);
    bench.stop();
    assert_eq!(saves.iter().count(), 0);
    (inner, expected)
}

fn last(journal: &MemoryJournal, log: u64) -> (LogId, Position) {
    (LogId(log), Position(journal.next(LogId(log)).unwrap().0 - 1))
}

#[test]
fn what_is_due_at_the_start_is_made_though_nobody_asks_for_anything() {
    // Several are due at once, and some of them cannot be saved at first.
    for refuse in [0, 1, 3] {
        let (inner, expected) = history();
        let (journal, saves) = Told::over(&inner, refuse);
        let bounds = Bounds { snapshot_bytes: 1_000, snapshot_pause: Duration::ZERO, ..NONE };
        let bench = Bench::within(journal, bounds, Services::default());
        let mut saved: Vec<_> = (0..2).map(|_| saves.recv_timeout(LONG).unwrap()).collect();
        saved.sort_unstable();
        assert_eq!(saved, [last(&inner, 1), last(&inner, 2)], "{refuse} refused");
        assert!(all_seen(&bench) == expected);
        bench.stop();
        let bench = Bench::open(inner);
        assert!(all_seen(&bench) == expected, "the snapshots are those states");
        bench.stop();
    }
}

#[test]
fn many_short_tails_together_are_bounded() {
    let (inner, _) = history();
    let (journal, saves) = Told::over(&inner, 0);
    // None of them is due by itself.
    let bounds = Bounds { replay_bytes: 1_000, ..NONE };
    let bench = Bench::within(journal, bounds, Services::default());
    for _ in 0..2 {
        saves.recv_timeout(LONG).unwrap();
    }
    for act in (40..60).flat_map(parcel) {
        bench.perform(SANDBOXES[0], act);
    }
    assert_eq!(saves.recv_timeout(LONG).unwrap().0, LogId(1));
    bench.stop();
}

#[test]
fn a_stop_saves_the_longest_first_and_leaves_out_what_is_short() {
    let (inner, expected) = history();
    let lengths = [1, 2].map(|log| {
        let mut bytes = 0;
        let mut each = |_, entry: &[u8]| {
            bytes += entry.len();
            true
        };
        inner.replay(LogId(log), Position::FIRST, &mut each).unwrap();
        bytes
    });
    let longest = if lengths[0] >= lengths[1] { [1, 2] } else { [2, 1] };
    let shorter = lengths.into_iter().min().unwrap();
    let cases: [(Bounds, usize); 4] = [
        (NONE, 0),
        (Bounds { leave_bytes: shorter, ..NONE }, 1),
        (Bounds { leave_bytes: 0, ..NONE }, 2),
        (Bounds { leave_time: LONG, ..NONE }, 2),
    ];
    for (bounds, count) in cases {
        let copy = copy_of(&inner);
        let (journal, saves) = Told::over(&copy, 0);
        let told = Arc::clone(&journal);
        let bench = Bench::within(journal, bounds, Services::default());
        assert!(all_seen(&bench) == expected);
        bench.stop();
        assert_eq!(told.closed.load(Ordering::SeqCst), 1, "where it ends is written down once");
        drop(told);
        let saved: Vec<_> = saves.iter().map(|(log, _)| log.0).collect();
        assert_eq!(saved, longest[..count], "{bounds:?}");
    }
}

#[test]
fn who_is_in_a_hurry_does_without_snapshots() {
    let (inner, expected) = history();
    let (journal, saves) = Told::over(&inner, 0);
    let bench = Bench::within(journal, Bounds { leave_bytes: 0, ..Bounds::DEFAULT }, Services::default());
    bench.host.hurry();
    bench.stop();
    assert_eq!(saves.iter().count(), 0);
    let bench = Bench::open(inner);
    assert!(all_seen(&bench) == expected);
    bench.stop();
}

#[test]
fn what_the_process_forgets_gets_no_snapshot() {
    let journal = Arc::new(MemoryJournal::new());
    let bench = Bench::within(
        Arc::clone(&journal) as Arc<dyn Journal>,
        Bounds { snapshot_bytes: 1, ..NONE },
        Services::default(),
    );
    fill(&bench);
    bench.stop();
    for log in [1, 2] {
        assert_eq!(journal.load_snapshot(LogId(log)).unwrap(), None);
    }
}

/// Whatever journal it is, a snapshot that reaches further than its log, and a log of no sandbox, are proof of loss.
#[test]
fn what_proves_a_loss_is_no_start() {
    let (inner, _) = history();
    let shorter = Arc::new(MemoryJournal::new());
    for log in [0, 1, 2] {
        let mut entries = Vec::new();
        let mut each = |_, entry: &[u8]| {
            entries.push(entry.to_vec());
            true
        };
        inner.replay(LogId(log), Position::FIRST, &mut each).unwrap();
        if log == 0 {
            entries.pop();
        }
        shorter.append(vec![Append { log: LogId(log), first: Position::FIRST, entries }]).unwrap();
    }
    let refused = open(shorter as Arc<dyn Journal>);
    assert!(matches!(refused, OpenError::Unlisted { log: LogId(2), sandboxes: 1 }), "{refused}");

    let ahead = Ahead(inner);
    let next = ahead.0.next(LogId(1)).unwrap();
    let refused = open(Arc::new(ahead));
    let OpenError::Behind { log: LogId(1), upto, next: found } = refused else { panic!("{refused}") };
    assert_eq!((upto, found), (next, next));
}

fn open(journal: Arc<dyn Journal>) -> OpenError {
    let services = Services::default();
    let opened = Host::open(HostOptions {
        journal,
        screening: Box::new(services.clone()),
        scoring: Box::new(services),
        elsewhere: None,
        defaults: tongguan_domain::process::Settings::default(),
        on_failure: Box::new(|_| {}),
        watch: None,
    });
    opened.err().unwrap()
}

/// Its snapshots reach one entry too far.
struct Ahead(Arc<MemoryJournal>);

impl Journal for Ahead {
    forwarded!(0: append, next, replay, read, logs, save_snapshot);

    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        Ok(Some((self.0.next(log)?, Vec::new())))
    }
}

fn copy_of(journal: &MemoryJournal) -> Arc<MemoryJournal> {
    let copy = Arc::new(MemoryJournal::new());
    for log in journal.logs().unwrap() {
        let mut entries = Vec::new();
        let mut each = |_, entry: &[u8]| {
            entries.push(entry.to_vec());
            true
        };
        journal.replay(log, Position::FIRST, &mut each).unwrap();
        copy.append(vec![Append { log, first: Position::FIRST, entries }]).unwrap();
    }
    copy
}
