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
/// Customs decides on all parts together (`Course::Split`).
const SPLIT: &[DocumentKind] = &[K::Arrival, K::Departure, K::Manifest, K::SummaryApplication];
/// Customs accepts all parts together (399).
const ACCEPTED_TOGETHER: &[DocumentKind] = &[K::Arrival, K::Departure, K::SummaryApplication];
/// Their senders may take them back out of the store.
const TAKEN_BACK: &[DocumentKind] =
    &[K::SalesOrder, K::PaymentReceipt, K::Waybill, K::Manifest, K::ReturnApplication];
const DETAIN: &[Step] = &[
    Step::Detain(Detention::Clearance),
    Step::Detain(Detention::Smuggling),
    Step::Detain(Detention::Legal),
    Step::Detain(Detention::Other),
];

/// A row of the law: the phase before, the steps, the phase after, and of which documents.
pub type Allowed = (Phase, &'static [Step], Phase, &'static [DocumentKind]);

/// Everything that is allowed. Nothing else is.
pub const LAW: &[Allowed] = &[
    // Its sender takes back what customs has not decided on, or what it has refused.
    (P::Draft, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::Received, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::SendingFailed, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::Sent, &[Step::Replace, Step::Delete, Step::ConfirmDeletion], P::Withdrawn, ANY),
    (P::Comparing, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    (P::Stored, &[Step::Replace, Step::Delete], P::Withdrawn, TAKEN_BACK),
    (P::Rejected, &[Step::Replace, Step::Delete], P::Withdrawn, ANY),
    // The electronic port.
    (P::Received, &[Step::Send], P::Sent, ANY),
    (P::Received, &[Step::FailSending], P::SendingFailed, ANY),
    // Customs compares and decides.
    (P::Sent, &[Step::Store], P::Stored, STORED),
    (P::Sent, &[Step::Accept], P::Reviewed, ACCEPTED),
    (P::Sent, &[Step::Reject], P::Rejected, ANY),
    // A part of a split message is decided on with the part whose timer fires first.
    (P::Comparing, &[Step::Store], P::Stored, &[K::Manifest]),
    (P::Comparing, &[Step::Accept], P::Reviewed, ACCEPTED_TOGETHER),
    (P::Comparing, &[Step::Reject], P::Rejected, SPLIT),
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

/// A row of what a timer does: where a document rests, where it is until the timer fires, and of which documents.
pub type Timed = (Phase, Phase, &'static [DocumentKind]);

/// What customs does takes its time. When the timer has fired, the document lies where it was before; customs decides on
/// it in the same moment, unless what it leaned on has gone. Timers of other phases change nothing.
pub const TIMED: &[Timed] =
    &[(P::Sent, P::Comparing, ANY), (P::Reviewed, P::Leaving, DECLARATION), (P::Stored, P::Leaving, RETURN)];

/// What a phase allows.
pub trait Lifecycle: Copy {
    /// The phase of a document of this kind after `step`: what [`LAW`] says.
    ///
    /// # Errors
    /// [`Unlawful`] where the step may not follow.
    fn after(self, kind: DocumentKind, step: Step) -> Result<Self, Unlawful>;

    /// The phase of a document of this kind once a timer is set for it: what [`TIMED`] says.
    #[must_use]
    fn begun(self, kind: DocumentKind) -> Self;

    /// The phase of a document of this kind once its timer has fired.
    #[must_use]
    fn laid_down(self, kind: DocumentKind) -> Self;

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

    /// Whether a document in this phase is on its way to the decision of customs.
    #[must_use]
    fn is_expected(self) -> bool;

    /// Whether a document in this phase has reached customs, which has not decided on it.
    #[must_use]
    fn is_undecided(self) -> bool;

    /// Whether customs has a document in this phase: it was sent, and neither replaced nor deleted.
    #[must_use]
    fn is_at_customs(self) -> bool;

    /// Whether a partner document in this phase can be compared with its declaration.
    #[must_use]
    fn is_comparable(self) -> bool;

    /// Whether the goods of a declaration in this phase may still be put on a manifest.
    #[must_use]
    fn is_before_release(self) -> bool;

    /// Whether goods in this phase are on their way to inspection or release, or have gone on: their manifest stands.
    #[must_use]
    fn is_beyond_review(self) -> bool;

    /// Whether goods in this phase were released or have come to another end.
    #[must_use]
    fn is_settled(self) -> bool;

    /// Whether a declaration in this phase is beyond cancelling; what is being inspected or released, customs decides on.
    #[must_use]
    fn is_beyond_cancelling(self) -> bool;
}

/// A set of phases: its name, and whether a phase is in it.
pub type PhaseSet = (&'static str, fn(Phase) -> bool);

/// Every set of phases by its name.
pub const SETS: [PhaseSet; 11] = [
    ("gives way", Lifecycle::gives_way),
    ("uses papers", Lifecycle::uses_papers),
    ("open", Lifecycle::is_open),
    ("expected", Lifecycle::is_expected),
    ("undecided", Lifecycle::is_undecided),
    ("at customs", Lifecycle::is_at_customs),
    ("comparable", Lifecycle::is_comparable),
    ("before release", Lifecycle::is_before_release),
    ("beyond review", Lifecycle::is_beyond_review),
    ("settled", Lifecycle::is_settled),
    ("beyond cancelling", Lifecycle::is_beyond_cancelling),
];

impl Lifecycle for Phase {
    fn after(self, kind: DocumentKind, step: Step) -> Result<Self, Unlawful> {
        let mut law = LAW.iter().filter(|(before, steps, ..)| *before == self && steps.contains(&step));
        let allowed = law.find(|(.., kinds)| kinds.contains(&kind));
        allowed.map(|(_, _, after, _)| *after).ok_or(Unlawful { kind, phase: self, step })
    }

    fn begun(self, kind: DocumentKind) -> Self {
        let row = TIMED.iter().find(|(rest, _, kinds)| *rest == self && kinds.contains(&kind));
        row.map_or(self, |(_, timed, _)| *timed)
    }

    fn laid_down(self, kind: DocumentKind) -> Self {
        let row = TIMED.iter().find(|(_, timed, kinds)| *timed == self && kinds.contains(&kind));
        row.map_or(self, |(rest, ..)| *rest)
    }

    fn gives_way(self) -> bool {
        matches!(self, Self::Draft | Self::SendingFailed | Self::Rejected | Self::Withdrawn | Self::Cancelled)
    }

    fn may_change(self, kind: DocumentKind) -> bool {
        match self {
            Self::Draft
            | Self::Received
            | Self::Sent
            | Self::Comparing
            | Self::SendingFailed
            | Self::Rejected => true,
            Self::Stored => matches!(
                kind,
                DocumentKind::SalesOrder
                    | DocumentKind::PaymentReceipt
                    | DocumentKind::Waybill
                    | DocumentKind::ReturnApplication
            ),
            Self::InReview
            | Self::Reviewed
            | Self::Leaving
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
        self.is_open() || matches!(self, P::Closed | P::Detained | P::ShippedBack | P::HandedOver)
    }

    fn is_open(self) -> bool {
        matches!(
            self,
            P::Stored | P::InReview | P::Suspended | P::Reviewed | P::Leaving | P::InInspection | P::Released
        )
    }

    fn is_expected(self) -> bool {
        self == P::Received || self.is_undecided()
    }

    fn is_undecided(self) -> bool {
        matches!(self, P::Sent | P::Comparing)
    }

    fn is_at_customs(self) -> bool {
        !matches!(self, P::Draft | P::Received | P::SendingFailed | P::Withdrawn)
    }

    fn is_comparable(self) -> bool {
        matches!(self, P::Sent | P::Stored)
    }

    fn is_before_release(self) -> bool {
        self.is_expected() || matches!(self, P::Stored | P::InReview | P::Suspended | P::Reviewed)
    }

    fn is_beyond_review(self) -> bool {
        matches!(self, P::Leaving | P::InInspection) || self.is_settled()
    }

    fn is_settled(self) -> bool {
        matches!(self, P::Released | P::Closed | P::Detained | P::ShippedBack | P::HandedOver)
    }

    fn is_beyond_cancelling(self) -> bool {
        let ended = matches!(self, P::Cancelled | P::Rejected | P::Withdrawn);
        ended || matches!(self, P::Closed | P::Detained | P::ShippedBack | P::HandedOver)
    }
}
