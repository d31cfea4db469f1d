//! What happened: the entries of the journal. Fields are numbered; a later version may add, never renumber.

use crate::command::Subscriber;
use crate::paper::Paper;
use crate::reader::Place;
use crate::stored;
use crate::whom::LoadedProfile;
use crate::windows::Seen;
use std::sync::Arc;
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::document::SummaryResult;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::process::{ClockMode, Outcome, Settings, Step};
use tongguan_domain::receipt::{FormatFault, ReceiptKeys};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::{ControlInstruction, CreditScore, Finding, Ground, ScreeningDecision};
use tongguan_domain::time::Moment;
use tongguan_domain::warehouse::{Placement, Warehouse};

/// Something that falls due later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
pub enum Timer {
    /// The electronic port forwards a document.
    #[n(0)]
    Send(#[n(0)] DocumentId),
    /// Customs confirms a deletion.
    #[n(1)]
    ConfirmDeletion(#[n(0)] DocumentId),
    /// Customs compares a declaration with its partners.
    #[n(2)]
    Match(#[n(0)] DocumentId),
    /// An automatic review ends.
    #[n(3)]
    FinishReview(#[n(0)] DocumentId),
    /// A manual review ends.
    #[n(4)]
    EndManualReview(#[n(0)] DocumentId),
    /// Customs decides on an arrival or departure; the document is its last part.
    #[n(5)]
    DecideMovement(#[n(0)] DocumentId),
    /// The goods are selected for inspection.
    #[n(6)]
    Inspect(#[n(0)] DocumentId),
    /// An inspection ends.
    #[n(7)]
    EndInspection(#[n(0)] DocumentId),
    /// The goods are released.
    #[n(8)]
    Release(#[n(0)] DocumentId),
    /// A declaration is closed.
    #[n(9)]
    Close(#[n(0)] DocumentId),
    /// Customs decides on a cancellation, a return application or a tally.
    #[n(10)]
    Decide(#[n(0)] DocumentId),
    /// What was suspended goes on.
    #[n(11)]
    Resume(#[n(0)] DocumentId),
    /// The declaration forms of a summary get their next number.
    #[n(12)]
    NumberForms(#[n(0)] DocumentId),
}

impl Timer {
    /// The document that it concerns.
    #[must_use]
    pub const fn document(self) -> DocumentId {
        match self {
            Self::Send(id)
            | Self::ConfirmDeletion(id)
            | Self::Match(id)
            | Self::FinishReview(id)
            | Self::EndManualReview(id)
            | Self::DecideMovement(id)
            | Self::Inspect(id)
            | Self::EndInspection(id)
            | Self::Release(id)
            | Self::Close(id)
            | Self::Decide(id)
            | Self::Resume(id)
            | Self::NumberForms(id) => id,
        }
    }
}

/// A stored result of one record: enough to give the same answer again.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub enum StoredResult {
    /// Taken as this document.
    #[n(0)]
    Taken(#[n(0)] DocumentId),
    /// Refused.
    #[n(1)]
    Refused(
        #[n(0)] ReturnCode,
        #[n(1)] String,
        /// When the electronic port read it.
        #[n(2)]
        #[cbor(default)]
        Moment,
    ),
    /// Not taken because of its faults; no receipt tells of it.
    #[n(2)]
    Faulty,
    /// Not taken because it does not go with what is there; no receipt tells of it.
    #[n(3)]
    Unfit(
        /// Code of the rule.
        #[n(0)]
        String,
        /// The text that a receipt would carry.
        #[n(1)]
        String,
        /// The document that has the key already.
        #[n(2)]
        Option<DocumentId>,
    ),
}

/// Something that happened in a sandbox.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub enum Event {
    /// The sandbox began.
    #[n(0)]
    Opened(#[n(0)] Box<Settings>),
    /// The clock mode was set.
    #[n(1)]
    ClockSet(#[n(0)] ClockMode),
    /// The clock moved.
    #[n(2)]
    TimePassed(#[n(0)] Moment),
    /// A request got its answer.
    #[n(3)]
    RequestAnswered {
        /// Id.
        #[n(0)]
        id: RequestId,
        /// Upper half of the fingerprint.
        #[n(1)]
        high: u64,
        /// Lower half.
        #[n(2)]
        low: u64,
        /// Results; empty for a registration.
        #[n(3)]
        results: Vec<StoredResult>,
    },
    /// An enterprise was registered or changed.
    #[n(4)]
    EnterpriseRegistered(#[n(0)] Enterprise),
    /// A document was taken; its number is the next one.
    #[n(5)]
    DocumentTaken {
        /// The document.
        #[cbor(n(0), with = "stored")]
        document: Arc<Paper>,
        /// Whose mailbox gets the receipts.
        #[n(1)]
        mailbox: MailboxName,
        /// Number of the electronic port; empty where the kind has none.
        #[n(2)]
        pre_no: String,
        /// A forced outcome.
        #[n(3)]
        outcome: Option<Outcome>,
        /// Who else gets copies.
        #[n(4)]
        #[cbor(default)]
        subscribers: Vec<Subscriber>,
        /// The versions that fall when it is sent, newest first.
        #[n(5)]
        #[cbor(default)]
        over: Vec<DocumentId>,
        /// Of a waybill of a parcel under a number that was used before: since when the number was free.
        #[n(6)]
        free_since: Option<Moment>,
    },
    /// A record was refused with a receipt and not kept.
    #[n(6)]
    RecordRefused {
        /// Whose mailbox gets the receipt.
        #[n(0)]
        mailbox: MailboxName,
        /// Echoed keys.
        #[n(1)]
        keys: ReceiptKeys,
        /// The enterprise's guid.
        #[n(2)]
        guid: String,
        /// The negative code.
        #[n(3)]
        code: ReturnCode,
        /// `returnInfo`.
        #[n(4)]
        info: String,
        /// Who else gets a copy.
        #[n(5)]
        #[cbor(default)]
        subscribers: Vec<Subscriber>,
    },
    /// A document made a step.
    #[n(7)]
    StepTaken {
        /// The document.
        #[n(0)]
        document: DocumentId,
        /// The step.
        #[n(1)]
        step: Step,
        /// Why.
        #[n(2)]
        grounds: Vec<Ground>,
        /// Number of customs, given with the end of the review.
        #[n(3)]
        invt_no: Option<String>,
    },
    /// A declaration and its partners belong together.
    #[n(8)]
    Matched {
        /// The declaration.
        #[n(0)]
        declaration: DocumentId,
        /// Its partners.
        #[n(1)]
        partners: Vec<DocumentId>,
    },
    /// Credit scoring answered.
    #[n(9)]
    Scored(#[n(0)] DocumentId, #[n(1)] CreditScore),
    /// Risk screening answered.
    #[n(10)]
    Screened(
        #[n(0)] DocumentId,
        #[n(1)] ScreeningDecision,
        /// What the sandbox had seen when it was asked, and by what it is counted; `None` in journals of before.
        #[n(2)]
        Option<Box<Seen>>,
    ),
    /// A timer was set.
    #[n(11)]
    TimerSet(#[n(0)] Moment, #[n(1)] Timer),
    /// The first timer fired; the clock shows its time.
    #[n(12)]
    TimerFired,
    /// The owner of a mailbox has acknowledged receipts.
    #[n(13)]
    Acknowledged(#[n(0)] MailboxName, #[n(1)] u64),
    /// A whole message was refused.
    #[n(14)]
    MessageRefused(#[n(0)] MailboxName, #[n(1)] FormatFault),
    /// Customs answered a part of a summary application with its number.
    #[n(15)]
    Summarised {
        /// The part.
        #[n(0)]
        document: DocumentId,
        /// `sumNo`.
        #[n(1)]
        sum_no: String,
        /// The declarations that it sums up.
        #[n(2)]
        declarations: Vec<DocumentId>,
    },
    /// Customs sent a summary result (792) to the sender of a summary application.
    #[n(16)]
    ResultSent(#[n(0)] DocumentId, #[n(1)] Box<SummaryResult>),
    /// The receipts of a mailbox are written in this form; `None`: as is usual.
    #[n(40)]
    ReceiptFormSet(#[n(0)] MailboxName, #[n(1)] Option<ReceiptForm>),
    /// The sandbox does from now on what these settings say.
    #[n(46)]
    SettingsChanged(#[n(0)] Box<Settings>),
    /// An audit is due at that time.
    #[n(48)]
    AuditSet(#[n(0)] Moment, #[n(1)] DocumentId),
    /// The first audit that is due was made; the clock shows its time.
    #[n(49)]
    Audited(#[n(0)] DocumentId, #[n(1)] Finding),
    /// An officer gave an instruction, or another one under the same id.
    #[n(51)]
    Instructed(#[n(0)] Box<ControlInstruction>),
    /// An instruction holds no more.
    #[n(52)]
    InstructionWithdrawn(#[n(0)] String),
    /// Something happened to the credit of an enterprise.
    #[n(54)]
    CreditNoted(#[n(0)] String, #[n(1)] Box<CreditEvent>),
    /// A warehouse, a site or a park was registered or changed.
    #[n(60)]
    WarehouseRegistered(#[n(0)] Box<Warehouse>),
    /// Whether the goods of a booking or a return found a place.
    #[n(61)]
    Placed(#[n(0)] DocumentId, #[n(1)] Placement),
    /// The sandbox is screened by this profile from now on; `None`: by that of who screens.
    #[n(58)]
    ProfileLoaded(#[n(0)] Option<Box<LoadedProfile>>),
    /// A request to move the clock was taken.
    #[n(47)]
    AdvanceNoted {
        /// Id.
        #[n(0)]
        id: RequestId,
        /// Upper half of the fingerprint.
        #[n(1)]
        high: u64,
        /// Lower half.
        #[n(2)]
        low: u64,
        /// Where the clock goes; `None`: it went until nothing more happened.
        #[n(3)]
        target: Option<Moment>,
    },
    /// A transport has carried letters of a mailbox out, or has tried the next one.
    #[n(45)]
    Carried {
        /// Whose mailbox.
        #[n(0)]
        mailbox: MailboxName,
        /// Which transport.
        #[n(1)]
        reader: String,
        /// Where it stands.
        #[n(2)]
        place: Place,
    },
}
