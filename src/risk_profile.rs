//! The risk profile that a server screens by, and the file that it stands in: it is looked at as long as the server runs.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::time::{MissedTickBehavior, interval};
use tongguan_domain::limits;
use tongguan_screening::{Screener, Unusable, load};
use tongguan_serve::DrainSignal;

/// Screening by a profile of a name, or of a file.
#[derive(Clone, Debug, Default)]
pub struct RiskProfile {
    screener: Screener,
    /// The file; `None`: it came with the program.
    file: Option<(PathBuf, Option<Stamp>)>,
}

/// By what a file is known to have changed.
type Stamp = (Option<SystemTime>, u64);

impl RiskProfile {
    /// `typical`, `strict`, or a file.
    ///
    /// # Errors
    /// [`Unusable`]: there is no such file, or it is no profile.
    pub fn open(name_or_file: &Path) -> Result<Self, Unusable> {
        let is_shipped =
            name_or_file.to_str().is_some_and(|name| tongguan_screening::shipped(name).is_some());
        // Before it is read: what is written meanwhile is read again.
        let file = (!is_shipped).then(|| (name_or_file.to_owned(), stamp(name_or_file).ok()));
        Ok(Self { screener: Screener::new(load(name_or_file)?), file })
    }

    /// Who screens by it.
    #[must_use]
    pub fn screener(&self) -> Screener {
        self.screener.clone()
    }

    /// Says which it is, once at the start, if it is not the usual one.
    pub(crate) fn tell(&self) {
        let loaded = self.screener.loaded();
        if self.file.is_none() && loaded == Screener::default().loaded() {
            return;
        }
        tracing::info!(profile = loaded.profile.label(), sha256 = %loaded.sha256, "risk profile");
    }

    /// Looks at the file every `RISK_PROFILE_SCAN_MILLIS` until the server drains. What is no profile changes nothing.
    pub(crate) async fn follow(self, drain: DrainSignal) {
        let Some((file, mut known)) = self.file else { return };
        let mut ticks = interval(Duration::from_millis(limits::RISK_PROFILE_SCAN_MILLIS));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = drain.draining() => return,
                _ = ticks.tick() => {}
            }
            let (file, screener) = (file.clone(), self.screener.clone());
            // A file may lie on a disk that does not answer.
            match tokio::task::spawn_blocking(move || look(&file, known, &screener)).await {
                Ok(stamp) => known = stamp,
                Err(_) => return,
            }
        }
    }
}

/// Looks once; gives what is known of the file now.
fn look(file: &Path, known: Option<Stamp>, screener: &Screener) -> Option<Stamp> {
    // A file that is gone for a moment is being replaced.
    let Ok(found) = stamp(file) else { return known };
    if known == Some(found) {
        return known;
    }
    match load(file) {
        Ok(loaded) => {
            if *screener.loaded() != loaded {
                tracing::info!(
                    profile = loaded.profile.label(),
                    sha256 = %loaded.sha256,
                    "the risk profile has changed"
                );
                screener.replace(loaded);
            }
        }
        Err(error) => {
            tracing::error!(file = %file.display(), %error, "the risk profile cannot be used; the one of before holds");
        }
    }
    Some(found)
}

fn stamp(file: &Path) -> io::Result<Stamp> {
    let of = |metadata: Metadata| (metadata.modified().ok(), metadata.len());
    std::fs::metadata(file).map(of)
}
