//! The documents: eleven kinds that enterprises send, and the summary result that customs sends.

mod arrival;
mod cancellation;
mod declaration;
mod departure;
mod kind;
mod manifest;
mod payment_receipt;
mod return_application;
mod return_tally;
mod sales_order;
mod summary_application;
mod summary_result;
mod waybill;

pub use arrival::{Arrival, ArrivalHead, ArrivalItem};
pub use cancellation::Cancellation;
pub use declaration::{Declaration, DeclarationHead, DeclarationItem};
pub use departure::{Departure, DepartureHead, DepartureItem};
pub use kind::DocumentKind;
pub use manifest::{Manifest, ManifestHead, ManifestItem};
pub use payment_receipt::PaymentReceipt;
pub use return_application::{ReturnApplication, ReturnApplicationHead, ReturnApplicationItem};
pub use return_tally::ReturnTally;
pub use sales_order::{SalesOrder, SalesOrderHead, SalesOrderItem};
pub use summary_application::{SummaryApplication, SummaryApplicationHead, SummaryApplicationItem};
pub use summary_result::{SummaryResult, SummaryResultHead, SummaryResultItem};
pub use waybill::Waybill;

use crate::fault::{self, Fault, Place};
use crate::record::{Field, Raw, Record, Rendered};
use crate::version::MessageVersion;

/// One document as its sender wrote it, its form already checked.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[expect(clippy::large_enum_variant, reason = "a document is put behind one pointer as soon as it is taken")]
pub enum Document {
    /// 303 电子订单 / 海外仓订仓单.
    #[n(0)]
    SalesOrder(#[n(0)] SalesOrder),
    /// 403 收款单.
    #[n(1)]
    PaymentReceipt(#[n(0)] PaymentReceipt),
    /// 505 运单.
    #[n(2)]
    Waybill(#[n(0)] Waybill),
    /// 603 出口清单.
    #[n(3)]
    Declaration(#[n(0)] Declaration),
    /// 507 运抵单.
    #[n(4)]
    Arrival(#[n(0)] Arrival),
    /// 509 离境单.
    #[n(5)]
    Departure(#[n(0)] Departure),
    /// 605 撤销申请单.
    #[n(6)]
    Cancellation(#[n(0)] Cancellation),
    /// 607 清单总分单.
    #[n(7)]
    Manifest(#[n(0)] Manifest),
    /// 701 汇总申请单.
    #[n(8)]
    SummaryApplication(#[n(0)] SummaryApplication),
    /// 213 出口退货申请单.
    #[n(9)]
    ReturnApplication(#[n(0)] ReturnApplication),
    /// 215 退货理货明细单.
    #[n(10)]
    ReturnTally(#[n(0)] ReturnTally),
}

/// The four fields with which every document begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading<'a> {
    /// Record GUID of the enterprise.
    pub guid: &'a str,
    /// `appType`: 1 new, 2 change, 3 delete.
    pub app_type: &'a str,
    /// `appTime`: 14 digits.
    pub app_time: &'a str,
    /// `appStatus`: 1 draft, 2 declare.
    pub app_status: &'a str,
}

macro_rules! heading {
    ($record:expr) => {
        Heading {
            guid: &$record.guid,
            app_type: &$record.app_type,
            app_time: &$record.app_time,
            app_status: &$record.app_status,
        }
    };
}

impl Document {
    /// Builds a document from what was sent: one slot per field of the head (or of the whole record), and one row
    /// of slots per line. Reports everything that is wrong with the forms; a field with a fault holds its empty
    /// value, so that the other rules can still be checked.
    pub fn take(
        kind: DocumentKind,
        head: &mut [Raw],
        lines: &mut [Vec<Raw>],
        version: MessageVersion,
        faults: &mut Vec<Fault>,
    ) -> Self {
        check_version(kind, version, faults);
        check_line_count(kind, version, lines.len(), faults);
        match kind {
            DocumentKind::SalesOrder => {
                let head = Record::take(head, None, version, faults);
                Self::SalesOrder(SalesOrder { head, items: take_lines(lines, version, faults) })
            }
            DocumentKind::PaymentReceipt => Self::PaymentReceipt(Record::take(head, None, version, faults)),
            DocumentKind::Waybill => Self::Waybill(Record::take(head, None, version, faults)),
            DocumentKind::Declaration => {
                let head = Record::take(head, None, version, faults);
                Self::Declaration(Declaration { head, items: take_lines(lines, version, faults) })
            }
            DocumentKind::Arrival => {
                let head = Record::take(head, None, version, faults);
                Self::Arrival(Arrival { head, items: take_lines(lines, version, faults) })
            }
            DocumentKind::Departure => {
                let head = Record::take(head, None, version, faults);
                Self::Departure(Departure { head, items: take_lines(lines, version, faults) })
            }
            DocumentKind::Cancellation => Self::Cancellation(Record::take(head, None, version, faults)),
            DocumentKind::Manifest => {
                let head = Record::take(head, None, version, faults);
                Self::Manifest(Manifest { head, items: take_lines(lines, version, faults) })
            }
            DocumentKind::SummaryApplication => {
                let head = Record::take(head, None, version, faults);
                Self::SummaryApplication(SummaryApplication {
                    head,
                    items: take_lines(lines, version, faults),
                })
            }
            DocumentKind::ReturnApplication => {
                let head = Record::take(head, None, version, faults);
                Self::ReturnApplication(ReturnApplication { head, items: take_lines(lines, version, faults) })
            }
            DocumentKind::ReturnTally => Self::ReturnTally(Record::take(head, None, version, faults)),
        }
    }

    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::SalesOrder(_) => DocumentKind::SalesOrder,
            Self::PaymentReceipt(_) => DocumentKind::PaymentReceipt,
            Self::Waybill(_) => DocumentKind::Waybill,
            Self::Declaration(_) => DocumentKind::Declaration,
            Self::Arrival(_) => DocumentKind::Arrival,
            Self::Departure(_) => DocumentKind::Departure,
            Self::Cancellation(_) => DocumentKind::Cancellation,
            Self::Manifest(_) => DocumentKind::Manifest,
            Self::SummaryApplication(_) => DocumentKind::SummaryApplication,
            Self::ReturnApplication(_) => DocumentKind::ReturnApplication,
            Self::ReturnTally(_) => DocumentKind::ReturnTally,
        }
    }

    /// The common beginning.
    #[must_use]
    pub fn heading(&self) -> Heading<'_> {
        match self {
            Self::SalesOrder(d) => heading!(d.head),
            Self::PaymentReceipt(d) => heading!(d),
            Self::Waybill(d) => heading!(d),
            Self::Declaration(d) => heading!(d.head),
            Self::Arrival(d) => heading!(d.head),
            Self::Departure(d) => heading!(d.head),
            Self::Cancellation(d) => heading!(d),
            Self::Manifest(d) => heading!(d.head),
            Self::SummaryApplication(d) => heading!(d.head),
            Self::ReturnApplication(d) => heading!(d.head),
            Self::ReturnTally(d) => heading!(d),
        }
    }

    /// The sender's remark, where a forced outcome may stand.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::SalesOrder(d) => d.head.note.as_deref(),
            Self::PaymentReceipt(d) => d.note.as_deref(),
            Self::Waybill(d) => d.note.as_deref(),
            Self::Declaration(d) => d.head.note.as_deref(),
            Self::Arrival(d) => d.head.note.as_deref(),
            Self::Departure(d) => d.head.note.as_deref(),
            Self::Cancellation(d) => d.note.as_deref(),
            Self::Manifest(d) => d.head.note.as_deref(),
            Self::SummaryApplication(d) => d.head.note.as_deref(),
            Self::ReturnApplication(d) => d.head.note.as_deref(),
            Self::ReturnTally(d) => d.note.as_deref(),
        }
    }

    /// Shows the fields of the head, or of the whole record where there are no lines.
    pub fn each_head_field<'a>(&'a self, show: &mut dyn FnMut(&'static Field, Rendered<'a>)) {
        match self {
            Self::SalesOrder(d) => d.head.each(show),
            Self::PaymentReceipt(d) => d.each(show),
            Self::Waybill(d) => d.each(show),
            Self::Declaration(d) => d.head.each(show),
            Self::Arrival(d) => d.head.each(show),
            Self::Departure(d) => d.head.each(show),
            Self::Cancellation(d) => d.each(show),
            Self::Manifest(d) => d.head.each(show),
            Self::SummaryApplication(d) => d.head.each(show),
            Self::ReturnApplication(d) => d.head.each(show),
            Self::ReturnTally(d) => d.each(show),
        }
    }

    /// How many lines it has.
    #[must_use]
    pub fn line_count(&self) -> usize {
        match self {
            Self::SalesOrder(d) => d.items.len(),
            Self::PaymentReceipt(_) | Self::Waybill(_) | Self::Cancellation(_) | Self::ReturnTally(_) => 0,
            Self::Declaration(d) => d.items.len(),
            Self::Arrival(d) => d.items.len(),
            Self::Departure(d) => d.items.len(),
            Self::Manifest(d) => d.items.len(),
            Self::SummaryApplication(d) => d.items.len(),
            Self::ReturnApplication(d) => d.items.len(),
        }
    }

    /// Shows the fields of one line, counted from 0; a line that is not there shows nothing.
    pub fn each_line_field<'a>(&'a self, line: usize, show: &mut dyn FnMut(&'static Field, Rendered<'a>)) {
        fn one<'a, R: Record>(
            items: &'a [R],
            line: usize,
            show: &mut dyn FnMut(&'static Field, Rendered<'a>),
        ) {
            if let Some(item) = items.get(line) {
                item.each(show);
            }
        }
        match self {
            Self::SalesOrder(d) => one(&d.items, line, show),
            Self::PaymentReceipt(_) | Self::Waybill(_) | Self::Cancellation(_) | Self::ReturnTally(_) => {}
            Self::Declaration(d) => one(&d.items, line, show),
            Self::Arrival(d) => one(&d.items, line, show),
            Self::Departure(d) => one(&d.items, line, show),
            Self::Manifest(d) => one(&d.items, line, show),
            Self::SummaryApplication(d) => one(&d.items, line, show),
            Self::ReturnApplication(d) => one(&d.items, line, show),
        }
    }
}

/// Checks that a version has this kind of document at all.
pub fn check_version(kind: DocumentKind, version: MessageVersion, faults: &mut Vec<Fault>) {
    if !kind.is_in(version) {
        faults.push(Fault::new(&fault::NOT_IN_VERSION, Place::default()).found(version.name().to_owned()));
    }
}

/// Checks how many lines a document has.
pub fn check_line_count(kind: DocumentKind, version: MessageVersion, count: usize, faults: &mut Vec<Fault>) {
    let (least, most) = kind.line_bounds(version);
    let rule = match count {
        n if n < least => &fault::NO_LINES,
        n if n > most => &fault::TOO_MANY_LINES,
        _ => return,
    };
    let allowed = format!("{least} to {most} lines");
    faults.push(Fault::new(rule, Place::default()).found(count.to_string()).allowed(allowed));
}

fn take_lines<R: Record>(lines: &mut [Vec<Raw>], version: MessageVersion, faults: &mut Vec<Fault>) -> Vec<R> {
    (0u32..).zip(lines).map(|(line, slots)| R::take(slots, Some(line), version, faults)).collect()
}

macro_rules! into_document {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Document {
            fn from(document: $kind) -> Self {
                Self::$kind(document)
            }
        })*
    };
}
into_document!(
    SalesOrder,
    PaymentReceipt,
    Waybill,
    Declaration,
    Arrival,
    Departure,
    Cancellation,
    Manifest,
    SummaryApplication,
    ReturnApplication,
    ReturnTally
);
