//! What is counted of a copy, and of the feed that it comes from.

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tongguan_figures::{Counter, Gauge, Histogram, TIMES};

/// The figures of a process that follows.
#[derive(Debug)]
pub struct Figures {
    /// Whether intake is followed: 1 or 0.
    pub following: Gauge,
    /// Entries that were taken.
    pub entries: Counter,
    /// When the last one came, in seconds since 1970; 0, before the first.
    pub last_entry: Gauge,
    /// How often the feed has ended after something was heard.
    pub ended: Counter,
    /// How long a copy took to get where intake says that its sandbox ends.
    pub waits: Histogram,
    /// How often that took too long, so that a read was refused.
    pub behind: Counter,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            following: Gauge::default(),
            entries: Counter::default(),
            last_entry: Gauge::default(),
            ended: Counter::default(),
            waits: Histogram::new(TIMES),
            behind: Counter::default(),
        }
    }
}

impl Figures {
    /// So many entries were taken.
    pub(crate) fn take(&self, entries: u64) {
        self.entries.add(entries);
        #[expect(clippy::disallowed_methods, reason = "it is shown among the figures; no sandbox sees it")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.last_entry.set(i64::try_from(now.as_secs()).unwrap_or(i64::MAX));
    }

    /// The feed has ended, after something was heard or before.
    pub(crate) fn end(&self, heard: bool) {
        self.following.set(0);
        if heard {
            self.ended.count();
        }
    }

    /// Somebody has waited for a copy, and it is where it should be, or not.
    pub(crate) fn wait(&self, took: Duration, is_there: bool) {
        self.waits.note_time(took);
        if !is_there {
            self.behind.count();
        }
    }
}
