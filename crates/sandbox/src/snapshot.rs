//! Snapshots under way: made beside the writer, from the journal, so that nobody waits for them.

use crate::entry;
use crate::recovery::{Recovered, recover_state};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use tongguan_clearance::State;
use tongguan_journal::{Journal, LogId, Position};

/// A state as the bytes of a snapshot.
pub(crate) fn bytes_of(state: &State) -> Option<Vec<u8>> {
    let mut bytes = vec![entry::SNAPSHOT_VERSION];
    bytes.extend(state.to_snapshot().ok()?);
    Some(bytes)
}

/// Makes a snapshot of every log that is asked for. It costs the memory of a second state while it lasts.
pub(crate) fn run(journal: &Arc<dyn Journal>, due: &Receiver<LogId>) {
    while let Ok(log) = due.recv() {
        match recover_state(journal.as_ref(), log) {
            Ok(Recovered { state, open, .. }) => {
                if let Some(bytes) = bytes_of(&state) {
                    save(journal.as_ref(), log, Position(open.0.saturating_sub(1)), &bytes);
                }
            }
            Err(error) => tracing::warn!(%log, %error, "no snapshot was made"),
        }
    }
}

/// A snapshot that cannot be written only makes the next start slower.
pub(crate) fn save(journal: &dyn Journal, log: LogId, upto: Position, bytes: &[u8]) {
    if let Err(error) = journal.save_snapshot(log, upto, bytes) {
        tracing::warn!(%log, %error, "no snapshot was written");
    }
}
