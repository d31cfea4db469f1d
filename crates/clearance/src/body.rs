//! What the state keeps of a document's content, while it can still be compared.

use crate::paper::Paper;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::borrow::Cow;
use std::sync::Arc;
use tongguan_domain::document::{Declaration, DeclarationHead, DeclarationItem, Document};

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

    /// What remains of a declaration whose goods are released: what a summary or a return application will ask for.
    pub(crate) fn extract(document: &Document) -> Option<Self> {
        let Document::Declaration(declaration) = document else { return None };
        let head = &declaration.head;
        let rest = Document::from(Declaration {
            head: DeclarationHead {
                customs_code: head.customs_code.clone(),
                port_code: head.port_code.clone(),
                statistics_flag: head.statistics_flag.clone(),
                agent_name: head.agent_name.clone(),
                ebc_name: head.ebc_name.clone(),
                owner_code: head.owner_code.clone(),
                owner_name: head.owner_name.clone(),
                trade_mode: head.trade_mode.clone(),
                traf_mode: head.traf_mode.clone(),
                country: head.country.clone(),
                logistics_no: head.logistics_no.clone(),
                gross_weight: head.gross_weight,
                net_weight: head.net_weight,
                ..DeclarationHead::default()
            },
            items: declaration.items.iter().map(extract_line).collect(),
        });
        // Writing to memory cannot fail, and every document has a stored form.
        minicbor::to_vec(&rest).ok().map(|bytes| Self::Kept(bytes.into()))
    }

    /// Keeps the bytes and gives the rest back.
    pub(crate) fn put_away(&mut self) -> Option<Arc<Paper>> {
        let Self::Fresh(paper) = self else { return None };
        let paper = Arc::clone(paper);
        *self = Self::Kept(paper.stored().into());
        Some(paper)
    }
}

fn extract_line(item: &DeclarationItem) -> DeclarationItem {
    DeclarationItem {
        gnum: item.gnum,
        item_name: item.item_name.clone(),
        gcode: item.gcode.clone(),
        gname: item.gname.clone(),
        country: item.country.clone(),
        currency: item.currency.clone(),
        qty: item.qty,
        qty1: item.qty1,
        qty2: item.qty2,
        unit: item.unit.clone(),
        unit1: item.unit1.clone(),
        unit2: item.unit2.clone(),
        ..DeclarationItem::default()
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
