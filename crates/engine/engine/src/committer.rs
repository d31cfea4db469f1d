//! Makes groups durable, then lets the answers go.

use crate::batch;
use crate::feed::Grown;
use crate::figures::Figures;
use crate::snapshot::{self, Desk};
use crate::task::{LetGo, Task};
use crate::watch::{Group, Watch, Written};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::WeakSender;
use tokio::sync::watch;
use tongguan_clearance::Paper;
use tongguan_journal::{Append, Journal, JournalError, LogId, Position};

/// One group.
#[derive(Default)]
pub(crate) struct Commit {
    pub(crate) appends: Vec<Append>,
    pub(crate) let_go: Vec<LetGo>,
    /// What it is made of, if anybody watches.
    pub(crate) written: Vec<Written>,
    pub(crate) to_notify: Vec<(watch::Sender<u64>, u64)>,
    /// Papers to let go when the rest is done.
    pub(crate) papers: Vec<Arc<Paper>>,
    /// Logs of sandboxes that were deleted.
    pub(crate) to_forget: Vec<LogId>,
    /// Nothing more is appended after this group.
    pub(crate) last: bool,
    /// A snapshot that the writer made, because it leaves.
    pub(crate) snapshot: Option<(LogId, Position, Vec<u8>)>,
}

impl Commit {
    /// Whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.appends.is_empty()
            && self.let_go.is_empty()
            && self.written.is_empty()
            && self.to_notify.is_empty()
            && self.snapshot.is_none()
            && !self.last
    }
}

/// Tells the writer that a group is done, wherever it waits, and how long the journal took. When it goes, however the
/// committer ends, the writer hears that no group will be done any more.
pub(crate) struct Free {
    done: Option<Sender<Duration>>,
    /// Weak, so that the queue closes when its last owner goes.
    queue: WeakSender<Task>,
}

impl Free {
    pub(crate) const fn new(done: Sender<Duration>, queue: WeakSender<Task>) -> Self {
        Self { done: Some(done), queue }
    }

    fn tell(&self, took: Duration) {
        // The writer may have gone.
        let _: Option<Result<_, _>> = self.done.as_ref().map(|done| done.send(took));
        self.wake();
    }

    fn wake(&self) {
        if let Some(queue) = self.queue.upgrade() {
            // A full queue wakes the writer anyway.
            let _: Result<_, _> = queue.try_send(Task::CommitterFree);
        }
    }
}

impl Drop for Free {
    fn drop(&mut self) {
        // Woken before the sender is gone, the writer would find nothing new, and wait for ever.
        self.done = None;
        self.wake();
    }
}

/// What is done when the journal fails: nothing that was promised can be kept, so the process must end.
pub(crate) type OnFailure = Box<dyn Fn(&JournalError) + Send>;

/// Runs until no more groups come, or the journal fails.
///
/// `commits` goes before `free` does, also when this panics: who hears that it stops finds nobody here to hand a group to,
/// which would wait for ever.
pub(crate) fn run(
    (journal, grown): (&Arc<dyn Journal>, &Grown),
    free: Free,
    commits: Receiver<Commit>,
    (desk, on_failure, figures, watch): (&Desk, &OnFailure, &Figures, Option<&dyn Watch>),
    append_bytes: usize,
) {
    while let Ok(commit) = commits.recv() {
        let began = Instant::now();
        // Also where nobody follows: somebody may begin to while the disk works.
        let logs: Arc<[LogId]> = commit.appends.iter().map(|append| append.log).collect();
        let entries = commit.appends.iter().flat_map(|append| &append.entries);
        let bytes: usize = entries.map(Vec::len).sum();
        let writes = !commit.appends.is_empty();
        let seen = watch.map(|watch| (watch, ends(&commit.appends)));
        if writes && let Err(error) = batch::append(journal.as_ref(), commit.appends, append_bytes) {
            figures.failures.count();
            tracing::error!(%error, "the journal failed; nothing more is acknowledged");
            on_failure(&error);
            return;
        }
        if !logs.is_empty() {
            // Whoever followed may have gone.
            let _: Result<_, _> = grown.send(logs);
        }
        for log in commit.to_forget {
            journal.forget(log);
        }
        let took = began.elapsed();
        if writes {
            figures.appends.note_time(took);
            figures.bytes.add(bytes as u64);
            figures.groups.note(commit.let_go.len() as u64);
        }
        let (answers, written) = (commit.let_go.len(), commit.written);
        if let Some((watch, _)) = &seen {
            watch.durable(&written);
        }
        for release in commit.let_go {
            release();
        }
        for (watch, last) in commit.to_notify {
            watch.send_replace(last);
        }
        free.tell(took);
        if let Some((watch, logs)) = seen.filter(|_| writes) {
            watch.committed(Group { took, logs: &logs, bytes, answers, written });
        }
        if commit.last
            && let Err(error) = journal.close()
        {
            tracing::warn!(%error, "where the journal ends was not written down");
        }
        if let Some((log, upto, bytes)) = commit.snapshot.filter(|_| !desk.is_hurried()) {
            snapshot::save(journal.as_ref(), log, upto, &bytes);
        }
        drop(commit.papers);
    }
}

/// The first and the last entry of each log of a group.
fn ends(appends: &[Append]) -> Vec<(LogId, Position, Position)> {
    let ends = appends.iter().filter(|append| !append.entries.is_empty()).map(|append| {
        let after_first = append.entries.len() as u64 - 1;
        (append.log, append.first, append.first.after(after_first))
    });
    ends.collect()
}
