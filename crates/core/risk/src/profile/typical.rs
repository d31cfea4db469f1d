//! The typical profile, for those who read no files: rehearsals, tests, benchmarks. `profiles/typical.toml` is the same;
//! a test of the screening service holds the two together.

use super::{Profile, Prospect, Quota, Rule, Scores, Share};
use crate::WHOLE_PPM;
use crate::expression::Expression;
use std::collections::BTreeMap;
use tongguan_domain::process::{Detention, Words};
use tongguan_domain::screening::{Disposition, FindingKind, Lane};

type Row = (&'static str, Lane, u32, Option<Detention>, &'static str, &'static str, &'static str);

/// Id, lane, share, to whom goods are handed over, condition, reason. Assumed shares, low enough that an ordinary parcel
/// is mostly green.
#[rustfmt::skip] // A table.
const RULES: &[Row] = &[
    ("goods.arms", Lane::Stop, WHOLE_PPM, Some(Detention::Smuggling),
        r#"hs_in(hs_codes, ["93"]) || named(goods_names, ["枪", "弹药", "手雷", "firearm", "rifle", "pistol", "ammunition"], ["热熔胶枪", "胶枪", "筋膜枪", "水枪", "喷枪", "焊枪", "钉枪", "额温枪", "测温枪", "扫码枪", "扫描枪", "玩具枪", "枪灰", "water pistol"])"#,
        "arms and ammunition: they may not leave", "武器弹药：禁止出境"),
    ("goods.wildlife", Lane::Stop, WHOLE_PPM, Some(Detention::Smuggling),
        r#"hs_in(hs_codes, ["0507"]) || named(goods_names, ["象牙", "犀角", "虎骨", "玳瑁", "穿山甲", "ivory", "rhino horn"], ["象牙白", "象牙色", "仿象牙", "ivory white", "ivory dress", "ivory color", "faux ivory"])"#,
        "parts of protected species: they may not leave", "濒危物种制品：禁止出境"),
    ("goods.relics", Lane::Red, WHOLE_PPM, None,
        r#"hs_in(hs_codes, ["9705", "9706"]) || named(goods_names, ["文物", "古董", "出土", "antique"], ["仿古董", "文物修复胶", "antique style", "antique brass"])"#,
        "cultural relics and antiques: they need a permit", "文物、古董：须凭许可出境"),
    ("route.embargo", Lane::Stop, WHOLE_PPM, Some(Detention::Legal),
        r#"country == "109" && hs_in(hs_codes, ["84", "85", "88", "90"])"#,
        "machines, electronics, aircraft or instruments to the DPRK: an embargo", "输朝机电、航空器、仪器：禁运"),
    ("value.just_under_limit", Lane::Yellow, 200_000, None,
        "value_cny >= 4900 && value_cny <= 5000",
        "value of 4,900 to 5,000 CNY, just under the limit of a list", "价值 4900 至 5000 元，略低于清单限额"),
    ("split.near_limit", Lane::Yellow, WHOLE_PPM, None,
        "exporter_near_limit_24h >= 5 && value_cny >= 4500 && value_cny <= 5000",
        "the fifth list of this exporter within a day that is worth 4,500 to 5,000 CNY: one consignment may have been split", "该企业一日内第五份（及以上）价值 4500 至 5000 元的清单：化整为零嫌疑"),
    ("value.per_kg", Lane::Yellow, 200_000, None,
        "(value_cny / gross_weight < 1 || value_cny / gross_weight > 20000) && gross_weight > 0",
        "value per kg below 1 or above 20,000 CNY", "每千克价值低于 1 元或高于 20000 元"),
    ("value.to_peers", Lane::Yellow, WHOLE_PPM, None,
        "price_to_peers > 20 || price_to_peers < 0.05",
        "a price more than twenty times above or below what such goods were released at", "单价高于或低于同类已放行货物二十倍"),
    ("weight.to_peers", Lane::Yellow, WHOLE_PPM, None,
        "weight_to_peers > 20 || weight_to_peers < 0.05",
        "a unit more than twenty times heavier or lighter than such goods that were released", "单件重量高于或低于同类已放行货物二十倍"),
    ("weight.per_package", Lane::Red, 100_000, None,
        r#"trade_mode == "9610" && (gross_weight / packages < 0.005 || gross_weight / packages > 50)"#,
        "a parcel's package below 5 g or above 50 kg", "包裹单件低于 5 克或高于 50 千克"),
    ("weight.packing", Lane::Yellow, 100_000, None,
        "net_weight * 10 < gross_weight",
        "net weight below a tenth of gross weight", "净重不足毛重的十分之一"),
    ("goods.blade", Lane::Red, 50_000, None,
        r#"hs_in(hs_codes, ["8211"]) || named(goods_names, ["刀", "匕首", "knife", "dagger"], ["剃须刀", "美工刀片", "刀豆", "刀削面"])"#,
        "knives and blades", "刀具"),
    ("goods.battery", Lane::Red, 20_000, None,
        r#"hs_in(hs_codes, ["8506", "8507"]) || named(goods_names, ["电池", "充电宝", "移动电源", "battery", "power bank"])"#,
        "lithium batteries and power banks, dangerous in transport", "锂电池、充电宝，运输危险"),
    ("goods.brand", Lane::Red, 300_000, None,
        r#"named(goods_names, ["nike", "耐克", "adidas", "阿迪达斯", "louis vuitton", "lv老花", "gucci", "古驰", "rolex", "劳力士"]) || named(goods_models, ["nike", "耐克", "adidas", "阿迪达斯", "louis vuitton", "lv老花", "gucci", "古驰", "rolex", "劳力士"]) || named(item_names, ["nike", "耐克", "adidas", "阿迪达斯", "louis vuitton", "lv老花", "gucci", "古驰", "rolex", "劳力士"])"#,
        "a brand that is often counterfeit is named", "名称含常被仿冒的品牌"),
    ("goods.ipr", Lane::Red, 10_000, None,
        r#"hs_in(hs_codes, ["9101", "9102", "6403", "6404", "4202"]) || named(goods_names, ["手表", "腕表", "运动鞋", "球鞋", "手袋", "watch", "sneaker", "handbag"], ["手表带", "手表盒"])"#,
        "goods that are often counterfeit: watches, sports shoes, bags", "常见侵权商品：手表、运动鞋、箱包"),
    ("goods.flammable", Lane::Yellow, 20_000, None,
        r#"hs_in(hs_codes, ["3303", "9613"]) || named(goods_names, ["香水", "打火机", "perfume", "lighter"], ["香水瓶", "lighter case"])"#,
        "perfume, lighters and other flammable goods", "香水、打火机等易燃品"),
    ("goods.found_lately", Lane::Red, 100_000, None,
        "heading_findings_30d >= 5",
        "something was found in this heading five times within 30 days", "该品目 30 日内已查获五次"),
    ("name.telephone", Lane::Yellow, WHOLE_PPM, None,
        r#"named_outside(goods_names, ["手机", "iphone", "smartphone"], ["手机壳", "手机套", "手机支架", "手机膜", "iphone case", "smartphone case"], hs_codes, ["8517"])"#,
        "named a telephone, and declared as something else", "名称为手机，编码不是手机"),
    ("name.watch", Lane::Yellow, WHOLE_PPM, None,
        r#"named_outside(goods_names, ["手表", "腕表", "wristwatch"], ["手表带", "手表盒", "wristwatch strap"], hs_codes, ["9101", "9102", "8517"])"#,
        "named a watch, and declared as something else", "名称为手表，编码不是手表"),
    ("route.no_sea", Lane::Yellow, WHOLE_PPM, None,
        r#"traf_mode == "2" && (exit_code.startsWith("94") || exit_code.startsWith("88"))"#,
        "by water through an office of Xinjiang or Tibet, where there is no sea", "经新疆、西藏关区水路出境"),
    ("identity.telephone", Lane::Yellow, WHOLE_PPM, None,
        "phone_exporters_30d >= 5",
        "five exporters within 30 days under one telephone number", "30 日内五家企业使用同一电话"),
    ("identity.payment", Lane::Yellow, WHOLE_PPM, None,
        "payment_orders_30d >= 3",
        "three orders within 30 days under one number of a payment", "30 日内三份订单使用同一支付交易编号"),
    ("documents.differ", Lane::Yellow, 500_000, None,
        "waybill_weight > gross_weight * 2 || waybill_weight * 2 < gross_weight || paid_cny > ordered_cny * 2 || paid_cny * 2 < ordered_cny",
        "weight or amount differ by more than twice between the documents", "单证之间重量或金额相差两倍以上"),
    ("agent.rejected", Lane::Yellow, 200_000, None,
        "agent_rejected_90d >= 30 && agent_rejected_90d * 4 > agent_lists_90d",
        "an agent a fifth of whose lists were rejected within 90 days", "该申报企业 90 日内五分之一以上被退单"),
    ("trade.unarrived", Lane::Blue, WHOLE_PPM, None,
        "exporter_unarrived >= 20 && exporter_unarrived * 2 > exporter_lists_30d",
        "an exporter most of whose goods never arrive: false trade is suspected", "该企业多数货物未运抵：虚假贸易嫌疑"),
    ("evidence.no_payment", Lane::Blue, 20_000, None,
        r#"trade_mode == "9610" && payment_wanted && !has_payment"#,
        "no receipt of payment with a parcel, up to 2024-12-14: nobody has to send one since", "包裹没有收款单；自 2024-12-15 起无须报送"),
];

type Seen = (&'static str, FindingKind, Disposition, u32, &'static str, &'static str, &'static str);

/// Id, what is found, what becomes of the goods, in how many of them, where, in words. Assumed shares.
#[rustfmt::skip] // A table.
const FINDINGS: &[Seen] = &[
    ("found.prohibited", FindingKind::Prohibited, Disposition::Detain(Detention::Smuggling), 950_000,
        r#"hs_in(hs_codes, ["93"]) || named(goods_names, ["枪", "弹药", "手雷", "firearm", "rifle", "pistol", "ammunition"], ["热熔胶枪", "胶枪", "筋膜枪", "水枪", "喷枪", "焊枪", "钉枪", "额温枪", "测温枪", "扫码枪", "扫描枪", "玩具枪", "枪灰", "water pistol"]) || hs_in(hs_codes, ["0507"]) || named(goods_names, ["象牙", "犀角", "虎骨", "玳瑁", "穿山甲", "ivory", "rhino horn"], ["象牙白", "象牙色", "仿象牙", "ivory white", "ivory dress", "ivory color", "faux ivory"])"#,
        "prohibited goods", "禁止出境货物"),
    ("found.brand", FindingKind::Infringement, Disposition::Detain(Detention::Legal), 600_000,
        r#"named(goods_names, ["nike", "耐克", "adidas", "阿迪达斯", "louis vuitton", "lv老花", "gucci", "古驰", "rolex", "劳力士"]) || named(goods_models, ["nike", "耐克", "adidas", "阿迪达斯", "louis vuitton", "lv老花", "gucci", "古驰", "rolex", "劳力士"]) || named(item_names, ["nike", "耐克", "adidas", "阿迪达斯", "louis vuitton", "lv老花", "gucci", "古驰", "rolex", "劳力士"])"#,
        "counterfeits of the brand", "仿冒该品牌"),
    ("found.name", FindingKind::Classification, Disposition::Reject, 800_000,
        r#"named_outside(goods_names, ["手机", "iphone", "smartphone"], ["手机壳", "手机套", "手机支架", "手机膜", "iphone case", "smartphone case"], hs_codes, ["8517"]) || named_outside(goods_names, ["手表", "腕表", "wristwatch"], ["手表带", "手表盒", "wristwatch strap"], hs_codes, ["9101", "9102", "8517"])"#,
        "the goods are what they are named, not what they are declared as", "货物与品名相符，与编码不符"),
    ("found.split", FindingKind::Split, Disposition::Detain(Detention::Clearance), 500_000,
        "exporter_near_limit_24h >= 5 && value_cny >= 4500 && value_cny <= 5000",
        "parts of one consignment", "同一批货物拆分申报"),
    ("found.value", FindingKind::Value, Disposition::Reject, 700_000,
        "price_to_peers > 20 || price_to_peers < 0.05",
        "the price is not what was paid", "申报价格不实"),
    ("found.weight", FindingKind::Quantity, Disposition::Reject, 700_000,
        "weight_to_peers > 20 || weight_to_peers < 0.05",
        "other goods, or more of them", "数量或货物不符"),
    ("found.false_trade", FindingKind::FalseTrade, Disposition::Reject, 500_000,
        "exporter_unarrived >= 20 && exporter_unarrived * 2 > exporter_lists_30d",
        "orders that nobody placed", "无真实交易的订单"),
    ("found.documents", FindingKind::Documents, Disposition::Reject, 500_000,
        "waybill_weight > gross_weight * 2 || waybill_weight * 2 < gross_weight || paid_cny > ordered_cny * 2 || paid_cny * 2 < ordered_cny",
        "the documents are of different goods", "单证所指货物不一"),
    ("found.blade", FindingKind::Restricted, Disposition::Reject, 100_000,
        r#"hs_in(hs_codes, ["8211"]) || named(goods_names, ["刀", "匕首", "knife", "dagger"], ["剃须刀", "美工刀片", "刀豆", "刀削面"])"#,
        "a blade that needs a permit", "须凭许可的刀具"),
    ("found.battery", FindingKind::Packing, Disposition::ShipBack, 100_000,
        r#"hs_in(hs_codes, ["8506", "8507"]) || named(goods_names, ["电池", "充电宝", "移动电源", "battery", "power bank"])"#,
        "batteries that are not packed for transport", "电池包装不合运输要求"),
    ("found.ipr", FindingKind::Infringement, Disposition::Detain(Detention::Legal), 30_000,
        r#"hs_in(hs_codes, ["9101", "9102", "6403", "6404", "4202"]) || named(goods_names, ["手表", "腕表", "运动鞋", "球鞋", "手袋", "watch", "sneaker", "handbag"], ["手表带", "手表盒"])"#,
        "counterfeits", "侵权货物"),
    ("found.quantity", FindingKind::Quantity, Disposition::Reject, 25_000,
        "true",
        "other quantities than declared", "数量不符"),
    ("found.packing", FindingKind::Packing, Disposition::ShipBack, 10_000,
        "true",
        "packing or marks that may not leave", "包装、标识不符合要求"),
    ("found.hidden", FindingKind::Hidden, Disposition::Detain(Detention::Smuggling), 7_000,
        "true",
        "goods hidden among others", "夹藏"),
    ("found.origin", FindingKind::Origin, Disposition::Detain(Detention::Other), 5_000,
        "true",
        "another origin or destination", "原产地或目的地不符"),
    ("found.restricted", FindingKind::Restricted, Disposition::Detain(Detention::Clearance), 2_000,
        "true",
        "goods that need a licence", "须凭许可证的货物"),
    ("found.infringement", FindingKind::Infringement, Disposition::Detain(Detention::Legal), 1_000,
        "true",
        "goods that infringe a right", "侵权货物"),
];

/// Id, lane, share, reason.
#[rustfmt::skip] // A table.
const RANDOM: &[(&str, Lane, Share, &str, &str)] = &[
    ("random.inspection", Lane::Red, Share::CreditClass,
        "random inspection at the rate of the exporter's credit class: 5,700 for advanced certified, 14,000 for certified, 30,000 for other (the share shown here), 850,000 for dishonest, 1,000,000 for seriously dishonest",
        "按电商企业信用等级的查验率随机查验：高级认证 5700，认证 14000，其他 30000（此处所示），失信 850000，严重失信 1000000"),
    ("random.documents", Lane::Yellow, Share::Fixed(5_000), "random review of documents", "随机人工审核"),
    ("random.audit", Lane::Blue, Share::Fixed(10_000),
        "random audit, 30 to 90 days after release", "放行 30 至 90 日后随机稽查"),
];

impl Default for Profile {
    fn default() -> Self {
        let rules = RULES.iter().filter_map(|(id, lane, share_ppm, hand_over, when, en, zh)| {
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
                hand_over: *hand_over,
                most_misses: None,
            })
        });
        let findings = FINDINGS.iter().filter_map(|(id, kind, disposition, share_ppm, when, en, zh)| {
            Some(Prospect {
                id: (*id).to_owned(),
                when: Expression::parse(when).ok()?,
                kind: *kind,
                disposition: *disposition,
                share_ppm: *share_ppm,
                reason: Words::new(*en, *zh),
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
            version: "2026.1".to_owned(),
            valid_from: None,
            valid_to: None,
            rules: rules.collect(),
            random: random.collect(),
            scores: Scores::default(),
            targets: Vec::new(),
            findings: findings.collect(),
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
        assert_eq!(profile.findings.len(), FINDINGS.len());
        let names: BTreeSet<_> = rules.iter().map(|r| r.rule).collect();
        assert_eq!(names.len(), rules.len());
        for rule in rules {
            assert!(rule.share_ppm <= crate::WHOLE_PPM && !rule.reason.zh.is_empty(), "{rule:?}");
            assert_ne!(rule.lane, Lane::Green, "{rule:?}");
        }
    }
}
