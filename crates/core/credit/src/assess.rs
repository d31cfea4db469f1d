//! The certification standard (海关高级认证企业标准): items with results give a score, and whether it is passed.
//!
//! Announcement 88/2021: 100 points and the sum of the items; passed with 95 and more, no item that does not conform, and at
//! most three items of internal control and trade security that conform in part. The items themselves are given by whoever
//! assesses: general standard and the standards of each kind of enterprise differ, and change.

/// To what an item belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// 内部控制.
    InternalControl,
    /// 财务状况.
    FinancialStatus,
    /// 守法规范.
    Compliance,
    /// 贸易安全.
    TradeSecurity,
    /// 附加标准.
    Bonus,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 5] =
        [Self::InternalControl, Self::FinancialStatus, Self::Compliance, Self::TradeSecurity, Self::Bonus];

    /// Its name in commands, Chinese and English.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::InternalControl => ("internal-control", "内部控制", "internal control"),
            Self::FinancialStatus => ("financial-status", "财务状况", "financial status"),
            Self::Compliance => ("compliance", "守法规范", "compliance"),
            Self::TradeSecurity => ("trade-security", "贸易安全", "trade security"),
            Self::Bonus => ("bonus", "附加标准", "bonus"),
        }
    }

    /// The group of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.names().0 == name)
    }

    /// Results that an item of the group can have.
    #[must_use]
    pub const fn results(self) -> &'static [i32] {
        match self {
            Self::Bonus => &[0, 2],
            _ => &[-2, -1, 0],
        }
    }
}

/// One item with its result. What does not apply is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// To what it belongs.
    pub group: Group,
    /// Its number or name, such as `3.2`.
    pub name: String,
    /// 0 conforms, -1 in part, -2 does not; of the bonus 2 or 0.
    pub result: i32,
}

/// Score and verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// 100 and the sum of the items; at most 102.
    pub score: i32,
    /// Whether the standard is passed.
    pub passed: bool,
    /// Why it is not, Chinese and English; empty: it is.
    pub against: Vec<(String, String)>,
}

/// The points from which it is passed.
pub const PASS: i32 = 95;
/// Items of internal control and trade security that may conform in part.
pub const PARTLY: usize = 3;
/// The most that the bonus gives.
pub const BONUS: i32 = 2;

/// Assesses by the standard.
#[must_use]
pub fn assess(items: &[Item]) -> Assessment {
    let points = |bonus: bool| {
        let of = items.iter().filter(|item| (item.group == Group::Bonus) == bonus);
        of.map(|item| item.result).fold(0_i32, i32::saturating_add)
    };
    let score = points(false).saturating_add(points(true).min(BONUS)).saturating_add(100);
    let mut against = Vec::new();
    let failed: Vec<&str> = items.iter().filter(|item| item.result <= -2).map(|item| &*item.name).collect();
    if !failed.is_empty() {
        let items = failed.join(", ");
        against.push((format!("不达标：{items}"), format!("does not conform: {items}")));
    }
    let strict = |item: &&Item| {
        item.result == -1 && matches!(item.group, Group::InternalControl | Group::TradeSecurity)
    };
    let partly = items.iter().filter(strict).count();
    if partly > PARTLY {
        against.push((
            format!("内部控制和贸易安全部分达标 {partly} 项，超过 {PARTLY} 项"),
            format!("{partly} items of internal control and trade security conform in part; {PARTLY} may"),
        ));
    }
    if score < PASS {
        against.push((format!("{score} 分，低于 {PASS} 分"), format!("{score} points are below {PASS}")));
    }
    Assessment { score, passed: against.is_empty(), against }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `internal-control*3=-1`: three items of a group with a result.
    fn items(text: &str) -> Vec<Item> {
        text.split_whitespace()
            .flat_map(|entry| {
                let (group, result) = entry.split_once('=').unwrap();
                let (group, count) = group.split_once('*').unwrap_or((group, "1"));
                let group = Group::named(group).unwrap();
                let one = move |n| Item { group, name: format!("{n}"), result: result.parse().unwrap() };
                (1..=count.parse::<i32>().unwrap()).map(one)
            })
            .collect()
    }

    #[test]
    fn the_standard() {
        for (given, score, passed) in [
            ("", 100, true),
            ("compliance=0 internal-control*3=-1", 97, true),
            // Four partly conforming items of the two strict groups fail, of the others they only cost points.
            ("internal-control*2=-1 trade-security*2=-1", 96, false),
            ("compliance*3=-1 financial-status*2=-1", 95, true),
            ("compliance*4=-1 financial-status*2=-1", 94, false),
            ("compliance*4=-1 financial-status*2=-1 bonus=2", 96, true),
            // The bonus is at most two points, and mends nothing that does not conform.
            ("bonus*3=2", 102, true),
            ("trade-security=-2", 98, false),
            ("trade-security=-2 bonus=2", 100, false),
        ] {
            let got = assess(&items(given));
            assert_eq!((got.score, got.passed), (score, passed), "{given}: {:?}", got.against);
        }
    }
}
