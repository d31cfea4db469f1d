//! The keys that a server asks for, and the file that they stand in: it is looked at as long as the server runs.

use std::path::Path;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tongguan_domain::limits;
use tongguan_identity::{FileError, Keys};
use tongguan_serve::DrainSignal;

/// Reads the file.
///
/// # Errors
/// [`FileError`].
pub(crate) fn open(file: &Path) -> Result<Keys, FileError> {
    let keys = Keys::open(file)?;
    if keys.is_open_to_others() {
        tracing::warn!(file = %file.display(), "others can read the file of keys; `chmod 600` it");
    }
    Ok(keys)
}

/// Looks at the file every `API_KEY_SCAN_MILLIS` until the server drains. What cannot be read changes nothing.
pub(crate) async fn follow(keys: Keys, drain: DrainSignal) {
    let mut ticks = interval(Duration::from_millis(limits::API_KEY_SCAN_MILLIS));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = drain.draining() => return,
            _ = ticks.tick() => {}
        }
        let looked = keys.clone();
        // A file may lie on a disk that does not answer.
        match tokio::task::spawn_blocking(move || looked.refresh()).await {
            Ok(Ok(None)) => {}
            Ok(Ok(Some(count))) => tracing::info!(keys = count, "the file of keys has changed"),
            Ok(Err(error)) => {
                tracing::error!(%error, "the file of keys cannot be used; the keys of before hold")
            }
            Err(_) => return,
        }
    }
}
