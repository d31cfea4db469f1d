//! What can go wrong, in the caller's terms.

use std::error::Error;
use std::path::PathBuf;

use crate::{LogId, Position};

/// Why a journal could not do what it was asked.
///
/// After [`Storage`](JournalError::Storage) from an append, nobody knows whether the entries are on disk: stop the
/// process and open the journal again. The embedded journal takes no further appends after that error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another process, or another instance in this process, has the directory open.
    #[error(
        "the journal directory {} is in use by another process: stop it, or choose another directory",
        dir.display()
    )]
    InUse {
        /// The directory.
        dir: PathBuf,
    },
    /// The caller's idea of the next position is wrong, so somebody else has written. Nothing was written.
    #[error("log {log}: the caller expected position {expected} to be the next, but it is {found}")]
    Conflict {
        /// The log.
        log: LogId,
        /// What the caller named as the next position.
        expected: Position,
        /// The position that is in fact the next one.
        found: Position,
    },
    /// What is stored is not what was written.
    #[error("the journal is damaged: {what}{}", at(*position))]
    Corrupt {
        /// What is damaged, for a person.
        what: String,
        /// The first position that is affected, where known.
        position: Option<Position>,
    },
    /// The directory was written by a newer version of this program.
    #[error("the journal has format {found}, this program reads up to {supported}: use a newer version")]
    TooNew {
        /// Format of the directory or of the snapshot.
        found: u32,
        /// Newest format that this build reads.
        supported: u32,
    },
    /// The caller's bytes are over a limit of [`limits`](crate::limits). Nothing was written.
    #[error("{what} of {bytes} bytes is over the limit of {limit}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The file system or the embedded store failed.
    #[error("the journal's storage failed: {message}")]
    Storage {
        /// What was being done, and the reason in short.
        message: String,
        /// The cause, for the log.
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
}

fn at(position: Option<Position>) -> String {
    position.map(|position| format!(" (position {position})")).unwrap_or_default()
}

impl JournalError {
    pub(crate) fn corrupt(what: impl Into<String>, position: Option<Position>) -> Self {
        Self::Corrupt { what: what.into(), position }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Storage { message: message.into(), source: None }
    }

    /// For `map_err`: says what was being done when the file system failed.
    pub(crate) fn io(doing: &str) -> impl FnOnce(std::io::Error) -> Self {
        move |cause| Self::Storage { message: format!("{doing}: {cause}"), source: Some(Box::new(cause)) }
    }
}
