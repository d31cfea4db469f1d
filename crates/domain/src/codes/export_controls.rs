//! Goods under control on export: examples of headings that need an export licence (出口许可证), undergo statutory
//! inspection (法定检验) or bear export duty (出口关税).
//!
//! **These are well-known examples, not the official lists**, which have thousands of ten-digit codes, change every year
//! and are not public as a file. They are here so that the route of such goods can be tested: a simplified declaration
//! and a low-value list may not hold them. A code of four digits stands for the whole heading, though the lists often
//! name a part of it. `entry.sure` is false where the control is younger than the others or holds for a part only.

use super::{CodeTable, Coded, Entry, search};

/// What stands in the way of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// An export licence is needed.
    Licence,
    /// Inspection is required by law.
    Inspection,
    /// Export duty is due.
    Duty,
}

impl Control {
    /// Chinese and English name.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Licence => ("出口许可证", "export licence"),
            Self::Inspection => ("法定检验", "statutory inspection"),
            Self::Duty => ("出口关税", "export duty"),
        }
    }
}

/// One heading or subheading under control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportControl {
    /// Four or six digits, and the goods.
    pub entry: Entry,
    /// What controls them.
    pub controls: &'static [Control],
}

impl Coded for ExportControl {
    fn code(&self) -> &'static str {
        self.entry.code
    }
}

/// The controls of goods, by their goods code: those of the heading and those of the subheading.
pub fn find(goods_code: &str) -> impl Iterator<Item = Control> {
    [4, 6]
        .into_iter()
        .filter_map(move |digits| search(EXPORT_CONTROLS, goods_code.get(..digits)?))
        .flat_map(|row| row.controls.iter().copied())
}

use Control::{Duty, Inspection, Licence};

const fn known(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    controls: &'static [Control],
) -> ExportControl {
    ExportControl { entry: Entry::known(code, zh, en), controls }
}

const fn unsure(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    controls: &'static [Control],
) -> ExportControl {
    ExportControl { entry: Entry::unsure(code, zh, en), controls }
}

const ENTRIES: &[Entry] = &super::entries!(EXPORT_CONTROLS);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "export-control",
    zh: "出口管制商品（示例）",
    en: "goods under licence, inspection or export duty (examples)",
    element: "gcode (first four or six digits)",
    source: "background knowledge of the yearly lists; examples only",
    entries: ENTRIES,
};

/// The examples, by code.
#[rustfmt::skip]
pub const EXPORT_CONTROLS: &[ExportControl] = &[
    known("0102", "活牛", "Live cattle", &[Licence, Inspection]),
    known("0103", "活猪", "Live swine", &[Licence, Inspection]),
    known("0105", "活家禽", "Live poultry", &[Licence, Inspection]),
    known("0201", "鲜、冷牛肉", "Beef, fresh or chilled", &[Licence, Inspection]),
    known("0203", "猪肉", "Pork", &[Licence, Inspection]),
    known("030192", "鳗鱼苗", "Live eels", &[Inspection, Duty]),
    known("0302", "鲜、冷鱼", "Fish, fresh or chilled", &[Inspection]),
    known("0401", "乳", "Milk", &[Inspection]),
    known("0409", "天然蜂蜜", "Natural honey", &[Inspection]),
    known("0506", "骨", "Bones", &[Inspection, Duty]),
    known("1001", "小麦", "Wheat", &[Licence, Inspection]),
    known("1005", "玉米", "Maize", &[Licence, Inspection]),
    known("1006", "稻谷、大米", "Rice", &[Licence, Inspection]),
    known("1601", "香肠", "Sausages", &[Inspection]),
    known("2504", "天然石墨", "Natural graphite", &[Licence]),
    known("2519", "菱镁矿、氧化镁", "Magnesite", &[Licence]),
    known("2526", "滑石", "Talc", &[Licence]),
    known("2607", "铅矿砂", "Lead ores", &[Duty]),
    known("2608", "锌矿砂", "Zinc ores", &[Duty]),
    known("2609", "锡矿砂", "Tin ores", &[Licence, Duty]),
    known("2611", "钨矿砂", "Tungsten ores", &[Licence, Duty]),
    known("2701", "煤", "Coal", &[Licence]),
    known("2709", "原油", "Crude oil", &[Licence]),
    known("280470", "磷", "Phosphorus", &[Duty]),
    known("2846", "稀土化合物", "Rare-earth compounds", &[Licence]),
    known("290220", "苯", "Benzene", &[Duty]),
    unsure("300212", "血份", "Blood fractions", &[Inspection]),
    unsure("3102", "氮肥", "Nitrogenous fertilisers", &[Inspection]),
    unsure("3105", "复合肥", "Compound fertilisers", &[Inspection]),
    known("360410", "烟花", "Fireworks", &[Inspection]),
    known("7106", "银", "Silver", &[Licence]),
    known("7201", "生铁", "Pig iron", &[Duty]),
    known("7202", "铁合金", "Ferro-alloys", &[Duty]),
    known("7204", "钢铁废碎料", "Ferrous scrap", &[Duty]),
    known("7404", "铜废碎料", "Copper scrap", &[Duty]),
    known("7601", "未锻轧铝", "Unwrought aluminium", &[Duty]),
    known("7901", "未锻轧锌", "Unwrought zinc", &[Duty]),
    known("8101", "钨", "Tungsten", &[Licence]),
    unsure("811292", "镓、锗等", "Gallium, germanium and others", &[Licence]),
    known("8703", "小客车", "Motor cars", &[Licence]),
    known("8711", "摩托车", "Motorcycles", &[Licence]),
    unsure("8806", "无人机", "Unmanned aircraft", &[Licence]),
    known("961310", "一次性打火机", "Gas lighters, not refillable", &[Inspection]),
    known("961320", "可充气打火机", "Gas lighters, refillable", &[Inspection]),
    known("9706", "超过一百年的古物", "Antiques over 100 years old", &[Licence]),
];
