//! What a sandbox begins with.

use super::outcome::Outcome;
use super::own_server::OwnServer;
use super::pace::Pace;
use crate::receipt_form::ReceiptForm;
use crate::time::Moment;
use crate::version::MessageVersion;

/// How time moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum ClockMode {
    /// Whenever nothing is left to do, time jumps to the next timer.
    #[default]
    #[n(0)]
    Auto,
    /// Time moves only when told.
    #[n(1)]
    Manual,
}

/// What a sandbox begins with.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Settings {
    /// Seed of every draw.
    #[n(0)]
    pub seed: u64,
    /// Where the clock starts.
    #[n(1)]
    pub start: Moment,
    /// Clock mode.
    #[n(2)]
    pub clock: ClockMode,
    /// Stage durations and shares.
    #[n(3)]
    pub pace: Pace,
    /// Which messages it enforces.
    #[n(4)]
    #[cbor(default)]
    pub version: MessageVersion,
    /// What it does with the signature of an XML message.
    #[n(5)]
    #[cbor(default)]
    pub signatures: SignaturePolicy,
    /// Whether receipts of customs repeat the guid of the sender; otherwise they carry their own.
    #[n(6)]
    #[cbor(default)]
    pub echo_guid: bool,
    /// How receipts are written; `None`: as each transport does it.
    #[n(7)]
    pub receipts: Option<ReceiptForm>,
    /// What becomes of documents whose sender forces nothing.
    #[n(8)]
    pub outcome: Option<Outcome>,
    /// Whether nothing is left to chance.
    #[n(9)]
    #[cbor(default)]
    pub draws_off: bool,
    /// Whether reviews and inspections wait for the result of an officer instead of ending by themselves.
    #[n(10)]
    #[cbor(default)]
    pub officers_decide: bool,
    /// Whether customs rejects a declaration with a party that is not registered.
    #[n(11)]
    #[cbor(default)]
    pub registration_required: bool,
    /// Who screens it; `None`: who does for all sandboxes.
    #[n(12)]
    pub risk_server: Option<OwnServer>,
    /// Who scores for it; `None`: who does for all sandboxes.
    #[n(13)]
    pub credit_server: Option<OwnServer>,
}

/// What a sandbox does with the signature of an XML message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum SignaturePolicy {
    /// It is not looked at.
    #[default]
    #[n(0)]
    Off,
    /// It may be absent; one that is there has to hold.
    #[n(1)]
    Check,
    /// A message that declares (`appStatus` 2) has to carry one that holds.
    #[n(2)]
    Require,
}

impl SignaturePolicy {
    /// Every policy.
    pub const ALL: [Self; 3] = [Self::Off, Self::Check, Self::Require];

    /// Its name, as options carry it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Check => "check",
            Self::Require => "require",
        }
    }

    /// The policy of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

impl Settings {
    /// Where a clock starts unless told otherwise: 2026-01-05 09:00 in Beijing, a Monday. Fixed, so that the same
    /// input gives the same bytes.
    pub const START: Moment = Moment::from_millis(1_767_574_800_000);
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            start: Self::START,
            clock: ClockMode::Auto,
            pace: Pace::default(),
            version: MessageVersion::default(),
            signatures: SignaturePolicy::Off,
            echo_guid: false,
            receipts: None,
            outcome: None,
            draws_off: false,
            officers_decide: false,
            registration_required: false,
            risk_server: None,
            credit_server: None,
        }
    }
}
