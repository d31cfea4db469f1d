//! The paper of a parcel, with the changes of a line.

use crate::{Change, Sending, Value};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, Slots};

/// What makes a line unplayable: the word, and what is wrong with it.
pub(crate) type Unfit = (String, String);

/// The paper; one that names a declaration names the one of this number. `number_of` gives the numbers that changes name.
pub(crate) fn paper(
    sending: &Sending,
    invt_no: &str,
    number_of: impl Fn(u32) -> String,
) -> Result<Document, Unfit> {
    let parcel = Parcel::number(sending.parcel);
    let mut slots = Slots::of(&plain(&parcel, sending.kind, invt_no));
    let mut changes = Vec::new();
    for Change { path, value } in &sending.changes {
        let change = match value {
            Value::Text(text) => format!("{path}={text}"),
            Value::DeclarationOf(parcel) => format!("{path}={}", number_of(*parcel)),
        };
        slots = slots.try_changed(&change).map_err(|why| (change.clone(), why))?;
        changes.push(change);
    }
    let (document, faults) = slots.take(MessageVersion::V202205);
    match faults.first() {
        None => Ok(document),
        Some(fault) => {
            let why = format!("no such document can be written: {}, {}", fault.rule.code, fault.rule.en);
            Err((changes.join(" "), why))
        }
    }
}

fn plain(parcel: &Parcel, kind: DocumentKind, invt_no: &str) -> Document {
    match kind {
        DocumentKind::Cancellation => parcel.cancellation(invt_no).into(),
        DocumentKind::SummaryApplication => parcel.summary(&[invt_no]).into(),
        DocumentKind::ReturnApplication => parcel.return_application(invt_no).into(),
        DocumentKind::ReturnTally => parcel.return_tally(invt_no).into(),
        DocumentKind::SalesOrder
        | DocumentKind::PaymentReceipt
        | DocumentKind::Waybill
        | DocumentKind::Declaration
        | DocumentKind::Arrival
        | DocumentKind::Departure
        | DocumentKind::Manifest => parcel.document(kind),
    }
}
