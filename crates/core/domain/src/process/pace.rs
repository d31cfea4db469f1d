//! How long each stage takes, and how often it ends otherwise. Defaults from published figures.

/// A span of time between two bounds, in milliseconds, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Span {
    /// Shortest.
    #[n(0)]
    pub least: i64,
    /// Longest.
    #[n(1)]
    pub most: i64,
}

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

impl Span {
    const fn new(least: i64, most: i64) -> Self {
        Self { least, most }
    }
}

/// Stage durations and shares. Every share is in parts per million.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Pace {
    /// 2 to 3: the electronic port forwards.
    #[n(0)]
    pub send: Span,
    /// Last partner document to 120: the logic check.
    #[n(1)]
    pub match_documents: Span,
    /// 120 to 399 without a person.
    #[n(2)]
    pub automatic_review: Span,
    /// 300 to its end.
    #[n(3)]
    pub manual_review: Span,
    /// 3 to 399 of an arrival or departure.
    #[n(4)]
    pub accept_movement: Span,
    /// Arrival to 800, or to 500.
    #[n(5)]
    pub release: Span,
    /// 500 to its end.
    #[n(6)]
    pub inspection: Span,
    /// Departure to 899.
    #[n(7)]
    pub close: Span,
    /// Share of manual reviews that end in rejection.
    #[n(8)]
    pub review_rejects_ppm: u32,
    /// Shares of inspections that end otherwise than in release, in the order of rejected, shipped back, detained (501, 502, 503, 599).
    #[n(9)]
    pub inspection_ends_ppm: [u32; 6],
    /// Share of sendings to customs that fail (4).
    #[n(10)]
    #[cbor(default)]
    pub sending_fails_ppm: u32,
    /// Share of receipts that are delivered twice.
    #[n(11)]
    #[cbor(default)]
    pub receipts_repeated_ppm: u32,
    /// Share of receipts that change places with the next of the same document.
    #[n(12)]
    #[cbor(default)]
    pub receipts_reordered_ppm: u32,
    /// Share of manual reviews that are suspended (600).
    #[n(13)]
    #[cbor(default)]
    pub reviews_suspended_ppm: u32,
    /// Share of return applications that a person reviews.
    #[n(14)]
    #[cbor(default)]
    pub returns_reviewed_ppm: u32,
    /// Share of returns that are inspected.
    #[n(15)]
    #[cbor(default)]
    pub returns_inspected_ppm: u32,
    /// 600 to where it goes on.
    #[n(16)]
    #[cbor(default)]
    pub suspension: Span,
    /// Between two numbers of a declaration form (792).
    #[n(17)]
    #[cbor(default)]
    pub form_number: Span,
    /// What a laboratory takes longer than an inspection.
    #[n(18)]
    #[cbor(default)]
    pub laboratory: Span,
    /// 800 of a declaration in lane blue to its audit.
    #[n(19)]
    #[cbor(default)]
    pub audit: Span,
    /// 502 or 503 to the punishment of whoever sent the goods.
    #[n(20)]
    #[cbor(default)]
    pub punishment: Span,
}

/// How often things go wrong, in parts per million; what is `None` stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Sendings to customs that fail (4).
    pub sending_fails: Option<u32>,
    /// Receipts that are delivered twice.
    pub receipts_repeated: Option<u32>,
    /// Receipts that change places with the next of the same document.
    pub receipts_reordered: Option<u32>,
    /// Manual reviews that are suspended (600).
    pub reviews_suspended: Option<u32>,
}

impl Pace {
    /// The same pace with other shares.
    #[must_use]
    pub fn with(self, shares: Shares) -> Self {
        Self {
            sending_fails_ppm: shares.sending_fails.unwrap_or(self.sending_fails_ppm),
            receipts_repeated_ppm: shares.receipts_repeated.unwrap_or(self.receipts_repeated_ppm),
            receipts_reordered_ppm: shares.receipts_reordered.unwrap_or(self.receipts_reordered_ppm),
            reviews_suspended_ppm: shares.reviews_suspended.unwrap_or(self.reviews_suspended_ppm),
            ..self
        }
    }
}

impl Default for Pace {
    /// Seconds to 120, 1 to 5 minutes to 399, inspections of 24 to 40 hours: these give the published mean of about
    /// one hour over all goods. The shares of bad ends are assumptions.
    fn default() -> Self {
        Self {
            send: Span::new(SECOND, 3 * SECOND),
            match_documents: Span::new(5 * SECOND, 10 * SECOND),
            automatic_review: Span::new(MINUTE, 5 * MINUTE),
            manual_review: Span::new(30 * MINUTE, 4 * HOUR),
            accept_movement: Span::new(SECOND, 5 * SECOND),
            release: Span::new(5 * SECOND, 30 * SECOND),
            inspection: Span::new(24 * HOUR, 40 * HOUR),
            close: Span::new(MINUTE, 10 * MINUTE),
            review_rejects_ppm: 30_000,
            inspection_ends_ppm: [25_000, 10_000, 2_000, 7_000, 1_000, 5_000],
            sending_fails_ppm: 0,
            receipts_repeated_ppm: 0,
            receipts_reordered_ppm: 0,
            reviews_suspended_ppm: 20_000,
            returns_reviewed_ppm: 100_000,
            returns_inspected_ppm: 30_000,
            suspension: Span::new(2 * HOUR, 24 * HOUR),
            form_number: Span::new(MINUTE, 30 * MINUTE),
            laboratory: Span::new(72 * HOUR, 168 * HOUR),
            audit: Span::new(30 * 24 * HOUR, 90 * 24 * HOUR),
            punishment: Span::new(30 * 24 * HOUR, 90 * 24 * HOUR),
        }
    }
}
