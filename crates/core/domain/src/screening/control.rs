//! Orders of officers to act (布控指令): made by a person, not by a profile.

use super::Lane;
use crate::in_force::Day;

/// An order to act on what it aims at. It holds until its last day, or until it is withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct ControlInstruction {
    /// Its id, 1 to 64 letters, digits, points, hyphens, underscores.
    #[n(0)]
    pub id: String,
    /// What it aims at.
    #[n(1)]
    pub target: ControlTarget,
    /// What is to be done.
    #[n(2)]
    pub action: ControlAction,
    /// The last day on which it holds; `None`: until it is withdrawn.
    #[n(3)]
    pub until: Option<Day>,
    /// Why, for people; at most 500 characters.
    #[n(4)]
    pub reason: String,
}

/// What an instruction aims at.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub enum ControlTarget {
    /// Everything that an enterprise exports, declares or carries, by its code.
    #[n(0)]
    Enterprise(#[n(0)] String),
    /// The parcel of this waybill number.
    #[n(1)]
    Waybill(#[n(0)] String),
    /// Whatever a rule of screening matches: it selects all, not its share.
    #[n(2)]
    Rule(#[n(0)] String),
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum ControlAction {
    /// The goods are inspected.
    #[n(0)]
    Inspect,
    /// A person looks at the documents.
    #[n(1)]
    RequestDocuments,
    /// The goods are inspected, and a sample goes to a laboratory, which takes longer.
    #[n(2)]
    Sample,
    /// The goods may not leave.
    #[n(3)]
    Stop,
}

impl ControlInstruction {
    /// Most characters of a reason.
    pub const REASON_CHARACTERS: usize = 500;

    /// Whether a text can be the id of an instruction.
    #[must_use]
    pub fn is_id(text: &str) -> bool {
        let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        (1..=64).contains(&text.len()) && text.bytes().all(known)
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.until.is_none_or(|last| day <= last)
    }
}

impl ControlTarget {
    /// The name of what it aims at.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Enterprise(name) | Self::Waybill(name) | Self::Rule(name) => name,
        }
    }
}

impl ControlAction {
    /// The lane that it chooses at least.
    #[must_use]
    pub const fn lane(self) -> Lane {
        match self {
            Self::Inspect | Self::Sample => Lane::Red,
            Self::RequestDocuments => Lane::Yellow,
            Self::Stop => Lane::Stop,
        }
    }

    /// Chinese and English.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Inspect => ("查验", "inspection"),
            Self::RequestDocuments => ("单证审核", "a look at the documents"),
            Self::Sample => ("取样送检", "inspection with a sample for the laboratory"),
            Self::Stop => ("禁止放行", "stop"),
        }
    }
}
