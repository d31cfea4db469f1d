//! How many declarations one core screens in a second with the typical profile, and with 50 rules:
//! `cargo run --release -p tongguan-risk --example rate`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement may fail by panicking")]
#![allow(clippy::float_arithmetic, reason = "a measurement")]

#[path = "../tests/given/mod.rs"]
mod given;

use given::{Dice, d, largest, ordinary, texts};
use std::hint::black_box;
use std::time::Instant;
use tongguan_domain::screening::ScreeningFacts;
use tongguan_risk::{Expression, Profile, WHOLE_PPM, screen};

const COUNT: u32 = 200_000;

fn main() {
    let (typical, standard) = (Profile::default(), fifty());
    let mut every = standard.clone();
    for rule in &mut every.rules {
        rule.share_ppm = WHOLE_PPM;
    }
    let facts = declarations();
    for (what, profile) in [
        ("the typical profile", &typical),
        ("shares as in the typical profile (a draw spares most conditions)", &standard),
        ("every condition looked at", &every),
    ] {
        let mut best = f64::MAX;
        for _ in 0..3 {
            let begin = Instant::now();
            for (seed, facts) in (0..COUNT).zip(facts.iter().cycle()) {
                black_box(screen(black_box(facts), profile));
                black_box(seed);
            }
            best = best.min(begin.elapsed().as_secs_f64());
        }
        let (rate, each) = (f64::from(COUNT) / best, best * 1e6 / f64::from(COUNT));
        println!("{} rules, {what}: {rate:.0} a second on one core, {each:.2} µs each", profile.rules.len());
    }
    dearest();
}

/// The dearest rule that is allowed, on the largest declaration that is allowed.
fn dearest() {
    let words: String = (0..97).map(|n| format!("\"词{n}\",")).collect();
    let source = format!("named(goods_names, [{words}\"枪\"], [{words}\"水枪\"])");
    let (expression, facts) = (Expression::parse(&source).unwrap(), largest());
    let begin = Instant::now();
    black_box(expression.holds(black_box(&facts)));
    println!("the dearest rule on the largest declaration: {:?}", begin.elapsed());
}

/// The rules of the typical profile, over again under names of their own until there are fifty.
fn fifty() -> Profile {
    let mut profile = Profile::default();
    let rules = profile.rules.clone();
    let again = rules.iter().cycle().take(50).enumerate().map(|(number, rule)| {
        let mut rule = rule.clone();
        rule.id = format!("{}.{number}", rule.id);
        rule
    });
    profile.rules = again.collect();
    profile
}

fn declarations() -> Vec<ScreeningFacts> {
    let names =
        ["棉制T恤", "不锈钢水果刀", "Bluetooth headphones", "充电宝 20000mAh", "女士连衣裙", "塑料收纳盒"];
    let codes = ["6109100000", "8211930000", "8518300000", "8507600090", "6204430000", "3924100000"];
    let mut dice = Dice(1);
    let mut one = |seed| {
        let lines = 1 + dice.below(3);
        let kinds: Vec<_> = (0..lines).map(|_| dice.below(6) as usize).collect();
        ScreeningFacts {
            seed,
            value_cny: Some(d(dice.one(&["99.9", "213.5", "1280", "4950"]))),
            hs_codes: texts(&kinds.iter().map(|kind| codes[*kind]).collect::<Vec<_>>()),
            goods_names: texts(&kinds.iter().map(|kind| names[*kind]).collect::<Vec<_>>()),
            ..ordinary()
        }
    };
    (0..1_000).map(&mut one).collect()
}
