//! What can go wrong, in the caller's terms.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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
    /// The directory holds files of somebody else.
    #[error(
        "{} is not empty and is not a folder of this program (it holds {holds}): choose a new or an empty folder",
        dir.display()
    )]
    Foreign {
        /// The directory.
        dir: PathBuf,
        /// One of the names in it.
        holds: String,
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
    #[error("the journal is damaged{}: {what}", at(*position))]
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
    /// The snapshot was written by an earlier version, in a form that is not used any more. Nothing is lost.
    #[error("an earlier version wrote the snapshot of log {log}, and its form {found} is not used any more")]
    TooOld {
        /// The log.
        log: LogId,
        /// Form of the snapshot.
        found: u32,
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

    /// For `map_err`: says what was being done, with which file or folder, when the file system failed.
    pub(crate) fn io_at(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| {
            let message = format!("{doing} {}: {cause}{}", path.display(), next_step(&cause));
            Self::Storage { message, source: Some(Box::new(cause)) }
        }
    }

    /// The same error, which happened in `path`.
    pub(crate) fn inside(self, path: &Path) -> Self {
        let of = |text| format!("{text} (in {})", path.display());
        match self {
            Self::Corrupt { what, position } => Self::Corrupt { what: of(what), position },
            Self::Storage { message, source } => Self::Storage { message: of(message), source },
            other => other,
        }
    }
}

/// What a person can do about it, where that is known.
pub(crate) fn next_step(cause: &io::Error) -> &'static str {
    match cause.kind() {
        ErrorKind::StorageFull => "; the disk is full: make room, then start again",
        ErrorKind::QuotaExceeded => "; the quota is used up: make room, then start again",
        ErrorKind::ReadOnlyFilesystem => "; the file system is read-only: make it writable, then start again",
        ErrorKind::PermissionDenied => {
            "; this user may not do that: look at the owner and the rights of the folder"
        }
        _ => "",
    }
}
