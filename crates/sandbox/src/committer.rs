//! Makes groups durable, then lets the answers go.

use crate::order::Release;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use tokio::sync::watch;
use tongguan_journal::{Append, Journal, JournalError, LogId, Position};

/// One group.
#[derive(Default)]
pub(crate) struct Commit {
    pub(crate) appends: Vec<Append>,
    pub(crate) releases: Vec<Release>,
    pub(crate) knocks: Vec<(watch::Sender<u64>, u64)>,
    pub(crate) snapshots: Vec<(LogId, Position, Vec<u8>)>,
}

/// What is done when the journal fails: nothing that was promised can be kept, so the process must end.
pub(crate) type OnFailure = Box<dyn Fn(&JournalError) + Send>;

pub(crate) fn run(journal: &Arc<dyn Journal>, commits: &Receiver<Commit>, on_failure: &OnFailure) {
    while let Ok(commit) = commits.recv() {
        if !commit.appends.is_empty()
            && let Err(error) = journal.append(commit.appends)
        {
            tracing::error!(%error, "the journal failed; nothing more is acknowledged");
            on_failure(&error);
            return;
        }
        for release in commit.releases {
            release();
        }
        for (door, last) in commit.knocks {
            door.send_replace(last);
        }
        for (log, upto, bytes) in commit.snapshots {
            // A snapshot that cannot be written only makes the next start slower.
            if let Err(error) = journal.save_snapshot(log, upto, &bytes) {
                tracing::warn!(%error, "no snapshot was written");
            }
        }
    }
}
