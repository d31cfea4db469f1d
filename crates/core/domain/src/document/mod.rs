//! The documents: eleven kinds that enterprises send, and the summary result that customs sends.

#[macro_use]
mod row;

mod echo;
mod summary_result;

documents! {
    sales_order
    payment_receipt
    waybill
    declaration
    arrival
    departure
    cancellation
    manifest
    summary_application
    return_application
    return_tally
    #[cfg(test)] sample
}

mod kind;

pub use kind::{Course, DocumentKind};
pub use summary_result::{SummaryResult, SummaryResultHead, SummaryResultItem};

pub(crate) use row::{Kind, joined};

use crate::fault::{self, Fault, Place};
use crate::record::{Field, Raw, Record, Rendered};
use crate::version::MessageVersion;

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

macro_rules! enumerated {
    ($({ $(#[$meta:meta])* $n:literal $kind:ident $key:tt $echoes:tt })*) => {
        /// One document as its sender wrote it, its form already checked.
        #[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
        #[expect(clippy::large_enum_variant, reason = "a document is put behind one pointer as soon as it is taken")]
        pub enum Document {
            $($(#[$meta])* #[n($n)] $kind(#[n(0)] $kind),)*
        }

        $(impl From<$kind> for Document {
            fn from(document: $kind) -> Self {
                Self::$kind(document)
            }
        })*

        impl Document {
            /// Builds a document from what was sent: one slot per field of the head (or of the whole record), and one
            /// row of slots per line. Reports everything that is wrong with the forms; a field with a fault holds its
            /// empty value, so that the other rules can still be checked.
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
                    $(DocumentKind::$kind => Self::$kind(take_parts(head, lines, version, faults)),)*
                }
            }

            /// Which kind it is.
            #[must_use]
            pub const fn kind(&self) -> DocumentKind {
                match self {
                    $(Self::$kind(_) => DocumentKind::$kind,)*
                }
            }

            /// The common beginning.
            #[must_use]
            pub fn heading(&self) -> Heading<'_> {
                match self {
                    $(Self::$kind(document) => document.heading(),)*
                }
            }

            /// The sender's remark, where a forced outcome may stand.
            #[must_use]
            pub fn note(&self) -> Option<&str> {
                match self {
                    $(Self::$kind(document) => document.note(),)*
                }
            }

            /// Shows the fields of the head, or of the whole record where there are no lines.
            pub fn each_head_field<'a>(&'a self, show: &mut dyn FnMut(&'static Field, Rendered<'a>)) {
                match self {
                    $(Self::$kind(document) => document.head().each(show),)*
                }
            }

            /// How many lines it has.
            #[must_use]
            pub fn line_count(&self) -> usize {
                match self {
                    $(Self::$kind(document) => document.lines().len(),)*
                }
            }

            /// Shows the fields of one line, counted from 0; a line that is not there shows nothing.
            pub fn each_line_field<'a>(
                &'a self,
                line: usize,
                show: &mut dyn FnMut(&'static Field, Rendered<'a>),
            ) {
                match self {
                    $(Self::$kind(document) => {
                        if let Some(line) = document.lines().get(line) {
                            line.each(show);
                        }
                    })*
                }
            }

            /// The business key, unique among live documents of a kind.
            #[must_use]
            pub fn business_key(&self) -> String {
                match self {
                    $(Self::$kind(document) => document.business_key(),)*
                }
            }

            /// Whether it may be signed on behalf of the enterprise of this code.
            #[must_use]
            pub fn may_be_signed_by(&self, code: &str) -> bool {
                match self {
                    $(Self::$kind(document) => document.may_be_signed_by(code),)*
                }
            }

            /// Code and name of the enterprise that sends such documents; empty where it names none.
            #[must_use]
            pub fn sender(&self) -> (&str, &str) {
                match self {
                    $(Self::$kind(document) => document.sender(),)*
                }
            }
        }
    };
}
each_document!(enumerated);

fn take_parts<D: Kind>(
    head: &mut [Raw],
    lines: &mut [Vec<Raw>],
    version: MessageVersion,
    faults: &mut Vec<Fault>,
) -> D {
    let head = Record::take(head, None, version, faults);
    D::join(head, take_lines(lines, version, faults))
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

#[cfg(test)]
mod tests;
