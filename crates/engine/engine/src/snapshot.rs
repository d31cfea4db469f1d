//! Snapshots under way: made beside the writer, from the journal, so that nobody waits for them.
//!
//! What is due stays due until it is saved: a snapshot that failed, or that waits because another one is being made, is
//! made later. So the replay after a crash is bounded at every moment.

use crate::bounds::Bounds;
use crate::entry;
use crate::machine::{self, Processors};
use crate::recovery::{Recovered, recover_state};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tongguan_clearance::State;
use tongguan_journal::{Journal, LogId, Position};

/// A state as the bytes of a snapshot.
pub(crate) fn bytes_of(state: &State) -> Option<Vec<u8>> {
    let mut bytes = vec![entry::SNAPSHOT_VERSION];
    state.write_snapshot(&mut bytes).ok()?;
    Some(bytes)
}

/// What of a log is in no snapshot. The writer makes it longer, a saved snapshot makes it shorter.
#[derive(Debug)]
pub(crate) struct Tail {
    bytes: AtomicUsize,
    /// Size of the last snapshot; 0: there is none.
    snapshot: AtomicUsize,
    /// A snapshot is asked for and not saved yet.
    asked: AtomicBool,
}

impl Tail {
    pub(crate) fn new(replayed: usize, snapshot: usize) -> Self {
        Self { bytes: replayed.into(), snapshot: snapshot.into(), asked: false.into() }
    }

    pub(crate) fn grow(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Bytes that a start would replay.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether a snapshot is due: when the tail has grown to twice the size of the last one, so that all snapshots
    /// together cost no more than a constant share of the writing.
    pub(crate) fn is_due(&self, least: usize) -> bool {
        self.is_longer_than(least, 2)
    }

    /// Whether a snapshot may be made before it is due, because all tails together are too long.
    pub(crate) fn may_be_shortened(&self) -> bool {
        self.is_longer_than(1, 1)
    }

    fn is_longer_than(&self, least: usize, times: usize) -> bool {
        let snapshot = self.snapshot.load(Ordering::Relaxed);
        !self.is_asked() && self.bytes() >= least.max(snapshot.saturating_mul(times))
    }

    /// A snapshot of `size` bytes was saved, and `covered` bytes more are in it than in the one before.
    pub(crate) fn saved(&self, covered: usize, size: usize) {
        let rest = |bytes: usize| Some(bytes.saturating_sub(covered));
        let _: Result<_, _> = self.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest);
        self.snapshot.store(size, Ordering::Relaxed);
        self.asked.store(false, Ordering::Relaxed);
    }
}

/// How often it is looked at whether a processor is idle.
const LOOK: Duration = Duration::from_secs(1);

/// A snapshot to be made.
pub(crate) struct Due {
    pub(crate) log: LogId,
    pub(crate) tail: Arc<Tail>,
}

/// What writer, snapshot thread, and who stops the host tell each other.
pub(crate) struct Desk {
    asked: Mutex<Asked>,
    bell: Condvar,
    /// Whether snapshots are of use: what the process forgets needs none.
    kept: bool,
    /// How long a snapshot that failed waits.
    pause: Duration,
    /// A tail that is shorter waits until a processor is idle.
    latest: u64,
}

#[derive(Default)]
struct Asked {
    due: VecDeque<Due>,
    later: Vec<(Instant, Due)>,
    closed: bool,
    hurried: bool,
}

impl Desk {
    pub(crate) fn new(journal: &dyn Journal, bounds: &Bounds) -> Self {
        let (kept, pause, latest) =
            (journal.outlives_process(), bounds.snapshot_pause, bounds.snapshot_latest);
        Self { asked: Mutex::default(), bell: Condvar::new(), kept, pause, latest }
    }

    pub(crate) const fn is_kept(&self) -> bool {
        self.kept
    }

    /// Asks for a snapshot; it is asked for until it is saved.
    pub(crate) fn ask(&self, due: Due) {
        if self.kept && !due.tail.asked.swap(true, Ordering::Relaxed) {
            self.lock().due.push_back(due);
            self.bell.notify_all();
        }
    }

    /// Nothing more is begun beside the writer; what is under way is given up.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.bell.notify_all();
    }

    /// Snapshots that are not written yet are left out: they only save time.
    pub(crate) fn hurry(&self) {
        self.lock().hurried = true;
        self.close();
    }

    pub(crate) fn is_hurried(&self) -> bool {
        self.lock().hurried
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits until a processor is idle, or this can wait no longer, or the desk is closed: a snapshot only saves time at the next
    /// start, and takes it from those who are answered now, whatever its precedence is.
    fn wait_for_idle(&self, due: &Due) {
        let mut processors = Processors::default();
        let mut asked = self.lock();
        while !asked.closed && (due.tail.bytes() as u64) < self.latest && processors.are_busy() {
            asked = self.bell.wait_timeout(asked, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    // Nothing that can panic runs under the lock.
    fn lock(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next one to be made. `None`: the desk is closed.
    fn next(&self) -> Option<Due> {
        let mut asked = self.lock();
        loop {
            if asked.closed {
                return None;
            }
            if let Some(due) = asked.due.pop_front() {
                return Some(due);
            }
            let now = Instant::now();
            if let Some(at) = asked.later.iter().position(|(when, _)| *when <= now) {
                return Some(asked.later.swap_remove(at).1);
            }
            let soonest = asked.later.iter().map(|(when, _)| *when).min();
            asked = match soonest {
                None => self.bell.wait(asked).unwrap_or_else(PoisonError::into_inner),
                Some(when) => {
                    let wait = self.bell.wait_timeout(asked, when.saturating_duration_since(now));
                    wait.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

/// A snapshot that is being made. Unless it is saved it is due again later, also after a panic.
struct InHand<'a> {
    desk: &'a Desk,
    due: Option<Due>,
}

impl InHand<'_> {
    fn saved(mut self, covered: usize, size: usize) {
        if let Some(due) = self.due.take() {
            due.tail.saved(covered, size);
        }
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        if let Some(due) = self.due.take() {
            self.desk.lock().later.push((Instant::now() + self.desk.pause, due));
        }
    }
}

/// Makes every snapshot that is asked for, one at a time, when and with what the writer and those who serve leave of the processors. It
/// costs the memory of a second state while it lasts: where the machine has not so much, the journal alone is kept, and a
/// snapshot is tried again later.
pub(crate) fn run(journal: &dyn Journal, desk: &Desk) {
    machine::give_way();
    while let Some(due) = desk.next() {
        desk.wait_for_idle(&due);
        let log = due.log;
        let hand = InHand { desk, due: Some(due) };
        if let Some(lacking) = machine::lacks_memory_for_a_second() {
            tracing::warn!(%log, %lacking, "no snapshot was made: this machine has no memory for a second state");
            continue;
        }
        match recover_state(journal, log, &|| !desk.is_closed()) {
            // Given up: the writer makes a newer one.
            Ok(_) if desk.is_closed() => {}
            Ok(Recovered { state, open, replayed, .. }) => {
                let upto = Position(open.0.saturating_sub(1));
                let Some(bytes) = bytes_of(&state) else { continue };
                drop(state);
                if save(journal, log, upto, &bytes) {
                    hand.saved(replayed, bytes.len());
                }
            }
            Err(error) => tracing::warn!(%log, %error, "no snapshot was made"),
        }
    }
}

/// A snapshot that cannot be written only makes the next start slower. Says whether it is written.
pub(crate) fn save(journal: &dyn Journal, log: LogId, upto: Position, bytes: &[u8]) -> bool {
    let saved = journal.save_snapshot(log, upto, bytes);
    if let Err(error) = &saved {
        tracing::warn!(%log, %error, "no snapshot was written");
    }
    saved.is_ok()
}
