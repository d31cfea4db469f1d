//! What goes in with a message, and what became of it.

use std::fmt;
use std::sync::Arc;
use tongguan_ceb::Unreadable;
use tongguan_ceb::dxp::DxpCode;
use tongguan_clearance::Paper;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{MailboxName, RequestId};
use tongguan_domain::process::{Outcome, RecordResult, Refusal};
use tongguan_domain::receipt::FormatFault;
use tongguan_engine::HostError;

/// What a transport says about a message.
#[derive(Clone, Debug, Default)]
pub struct Taking {
    /// Id of the request. Without one it is made of the sender's id of an envelope (`SenderId` and `CopMsgId`), or of
    /// the bytes of a bare message, so that what is delivered twice has no second effect.
    pub id: Option<RequestId>,
    /// An outcome that the sender forces.
    pub outcome: Option<Outcome>,
}

/// What became of a message.
#[derive(Debug)]
pub struct Taken {
    /// The exchange platform's answer to an envelope; `None` where it has nothing to object.
    pub platform: Option<PlatformAnswer>,
    /// What became of the business message; `None` where the platform did not pass it on.
    pub business: Option<Business>,
}

/// A `DxpRep`.
#[derive(Debug)]
pub struct PlatformAnswer {
    /// The code; of several the first.
    pub code: &'static DxpCode,
    /// The XML.
    pub xml: Vec<u8>,
    /// Who sent the envelope, if that could be read.
    pub recipient: Option<MailboxName>,
    /// A text of 32 hexadecimal digits that names the envelope by its bytes; the same for the same one only.
    pub id: String,
    /// What is wrong, for people.
    pub text: String,
}

/// What became of a business message.
#[derive(Debug)]
pub enum Business {
    /// Its records went through the process, each for itself.
    Submitted(Submitted),
    /// It was refused whole, and its sender has a CEB900 in the mailbox.
    Refused {
        /// Whose mailbox.
        recipient: MailboxName,
        /// What the CEB900 says.
        fault: Box<FormatFault>,
    },
    /// It was refused whole, and nobody can be told but the caller.
    Unanswerable {
        /// Why, for people.
        text: String,
    },
}

/// A message whose form is sound.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What its records are.
    pub kind: DocumentKind,
    /// `guid` of the message.
    pub guid: String,
    /// Who gets the receipts; `None` where nobody can.
    pub recipient: Option<MailboxName>,
    /// The records.
    pub papers: Vec<Arc<Paper>>,
}

/// A message whose records went through the process.
#[derive(Debug)]
pub struct Submitted {
    /// What was sent.
    pub parsed: Parsed,
    /// One result per record, in order.
    pub records: Vec<Record>,
    /// Whose mailbox gets the receipts: the dxpId of `BaseTransfer`.
    pub recipient: MailboxName,
    /// Whether this repeats an earlier answer.
    pub replayed: bool,
}

/// What became of one record.
#[derive(Debug)]
pub struct Record {
    /// Taken, or refused with a receipt.
    pub result: RecordResult,
    /// Every fault of the record.
    pub faults: Vec<Fault>,
}

/// A message that could not be taken now. Nothing changed, unless the error says otherwise.
#[derive(Debug)]
pub struct Failed {
    /// Why.
    pub error: HostError,
    /// What was sent, if it was read before.
    pub parsed: Option<Box<Parsed>>,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            HostError::Refused(Refusal::RequestIdReused) => {
                f.write_str("the id of the message was used before with other content")
            }
            HostError::Refused(Refusal::LimitReached { limit }) => {
                write!(f, "a limit of the sandbox is reached: {limit}")
            }
            // The edges have words for the others; no message leads to them.
            HostError::Refused(_) => f.write_str("the sandbox refuses it"),
            other => other.fmt(f),
        }
    }
}

impl From<HostError> for Failed {
    fn from(error: HostError) -> Self {
        Self { error, parsed: None }
    }
}

impl Taken {
    /// What went wrong with the message as a whole, for people; `None` where its records were submitted and every
    /// receiver got it.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        let platform = self.platform.as_ref().map(|answer| format!("{}: {}", answer.code.code, answer.text));
        let business = match &self.business {
            None | Some(Business::Submitted(_)) => None,
            Some(Business::Refused { fault, .. }) => Some(format!("CEB900 {}: {}", fault.code, fault.info)),
            Some(Business::Unanswerable { text }) => Some(text.clone()),
        };
        match (platform, business) {
            (Some(platform), Some(business)) => Some(format!("{platform}\n{business}")),
            (one, other) => one.or(other),
        }
    }
}

/// Why nobody can read a message, for people.
pub(crate) fn unreadable_text(why: &Unreadable) -> String {
    format!("{}: {} (byte {})", why.code, why.text, why.offset)
}
