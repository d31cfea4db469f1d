//! What a sandbox can be told to do: each command is a value with an answer of its own.

use crate::desk::Desk;
use crate::paper::Paper;
use crate::reader::Place;
use std::sync::Arc;
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::process::{ClockMode, Key, Outcome, RecordResult, Refusal, ServerChange, Shares};
use tongguan_domain::receipt::FormatFault;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::screening::{
    ControlInstruction, CreditFacts, CreditScore, Finding, OwnProfile, ScreeningDecision, ScreeningFacts,
};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::time::Moment;
use tongguan_domain::warehouse::Warehouse;

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
    /// The native API: each document for itself, a refusal is its answer, and no receipt tells of it.
    Each,
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

/// Take documents. The answer is [`Submitted`].
#[derive(Clone, Debug)]
pub struct Submission {
    /// Id and fingerprint; without them, a repeat is a new submission.
    pub tag: Option<Tag>,
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

/// A command to a sandbox: a value with an answer of its own, as every [`Query`](crate::query::Query) is.
///
/// Only the process decides commands: nobody else has a desk.
pub trait Command: Clone + Send + 'static {
    /// What it is answered.
    type Answer: Send + 'static;

    /// Decides it. Every refusal comes before the first event.
    ///
    /// # Errors
    /// A [`Refusal`]; nothing has changed.
    fn decide(self, desk: &mut Desk<'_>) -> Result<Self::Answer, Refusal>;

    /// Bytes of the largest thing that it makes happen, where a sender decides how large that is. Everything else has a
    /// bound of its own.
    fn largest_event(&self) -> usize {
        0
    }
}

/// What a submission is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// One result per record, in order.
    pub records: Vec<RecordResult>,
    /// Whether it repeats an earlier answer.
    pub replayed: bool,
}

/// Refuse a whole message: its sender gets a CEB900.
#[derive(Clone, Debug)]
pub struct RefuseMessage {
    /// Id and fingerprint.
    pub tag: Tag,
    /// Whose mailbox gets it.
    pub mailbox: MailboxName,
    /// What it says; without a guid, it gets one.
    pub fault: FormatFault,
}

/// Register an enterprise, or change it.
#[derive(Clone, Debug)]
pub struct Register {
    /// Id and fingerprint; without them, a repeat is a new registration.
    pub tag: Option<Tag>,
    /// The enterprise.
    pub enterprise: Enterprise,
}

/// What a registration is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// As registered.
    pub enterprise: Enterprise,
    /// Whether it repeats an earlier answer.
    pub replayed: bool,
}

/// Register enterprises, or change them, with what happened to their credit: all or none. The answer is whether it was done
/// before.
#[derive(Clone, Debug)]
pub struct RegisterAll {
    /// Id and fingerprint; without them, a repeat is a new registration.
    pub tag: Option<Tag>,
    /// The enterprises, at most [`limits::REGISTERED_AT_ONCE`](tongguan_domain::limits::REGISTERED_AT_ONCE).
    pub enterprises: Vec<Enterprise>,
    /// What happened to the credit of whom (codes of enterprises), at most
    /// [`limits::CREDIT_EVENTS_AT_ONCE`](tongguan_domain::limits::CREDIT_EVENTS_AT_ONCE).
    pub credit_events: Vec<(String, CreditEvent)>,
}

/// Register warehouses, sites and parks, or change them: all or none. Goods keep the places that they have.
#[derive(Clone, Debug)]
pub struct RegisterWarehouses(
    /// At most [`limits::WAREHOUSES_AT_ONCE`](tongguan_domain::limits::WAREHOUSES_AT_ONCE).
    pub Vec<Warehouse>,
);

/// Give an instruction, or change the one of this id.
#[derive(Clone, Debug)]
pub struct Instruct(pub ControlInstruction);

/// Withdraw the instruction of this id.
#[derive(Clone, Debug)]
pub struct Withdraw(pub String);

/// What an officer found of a declaration that is being reviewed or inspected: it ends now.
#[derive(Clone, Debug)]
pub struct ControlResult {
    /// Which declaration.
    pub document: Key,
    /// What was found, and what becomes of the goods.
    pub finding: Finding,
    /// In the officer's words; at most 500 characters.
    pub note: String,
}

/// Note what happened to the credit of an enterprise; one of the same cause and day takes the place of the earlier.
#[derive(Clone, Debug)]
pub struct NoteCredit {
    /// Code of the enterprise.
    pub enterprise: String,
    /// What happened.
    pub event: CreditEvent,
}

/// Receipts up to a number are safe with the owner of the mailbox, who says so. The answer is what is acknowledged now.
#[derive(Clone, Debug)]
pub struct Acknowledge {
    /// Whose mailbox.
    pub mailbox: MailboxName,
    /// The number.
    pub up_to: u64,
}

/// Write the receipts of a mailbox in a form.
#[derive(Clone, Debug)]
pub struct SetReceiptForm {
    /// Whose mailbox.
    pub mailbox: MailboxName,
    /// The form; `None`: as is usual.
    pub form: Option<ReceiptForm>,
}

/// A transport has carried letters of a mailbox out, or tries the next one. It takes nothing from other readers.
#[derive(Clone, Debug)]
pub struct Carry {
    /// Whose mailbox.
    pub mailbox: MailboxName,
    /// Which transport.
    pub reader: String,
    /// Where it stands; a place never goes back.
    pub place: Place,
}

/// Set the clock mode.
#[derive(Clone, Copy, Debug)]
pub struct SetClock(pub ClockMode);

/// Change what a sandbox does from now on. What is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct ChangeSettings {
    /// What becomes of documents that are taken from now on and whose sender forces nothing; `Some(None)`: nothing.
    pub outcome: Option<Option<Outcome>>,
    /// Whether nothing is left to chance.
    pub draws_off: Option<bool>,
    /// Whether reviews and inspections wait for the result of an officer.
    pub officers_decide: Option<bool>,
    /// Whether customs rejects a declaration with a party that is not registered.
    pub registration_required: Option<bool>,
    /// How often things go wrong.
    pub shares: Shares,
    /// How receipts are written; `Some(None)`: as each transport does it.
    pub receipts: Option<Option<ReceiptForm>>,
    /// Who screens, where that is not who does for all sandboxes.
    pub risk_server: ServerChange,
    /// Who scores, likewise.
    pub credit_server: ServerChange,
}

/// Screen by a profile of the sandbox from now on; `None`: by that of who screens.
#[derive(Clone, Debug)]
pub struct LoadProfile(pub Option<OwnProfile>);

/// Do nothing: what is noted is that a request was carried out.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

/// Do what has no answer of its own at most once. The answer is whether it was done before.
#[derive(Clone, Debug)]
pub struct Once<C> {
    /// Id and fingerprint; without them, it is done.
    pub tag: Option<Tag>,
    /// What is to be done.
    pub command: C,
}

/// Note that the clock is to be moved to a moment, or (`None`) was moved until nothing more happens.
#[derive(Clone, Debug)]
pub struct NoteAdvance {
    /// Id and fingerprint.
    pub tag: Tag,
    /// Where the clock goes.
    pub target: Option<Moment>,
}

/// Fire the next timer, if one is due by then; otherwise move the clock there.
#[derive(Clone, Copy, Debug)]
pub struct Elapse(pub Moment);

/// What became of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elapsed {
    /// A timer has fired, and there may be more.
    Fired,
    /// The clock has arrived.
    Arrived,
}

/// The answer of credit scoring about a declaration.
#[derive(Clone, Debug)]
pub struct Scored(pub DocumentId, pub CreditScore);

/// The answer of risk screening about a declaration.
#[derive(Clone, Debug)]
pub struct Screened(pub DocumentId, pub ScreeningDecision);

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

/// What the process needs to be told before it can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Score an enterprise for a declaration.
    Score(DocumentId, CreditFacts),
    /// Screen a declaration.
    Screen(DocumentId, Box<ScreeningFacts>),
}
