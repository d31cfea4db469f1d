//! Whole parcels by mode of supervision (监管方式): what is sent together, and what a mode asks of a document.

use crate::papers::{Unfit, sample};
use core::ops::RangeInclusive;
use tongguan_domain::document::{Document, DocumentKind};

/// Numbers of parcels: their other numbers have eight digits of it.
pub const PARCELS: RangeInclusive<u32> = 1..=99_999_999;

/// What is sent together: goods arrive when their papers are there, and leave when they are released. `None` for a mode that
/// is none of these.
#[must_use]
pub fn parcel_steps(mode: &str) -> Option<Vec<Vec<DocumentKind>>> {
    use DocumentKind::{Arrival, Declaration, Departure, PaymentReceipt, SalesOrder, Waybill};
    let papers = match mode {
        "9710" | "9810" => vec![SalesOrder, Waybill, Declaration],
        // A payment receipt belongs to retail.
        "9610" | "1210" => vec![SalesOrder, PaymentReceipt, Waybill, Declaration],
        _ => return None,
    };
    Some(vec![papers, vec![Arrival], vec![Departure]])
}

/// The valid paper of a parcel that goes by a mode. One that names a declaration names this number.
///
/// # Errors
/// What cannot be made of the number, and why.
pub fn mode_sample(kind: DocumentKind, parcel: u32, mode: &str, invt_no: &str) -> Result<Document, Unfit> {
    let changes: &[&str] = match (kind, mode) {
        (DocumentKind::SalesOrder, "9710") => &["order_type=B"],
        (DocumentKind::SalesOrder, "9810") => &["order_type=W"],
        (DocumentKind::ReturnApplication, "1210") => &["trade_mode=1261"],
        (DocumentKind::Declaration, "1210") => &[
            "iac_code=3301960ZON",
            "iac_name=示例综合保税区仓储有限公司",
            "ems_no=T2924W000001",
            "items[0].item_record_no=1",
            "items[1].item_record_no=2",
            "items[2].item_record_no=3",
        ],
        _ => &[],
    };
    let mode = (kind == DocumentKind::Declaration).then(|| format!("trade_mode={mode}"));
    let changes = changes.iter().map(|change| (*change).to_owned()).chain(mode);
    sample(kind, parcel, invt_no, &changes.collect::<Vec<_>>())
}
