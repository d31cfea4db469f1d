//! What this directory knows of its journal beside the journal itself, and whether the journal agrees.
//!
//! A store that has lost its end looks like one that never had it. So everything that names a position is compared at
//! every start: the snapshots, the heads of the last close, the number of the last acknowledged append. Each is true at
//! any later time, because logs only grow; so a journal that is behind one of them has lost entries, and one that has
//! other entries there is another journal.

use crate::directory::Directory;
use crate::fjall_files::WRITE_AHEAD_NAMES;
use crate::heads::{Heads, Origin};
use crate::snapshot::{self, Claim};
use crate::{JournalError, LogId, Position, acknowledged, heads_file};

/// What is known.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// Number of the last acknowledged append.
    pub(crate) acknowledged: Option<u64>,
    closed: Option<Heads>,
    snapshots: Vec<Claim>,
}

impl Evidence {
    pub(crate) fn collect(directory: &Directory) -> Result<Self, JournalError> {
        Ok(Self {
            acknowledged: acknowledged::read(&directory.dir, directory.salt)?,
            closed: heads_file::read(&directory.dir, directory.salt)?,
            snapshots: snapshot::claims(&directory.snapshots, directory.salt)?,
        })
    }

    /// Whether nothing is known that was ever acknowledged: the directory is new, or nobody has used it, or an earlier
    /// version wrote it and made no snapshot.
    pub(crate) fn is_of_nothing(&self) -> bool {
        let closed = self.closed.as_ref().is_none_or(|heads| heads.commit == 0);
        let snapshots = self.snapshots.iter().all(|claim| claim.upto < Position::FIRST);
        self.acknowledged.unwrap_or_default() == 0 && closed && snapshots
    }

    /// Compares all of it with what the journal has. `origin` finds the append that wrote an entry.
    pub(crate) fn check(
        &self,
        heads: &Heads,
        origin: impl Fn(LogId, Position) -> Result<Option<Origin>, JournalError>,
    ) -> Result<(), JournalError> {
        for Claim { log, upto, origin: bound, file } in &self.snapshots {
            let witness = || format!("the snapshot snapshots/{file}");
            self.check_one(heads, *log, upto.after(1), *bound, &witness, &origin)?;
        }
        for (log, head) in self.closed.iter().flat_map(|heads| &heads.logs) {
            let witness = || format!("the file {}, written at the last stop,", heads_file::NAME);
            self.check_one(heads, *log, head.next, Some(head.last), &witness, &origin)?;
        }
        let known =
            self.acknowledged.into_iter().chain(self.closed.as_ref().map(|closed| closed.commit)).max();
        match known.filter(|known| *known > heads.commit) {
            None => Ok(()),
            Some(known) => Err(JournalError::corrupt(
                format!(
                    "the journal ends with append {}, but append {known} was acknowledged (file {}): the end of the \
                     write-ahead file ({WRITE_AHEAD_NAMES}) is lost or damaged",
                    heads.commit,
                    acknowledged::NAME,
                ),
                None,
            )),
        }
    }

    /// `witness` knows of everything before `next` in `log`.
    fn check_one(
        &self,
        heads: &Heads,
        log: LogId,
        next: Position,
        bound: Option<Origin>,
        witness: &dyn Fn() -> String,
        origin: &impl Fn(LogId, Position) -> Result<Option<Origin>, JournalError>,
    ) -> Result<(), JournalError> {
        let last = Position(next.0.saturating_sub(1));
        if last < Position::FIRST {
            return Ok(());
        }
        let found = heads.next(log);
        if next > found {
            let what = if found == Position::FIRST {
                format!(
                    "the journal has no log {log}, but {} reaches to position {last} of it: the log is lost",
                    witness()
                )
            } else {
                let end = Position(found.0.saturating_sub(1));
                format!(
                    "log {log} ends at position {end}, but {} reaches to position {last}: entries are lost",
                    witness()
                )
            };
            return Err(JournalError::corrupt(what, Some(found)));
        }
        let Some(bound) = bound else { return Ok(()) };
        let found = match heads.logs.get(&log) {
            Some(head) if head.next == next => Some(head.last),
            _ => origin(log, last)?,
        };
        if found == Some(bound) {
            return Ok(());
        }
        let what = format!(
            "{} belongs to another history of log {log}: the entry at position {last} is not the one that it knows",
            witness()
        );
        Err(JournalError::corrupt(what, Some(last)))
    }
}
