//! The two versions of the messages.

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

    /// The version of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }
}
