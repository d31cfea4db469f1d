//! Goal: the typical profile decides what the built-in criteria of 0.1.0 decided, for the same facts and seed.
//!
//! The criteria stand here as they were, in Rust, as the measure.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod given;

use given::{Dice, d, ordinary, texts};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::in_force::Provision;
use tongguan_domain::screening::{Lane, ScreeningFacts};
use tongguan_domain::time::Moment;
use tongguan_risk::{Profile, WHOLE_PPM, screen};

fn draw(seed: u64, rule: &str) -> u32 {
    let mixed = mix(mix(seed).wrapping_add(fnv(FNV_OFFSET, rule.bytes())));
    ((u128::from(mixed) * u128::from(WHOLE_PPM)) >> 64) as u32
}

fn outside(amount: Decimal, units: Decimal, least: Decimal, most: Decimal) -> bool {
    let amount = amount.scaled() * Decimal::whole(1).scaled();
    let per = |bound: Decimal| bound.scaled() * units.scaled();
    units.is_positive() && (amount < per(least) || amount > per(most))
}

fn goods(facts: &ScreeningFacts, hs: &[&str], words: &[&str]) -> bool {
    facts.hs_codes.iter().any(|code| hs.iter().any(|prefix| code.starts_with(prefix)))
        || facts.goods_names.iter().any(|name| {
            let name = name.to_ascii_lowercase();
            words.iter().any(|word| name.contains(word))
        })
}

type Criterion = (&'static str, Lane, u32, fn(&ScreeningFacts) -> bool);

const CRITERIA: [Criterion; 10] = [
    ("value.just_under_limit", Lane::Yellow, 200_000, |f| {
        f.value_cny.is_some_and(|value| (Decimal::whole(4_900)..=Decimal::whole(5_000)).contains(&value))
    }),
    ("value.per_kg", Lane::Yellow, 200_000, |f| {
        f.value_cny
            .is_some_and(|value| outside(value, f.gross_weight, Decimal::whole(1), Decimal::whole(20_000)))
    }),
    ("weight.per_package", Lane::Red, 100_000, |f| {
        let packages = Decimal::whole(i64::from(f.packages));
        f.trade_mode == "9610" && outside(f.gross_weight, packages, d("0.005"), Decimal::whole(50))
    }),
    ("weight.packing", Lane::Yellow, 100_000, |f| {
        f.net_weight.scaled() * 1_000_000 < f.gross_weight.scaled() * 100_000
    }),
    ("goods.prohibited", Lane::Red, 300_000, |f| {
        let words = ["象牙", "文物", "古董", "犀角", "枪", "ivory", "antique", "firearm"];
        goods(f, &["93", "9705", "9706", "0507"], &words)
    }),
    ("goods.blade", Lane::Red, 50_000, |f| goods(f, &["8211"], &["刀", "匕首", "knife", "dagger"])),
    ("goods.battery", Lane::Red, 20_000, |f| {
        goods(f, &["8506", "8507"], &["电池", "充电宝", "移动电源", "battery", "power bank"])
    }),
    ("goods.ipr", Lane::Red, 10_000, |f| {
        let words = ["手表", "腕表", "运动鞋", "球鞋", "手袋", "watch", "sneaker", "handbag"];
        goods(f, &["9101", "9102", "6403", "6404", "4202"], &words)
    }),
    ("goods.flammable", Lane::Yellow, 20_000, |f| {
        goods(f, &["3303", "9613"], &["香水", "打火机", "perfume", "lighter"])
    }),
    ("evidence.no_payment", Lane::Blue, 20_000, |f| {
        let wanted = Provision::PaymentReceiptNeeded.is_in_force(f.at.date());
        f.trade_mode == "9610" && wanted && !f.has_payment
    }),
];

/// Lane and rules as before.
fn before(facts: &ScreeningFacts) -> (Lane, Vec<&'static str>) {
    let (mut lane, mut rules) = (Lane::Green, Vec::new());
    for (id, chosen, share, holds) in CRITERIA {
        if !facts.draws_off && draw(facts.seed, id) < share && holds(facts) {
            lane = lane.max(chosen);
            rules.push(id);
        }
    }
    let quotas = [
        ("random.inspection", Lane::Red, facts.inspection_ppm),
        ("random.documents", Lane::Yellow, 5_000),
        ("random.audit", Lane::Blue, 10_000),
    ];
    for (id, chosen, share) in quotas {
        if !facts.draws_off && draw(facts.seed, id) < share {
            lane = lane.max(chosen);
            rules.push(id);
        }
    }
    if rules.is_empty() {
        rules.push(if facts.draws_off { "none" } else { "random.inspection" });
    }
    (lane, rules)
}

const VALUES: &[&str] = &[
    "0",
    "0.00001",
    "0.49999",
    "0.5",
    "1",
    "213.5",
    "4899.99999",
    "4900",
    "4950",
    "5000",
    "5000.00001",
    "10000",
    "2000.00001",
    "9999999999999999999",
    "-5",
];
const WEIGHTS: &[&str] = &[
    "0",
    "0.00001",
    "0.00499",
    "0.005",
    "0.1",
    "0.5",
    "1",
    "50",
    "50.00001",
    "100.00001",
    "3000",
    "-1",
    "9999999999999999999",
];
const CODES: &[&str] = &[
    "6109100000",
    "9304000000",
    "9705",
    "0507100000",
    "8211",
    "8507600090",
    "9102",
    "6403",
    "3303000010",
    "961300",
    "",
    "9",
];
const NAMES: &[&str] = &[
    "T恤",
    "水果刀",
    "Lithium BATTERY 5V",
    "男士腕表",
    "香水",
    "象牙雕件",
    "枪",
    "KNIFE",
    "watchdog",
    "Éclair",
    "",
    "热熔胶枪",
    "充电宝 Power Bank",
];

/// Facts of all kinds: many at the bounds, some beyond anything real. Names are in the usual script: that wide letters
/// are letters is new.
fn any(dice: &mut Dice) -> ScreeningFacts {
    let share = dice.below(1_000_001) as u32;
    let lines = 1 + dice.below(4) as usize;
    ScreeningFacts {
        seed: dice.below(u64::MAX),
        at: Moment::from_digits14(dice.one(&[
            "20240105090000",
            "20241214235959",
            "20241215000000",
            "20260105090000",
        ]))
        .unwrap(),
        trade_mode: dice.one(&["9610", "9610", "9710", "9810", "1210", ""]).to_owned(),
        credit_class: dice.one(&CreditClass::ALL),
        inspection_ppm: dice.one(&[0, 30_000, share]),
        value_cny: (dice.below(10) > 0).then(|| d(dice.one(VALUES))),
        gross_weight: d(dice.one(WEIGHTS)),
        net_weight: d(dice.one(WEIGHTS)),
        packages: dice.one(&[0, 1, 1, 1, 2, 100, 101, u32::MAX]),
        hs_codes: (0..lines).map(|_| dice.one(CODES).to_owned()).collect(),
        goods_names: (0..lines).map(|_| dice.one(NAMES).to_owned()).collect(),
        has_payment: dice.below(2) > 0,
        draws_off: dice.below(20) == 0,
        ..ordinary()
    }
}

#[test]
fn the_typical_profile_decides_as_the_criteria_did() {
    let profile = Profile::default();
    let (mut dice, mut lanes) = (Dice(7), [0_u32; 4]);
    for number in 0..40_000 {
        let facts = any(&mut dice);
        let decision = screen(&facts, &profile);
        let rules: Vec<_> = decision.grounds.iter().map(|ground| ground.rule.as_str()).collect();
        assert_eq!((decision.lane, rules), before(&facts).clone(), "{number}: {facts:?}");
        lanes[decision.lane as usize] += 1;
    }
    assert!(lanes.iter().all(|count| *count > 150), "{lanes:?}");
}

/// The same where every rule selects whatever it matches, so that each is compared on each facts.
#[test]
fn every_condition_holds_where_it_did() {
    let profile = Profile::default();
    let mut dice = Dice(11);
    let mut hits = [0_u32; 10];
    for number in 0..20_000 {
        let facts = any(&mut dice);
        for (at, ((id, _, _, holds), rule)) in CRITERIA.iter().zip(&profile.rules).enumerate() {
            assert_eq!(*id, rule.id);
            let now = rule.when.holds(&facts) == Some(true);
            assert_eq!(now, holds(&facts), "{number} {id}: {facts:?}");
            hits[at] += u32::from(now);
        }
    }
    assert!(hits.iter().all(|count| *count > 200), "{hits:?}");
}

/// What is new on purpose: a wide letter is a letter.
#[test]
fn wide_letters_are_letters_now() {
    let facts = ScreeningFacts { goods_names: texts(&["ｋｎｉｆｅ"]), ..ordinary() };
    let blade = Profile::default().rules.into_iter().find(|rule| rule.id == "goods.blade").unwrap();
    assert_eq!(blade.when.holds(&facts), Some(true));
}
