//! The typical profile, for those who read no files: rehearsals, tests, benchmarks. `profiles/typical.toml` is the same;
//! a test of the screening service holds the two together.

use super::{Profile, Quota, Rule, Scores, Share};
use crate::expression::Expression;
use std::collections::BTreeMap;
use tongguan_domain::process::Words;
use tongguan_domain::screening::Lane;

type Row = (&'static str, Lane, u32, &'static str, &'static str, &'static str);

/// Id, lane, share, condition, reason. Assumed shares, low enough that an ordinary parcel is mostly green.
#[rustfmt::skip] // A table.
const RULES: &[Row] = &[
    ("value.just_under_limit", Lane::Yellow, 200_000,
        r"value_cny >= 4900 && value_cny <= 5000",
        "value of 4,900 to 5,000 CNY, just under the limit of a list", "价值 4900 至 5000 元，略低于清单限额"),
    ("value.per_kg", Lane::Yellow, 200_000,
        r"(value_cny / gross_weight < 1 || value_cny / gross_weight > 20000) && gross_weight > 0",
        "value per kg below 1 or above 20,000 CNY", "每千克价值低于 1 元或高于 20000 元"),
    ("weight.per_package", Lane::Red, 100_000,
        r#"trade_mode == "9610" && (gross_weight / packages < 0.005 || gross_weight / packages > 50)"#,
        "a parcel's package below 5 g or above 50 kg", "包裹单件低于 5 克或高于 50 千克"),
    ("weight.packing", Lane::Yellow, 100_000,
        r"net_weight * 10 < gross_weight",
        "net weight below a tenth of gross weight", "净重不足毛重的十分之一"),
    ("goods.prohibited", Lane::Red, 300_000,
        r#"hs_in(hs_codes, ["93", "9705", "9706", "0507"]) || named(goods_names, ["象牙", "文物", "古董", "犀角", "枪", "ivory", "antique", "firearm"])"#,
        "arms, cultural relics, protected species", "武器、文物、濒危物种"),
    ("goods.blade", Lane::Red, 50_000,
        r#"hs_in(hs_codes, ["8211"]) || named(goods_names, ["刀", "匕首", "knife", "dagger"])"#,
        "knives and blades", "刀具"),
    ("goods.battery", Lane::Red, 20_000,
        r#"hs_in(hs_codes, ["8506", "8507"]) || named(goods_names, ["电池", "充电宝", "移动电源", "battery", "power bank"])"#,
        "lithium batteries and power banks, dangerous in transport", "锂电池、充电宝，运输危险"),
    ("goods.ipr", Lane::Red, 10_000,
        r#"hs_in(hs_codes, ["9101", "9102", "6403", "6404", "4202"]) || named(goods_names, ["手表", "腕表", "运动鞋", "球鞋", "手袋", "watch", "sneaker", "handbag"])"#,
        "goods that are often counterfeit: watches, sports shoes, bags", "常见侵权商品：手表、运动鞋、箱包"),
    ("goods.flammable", Lane::Yellow, 20_000,
        r#"hs_in(hs_codes, ["3303", "9613"]) || named(goods_names, ["香水", "打火机", "perfume", "lighter"])"#,
        "perfume, lighters and other flammable goods", "香水、打火机等易燃品"),
    ("evidence.no_payment", Lane::Blue, 20_000,
        r#"trade_mode == "9610" && payment_wanted && !has_payment"#,
        "no receipt of payment with a parcel, up to 2024-12-14: nobody has to send one since",
        "包裹没有收款单；自 2024-12-15 起无须报送"),
];

/// Id, lane, share, reason.
#[rustfmt::skip] // A table.
const RANDOM: &[(&str, Lane, Share, &str, &str)] = &[
    ("random.inspection", Lane::Red, Share::CreditClass,
        "random inspection at the rate of the exporter's credit class: 5,700 for advanced certified, 14,000 for certified, 30,000 for other (the share shown here), 850,000 for dishonest, 1,000,000 for seriously dishonest",
        "按电商企业信用等级的查验率随机查验：高级认证 5700，认证 14000，其他 30000（此处所示），失信 850000，严重失信 1000000"),
    ("random.documents", Lane::Yellow, Share::Fixed(5_000), "random review of documents", "随机人工审核"),
    ("random.audit", Lane::Blue, Share::Fixed(10_000),
        "a mark for an audit after release; no audit is simulated", "放行后稽查标记；不模拟稽查"),
];

impl Default for Profile {
    fn default() -> Self {
        let rules = RULES.iter().filter_map(|(id, lane, share_ppm, when, en, zh)| {
            // That each can be read is tested.
            let when = Expression::parse(when).ok()?;
            Some(Rule {
                id: (*id).to_owned(),
                when,
                lane: *lane,
                share_ppm: *share_ppm,
                score: 0,
                reason: Words::new(*en, *zh),
                expires: None,
            })
        });
        let random = RANDOM.iter().map(|(id, lane, share, en, zh)| Quota {
            id: (*id).to_owned(),
            lane: *lane,
            share: *share,
            offices: BTreeMap::new(),
            modes: BTreeMap::new(),
            reason: Words::new(*en, *zh),
        });
        Self {
            name: "typical".to_owned(),
            version: "2022.3".to_owned(),
            valid_from: None,
            valid_to: None,
            rules: rules.collect(),
            random: random.collect(),
            scores: Scores::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rules_are_all_there_named_once_and_shares_are_shares() {
        let profile = Profile::default();
        let rules: Vec<_> = profile.views().collect();
        assert_eq!(rules.len(), RULES.len() + RANDOM.len());
        let names: BTreeSet<_> = rules.iter().map(|r| r.rule).collect();
        assert_eq!(names.len(), rules.len());
        for rule in rules {
            assert!(rule.share_ppm <= crate::WHOLE_PPM && !rule.reason.zh.is_empty(), "{rule:?}");
            assert_ne!(rule.lane, Lane::Green, "{rule:?}");
        }
    }
}
