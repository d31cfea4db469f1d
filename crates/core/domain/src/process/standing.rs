//! What can be read of a document and of a sandbox.

use super::answer::Accepted;
use super::outcome::Outcome;
use super::own_server::OwnServer;
use super::pace::Pace;
use super::phase::Phase;
use super::settings::{ClockMode, SignaturePolicy};
use crate::names::MailboxName;
use crate::receipt_form::ReceiptForm;
use crate::return_code::ReturnCode;
use crate::time::Moment;
use crate::version::MessageVersion;

/// Where a document stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Number, kind, numbers, code and phase, as of now.
    pub accepted: Accepted,
    /// Business key.
    pub business_key: String,
    /// Mailbox of its receipts.
    pub sender: String,
    /// When it was received.
    pub received: Moment,
    /// When its phase last changed.
    pub changed: Moment,
    /// Journal entry that holds it.
    pub position: u64,
    /// Which of the documents of that entry it is, from 0.
    pub ordinal: usize,
}

/// A sandbox at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxView {
    /// Seed.
    pub seed: u64,
    /// Clock mode.
    pub clock: ClockMode,
    /// What the clock shows.
    pub now: Moment,
    /// Next timer.
    pub next_timer: Option<Moment>,
    /// Timers that wait.
    pub timers: u64,
    /// Documents taken.
    pub documents: u64,
    /// Receipts given.
    pub receipts: u64,
    /// Last journal entry.
    pub position: u64,
    /// Which messages it enforces.
    pub version: MessageVersion,
    /// What it does with signatures.
    pub signatures: SignaturePolicy,
    /// Whether receipts of customs repeat the guid of the sender.
    pub echo_guid: bool,
    /// How receipts are written; `None`: as each transport does it.
    pub receipt_form: Option<ReceiptForm>,
    /// What becomes of documents whose sender forces nothing.
    pub outcome: Option<Outcome>,
    /// Whether nothing is left to chance.
    pub draws_off: bool,
    /// Whether reviews and inspections wait for the result of an officer.
    pub officers_decide: bool,
    /// Whether customs rejects a declaration with a party that is not registered.
    pub registration_required: bool,
    /// Name and version of the risk profile that it has of its own.
    pub risk_profile: Option<String>,
    /// Who screens it; `None`: who does for all sandboxes.
    pub risk_server: Option<OwnServer>,
    /// Who scores for it; `None`: who does for all sandboxes.
    pub credit_server: Option<OwnServer>,
    /// Stage durations and shares.
    pub pace: Pace,
}

/// A mailbox at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxView {
    /// Whose.
    pub name: MailboxName,
    /// Receipts that it holds.
    pub receipts: u64,
    /// Every receipt up to this number is acknowledged.
    pub acknowledged: u64,
}

/// One step of a document's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedStep {
    /// When.
    pub at: Moment,
    /// Phase after it.
    pub phase: Phase,
    /// Code of the receipt that told it.
    pub code: Option<ReturnCode>,
    /// What happened.
    pub text: String,
    /// The same in Chinese.
    pub text_zh: String,
    /// Why.
    pub reasons: Vec<String>,
    /// The same in Chinese, one for one.
    pub reasons_zh: Vec<String>,
}

/// A document's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Where it stands.
    pub standing: Standing,
    /// Its steps, oldest first.
    pub steps: Vec<ExplainedStep>,
    /// What it waits for.
    pub waiting_for: Vec<String>,
    /// The same in Chinese, one for one.
    pub waiting_for_zh: Vec<String>,
    /// Whether more happens to it although nobody sends anything.
    pub goes_on: bool,
}
