//! What a sandbox answers to a document, and why it refuses.

use super::phase::Phase;
use crate::document::DocumentKind;
use crate::fault::Rule;
use crate::names::{DocumentId, MailboxName};
use crate::receipt::FormatFault;
use crate::return_code::ReturnCode;
use crate::screening::{Disposition, FindingKind};
use crate::time::Moment;

/// What a taken document is known by, as of the moment of taking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Number in the sandbox.
    pub id: DocumentId,
    /// Kind.
    pub kind: DocumentKind,
    /// Number of the electronic port; empty for order, payment receipt and waybill.
    pub pre_no: String,
    /// Number of customs, once given.
    pub invt_no: String,
    /// Last code that its sender was told.
    pub code: ReturnCode,
    /// Where it stands.
    pub phase: Phase,
    /// When the electronic port read it: later than every earlier receipt of the same business key, earlier than the
    /// first receipt of this document.
    pub taken_at: Moment,
}

/// Why a document that was offered by itself is not taken; no receipt tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declined {
    /// It has faults.
    Faulty,
    /// It does not go with what is there.
    Unfit(Unfit),
}

/// Why a well-made document cannot be taken now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The broken rule; its level is always processing.
    pub rule: &'static Rule,
    /// The text that a receipt would carry.
    pub info: String,
    /// The document that has the key already, as it stands now.
    pub existing: Option<Box<Existing>>,
}

/// A document that has the key of another one already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Existing {
    /// What it is known by.
    pub accepted: Accepted,
    /// Whether its sender may change or delete it (`appType` 2 and 3).
    pub may_change: bool,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordResult {
    /// Taken.
    Accepted(Accepted),
    /// Not taken, and no receipt tells of it.
    Declined(Declined),
    /// Refused with a receipt.
    Refused {
        /// The negative code.
        code: ReturnCode,
        /// `returnInfo`.
        info: String,
        /// When the electronic port read it: later than every earlier receipt of the same business key, earlier than
        /// the receipt of the refusal.
        taken_at: Moment,
    },
}

/// Why a command is refused. A refusal changes nothing.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The request id was used with other content.
    RequestIdReused,
    /// The same message was refused whole before; its sender has the CEB900.
    MessageRefused {
        /// Whose mailbox got it.
        mailbox: MailboxName,
        /// What it says.
        fault: Box<FormatFault>,
    },
    /// A document cannot be taken now.
    Document {
        /// Which of the submission, from 0.
        index: usize,
        /// Why.
        unfit: Unfit,
    },
    /// The clock would go back.
    ClockGoesBack {
        /// What it shows.
        now: Moment,
    },
    /// A bound of the sandbox is reached.
    LimitReached {
        /// Name of the bound.
        limit: &'static str,
    },
    /// More receipts acknowledged than there are.
    NothingToAcknowledge {
        /// The last number that there is.
        last: u64,
    },
    /// An answer to a question that nobody asked.
    NotAsked,
    /// There is no such document.
    NoSuchDocument,
    /// A result about goods or documents that nobody looks at now.
    NotUnderControl {
        /// Where the document stands.
        phase: Phase,
    },
    /// A result that contradicts itself ([`CONTRADICTIONS`](crate::screening::CONTRADICTIONS)).
    FindingContradicts {
        /// What was found.
        kind: FindingKind,
        /// What is to become of it.
        disposition: Disposition,
        /// Why both cannot be, in English and Chinese.
        why: (&'static str, &'static str),
    },
    /// There is no such instruction.
    NoSuchInstruction,
    /// A document of a native submission has faults; the caller must not submit it.
    Faulty,
}
