//! Makes the sandboxes again from the journal: the last snapshot, and what came after it.

use crate::entry;
use crate::error::OpenError;
use crate::graves::Graves;
use crate::snapshot::Tail;
use crate::world::World;
use std::collections::BTreeMap;
use std::sync::Arc;
use tongguan_clearance::State;
use tongguan_domain::names::SandboxName;
use tongguan_journal::{Journal, JournalError, LogId, Position};

/// The log that lists the sandboxes: entry n is the name of the sandbox whose log is n, or says which was deleted.
pub(crate) const DIRECTORY: LogId = LogId(0);

/// What begins the entry of the list that says that a sandbox was deleted; no name begins with it.
pub(crate) const DELETED: u8 = 0;

/// What the list of sandboxes comes to.
pub(crate) struct Listed {
    /// Every sandbox that is there by its log: its name, and how often that had been deleted before.
    pub(crate) living: BTreeMap<LogId, (String, u64)>,
    /// The next position of the list.
    pub(crate) next: Position,
    /// The names that were deleted.
    pub(crate) graves: Graves,
}

/// Reads the list of sandboxes.
pub(crate) fn list(journal: &dyn Journal) -> Result<Listed, OpenError> {
    let (mut living, mut next, graves) = (BTreeMap::new(), Position::FIRST, Graves::default());
    journal.replay(DIRECTORY, Position::FIRST, &mut |position, bytes| {
        match bytes.split_first() {
            Some((&DELETED, name)) => {
                let name = String::from_utf8_lossy(name).into_owned();
                graves.dig(&name);
                living.retain(|_, (known, _)| *known != name);
            }
            Some(_) | None => {
                let name = String::from_utf8_lossy(bytes).into_owned();
                let born = graves.of(&name);
                living.insert(LogId(position.0), (name, born));
            }
        }
        next = position.after(1);
        true
    })?;
    // The list and the first entry of a sandbox are written together.
    let entries = next.0 - Position::FIRST.0;
    if let Some(log) = journal.logs()?.into_iter().find(|log| log.0 > entries) {
        return Err(OpenError::Unlisted { log, sandboxes: entries });
    }
    Ok(Listed { living, next, graves })
}

/// Every sandbox that the journal knows, in the order of their creation, and what is known of the list.
pub(crate) fn recover(journal: &dyn Journal) -> Result<(Vec<World>, Position, Graves), OpenError> {
    let Listed { living, next, graves } = list(journal)?;
    let worlds = living.into_iter().map(|(log, (name, born))| recover_one(journal, log, name, born));
    Ok((worlds.collect::<Result<_, _>>()?, next, graves))
}

fn recover_one(journal: &dyn Journal, log: LogId, name: String, born: u64) -> Result<World, OpenError> {
    let name =
        SandboxName::stored(&name).map_err(|_| OpenError::Unreadable { log, position: Position::FIRST })?;
    let Recovered { state, next, replayed, snapshot, .. } = recover_state(journal, log, &|| true)?;
    let mut world = World::new(name, (log, born), state, next, replayed);
    world.tail = Arc::new(Tail::new(replayed, snapshot));
    Ok(world)
}

/// A state made again.
pub(crate) struct Recovered {
    pub(crate) state: State,
    /// Position of the next entry.
    pub(crate) next: Position,
    /// Position of the first entry that is not in it: an earlier one, if the last command has not all been written.
    pub(crate) open: Position,
    /// What is held back of a command that has not all been written.
    pub(crate) replay: entry::Replay,
    /// Bytes of journal that were replayed.
    pub(crate) replayed: usize,
    /// Size of the snapshot that it was made from; 0 if there was none.
    pub(crate) snapshot: usize,
}

/// Makes one state again: the last snapshot, and every entry after it. Stops early when it is not to go on.
pub(crate) fn recover_state(
    journal: &dyn Journal,
    log: LogId,
    go_on: &dyn Fn() -> bool,
) -> Result<Recovered, OpenError> {
    let everything = || (State::default(), Position::FIRST, 0);
    let (mut state, mut next, snapshot) = match journal.load_snapshot(log) {
        Ok(Some((upto, bytes))) => {
            let next = journal.next(log)?;
            if upto >= next {
                return Err(OpenError::Behind { log, upto, next });
            }
            read_snapshot(&bytes).map_or_else(everything, |state| (state, upto.after(1), bytes.len()))
        }
        Ok(None) => everything(),
        Err(outdated @ JournalError::TooOld { .. }) => {
            tracing::info!("{outdated}; everything is replayed, once");
            everything()
        }
        // A damaged snapshot costs time, not data.
        Err(error @ (JournalError::Corrupt { .. } | JournalError::TooNew { .. })) => {
            tracing::warn!(%log, %error, "the snapshot cannot be read; everything is replayed");
            everything()
        }
        Err(error) => return Err(error.into()),
    };
    let (mut bad, mut replayed) = (None, 0);
    let mut replay = entry::Replay::default();
    journal.replay(log, next, &mut |position, bytes| {
        replayed += bytes.len();
        next = position.after(1);
        if replay.take(&mut state, position, bytes, &mut |_| {}).is_err() {
            bad = Some(position);
        }
        bad.is_none() && go_on()
    })?;
    match bad {
        Some(position) => Err(OpenError::Unreadable { log, position }),
        None => {
            let open = replay.unfinished().unwrap_or(next);
            Ok(Recovered { state, next, open, replay, replayed, snapshot })
        }
    }
}

fn read_snapshot(bytes: &[u8]) -> Option<State> {
    let (version, rest) = bytes.split_first()?;
    if *version != entry::SNAPSHOT_VERSION {
        return None;
    }
    State::from_snapshot(rest).ok()
}
