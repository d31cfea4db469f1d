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
use tongguan_proto::document::v1 as pb;
use tongguan_proto::document::v1::document::Document as Choice;

use crate::status::{Reason, Refused};

/// A record that is a message of its own.
macro_rules! flat {
    ($kind:ident: $take:ident, $write:ident; { $($field:ident,)* }) => {
        use crate::document::{Shown, Slot};
        use tongguan_domain::document::$kind;
        use tongguan_domain::fault::Fault;
        use tongguan_domain::record::Record;
        use tongguan_proto::document::v1 as pb;

        #[cfg(test)]
        pub(super) const HEAD: &[&str] = &[$(stringify!($field)),*];
        #[cfg(test)]
        pub(super) const ITEM: &[&str] = &[];

        /// Takes the document out of its message and reports every fault of form.
        #[must_use]
        pub fn $take(message: pb::$kind, faults: &mut Vec<Fault>) -> $kind {
            let pb::$kind { $($field,)* } = message;
            let mut slots = [$(Slot::slot($field),)*];
            Record::take(&mut slots, None, faults)
        }

        /// Writes the document.
        #[must_use]
        pub fn $write(document: &$kind) -> pb::$kind {
            let $kind { $($field,)* } = document;
            pb::$kind { $($field: Shown::shown($field),)* }
        }
    };
}
use flat;

/// A record of head and lines; the message holds the fields of the head next to its `items`.
macro_rules! lined {
    ($kind:ident: $take:ident, $write:ident;
        $head:ident { $($field:ident,)* } $item:ident { $($item_field:ident,)* }) => {
        use crate::document::{Shown, Slot};
        use tongguan_domain::document::{$head, $item, $kind, DocumentKind, check_line_count};
        use tongguan_domain::fault::Fault;
        use tongguan_domain::record::Record;
        use tongguan_proto::document::v1 as pb;

        #[cfg(test)]
        pub(super) const HEAD: &[&str] = &[$(stringify!($field)),*];
        #[cfg(test)]
        pub(super) const ITEM: &[&str] = &[$(stringify!($item_field)),*];

        /// Takes the document out of its message and reports every fault of form. Lines beyond the most that a
        /// document may have are reported as one fault and not taken.
        #[must_use]
        pub fn $take(message: pb::$kind, faults: &mut Vec<Fault>) -> $kind {
            let pb::$kind { $($field,)* items } = message;
            check_line_count(DocumentKind::$kind, items.len(), faults);
            let mut slots = [$(Slot::slot($field),)*];
            let head = Record::take(&mut slots, None, faults);
            let (_, most) = DocumentKind::$kind.line_bounds();
            let items = (0u32..).zip(items.into_iter().take(most)).map(|(line, message)| {
                let pb::$item { $($item_field,)* } = message;
                let mut slots = [$(Slot::slot($item_field),)*];
                Record::take(&mut slots, Some(line), faults)
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
            pb::$kind { $($field: Shown::shown($field),)* items: items.collect() }
        }
    };
}
use lined;

mod arrival;
mod declaration;
mod departure;
mod payment_receipt;
mod sales_order;
mod waybill;

pub use arrival::{take_arrival, write_arrival};
pub use declaration::{take_declaration, write_declaration};
pub use departure::{take_departure, write_departure};
pub use payment_receipt::{take_payment_receipt, write_payment_receipt};
pub use sales_order::{take_sales_order, write_sales_order};
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
pub fn take(message: pb::Document) -> Result<(Document, Vec<Fault>), Refused> {
    let mut faults = Vec::new();
    let document = match message.document {
        None => return Err(Refused::plain(Reason::DocumentMissing)),
        Some(Choice::SalesOrder(m)) => take_sales_order(m, &mut faults).into(),
        Some(Choice::PaymentReceipt(m)) => take_payment_receipt(m, &mut faults).into(),
        Some(Choice::Waybill(m)) => take_waybill(m, &mut faults).into(),
        Some(Choice::Declaration(m)) => take_declaration(m, &mut faults).into(),
        Some(Choice::Arrival(m)) => take_arrival(m, &mut faults).into(),
        Some(Choice::Departure(m)) => take_departure(m, &mut faults).into(),
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
    }
}

#[cfg(test)]
mod tests;
