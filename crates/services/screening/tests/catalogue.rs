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
use tongguan_risk::{WHOLE_PPM, screen};
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

#[test]
fn each_rule_catches_what_it_is_for_and_not_what_looks_like_it() {
    let mut profile = shipped("strict").unwrap().profile;
    profile.random.clear();
    for rule in &mut profile.rules {
        rule.share_ppm = WHOLE_PPM;
    }
    let hit = |change: Change, rule: &str| {
        let mut facts = ordinary();
        change(&mut facts);
        screen(&facts, &profile).grounds.iter().any(|ground| ground.rule == rule)
    };
    for (rule, caught, passes) in ROWS {
        assert!(
            hit(*caught, rule) && !hit(*passes, rule),
            "{rule}: {} {}",
            hit(*caught, rule),
            hit(*passes, rule)
        );
    }
    let tried: BTreeSet<_> = ROWS.iter().map(|(rule, ..)| *rule).collect();
    let all: BTreeSet<_> = profile.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(tried, all);
    assert_eq!(screen(&ordinary(), &profile).lane, Lane::Green);
}

/// Two weak signs together are looked at; prohibited goods are no lottery.
#[test]
fn scores_and_stops() {
    let profile = shipped("strict").unwrap().profile;
    let quiet = |seed| ScreeningFacts { seed, inspection_ppm: 0, ..ordinary() };
    let red = |change: Change| {
        let of = |seed| {
            let mut facts = quiet(seed);
            change(&mut facts);
            screen(&facts, &profile).lane == Lane::Red
        };
        (0..400).filter(|seed| of(*seed)).count()
    };
    assert_eq!(red(|f| named(f, &["猎枪"])), 400);
    assert_eq!(red(|f| (f.hs_codes, f.country) = (texts(&["8807300000"]), "109".to_owned())), 400);
    assert_eq!(red(|_| ()), 0);
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
