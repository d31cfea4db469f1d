//! Transports that carry letters out, each with a place of its own in every mailbox.

use std::sync::Arc;
use tongguan_engine::fingerprint;

/// A transport that carries letters out. What it has delivered, another one has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier(Arc<str>);

impl Carrier {
    /// The folder of receipts.
    #[must_use]
    pub fn folders() -> Self {
        Self("folders".into())
    }

    /// The queues of a broker.
    #[must_use]
    pub fn queues() -> Self {
        Self("amqp".into())
    }

    /// One URL. Only its fingerprint is kept: a URL may hold a key.
    #[must_use]
    pub fn callback(url: &str) -> Self {
        Self(format!("callback-{:032x}", fingerprint([url.as_bytes()])).into())
    }

    /// One that another process has named.
    pub(crate) fn named(name: &str) -> Self {
        Self(name.into())
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }
}
