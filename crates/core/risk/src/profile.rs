//! A profile: the rules of selectivity as named, versioned data.

use tongguan_domain::decimal::Decimal;
use tongguan_domain::screening::Lane;

/// Criteria and quotas under one name. A change of any rule takes a new name, as decisions are recorded with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Name and version, such as `standard-2022.2`.
    pub name: String,
    /// Looked at first, in this order.
    pub criteria: Vec<Criterion>,
    /// Then the random quotas, in this order.
    pub quotas: Vec<Quota>,
}

/// One rule about what is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Stable id.
    pub id: String,
    /// The lane that it chooses.
    pub lane: Lane,
    /// Share of matching declarations that it selects, parts per million.
    pub share_ppm: u32,
    /// What it looks for.
    pub text: String,
    /// Only under these `tradeMode`s; empty: under all.
    pub trade_modes: Vec<String>,
    /// What has to hold.
    pub condition: Condition,
}

/// What a criterion looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The value in CNY lies in this range, both ends included. An unknown value is in no range.
    Value {
        /// From.
        from: Decimal,
        /// To.
        to: Decimal,
    },
    /// CNY per kg of gross weight is below `least` or above `most`.
    ValuePerKg {
        /// Least believable.
        least: Decimal,
        /// Most believable.
        most: Decimal,
    },
    /// Gross weight per package in kg is below `least` or above `most`.
    WeightPerPackage {
        /// Least believable.
        least: Decimal,
        /// Most believable.
        most: Decimal,
    },
    /// Net weight is below this share of gross weight.
    NetShareBelow {
        /// Parts per million of gross weight.
        ppm: u32,
    },
    /// A line has one of these goods.
    Goods {
        /// Beginnings of `gcode`.
        hs: Vec<String>,
        /// Parts of `gname`; ASCII letters in lower case, matched in any case.
        words: Vec<String>,
    },
    /// No receipt of payment is there, although the law of the day wants one.
    NoPayment,
}

/// One random quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Stable id.
    pub id: String,
    /// The lane that it chooses.
    pub lane: Lane,
    /// How many it selects.
    pub share: Share,
    /// What it is for.
    pub text: String,
}

/// The share of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The same for everyone, parts per million.
    Fixed(u32),
    /// The inspection rate of the exporter's credit class, which the facts bring.
    CreditClass,
}

/// One rule as the API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleView<'a> {
    /// Stable id.
    pub rule: &'a str,
    /// The lane that it chooses.
    pub lane: Lane,
    /// Share of matching declarations that it selects, parts per million. Where the credit class decides: the share
    /// of the class `other`.
    pub share_ppm: u32,
    /// What it looks for.
    pub text: &'a str,
}

/// The inspection rate of ordinary enterprises, shown where the facts decide.
const ORDINARY_PPM: u32 = 30_000;

impl Profile {
    /// Every rule in the order of evaluation.
    pub fn rules(&self) -> impl Iterator<Item = RuleView<'_>> {
        let criteria = self.criteria.iter().map(|criterion| RuleView {
            rule: &criterion.id,
            lane: criterion.lane,
            share_ppm: criterion.share_ppm,
            text: &criterion.text,
        });
        let quotas = self.quotas.iter().map(|quota| RuleView {
            rule: &quota.id,
            lane: quota.lane,
            share_ppm: match quota.share {
                Share::Fixed(ppm) => ppm,
                Share::CreditClass => ORDINARY_PPM,
            },
            text: &quota.text,
        });
        criteria.chain(quotas)
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

fn criterion(id: &str, lane: Lane, share_ppm: u32, text: &str, condition: Condition) -> Criterion {
    Criterion {
        id: id.to_owned(),
        lane,
        share_ppm,
        text: text.to_owned(),
        trade_modes: Vec::new(),
        condition,
    }
}

fn goods(id: &str, lane: Lane, share_ppm: u32, text: &str, hs: &[&str], words: &[&str]) -> Criterion {
    let condition = Condition::Goods { hs: texts(hs), words: texts(words) };
    criterion(id, lane, share_ppm, text, condition)
}

fn quota(id: &str, lane: Lane, share: Share, text: &str) -> Quota {
    Quota { id: id.to_owned(), lane, share, text: text.to_owned() }
}

/// Thousandths of a whole, for weights of a few grams.
const fn thousandths(n: i128) -> Decimal {
    Decimal::from_scaled(n * 100)
}

impl Default for Profile {
    /// The standard profile: assumed shares, low enough that an ordinary parcel is mostly Green.
    fn default() -> Self {
        let under_limit = Condition::Value { from: Decimal::whole(4_900), to: Decimal::whole(5_000) };
        let per_kg = Condition::ValuePerKg { least: Decimal::whole(1), most: Decimal::whole(20_000) };
        let per_package = Condition::WeightPerPackage { least: thousandths(5), most: Decimal::whole(50) };
        let parcels = texts(&["9610"]);
        Self {
            name: "standard-2022.2".to_owned(),
            criteria: vec![
                criterion(
                    "value.just_under_limit",
                    Lane::Yellow,
                    200_000,
                    "value of 4,900 to 5,000 CNY, just under the limit of a list",
                    under_limit,
                ),
                criterion(
                    "value.per_kg",
                    Lane::Yellow,
                    200_000,
                    "value per kg below 1 or above 20,000 CNY",
                    per_kg,
                ),
                Criterion {
                    trade_modes: parcels.clone(),
                    ..criterion(
                        "weight.per_package",
                        Lane::Red,
                        100_000,
                        "a parcel's package below 5 g or above 50 kg",
                        per_package,
                    )
                },
                criterion(
                    "weight.packing",
                    Lane::Yellow,
                    100_000,
                    "net weight below a tenth of gross weight",
                    Condition::NetShareBelow { ppm: 100_000 },
                ),
                goods(
                    "goods.prohibited",
                    Lane::Red,
                    300_000,
                    "arms, cultural relics, protected species",
                    &["93", "9705", "9706", "0507"],
                    &["象牙", "文物", "古董", "犀角", "枪", "ivory", "antique", "firearm"],
                ),
                goods(
                    "goods.blade",
                    Lane::Red,
                    50_000,
                    "knives and blades",
                    &["8211"],
                    &["刀", "匕首", "knife", "dagger"],
                ),
                goods(
                    "goods.battery",
                    Lane::Red,
                    20_000,
                    "lithium batteries and power banks, dangerous in transport",
                    &["8506", "8507"],
                    &["电池", "充电宝", "移动电源", "battery", "power bank"],
                ),
                goods(
                    "goods.ipr",
                    Lane::Red,
                    10_000,
                    "goods that are often counterfeit: watches, sports shoes, bags",
                    &["9101", "9102", "6403", "6404", "4202"],
                    &["手表", "腕表", "运动鞋", "球鞋", "手袋", "watch", "sneaker", "handbag"],
                ),
                goods(
                    "goods.flammable",
                    Lane::Yellow,
                    20_000,
                    "perfume, lighters and other flammable goods",
                    &["3303", "9613"],
                    &["香水", "打火机", "perfume", "lighter"],
                ),
                Criterion {
                    trade_modes: parcels,
                    ..criterion(
                        "evidence.no_payment",
                        Lane::Blue,
                        20_000,
                        "no receipt of payment with a parcel, up to 2024-12-14: nobody has to send one since",
                        Condition::NoPayment,
                    )
                },
            ],
            quotas: vec![
                quota(
                    "random.inspection",
                    Lane::Red,
                    Share::CreditClass,
                    "random inspection at the rate of the exporter's credit class: 5,700 for advanced certified, \
                     14,000 for certified, 30,000 for other (the share shown here), 850,000 for dishonest, 1,000,000 \
                     for seriously dishonest",
                ),
                quota("random.documents", Lane::Yellow, Share::Fixed(5_000), "random review of documents"),
                quota(
                    "random.audit",
                    Lane::Blue,
                    Share::Fixed(10_000),
                    "a mark for an audit after release; no audit is simulated",
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rules_are_named_once_and_shares_are_shares() {
        let profile = Profile::default();
        let rules: Vec<_> = profile.rules().collect();
        let names: BTreeSet<_> = rules.iter().map(|r| r.rule).collect();
        assert_eq!(names.len(), rules.len());
        for rule in rules {
            assert!(rule.share_ppm <= crate::WHOLE_PPM && !rule.text.is_empty(), "{rule:?}");
            assert_ne!(rule.lane, Lane::Green, "{rule:?}");
        }
    }

    #[test]
    fn words_are_lower_case() {
        for criterion in Profile::default().criteria {
            if let Condition::Goods { words, .. } = criterion.condition {
                assert!(words.iter().all(|w| *w == w.to_ascii_lowercase()), "{words:?}");
            }
        }
    }
}
