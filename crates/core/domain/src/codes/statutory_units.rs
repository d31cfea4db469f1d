//! Statutory units (法定计量单位) of goods: examples of what the parameter base of customs says.
//!
//! **Examples, not the base**, which is not public as a file. Goods that are not listed are not compared, and no text of
//! the authority compares the units of an export: a difference is worth a warning, never a refusal. A code of four
//! digits stands for the whole heading, where all its goods have the same units. `entry.sure` is false where that is not
//! certain, and for the rows of an older tariff.

use super::{CodeTable, Entry, search, units};

const PIECES: &str = "011";
const PAIRS: &str = "025";
const SETS: &str = "001";
const ARTICLES: &str = "007";
const TROUSERS: &str = "015";
const GRAMS: &str = "036";
const PAIRS_OF_GLASSES: &str = "019";
const HUNDREDS: &str = "041";

/// The units of one heading or subheading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatutoryUnits {
    /// Four, six or eight digits, and the goods.
    pub entry: Entry,
    /// The first unit.
    pub first: &'static str,
    /// The second unit, where there is one.
    pub second: Option<&'static str>,
}

/// The units of goods, by their goods code; those of a longer row go before those of a shorter one.
pub fn find(goods_code: &str) -> Option<&'static StatutoryUnits> {
    [8, 6, 4].into_iter().find_map(|digits| search(KEYS, STATUTORY_UNITS, goods_code.get(..digits)?))
}

const fn counted(entry: Entry, first: &'static str) -> StatutoryUnits {
    StatutoryUnits { entry, first, second: Some(units::KILOGRAM) }
}

const fn weighed(entry: Entry, first: &'static str) -> StatutoryUnits {
    StatutoryUnits { entry, first, second: None }
}

/// A row of a published table of about 870 codes, of an older tariff.
const fn older(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    first: &'static str,
    second: Option<&'static str>,
) -> StatutoryUnits {
    let entry = Entry::unsure(code, zh, en).seen("public table of a tariff of HS 2007 or 2012");
    StatutoryUnits { entry, first, second }
}

const ENTRIES: &[Entry] = &super::entries!(STATUTORY_UNITS);
const KEYS: &[u128] = &super::keys!(STATUTORY_UNITS, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "statutory-unit",
    zh: "法定计量单位（示例）",
    en: "goods whose statutory units are known (examples)",
    element: "unit1, unit2, by the first four, six or eight digits of gcode",
    source: "background knowledge of the tariff; examples only",
    entries: ENTRIES,
    keys: KEYS,
};

/// The examples, by code.
#[rustfmt::skip]
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
    older("90021131", "单反相机镜头", "Lenses of reflex cameras", units::KILOGRAM, Some(ARTICLES)),
    older("90031100", "塑料制眼镜架", "Spectacle frames of plastics", PAIRS_OF_GLASSES, None),
    older("90041000", "太阳镜", "Sunglasses", PAIRS_OF_GLASSES, None),
    older("90049090", "其他眼镜", "Other spectacles", PAIRS_OF_GLASSES, None),
    older("90051000", "双筒望远镜", "Binoculars", ARTICLES, None),
    older("96091010", "铅笔", "Pencils", units::KILOGRAM, Some(HUNDREDS)),
    older("96131000", "一次性袖珍气体打火机", "Gas lighters, not refillable", ARTICLES, None),
    older("96132000", "可充气袖珍气体打火机", "Gas lighters, refillable", ARTICLES, None),
    older("96138000", "其他打火器", "Other lighters", ARTICLES, None),
    older("96151100", "硬质橡胶、塑料制梳子、发夹等", "Combs and hair-slides of plastics", units::KILOGRAM, None),
    older("96159000", "其他发夹、卷发器等", "Hairpins and curlers", units::KILOGRAM, None),
    older("96161000", "香水喷雾器", "Scent sprays", units::KILOGRAM, None),
    older("96162000", "粉扑", "Powder puffs", units::KILOGRAM, None),
    older("96170010", "保温瓶", "Vacuum flasks", ARTICLES, Some(units::KILOGRAM)),
    older("96170090", "其他真空容器", "Other vacuum vessels", units::KILOGRAM, None),
];
