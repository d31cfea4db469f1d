//! The whole behaviour of a document on one screen: what may follow what.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::document::DocumentKind as K;
use tongguan_domain::process::Phase as P;
use tongguan_domain::process::{Detention, Phase, Step, Unlawful};

const ANY: &[DocumentKind] = &DocumentKind::ALL;
const DECLARATION: &[DocumentKind] = &[K::Declaration];
const RETURN: &[DocumentKind] = &[K::ReturnApplication];
const GOODS: &[DocumentKind] = &[K::Declaration, K::ReturnApplication];
/// Customs takes them into store (120).
const STORED: &[DocumentKind] =
    &[K::SalesOrder, K::PaymentReceipt, K::Waybill, K::Declaration, K::Manifest, K::ReturnApplication];
/// Customs accepts them (399).
const ACCEPTED: &[DocumentKind] =
    &[K::Arrival, K::Departure, K::Cancellation, K::SummaryApplication, K::ReturnTally];
/// Their senders may take them back out of the store.
const TAKEN_BACK: &[DocumentKind] =
    &[K::SalesOrder, K::PaymentReceipt, K::Waybill, K::Manifest, K::ReturnApplication];
const DETAIN: &[Step] = &[
    Step::Detain(Detention::Clearance),
    Step::Detain(Detention::Smuggling),
    Step::Detain(Detention::Legal),
    Step::Detain(Detention::Other),
];

/// Everything that is allowed: the phase before, the steps, the phase after, and of which documents. Nothing else is.
pub const LAW: &[(Phase, &[Step], Phase, &[DocumentKind])] = &[
    // Its sender takes back what customs has not decided on, or what it has refused.
    (P::Draft, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::Received, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::SendingFailed, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::Sent, &[Step::Replace, Step::Delete, Step::ConfirmDeletion], P::Withdrawn, ANY),
    (P::Stored, &[Step::Replace, Step::Delete], P::Withdrawn, TAKEN_BACK),
    (P::Rejected, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    // The electronic port.
    (P::Received, &[Step::Send], P::Sent, ANY),
    (P::Received, &[Step::FailSending], P::SendingFailed, ANY),
    // Customs compares and decides.
    (P::Sent, &[Step::Store], P::Stored, STORED),
    (P::Sent, &[Step::Accept], P::Reviewed, ACCEPTED),
    (P::Sent, &[Step::Reject], P::Rejected, ANY),
    // The review of a declaration, and of a return.
    (P::Stored, &[Step::FinishReview], P::Reviewed, DECLARATION),
    (P::Stored, &[Step::Review], P::InReview, GOODS),
    (P::InReview, &[Step::FinishReview], P::Reviewed, DECLARATION),
    (P::InReview, &[Step::Resume], P::Stored, RETURN),
    (P::InReview, &[Step::Reject], P::Rejected, GOODS),
    (P::InReview, &[Step::Suspend], P::Suspended, GOODS),
    (P::Suspended, &[Step::Resume], P::InReview, GOODS),
    (P::Reviewed, &[Step::Cancel], P::Cancelled, DECLARATION),
    // Inspection and release: of what leaves, and of what comes back.
    (P::Reviewed, &[Step::Inspect], P::InInspection, DECLARATION),
    (P::Stored, &[Step::Inspect], P::InInspection, RETURN),
    (P::Reviewed, &[Step::Release], P::Released, DECLARATION),
    (P::Stored, &[Step::Release], P::Released, RETURN),
    (P::InInspection, &[Step::Release], P::Released, GOODS),
    (P::InInspection, &[Step::Reject], P::Rejected, GOODS),
    (P::InInspection, DETAIN, P::Detained, DECLARATION),
    (P::InInspection, &[Step::ShipBack], P::ShippedBack, DECLARATION),
    (P::InInspection, &[Step::HandOver], P::HandedOver, RETURN),
    (P::Released, &[Step::Close], P::Closed, DECLARATION),
];

/// What a phase allows.
pub trait Lifecycle: Copy {
    /// The phase of a document of this kind after `step`: what [`LAW`] says.
    ///
    /// # Errors
    /// [`Unlawful`] where the step may not follow.
    fn after(self, kind: DocumentKind, step: Step) -> Result<Self, Unlawful>;

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
    fn after(self, kind: DocumentKind, step: Step) -> Result<Self, Unlawful> {
        let mut law = LAW.iter().filter(|(before, steps, ..)| *before == self && steps.contains(&step));
        let allowed = law.find(|(.., kinds)| kinds.contains(&kind));
        allowed.map(|(_, _, after, _)| *after).ok_or(Unlawful { kind, phase: self, step })
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
