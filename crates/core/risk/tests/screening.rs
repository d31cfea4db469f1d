//! Goal: a decision follows from facts, profile and seed alone, and says why in both languages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod given;

use given::{d, ordinary, texts};
use std::collections::BTreeMap;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::phrases;
use tongguan_domain::process::Words;
use tongguan_domain::screening::{Lane, ScreeningFacts};
use tongguan_domain::time::Moment;
use tongguan_risk::{Expression, Profile, Quota, Rule, Scores, Share, WHOLE_PPM, screen};

/// Every rule selects all that matches, and nothing is drawn at random.
fn certain() -> Profile {
    let mut profile = Profile::default();
    for rule in &mut profile.rules {
        rule.share_ppm = WHOLE_PPM;
    }
    profile.random.clear();
    profile
}

fn rule(id: &str, when: &str, lane: Lane) -> Rule {
    Rule {
        id: id.to_owned(),
        when: Expression::parse(when).unwrap(),
        lane,
        share_ppm: WHOLE_PPM,
        score: 0,
        reason: Words::new("reason", "理由"),
        expires: None,
        hand_over: None,
        most_misses: None,
    }
}

fn quota(id: &str, lane: Lane, share: Share) -> Quota {
    let (offices, modes) = (BTreeMap::new(), BTreeMap::new());
    Quota { id: id.to_owned(), lane, share, offices, modes, reason: Words::new("random", "随机") }
}

fn only(rules: Vec<Rule>) -> Profile {
    Profile { rules, random: Vec::new(), ..Profile::default() }
}

#[track_caller]
fn check(change: impl FnOnce(&mut ScreeningFacts), lane: Lane, expected: &[(&str, &str)]) {
    let mut facts = ordinary();
    change(&mut facts);
    let decision = screen(&facts, &certain());
    let got: Vec<_> = decision.grounds.iter().map(|r| (r.rule.as_str(), r.text.as_str())).collect();
    assert_eq!(got, expected);
    assert_eq!(decision.lane, lane);
    for ground in &decision.grounds {
        assert!(ground.zh.is_some() || phrases::chinese(&ground.text).is_some(), "{}", ground.text);
    }
}

#[test]
fn what_the_typical_rules_find() {
    let green = [("none", "no rule selected it")];
    let just_under = "value of 4,900 to 5,000 CNY, just under the limit of a list: value_cny";
    check(|_| {}, Lane::Green, &green);
    check(|f| f.value_cny = Some(d("4899.99999")), Lane::Green, &green);
    check(|f| f.value_cny = Some(d("5000.00001")), Lane::Green, &green);
    check(|f| f.value_cny = None, Lane::Green, &green);
    for value in ["4900", "5000"] {
        let text = format!("{just_under} {value}");
        check(|f| f.value_cny = Some(d(value)), Lane::Yellow, &[("value.just_under_limit", &text)]);
    }
    check(|f| f.value_cny = Some(d("0.5")), Lane::Green, &green);
    let per_kg = "value per kg below 1 or above 20,000 CNY: value_cny";
    check(
        |f| f.value_cny = Some(d("0.49999")),
        Lane::Yellow,
        &[("value.per_kg", &format!("{per_kg} 0.49999, gross_weight 0.5"))],
    );
    check(
        |f| (f.value_cny, f.gross_weight, f.net_weight) = (Some(d("2000.00001")), d("0.1"), d("0.1")),
        Lane::Yellow,
        &[("value.per_kg", &format!("{per_kg} 2000.00001, gross_weight 0.1"))],
    );
    let package = "a parcel's package below 5 g or above 50 kg: trade_mode 9610, gross_weight";
    check(
        |f| (f.gross_weight, f.net_weight, f.packages) = (d("100.00001"), d("90"), 2),
        Lane::Red,
        &[("weight.per_package", &format!("{package} 100.00001, packages 2"))],
    );
    check(
        |f| f.packages = 101,
        Lane::Red,
        &[("weight.per_package", &format!("{package} 0.5, packages 101"))],
    );
    check(|f| f.packages = 0, Lane::Green, &green);
    check(|f| (f.trade_mode, f.packages) = ("9710".to_owned(), 101), Lane::Green, &green);
    let packing = "net weight below a tenth of gross weight: net_weight 0.04999, gross_weight 0.5";
    check(|f| f.net_weight = d("0.04999"), Lane::Yellow, &[("weight.packing", packing)]);
    check(|f| f.net_weight = d("0.05"), Lane::Green, &green);
    let battery = "lithium batteries and power banks, dangerous in transport: goods line";
    check(
        |f| f.hs_codes.push("8507600090".to_owned()),
        Lane::Red,
        &[("goods.battery", &format!("{battery} 2 is of HS 8507"))],
    );
    check(
        |f| f.goods_names = texts(&["Lithium BATTERY 5V"]),
        Lane::Red,
        &[("goods.battery", &format!("{battery} 1 is named \"battery\""))],
    );
    check(
        |f| f.has_payment = false,
        Lane::Blue,
        &[(
            "evidence.no_payment",
            "no receipt of payment with a parcel, up to 2024-12-14: nobody has to send one since: trade_mode 9610, \
             payment_wanted true, has_payment false",
        )],
    );
}

#[test]
fn the_highest_lane_wins_and_every_reason_is_kept() {
    let facts = ScreeningFacts {
        value_cny: Some(d("4950")),
        has_payment: false,
        goods_names: texts(&["香水", "手表"]),
        ..ordinary()
    };
    let decision = screen(&facts, &certain());
    let rules: Vec<_> = decision.grounds.iter().map(|ground| ground.rule.as_str()).collect();
    assert_eq!(rules, ["value.just_under_limit", "goods.ipr", "goods.flammable", "evidence.no_payment"]);
    assert_eq!((decision.lane, decision.profile.as_str()), (Lane::Red, "typical-2026.1"));
    let zh = decision.grounds[1].zh.as_deref();
    assert_eq!(zh, Some("常见侵权商品：手表、运动鞋、箱包：第 2 项商品名称含“手表”"));
}

/// Where nothing is to be drawn, only rules that select all that matches select anything.
#[test]
fn draws_may_be_off() {
    let (mut some, all) = (certain(), certain());
    for rule in &mut some.rules {
        rule.share_ppm -= 1;
    }
    some.random = Profile::default().random;
    for seed in 0..200 {
        let off = ScreeningFacts { seed, draws_off: true, inspection_ppm: WHOLE_PPM, ..ordinary() };
        let suspicious = ScreeningFacts { net_weight: d("0.01"), ..off.clone() };
        let decision = screen(&off, &some);
        assert_eq!((decision.lane, decision.grounds[0].rule.as_str()), (Lane::Green, "none"), "{seed}");
        assert_eq!(screen(&suspicious, &some).lane, Lane::Green, "{seed}");
        assert_ne!(screen(&suspicious, &all).lane, Lane::Green, "{seed}");
    }
}

#[test]
fn dates_end_and_begin_with_the_day() {
    let mut profile = only(vec![rule("always", "true", Lane::Red)]);
    profile.rules[0].expires = Some((2024, 12, 14));
    let lane = |profile: &Profile, at: &str| {
        screen(&ScreeningFacts { at: Moment::from_digits14(at).unwrap(), ..ordinary() }, profile).lane
    };
    assert_eq!(lane(&profile, "20241214235959"), Lane::Red);
    assert_eq!(lane(&profile, "20241215000000"), Lane::Green);
    profile.rules[0].expires = None;
    (profile.valid_from, profile.valid_to) = (Some((2024, 1, 1)), Some((2024, 12, 14)));
    for (at, expected) in [
        ("20231231235959", Lane::Green),
        ("20240101000000", Lane::Red),
        ("20241214235959", Lane::Red),
        ("20241215000000", Lane::Green),
    ] {
        assert_eq!(lane(&profile, at), expected, "{at}");
    }
    let late = ScreeningFacts { at: Moment::from_digits14("20250101000000").unwrap(), ..ordinary() };
    assert_eq!(screen(&late, &profile).grounds[0].rule, "profile.dates");
    // Random shares are drawn all the same.
    profile.random = vec![quota("random", Lane::Yellow, Share::Fixed(WHOLE_PPM))];
    assert_eq!(screen(&late, &profile).lane, Lane::Yellow);
}

#[test]
fn scores_add_up() {
    let mut profile = only(vec![
        rule("one", "true", Lane::Green),
        rule("two", "packages == 1", Lane::Green),
        rule("less", "value_cny > 1000", Lane::Green),
    ]);
    for (rule, score) in profile.rules.iter_mut().zip([40, 60, -30]) {
        rule.score = score;
    }
    let lane = |profile: &Profile, value: &str| {
        screen(&ScreeningFacts { value_cny: Some(d(value)), ..ordinary() }, profile).lane
    };
    profile.scores = Scores { blue: Some(70), yellow: Some(100), red: Some(101) };
    assert_eq!(lane(&profile, "1"), Lane::Yellow);
    assert_eq!(lane(&profile, "1000.00001"), Lane::Blue);
    profile.scores = Scores { blue: None, yellow: None, red: Some(101) };
    assert_eq!(lane(&profile, "1"), Lane::Green);
    profile.scores.red = Some(100);
    let decision = screen(&ordinary(), &profile);
    let last = decision.grounds.last().unwrap();
    assert_eq!((decision.lane, last.rule.as_str()), (Lane::Red, "score"));
    assert_eq!(last.text, "the scores of its rules add up to 100, and 100 is enough");
}

/// Of a hundred thousand seeds.
fn drawn(profile: &Profile, change: impl FnOnce(&mut ScreeningFacts)) -> [u32; 4] {
    let mut facts = ordinary();
    change(&mut facts);
    let mut count = [0; 4];
    for seed in 0..100_000 {
        facts.seed = seed;
        count[screen(&facts, profile).lane as usize] += 1;
    }
    count
}

#[test]
fn offices_and_modes_have_their_own_shares() {
    let mut profile = only(Vec::new());
    profile.random = vec![quota("random", Lane::Red, Share::Fixed(10_000))];
    profile.random[0].offices = BTreeMap::from([("2924".to_owned(), 50_000)]);
    profile.random[0].modes = BTreeMap::from([("9710".to_owned(), 100_000), ("9810".to_owned(), 0)]);
    let red = |office: &str, mode: &str| {
        drawn(&profile, |f| (f.customs_code, f.trade_mode) = (office.to_owned(), mode.to_owned()))[3]
    };
    // Bands of four standard deviations; the seeds are fixed, so this never flickers.
    assert!((874..=1_126).contains(&red("2991", "9610")));
    assert!((4_724..=5_276).contains(&red("2924", "9610")));
    assert!((9_620..=10_380).contains(&red("2991", "9710")));
    assert!((9_620..=10_380).contains(&red("2924", "9710")));
    assert_eq!(red("2991", "9810"), 0);
    let all = Profile {
        random: vec![Quota {
            modes: BTreeMap::from([("9610".to_owned(), WHOLE_PPM)]),
            ..profile.random[0].clone()
        }],
        ..profile
    };
    let text = &screen(&ordinary(), &all).grounds[0].text;
    assert!(text.ends_with("was below 1000000, the share of mode 9610"), "{text}");
    assert!(phrases::chinese(text).is_some());
}

#[test]
fn rates_over_a_hundred_thousand_seeds() {
    let profile = Profile::default();
    let class = |inspection_ppm, credit_class| {
        drawn(&profile, |f| (f.inspection_ppm, f.credit_class) = (inspection_ppm, credit_class))
    };
    let [green, blue, yellow, red] = class(30_000, CreditClass::Other);
    assert!((2_784..=3_216).contains(&red), "{red}");
    assert!((397..=573).contains(&yellow), "{yellow}");
    assert!((842..=1_088).contains(&blue), "{blue}");
    assert!(green > 95_000, "{green}");
    assert!((475..=665).contains(&class(5_700, CreditClass::AdvancedCertified)[3]));
    assert!((84_548..=85_452).contains(&class(850_000, CreditClass::Dishonest)[3]));
    assert_eq!(class(0, CreditClass::Other)[3], 0);
    assert_eq!(class(1_000_000, CreditClass::Other)[3], 100_000);
    let just_under = drawn(&profile, |f| (f.value_cny, f.inspection_ppm) = (Some(d("4950")), 0));
    assert!((19_900..=20_900).contains(&just_under[2]), "{just_under:?}");
}

#[test]
fn same_facts_same_decision() {
    for seed in 0..1_000 {
        let facts = ScreeningFacts { seed, ..ordinary() };
        assert_eq!(screen(&facts, &Profile::default()), screen(&facts.clone(), &Profile::default()));
    }
}

#[test]
fn green_and_red_say_what_was_drawn() {
    let profile = Profile::default();
    let drawn = 282_274; // Of seed 1: fixed for ever in `draw.rs`.
    let with = |inspection_ppm| screen(&ScreeningFacts { inspection_ppm, ..ordinary() }, &profile);
    let green = with(drawn);
    assert_eq!(green.lane, Lane::Green);
    let text = format!("no rule selected it; random draw {drawn} of 1000000 was not below {drawn}");
    assert_eq!((green.grounds[0].rule.as_str(), &green.grounds[0].text), ("random.inspection", &text));
    let red = with(drawn + 1);
    assert_eq!(red.lane, Lane::Red);
    let text =
        format!("random draw {drawn} of 1000000 was below {}, the inspection rate of class other", drawn + 1);
    assert_eq!(red.grounds[0].text, text);
    for decision in [green, red] {
        assert!(phrases::chinese(&decision.grounds[0].text).is_some());
    }
}

#[test]
fn a_decision_has_a_hundred_grounds_at_most() {
    for (rules, grounds, last) in [(99, 99, "r98"), (100, 100, "more"), (500, 100, "more")] {
        let rules =
            (0..rules).map(|n| rule(&format!("r{n}"), "true", if n == 450 { Lane::Red } else { Lane::Blue }));
        let profile = only(rules.collect());
        let decision = screen(&ordinary(), &profile);
        assert_eq!((decision.grounds.len(), decision.grounds.last().unwrap().rule.as_str()), (grounds, last));
        let lane = if profile.rules.len() > 450 { Lane::Red } else { Lane::Blue };
        assert_eq!(decision.lane, lane);
    }
}

#[test]
fn extreme_numbers_are_no_trouble() {
    let facts = ScreeningFacts {
        value_cny: Some(d("9999999999999999999")),
        gross_weight: d("0.00001"),
        net_weight: Decimal::from_scaled(i128::MAX),
        packages: u32::MAX,
        ..ordinary()
    };
    assert_eq!(screen(&facts, &certain()).lane, Lane::Red);
    let facts = ScreeningFacts {
        value_cny: Some(Decimal::from_scaled(i128::MAX)),
        gross_weight: Decimal::from_scaled(i128::MIN),
        ..facts
    };
    let _ = screen(&facts, &certain());
}
