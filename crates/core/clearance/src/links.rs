//! By what a document is found, and by what it finds its partners.

use tongguan_domain::codes::transport_modes;
use tongguan_domain::document::{Document, ManifestHead};

/// Joins the parts of a business key as the receipts of the real system write it. Every part but the last is an
/// enterprise code, which has no plus sign, so keys cannot be confused.
pub(crate) fn key2(a: &str, b: &str) -> String {
    [a, b].join("+")
}

/// The key of the deletion of a manifest, which names no part.
pub(crate) fn whole_manifest(head: &ManifestHead) -> String {
    key3(&head.agent_code, &head.cop_no, "0")
}

fn key3(a: &str, b: &str, c: &str) -> String {
    [a, b, c].join("+")
}

/// What else a document points at.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) enum Links {
    /// An order or a payment receipt: the key of its declaration. A waybill does not know it.
    #[n(0)]
    Partner(#[n(0)] Option<String>),
    /// A declaration: the keys of its order and waybill, and its bill of lading.
    #[n(1)]
    Declaration {
        #[n(0)]
        order: String,
        #[n(1)]
        waybill: String,
        #[n(2)]
        bill_no: Option<String>,
        /// Retail (9610, 1210, 1239): a payment receipt was once needed.
        #[n(3)]
        retail: bool,
        /// It names transport, voyage and bill itself, or goes by mail, so that it needs no manifest.
        #[n(4)]
        transport: bool,
    },
    /// A message that may be split: the group it is a part of, and the parcels it names.
    #[n(2)]
    Movement {
        #[n(0)]
        group: String,
        #[n(1)]
        parts: u32,
        #[n(2)]
        parcels: Vec<String>,
        #[n(3)]
        bill_no: Option<String>,
        /// Which part of the group it is, from 1.
        #[n(4)]
        part: u32,
    },
    /// A cancellation, a return application or a tally: the number of its declaration, and the parcel on its way back.
    #[n(3)]
    Declared {
        #[n(0)]
        invt_no: Option<String>,
        #[n(1)]
        parcel: String,
    },
}

pub(crate) fn filled(text: &Option<String>) -> Option<String> {
    text.as_deref().filter(|text| is_filled(text)).map(str::to_owned)
}

fn is_filled(text: &str) -> bool {
    !text.trim().is_empty()
}

/// What a document points at.
pub(crate) fn links(document: &Document) -> Links {
    match document {
        Document::SalesOrder(d) => Links::Partner(Some(key2(&d.head.ebc_code, &d.head.order_no))),
        Document::PaymentReceipt(d) => Links::Partner(Some(key2(&d.ebc_code, &d.order_no))),
        Document::Waybill(_) => Links::Partner(None),
        Document::Cancellation(d) => {
            Links::Declared { invt_no: Some(d.invt_no.clone()), parcel: String::new() }
        }
        Document::Manifest(d) => Links::Movement {
            group: key2(&d.head.agent_code, &d.head.cop_no),
            parts: d.head.msg_count,
            part: d.head.msg_seq_no,
            // A line with `invtNo` is a return, and no parcel on its way out.
            parcels: d
                .items
                .iter()
                .filter(|item| filled(&item.invt_no).is_none())
                .map(|item| key2(&d.head.logistics_code, &item.logistics_no))
                .collect(),
            bill_no: Some(d.head.bill_no.clone()),
        },
        Document::SummaryApplication(d) => Links::Movement {
            group: key2(&d.head.ebc_code, &d.head.cop_no),
            parts: d.head.msg_count,
            part: d.head.msg_seq_no,
            parcels: Vec::new(),
            bill_no: None,
        },
        Document::ReturnApplication(d) => Links::Declared {
            invt_no: Some(d.head.invt_no.clone()),
            parcel: key2(&d.head.logistics_code, &d.head.logistics_no),
        },
        Document::ReturnTally(d) => {
            Links::Declared { invt_no: filled(&d.invt_no), parcel: key2(&d.logistics_code, &d.logistics_no) }
        }
        Document::Declaration(d) => Links::Declaration {
            order: key3(&d.head.ebp_code, &d.head.ebc_code, &d.head.order_no),
            waybill: key2(&d.head.logistics_code, &d.head.logistics_no),
            bill_no: filled(&d.head.bill_no),
            retail: matches!(d.head.trade_mode.as_str(), "9610" | "1210" | "1239"),
            transport: d.head.traf_mode == transport_modes::MAIL
                || [&d.head.traf_name, &d.head.voyage_no, &d.head.bill_no]
                    .into_iter()
                    .all(|text| text.as_deref().is_some_and(is_filled)),
        },
        Document::Arrival(d) => Links::Movement {
            group: key2(&d.head.operator_code, &d.head.cop_no),
            parts: d.head.msg_count,
            part: d.head.msg_seq_no,
            parcels: d.items.iter().map(|item| key2(&d.head.logistics_code, &item.logistics_no)).collect(),
            bill_no: filled(&d.head.bill_no),
        },
        Document::Departure(d) => Links::Movement {
            group: key2(&d.head.logistics_code, &d.head.cop_no),
            parts: d.head.msg_count,
            part: d.head.msg_seq_no,
            parcels: d.items.iter().map(|item| key2(&d.head.logistics_code, &item.logistics_no)).collect(),
            bill_no: filled(&d.head.bill_no),
        },
    }
}
