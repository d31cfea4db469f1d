//! What the state keeps of a document's content, while it can still be compared.

use crate::paper::Paper;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::borrow::Cow;
use std::sync::Arc;
use tongguan_domain::document::{
    Declaration, DeclarationHead, DeclarationItem, Document, SalesOrder, SalesOrderHead,
};

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

    /// What remains of a reviewed declaration: what a summary or a return application will ask for. About 90 bytes and
    /// 80 a line, of which names and models are most.
    pub(crate) fn extract(document: &Document) -> Option<Self> {
        let Document::Declaration(declaration) = document else { return None };
        let head = &declaration.head;
        let rest = Document::from(Declaration {
            head: DeclarationHead {
                customs_code: head.customs_code.clone(),
                port_code: head.port_code.clone(),
                owner_code: head.owner_code.clone(),
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
        let mut bytes = Vec::with_capacity(512);
        // Writing to memory cannot fail, and every document has a stored form.
        minicbor::encode(&rest, &mut bytes).ok().map(|()| Self::Kept(bytes.into()))
    }

    /// What remains of the order of a released declaration: what a payment receipt is compared with. Nothing of other
    /// documents.
    pub(crate) fn order_extract(document: &Document) -> Option<Self> {
        let Document::SalesOrder(order) = document else { return None };
        let head = SalesOrderHead {
            currency: order.head.currency.clone(),
            goods_value: order.head.goods_value,
            freight: order.head.freight,
            ..SalesOrderHead::default()
        };
        let rest = Document::from(SalesOrder { head, items: Vec::new() });
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

/// What a summary merges by, and what a return is compared with. An extract that an older version kept has neither
/// model nor statutory units, and its names only where a summary needs them.
fn extract_line(item: &DeclarationItem) -> DeclarationItem {
    DeclarationItem {
        gnum: item.gnum,
        item_name: item.item_name.clone().filter(|name| !name.trim().is_empty()),
        gname: item.gname.clone(),
        gmodel: item.gmodel.clone(),
        gcode: item.gcode.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_testkit::Parcel;

    /// Memory holds an extract of every reviewed retail declaration, so its size is watched.
    #[test]
    fn an_extract_is_small() {
        for (lines, whole, extract) in [(1, 477, 157), (3, 677, 323), (100, 9_850, 7_847)] {
            let document = Document::from(Parcel::with_lines(1, lines).declaration);
            let Some(Body::Kept(kept)) = Body::extract(&document) else { panic!("a declaration") };
            let sizes = (Paper::new(document).stored().len(), kept.len());
            assert_eq!(sizes, (whole, extract), "{lines} lines");
        }
    }
}
