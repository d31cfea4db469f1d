//! What is to befall calls.

use std::time::Duration;

use tonic::Code;

/// What is set for a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Seed of every draw.
    pub seed: u64,
    /// The rules; none: no faults.
    pub rules: Vec<Rule>,
}

/// What befalls calls of one method, or of all. Shares are in parts per million.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Name of the method, or [`Self::EVERY`].
    pub rpc: String,
    /// One of these is the status of a call that is refused.
    pub statuses: Vec<Code>,
    /// How often one is.
    pub status_ppm: u32,
    /// How much later a call begins: at least, and at most.
    pub delay: Option<(Duration, Duration)>,
    /// How often one does.
    pub delay_ppm: u32,
    /// How often the answer of a call that was carried out is lost.
    pub drop_ppm: u32,
    /// After how many messages a stream is cut; 0: it is not.
    pub cut_after: u32,
    /// Whether the stream of HTTP/2 is reset where an answer is lost or a stream is cut; otherwise it is UNAVAILABLE.
    pub reset: bool,
    /// How much later each receipt of a watch comes.
    pub late: Duration,
    /// How often one is left out.
    pub lost_ppm: u32,
    /// How often one comes twice.
    pub repeated_ppm: u32,
    /// How often one comes after the next.
    pub reordered_ppm: u32,
}

impl Rule {
    /// The name of a method that stands for all.
    pub const EVERY: &str = "*";
    /// What a share is of.
    pub const WHOLE: u32 = 1_000_000;

    pub(crate) fn is_of_watches(&self) -> bool {
        let shares = [self.lost_ppm, self.repeated_ppm, self.reordered_ppm];
        !self.late.is_zero() || shares.into_iter().any(|share| share > 0)
    }
}

/// What a fault is called where it is told and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The call was refused.
    Status,
    /// It began later.
    Delay,
    /// It was carried out, and its answer was lost.
    DropAnswer,
    /// Its stream was cut.
    CutStream,
    /// A receipt came late.
    ReceiptLate,
    /// A receipt was left out.
    ReceiptLost,
    /// A receipt came twice.
    ReceiptRepeated,
    /// A receipt came after the next.
    ReceiptReordered,
}

impl Kind {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Status,
        Self::Delay,
        Self::DropAnswer,
        Self::CutStream,
        Self::ReceiptLate,
        Self::ReceiptLost,
        Self::ReceiptRepeated,
        Self::ReceiptReordered,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Delay => "delay",
            Self::DropAnswer => "drop-answer",
            Self::CutStream => "cut-stream",
            Self::ReceiptLate => "receipt-late",
            Self::ReceiptLost => "receipt-lost",
            Self::ReceiptRepeated => "receipt-repeated",
            Self::ReceiptReordered => "receipt-reordered",
        }
    }
}
