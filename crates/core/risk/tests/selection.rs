//! Goal: stops, expected rates, hits without selection, instructions and findings, each by ASYCUDA's order: rules, then
//! the random shares, then what is missing to the expected rates.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

mod given;

use given::{d, ordinary, texts};
use std::collections::BTreeMap;
use tongguan_domain::process::{Detention, Words};
use tongguan_domain::screening::{
    ControlAction, ControlInstruction, ControlTarget, Disposition, FindingKind, Lane, OfficeCounts,
    RuleMisses, ScreeningFacts,
};
use tongguan_risk::{Expression, LaneTarget, Profile, Prospect, Rule, WHOLE_PPM, explain, finding, screen};

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

/// These rules and nothing else.
fn only(rules: Vec<Rule>) -> Profile {
    let (random, targets, findings) = (Vec::new(), Vec::new(), Vec::new());
    Profile { rules, random, targets, findings, ..Profile::default() }
}

fn seeded(seed: u64) -> ScreeningFacts {
    ScreeningFacts { seed, ..ordinary() }
}

#[test]
fn a_stop_is_no_lottery() {
    let stop = Rule {
        share_ppm: 0,
        hand_over: Some(Detention::Legal),
        ..rule("s", "country == \"109\"", Lane::Stop)
    };
    let profile = only(vec![rule("r", "true", Lane::Red), stop]);
    for draws_off in [false, true] {
        let to = |country: &str| {
            screen(&ScreeningFacts { country: country.to_owned(), draws_off, ..ordinary() }, &profile)
        };
        assert_eq!((to("109").lane, to("109").handed_to), (Lane::Stop, Some(Detention::Legal)));
        assert_eq!((to("502").lane, to("502").handed_to), (Lane::Red, None));
    }
}

/// An office screens a day: its lanes have what is expected of them, and no more than that is filled up.
#[test]
fn lanes_reach_their_expected_rates() {
    let target = |lane, expected_ppm| LaneTarget {
        id: format!("target.{lane:?}"),
        lane,
        expected_ppm,
        offices: BTreeMap::from([("9999".to_owned(), 0)]),
    };
    let profile = Profile {
        targets: vec![target(Lane::Yellow, 50_000), target(Lane::Red, 30_000), target(Lane::Blue, 20_000)],
        ..only(vec![Rule { share_ppm: 10_000, ..rule("r", "true", Lane::Red) }])
    };
    let mut counts = OfficeCounts::default();
    for seed in 0..20_000 {
        let mut facts = seeded(seed);
        facts.tracked.office = counts;
        counts.note(screen(&facts, &profile).lane);
        facts.customs_code = "9999".to_owned();
        let elsewhere = screen(&facts, &profile);
        assert!(elsewhere.grounds.iter().all(|ground| !ground.rule.starts_with("target")));
    }
    // A lane is at most the few behind that wait for their draw.
    for (had, expected) in [(counts.red, 600), (counts.yellow, 1_000), (counts.blue, 400)] {
        assert!((expected - 10..=expected).contains(&had), "{counts:?}");
    }
}

#[test]
fn after_so_many_hits_without_selection_the_next_is_selected() {
    let profile =
        only(vec![Rule { share_ppm: 1, most_misses: Some(3), ..rule("r", "has_payment", Lane::Red) }]);
    let after = |hits, facts: ScreeningFacts| {
        let mut facts = facts;
        facts.tracked.misses = vec![RuleMisses { rule: "r".to_owned(), hits }];
        let decision = screen(&facts, &profile);
        (decision.lane, decision.missed)
    };
    assert_eq!(after(2, ordinary()), (Lane::Green, vec!["r".to_owned()]));
    assert_eq!(after(3, ordinary()), (Lane::Red, Vec::new()));
    // What does not match is no hit, and nothing is counted where nothing is drawn.
    assert_eq!(after(3, ScreeningFacts { has_payment: false, ..ordinary() }), (Lane::Green, Vec::new()));
    assert_eq!(after(3, ScreeningFacts { draws_off: true, ..ordinary() }), (Lane::Green, Vec::new()));
}

#[test]
fn an_officer_raises_a_rule() {
    let profile = only(vec![Rule { share_ppm: 0, ..rule("r", "has_payment", Lane::Yellow) }]);
    let raised = |id: &str, facts: ScreeningFacts| {
        let mut facts = facts;
        facts.tracked.instructions = vec![ControlInstruction {
            id: "tip".to_owned(),
            target: ControlTarget::Rule(id.to_owned()),
            action: ControlAction::Sample,
            until: None,
            reason: "线索".to_owned(),
        }];
        let decision = screen(&facts, &profile);
        (decision.lane, decision.grounds.into_iter().map(|ground| ground.rule).collect::<Vec<_>>())
    };
    assert_eq!(raised("r", ordinary()), (Lane::Red, texts(&["r", "instruction.tip"])));
    assert_eq!(raised("q", ordinary()).0, Lane::Green);
    assert_eq!(raised("r", ScreeningFacts { has_payment: false, ..ordinary() }).0, Lane::Green);
}

/// What is in a box is there whether anybody looks or not, and whichever lane a profile chooses.
#[test]
fn findings_hang_on_the_goods_and_not_on_the_lane() {
    let prospect = |id: &str, when: &str, kind, share_ppm| Prospect {
        id: id.to_owned(),
        when: Expression::parse(when).unwrap(),
        kind,
        disposition: Disposition::Reject,
        share_ppm,
        reason: Words::new("r", "理"),
    };
    let findings = vec![
        prospect("f.names", "named(goods_names, [\"枪\"])", FindingKind::Prohibited, 500_000),
        prospect("f.any", "true", FindingKind::Quantity, 100_000),
    ];
    let of = |lane| Profile { findings: findings.clone(), ..only(vec![rule("r", "true", lane)]) };
    let (mut found, mut prohibited) = (0, 0);
    let (green, others) = (of(Lane::Green), [Lane::Blue, Lane::Yellow, Lane::Red].map(of));
    for seed in 0..4_000 {
        let there = finding(&seeded(seed), &green).unwrap();
        assert_eq!(screen(&seeded(seed), &green).finding, None);
        for other in &others {
            assert_eq!(screen(&seeded(seed), other).finding.as_ref(), Some(&there));
        }
        found += u32::from(there.kind != FindingKind::Conforming);
        let gun = ScreeningFacts { goods_names: texts(&["枪"]), ..seeded(seed) };
        prohibited += u32::from(finding(&gun, &green).unwrap().kind == FindingKind::Prohibited);
    }
    assert!((340..=460).contains(&found), "{found}");
    assert!((1_880..=2_120).contains(&prohibited), "{prohibited}");
    // A profile that says nothing of findings leaves them to the pace of the sandbox.
    assert_eq!(screen(&ordinary(), &only(vec![rule("r", "true", Lane::Red)])).finding, None);
}

/// What would have changed the lane, and that it would.
#[track_caller]
fn would_change(
    profile: &Profile,
    facts: &ScreeningFacts,
    changes: &[(&str, &str, &str)],
    lane: Option<Lane>,
) {
    let explained = explain(facts, profile);
    let told: Vec<_> = explained.changes.iter().map(|c| (c.fact, c.from.as_str(), c.to.as_str())).collect();
    assert_eq!(told, changes);
    assert_eq!(explained.changed_lane, lane);
    assert_eq!(explained.note.is_some(), lane.is_none());
}

#[test]
fn the_smallest_change_that_changes_the_lane() {
    let one = |when: &str| only(vec![rule("r", when, Lane::Red)]);
    let facts = ordinary();
    for (when, changes) in [
        ("value_cny >= 200 && packages == 1", vec![("value_cny", "213.5", "199.99999")]),
        ("value_cny > 213.49999", vec![("value_cny", "213.5", "213.49999")]),
        ("value_cny / gross_weight > 400", vec![("value_cny", "213.5", "200")]),
        ("packages < 2", vec![("packages", "1", "2")]),
        ("has_payment", vec![("has_payment", "true", "false")]),
        ("country in [\"109\", \"502\"]", vec![("country", "\"502\"", "\"\"")]),
        (
            "traf_mode == \"5\" || country == \"502\"",
            vec![("traf_mode", "\"5\"", "\"\""), ("country", "\"502\"", "\"\"")],
        ),
        ("hs_in(hs_codes, [\"6109\"])", vec![("hs_codes", "[\"6109100000\"]", "[\"\"]")]),
        ("named(goods_names, [\"恤\"])", vec![("goods_names", "[\"T恤\"]", "[\"\"]")]),
        ("!(value_cny > 1000)", vec![("value_cny", "213.5", "1000.00001")]),
    ] {
        would_change(&one(when), &facts, &changes, Some(Lane::Green));
    }
    // Of what is green: the rule that needs the least.
    let two = only(vec![
        rule("a", "country == \"109\" && traf_mode == \"2\"", Lane::Red),
        rule("b", "value_cny >= 5000", Lane::Yellow),
    ]);
    would_change(&two, &facts, &[("value_cny", "213.5", "5000")], Some(Lane::Yellow));
    // Two rules hold the lane: both have to fail.
    let both = only(vec![rule("a", "value_cny > 100", Lane::Red), rule("b", "packages == 1", Lane::Red)]);
    let changes = [("value_cny", "213.5", "100"), ("packages", "1", "0")];
    would_change(&both, &facts, &changes, Some(Lane::Green));
    // One change that makes another superfluous is told alone, whatever lane it gives.
    let weight = |lane| {
        only(vec![
            rule("a", "gross_weight > 0.2", Lane::Yellow),
            rule("b", "packages >= 1", Lane::Yellow),
            rule("c", "gross_weight <= 0.2", lane),
        ])
    };
    would_change(&weight(Lane::Red), &facts, &[("gross_weight", "0.5", "0.2")], Some(Lane::Red));
    let both = [("gross_weight", "0.5", "0.2"), ("packages", "1", "0")];
    would_change(&weight(Lane::Blue), &facts, &both, Some(Lane::Blue));
    // The same fact is told once, as it would be at the end.
    for twice in ["value_cny > 200 || value_cny > 100", "value_cny > 100 || value_cny > 200"] {
        would_change(&one(twice), &facts, &[("value_cny", "213.5", "100")], Some(Lane::Green));
    }
    // A later rule makes the change for an earlier one superfluous.
    let later = only(vec![
        rule("a", "value_cny > 100 && gross_weight > 0.4", Lane::Red),
        rule("b", "gross_weight > 0.3 && packages == 1", Lane::Red),
        rule("c", "packages == 1 && gross_weight > 0.3 || packages == 0 && traf_mode == \"5\"", Lane::Red),
    ]);
    let told = explain(&facts, &later);
    assert_ne!(told.changed_lane, None, "{told:?}");
    assert_eq!(told.changes.len(), 1, "{:?}", told.changes);
    // Nobody can change the clock or the class.
    would_change(&one("credit_class == \"other\""), &facts, &[], None);
}

#[test]
fn an_explanation_has_draws_facts_and_weights() {
    let mut profile = only(vec![
        Rule { share_ppm: 999_999, score: 7, ..rule("r", "value_cny > 1", Lane::Yellow) },
        rule("s", "value_cny > 10000", Lane::Red),
    ]);
    profile.random = Profile::default().random;
    let facts = ScreeningFacts { value_cny: Some(d("50")), ..ordinary() };
    let explained = explain(&facts, &profile);
    let fired = explained.decision.grounds.iter().find(|ground| ground.rule == "r").unwrap();
    let weighed = fired.weighed.as_deref().unwrap();
    assert_eq!((weighed.score, weighed.share_ppm), (7, 999_999));
    let drawn = explained.draws.iter().find(|draw| draw.rule == "r").unwrap();
    assert_eq!(weighed.drawn_ppm, Some(drawn.drawn_ppm));
    assert!(drawn.drawn_ppm < drawn.share_ppm);
    assert_eq!(explained.facts, [("value_cny", "50".to_owned())]);
    assert_eq!(explained.draws.len(), 4);
    // Chosen at random by the class: a class that is inspected less would not have been.
    let by_class = Profile { rules: Vec::new(), ..profile };
    let red = (0..1_000).map(seeded).find(|facts| screen(facts, &by_class).lane == Lane::Red).unwrap();
    let explained = explain(&red, &by_class);
    assert_eq!(explained.changes[0].fact, "inspection_ppm");
    assert!(explained.changed_lane < Some(Lane::Red));
}
