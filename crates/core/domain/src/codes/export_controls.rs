//! Goods under control on export: examples of headings that are prohibited, need a certificate, undergo statutory
//! inspection (法定检验) or bear export duty (出口关税).
//!
//! **Examples, not the official lists**, which have thousands of ten-digit codes, change every year and are not public as
//! a file: the goods are those of the lists, the headings were put to them here. They let the route of such goods be
//! tested: a simplified declaration and a low-value list may not hold them. A code stands for everything under it; a
//! control that holds for a part of that only, or whose day is from memory, is [`Dated::sure`] `false` and refuses
//! nothing. Where no first day is given, the row was read for 2026 and stands for the earlier years as well.

use super::{CodeTable, Entry, search};
use crate::in_force::Day;

/// What stands in the way of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// They may not leave in a parcel at all.
    Prohibited,
    /// An export licence of the commerce authority is needed.
    Licence,
    /// A permit for dual-use items is needed, which is another certificate.
    DualUse,
    /// A permit of the cultural relics authority is needed.
    Relics,
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
            Self::Prohibited => ("禁止出境", "prohibition"),
            Self::Licence => ("出口许可证", "export licence"),
            Self::DualUse => ("两用物项和技术出口许可证", "dual-use export permit"),
            Self::Relics => ("文物出境许可证", "export permit for cultural relics"),
            Self::Inspection => ("法定检验", "statutory inspection"),
            Self::Duty => ("出口关税", "export duty"),
        }
    }

    /// Whether `licenseNo` has to name a certificate.
    #[must_use]
    pub const fn is_certificate(self) -> bool {
        matches!(self, Self::Licence | Self::DualUse | Self::Relics)
    }
}

/// One control of a row, and when it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The control.
    pub control: Control,
    /// First day; `None`: not known to have begun.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// Whether it holds for everything under the code, and the days are known.
    pub sure: bool,
}

impl Dated {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// One chapter, heading, subheading or national code under control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportControl {
    /// Two, four, six or ten digits, and the goods.
    pub entry: Entry,
    /// What controls them.
    pub controls: &'static [Dated],
}

/// The controls of goods on a day, by their goods code. Of two rows with the same control the longer one speaks.
pub fn find(goods_code: &str, day: Day) -> impl Iterator<Item = Dated> {
    let mut told: u8 = 0;
    [10, 6, 4, 2]
        .into_iter()
        .filter_map(move |digits| search(KEYS, EXPORT_CONTROLS, goods_code.get(..digits)?))
        .flat_map(|row| row.controls.iter().copied())
        .filter(move |dated| dated.holds_on(day))
        .filter(move |dated| {
            let bit = 1 << (dated.control as u8);
            let is_new = told & bit == 0;
            told |= bit;
            is_new
        })
}

const fn always(control: Control) -> Dated {
    Dated { control, from: None, until: None, sure: true }
}

const fn partly(control: Control) -> Dated {
    Dated { sure: false, ..always(control) }
}

const fn since(dated: Dated, day: Day) -> Dated {
    Dated { from: Some(day), ..dated }
}

const LICENCE: Dated = always(Control::Licence);
const INSPECTION: Dated = always(Control::Inspection);
const DUTY: Dated = always(Control::Duty);

/// The catalogue of 2026 names them; the earlier ones were not read for them.
const OF_2026: Day = (2026, 1, 1);
const LICENCE_2026: Dated = since(LICENCE, OF_2026);
const PART_2026: Dated = since(partly(Control::Licence), OF_2026);

/// Announcement 23/2023 on gallium and germanium.
const GALLIUM_DAY: Day = (2023, 8, 1);
const GALLIUM: Dated = since(always(Control::DualUse), GALLIUM_DAY);
const GALLIUM_PART: Dated = since(partly(Control::DualUse), GALLIUM_DAY);
const GALLIUM_TEXT: &str = "MOFCOM and GACC Announcement 23/2023";

/// Announcement 39/2023 on graphite ended the temporary control of 2006.
const GRAPHITE: Dated = since(always(Control::DualUse), (2023, 12, 1));
const GRAPHITE_PART: Dated = partly(Control::DualUse);

const CATALOGUE: &str = "export licence catalogue 2026, 43 kinds (MOFCOM and GACC Announcement 89/2025)";
const DUTIES: &str = "yearly export tariff of the Customs Tariff Commission";

const fn row(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    source: &'static str,
    controls: &'static [Dated],
) -> ExportControl {
    let mut sure = true;
    let mut rest = controls;
    while let [dated, more @ ..] = rest {
        sure = sure && dated.sure;
        rest = more;
    }
    let mut entry = Entry { sure, ..Entry::known(code, zh, en) }.seen(source);
    // One control has one time; of several, the row says nothing.
    if let [only] = controls {
        entry.from = only.from;
        entry.until = only.until;
    }
    ExportControl { entry, controls }
}

const ENTRIES: &[Entry] = &super::entries!(EXPORT_CONTROLS);
const KEYS: &[u128] = &super::keys!(EXPORT_CONTROLS, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "export-control",
    zh: "出口管制商品（示例）",
    en: "goods that are prohibited, under a certificate, inspection or export duty (examples)",
    element: "gcode (first two, four, six or all ten digits)",
    source: "yearly lists; examples only, headings put to the goods here",
    entries: ENTRIES,
    keys: KEYS,
};

const LISTS: &str = "background knowledge of the yearly lists";
const ARMS: &str = "GACC Order 43 of 1993: things that may not leave; Regulation on arms exports";

/// The examples, by code.
#[rustfmt::skip]
pub const EXPORT_CONTROLS: &[ExportControl] = &[
    row("0102", "活牛", "Live cattle", CATALOGUE, &[LICENCE, INSPECTION]),
    row("0103", "活猪", "Live swine", CATALOGUE, &[LICENCE, INSPECTION]),
    row("0105", "活家禽（鸡需许可证）", "Live poultry; a licence for chickens", CATALOGUE, &[partly(Control::Licence), INSPECTION]),
    row("0201", "鲜、冷牛肉", "Beef, fresh or chilled", LISTS, &[LICENCE, INSPECTION]),
    row("0203", "猪肉", "Pork", LISTS, &[LICENCE, INSPECTION]),
    row("030192", "鳗鱼（鳗鱼苗征税）", "Live eels; duty on the fry", DUTIES, &[INSPECTION, partly(Control::Duty)]),
    row("0302", "鲜、冷鱼", "Fish, fresh or chilled", LISTS, &[INSPECTION]),
    row("0401", "乳", "Milk", LISTS, &[INSPECTION]),
    row("0409", "天然蜂蜜", "Natural honey", LISTS, &[INSPECTION]),
    row("0506", "骨", "Bones", DUTIES, &[INSPECTION, DUTY]),
    row("1001", "小麦", "Wheat", CATALOGUE, &[LICENCE, INSPECTION]),
    row("1005", "玉米", "Maize", CATALOGUE, &[LICENCE, INSPECTION]),
    row("1006", "稻谷、大米", "Rice", CATALOGUE, &[LICENCE, INSPECTION]),
    row("1101", "小麦粉", "Wheat flour", CATALOGUE, &[LICENCE_2026]),
    row("1102", "玉米粉、大米粉等", "Flour of maize, of rice and of others", CATALOGUE, &[PART_2026]),
    row("1211", "麻黄草、甘草等药用植物", "Ephedra, liquorice and other plants", CATALOGUE, &[PART_2026]),
    row("130212", "甘草液汁及浸膏", "Liquorice extract", CATALOGUE, &[LICENCE_2026]),
    row("1401", "蔺草等编结用植物材料", "Rush and other plaiting materials", CATALOGUE, &[PART_2026]),
    row("1601", "香肠", "Sausages", LISTS, &[INSPECTION]),
    row("2504", "天然石墨", "Natural graphite", "temporary control of 2006, from memory", &[GRAPHITE_PART]),
    row("250410", "粉末或粉片天然石墨", "Natural graphite in powder or flakes", "MOFCOM and GACC Announcement 39/2023", &[GRAPHITE]),
    row("2510", "磷矿石", "Phosphorite", CATALOGUE, &[LICENCE_2026]),
    row("2519", "菱镁矿、氧化镁", "Magnesite", CATALOGUE, &[LICENCE]),
    row("2526", "滑石", "Talc", LISTS, &[LICENCE]),
    row("2607", "铅矿砂", "Lead ores", DUTIES, &[DUTY]),
    row("2608", "锌矿砂", "Zinc ores", DUTIES, &[DUTY]),
    row("2609", "锡矿砂", "Tin ores", CATALOGUE, &[LICENCE, DUTY]),
    row("2611", "钨矿砂", "Tungsten ores", CATALOGUE, &[LICENCE, DUTY]),
    row("2701", "煤", "Coal", CATALOGUE, &[LICENCE]),
    row("2709", "原油", "Crude oil", CATALOGUE, &[LICENCE]),
    row("2710", "成品油等", "Refined oil and others", CATALOGUE, &[PART_2026]),
    row("280470", "磷", "Phosphorus", DUTIES, &[DUTY]),
    row("280530", "稀土金属", "Rare-earth metals", CATALOGUE, &[LICENCE_2026]),
    row("282560", "锗的氧化物、二氧化锆", "Germanium oxides, zirconium dioxide", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("282580", "锑的氧化物", "Antimony oxides", CATALOGUE, &[LICENCE_2026]),
    row("282590", "氧化镓等", "Gallium oxide and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("282739", "四氯化锗等", "Germanium tetrachloride and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("284290", "硒化镓等", "Gallium selenide and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("2846", "稀土化合物", "Rare-earth compounds", CATALOGUE, &[LICENCE]),
    row("285000", "氮化镓等", "Gallium nitride and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("285390", "磷化镓、磷锗锌等", "Gallium phosphide, zinc germanium phosphide and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("290220", "苯", "Benzene", DUTIES, &[DUTY]),
    row("2903", "消耗臭氧层物质等", "Ozone-depleting substances and others", CATALOGUE, &[PART_2026]),
    row("300212", "血份", "Blood fractions", LISTS, &[partly(Control::Inspection)]),
    row("3102", "氮肥", "Nitrogenous fertilisers", LISTS, &[partly(Control::Inspection)]),
    row("3105", "复合肥", "Compound fertilisers", LISTS, &[partly(Control::Inspection)]),
    row("360410", "烟花", "Fireworks", LISTS, &[INSPECTION]),
    row("3818", "镓、锗衬底等", "Wafers of gallium, germanium and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("382569", "含镓废料等", "Residues with gallium and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("3827", "消耗臭氧层物质的混合物等", "Mixtures with ozone-depleting substances and others", CATALOGUE, &[PART_2026]),
    row("4407", "锯材", "Sawn timber", CATALOGUE, &[LICENCE_2026]),
    row("4601", "蔺草席等编结品", "Rush mats and other plaits", CATALOGUE, &[PART_2026]),
    row("5201", "棉花", "Cotton, not carded or combed", CATALOGUE, &[LICENCE_2026]),
    row("5203", "已梳的棉花", "Cotton, carded or combed", CATALOGUE, &[LICENCE_2026]),
    row("7106", "银", "Silver", LISTS, &[LICENCE]),
    row("7201", "生铁", "Pig iron", DUTIES, &[DUTY]),
    row("7202", "铁合金", "Ferro-alloys", DUTIES, &[DUTY]),
    row("7204", "钢铁废碎料", "Ferrous scrap", DUTIES, &[DUTY]),
    row("7404", "铜废碎料", "Copper scrap", DUTIES, &[DUTY]),
    row("7601", "未锻轧铝", "Unwrought aluminium", DUTIES, &[DUTY]),
    row("7901", "未锻轧锌", "Unwrought zinc", DUTIES, &[DUTY]),
    row("8001", "未锻轧锡", "Unwrought tin", CATALOGUE, &[LICENCE_2026]),
    row("8101", "钨", "Tungsten", CATALOGUE, &[LICENCE]),
    row("8110", "锑", "Antimony", CATALOGUE, &[LICENCE_2026]),
    row("811292", "未锻轧镓、锗等", "Unwrought gallium, germanium and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("8112929010", "未锻轧镓", "Unwrought gallium", GALLIUM_TEXT, &[GALLIUM]),
    row("811299", "镓、锗制品等", "Articles of gallium, germanium and others", GALLIUM_TEXT, &[GALLIUM_PART]),
    row("8407", "摩托车发动机等", "Motorcycle engines and others", CATALOGUE, &[PART_2026]),
    row("8702", "大客车", "Buses", CATALOGUE, &[LICENCE_2026]),
    row("8703", "小客车", "Motor cars", CATALOGUE, &[LICENCE]),
    row("8704", "货车", "Lorries", CATALOGUE, &[LICENCE_2026]),
    row("8706", "汽车底盘", "Chassis of motor vehicles", CATALOGUE, &[LICENCE_2026]),
    row("8711", "摩托车", "Motorcycles", CATALOGUE, &[LICENCE]),
    row("8714", "摩托车车架等", "Motorcycle frames and other parts", CATALOGUE, &[PART_2026]),
    row("8806", "无人机", "Unmanned aircraft", "Announcements 27/2023 and 28/2023, from memory", &[since(partly(Control::DualUse), (2023, 9, 1))]),
    row("93", "武器、弹药", "Arms and ammunition", ARMS, &[always(Control::Prohibited)]),
    row("961310", "一次性打火机", "Gas lighters, not refillable", LISTS, &[INSPECTION]),
    row("961320", "可充气打火机", "Gas lighters, refillable", LISTS, &[INSPECTION]),
    row("9706", "超过一百年的古物", "Antiques over 100 years old", "Law on the Protection of Cultural Relics", &[always(Control::Relics)]),
];
