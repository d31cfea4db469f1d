//! Modes of transport (运输方式), one character.
//!
//! Source: the transport table of the JGS-20 customs code set, as public customs programs list it. `A` stands for all
//! modes in statistics. The letters and 0, 1, 7, 8 name places of customs control rather than vehicles.

use super::entry::known;
use super::{CodeTable, Entry};

/// The table of transport modes.
pub const TABLE: CodeTable = CodeTable {
    id: "transport-mode",
    zh: "运输方式",
    en: "modes of transport",
    element: "trafMode",
    source: "JGS-20 customs code set",
    entries: TRANSPORT_MODES,
};

/// All modes of transport, by code.
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
    known("A", "全部运输方式", "All modes"),
    known("G", "固定设施运输", "Fixed installation"),
    known("H", "边境特殊海关作业区", "Special border operations zone"),
    known("L", "旅客携带", "Carried by traveller"),
    known("T", "综合试验区", "Comprehensive experimental zone"),
    known("W", "物流中心", "Logistics centre"),
    known("X", "物流园区", "Logistics park"),
    known("Y", "保税港区", "Bonded port area"),
    known("Z", "出口加工区", "Export processing zone"),
];
