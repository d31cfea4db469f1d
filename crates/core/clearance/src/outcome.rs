//! What forced outcomes come to, and how reviews and inspections end.

use tongguan_domain::process::{Detention, Outcome, Step};
use tongguan_domain::screening::{Disposition, Lane};

/// How a manual review ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReviewEnd {
    Pass,
    /// Put off; it passes later.
    Suspend,
    Reject,
}

/// How an inspection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InspectionEnd {
    Release,
    Reject,
    ShipBack,
    Detain(Detention),
    /// Only of a return.
    HandOver,
}

impl InspectionEnd {
    /// Every end but release, in the order of the profile's shares.
    pub(crate) const OTHER_ENDS: [Self; 6] = [
        Self::Reject,
        Self::ShipBack,
        Self::Detain(Detention::Clearance),
        Self::Detain(Detention::Smuggling),
        Self::Detain(Detention::Legal),
        Self::Detain(Detention::Other),
    ];

    /// What becomes of goods by what was found.
    pub(crate) const fn of(disposition: Disposition) -> Self {
        match disposition {
            Disposition::Release => Self::Release,
            Disposition::Reject => Self::Reject,
            Disposition::ShipBack => Self::ShipBack,
            Disposition::Detain(by) => Self::Detain(by),
        }
    }

    pub(crate) const fn step(self) -> Step {
        match self {
            Self::Release => Step::Release,
            Self::Reject => Step::Reject,
            Self::ShipBack => Step::ShipBack,
            Self::Detain(by) => Step::Detain(by),
            Self::HandOver => Step::HandOver,
        }
    }
}

/// What an outcome forces.
pub(crate) trait Forces {
    fn lane(self) -> Option<Lane>;
    fn review_end(self) -> Option<ReviewEnd>;
    fn inspection_end(self) -> Option<InspectionEnd>;
}

impl Forces for Outcome {
    fn lane(self) -> Option<Lane> {
        match self {
            Self::Release => Some(Lane::Green),
            Self::Review | Self::ReviewReject | Self::Suspend => Some(Lane::Yellow),
            Self::Inspect
            | Self::InspectReject
            | Self::ShipBack
            | Self::DetainClearance
            | Self::DetainSmuggling
            | Self::DetainLegal
            | Self::DetainOther
            | Self::HandOver => Some(Lane::Red),
            Self::SendFailure | Self::PartnerMissing | Self::RepeatReceipts | Self::ReorderReceipts => None,
        }
    }

    fn review_end(self) -> Option<ReviewEnd> {
        match self {
            Self::Review => Some(ReviewEnd::Pass),
            Self::Suspend => Some(ReviewEnd::Suspend),
            Self::ReviewReject => Some(ReviewEnd::Reject),
            Self::Release
            | Self::Inspect
            | Self::InspectReject
            | Self::ShipBack
            | Self::DetainClearance
            | Self::DetainSmuggling
            | Self::DetainLegal
            | Self::DetainOther
            | Self::SendFailure
            | Self::HandOver
            | Self::PartnerMissing
            | Self::RepeatReceipts
            | Self::ReorderReceipts => None,
        }
    }

    fn inspection_end(self) -> Option<InspectionEnd> {
        match self {
            Self::Inspect => Some(InspectionEnd::Release),
            Self::InspectReject => Some(InspectionEnd::Reject),
            Self::ShipBack => Some(InspectionEnd::ShipBack),
            Self::DetainClearance => Some(InspectionEnd::Detain(Detention::Clearance)),
            Self::DetainSmuggling => Some(InspectionEnd::Detain(Detention::Smuggling)),
            Self::DetainLegal => Some(InspectionEnd::Detain(Detention::Legal)),
            Self::DetainOther => Some(InspectionEnd::Detain(Detention::Other)),
            Self::HandOver => Some(InspectionEnd::HandOver),
            Self::Release
            | Self::Review
            | Self::ReviewReject
            | Self::SendFailure
            | Self::Suspend
            | Self::PartnerMissing
            | Self::RepeatReceipts
            | Self::ReorderReceipts => None,
        }
    }
}
