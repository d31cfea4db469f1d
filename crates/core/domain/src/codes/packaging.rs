//! Kinds of packaging (包装种类), the one-digit generation that CEB messages carry.
//!
//! Source: the CEB element note names the kinds; public customs programs number them. The two-digit list of customs
//! declaration forms (00 to 99) is another one.

use super::entry::known;
use super::{CodeTable, Entry};

/// The table of packaging.
pub const TABLE: CodeTable = CodeTable {
    id: "packaging",
    zh: "包装种类",
    en: "packaging",
    element: "wrapType",
    source: "kinds: note of wrapType in the CEB messages; numbers: public programs that agree",
    entries: PACKAGING,
    keys: &super::keys!(PACKAGING, code),
};

/// All kinds of packaging, by code.
pub const PACKAGING: &[Entry] = &[
    known("1", "木箱", "Wooden case"),
    known("2", "纸箱", "Carton"),
    known("3", "桶装", "Barrel"),
    known("4", "散装", "Bulk"),
    known("5", "托盘", "Pallet"),
    known("6", "包", "Bag or bale"),
    known("7", "其他", "Other"),
];
