//! Supervision modes (监管方式, CEB `tradeMode`) of cross-border e-commerce.
//!
//! Source: announcements of the General Administration of Customs for the modes, the notes of the CEB export messages
//! for the order type and the return modes. The dates of 9610 (announcement 12 of 2014), 1210 (57 of 2014) and 1239
//! (75 of 2016) are background knowledge, those of 9710 and 9810 (75 of 2020, at first in ten customs districts, from
//! 2021-07-01 everywhere) were read. The return modes appear with the CEB messages of 2022-05: `entry.sure` is false
//! because their official names are not known.

use super::entry::{known, unsure};
use super::{CodeTable, Coded, Entry, search};

/// A civil date: year, month, day.
pub type Date = (u16, u8, u8);

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
    /// First day in force; `None` where not known, which counts as always.
    pub from: Option<Date>,
    /// Last day in force; `None` for all modes so far.
    pub to: Option<Date>,
    /// Whether this version accepts the mode in an export declaration (CEB603).
    pub accepted_in_declaration: bool,
}

impl Coded for TradeMode {
    fn code(&self) -> &'static str {
        self.entry.code
    }
}

impl TradeMode {
    /// Whether the mode is in force on this day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }
}

/// The mode with this code.
pub fn find(code: &str) -> Option<&'static TradeMode> {
    search(TRADE_MODES, code)
}

const fn export(entry: Entry, order_type: char, from: Date) -> TradeMode {
    TradeMode {
        entry,
        direction: Direction::Export,
        order_type: Some(order_type),
        from: Some(from),
        to: None,
        accepted_in_declaration: true,
    }
}

const fn not_accepted(mode: TradeMode) -> TradeMode {
    TradeMode { accepted_in_declaration: false, ..mode }
}

const fn goods_return(entry: Entry) -> TradeMode {
    TradeMode {
        entry,
        direction: Direction::Return,
        order_type: None,
        from: None,
        to: None,
        accepted_in_declaration: false,
    }
}

const ENTRIES: &[Entry] = &super::entries!(TRADE_MODES);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "trade-mode",
    zh: "监管方式",
    en: "supervision modes",
    element: "tradeMode",
    source: "announcements of the General Administration of Customs, 2014 to 2021; notes of the CEB export messages",
    entries: ENTRIES,
};

/// All modes, by code.
pub const TRADE_MODES: &[TradeMode] = &[
    export(known("1210", "保税跨境贸易电子商务", "Bonded cross-border e-commerce"), 'E', (2014, 8, 1)),
    // Named by the messages of 2018, no longer by those of 2022.
    not_accepted(export(
        known("1239", "保税跨境贸易电子商务A", "Bonded cross-border e-commerce A"),
        'E',
        (2016, 12, 1),
    )),
    goods_return(unsure("1261", "保税跨境电商出口退货", "Return of bonded e-commerce export")),
    export(known("9610", "跨境贸易电子商务", "Cross-border e-commerce retail"), 'E', (2014, 2, 10)),
    goods_return(unsure("9661", "跨境电商出口退货", "Return of e-commerce export")),
    export(
        known("9710", "跨境电商B2B直接出口", "Cross-border e-commerce B2B direct export"),
        'B',
        (2020, 7, 1),
    ),
    export(
        known("9810", "跨境电商出口海外仓", "Cross-border e-commerce export to overseas warehouse"),
        'W',
        (2020, 7, 1),
    ),
];
