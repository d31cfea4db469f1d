//! Goal: every rule of the strict profile catches what it is for, and lets pass what only looks like it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

#[path = "../../../core/risk/tests/given/mod.rs"]
mod given;

use given::{d, ordinary, texts};
use std::collections::BTreeSet;
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::screening::{Lane, ScreeningFacts};
use tongguan_domain::time::Moment;
use tongguan_risk::{FACTS, Profile, WHOLE_PPM, screen};
use tongguan_screening::shipped;

type Change = fn(&mut ScreeningFacts);

fn named(facts: &mut ScreeningFacts, names: &[&str]) {
    facts.goods_names = texts(names);
}

fn of_hs(facts: &mut ScreeningFacts, codes: &[&str]) {
    facts.hs_codes = texts(codes);
}

/// Rule, what it catches, what it does not.
#[rustfmt::skip] // A table.
const ROWS: &[(&str, Change, Change)] = &[
    ("split.near_limit", |f| { f.value_cny = Some(d("4890")); f.tracked.exporter_near_limit_24h = 3; },
        |f| { f.value_cny = Some(d("4890")); f.tracked.exporter_near_limit_24h = 2; }),
    ("split.same_goods", |f| { f.value_cny = Some(d("2600")); (f.tracked.same_goods_24h, f.tracked.same_goods_value_24h) = (3, 7_800); },
        |f| { f.value_cny = Some(d("2600")); (f.tracked.same_goods_24h, f.tracked.same_goods_value_24h) = (2, 7_800); }),
    ("identity.telephone", |f| f.tracked.phone_exporters_30d = 3, |f| f.tracked.phone_exporters_30d = 2),
    ("identity.payment", |f| f.tracked.payment_orders_30d = 2, |f| f.tracked.payment_orders_30d = 1),
    ("trade.unarrived", |f| (f.tracked.exporter_unarrived, f.tracked.exporter_lists_30d) = (10, 19),
        |f| (f.tracked.exporter_unarrived, f.tracked.exporter_lists_30d) = (10, 20)),
    ("trade.sudden", |f| (f.tracked.exporter_lists_24h, f.tracked.exporter_value_24h) = (501, 100_001),
        |f| { (f.tracked.exporter_lists_24h, f.tracked.exporter_value_24h) = (501, 100_001); f.tracked.exporter_days = 30; }),
    ("agent.rejected", |f| (f.tracked.agent_rejected_90d, f.tracked.agent_lists_90d) = (10, 29),
        |f| (f.tracked.agent_rejected_90d, f.tracked.agent_lists_90d) = (10, 30)),
    ("goods.found_lately", |f| f.tracked.heading_findings_30d = 2, |f| f.tracked.heading_findings_30d = 1),
    ("exporter.found_lately", |f| f.tracked.exporter_findings = 2, |f| f.tracked.exporter_findings = 1),
    ("value.to_peers", |f| f.tracked.price_to_peers = Some(d("10.00001")), |f| f.tracked.price_to_peers = Some(d("10"))),
    ("value.to_peers", |f| f.tracked.value_per_kg_to_peers = Some(d("0.09")), |f| f.tracked.value_per_kg_to_peers = None),
    ("weight.to_peers", |f| f.tracked.weight_to_peers = Some(d("11")), |f| f.tracked.weight_to_peers = Some(d("0.1"))),
    ("documents.differ", |f| f.papers.waybill_weight = Some(d("0.8")), |f| f.papers.waybill_weight = Some(d("0.75"))),
    ("documents.differ", |f| (f.papers.paid_cny, f.papers.ordered_cny) = (Some(d("100")), Some(d("151"))),
        |f| (f.papers.paid_cny, f.papers.ordered_cny) = (Some(d("100")), Some(d("150")))),
    ("documents.waybill_goods", |f| f.papers.waybill_goods = "手机".to_owned(), |f| f.papers.waybill_goods = "手机壳".to_owned()),
    ("licence.missing", |f| of_hs(f, &["2818101000"]), |f| { of_hs(f, &["2818101000"]); f.papers.licence = "26-01".to_owned(); }),
    ("site.missing", |f| f.papers.site.clear(), |f| f.papers.site = "2924001".to_owned()),
    ("price.highest", |f| (f.papers.highest_price_cny, f.papers.pieces) = (Some(d("3001")), d("1")),
        |f| (f.papers.highest_price_cny, f.papers.pieces) = (Some(d("3001")), d("2"))),
    ("exporter.unregistered", |f| f.tracked.exporter_registered = false, |f| f.tracked.exporter_registered = true),
    ("exporter.low_grade", |f| f.tracked.credit_grade = "BB".to_owned(), |f| f.tracked.credit_grade = "BBB".to_owned()),
    ("partners.dishonest", |f| f.tracked.partners_class = CreditClass::Dishonest, |f| f.tracked.partners_class = CreditClass::Certified),
    ("parties.one", |f| { f.agent.clone_from(&f.exporter); f.papers.platform.clone_from(&f.exporter); },
        |f| f.agent.clone_from(&f.exporter)),
    ("owner.other", |f| f.papers.owner = "3301960009".to_owned(), |f| f.papers.owner.clone_from(&f.exporter)),
    ("destination.unsaid", |f| { f.papers.destination_port.clear(); f.tracked.office.screened = 1_001; },
        |f| { f.papers.destination_port.clear(); f.tracked.office.screened = 1_000; }),
    ("exporter.first", |f| (f.tracked.exporter_lists_30d, f.inspection_ppm) = (1, 500_001),
        |f| (f.tracked.exporter_lists_30d, f.inspection_ppm) = (2, 500_001)),
    ("ipr.brand", |f| f.papers.goods_models = texts(&["Nike Air"]), |f| f.papers.goods_models = texts(&["无品牌"])),
    ("ipr.brand", |f| f.papers.item_names = texts(&["GUCCI 皮带"]), |f| f.papers.item_names = texts(&["皮带"])),
    ("goods.arms", |f| of_hs(f, &["9303200000"]), |f| of_hs(f, &["9209930000"])),
    ("goods.arms", |f| named(f, &["T恤", "热熔胶枪和猎枪"]), |f| named(f, &["热熔胶枪", "筋膜枪", "扫码枪"])),
    ("goods.arms", |f| named(f, &["ｆｉｒｅａｒｍ"]), |f| named(f, &["fire alarm"])),
    ("goods.wildlife", |f| named(f, &["象牙雕件"]), |f| named(f, &["象牙白连衣裙"])),
    ("goods.wildlife", |f| named(f, &["IVORY carving"]), |f| named(f, &["Ivory Dress"])),
    ("goods.relics", |f| of_hs(f, &["9706900090"]), |f| named(f, &["仿古董花瓶"])),
    ("goods.blade", |f| named(f, &["水果刀"]), |f| named(f, &["电动剃须刀"])),
    ("goods.battery_by_air", |f| named(f, &["充电宝"]), |f| { named(f, &["充电宝"]); f.traf_mode = "2".to_owned(); }),
    ("goods.flammable", |f| named(f, &["香水"]), |f| named(f, &["香水瓶"])),
    ("ipr.brand", |f| named(f, &["仿ＮＩＫＥ气垫鞋"]), |f| named(f, &["气垫鞋"])),
    ("ipr.brand", |f| named(f, &["LV老花钱夹"]), |f| named(f, &["老花眼镜"])),
    ("ipr.heading", |f| of_hs(f, &["4202210000"]), |f| of_hs(f, &["4203210000"])),
    ("name.telephone", |f| named(f, &["苹果手机 iPhone 17 Pro"]), |f| { named(f, &["苹果手机"]); of_hs(f, &["8517130000"]); }),
    ("name.telephone", |f| named(f, &["手机壳和手机"]), |f| named(f, &["手机壳"])),
    ("name.watch", |f| named(f, &["男士腕表"]), |f| named(f, &["手表带"])),
    ("route.embargo", |f| { of_hs(f, &["8807300000"]); f.country = "109".to_owned(); }, |f| of_hs(f, &["8807300000"])),
    ("route.sanctioned", |f| f.country = "109".to_owned(), |f| f.country = "110".to_owned()),
    ("route.no_sea", |f| (f.customs_code, f.traf_mode) = ("9402".to_owned(), "2".to_owned()),
        |f| (f.customs_code, f.traf_mode) = ("2924".to_owned(), "2".to_owned())),
    ("value.just_under_limit", |f| f.value_cny = Some(d("4890")), |f| f.value_cny = Some(d("4799.99999"))),
    ("value.round", |f| f.value_cny = Some(d("1500")), |f| f.value_cny = Some(d("1499.5"))),
    ("value.unknown", |f| f.value_cny = None, |f| f.value_cny = Some(d("0"))),
    ("value.per_kg", |f| f.value_cny = Some(d("2.49999")), |f| f.value_cny = Some(d("2.5"))),
    ("value.clothing", |f| f.value_cny = Some(d("2001")), |f| { f.value_cny = Some(d("2001")); f.packages = 2; }),
    ("weight.per_package", |f| f.gross_weight = d("30.00001"), |f| f.gross_weight = d("30")),
    ("weight.packing", |f| f.net_weight = d("0.12499"), |f| f.net_weight = d("0.125")),
    ("credit.dishonest", |f| f.credit_class = CreditClass::Dishonest, |f| f.credit_class = CreditClass::Other),
    ("lines.many", |f| f.hs_codes = vec!["6109100000".to_owned(); 51], |f| f.hs_codes = vec!["6109100000".to_owned(); 50]),
    ("evidence.no_payment", |f| f.has_payment = false,
        |f| (f.has_payment, f.at) = (false, Moment::from_digits14("20260105090000").unwrap())),
];

/// The rules of the typical profile that the strict one has otherwise.
#[rustfmt::skip] // A table.
const TYPICAL: &[(&str, Change, Change)] = &[
    ("goods.arms", |f| named(f, &["猎枪"]), |f| named(f, &["水枪"])),
    ("goods.wildlife", |f| named(f, &["象牙雕件"]), |f| named(f, &["象牙白连衣裙"])),
    ("goods.relics", |f| of_hs(f, &["9706900090"]), |f| named(f, &["仿古董花瓶"])),
    ("route.embargo", |f| { of_hs(f, &["8807300000"]); f.country = "109".to_owned(); }, |f| f.country = "109".to_owned()),
    ("value.just_under_limit", |f| f.value_cny = Some(d("4900")), |f| f.value_cny = Some(d("4899.99999"))),
    ("split.near_limit", |f| { f.value_cny = Some(d("4500")); f.tracked.exporter_near_limit_24h = 5; },
        |f| { f.value_cny = Some(d("4500")); f.tracked.exporter_near_limit_24h = 4; }),
    ("value.per_kg", |f| f.value_cny = Some(d("0.49999")), |f| f.value_cny = Some(d("0.5"))),
    ("value.to_peers", |f| f.tracked.price_to_peers = Some(d("20.00001")), |f| f.tracked.price_to_peers = Some(d("20"))),
    ("weight.to_peers", |f| f.tracked.weight_to_peers = Some(d("0.04999")), |f| f.tracked.weight_to_peers = Some(d("0.05"))),
    ("weight.per_package", |f| f.packages = 101, |f| f.packages = 100),
    ("weight.packing", |f| f.net_weight = d("0.04999"), |f| f.net_weight = d("0.05")),
    ("goods.blade", |f| named(f, &["ｋｎｉｆｅ"]), |f| named(f, &["电动剃须刀"])),
    ("goods.battery", |f| named(f, &["充电宝"]), |f| named(f, &["充电线"])),
    ("goods.brand", |f| named(f, &["仿NIKE气垫鞋"]), |f| named(f, &["气垫鞋"])),
    ("goods.brand", |f| f.papers.goods_models = texts(&["Rolex"]), |f| f.papers.goods_models = texts(&["无品牌"])),
    ("goods.ipr", |f| named(f, &["男士手表"]), |f| named(f, &["手表带"])),
    ("goods.flammable", |f| named(f, &["香水"]), |f| named(f, &["香水瓶"])),
    ("goods.found_lately", |f| f.tracked.heading_findings_30d = 5, |f| f.tracked.heading_findings_30d = 4),
    ("name.telephone", |f| named(f, &["苹果手机 iPhone 17 Pro"]), |f| named(f, &["手机壳"])),
    ("name.watch", |f| named(f, &["男士腕表"]), |f| { named(f, &["男士腕表"]); of_hs(f, &["9102110000"]); }),
    ("route.no_sea", |f| (f.papers.exit_code, f.traf_mode) = ("9402".to_owned(), "2".to_owned()),
        |f| (f.papers.exit_code, f.traf_mode) = ("9402".to_owned(), "3".to_owned())),
    ("identity.telephone", |f| f.tracked.phone_exporters_30d = 5, |f| f.tracked.phone_exporters_30d = 4),
    ("identity.payment", |f| f.tracked.payment_orders_30d = 3, |f| f.tracked.payment_orders_30d = 2),
    ("documents.differ", |f| f.papers.waybill_weight = Some(d("1.00001")), |f| f.papers.waybill_weight = Some(d("1"))),
    ("agent.rejected", |f| (f.tracked.agent_rejected_90d, f.tracked.agent_lists_90d) = (30, 119),
        |f| (f.tracked.agent_rejected_90d, f.tracked.agent_lists_90d) = (30, 120)),
    ("trade.unarrived", |f| (f.tracked.exporter_unarrived, f.tracked.exporter_lists_30d) = (20, 39),
        |f| (f.tracked.exporter_unarrived, f.tracked.exporter_lists_30d) = (20, 40)),
    ("evidence.no_payment", |f| f.has_payment = false,
        |f| (f.has_payment, f.at) = (false, Moment::from_digits14("20260105090000").unwrap())),
];

#[test]
fn each_rule_catches_what_it_is_for_and_not_what_looks_like_it() {
    for (name, rows) in [("typical", TYPICAL), ("strict", ROWS)] {
        each_rule(shipped(name).unwrap().profile, rows);
    }
}

fn each_rule(mut profile: Profile, rows: &[(&str, Change, Change)]) {
    profile.random.clear();
    profile.targets.clear();
    for rule in &mut profile.rules {
        rule.share_ppm = WHOLE_PPM;
    }
    let hit = |change: Change, rule: &str| {
        let mut facts = usual();
        change(&mut facts);
        screen(&facts, &profile).grounds.iter().any(|ground| ground.rule == rule)
    };
    for (rule, caught, passes) in rows {
        assert!(
            hit(*caught, rule) && !hit(*passes, rule),
            "{rule}: {} {}",
            hit(*caught, rule),
            hit(*passes, rule)
        );
    }
    let tried: BTreeSet<_> = rows.iter().map(|(rule, ..)| *rule).collect();
    let all: BTreeSet<_> = profile.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(tried, all);
    assert_eq!(screen(&usual(), &profile).lane, Lane::Green);
}

/// An ordinary declaration of an exporter that is on record, with a site and a port.
fn usual() -> ScreeningFacts {
    let mut facts = ordinary();
    facts.tracked.exporter_registered = true;
    facts.papers.owner.clone_from(&facts.exporter);
    (facts.papers.site, facts.papers.destination_port) = ("2924001".to_owned(), "USA309".to_owned());
    facts
}

/// Nothing is told to screening that no rule of a shipped profile reads.
#[test]
fn every_fact_is_read_by_some_rule() {
    let profiles = ["typical", "strict"].map(|name| shipped(name).unwrap().profile);
    let rules = profiles.iter().flat_map(|profile| &profile.rules);
    let all: String = rules.map(|rule| format!("{} ", rule.when.source())).collect();
    let words: BTreeSet<&str> = all.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    // When it is asked decides which rules hold: the dates of the profile and of its rules.
    let unread: Vec<_> =
        FACTS.iter().map(|fact| fact.name).filter(|name| !words.contains(name) && *name != "at").collect();
    assert_eq!(unread, [""; 0]);
}

/// Two weak signs together are looked at; prohibited goods are no lottery.
#[test]
fn scores_and_stops() {
    let profile = shipped("strict").unwrap().profile;
    let quiet = |seed| ScreeningFacts { seed, inspection_ppm: 0, ..usual() };
    let lane = |wanted: Lane, change: Change| {
        let of = |seed| {
            let mut facts = quiet(seed);
            change(&mut facts);
            screen(&facts, &profile).lane == wanted
        };
        (0..400).filter(|seed| of(*seed)).count()
    };
    assert_eq!(lane(Lane::Stop, |f| named(f, &["猎枪"])), 400);
    assert_eq!(
        lane(Lane::Stop, |f| (f.hs_codes, f.country) = (texts(&["8807300000"]), "109".to_owned())),
        400
    );
    assert_eq!(lane(Lane::Red, |_| ()), 0);
    let scored = (0..400).map(|seed| {
        let facts = ScreeningFacts {
            value_cny: Some(d("5000")),
            traf_mode: "2".to_owned(),
            customs_code: "9402".to_owned(),
            ..quiet(seed)
        };
        let decision = screen(&facts, &profile);
        let rules: BTreeSet<_> = decision.grounds.iter().map(|ground| ground.rule.clone()).collect();
        assert!(decision.lane >= Lane::Yellow && rules.contains("score"), "{rules:?}");
    });
    assert_eq!(scored.count(), 400);
}
