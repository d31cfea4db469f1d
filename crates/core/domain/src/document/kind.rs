//! The kinds of documents and everything that their names decide.

use super::row::{Description, Kind};
use crate::record::Field;
use crate::return_code::ReturnCode;
use crate::version::MessageVersion;

macro_rules! kinds {
    ($({ $(#[$meta:meta])* $n:literal $kind:ident $key:tt $echoes:tt })*) => {
        /// A kind of document that an enterprise sends.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
        #[cbor(index_only)]
        pub enum DocumentKind {
            $($(#[$meta])* #[n($n)] $kind,)*
        }

        impl DocumentKind {
            /// Every kind: first those of a parcel, in the order in which it needs them.
            pub const ALL: [Self; [$(stringify!($kind)),*].len()] = [$(Self::$kind),*];

            const fn description(self) -> &'static Description {
                match self {
                    $(Self::$kind => <super::$kind as Kind>::DESCRIPTION,)*
                }
            }
        }
    };
}
each_document!(kinds);

/// The way that a kind of document takes at customs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Waits for a declaration and is compared with it.
    Partner,
    /// Is compared, reviewed, inspected or released, and closed.
    Declaration,
    /// May come in parts, on all of which customs decides together.
    Split,
    /// Customs decides on it for itself.
    Ruling,
}

impl DocumentKind {
    /// The documents of a parcel on its way out, in the order in which it needs them.
    pub const PARCEL: [Self; 6] = [
        Self::SalesOrder,
        Self::PaymentReceipt,
        Self::Waybill,
        Self::Declaration,
        Self::Arrival,
        Self::Departure,
    ];

    /// Name in Rust and protobuf, such as `sales_order`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.description().name
    }

    /// Number of the request message, such as 303.
    #[must_use]
    pub const fn message(self) -> u16 {
        self.description().message
    }

    /// Number of the receipt message, such as 304.
    #[must_use]
    pub const fn receipt_message(self) -> u16 {
        self.description().receipt_message
    }

    /// Root element of the request, such as `CEB303Message`.
    #[must_use]
    pub const fn root_element(self) -> &'static str {
        self.description().root
    }

    /// Root element of the receipt, such as `CEB304Message`.
    #[must_use]
    pub const fn receipt_root_element(self) -> &'static str {
        self.description().receipt_root
    }

    /// The kind whose request has this root element.
    #[must_use]
    pub fn of_root(element: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.root_element() == element)
    }

    /// Element of one record, such as `Order`.
    #[must_use]
    pub const fn record_element(self) -> &'static str {
        self.description().record
    }

    /// Element of the head, where a record has head and lines.
    #[must_use]
    pub const fn head_element(self) -> Option<&'static str> {
        let description = self.description();
        if description.lines.is_some() { Some(description.head.0) } else { None }
    }

    /// Element of a line, where a record has head and lines.
    #[must_use]
    pub const fn line_element(self) -> Option<&'static str> {
        match &self.description().lines {
            Some(lines) => Some(lines.element),
            None => None,
        }
    }

    /// Element of one receipt record, such as `OrderReturn`.
    #[must_use]
    pub const fn receipt_element(self) -> &'static str {
        self.description().receipt
    }

    /// Fields of the head, or of the whole record where there are no lines.
    #[must_use]
    pub const fn head_fields(self) -> &'static [Field] {
        self.description().head.1
    }

    /// Fields of a line; empty where there are no lines.
    #[must_use]
    pub const fn line_fields(self) -> &'static [Field] {
        match &self.description().lines {
            Some(lines) => lines.fields,
            None => &[],
        }
    }

    /// Fewest and most lines in a version (XSD; where the schema has no upper bound, ours is in
    /// [`limits`](crate::limits)).
    #[must_use]
    pub const fn line_bounds(self, version: MessageVersion) -> (usize, usize) {
        match &self.description().lines {
            None => (0, 0),
            Some(lines) => match (lines.older, version) {
                (Some(older), MessageVersion::V2018113) => older,
                (None, _) | (_, MessageVersion::V202205) => lines.bounds,
            },
        }
    }

    /// Whether a version has this kind of document.
    #[must_use]
    pub const fn is_in(self, version: MessageVersion) -> bool {
        match version {
            MessageVersion::V202205 => true,
            MessageVersion::V2018113 => matches!(self.description().since, MessageVersion::V2018113),
        }
    }

    /// Chinese and English name.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        (self.description().zh, self.description().en)
    }

    /// Where its range of negative codes begins (2018-113, table 7-3). That table has no ranges for 213 and 215; theirs
    /// are ours: -211001 to -215000 and -215001 to -219000.
    #[must_use]
    pub const fn error_base(self) -> i32 {
        self.description().error_base
    }

    /// The way that it takes at customs.
    #[must_use]
    pub const fn course(self) -> Course {
        self.description().course
    }

    /// The letter with which the electronic port's number (`preNo`) begins: `B` for the declaration and `O` for the
    /// tally are in the specification, `C` and `T` were seen on the import side, `P` stands in the sample receipts.
    #[must_use]
    pub const fn pre_no_letter(self) -> Option<char> {
        self.description().letter
    }

    /// What its receipt repeats, in the order of both schemas.
    #[must_use]
    pub const fn echoes(self) -> &'static [Field] {
        self.description().echoes
    }

    /// The codes after which nothing follows; `None` where the table of codes tells it.
    pub(crate) const fn ends(self) -> Option<&'static [ReturnCode]> {
        self.description().ends
    }
}
