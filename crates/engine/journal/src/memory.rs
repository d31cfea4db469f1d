//! The journal that forgets: everything in memory.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::pack::check_sizes;
use crate::snapshot::check_size;
use crate::{Append, Journal, JournalError, LogId, Position};

/// Keeps everything in memory, for tests and `--ephemeral`. Memory grows with every entry and is given back on drop.
#[derive(Debug)]
pub struct MemoryJournal {
    state: RwLock<State>,
    identity: u64,
}

impl Default for MemoryJournal {
    fn default() -> Self {
        // Two of them only have to differ; the hasher's keys do.
        Self { state: RwLock::default(), identity: RandomState::new().hash_one(0_u8) }
    }
}

#[derive(Debug, Default)]
struct State {
    logs: BTreeMap<LogId, Log>,
    snapshots: BTreeMap<LogId, (Position, Arc<Vec<u8>>)>,
}

/// Entries stay together as they were appended, so an append moves a list and copies nothing.
#[derive(Debug)]
struct Log {
    next: Position,
    chunks: Vec<(Position, Arc<Vec<Vec<u8>>>)>,
}

impl Log {
    /// The chunk that holds `at`.
    fn chunk(&self, at: Position) -> Option<(Position, Arc<Vec<Vec<u8>>>)> {
        if at >= self.next {
            return None;
        }
        let after = self.chunks.partition_point(|(first, _)| *first <= at);
        self.chunks.get(after.checked_sub(1)?).cloned()
    }
}

impl State {
    fn next(&self, log: LogId) -> Position {
        self.logs.get(&log).map_or(Position::FIRST, |log| log.next)
    }
}

impl MemoryJournal {
    /// An empty journal.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    // No caller's code runs under these locks and the state changes after all checks, so a poisoned lock is still sound.
    fn shared(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn exclusive(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for MemoryJournal {
    fn outlives_process(&self) -> bool {
        false
    }

    fn identity(&self) -> u64 {
        self.identity
    }

    fn forget(&self, log: LogId) {
        let mut state = self.exclusive();
        state.logs.remove(&log);
        state.snapshots.remove(&log);
    }

    fn append(&self, batch: Vec<Append>) -> Result<(), JournalError> {
        check_sizes(&batch)?;
        let mut state = self.exclusive();
        crate::heads::fence(&batch, |log| state.next(log))?;
        for Append { log, first, entries } in batch {
            if entries.is_empty() {
                continue;
            }
            let log = state.logs.entry(log).or_insert(Log { next: Position::FIRST, chunks: Vec::new() });
            log.next = first.after(entries.len() as u64);
            log.chunks.push((first, Arc::new(entries)));
        }
        Ok(())
    }

    fn next(&self, log: LogId) -> Result<Position, JournalError> {
        Ok(self.shared().next(log))
    }

    fn replay(
        &self,
        log: LogId,
        from: Position,
        each: &mut dyn FnMut(Position, &[u8]) -> bool,
    ) -> Result<(), JournalError> {
        let mut at = from.max(Position::FIRST);
        loop {
            let chunk = self.shared().logs.get(&log).and_then(|log| log.chunk(at));
            let Some((first, entries)) = chunk else {
                return Ok(());
            };
            let skip = usize::try_from(at.0.saturating_sub(first.0)).unwrap_or(usize::MAX);
            for entry in entries.iter().skip(skip) {
                if !each(at, entry) {
                    return Ok(());
                }
                at = at.after(1);
            }
        }
    }

    fn read(&self, log: LogId, at: Position) -> Result<Option<Vec<u8>>, JournalError> {
        let chunk = self.shared().logs.get(&log).and_then(|log| log.chunk(at));
        Ok(chunk.and_then(|(first, entries)| {
            let index = usize::try_from(at.0.checked_sub(first.0)?).ok()?;
            entries.get(index).cloned()
        }))
    }

    fn logs(&self) -> Result<Vec<LogId>, JournalError> {
        Ok(self.shared().logs.keys().copied().collect())
    }

    fn save_snapshot(&self, log: LogId, upto: Position, bytes: &[u8]) -> Result<(), JournalError> {
        check_size(bytes)?;
        let copy = Arc::new(bytes.to_vec());
        let mut state = self.exclusive();
        let found = state.next(log);
        if upto >= found {
            return Err(JournalError::Conflict { log, expected: upto, found });
        }
        if state.snapshots.get(&log).is_none_or(|(before, _)| *before <= upto) {
            state.snapshots.insert(log, (upto, copy));
        }
        Ok(())
    }

    fn load_snapshot(&self, log: LogId) -> Result<Option<(Position, Vec<u8>)>, JournalError> {
        let found = self.shared().snapshots.get(&log).cloned();
        Ok(found.map(|(upto, bytes)| (upto, bytes.to_vec())))
    }
}
