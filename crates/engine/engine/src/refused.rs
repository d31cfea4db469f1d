//! What the host refuses, as the edges tell it.

use crate::host::HostError;
use tongguan_domain::limits;
use tongguan_wire::process;
use tongguan_wire::status::{Reason, Refused};

impl HostError {
    /// The refusal of a call whose documents have these names.
    #[must_use]
    pub fn refused(self, names: &[&str]) -> Refused {
        match self {
            Self::Refused(refusal) => process::refused(refusal, names),
            Self::TooManySandboxes => Refused::new(
                Reason::SandboxLimit,
                format!("there are {} sandboxes, and there may not be more", limits::SANDBOXES),
            ),
            Self::SandboxExists => Refused::plain(Reason::SandboxExists),
            Self::TooLarge { bytes, most } => Refused::new(
                Reason::LimitReached,
                format!("{bytes} bytes are to be stored at once, and {most} are the most (EVENT_BYTES)"),
            ),
            Self::QuestionOpen => Refused::plain(Reason::QuestionOpen),
            Self::VersionChanged => Refused::plain(Reason::SandboxCreated),
            Self::Panicked => Refused::plain(Reason::HandlerPanicked),
            Self::Stopping => Refused::plain(Reason::ServerDraining),
            Self::Journal(error) => {
                tracing::error!(%error, "the journal cannot be read");
                Refused::plain(Reason::Failure)
            }
        }
    }
}

impl From<HostError> for Refused {
    fn from(error: HostError) -> Self {
        error.refused(&[])
    }
}
