//! The paper of a parcel, with the changes of a line.

use crate::{Change, Sending, Value};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, Slots};

/// What makes a line unplayable: the word, and what is wrong with it.
pub type Unfit = (String, String);

/// The paper; one that names a declaration names the one of this number. `number_of` gives the numbers that changes name.
pub(crate) fn paper(
    sending: &Sending,
    invt_no: &str,
    number_of: impl Fn(u32) -> String,
) -> Result<Document, Unfit> {
    let change = |Change { path, value }: &Change| match value {
        Value::Text(text) => format!("{path}={text}"),
        Value::DeclarationOf(parcel) => format!("{path}={}", number_of(*parcel)),
    };
    let changes: Vec<String> = sending.changes.iter().map(change).collect();
    sample(sending.kind, sending.parcel, invt_no, &changes)
}

/// The valid paper of a parcel, with changes such as `pack_no=3`. One that names a declaration names this number.
///
/// # Errors
/// The change that cannot be made, and why.
pub fn sample(
    kind: DocumentKind,
    parcel: u32,
    invt_no: &str,
    changes: &[impl AsRef<str>],
) -> Result<Document, Unfit> {
    let mut slots = Slots::of(&plain(&Parcel::number(parcel), kind, invt_no));
    for change in changes.iter().map(AsRef::as_ref) {
        slots = slots.try_changed(change).map_err(|no| (change.to_owned(), no.to_string()))?;
    }
    let (document, faults) = slots.take(MessageVersion::V202205);
    match faults.first() {
        None => Ok(document),
        Some(fault) => {
            let why = format!("no such document can be written: {}, {}", fault.rule.code, fault.rule.en);
            Err((changes.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" "), why))
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
