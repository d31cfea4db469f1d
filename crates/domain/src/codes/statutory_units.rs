//! Statutory units (法定计量单位) of goods: examples of what the parameter base of customs says.
//!
//! **Examples, not the base**, which is not public as a file. Goods that are not listed are not compared. A code of four
//! digits stands for the whole heading, where all its goods have the same units. `entry.sure` is false where that is not
//! certain.

use super::{CodeTable, Coded, Entry, search, units};

const PIECES: &str = "011";
const PAIRS: &str = "025";
const SETS: &str = "001";
const ARTICLES: &str = "007";
const TROUSERS: &str = "015";
const GRAMS: &str = "036";

/// The units of one heading or subheading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatutoryUnits {
    /// Four or six digits, and the goods.
    pub entry: Entry,
    /// The first unit.
    pub first: &'static str,
    /// The second unit, where there is one.
    pub second: Option<&'static str>,
}

impl Coded for StatutoryUnits {
    fn code(&self) -> &'static str {
        self.entry.code
    }
}

/// The units of goods, by their goods code; those of the subheading go before those of the heading.
pub fn find(goods_code: &str) -> Option<&'static StatutoryUnits> {
    [6, 4].into_iter().find_map(|digits| search(STATUTORY_UNITS, goods_code.get(..digits)?))
}

const fn counted(entry: Entry, first: &'static str) -> StatutoryUnits {
    StatutoryUnits { entry, first, second: Some(units::KILOGRAM) }
}

const fn weighed(entry: Entry, first: &'static str) -> StatutoryUnits {
    StatutoryUnits { entry, first, second: None }
}

const ENTRIES: &[Entry] = &super::entries!(STATUTORY_UNITS);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "statutory-unit",
    zh: "法定计量单位（示例）",
    en: "goods whose statutory units are known (examples)",
    element: "unit1, unit2, by the first four or six digits of gcode",
    source: "background knowledge of the tariff; examples only",
    entries: ENTRIES,
};

/// The examples, by code.
pub const STATUTORY_UNITS: &[StatutoryUnits] = &[
    counted(Entry::unsure("420212", "塑料或纺织材料作面的箱包", "Trunks and suitcases"), ARTICLES),
    counted(Entry::unsure("420222", "塑料或纺织材料作面的手提包", "Handbags"), ARTICLES),
    counted(Entry::known("6109", "针织T恤衫、汗衫", "T-shirts and vests, knitted"), PIECES),
    counted(Entry::known("6110", "针织套头衫、开襟衫", "Jerseys and pullovers, knitted"), PIECES),
    counted(Entry::known("620342", "棉制男裤", "Men's trousers of cotton"), TROUSERS),
    counted(Entry::known("6402", "橡胶或塑料鞋", "Footwear of rubber or plastics"), PAIRS),
    counted(Entry::known("6403", "皮革面鞋", "Footwear of leather"), PAIRS),
    counted(Entry::known("6404", "纺织面鞋", "Footwear of textile"), PAIRS),
    weighed(Entry::known("6911", "瓷餐具", "Tableware of porcelain"), units::KILOGRAM),
    weighed(Entry::known("711311", "银首饰", "Jewellery of silver"), GRAMS),
    counted(Entry::known("847130", "便携式计算机", "Portable computers"), SETS),
    counted(Entry::known("851713", "智能手机", "Smartphones"), SETS),
];
