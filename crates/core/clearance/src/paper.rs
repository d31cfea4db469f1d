//! A document together with its stored form, so that it is encoded once and beside the one writer.

use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use tongguan_domain::document::Document;

/// A document and the bytes that the journal holds of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    document: Document,
    stored: Box<[u8]>,
}

impl Paper {
    /// Encodes a document.
    #[must_use]
    pub fn new(document: Document) -> Self {
        let mut stored = Vec::with_capacity(1_024);
        // Writing to memory cannot fail, and every document has a stored form.
        let _: Result<_, Error<_>> = minicbor::encode(&document, &mut stored);
        Self { document, stored: stored.into_boxed_slice() }
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// Its stored form; equal documents have equal bytes.
    #[must_use]
    pub fn stored(&self) -> &[u8] {
        &self.stored
    }
}

impl<C> Encode<C> for Paper {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), Error<W::Error>> {
        e.writer_mut().write_all(&self.stored).map_err(Error::write)
    }
}

impl<'b, C> Decode<'b, C> for Paper {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let start = d.position();
        let document = Document::decode(d, context)?;
        let stored = d.input().get(start..d.position()).unwrap_or_default();
        Ok(Self { document, stored: stored.into() })
    }
}
