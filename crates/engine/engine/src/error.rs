//! Why the sandboxes cannot be opened, and why a task is not carried out.

use tongguan_domain::limits;
use tongguan_domain::process::Refusal;
use tongguan_journal::{JournalError, LogId, Position};

/// Why the sandboxes cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// An entry that this version cannot read.
    #[error("entry {position} of log {log} cannot be read by this version")]
    Unreadable {
        /// Log.
        log: LogId,
        /// Entry.
        position: Position,
    },
    /// The snapshot of a sandbox reaches further than its log: entries are lost.
    #[error(
        "entries are lost: the snapshot of log {log} reaches to position {upto}, but the next position of the log is \
         {next}; put back a copy of the whole data folder"
    )]
    Behind {
        /// Log.
        log: LogId,
        /// The last position that the snapshot covers.
        upto: Position,
        /// The next position of the log.
        next: Position,
    },
    /// A log belongs to no sandbox: the end of the list of sandboxes is lost.
    #[error(
        "entries are lost: there is a log {log}, but the list of sandboxes (log 0) ends with {sandboxes}; put back a \
         copy of the whole data folder"
    )]
    Unlisted {
        /// Log.
        log: LogId,
        /// How many sandboxes are listed.
        sandboxes: u64,
    },
    /// No thread can be started.
    #[error("no thread can be started")]
    Thread(#[source] std::io::Error),
}

/// Why a task is not carried out.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The process refused; nothing changed.
    #[error("refused")]
    Refused(Refusal),
    /// There are too many sandboxes.
    #[error("there are {} sandboxes already", limits::SANDBOXES)]
    TooManySandboxes,
    /// The sandbox is there already.
    #[error("the sandbox exists")]
    SandboxExists,
    /// Nobody has used the sandbox.
    #[error("there is no such sandbox")]
    NoSandbox,
    /// What would happen is larger than what can be stored; nothing changed.
    #[error("{bytes} bytes are to be stored at once, and {most} are the most")]
    TooLarge {
        /// How large it would be.
        bytes: usize,
        /// How large it may be.
        most: usize,
    },
    /// Screening or scoring has not answered, so the clock cannot move on.
    #[error("a question is open, and time does not move before it is answered")]
    QuestionOpen,
    /// As much waits in the sandbox for the answer to its question as may; nothing changed.
    #[error("{most} orders wait in this sandbox for screening or scoring to answer")]
    TooManyWait {
        /// How many may wait.
        most: usize,
    },
    /// Somebody created the sandbox with another message version while the call was under way; nothing changed.
    #[error("the sandbox was created meanwhile, with another message version")]
    VersionChanged,
    /// The server is stopping.
    #[error("the server is stopping")]
    Stopping,
    /// Nobody answers where this is decided; whether it has happened, a repeat tells.
    #[error("what decides about the sandboxes does not answer: {0}")]
    Away(String),
    /// What is said where this is decided, in words.
    #[error("{0}")]
    Elsewhere(String),
    /// A defect of this program; nothing changed.
    #[error("a defect of this program")]
    Panicked,
    /// The machine failed.
    #[error("the journal cannot be read")]
    Journal(#[from] JournalError),
}

impl HostError {
    /// Whether it is not the task that is refused: the same may be carried out a moment later.
    #[must_use]
    pub const fn may_come_later(&self) -> bool {
        matches!(self, Self::Stopping | Self::Away(_) | Self::TooManyWait { .. })
    }
}

impl From<Refusal> for HostError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
