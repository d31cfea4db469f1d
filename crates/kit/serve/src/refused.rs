//! What the engine refuses, as the edges tell it.

use std::time::Duration;
use tongguan_domain::limits;
use tongguan_engine::HostError;
use tongguan_wire::process;
use tongguan_wire::status::{Reason, Refused};

/// The refusal of a call.
#[must_use]
pub fn refused(error: HostError) -> Refused {
    refused_of(error, &[])
}

/// The refusal of a call whose documents have these names.
#[must_use]
pub fn refused_of(error: HostError, names: &[&str]) -> Refused {
    match error {
        HostError::Refused(refusal) => process::refused(refusal, names),
        HostError::TooManySandboxes => Refused::new(
            Reason::SandboxLimit,
            format!("there are {} sandboxes, and there may not be more", limits::SANDBOXES),
        ),
        HostError::NoSandbox => no_sandbox(),
        HostError::SandboxExists => Refused::plain(Reason::SandboxExists),
        HostError::TooLarge { bytes, most } => Refused::new(
            Reason::LimitReached,
            format!("{bytes} bytes are to be stored at once, and {most} are the most (EVENT_BYTES)"),
        ),
        HostError::TooManyWait { most } => Refused::new(
            Reason::ServerBusy,
            format!(
                "{most} orders wait in this sandbox for screening or scoring to answer, and there may not be more (QUESTION_WAITERS)"
            ),
        )
        .retry_after(Duration::from_secs(1)),
        HostError::QuestionOpen => Refused::plain(Reason::QuestionOpen),
        HostError::VersionChanged => Refused::plain(Reason::SandboxCreated),
        HostError::Away(why) => {
            tracing::debug!(why, "it is decided elsewhere");
            Refused::plain(Reason::IntakeAway)
        }
        HostError::Elsewhere(why) => Refused::new(Reason::Failure, why),
        HostError::Panicked => Refused::plain(Reason::HandlerPanicked),
        HostError::Stopping => Refused::plain(Reason::ServerDraining),
        HostError::Journal(error) => {
            tracing::error!(%error, "the journal cannot be read");
            Refused::plain(Reason::Failure)
        }
    }
}

/// There is no sandbox of this name.
#[must_use]
pub fn no_sandbox() -> Refused {
    Refused::new(Reason::NotFound, "there is no such sandbox").hint(
        "ListSandboxes (`tongguan sandbox list`) has the names of those that are there; CreateSandbox or a first document makes one",
        "用 ListSandboxes（`tongguan sandbox list`）查看已有的沙箱；CreateSandbox 或第一份单证会新建沙箱",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_room_to_wait_comes_again() {
        let refused = refused(HostError::TooManyWait { most: 3 });
        assert_eq!(refused.reason(), Reason::ServerBusy);
        assert!(
            refused.reason().retryable() && refused.message().contains("QUESTION_WAITERS"),
            "{refused:?}"
        );
    }
}
