//! A thread that says when a start is due, and writes down how late it was.
//!
//! It is a thread of its own, because the timers of an asynchronous runtime count whole milliseconds. It sleeps until shortly before
//! the moment, by as much as the system has lately overslept, and waits for the rest without sleeping.

use crate::bounds::{BATCH, BATCHES};
use crate::lateness::Lateness;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, Receiver, Sender};

/// How much earlier than due it wakes at most: so much is waited through without sleeping. Who waits longer loses his turn on a busy
/// machine.
const EARLIEST: Duration = Duration::from_micros(70);
/// What is overslept by more than this says nothing of timers: others had the processor.
const TELLING: Duration = Duration::from_micros(120);
/// How long it sleeps at most, so that it sees that it is to stop.
const LONGEST_SLEEP: Duration = Duration::from_millis(100);
/// Weight of what was overslept before, in sixteenths.
const MEMORY: u32 = 15;

/// Starts that are due, each as a span from the beginning, in order.
pub type Batch = Vec<Duration>;

/// What the thread has seen.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Paced {
    /// How late each start was when it was handed on.
    pub lateness: Lateness,
    /// Starts that were handed on.
    pub handed: u64,
    /// Starts for which there was no room, because nobody took them.
    pub missed: u64,
}

impl Paced {
    /// What another thread has seen.
    pub fn add(&mut self, other: &Self) {
        self.lateness.add(&other.lateness);
        self.handed += other.handed;
        self.missed += other.missed;
    }
}

/// A thread that paces.
#[derive(Debug)]
pub struct Pacer {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Paced>,
}

impl Pacer {
    /// Starts it; what is due comes from the receiver, which ends after the last start.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn begin(
        starts: impl Iterator<Item = Duration> + Send + 'static,
        begin: Instant,
    ) -> std::io::Result<(Self, Receiver<Batch>)> {
        let (out, due) = mpsc::channel(BATCHES);
        let stop = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&stop);
        let thread = std::thread::Builder::new().name("pacing".to_owned()).spawn(move || {
            wake_on_time();
            wake_before_others();
            Pacing::new(begin, out).run(starts, &seen)
        })?;
        Ok((Self { stop, thread }, due))
    }

    /// Lets it end before the last start.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Waits for its end; `None` if it broke.
    #[must_use]
    pub fn end(self) -> Option<Paced> {
        self.thread.join().ok()
    }
}

/// How much this is put before others where the system allows that: what it measures shall not make it late.
#[cfg(target_os = "linux")]
const PRECEDENCE: i32 = -10;

/// Puts this thread, and those that it begins, before others on a busy machine; whether the system allows it. Linux alone does, and to
/// root alone.
#[cfg(target_os = "linux")]
#[must_use]
pub fn go_first() -> bool {
    rustix::process::nice(PRECEDENCE).is_ok()
}

/// Puts this thread, and those that it begins, before others on a busy machine; whether the system allows it. Here it does not.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub const fn go_first() -> bool {
    false
}

/// Linux lets a thread sleep 50 us longer than it asked, unless it says otherwise. Where that cannot be said, more is waited through
/// awake.
#[cfg(target_os = "linux")]
fn wake_on_time() {
    let _ = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
}

#[cfg(not(target_os = "linux"))]
const fn wake_on_time() {}

/// Linux lets whoever has a processor keep it to the end of a slice of milliseconds, also from one that goes first by its niceness; not
/// from one of a real-time class. Whose turn is short harms nobody by that. Root alone may; and not where there is one processor, of
/// which whoever is waited for needs a part. Where it may not be, the verdict tells whether it was needed.
#[cfg(target_os = "linux")]
fn wake_before_others() {
    use thread_priority::{RealtimeThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, unix};
    let first = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo);
    let several = std::thread::available_parallelism().is_ok_and(|processors| processors.get() > 1);
    if several {
        let _ = unix::set_thread_priority_and_policy(unix::thread_native_id(), ThreadPriority::Min, first);
    }
}

#[cfg(not(target_os = "linux"))]
const fn wake_before_others() {}

struct Pacing {
    begin: Instant,
    out: Sender<Batch>,
    /// By how much sleeping has lately been too long.
    overslept: Duration,
    paced: Paced,
}

impl Pacing {
    fn new(begin: Instant, out: Sender<Batch>) -> Self {
        let paced = Paced { lateness: Lateness::new(), handed: 0, missed: 0 };
        Self { begin, out, overslept: Duration::ZERO, paced }
    }

    fn run(mut self, mut starts: impl Iterator<Item = Duration>, stop: &AtomicBool) -> Paced {
        let mut next = starts.next();
        while let Some(due) = next {
            if !self.wait(due, stop) || self.out.is_closed() {
                break;
            }
            let now = self.begin.elapsed();
            let mut batch = Batch::new();
            while let Some(due) = next.filter(|due| *due <= now && batch.len() < BATCH) {
                self.paced.lateness.record(now.saturating_sub(due));
                batch.push(due);
                next = starts.next();
            }
            let many = batch.len() as u64;
            // Whoever waits here would be late with all that follow.
            match self.out.try_send(batch) {
                Ok(()) => self.paced.handed += many,
                Err(_) => self.paced.missed += many,
            }
        }
        self.paced
    }

    /// Waits for a moment; false if it is to stop before.
    #[allow(clippy::disallowed_methods, reason = "waiting for wall time is what a pacer is for")]
    fn wait(&mut self, due: Duration, stop: &AtomicBool) -> bool {
        loop {
            if stop.load(Ordering::Relaxed) {
                return false;
            }
            // Before the beginning nothing has passed, and the first start is not due.
            let early = self.begin.saturating_duration_since(Instant::now());
            let now = self.begin.elapsed();
            let left = early + due.saturating_sub(now);
            if left.is_zero() {
                return true;
            }
            let sleep = left.saturating_sub(self.overslept).min(LONGEST_SLEEP);
            if sleep.is_zero() {
                std::hint::spin_loop();
                continue;
            }
            let before = Instant::now();
            std::thread::sleep(sleep);
            let over = before.elapsed().saturating_sub(sleep);
            if over < TELLING {
                self.overslept = ((self.overslept * MEMORY + over) / (MEMORY + 1)).min(EARLIEST);
            }
        }
    }
}
