//! The kinds of documents and everything that their names decide.

use super::{
    ArrivalHead, ArrivalItem, Cancellation, DeclarationHead, DeclarationItem, DepartureHead, DepartureItem,
    ManifestHead, ManifestItem, PaymentReceipt, ReturnApplicationHead, ReturnApplicationItem, ReturnTally,
    SalesOrderHead, SalesOrderItem, SummaryApplicationHead, SummaryApplicationItem, Waybill,
};
use crate::limits;
use crate::record::{Field, Record};
use crate::version::MessageVersion;

macro_rules! kinds {
    ($($(#[$meta:meta])* $n:literal $kind:ident: $message:literal $record:literal $receipt:literal
        names $zh:literal $en:literal errors $base:literal pre_no $letter:expr;
        head $head:ident $(lines $line:ident $bounds:expr, in_2018 $older:expr)?;)*) => {
        /// A kind of document that an enterprise sends.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
        #[cbor(index_only)]
        pub enum DocumentKind {
            $($(#[$meta])* #[n($n)] $kind,)*
        }

        impl DocumentKind {
            /// Every kind: first those of a parcel, in the order in which it needs them.
            pub const ALL: [Self; 11] = [$(Self::$kind),*];

            const fn description(self) -> &'static Description {
                match self {
                    $(Self::$kind => &Description {
                        message: $message,
                        receipt_message: $message + 1,
                        root: concat!("CEB", $message, "Message"),
                        record: $record,
                        receipt: $receipt,
                        zh: $zh,
                        en: $en,
                        error_base: $base,
                        letter: $letter,
                        head: ($head::ELEMENT, $head::FIELDS),
                        lines: kinds!(@lines $($line $bounds, $older)?),
                    },)*
                }
            }
        }
    };
    (@lines) => { None };
    (@lines $line:ident $bounds:expr, $older:expr) => {
        Some(Lines { element: $line::ELEMENT, fields: $line::FIELDS, bounds: $bounds, older: $older })
    };
}

/// What a kind's name decides.
struct Description {
    message: u16,
    receipt_message: u16,
    root: &'static str,
    record: &'static str,
    receipt: &'static str,
    zh: &'static str,
    en: &'static str,
    error_base: i32,
    letter: Option<char>,
    head: (&'static str, &'static [Field]),
    lines: Option<Lines>,
}

struct Lines {
    element: &'static str,
    fields: &'static [Field],
    /// Fewest and most in 202205 and in 2018-113.
    bounds: (usize, usize),
    older: (usize, usize),
}

kinds! {
    /// 303 电子订单 / 海外仓订仓单.
    0 SalesOrder: 303 "Order" "OrderReturn"
        names "订单" "order" errors 300_000 pre_no None;
        head SalesOrderHead lines SalesOrderItem (1, limits::GOODS_LINES), in_2018 (1, limits::GOODS_LINES);
    /// 403 收款单.
    1 PaymentReceipt: 403 "Receipts" "ReceiptsReturn"
        names "收款单" "payment receipt" errors 400_000 pre_no None;
        head PaymentReceipt;
    /// 505 运单.
    2 Waybill: 505 "Logistics" "LogisticsReturn"
        names "运单" "waybill" errors 500_000 pre_no None;
        head Waybill;
    /// 603 出口清单.
    3 Declaration: 603 "Inventory" "InventoryReturn"
        names "清单" "declaration" errors 600_000 pre_no Some('B');
        head DeclarationHead lines DeclarationItem (1, limits::GOODS_LINES), in_2018 (1, limits::GOODS_LINES);
    /// 507 运抵单.
    4 Arrival: 507 "Arrival" "ArrivalReturn"
        names "运抵单" "arrival" errors 800_000 pre_no Some('P');
        head ArrivalHead lines ArrivalItem (0, limits::PARCEL_LINES), in_2018 (0, limits::PARCEL_LINES);
    /// 509 离境单.
    5 Departure: 509 "Departure" "DepartureReturn"
        names "离境单" "departure" errors 504_000 pre_no Some('P');
        head DepartureHead lines DepartureItem (1, limits::PARCEL_LINES), in_2018 (1, limits::OLDER_LINES);
    /// 605 撤销申请单.
    6 Cancellation: 605 "InvtCancel" "InvtCancelReturn"
        names "撤销申请单" "cancellation" errors 604_000 pre_no Some('C');
        head Cancellation;
    /// 607 清单总分单.
    7 Manifest: 607 "WayBill" "WayBillReturn"
        names "清单总分单" "manifest" errors 900_000 pre_no Some('P');
        head ManifestHead lines ManifestItem (1, limits::PARCEL_LINES), in_2018 (1, limits::OLDER_LINES);
    /// 701 汇总申请单.
    8 SummaryApplication: 701 "SummaryApply" "SummaryReturn"
        names "汇总申请单" "summary application" errors 700_000 pre_no Some('P');
        head SummaryApplicationHead lines SummaryApplicationItem (0, limits::PARCEL_LINES), in_2018 (1, limits::OLDER_LINES);
    /// 213 出口退货申请单; only in 202205.
    9 ReturnApplication: 213 "InvtRefund" "RefundReturn"
        names "退货申请单" "return application" errors 210_000 pre_no Some('B');
        head ReturnApplicationHead lines ReturnApplicationItem (1, limits::GOODS_LINES), in_2018 (1, limits::GOODS_LINES);
    /// 215 退货理货明细单; only in 202205.
    10 ReturnTally: 215 "InvtRefundDetail" "InvtRefundDetailReturn"
        names "退货理货明细单" "return tally" errors 214_000 pre_no Some('O');
        head ReturnTally;
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
        match self {
            Self::SalesOrder => "CEB304Message",
            Self::PaymentReceipt => "CEB404Message",
            Self::Waybill => "CEB506Message",
            Self::Declaration => "CEB604Message",
            Self::Arrival => "CEB508Message",
            Self::Departure => "CEB510Message",
            Self::Cancellation => "CEB606Message",
            Self::Manifest => "CEB608Message",
            Self::SummaryApplication => "CEB702Message",
            Self::ReturnApplication => "CEB214Message",
            Self::ReturnTally => "CEB216Message",
        }
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

    /// Fewest and most lines in a version (XSD; where the schema has no upper bound, ours is in [`limits`]).
    #[must_use]
    pub const fn line_bounds(self, version: MessageVersion) -> (usize, usize) {
        match (&self.description().lines, version) {
            (Some(lines), MessageVersion::V202205) => lines.bounds,
            (Some(lines), MessageVersion::V2018113) => lines.older,
            (None, _) => (0, 0),
        }
    }

    /// Whether a version has this kind of document.
    #[must_use]
    pub const fn is_in(self, version: MessageVersion) -> bool {
        match version {
            MessageVersion::V202205 => true,
            MessageVersion::V2018113 => !matches!(self, Self::ReturnApplication | Self::ReturnTally),
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

    /// The letter with which the electronic port's number (`preNo`) begins: `B` for the declaration and `O` for the
    /// tally are in the specification, `C` and `T` were seen on the import side, `P` stands in the sample receipts.
    #[must_use]
    pub const fn pre_no_letter(self) -> Option<char> {
        self.description().letter
    }
}
