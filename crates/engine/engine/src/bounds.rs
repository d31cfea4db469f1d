//! The sizes by which the driver divides its work. A test makes them small, so that little input meets them.

use std::time::Duration;
use tongguan_domain::limits;

/// How the driver divides its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// An entry that has grown to this many bytes is closed.
    pub entry_bytes: usize,
    /// What is larger is written by several appends.
    pub append_bytes: usize,
    /// A group that has grown to this many bytes is handed over.
    pub group_bytes: usize,
    /// The largest thing that may happen: what would be larger is refused.
    pub event_bytes: usize,
    /// So many timers fire before others get their turn.
    pub timers: usize,
    /// So many tasks wait in one sandbox for the answer to its question; more are refused.
    pub parked: usize,
    /// If the last write took as long, the next decisions wait for the one under way.
    pub slow_disk: Duration,
    /// Below so many bytes of journal since the last snapshot of a sandbox, none is due.
    pub snapshot_bytes: usize,
    /// From so many bytes on it is made on a busy machine, too.
    pub snapshot_latest: u64,
    /// If the journals of all sandboxes since their last snapshots are larger together, the largest get a snapshot.
    pub replay_bytes: usize,
    /// After so long, a snapshot that could not be made is tried again.
    pub snapshot_pause: Duration,
    /// So long snapshots are written at a stop, whatever they are worth.
    pub leave_time: Duration,
    /// After that, only as long as the next start would replay more than this.
    pub leave_bytes: usize,
}

impl Bounds {
    /// What everybody uses but tests.
    pub const DEFAULT: Self = Self {
        entry_bytes: limits::ENTRY_BYTES,
        append_bytes: limits::APPEND_BYTES,
        group_bytes: limits::COMMIT_BYTES,
        event_bytes: limits::EVENT_BYTES,
        timers: limits::TIMERS_PER_ORDER,
        parked: limits::QUESTION_WAITERS,
        slow_disk: Duration::from_millis(limits::SLOW_DISK_MILLIS),
        snapshot_bytes: limits::SNAPSHOT_BYTES,
        snapshot_latest: limits::SNAPSHOT_LATEST_BYTES,
        replay_bytes: limits::REPLAY_BYTES,
        snapshot_pause: Duration::from_secs(limits::SNAPSHOT_PAUSE_SECONDS),
        leave_time: Duration::from_millis(limits::LEAVE_MILLIS),
        leave_bytes: limits::LEAVE_BYTES,
    };
}

impl Default for Bounds {
    fn default() -> Self {
        Self::DEFAULT
    }
}
