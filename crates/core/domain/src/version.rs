//! The two versions of the messages.

use crate::time::Moment;

/// Which version of the message specification a sandbox enforces.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode,
)]
#[cbor(index_only)]
pub enum MessageVersion {
    /// Announcement 2018-113, annex 1 (试行).
    #[n(0)]
    V2018113,
    /// The version of May 2022.
    #[default]
    #[n(1)]
    V202205,
}

impl MessageVersion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V2018113, Self::V202205];

    /// Its name, as options and answers carry it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2018113 => "2018-113",
            Self::V202205 => "202205",
        }
    }

    /// Whether the version was published by then: 2018-113 is of September 2018, 202205 of May 2022. Which day of the month
    /// is not known, so the month counts.
    #[must_use]
    pub fn existed(self, at: Moment) -> bool {
        let (year, month, _) = at.date();
        match self {
            Self::V2018113 => (year, month) >= (2018, 9),
            Self::V202205 => (year, month) >= (2022, 5),
        }
    }

    /// The version of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }
}
