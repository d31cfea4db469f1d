//! What a sandbox is that nobody has used, for readers beside the writer.

use crate::basis::Basis;
use std::sync::{PoisonError, RwLock};
use tongguan_domain::process::{Settings, SignaturePolicy};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

/// What can be asked about a sandbox that nobody has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// Where its clock starts.
    pub start: Moment,
    /// Which messages it enforces.
    pub version: MessageVersion,
    /// What it does with signatures.
    pub signatures: SignaturePolicy,
    /// In which form its receipts are written.
    pub receipts: Option<ReceiptForm>,
}

impl Defaults {
    /// Those of these settings.
    #[must_use]
    pub const fn of(settings: &Settings) -> Self {
        let Settings { start, version, signatures, receipts, .. } = settings;
        Self { start: *start, version: *version, signatures: *signatures, receipts: *receipts }
    }
}

/// The defaults that hold. Only who follows another process ever changes them.
#[derive(Debug)]
pub(crate) struct Unused(RwLock<Defaults>);

impl From<Defaults> for Unused {
    fn from(defaults: Defaults) -> Self {
        Self(RwLock::new(defaults))
    }
}

impl Unused {
    pub(crate) fn get(&self) -> Defaults {
        *self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, defaults: Defaults) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = defaults;
    }

    pub(crate) fn basis(&self) -> Basis {
        let Defaults { start, version, signatures, .. } = self.get();
        Basis::unused(start, version, signatures)
    }

    pub(crate) fn start(&self) -> Moment {
        self.get().start
    }

    pub(crate) fn version(&self) -> MessageVersion {
        self.get().version
    }

    pub(crate) fn signatures(&self) -> SignaturePolicy {
        self.get().signatures
    }

    pub(crate) fn receipts(&self) -> Option<ReceiptForm> {
        self.get().receipts
    }
}
