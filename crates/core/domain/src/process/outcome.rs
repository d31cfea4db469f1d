//! Outcomes that a sender can force.

use crate::near::nearest;

/// An outcome that a sender forces: in the call metadata `x-outcome`, or as `[outcome:NAME]` in a document's `note`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Outcome {
    /// Green lane: straight to release.
    #[n(0)]
    Release,
    /// Manual review, which passes.
    #[n(1)]
    Review,
    /// Manual review, which rejects.
    #[n(2)]
    ReviewReject,
    /// Inspection, which finds nothing.
    #[n(3)]
    Inspect,
    /// Inspection, which rejects (100).
    #[n(4)]
    InspectReject,
    /// Inspection, then shipped back (700).
    #[n(5)]
    ShipBack,
    /// Inspection, then detained (501).
    #[n(6)]
    DetainClearance,
    /// Inspection, then detained (502).
    #[n(7)]
    DetainSmuggling,
    /// Inspection, then detained (503).
    #[n(8)]
    DetainLegal,
    /// Inspection, then detained (599).
    #[n(9)]
    DetainOther,
    /// The electronic port cannot reach customs (4).
    #[n(10)]
    SendFailure,
    /// Manual review that is suspended (600) and passes later.
    #[n(11)]
    Suspend,
    /// A return is handed over to another office (505).
    #[n(12)]
    HandOver,
    /// A partner document never comes.
    #[n(13)]
    PartnerMissing,
    /// Every receipt of the document is delivered twice.
    #[n(14)]
    RepeatReceipts,
    /// Receipts of the document change places.
    #[n(15)]
    ReorderReceipts,
}

impl Outcome {
    /// Every outcome with its name and what it does.
    pub const ALL: [(Self, &'static str, &'static str); 16] = [
        (Self::Release, "release", "green lane, straight to release"),
        (Self::Review, "review", "manual review 300, then 399; a return: 300, later 800"),
        (Self::ReviewReject, "review-reject", "manual review 300, then 100"),
        (Self::Inspect, "inspect", "inspection 500, then 800"),
        (Self::InspectReject, "inspect-reject", "inspection 500, then 100"),
        (Self::ShipBack, "ship-back", "inspection 500, then 700; a return: 100"),
        (Self::DetainClearance, "detain-501", "inspection 500, then 501; a return: 505"),
        (Self::DetainSmuggling, "detain-502", "inspection 500, then 502; a return: 505"),
        (Self::DetainLegal, "detain-503", "inspection 500, then 503; a return: 505"),
        (Self::DetainOther, "detain-599", "inspection 500, then 599; a return: 505"),
        (Self::SendFailure, "send-failure", "the electronic port cannot reach customs: 4 instead of 3"),
        (Self::Suspend, "suspend", "manual review 300, then 600, later 399; a return: 300, 600, later 800"),
        (Self::HandOver, "hand-over", "inspection 500, then 505 for a return and 501 for a declaration"),
        (Self::PartnerMissing, "partner-missing", "a partner document never comes: the document stays at 3"),
        (Self::RepeatReceipts, "repeat-receipts", "every receipt of the document is delivered twice"),
        (
            Self::ReorderReceipts,
            "reorder-receipts",
            "a receipt of the document comes after the one that follows it",
        ),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, ..)| *outcome == self).map_or("", |(_, name, _)| name)
    }

    /// The outcome of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(outcome, ..)| *outcome)
    }

    /// The outcome that a note asks for: `[outcome:inspect]` anywhere in it.
    #[must_use]
    pub fn in_note(note: &str) -> Option<Self> {
        let (_, rest) = note.split_once("[outcome:")?;
        let (name, _) = rest.split_once(']')?;
        Self::named(name)
    }

    /// A marker in a note that was probably meant to force an outcome, and forces none: another name, another spelling of
    /// the word, no end.
    #[must_use]
    pub fn misspelt_in_note(note: &str) -> Option<&str> {
        if Self::in_note(note).is_some() {
            return None;
        }
        let begins = note.match_indices('[').filter_map(|(at, _)| note.get(at..));
        let mut markers = begins.map(|rest| {
            let end = rest.find(']').map_or(rest.len(), |end| end + 1);
            rest.get(..end).unwrap_or(rest)
        });
        markers.find(|marker| {
            let word = marker.trim_start_matches('[').split([':', '=', ']']).next().unwrap_or_default();
            marker.contains([':', '=']) && nearest(word.trim(), ["outcome"]).is_some()
        })
    }
}
