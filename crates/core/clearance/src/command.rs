//! What a sandbox can be asked to do, and what it answers.

use crate::paper::Paper;
use crate::reader::Place;
use std::sync::Arc;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::process::{ClockMode, Outcome, RecordResult};
use tongguan_domain::receipt::FormatFault;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::time::Moment;

/// The id of a request and the fingerprint of its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Id.
    pub id: RequestId,
    /// Fingerprint of the canonical content.
    pub fingerprint: u128,
}

/// Where documents come from; it decides how a refusal is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The native API: all documents or none, a refusal is the answer of the call.
    Native,
    /// CEB XML: each record for itself, a refusal is a receipt.
    Ceb,
}

/// One document on its way in.
#[derive(Clone, Debug)]
pub struct SubmittedRecord {
    /// The document.
    pub document: Arc<Paper>,
    /// What is wrong with it. Must be empty for [`Origin::Native`].
    pub faults: Vec<Fault>,
}

/// Somebody who gets copies (`BaseSubscribe`).
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Subscriber {
    /// Where they go.
    #[n(0)]
    pub mailbox: MailboxName,
    /// Of what.
    #[n(1)]
    pub wants: Subscription,
}

/// Documents on their way in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Id and fingerprint.
    pub tag: Tag,
    /// Who gets the receipts.
    pub mailbox: MailboxName,
    /// Who else gets a copy.
    pub subscribers: Vec<Subscriber>,
    /// The documents, in order.
    pub records: Vec<SubmittedRecord>,
    /// Where they come from.
    pub origin: Origin,
    /// An outcome that the sender forces.
    pub outcome: Option<Outcome>,
}

/// A command to a sandbox.
#[derive(Clone, Debug)]
pub enum Command {
    /// Take documents.
    Submit(Submission),
    /// Refuse a whole message: its sender gets a CEB900.
    RefuseMessage {
        /// Id and fingerprint.
        tag: Tag,
        /// Whose mailbox gets it.
        mailbox: MailboxName,
        /// What it says; without a guid, it gets one.
        fault: FormatFault,
    },
    /// Register an enterprise, or change it.
    Register(Tag, Enterprise),
    /// Receipts up to a number are safe with the owner of the mailbox, who says so.
    Acknowledge(MailboxName, u64),
    /// Write the receipts of a mailbox in this form; `None`: as is usual.
    SetReceiptForm(MailboxName, Option<ReceiptForm>),
    /// A transport has carried letters of a mailbox out, or tries the next one. It takes nothing from other readers.
    Carry {
        /// Whose mailbox.
        mailbox: MailboxName,
        /// Which transport.
        reader: String,
        /// Where it stands; a place never goes back.
        place: Place,
    },
    /// Set the clock mode.
    SetClock(ClockMode),
    /// Fire the next timer, if one is due by then; otherwise move the clock there.
    Elapse(Moment),
    /// The answer of credit scoring.
    Scored(DocumentId, CreditScore),
    /// The answer of risk screening.
    Screened(DocumentId, ScreeningDecision),
}

/// What the same message was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Its records went through the process; one result per record, in order.
    Submitted(Vec<RecordResult>),
    /// It was refused whole.
    Refused {
        /// Whose mailbox got the CEB900.
        mailbox: MailboxName,
        /// What that says.
        fault: Box<FormatFault>,
    },
}

/// What a sandbox answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Command::Submit`].
    Submitted {
        /// One result per record, in order.
        records: Vec<RecordResult>,
        /// Whether it repeats an earlier answer.
        replayed: bool,
    },
    /// To [`Command::Submit`]: the same message was refused whole before.
    MessageRefused {
        /// Whose mailbox got the CEB900.
        mailbox: MailboxName,
        /// What that says.
        fault: Box<FormatFault>,
    },
    /// To [`Command::Register`].
    Registered {
        /// As registered.
        enterprise: Enterprise,
        /// Whether it repeats an earlier answer.
        replayed: bool,
    },
    /// To [`Command::Acknowledge`]: what is acknowledged now.
    Acknowledged(u64),
    /// To [`Command::Elapse`]: whether a timer fired.
    Elapsed {
        /// True: a timer fired, and there may be more. False: the clock has arrived.
        fired: bool,
    },
    /// Done, nothing to say.
    Done,
}

/// What the process needs to be told before it can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Score an enterprise for a declaration.
    Score(DocumentId, CreditFacts),
    /// Screen a declaration.
    Screen(DocumentId, Box<ScreeningFacts>),
}
