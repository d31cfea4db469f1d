//! Goal: who only looks waits for the disk no longer than what he sees needs it.

use crate::bench::Look;
use crate::bench::{Bench, Services, name, submit};
use crate::journals::Hooked;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;
use tokio::task::JoinHandle;
use tongguan_clearance::command::SetClock;
use tongguan_clearance::query::GetSandbox;
use tongguan_clearance::{State, Submitted};
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::ClockMode;
use tongguan_engine::{Bounds, HostError};
use tongguan_journal::{Journal, MemoryJournal};
use tongguan_testkit::Parcel;

/// A disk on which every write waits for leave.
struct Disk {
    begun: Receiver<()>,
    leave: Sender<()>,
}

impl Disk {
    fn new() -> (Self, Arc<dyn Journal>) {
        let ((says, begun), (leave, waits)) = (channel(), channel::<()>());
        let waits = Mutex::new(waits);
        let journal = Hooked::over(&Arc::new(MemoryJournal::new()), move |_| {
            let _ = says.send(());
            let _ = waits.lock().unwrap().recv();
            Ok(())
        });
        (Self { begun, leave }, journal)
    }

    /// Waits until a write has begun.
    fn writes(&self) {
        self.begun.recv().unwrap();
    }

    /// Lets a write end.
    fn let_go(&self) {
        self.leave.send(()).unwrap();
    }
}

type Going = JoinHandle<Result<Submitted, HostError>>;

fn begin(bench: &Bench, sandbox: &'static str, number: u32) -> Going {
    let order = submit(&number.to_string(), &[Parcel::number(number).order.into()], None);
    // In the queue when this returns.
    let begun = bench.runtime.block_on(bench.host.begin(&name(sandbox), order)).unwrap();
    bench.runtime.spawn(begun.answer())
}

type Looking = Pin<Box<dyn Future<Output = Result<u64, HostError>>>>;

/// How many documents a sandbox has; the answer does not come before it is durable. The writer has heard of it when
/// this returns.
fn look(bench: &Bench, sandbox: &'static str) -> Looking {
    let documents = |state: Option<&State>| state.map_or(0, |state| state.view().documents);
    let host = bench.host.clone();
    let mut looking: Looking = Box::pin(async move { host.ask(&name(sandbox), Look::of(documents)).await });
    let begun = bench
        .runtime
        .block_on(async { std::future::poll_fn(|cx| Poll::Ready(looking.as_mut().poll(cx))).await });
    let heard = bench.runtime.block_on(bench.host.ask(&name("nobody"), GetSandbox));
    assert!(heard.unwrap().is_none());
    match begun {
        Poll::Ready(done) => Box::pin(std::future::ready(done)),
        Poll::Pending => looking,
    }
}

fn is_waiting(bench: &Bench, looking: &mut Looking) -> bool {
    let poll = std::future::poll_fn(|cx| Poll::Ready(looking.as_mut().poll(cx).is_pending()));
    bench.runtime.block_on(poll)
}

fn documents(bench: &Bench, looking: Looking) -> u64 {
    bench.runtime.block_on(looking).unwrap()
}

fn answered(bench: &Bench, going: Going) {
    let answer = bench.runtime.block_on(going).unwrap();
    assert!(matches!(answer, Ok(Submitted { .. })), "{answer:?}");
}

#[test]
fn a_look_at_what_is_durable_waits_for_nobody() {
    let (disk, journal) = Disk::new();
    let bench = Bench::open(journal);
    for sandbox in ["quiet", "busy"] {
        let first = begin(&bench, sandbox, 1);
        disk.writes();
        disk.let_go();
        answered(&bench, first);
    }
    let writing = begin(&bench, "busy", 2);
    disk.writes();
    // The disk stands still. None of these could be answered if it had to wait.
    assert_eq!(documents(&bench, look(&bench, "quiet")), 1);
    let watch = bench.runtime.block_on(bench.host.watch(&name("quiet"), MailboxName::DEFAULT)).unwrap();
    assert_eq!(*watch.borrow(), 2);
    let again = submit("1", &[Parcel::number(1).order.into()], None);
    let repeat = bench.runtime.block_on(bench.host.execute(&name("quiet"), again)).unwrap();
    assert!(matches!(repeat, Submitted { replayed: true, .. }));
    // What is being written is not shown before it is durable.
    let mut waits = look(&bench, "busy");
    assert!(is_waiting(&bench, &mut waits) && !writing.is_finished());
    disk.let_go();
    assert_eq!(documents(&bench, waits), 2);
    answered(&bench, writing);
    bench.stop();
}

/// A look that is taken, and says that it was.
fn noting(bench: &Bench, taken: &Arc<AtomicU32>) -> Looking {
    let (host, taken) = (bench.host.clone(), Arc::clone(taken));
    let note = move |_: Option<&State>| u64::from(taken.fetch_add(1, Ordering::SeqCst));
    Box::pin(async move { host.ask(&name("a"), Look::of(note)).await })
}

#[test]
fn a_look_whose_asker_is_gone_is_not_taken() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    answered(&bench, begin(&bench, "a", 1));
    // The writer stands still in a look: what follows is behind it.
    let ((says, begun), (leave, waits)) = (channel(), channel::<()>());
    let still = move |_: Option<&State>| {
        let _: Result<_, _> = says.send(());
        let _: Result<_, _> = waits.recv();
        0_u64
    };
    let host = bench.host.clone();
    let standing = bench.runtime.spawn(async move { host.ask(&name("a"), Look::of(still)).await });
    begun.recv().unwrap();
    let [gone, stays] = [(); 2].map(|()| Arc::new(AtomicU32::new(0)));
    let (mut left, mut waiting) = (noting(&bench, &gone), noting(&bench, &stays));
    assert!(is_waiting(&bench, &mut left) && is_waiting(&bench, &mut waiting), "both are in the queue");
    drop(left);
    leave.send(()).unwrap();
    bench.runtime.block_on(standing).unwrap().unwrap();
    bench.runtime.block_on(waiting).unwrap();
    assert_eq!((gone.load(Ordering::SeqCst), stays.load(Ordering::SeqCst)), (0, 1));
    bench.stop();
}

/// On a slow disk the next group is not decided while one is written. So who looks waits for that one only, however
/// many orders of the same sandbox wait behind it.
#[test]
fn on_a_slow_disk_a_look_waits_for_one_write() {
    let (disk, journal) = Disk::new();
    let bounds = Bounds { slow_disk: Duration::ZERO, ..Bounds::default() };
    let bench = Bench::within(journal, bounds, Services::default());
    let mut going = vec![begin(&bench, "a", 0)];
    for round in 1..10 {
        disk.writes();
        // One group is with the disk; these wait for the next.
        going.extend((round * 10..round * 10 + 5).map(|number| begin(&bench, "a", number)));
        let mut waits = look(&bench, "a");
        assert!(is_waiting(&bench, &mut waits));
        disk.let_go();
        assert_eq!(documents(&bench, waits), u64::from(1 + (round - 1) * 5), "round {round}");
    }
    disk.writes();
    disk.let_go();
    going.into_iter().for_each(|going| answered(&bench, going));
    assert_eq!(documents(&bench, look(&bench, "a")), 46);
    bench.stop();
}

/// What waits for a slow disk is decided in its order, also at the stop.
#[test]
fn a_slow_disk_changes_nothing_but_the_time() {
    let seen = [Duration::ZERO, Duration::from_secs(3_600)].map(|slow_disk| {
        let bounds = Bounds { slow_disk, ..Bounds::default() };
        let journal: Arc<dyn Journal> = Arc::new(MemoryJournal::new());
        let bench = Bench::within(Arc::clone(&journal), bounds, Services::default());
        let going: Vec<_> = (0..300).map(|number| begin(&bench, "a", number % 200)).collect();
        let stopped = bench.runtime.block_on(bench.host.stop());
        stopped.unwrap();
        going.into_iter().for_each(|going| answered(&bench, going));
        bench.join();
        let bench = Bench::open(journal);
        bench.execute("a", SetClock(ClockMode::Manual));
        let seen = bench.seen("a");
        bench.stop();
        // In how many entries it lies is not to be seen by anybody.
        seen.lines().filter(|line| !line.contains("position")).collect::<Vec<_>>().join("\n")
    });
    assert!(seen[0] == seen[1]);
}
