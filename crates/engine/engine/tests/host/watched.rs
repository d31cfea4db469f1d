//! Goal: whoever watches hears of every entry and every receipt, and by which command each came; the journal does not change.

use crate::bench::{Bench, Services, submit};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tongguan_engine::{Bounds, Cause, Group, Watch, Written};
use tongguan_journal::{Journal, LogId, MemoryJournal, Position};
use tongguan_testkit::Parcel;

/// Numbers the commands, and keeps what it hears of each: entries and codes.
#[derive(Default)]
struct Watcher {
    commands: AtomicU32,
    durable: Mutex<Vec<Heard>>,
    groups: Mutex<Vec<Heard>>,
}

type Heard = (Option<u32>, LogId, (Position, Position), Vec<i32>);

fn heard(written: &Written) -> Heard {
    let codes = written.receipts.iter().map(|told| told.code).collect();
    let cause = written.cause.as_ref().and_then(Cause::of::<u32>).copied();
    (cause, written.log, written.entries, codes)
}

impl Watch for Watcher {
    fn cause(&self) -> Option<Cause> {
        Some(Cause::new(self.commands.fetch_add(1, Ordering::SeqCst)))
    }

    fn durable(&self, written: &[Written]) {
        self.durable.lock().unwrap().extend(written.iter().map(heard));
    }

    fn committed(&self, group: Group<'_>) {
        assert!(group.bytes > 0 && !group.logs.is_empty());
        self.groups.lock().unwrap().extend(group.written.iter().map(heard));
    }
}

#[test]
fn every_entry_and_every_receipt_is_told_with_its_cause() {
    for entry_bytes in [Bounds::default().entry_bytes, 64] {
        let bounds = Bounds { entry_bytes, ..Bounds::default() };
        let mut journals = Vec::new();
        for watched in [true, false] {
            let journal: Arc<dyn Journal> = Arc::new(MemoryJournal::new());
            let watcher = Arc::new(Watcher::default());
            let watch = watched.then(|| Arc::clone(&watcher) as Arc<dyn Watch>);
            let bench = Bench::watched(Arc::clone(&journal), bounds, Services::default(), watch);
            for number in 1..=3 {
                let documents = Parcel::number(number).documents();
                bench.execute("s", submit(&format!("r{number}"), &documents, None));
            }
            let mut codes = bench.codes("s");
            bench.stop();
            let log = *journal.logs().unwrap().last().unwrap();
            let mut entries = Vec::new();
            let keep = &mut |_, entry: &[u8]| {
                entries.push(entry.to_vec());
                true
            };
            journal.replay(log, Position::FIRST, keep).unwrap();
            let end = Position::FIRST.after(entries.len() as u64);
            journals.push(entries);
            let heard = watcher.durable.lock().unwrap().clone();
            assert_eq!(*watcher.groups.lock().unwrap(), heard);
            if !watched {
                assert!(heard.is_empty());
                continue;
            }
            let causes: Vec<_> = heard.iter().filter_map(|(cause, ..)| *cause).collect();
            assert_eq!(causes, [0, 1, 2], "{entry_bytes}");
            let mut next = Position(2);
            for (_, of, (first, last), _) in &heard {
                assert_eq!((*of, *first), (log, next), "no entry is left out, and none comes twice");
                next = last.after(1);
            }
            assert_eq!(next, end, "{entry_bytes}");
            let mut told: Vec<_> = heard.iter().flat_map(|(.., codes)| codes.clone()).collect();
            told.sort_unstable();
            codes.sort_unstable();
            assert_eq!(told, codes, "{entry_bytes}");
        }
        assert_eq!(journals[0], journals[1]);
    }
}
