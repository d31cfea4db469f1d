//! What the state keeps of a document's content, while it can still be compared.

use crate::paper::Paper;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::borrow::Cow;
use std::sync::Arc;
use tongguan_domain::document::Document;

/// A document's content. One that has just come is at hand; one that waits takes a tenth of the memory as its stored
/// bytes, and is read again when its partners come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Came with the command that is being executed.
    Fresh(Arc<Paper>),
    /// Waits.
    Kept(Box<[u8]>),
}

impl Body {
    /// The document. Stored bytes were written by this program, so they can always be read.
    pub(crate) fn document(&self) -> Option<Cow<'_, Document>> {
        match self {
            Self::Fresh(paper) => Some(Cow::Borrowed(paper.document())),
            Self::Kept(bytes) => minicbor::decode(bytes).ok().map(Cow::Owned),
        }
    }

    /// Keeps the bytes and gives the rest back.
    pub(crate) fn put_away(&mut self) -> Option<Arc<Paper>> {
        let Self::Fresh(paper) = self else { return None };
        let paper = Arc::clone(paper);
        *self = Self::Kept(paper.stored().into());
        Some(paper)
    }
}

impl<C> Encode<C> for Body {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), Error<W::Error>> {
        let bytes = match self {
            Self::Fresh(paper) => paper.stored(),
            Self::Kept(bytes) => bytes,
        };
        e.writer_mut().write_all(bytes).map_err(Error::write)
    }
}

impl<'b, C> Decode<'b, C> for Body {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let start = d.position();
        d.skip()?;
        let bytes = d.input().get(start..d.position()).unwrap_or_default();
        Ok(Self::Kept(bytes.into()))
    }
}
