//! A journal in memory that a test can hold up, break, or make small.

use std::sync::Arc;
use tongguan_journal::{Append, Journal, JournalError, LogId, MemoryJournal, Position};

/// Methods of a journal that are those of the one inside it.
macro_rules! forwarded {
    ($inner:tt: $($method:ident),*) => { $(forwarded! { @$method $inner })* };
    (@next $inner:tt) => {
        fn next(&self, log: LogId) -> Result<Position, JournalError> {
            self.$inner.next(log)
        }
    };
    (@replay $inner:tt) => {
        fn replay(
            &self,
            log: LogId,
            from: Position,
            each: &mut dyn FnMut(Position, &[u8]) -> bool,
        ) -> Result<(), JournalError> {
            self.$inner.replay(log, from, each)
        }
    };
    (@read $inner:tt) => {
        fn read(&self, log: LogId, at: Position) -> Result<Option<Vec<u8>>, JournalError> {
            self.$inner.read(log, at)
        }
    };
    (@logs $inner:tt) => {
        fn logs(&self) -> Result<Vec<LogId>, JournalError> {
            self.$inner.logs()
        }
    };
    (@append $inner:tt) => {
        fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
            self.$inner.append(batch)
        }
    };
    (@save_snapshot $inner:tt) => {
        fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
            self.$inner.save_snapshot(log, upto, bytes)
        }
    };
    (@load_snapshot $inner:tt) => {
        fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
            self.$inner.load_snapshot(log)
        }
    };
}
pub(crate) use forwarded;

/// What happens before each append.
type Before = Box<dyn Fn(&[Append]) -> Result<(), JournalError> + Send + Sync>;

/// A journal in memory, and what happens before each append to it.
pub(crate) struct Hooked {
    pub(crate) inner: Arc<MemoryJournal>,
    before: Before,
}

impl Hooked {
    pub(crate) fn over(
        inner: &Arc<MemoryJournal>,
        before: impl Fn(&[Append]) -> Result<(), JournalError> + Send + Sync + 'static,
    ) -> Arc<dyn Journal> {
        Arc::new(Self { inner: Arc::clone(inner), before: Box::new(before) })
    }
}

impl Journal for Hooked {
    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        (self.before)(&batch)?;
        self.inner.append(batch)
    }

    forwarded!(inner: next, replay, read, logs, save_snapshot, load_snapshot);
}
