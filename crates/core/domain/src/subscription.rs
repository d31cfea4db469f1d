//! What a subscriber of a message gets copies of (`BaseSubscribe`).

/// `status` of `BaseSubscribe`: what a subscriber wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Subscription {
    /// `ALL`: data and receipts.
    #[n(0)]
    All,
    /// `DATA`: what the enterprise sent.
    #[n(1)]
    Data,
    /// `RET`: the receipts.
    #[n(2)]
    Receipts,
}

impl Subscription {
    /// All three.
    pub const ALL: [Self; 3] = [Self::All, Self::Data, Self::Receipts];

    /// As `status` carries it.
    #[must_use]
    pub const fn status(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Data => "DATA",
            Self::Receipts => "RET",
        }
    }

    /// The subscription with this `status`, letter for letter.
    #[must_use]
    pub fn of_status(status: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subscription| subscription.status() == status)
    }

    /// Whether what the enterprise sent is copied to the subscriber.
    #[must_use]
    pub const fn takes_data(self) -> bool {
        matches!(self, Self::All | Self::Data)
    }

    /// Whether receipts are copied to the subscriber.
    #[must_use]
    pub const fn takes_receipts(self) -> bool {
        matches!(self, Self::All | Self::Receipts)
    }
}
