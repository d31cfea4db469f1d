//! What can be said about a goods code (商品编码) without the official parameter base.
//!
//! A goods code has ten digits: chapter (2), heading (4), subheading (6) of the Harmonized System, and four national
//! digits. Chapters, headings and subheadings are those of HS 2022: 96 chapters (77 is reserved), 1,228 headings and
//! 5,612 subheadings. National digits and statutory units are not simulated (they change every year): a code whose
//! subheading exists is accepted, and `unit1` is not compared with a base. China has applied HS 2022 since its first day;
//! the nomenclatures before it (2017, 2012) are not here, so [`check`] does not call a code of an earlier day unknown.
//! Chapter 98 of the national tariff (goods not classified elsewhere) has no headings here: its codes are not judged.
//! Chapter names are short ones of ours, not the legal text.

use super::hs_subheadings::SUBHEADINGS;
use super::{CodeTable, Entry, search};
use crate::in_force::Day;

/// The first day of HS 2022.
pub const FIRST_DAY: Day = (2022, 1, 1);

/// The chapter that the national tariff adds.
const NATIONAL_CHAPTER: &str = "98";

/// One chapter with its headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chapter {
    /// Two digits, and a short name.
    pub entry: Entry,
    /// Last two digits of the headings that exist, as inclusive ranges.
    pub headings: &'static [(u8, u8)],
}

/// What is wrong with a goods code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoodsCodeError {
    /// Not ten ASCII digits.
    NotTenDigits,
    /// No such chapter.
    UnknownChapter,
    /// The chapter exists, the heading does not.
    UnknownHeading,
    /// The heading exists, the subheading does not.
    UnknownSubheading,
    /// It may be right, but not by what is known here: a code of an earlier nomenclature, or of chapter 98.
    NotJudged,
}

/// How far a goods code classifies the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Simplified to four digits: the other six are free.
    Heading,
    /// Six digits, and four national ones, which are not looked at.
    Subheading,
}

/// Checks a ten-digit goods code of a day down to a depth and gives the chapter.
pub fn check(goods_code: &str, depth: Depth, day: Day) -> Result<&'static Chapter, GoodsCodeError> {
    match check_by_hs_2022(goods_code, depth) {
        Err(GoodsCodeError::UnknownChapter) if goods_code.starts_with(NATIONAL_CHAPTER) => {
            Err(GoodsCodeError::NotJudged)
        }
        // Chapters have been the same since the first Harmonized System.
        Err(GoodsCodeError::UnknownHeading | GoodsCodeError::UnknownSubheading) if day < FIRST_DAY => {
            Err(GoodsCodeError::NotJudged)
        }
        judged => judged,
    }
}

fn check_by_hs_2022(goods_code: &str, depth: Depth) -> Result<&'static Chapter, GoodsCodeError> {
    if goods_code.len() != 10 || !goods_code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(GoodsCodeError::NotTenDigits);
    }
    let chapter = goods_code.get(..2).and_then(find_chapter).ok_or(GoodsCodeError::UnknownChapter)?;
    // A subheading has its heading, so a good code needs one search.
    if depth == Depth::Subheading && goods_code.get(..6).is_some_and(subheading_exists) {
        return Ok(chapter);
    }
    if !goods_code.get(2..4).is_some_and(|last| chapter.has_heading(last)) {
        return Err(GoodsCodeError::UnknownHeading);
    }
    match depth {
        Depth::Subheading => Err(GoodsCodeError::UnknownSubheading),
        Depth::Heading => Ok(chapter),
    }
}

/// The chapter with this two-digit code.
pub fn find_chapter(chapter: &str) -> Option<&'static Chapter> {
    search(KEYS, CHAPTERS, chapter)
}

/// Whether this four-digit heading exists in HS 2022.
pub fn heading_exists(heading: &str) -> bool {
    if heading.len() != 4 || !heading.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let chapter = heading.get(..2).and_then(find_chapter);
    chapter.zip(heading.get(2..)).is_some_and(|(chapter, last)| chapter.has_heading(last))
}

impl Chapter {
    /// Whether it has the heading with these two further digits.
    fn has_heading(&self, last: &str) -> bool {
        let number = last.parse::<u8>();
        number.is_ok_and(|number| self.headings.iter().any(|(from, to)| (*from..=*to).contains(&number)))
    }
}

/// Whether this six-digit subheading exists in HS 2022.
pub fn subheading_exists(subheading: &str) -> bool {
    let Some((heading, wanted)) = subheading.split_at_checked(4) else { return false };
    let Ok(wanted) = <[u8; 2]>::try_from(wanted.as_bytes()) else { return false };
    search(HEADINGS, SUBHEADINGS, heading)
        .is_some_and(|(_, digits)| digits.as_bytes().as_chunks().0.contains(&wanted))
}

const fn h(
    chapter: &'static str,
    zh: &'static str,
    en: &'static str,
    headings: &'static [(u8, u8)],
) -> Chapter {
    Chapter { entry: Entry::known(chapter, zh, en), headings }
}

const ENTRIES: &[Entry] = &super::entries!(CHAPTERS);
const HEADINGS: &[u128] = &super::keys!(SUBHEADINGS, 0);
const KEYS: &[u128] = &super::keys!(CHAPTERS, entry.code);

/// The table of chapters.
pub const TABLE: CodeTable = CodeTable {
    id: "hs-chapter",
    zh: "商品编码章",
    en: "chapters of the Harmonized System",
    element: "gcode (first two digits)",
    source: "Harmonized System 2022, in force since 2022-01-01; chapters are those of every year",
    entries: ENTRIES,
    keys: KEYS,
};

/// All chapters, by code.
#[rustfmt::skip]
pub const CHAPTERS: &[Chapter] = &[
    h("01", "活动物", "Live animals", &[(1, 6)]),
    h("02", "肉及食用杂碎", "Meat", &[(1, 10)]),
    h("03", "水产品", "Fish and other aquatic animals", &[(1, 9)]),
    h("04", "乳、蛋、蜂蜜", "Dairy, eggs, honey", &[(1, 10)]),
    h("05", "其他动物产品", "Other animal products", &[(1, 2), (4, 8), (10, 11)]),
    h("06", "活植物、花卉", "Live plants and flowers", &[(1, 4)]),
    h("07", "蔬菜", "Vegetables", &[(1, 14)]),
    h("08", "水果及坚果", "Fruit and nuts", &[(1, 14)]),
    h("09", "咖啡、茶、香料", "Coffee, tea, spices", &[(1, 10)]),
    h("10", "谷物", "Cereals", &[(1, 8)]),
    h("11", "制粉工业产品", "Milling products", &[(1, 9)]),
    h("12", "含油子仁、药用植物", "Oil seeds, medicinal plants", &[(1, 14)]),
    h("13", "虫胶、树胶、植物提取物", "Gums, resins, plant extracts", &[(1, 2)]),
    h("14", "编结用植物材料", "Vegetable plaiting materials", &[(1, 1), (4, 4)]),
    h("15", "动、植物油脂", "Fats and oils", &[(1, 18), (20, 22)]),
    h("16", "肉、水产制品", "Prepared meat and fish", &[(1, 5)]),
    h("17", "糖及糖食", "Sugar and confectionery", &[(1, 4)]),
    h("18", "可可及制品", "Cocoa", &[(1, 6)]),
    h("19", "谷物、淀粉制品", "Cereal and flour preparations", &[(1, 5)]),
    h("20", "蔬菜、水果制品", "Prepared vegetables and fruit", &[(1, 9)]),
    h("21", "杂项食品", "Miscellaneous foods", &[(1, 6)]),
    h("22", "饮料、酒、醋", "Beverages and vinegar", &[(1, 9)]),
    h("23", "食品残渣、饲料", "Food residues, fodder", &[(1, 9)]),
    h("24", "烟草", "Tobacco", &[(1, 4)]),
    h("25", "盐、硫磺、土石", "Salt, sulphur, earths, stone", &[(1, 26), (28, 30)]),
    h("26", "矿砂、矿渣", "Ores and slag", &[(1, 21)]),
    h("27", "矿物燃料", "Mineral fuels", &[(1, 16)]),
    h("28", "无机化学品", "Inorganic chemicals", &[(1, 37), (39, 47), (49, 50), (52, 53)]),
    h("29", "有机化学品", "Organic chemicals", &[(1, 42)]),
    h("30", "药品", "Pharmaceuticals", &[(1, 6)]),
    h("31", "肥料", "Fertilisers", &[(1, 5)]),
    h("32", "染料、油漆、油墨", "Dyes, paints, inks", &[(1, 15)]),
    h("33", "精油、化妆品", "Essential oils, cosmetics", &[(1, 7)]),
    h("34", "肥皂、洗涤剂、蜡", "Soap, detergents, waxes", &[(1, 7)]),
    h("35", "蛋白类物质、胶", "Proteins, glues, enzymes", &[(1, 7)]),
    h("36", "炸药、烟火", "Explosives, fireworks", &[(1, 6)]),
    h("37", "照相及电影用品", "Photographic goods", &[(1, 7)]),
    h("38", "杂项化学产品", "Miscellaneous chemicals", &[(1, 27)]),
    h("39", "塑料及其制品", "Plastics", &[(1, 26)]),
    h("40", "橡胶及其制品", "Rubber", &[(1, 17)]),
    h("41", "生皮及皮革", "Hides and leather", &[(1, 7), (12, 15)]),
    h("42", "皮革制品、箱包", "Leather goods, bags", &[(1, 3), (5, 6)]),
    h("43", "毛皮", "Furskins", &[(1, 4)]),
    h("44", "木及木制品", "Wood", &[(1, 21)]),
    h("45", "软木", "Cork", &[(1, 4)]),
    h("46", "编结品", "Plaited goods", &[(1, 2)]),
    h("47", "纸浆", "Pulp", &[(1, 7)]),
    h("48", "纸及纸板", "Paper and board", &[(1, 14), (16, 23)]),
    h("49", "印刷品", "Printed matter", &[(1, 11)]),
    h("50", "蚕丝", "Silk", &[(1, 7)]),
    h("51", "羊毛、动物毛", "Wool and animal hair", &[(1, 13)]),
    h("52", "棉花", "Cotton", &[(1, 12)]),
    h("53", "其他植物纤维", "Other vegetable fibres", &[(1, 3), (5, 11)]),
    h("54", "化学纤维长丝", "Man-made filaments", &[(1, 8)]),
    h("55", "化学纤维短纤", "Man-made staple fibres", &[(1, 16)]),
    h("56", "絮胎、毡呢、绳缆", "Wadding, felt, rope", &[(1, 9)]),
    h("57", "地毯", "Carpets", &[(1, 5)]),
    h("58", "特种机织物、刺绣品", "Special fabrics, embroidery", &[(1, 11)]),
    h("59", "浸渍、涂布织物", "Coated fabrics", &[(1, 11)]),
    h("60", "针织物", "Knitted fabrics", &[(1, 6)]),
    h("61", "针织服装", "Knitted clothing", &[(1, 17)]),
    h("62", "非针织服装", "Woven clothing", &[(1, 17)]),
    h("63", "其他纺织制成品", "Other textile articles", &[(1, 10)]),
    h("64", "鞋靴", "Footwear", &[(1, 6)]),
    h("65", "帽类", "Headgear", &[(1, 2), (4, 7)]),
    h("66", "伞、手杖", "Umbrellas, walking sticks", &[(1, 3)]),
    h("67", "羽毛制品、人造花", "Feathers, artificial flowers", &[(1, 4)]),
    h("68", "石料、水泥制品", "Stone and cement articles", &[(1, 15)]),
    h("69", "陶瓷", "Ceramics", &[(1, 7), (9, 14)]),
    h("70", "玻璃", "Glass", &[(1, 11), (13, 20)]),
    h("71", "珠宝、贵金属", "Jewellery, precious metals", &[(1, 18)]),
    h("72", "钢铁", "Iron and steel", &[(1, 29)]),
    h("73", "钢铁制品", "Iron and steel articles", &[(1, 26)]),
    h("74", "铜", "Copper", &[(1, 13), (15, 15), (18, 19)]),
    h("75", "镍", "Nickel", &[(1, 8)]),
    h("76", "铝", "Aluminium", &[(1, 16)]),
    h("78", "铅", "Lead", &[(1, 2), (4, 4), (6, 6)]),
    h("79", "锌", "Zinc", &[(1, 5), (7, 7)]),
    h("80", "锡", "Tin", &[(1, 3), (7, 7)]),
    h("81", "其他贱金属", "Other base metals", &[(1, 6), (8, 13)]),
    h("82", "工具、刀具、餐具", "Tools and cutlery", &[(1, 15)]),
    h("83", "贱金属杂项制品", "Miscellaneous metal articles", &[(1, 11)]),
    h("84", "机械器具", "Machinery", &[(1, 68), (70, 87)]),
    h("85", "电机、电气设备", "Electrical equipment", &[(1, 19), (21, 49)]),
    h("86", "铁道车辆", "Railway vehicles", &[(1, 9)]),
    h("87", "车辆", "Vehicles", &[(1, 16)]),
    h("88", "航空器", "Aircraft", &[(1, 2), (4, 7)]),
    h("89", "船舶", "Ships", &[(1, 8)]),
    h("90", "光学、医疗、计量仪器", "Optical, medical, measuring instruments", &[(1, 8), (10, 33)]),
    h("91", "钟表", "Clocks and watches", &[(1, 14)]),
    h("92", "乐器", "Musical instruments", &[(1, 2), (5, 9)]),
    h("93", "武器、弹药", "Arms and ammunition", &[(1, 7)]),
    h("94", "家具、灯具", "Furniture and lamps", &[(1, 6)]),
    h("95", "玩具、运动用品", "Toys and sports goods", &[(3, 8)]),
    h("96", "杂项制品", "Miscellaneous articles", &[(1, 20)]),
    h("97", "艺术品、古物", "Art and antiques", &[(1, 6)]),
];
