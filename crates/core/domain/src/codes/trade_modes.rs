//! Supervision modes (监管方式, CEB `tradeMode`) of cross-border e-commerce.
//!
//! Source: announcements of the General Administration of Customs for the modes, the notes of the CEB export messages
//! for the order type, the versions and the return modes. When a mode is in force is in [`crate::in_force`]. The return
//! modes appear with the CEB messages of 2022-05: `entry.sure` is false because their official names are not known.

use super::entry::{known, unsure};
use super::{CodeTable, Entry, search};
use crate::in_force::Provision;
use crate::version::MessageVersion;

/// Which way the goods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Out of China.
    Export,
    /// Back into China after an export.
    Return,
}

/// One supervision mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TradeMode {
    /// Four digits, and the names.
    pub entry: Entry,
    /// Export or return.
    pub direction: Direction,
    /// `orderType` of the order that goes with it: `E` retail, `B` business to business, `W` warehouse booking.
    pub order_type: Option<char>,
    /// What says when it is in force.
    pub provision: Provision,
    /// The message versions whose export declaration (CEB603) takes the mode.
    pub declared_in: &'static [MessageVersion],
}

/// The mode with this code.
pub fn find(code: &str) -> Option<&'static TradeMode> {
    search(KEYS, TRADE_MODES, code)
}

const BOTH: &[MessageVersion] = &MessageVersion::ALL;
const OLD: &[MessageVersion] = &[MessageVersion::V2018113];
const NEW: &[MessageVersion] = &[MessageVersion::V202205];

const fn export(
    entry: Entry,
    order_type: char,
    provision: Provision,
    declared_in: &'static [MessageVersion],
) -> TradeMode {
    TradeMode { entry, direction: Direction::Export, order_type: Some(order_type), provision, declared_in }
}

const fn goods_return(entry: Entry) -> TradeMode {
    TradeMode {
        entry,
        direction: Direction::Return,
        order_type: None,
        provision: Provision::ExportReturn,
        declared_in: &[],
    }
}

const ENTRIES: &[Entry] = &super::entries!(TRADE_MODES);
const KEYS: &[u128] = &super::keys!(TRADE_MODES, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "trade-mode",
    zh: "监管方式",
    en: "supervision modes",
    element: "tradeMode",
    source: "announcements of the General Administration of Customs, 2014 to 2021; notes of the CEB export messages",
    entries: ENTRIES,
    keys: KEYS,
};

/// All modes, by code.
pub const TRADE_MODES: &[TradeMode] = &[
    export(
        known("1210", "保税跨境贸易电子商务", "Bonded cross-border e-commerce"),
        'E',
        Provision::BondedExport,
        BOTH,
    ),
    export(
        known("1239", "保税跨境贸易电子商务A", "Bonded cross-border e-commerce A").seen(
            "note of tradeMode in the 2018-113 schema; Announcement 75/2016 opens it for goods that come in",
        ),
        'E',
        Provision::BondedExportA,
        OLD,
    ),
    goods_return(unsure("1261", "保税跨境电商出口退货", "Return of bonded e-commerce export")),
    export(
        known("9610", "跨境贸易电子商务", "Cross-border e-commerce retail"),
        'E',
        Provision::RetailExport,
        BOTH,
    ),
    goods_return(unsure("9661", "跨境电商出口退货", "Return of e-commerce export")),
    export(
        known("9710", "跨境电商B2B直接出口", "Cross-border e-commerce B2B direct export"),
        'B',
        Provision::BusinessExport,
        NEW,
    ),
    export(
        known("9810", "跨境电商出口海外仓", "Cross-border e-commerce export to overseas warehouse"),
        'W',
        Provision::BusinessExport,
        NEW,
    ),
];
