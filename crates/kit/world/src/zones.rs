//! The comprehensive pilot zones (跨境电子商务综合试验区), as a table.

/// A comprehensive pilot zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Number of the batch of approvals, 1 to 7.
    pub batch: u8,
    /// Year and month of the approval, such as `2015-03`.
    pub approved: &'static str,
    /// Province-level region (省级行政区), Chinese.
    pub province: &'static str,
    /// Name, Chinese.
    pub zh: &'static str,
    /// Name, English.
    pub en: &'static str,
    /// Code of the customs district (直属海关关区代码) over the city, 4 digits.
    pub district: &'static str,
}

/// How many zones there are until the end of 2024: batches 1 to 7.
pub const ZONES: usize = 165;

const TABLE: &str = include_str!("zones.csv");

/// The zones in the order of their approval, at most so many.
pub fn zones(most: usize) -> Vec<Zone> {
    TABLE.lines().skip(1).filter_map(read).take(most).collect()
}

fn read(line: &'static str) -> Option<Zone> {
    let mut fields = line.split(',');
    Some(Zone {
        batch: fields.next()?.parse().ok()?,
        approved: fields.next()?,
        province: fields.next()?,
        zh: fields.next()?,
        en: fields.next()?,
        district: fields.next()?,
    })
}

/// The two digits with which codes of a province-level region begin (GB/T 2260).
const PROVINCES: [(&str, u8); 31] = [
    ("北京", 11),
    ("天津", 12),
    ("河北", 13),
    ("山西", 14),
    ("内蒙古", 15),
    ("辽宁", 21),
    ("吉林", 22),
    ("黑龙江", 23),
    ("上海", 31),
    ("江苏", 32),
    ("浙江", 33),
    ("安徽", 34),
    ("福建", 35),
    ("江西", 36),
    ("山东", 37),
    ("河南", 41),
    ("湖北", 42),
    ("湖南", 43),
    ("广东", 44),
    ("广西", 45),
    ("海南", 46),
    ("重庆", 50),
    ("四川", 51),
    ("贵州", 52),
    ("云南", 53),
    ("西藏", 54),
    ("陕西", 61),
    ("甘肃", 62),
    ("青海", 63),
    ("宁夏", 64),
    ("新疆", 65),
];

impl Zone {
    /// The two digits of the province-level region (GB/T 2260); 0 if it is not in the table.
    #[must_use]
    pub fn province_code(&self) -> u8 {
        PROVINCES.iter().find(|(name, _)| *name == self.province).map_or(0, |(_, code)| *code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_165_zones_in_31_provinces() {
        let zones = zones(usize::MAX);
        assert_eq!(zones.len(), ZONES);
        assert_eq!(zones.iter().map(|zone| zone.zh).collect::<BTreeSet<_>>().len(), ZONES);
        assert_eq!(zones.iter().map(|zone| zone.province).collect::<BTreeSet<_>>().len(), 31);
        assert!(zones.iter().all(|zone| zone.province_code() > 0 && zone.district.len() == 4));
        assert!(zones.is_sorted_by_key(|zone| (zone.batch, zone.approved)));
    }
}
