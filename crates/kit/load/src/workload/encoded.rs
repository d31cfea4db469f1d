//! The papers of a step as they stand in a request of gRPC: field 3 of `SubmitDocumentsRequest` and of `SubmitStreamRequest`.

use prost::Message;
use tongguan_proto::document::v1 as pb;
use tongguan_proto::intake::v1::SubmitDocumentsRequest;

/// Documents, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded(Vec<u8>);

impl Encoded {
    /// Encodes them.
    #[must_use]
    pub fn of(documents: Vec<pb::Document>) -> Self {
        Self(SubmitDocumentsRequest { documents, ..Default::default() }.encode_to_vec())
    }

    pub(super) const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, to be written on.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// How many documents there are.
    #[must_use]
    pub fn count(&self) -> usize {
        let (mut rest, mut count) = (self.as_bytes(), 0);
        // A field of one byte, its length, and a document.
        while let Some((_, mut field)) = rest.split_first() {
            let Ok(length) = prost::decode_length_delimiter(&mut field) else { break };
            rest = field.get(length..).unwrap_or_default();
            count += 1;
        }
        count
    }

    /// What was encoded.
    #[must_use]
    pub fn documents(&self) -> Vec<pb::Document> {
        SubmitDocumentsRequest::decode(self.as_bytes()).unwrap_or_default().documents
    }
}
