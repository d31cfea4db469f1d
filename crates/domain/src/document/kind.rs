//! The kinds of documents and everything that their names decide.

use super::{
    ArrivalHead, ArrivalItem, DeclarationHead, DeclarationItem, DepartureHead, DepartureItem, PaymentReceipt,
    SalesOrderHead, SalesOrderItem, Waybill,
};
use crate::limits;
use crate::record::{Field, Record};

/// A kind of document that an enterprise sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum DocumentKind {
    /// 303 电子订单 / 海外仓订仓单.
    #[n(0)]
    SalesOrder,
    /// 403 收款单.
    #[n(1)]
    PaymentReceipt,
    /// 505 运单.
    #[n(2)]
    Waybill,
    /// 603 出口清单.
    #[n(3)]
    Declaration,
    /// 507 运抵单.
    #[n(4)]
    Arrival,
    /// 509 离境单.
    #[n(5)]
    Departure,
}

impl DocumentKind {
    /// Every kind, in the order in which a parcel needs them.
    pub const ALL: [Self; 6] = [
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
        match self {
            Self::SalesOrder => 303,
            Self::PaymentReceipt => 403,
            Self::Waybill => 505,
            Self::Declaration => 603,
            Self::Arrival => 507,
            Self::Departure => 509,
        }
    }

    /// Number of the receipt message, such as 304.
    #[must_use]
    pub const fn receipt_message(self) -> u16 {
        self.message() + 1
    }

    /// Root element of the request, such as `CEB303Message`.
    #[must_use]
    pub const fn root_element(self) -> &'static str {
        match self {
            Self::SalesOrder => "CEB303Message",
            Self::PaymentReceipt => "CEB403Message",
            Self::Waybill => "CEB505Message",
            Self::Declaration => "CEB603Message",
            Self::Arrival => "CEB507Message",
            Self::Departure => "CEB509Message",
        }
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
        }
    }

    /// Element of one record, such as `Order`.
    #[must_use]
    pub const fn record_element(self) -> &'static str {
        match self {
            Self::SalesOrder => "Order",
            Self::PaymentReceipt => "Receipts",
            Self::Waybill => "Logistics",
            Self::Declaration => "Inventory",
            Self::Arrival => "Arrival",
            Self::Departure => "Departure",
        }
    }

    /// Element of the head, where a record has head and lines.
    #[must_use]
    pub const fn head_element(self) -> Option<&'static str> {
        match self {
            Self::PaymentReceipt | Self::Waybill => None,
            Self::SalesOrder => Some(SalesOrderHead::ELEMENT),
            Self::Declaration => Some(DeclarationHead::ELEMENT),
            Self::Arrival => Some(ArrivalHead::ELEMENT),
            Self::Departure => Some(DepartureHead::ELEMENT),
        }
    }

    /// Element of a line, where a record has head and lines.
    #[must_use]
    pub const fn line_element(self) -> Option<&'static str> {
        match self {
            Self::PaymentReceipt | Self::Waybill => None,
            Self::SalesOrder => Some(SalesOrderItem::ELEMENT),
            Self::Declaration => Some(DeclarationItem::ELEMENT),
            Self::Arrival => Some(ArrivalItem::ELEMENT),
            Self::Departure => Some(DepartureItem::ELEMENT),
        }
    }

    /// Element of one receipt record, such as `OrderReturn`.
    #[must_use]
    pub const fn receipt_element(self) -> &'static str {
        match self {
            Self::SalesOrder => "OrderReturn",
            Self::PaymentReceipt => "ReceiptsReturn",
            Self::Waybill => "LogisticsReturn",
            Self::Declaration => "InventoryReturn",
            Self::Arrival => "ArrivalReturn",
            Self::Departure => "DepartureReturn",
        }
    }

    /// Fields of the head, or of the whole record where there are no lines.
    #[must_use]
    pub const fn head_fields(self) -> &'static [Field] {
        match self {
            Self::SalesOrder => SalesOrderHead::FIELDS,
            Self::PaymentReceipt => PaymentReceipt::FIELDS,
            Self::Waybill => Waybill::FIELDS,
            Self::Declaration => DeclarationHead::FIELDS,
            Self::Arrival => ArrivalHead::FIELDS,
            Self::Departure => DepartureHead::FIELDS,
        }
    }

    /// Fields of a line; empty where there are no lines.
    #[must_use]
    pub const fn line_fields(self) -> &'static [Field] {
        match self {
            Self::PaymentReceipt | Self::Waybill => &[],
            Self::SalesOrder => SalesOrderItem::FIELDS,
            Self::Declaration => DeclarationItem::FIELDS,
            Self::Arrival => ArrivalItem::FIELDS,
            Self::Departure => DepartureItem::FIELDS,
        }
    }

    /// Fewest and most lines (XSD 202205; where the schema has no upper bound, ours is in [`limits`]).
    #[must_use]
    pub const fn line_bounds(self) -> (usize, usize) {
        match self {
            Self::PaymentReceipt | Self::Waybill => (0, 0),
            Self::SalesOrder | Self::Declaration => (1, limits::GOODS_LINES),
            Self::Arrival => (0, limits::PARCEL_LINES),
            Self::Departure => (1, limits::PARCEL_LINES),
        }
    }

    /// Chinese and English name.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::SalesOrder => ("订单", "order"),
            Self::PaymentReceipt => ("收款单", "payment receipt"),
            Self::Waybill => ("运单", "waybill"),
            Self::Declaration => ("清单", "declaration"),
            Self::Arrival => ("运抵单", "arrival"),
            Self::Departure => ("离境单", "departure"),
        }
    }

    /// Where its range of negative codes begins (2018-113, table 7-3).
    #[must_use]
    pub const fn error_base(self) -> i32 {
        match self {
            Self::SalesOrder => 300_000,
            Self::PaymentReceipt => 400_000,
            Self::Waybill => 500_000,
            Self::Departure => 504_000,
            Self::Declaration => 600_000,
            Self::Arrival => 800_000,
        }
    }
}
