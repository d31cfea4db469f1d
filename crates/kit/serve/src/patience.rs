//! A reader that takes nothing is cut, even if it answers pings: what it does not take is memory of ours.
//!
//! The HTTP/2 stack runs each stream in a task that waits for the reader without end. [`Attendant`] starts these tasks
//! and looks at the clock: when the body has given something and the reader has made no room for it within the patience,
//! the task is dropped, which resets the stream and frees what it held.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::Executor;
use tokio::time::{Instant, Sleep, sleep};

tokio::task_local! {
    /// The pulse of the stream whose task this is.
    static PULSE: Arc<Pulse>;
}

/// What a reply body tells about itself to the task that sends it.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    /// Pieces given so far.
    given: AtomicU32,
    /// The last piece has not been followed by a question for the next: the reader makes no room for it.
    waits_for_reader: AtomicBool,
}

impl Pulse {
    /// That of the running task, if it is one of ours.
    pub(crate) fn current() -> Option<Arc<Self>> {
        PULSE.try_with(Arc::clone).ok()
    }

    // One task writes and reads both, so `Relaxed` is enough.
    pub(crate) fn gave(&self) {
        self.given.fetch_add(1, Ordering::Relaxed);
        self.waits_for_reader.store(true, Ordering::Relaxed);
    }

    pub(crate) fn waits_for_source(&self) {
        self.waits_for_reader.store(false, Ordering::Relaxed);
    }

    fn blocked(&self) -> Option<u32> {
        self.waits_for_reader.load(Ordering::Relaxed).then(|| self.given.load(Ordering::Relaxed))
    }
}

/// Runs the tasks of the HTTP/2 stack.
#[derive(Clone, Debug)]
pub(crate) struct Attendant {
    pub(crate) patience: Duration,
}

impl<F> Executor<F> for Attendant
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: F) {
        tokio::spawn(Attended { task, pulse: Arc::default(), patience: self.patience, clock: None, seen: 0 });
    }
}

pin_project_lite::pin_project! {
    /// One stream's task.
    struct Attended<F> {
        #[pin]
        task: F,
        pulse: Arc<Pulse>,
        patience: Duration,
        // Made when a reader is first waited for, so that a quick one never touches a timer.
        clock: Option<Pin<Box<Sleep>>>,
        // The piece that the clock is for.
        seen: u32,
    }
}

impl<F: Future<Output = ()>> Future for Attended<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let task = this.task;
        if PULSE.sync_scope(Arc::clone(this.pulse), || task.poll(cx)).is_ready() {
            return Poll::Ready(());
        }
        let Some(piece) = this.pulse.blocked() else { return Poll::Pending };
        let clock = this.clock.get_or_insert_with(|| Box::pin(sleep(*this.patience)));
        if *this.seen != piece {
            *this.seen = piece;
            clock.as_mut().reset(Instant::now() + *this.patience);
        }
        ready!(clock.as_mut().poll(cx));
        tracing::info!(patience = ?this.patience, "a reader took nothing of its reply; the stream was cut");
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::sync::oneshot;

    /// Runs a task that shows one behaviour of a body every ten seconds; says after how many seconds it was gone.
    async fn cut_after(behaviour: fn(&Pulse)) -> Option<u64> {
        let (alive, gone) = oneshot::channel::<()>();
        let begun = Instant::now();
        let task = async move {
            let _alive = alive;
            loop {
                if let Some(pulse) = Pulse::current() {
                    behaviour(&pulse);
                }
                sleep(Duration::from_secs(10)).await;
            }
        };
        Attendant { patience: Duration::from_secs(30) }.execute(task);
        let end = tokio::time::timeout(Duration::from_secs(300), gone).await;
        end.ok().map(|_| begun.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn only_a_reader_that_takes_nothing_is_cut() {
        assert_eq!(cut_after(Pulse::gave).await, None, "it takes a piece every ten seconds");
        assert_eq!(cut_after(Pulse::waits_for_source).await, None, "there is nothing to take");
        let once = |pulse: &Pulse| {
            if pulse.given.load(Ordering::Relaxed) == 0 {
                pulse.gave()
            }
        };
        assert_eq!(cut_after(once).await, Some(30));
    }

    #[tokio::test]
    async fn what_is_ready_needs_no_clock() {
        let (told, hears) = oneshot::channel();
        Attendant { patience: Duration::ZERO }.execute(async move {
            poll_fn(|_| Poll::Ready(())).await;
            let _ = told.send(());
        });
        hears.await.unwrap();
    }
}
