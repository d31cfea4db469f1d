//! Documents: the fields of each message, named once per kind.
//!
//! Texts are moved out of the message into the record, never copied. A field that one side has and the other lacks
//! does not compile; that the order is the order of [`Record::FIELDS`] and of the `.proto` file is a test.

use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::Fault;
use tongguan_domain::record::Raw;
#[cfg(doc)]
use tongguan_domain::record::Record;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1 as pb;
use tongguan_proto::document::v1::document::Document as Choice;

use crate::status::{Reason, Refused};

/// A record that is a message of its own.
macro_rules! flat {
    ($kind:ident: $take:ident, $write:ident; { $($field:ident,)* }) => {
        use crate::document::{Shown, Slot};
        use tongguan_domain::document::{$kind, DocumentKind, check_version};
        use tongguan_domain::fault::Fault;
        use tongguan_domain::record::Record;
        use tongguan_domain::version::MessageVersion;
        use tongguan_proto::document::v1 as pb;

        #[cfg(test)]
        pub(super) const HEAD: &[&str] = &[$(stringify!($field)),*];
        #[cfg(test)]
        pub(super) const ITEM: &[&str] = &[];

        /// Takes the document out of its message and reports every fault of form.
        #[must_use]
        pub fn $take(message: pb::$kind, version: MessageVersion, faults: &mut Vec<Fault>) -> $kind {
            check_version(DocumentKind::$kind, version, faults);
            let pb::$kind { $($field,)* } = message;
            let mut slots = [$(Slot::slot($field),)*];
            Record::take(&mut slots, None, version, faults)
        }

        /// Writes the document.
        #[must_use]
        pub fn $write(document: &$kind) -> pb::$kind {
            let $kind { $($field,)* } = document;
            pb::$kind { $($field: Shown::shown($field).into(),)* }
        }
    };
}
use flat;

/// A record of head and lines; the message holds the fields of the head next to its `items`.
macro_rules! lined {
    ($kind:ident: $take:ident, $write:ident;
        $head:ident { $($field:ident,)* } $item:ident { $($item_field:ident,)* }) => {
        use crate::document::{Shown, Slot};
        use tongguan_domain::document::{$head, $item, $kind, DocumentKind, check_line_count, check_version};
        use tongguan_domain::fault::Fault;
        use tongguan_domain::record::Record;
        use tongguan_domain::version::MessageVersion;
        use tongguan_proto::document::v1 as pb;

        #[cfg(test)]
        pub(super) const HEAD: &[&str] = &[$(stringify!($field)),*];
        #[cfg(test)]
        pub(super) const ITEM: &[&str] = &[$(stringify!($item_field)),*];

        /// Takes the document out of its message and reports every fault of form. Lines beyond the most that a
        /// document may have are reported as one fault and not taken.
        #[must_use]
        pub fn $take(message: pb::$kind, version: MessageVersion, faults: &mut Vec<Fault>) -> $kind {
            check_version(DocumentKind::$kind, version, faults);
            let pb::$kind { $($field,)* items } = message;
            check_line_count(DocumentKind::$kind, version, items.len(), faults);
            let mut slots = [$(Slot::slot($field),)*];
            let head = Record::take(&mut slots, None, version, faults);
            let (_, most) = DocumentKind::$kind.line_bounds(version);
            let items = (0u32..).zip(items.into_iter().take(most)).map(|(line, message)| {
                let pb::$item { $($item_field,)* } = message;
                let mut slots = [$(Slot::slot($item_field),)*];
                Record::take(&mut slots, Some(line), version, faults)
            });
            $kind { head, items: items.collect() }
        }

        /// Writes the document.
        #[must_use]
        pub fn $write(document: &$kind) -> pb::$kind {
            let $head { $($field,)* } = &document.head;
            let items = document.items.iter().map(|item| {
                let $item { $($item_field,)* } = item;
                pb::$item { $($item_field: Shown::shown($item_field),)* }
            });
            pb::$kind { $($field: Shown::shown($field).into(),)* items: items.collect() }
        }
    };
}
use lined;

mod arrival;
mod cancellation;
mod declaration;
mod departure;
mod manifest;
mod payment_receipt;
mod return_application;
mod return_tally;
mod sales_order;
mod summary_application;
mod summary_result;
mod waybill;

pub use arrival::{take_arrival, write_arrival};
pub use cancellation::{take_cancellation, write_cancellation};
pub use declaration::{take_declaration, write_declaration};
pub use departure::{take_departure, write_departure};
pub use manifest::{take_manifest, write_manifest};
pub use payment_receipt::{take_payment_receipt, write_payment_receipt};
pub use return_application::{take_return_application, write_return_application};
pub use return_tally::{take_return_tally, write_return_tally};
pub use sales_order::{take_sales_order, write_sales_order};
pub use summary_application::{take_summary_application, write_summary_application};
pub use summary_result::write_summary_result;
pub use waybill::{take_waybill, write_waybill};

/// A protobuf field on its way in: an empty text and the number 0 mean "absent".
trait Slot {
    fn slot(self) -> Raw;
}

impl Slot for String {
    fn slot(self) -> Raw {
        Raw::non_empty(self)
    }
}

impl Slot for u32 {
    fn slot(self) -> Raw {
        Raw::non_zero(self)
    }
}

impl Slot for Option<u32> {
    fn slot(self) -> Raw {
        self.map_or(Raw::Absent, Raw::Integer)
    }
}

/// A value on its way out.
trait Shown {
    type Wire;
    fn shown(&self) -> Self::Wire;
}

impl Shown for String {
    type Wire = Self;
    fn shown(&self) -> Self {
        self.clone()
    }
}

impl Shown for Decimal {
    type Wire = String;
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for u32 {
    type Wire = Self;
    fn shown(&self) -> Self {
        *self
    }
}

impl<V: Shown<Wire: Default>> Shown for Option<V> {
    type Wire = V::Wire;
    fn shown(&self) -> V::Wire {
        self.as_ref().map(V::shown).unwrap_or_default()
    }
}

/// Takes any one document out of its message, with every fault of form.
///
/// # Errors
/// [`Reason::DocumentMissing`] if no document is set.
pub fn take(message: pb::Document, version: MessageVersion) -> Result<(Document, Vec<Fault>), Refused> {
    let mut faults = Vec::new();
    let document = match message.document {
        None => return Err(Refused::plain(Reason::DocumentMissing)),
        Some(Choice::SalesOrder(m)) => take_sales_order(m, version, &mut faults).into(),
        Some(Choice::PaymentReceipt(m)) => take_payment_receipt(m, version, &mut faults).into(),
        Some(Choice::Waybill(m)) => take_waybill(m, version, &mut faults).into(),
        Some(Choice::Declaration(m)) => take_declaration(m, version, &mut faults).into(),
        Some(Choice::Arrival(m)) => take_arrival(m, version, &mut faults).into(),
        Some(Choice::Departure(m)) => take_departure(m, version, &mut faults).into(),
        Some(Choice::Cancellation(m)) => take_cancellation(m, version, &mut faults).into(),
        Some(Choice::Manifest(m)) => take_manifest(m, version, &mut faults).into(),
        Some(Choice::SummaryApplication(m)) => take_summary_application(m, version, &mut faults).into(),
        Some(Choice::ReturnApplication(m)) => take_return_application(m, version, &mut faults).into(),
        Some(Choice::ReturnTally(m)) => take_return_tally(m, version, &mut faults).into(),
    };
    Ok((document, faults))
}

/// Writes any one document.
#[must_use]
pub fn write(document: &Document) -> pb::Document {
    let choice = match document {
        Document::SalesOrder(d) => Choice::SalesOrder(write_sales_order(d)),
        Document::PaymentReceipt(d) => Choice::PaymentReceipt(write_payment_receipt(d)),
        Document::Waybill(d) => Choice::Waybill(write_waybill(d)),
        Document::Declaration(d) => Choice::Declaration(write_declaration(d)),
        Document::Arrival(d) => Choice::Arrival(write_arrival(d)),
        Document::Departure(d) => Choice::Departure(write_departure(d)),
        Document::Cancellation(d) => Choice::Cancellation(write_cancellation(d)),
        Document::Manifest(d) => Choice::Manifest(write_manifest(d)),
        Document::SummaryApplication(d) => Choice::SummaryApplication(write_summary_application(d)),
        Document::ReturnApplication(d) => Choice::ReturnApplication(write_return_application(d)),
        Document::ReturnTally(d) => Choice::ReturnTally(write_return_tally(d)),
    };
    pb::Document { document: Some(choice) }
}

/// Writes a kind.
#[must_use]
pub const fn write_kind(kind: DocumentKind) -> pb::DocumentKind {
    match kind {
        DocumentKind::SalesOrder => pb::DocumentKind::SalesOrder,
        DocumentKind::PaymentReceipt => pb::DocumentKind::PaymentReceipt,
        DocumentKind::Waybill => pb::DocumentKind::Waybill,
        DocumentKind::Declaration => pb::DocumentKind::Declaration,
        DocumentKind::Arrival => pb::DocumentKind::Arrival,
        DocumentKind::Departure => pb::DocumentKind::Departure,
        DocumentKind::Cancellation => pb::DocumentKind::Cancellation,
        DocumentKind::Manifest => pb::DocumentKind::Manifest,
        DocumentKind::SummaryApplication => pb::DocumentKind::SummaryApplication,
        DocumentKind::ReturnApplication => pb::DocumentKind::ReturnApplication,
        DocumentKind::ReturnTally => pb::DocumentKind::ReturnTally,
    }
}

/// Reads a kind; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of the kinds.
pub fn read_kind(field: &str, number: i32) -> Result<Option<DocumentKind>, Refused> {
    let kind = crate::choice::read::<pb::DocumentKind>(field, number)?;
    Ok(DocumentKind::ALL.into_iter().find(|known| kind == Some(write_kind(*known))))
}

/// The name under which the API carries a document of this kind, such as `sales_order`.
#[must_use]
pub const fn field_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::SalesOrder => "sales_order",
        DocumentKind::PaymentReceipt => "payment_receipt",
        DocumentKind::Waybill => "waybill",
        DocumentKind::Declaration => "declaration",
        DocumentKind::Arrival => "arrival",
        DocumentKind::Departure => "departure",
        DocumentKind::Cancellation => "cancellation",
        DocumentKind::Manifest => "manifest",
        DocumentKind::SummaryApplication => "summary_application",
        DocumentKind::ReturnApplication => "return_application",
        DocumentKind::ReturnTally => "return_tally",
    }
}

#[cfg(test)]
mod tests;
