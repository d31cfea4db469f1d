//! What a scenario begins with: settings, said before anything is done.

use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

/// What the sandbox of a scenario begins with; what is not said is up to the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// `start 2026-01-05` (nine in the morning in Beijing) or `start 2026-01-05T09:00:00+08:00`.
    pub start: Option<Moment>,
    /// `version 2018-113`.
    pub version: Option<MessageVersion>,
    /// `seed 7`.
    pub seed: Option<u64>,
    /// `signatures check`.
    pub signatures: Option<Signatures>,
    /// `registration required`: customs rejects declarations with a party that is not registered.
    pub registration_required: bool,
    /// `chances NAME=PPM`.
    pub chances: Vec<(Chance, u32)>,
}

/// What the sandbox does with the signature of an XML message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signatures {
    /// It is not looked at.
    Off,
    /// It may be absent; one that is there has to hold.
    Check,
    /// It has to be there.
    Require,
}

impl Signatures {
    const ALL: [Self; 3] = [Self::Off, Self::Check, Self::Require];

    /// The word of the language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Check => "check",
            Self::Require => "require",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

/// A share of things that go wrong by nobody's mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// Sending to customs fails (4).
    SendingFails,
    /// A receipt is delivered twice.
    ReceiptsRepeated,
    /// Two receipts of a document change places.
    ReceiptsReordered,
    /// A manual review is suspended (600).
    ReviewsSuspended,
    /// A return is reviewed by a person.
    ReturnsReviewed,
    /// The goods of a return are inspected.
    ReturnsInspected,
}

impl Chance {
    const ALL: [Self; 6] = [
        Self::SendingFails,
        Self::ReceiptsRepeated,
        Self::ReceiptsReordered,
        Self::ReviewsSuspended,
        Self::ReturnsReviewed,
        Self::ReturnsInspected,
    ];

    /// The word of the language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SendingFails => "sending_fails",
            Self::ReceiptsRepeated => "receipts_repeated",
            Self::ReceiptsReordered => "receipts_reordered",
            Self::ReviewsSuspended => "reviews_suspended",
            Self::ReturnsReviewed => "returns_reviewed",
            Self::ReturnsInspected => "returns_inspected",
        }
    }

    /// Every word, for the one who mistyped it.
    pub(crate) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chance| chance.name() == name)
    }
}
