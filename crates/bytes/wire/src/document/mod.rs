//! Documents: from messages and to messages, by each record's own list of fields.
//!
//! Texts are moved out of the message into the record, never copied. A field that the message lacks does not compile; that
//! the message has no other field, and each of the right type, is a test.

use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Document, DocumentKind, SummaryResult, SummaryResultHead, SummaryResultItem, check_line_count,
    check_version,
};
use tongguan_domain::fault::Fault;
use tongguan_domain::record::{Raw, Record};
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1 as pb;
use tongguan_proto::document::v1::document::Document as Choice;

use crate::status::{Reason, Refused};

/// A protobuf field on its way in: what is not set is absent; an empty text is an empty element, and a 0 is a 0.
trait Slot {
    fn slot(self) -> Raw;
}

impl Slot for Option<String> {
    fn slot(self) -> Raw {
        self.map_or(Raw::Absent, Raw::Text)
    }
}

impl Slot for Option<u32> {
    fn slot(self) -> Raw {
        self.map_or(Raw::Absent, Raw::Integer)
    }
}

/// A value on its way out. A mandatory text that is missing is kept as an empty one: neither is shown.
trait Shown {
    type Wire;
    fn shown(&self) -> Option<Self::Wire>;

    /// The same of one that may be missing, and is not.
    fn kept(&self) -> Option<Self::Wire> {
        self.shown()
    }
}

impl Shown for String {
    type Wire = Self;
    fn shown(&self) -> Option<Self> {
        (!self.is_empty()).then(|| self.clone())
    }

    fn kept(&self) -> Option<Self> {
        Some(self.clone())
    }
}

impl Shown for Decimal {
    type Wire = String;
    fn shown(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Shown for u32 {
    type Wire = Self;
    fn shown(&self) -> Option<Self> {
        Some(*self)
    }
}

impl<V: Shown> Shown for Option<V> {
    type Wire = V::Wire;
    fn shown(&self) -> Option<V::Wire> {
        self.as_ref().and_then(V::kept)
    }
}

/// A record that lies in a message, its lines left aside.
trait Carried: Record {
    /// The message.
    type Wire;

    /// Takes the record out of its message and reports every fault of form.
    fn taken(
        message: Self::Wire,
        line: Option<u32>,
        version: MessageVersion,
        faults: &mut Vec<Fault>,
    ) -> Self;

    /// Writes the record.
    fn written(&self) -> Self::Wire;
}

/// How the fields of a record lie in its message. Each record calls it with its own list of names.
macro_rules! carried {
    ($message:ident $($lines:ident)?; $record:ident { $($field:ident)* }) => {
        impl Carried for $record {
            type Wire = pb::$message;

            fn taken(
                message: pb::$message,
                line: Option<u32>,
                version: MessageVersion,
                faults: &mut Vec<Fault>,
            ) -> Self {
                let pb::$message { $($field,)* $($lines: _)? } = message;
                let mut slots = [$(Slot::slot($field),)*];
                Record::take(&mut slots, line, version, faults)
            }

            fn written(&self) -> pb::$message {
                let $record { $($field,)* } = self;
                pb::$message { $($field: Shown::shown($field),)* $($lines: Vec::new())? }
            }
        }
    };
}

/// The two functions of a document that is one record.
macro_rules! flat {
    ($kind:ident: $take:ident, $write:ident) => {
        tongguan_domain::$kind! { carried $kind; }

        /// Takes the document out of its message and reports every fault of form.
        #[must_use]
        pub fn $take(message: pb::$kind, version: MessageVersion, faults: &mut Vec<Fault>) -> $kind {
            check_version(DocumentKind::$kind, version, faults);
            Carried::taken(message, None, version, faults)
        }

        /// Writes the document.
        #[must_use]
        pub fn $write(document: &$kind) -> pb::$kind {
            document.written()
        }
    };
}

/// The same for a document of head and lines; the message holds the fields of the head next to its `items`.
macro_rules! lined {
    ($kind:ident { $head:ident $item:ident }: $take:ident, $write:ident) => {
        /// Takes the document out of its message and reports every fault of form. Lines beyond the most that a
        /// document may have are reported as one fault and not taken.
        #[must_use]
        pub fn $take(mut message: pb::$kind, version: MessageVersion, faults: &mut Vec<Fault>) -> $kind {
            check_version(DocumentKind::$kind, version, faults);
            let items = core::mem::take(&mut message.items);
            check_line_count(DocumentKind::$kind, version, items.len(), faults);
            let head = Carried::taken(message, None, version, faults);
            let (_, most) = DocumentKind::$kind.line_bounds(version);
            let items = (0u32..).zip(items.into_iter().take(most));
            let items = items.map(|(line, item)| Carried::taken(item, Some(line), version, faults));
            $kind { head, items: items.collect() }
        }

        written! { $kind { $head $item }: $write }
    };
}

/// The half of it that a document needs which customs sends.
macro_rules! written {
    ($kind:ident { $head:ident $item:ident }: $write:ident) => {
        tongguan_domain::$head! { carried $kind items; }
        tongguan_domain::$item! { carried $item; }

        /// Writes the document.
        #[must_use]
        pub fn $write(document: &$kind) -> pb::$kind {
            let items = document.items.iter().map(Carried::written).collect();
            pb::$kind { items, ..document.head.written() }
        }
    };
}

/// Every kind with its records and its functions; what is the same for all of them follows.
macro_rules! documents {
    ($($kind:ident $({ $head:ident $item:ident })?: $take:ident, $write:ident;)*) => {
        $(documents! { @one $kind $({ $head $item })?: $take, $write })*

        /// Takes any one document out of its message, with every fault of form.
        ///
        /// # Errors
        /// [`Reason::DocumentMissing`] if no document is set.
        pub fn take(message: pb::Document, version: MessageVersion) -> Result<(Document, Vec<Fault>), Refused> {
            let mut faults = Vec::new();
            let document = match message.document {
                None => return Err(Refused::plain(Reason::DocumentMissing)),
                $(Some(Choice::$kind(message)) => $take(message, version, &mut faults).into(),)*
            };
            Ok((document, faults))
        }

        /// Writes any one document.
        #[must_use]
        pub fn write(document: &Document) -> pb::Document {
            let choice = match document {
                $(Document::$kind(document) => Choice::$kind($write(document)),)*
            };
            pb::Document { document: Some(choice) }
        }

        /// The kind of the document that is set.
        #[must_use]
        pub const fn kind_of(message: &pb::Document) -> Option<DocumentKind> {
            match &message.document {
                None => None,
                $(Some(Choice::$kind(_)) => Some(DocumentKind::$kind),)*
            }
        }

        /// Writes a kind.
        #[must_use]
        pub const fn write_kind(kind: DocumentKind) -> pb::DocumentKind {
            match kind {
                $(DocumentKind::$kind => pb::DocumentKind::$kind,)*
            }
        }
    };
    (@one $kind:ident: $take:ident, $write:ident) => {
        use tongguan_domain::document::$kind;
        flat! { $kind: $take, $write }
    };
    (@one $kind:ident { $head:ident $item:ident }: $take:ident, $write:ident) => {
        use tongguan_domain::document::{$head, $item, $kind};
        lined! { $kind { $head $item }: $take, $write }
    };
}

documents! {
    SalesOrder { SalesOrderHead SalesOrderItem }: take_sales_order, write_sales_order;
    PaymentReceipt: take_payment_receipt, write_payment_receipt;
    Waybill: take_waybill, write_waybill;
    Declaration { DeclarationHead DeclarationItem }: take_declaration, write_declaration;
    Arrival { ArrivalHead ArrivalItem }: take_arrival, write_arrival;
    Departure { DepartureHead DepartureItem }: take_departure, write_departure;
    Cancellation: take_cancellation, write_cancellation;
    Manifest { ManifestHead ManifestItem }: take_manifest, write_manifest;
    SummaryApplication { SummaryApplicationHead SummaryApplicationItem }:
        take_summary_application, write_summary_application;
    ReturnApplication { ReturnApplicationHead ReturnApplicationItem }:
        take_return_application, write_return_application;
    ReturnTally: take_return_tally, write_return_tally;
}

// 792, which customs sends.
written! { SummaryResult { SummaryResultHead SummaryResultItem }: write_summary_result }

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
    kind.name()
}

#[cfg(test)]
mod tests;
