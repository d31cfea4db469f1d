//! What customs tells, in the words of a scenario.

use tongguan_domain::document::{DocumentKind, SummaryResultHead};
use tongguan_domain::names::DocumentId;
use tongguan_domain::return_code::ReturnCode;

/// A letter of the mailbox, as far as a scenario tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A receipt: `waybill 1 120`.
    Receipt {
        /// The document that is answered; `None` if it was refused and not kept.
        document: Option<DocumentId>,
        /// Its kind.
        kind: DocumentKind,
        /// `returnStatus`.
        code: ReturnCode,
    },
    /// A summary result (792): `form 1 3`.
    Form(Form),
    /// A whole message was refused (900).
    FormatFault(ReturnCode),
    /// A copy for a subscriber.
    Copy(DocumentId),
}

/// A declaration form that a summary application led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// `sumNo` of the summary application.
    pub summary: String,
    /// `declSeqNo` of the form.
    pub number: String,
    /// Where the form stands.
    pub stage: FormStage,
    /// Number of this message and how many there are.
    pub part: (u32, u32),
}

/// Where a declaration form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStage {
    /// Summed up, so many lines.
    Summed(usize),
    /// Stored (`decTmpNo`).
    Draft,
    /// Pre-entered (`decPreNo`).
    PreEntry,
    /// Entered (`entryId`).
    Entry,
}

impl FormStage {
    /// The furthest stage whose number is given; of a form without any, its lines.
    #[must_use]
    pub const fn reached(lines: usize, draft: bool, pre_entry: bool, entry: bool) -> Self {
        match (draft, pre_entry, entry) {
            (_, _, true) => Self::Entry,
            (_, true, false) => Self::PreEntry,
            (true, false, false) => Self::Draft,
            (false, false, false) => Self::Summed(lines),
        }
    }
}

impl Form {
    /// The form that a summary result with so many lines tells of.
    #[must_use]
    pub fn of(head: &SummaryResultHead, lines: usize) -> Self {
        let [draft, pre_entry, entry] =
            [&head.dec_tmp_no, &head.dec_pre_no, &head.entry_id].map(|number| number.is_some());
        Self {
            summary: head.sum_no.clone(),
            number: head.decl_seq_no.clone(),
            stage: FormStage::reached(lines, draft, pre_entry, entry),
            part: (head.msg_seq_no, head.msg_count),
        }
    }

    /// `form 1 3 part 1/2`, where this is the first form of its summary.
    pub(crate) fn words(&self, ordinal: usize) -> String {
        let stage = match self.stage {
            FormStage::Summed(lines) => lines.to_string(),
            FormStage::Draft => "draft".to_owned(),
            FormStage::PreEntry => "pre-entry".to_owned(),
            FormStage::Entry => "entry".to_owned(),
        };
        let part = match self.part {
            (1, 1) => String::new(),
            (part, parts) => format!(" part {part}/{parts}"),
        };
        format!("form {ordinal} {stage}{part}")
    }
}
