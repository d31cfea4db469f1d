//! By what a document is asked for.

use crate::document::DocumentKind;
use crate::names::DocumentId;

/// How a document is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// By its number in the sandbox.
    Id(DocumentId),
    /// By `preNo`, `invtNo` or `sumNo`.
    Number(String),
    /// By kind and business key: the latest one.
    Business(DocumentKind, String),
}

impl From<DocumentId> for Key {
    fn from(id: DocumentId) -> Self {
        Self::Id(id)
    }
}
