//! Modes of transport (运输方式), one character.
//!
//! Source: the transport table of the JGS-20 customs code set, as two public lists of 18 rows have it, and what was added
//! since. `A`, all modes, is a value for questions to statistics: no declaration has it. The letters and 0, 1, 7, 8 name
//! places of customs control rather than vehicles: [`is_a_place`].

use super::entry::{known, unsure};
use super::{CodeTable, Entry};

/// The table of transport modes.
pub const TABLE: CodeTable = CodeTable {
    id: "transport-mode",
    zh: "运输方式",
    en: "modes of transport",
    element: "trafMode",
    source: "JGS-20 customs code set; two public lists agree",
    entries: TRANSPORT_MODES,
    keys: &super::keys!(TRANSPORT_MODES, code),
};

/// Mail. Parcels that go by it have neither a bill of lading (202205 PDF, table 2-24) nor a vehicle.
pub const MAIL: &str = "6";

/// Whether the mode names a place of customs control inside China instead of what crosses the border.
#[must_use]
pub fn is_a_place(code: &str) -> bool {
    matches!(code, "0" | "1" | "7" | "8" | "H" | "P" | "S" | "T" | "W" | "X" | "Y" | "Z")
}

/// All modes of transport, by code.
#[rustfmt::skip]
pub const TRANSPORT_MODES: &[Entry] = &[
    known("0", "非保税区", "Non-bonded area"),
    known("1", "监管仓库", "Supervised warehouse"),
    known("2", "水路运输", "Water"),
    known("3", "铁路运输", "Rail"),
    known("4", "公路运输", "Road"),
    known("5", "航空运输", "Air"),
    known("6", "邮件运输", "Mail"),
    known("7", "保税区", "Bonded area"),
    known("8", "保税仓库", "Bonded warehouse"),
    known("9", "其他运输", "Other"),
    known("G", "固定设施运输", "Fixed installation"),
    known("H", "边境特殊海关作业区", "Special border operations zone"),
    known("L", "旅客携带", "Carried by traveller"),
    known("P", "洋浦保税港区", "Yangpu bonded port area").since((2020, 9, 20)).seen("Announcement 109/2020"),
    unsure("S", "特殊综合保税区", "Special comprehensive bonded area").since((2019, 1, 1)).seen("from memory: Announcement 170/2019"),
    known("T", "综合试验区", "Comprehensive experimental zone"),
    known("W", "物流中心", "Logistics centre"),
    known("X", "物流园区", "Logistics park"),
    known("Y", "保税港区", "Bonded port area"),
    known("Z", "出口加工区", "Export processing zone"),
];
