//! How a message is written.

use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::version::MessageVersion;

/// Version and form of a message that is written. A bare version is one with prefixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Which schema has to take it.
    pub version: MessageVersion,
    /// How its elements are named.
    pub form: ReceiptForm,
}

impl From<MessageVersion> for Style {
    fn from(version: MessageVersion) -> Self {
        Self { version, form: ReceiptForm::Prefixed }
    }
}
