//! The whole behaviour of a document on one screen: what may follow what.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::{Phase, Step, Unlawful};

/// What a phase allows.
pub trait Lifecycle: Copy {
    /// The phase after `step`. Total: every pair is named, there is no wildcard.
    ///
    /// # Errors
    /// [`Unlawful`] where the step may not follow.
    fn after(self, step: Step) -> Result<Self, Unlawful>;

    /// Whether a new document with the same key may simply take this one's place (`appType` 1). Anything else that
    /// is pending or accepted makes the new one a duplicate.
    #[must_use]
    fn gives_way(self) -> bool;

    /// Whether its sender may change or delete it (`appType` 2 and 3), as long as no accepted declaration uses it.
    #[must_use]
    fn may_change(self, kind: DocumentKind) -> bool;

    /// Whether the papers of a declaration in this phase were found to agree, so that it uses its waybill.
    #[must_use]
    fn uses_papers(self) -> bool;

    /// Whether a declaration in this phase uses its waybill, and its goods are still under way.
    #[must_use]
    fn is_open(self) -> bool;

    /// Whether a declaration in this phase is on its way to the comparison.
    #[must_use]
    fn is_expected(self) -> bool;

    /// Whether customs has a document in this phase: it was sent, and neither replaced nor deleted.
    #[must_use]
    fn is_at_customs(self) -> bool;
}

impl Lifecycle for Phase {
    fn after(self, step: Step) -> Result<Self, Unlawful> {
        use Step::{
            Accept, Cancel, Close, ConfirmDeletion, Delete, Detain, FailSending, FinishReview, HandOver,
            Inspect, Reject, Release, Replace, Resume, Review, Send, ShipBack, Store, Suspend,
        };
        let no = Err(Unlawful { phase: self, step });
        match self {
            Self::Draft => match step {
                Replace | Delete => Ok(Self::Withdrawn),
                Send | FailSending | Store | Reject | Review | Suspend | Resume | FinishReview | Accept
                | Inspect | Release | Detain(_) | ShipBack | HandOver | Close | Cancel | ConfirmDeletion => {
                    no
                }
            },
            Self::Received => match step {
                Send => Ok(Self::Sent),
                FailSending => Ok(Self::SendingFailed),
                Replace | Delete => Ok(Self::Withdrawn),
                Store | Reject | Review | Suspend | Resume | FinishReview | Accept | Inspect | Release
                | Detain(_) | ShipBack | HandOver | Close | Cancel | ConfirmDeletion => no,
            },
            Self::Sent => match step {
                Store => Ok(Self::Stored),
                Accept => Ok(Self::Reviewed),
                Reject => Ok(Self::Rejected),
                Replace | Delete | ConfirmDeletion => Ok(Self::Withdrawn),
                Send | FailSending | Review | Suspend | Resume | FinishReview | Inspect | Release
                | Detain(_) | ShipBack | HandOver | Close | Cancel => no,
            },
            Self::SendingFailed => match step {
                Replace | Delete => Ok(Self::Withdrawn),
                Send | FailSending | Store | Reject | Review | Suspend | Resume | FinishReview | Accept
                | Inspect | Release | Detain(_) | ShipBack | HandOver | Close | Cancel | ConfirmDeletion => {
                    no
                }
            },
            Self::Stored => match step {
                Review => Ok(Self::InReview),
                FinishReview => Ok(Self::Reviewed),
                Inspect => Ok(Self::InInspection),
                Release => Ok(Self::Released),
                Replace | Delete => Ok(Self::Withdrawn),
                Send | FailSending | Store | Reject | Suspend | Resume | Accept | Detain(_) | ShipBack
                | HandOver | Close | Cancel | ConfirmDeletion => no,
            },
            Self::InReview => match step {
                FinishReview => Ok(Self::Reviewed),
                Resume => Ok(Self::Stored),
                Suspend => Ok(Self::Suspended),
                Reject => Ok(Self::Rejected),
                Send | FailSending | Store | Review | Accept | Inspect | Release | Detain(_) | ShipBack
                | HandOver | Close | Cancel | Replace | Delete | ConfirmDeletion => no,
            },
            Self::Suspended => match step {
                Resume => Ok(Self::InReview),
                Send | FailSending | Store | Reject | Review | Suspend | FinishReview | Accept | Inspect
                | Release | Detain(_) | ShipBack | HandOver | Close | Cancel | Replace | Delete
                | ConfirmDeletion => no,
            },
            Self::Reviewed => match step {
                Inspect => Ok(Self::InInspection),
                Release => Ok(Self::Released),
                Cancel => Ok(Self::Cancelled),
                Send | FailSending | Store | Reject | Review | Suspend | Resume | FinishReview | Accept
                | Detain(_) | ShipBack | HandOver | Close | Replace | Delete | ConfirmDeletion => no,
            },
            Self::InInspection => match step {
                Release => Ok(Self::Released),
                Reject => Ok(Self::Rejected),
                Detain(_) => Ok(Self::Detained),
                ShipBack => Ok(Self::ShippedBack),
                HandOver => Ok(Self::HandedOver),
                Send | FailSending | Store | Review | Suspend | Resume | FinishReview | Accept | Inspect
                | Close | Cancel | Replace | Delete | ConfirmDeletion => no,
            },
            Self::Released => match step {
                Close => Ok(Self::Closed),
                Send | FailSending | Store | Reject | Review | Suspend | Resume | FinishReview | Accept
                | Inspect | Release | Detain(_) | ShipBack | HandOver | Cancel | Replace | Delete
                | ConfirmDeletion => no,
            },
            Self::Rejected => match step {
                Replace | Delete => Ok(Self::Withdrawn),
                Send | FailSending | Store | Reject | Review | Suspend | Resume | FinishReview | Accept
                | Inspect | Release | Detain(_) | ShipBack | HandOver | Close | Cancel | ConfirmDeletion => {
                    no
                }
            },
            Self::Closed
            | Self::Detained
            | Self::ShippedBack
            | Self::HandedOver
            | Self::Cancelled
            | Self::Withdrawn => match step {
                Send | FailSending | Store | Reject | Review | Suspend | Resume | FinishReview | Accept
                | Inspect | Release | Detain(_) | ShipBack | HandOver | Close | Cancel | Replace | Delete
                | ConfirmDeletion => no,
            },
        }
    }

    fn gives_way(self) -> bool {
        matches!(self, Self::Draft | Self::SendingFailed | Self::Rejected | Self::Withdrawn | Self::Cancelled)
    }

    fn may_change(self, kind: DocumentKind) -> bool {
        match self {
            Self::Draft | Self::Received | Self::Sent | Self::SendingFailed | Self::Rejected => true,
            Self::Stored => matches!(
                kind,
                DocumentKind::SalesOrder
                    | DocumentKind::PaymentReceipt
                    | DocumentKind::Waybill
                    | DocumentKind::ReturnApplication
            ),
            Self::InReview
            | Self::Reviewed
            | Self::InInspection
            | Self::Released
            | Self::Closed
            | Self::Detained
            | Self::ShippedBack
            | Self::Suspended
            | Self::HandedOver
            | Self::Cancelled
            | Self::Withdrawn => false,
        }
    }

    fn uses_papers(self) -> bool {
        match self {
            Self::Closed | Self::Detained | Self::ShippedBack | Self::HandedOver => true,
            other => other.is_open(),
        }
    }

    fn is_open(self) -> bool {
        match self {
            Self::Stored
            | Self::InReview
            | Self::Suspended
            | Self::Reviewed
            | Self::InInspection
            | Self::Released => true,
            Self::Draft
            | Self::Received
            | Self::Sent
            | Self::SendingFailed
            | Self::Closed
            | Self::Rejected
            | Self::Detained
            | Self::ShippedBack
            | Self::HandedOver
            | Self::Cancelled
            | Self::Withdrawn => false,
        }
    }

    fn is_expected(self) -> bool {
        matches!(self, Self::Received | Self::Sent)
    }

    fn is_at_customs(self) -> bool {
        match self {
            Self::Draft | Self::Received | Self::SendingFailed | Self::Withdrawn => false,
            Self::Sent
            | Self::Stored
            | Self::InReview
            | Self::Suspended
            | Self::Reviewed
            | Self::InInspection
            | Self::Released
            | Self::Closed
            | Self::Rejected
            | Self::Detained
            | Self::ShippedBack
            | Self::HandedOver
            | Self::Cancelled => true,
        }
    }
}
