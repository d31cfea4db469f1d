//! Goal: nobody hears of anything that is not durable.

use crate::bench::Look;
use crate::bench::{Bench, name, submit};
use crate::journals::forwarded;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use tongguan_clearance::query::{GetSandbox, ListLetters};
use tongguan_clearance::{Submission, Submitted};
use tongguan_domain::names::MailboxName;
use tongguan_engine::HostError;
use tongguan_journal::{Append, Journal, JournalError, LogId, MemoryJournal, Position};
use tongguan_testkit::Parcel;

/// A journal that fails when told, or that waits before it writes.
#[derive(Default)]
struct Troubled {
    inner: MemoryJournal,
    broken: AtomicBool,
    gate: Mutex<Option<(SyncSender<()>, Receiver<()>)>>,
}

impl Troubled {
    /// From now on an append says that it has begun, and waits for leave. Dropping the ends opens the gate.
    fn shut(&self) -> (Receiver<()>, SyncSender<()>) {
        let (begun, hears) = sync_channel(0);
        let (leave, waits) = sync_channel(0);
        *self.gate.lock().unwrap() = Some((begun, waits));
        (hears, leave)
    }
}

impl Journal for Troubled {
    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        if let Some((begun, waits)) = &*self.gate.lock().unwrap() {
            let _ = begun.send(());
            let _ = waits.recv();
        }
        if self.broken.load(Ordering::SeqCst) {
            return Err(JournalError::Storage { message: "no space left".to_owned(), source: None });
        }
        self.inner.append(batch)
    }

    forwarded!(inner: next, replay, read, logs, save_snapshot, load_snapshot);
}

fn order(number: u32) -> Submission {
    submit(&number.to_string(), &[Parcel::number(number).order.into()], None)
}

#[test]
fn answers_looks_and_watchers_wait_for_the_journal() {
    let journal = Arc::new(Troubled::default());
    let bench = Bench::open(Arc::clone(&journal) as Arc<dyn Journal>);
    bench.execute("a", order(1));
    let mut watch = bench.runtime.block_on(bench.host.watch(&name("a"), MailboxName::DEFAULT)).unwrap();
    assert_eq!(*watch.borrow_and_update(), 2);

    let (begun, leave) = journal.shut();
    let host = bench.host.clone();
    let answer = bench.runtime.spawn(async move { host.execute(&name("a"), order(2)).await });
    begun.recv().unwrap();
    // The group is being written, and the writer is free: what comes now waits for it all the same.
    let host = bench.host.clone();
    let look = bench.runtime.spawn(async move {
        let last =
            |state: Option<&tongguan_clearance::State>| state.map(|s| s.mailbox_ends(MailboxName::DEFAULT).0);
        host.ask(&name("a"), Look::of(last)).await
    });
    assert!(!watch.has_changed().unwrap());
    assert!(!answer.is_finished() && !look.is_finished());
    drop((begun, leave));

    bench.runtime.block_on(async {
        watch.changed().await.unwrap();
        assert_eq!(*watch.borrow_and_update(), 4);
        assert!(matches!(answer.await.unwrap(), Ok(Submitted { replayed: false, .. })));
        assert_eq!(look.await.unwrap().unwrap(), Some(4));
    });
    bench.stop();
}

/// A page of what a watch has told of waits for no disk, and holds nothing that is on its way there.
#[test]
fn what_is_known_to_be_durable_is_read_while_the_journal_works() {
    let journal = Arc::new(Troubled::default());
    let bench = Bench::open(Arc::clone(&journal) as Arc<dyn Journal>);
    bench.execute("a", order(1));
    let (begun, leave) = journal.shut();
    let host = bench.host.clone();
    let answer = bench.runtime.spawn(async move { host.execute(&name("a"), order(2)).await });
    begun.recv().unwrap();
    for (after, up_to, numbers) in [(0, 2, vec![1, 2]), (1, 2, vec![2]), (2, 2, vec![]), (9, 2, vec![])] {
        let mailbox = MailboxName::default();
        let (since, limit, bytes) = (None, usize::MAX, usize::MAX);
        let asked = ListLetters { mailbox, after, up_to, since, limit, bytes };
        let read = bench.runtime.block_on(bench.host.ask_of_durable(&name("a"), asked)).unwrap();
        assert_eq!(read.letters.iter().map(|letter| letter.number).collect::<Vec<_>>(), numbers, "{after}");
        assert_eq!(read.last, 2);
    }
    assert!(!answer.is_finished());
    drop((begun, leave));
    bench.runtime.block_on(answer).unwrap().unwrap();
    bench.stop();
}

#[test]
fn watchers_hear_of_their_mailbox_only() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    let watch = |sandbox: &str, mailbox: &str| {
        bench.runtime.block_on(bench.host.watch(&name(sandbox), mailbox)).unwrap()
    };
    let (mut mine, other, elsewhere) =
        (watch("a", MailboxName::DEFAULT), watch("a", "OTHER"), watch("b", MailboxName::DEFAULT));
    bench.execute("a", order(1));
    // Watchers hear of it a moment after the caller has its answer.
    bench.runtime.block_on(mine.changed()).unwrap();
    assert!(!other.has_changed().unwrap());
    assert!(!elsewhere.has_changed().unwrap());
    assert_eq!(*watch("a", MailboxName::DEFAULT).borrow(), 2);
    bench.stop();
}

#[test]
fn when_the_journal_fails_nothing_is_promised_any_more() {
    let journal = Arc::new(Troubled::default());
    let bench = Bench::open(Arc::clone(&journal) as Arc<dyn Journal>);
    bench.execute("a", order(1));
    let mut watch = bench.runtime.block_on(bench.host.watch(&name("a"), MailboxName::DEFAULT)).unwrap();
    watch.mark_unchanged();
    journal.broken.store(true, Ordering::SeqCst);
    for number in 2..10 {
        let answer = bench.runtime.block_on(bench.host.execute(&name("a"), order(number)));
        assert!(matches!(answer, Err(HostError::Stopping)), "{answer:?}");
        let look = bench.runtime.block_on(bench.host.ask(&name("a"), GetSandbox));
        assert!(matches!(look, Err(HostError::Stopping)));
    }
    assert!(bench.failed.load(Ordering::SeqCst), "on_failure was called");
    assert!(!watch.has_changed().unwrap_or(false));
    bench.join();

    // What was answered is there, and nothing else.
    journal.broken.store(false, Ordering::SeqCst);
    let bench = Bench::open(journal);
    assert_eq!(bench.codes("a"), [2, 3]);
    bench.stop();
}

#[test]
fn a_stopped_host_answers_nobody() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    bench.execute("a", order(1));
    let host = bench.host.clone();
    bench.runtime.block_on(async {
        host.stop().await.unwrap();
        assert!(matches!(host.execute(&name("a"), order(2)).await, Err(HostError::Stopping)));
        assert!(matches!(host.stop().await, Err(HostError::Stopping)));
    });
    drop(host);
    bench.join();
}

#[test]
fn who_does_not_wait_for_the_answer_changes_nothing() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    bench.runtime.block_on(async {
        let host = bench.host.clone();
        let asked = tokio::spawn(async move { host.execute(&name("a"), order(1)).await });
        asked.abort();
        let _ = asked.await;
    });
    bench.execute("a", order(1));
    assert_eq!(bench.codes("a"), [2, 3], "executed once, whether or not the first was heard");
    bench.stop();
}
