//! Goal: class, grade, score and grounds follow from the facts and the day.

use crate::{Model, Scheme, score};
use tongguan_domain::conduct::{Associate, Average, Conduct, Counts, OfMonth, Shared};
use tongguan_domain::credit::{Cause, CreditEvent};
use tongguan_domain::enterprise::CreditClass::{
    self, AdvancedCertified, Certified, Dishonest, Other, SeriouslyDishonest,
};
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::CreditFacts;

const AA_TO_D: Day = (2013, 5, 1);
const ORDER_225: Day = (2014, 12, 1);
const ORDER_237: Day = (2021, 10, 31);
const ORDER_251: Day = (2021, 11, 1);
const ORDER_282: Day = (2026, 4, 1);

fn facts(registry_class: CreditClass, outcomes: (u64, u64, u64)) -> CreditFacts {
    CreditFacts {
        enterprise: "3301960001".to_owned(),
        registered: true,
        registry_class,
        released: outcomes.0,
        rejected: outcomes.1,
        failed_inspections: outcomes.2,
        ..CreditFacts::default()
    }
}

#[track_caller]
fn check(facts: &CreditFacts, class: CreditClass, ppm: u32, grade: &str, score: u32, grounds: &[&str]) {
    let got = crate::score(facts, &Model::default());
    assert_eq!((got.class, got.inspection_ppm), (class, ppm));
    assert_eq!((got.grade.as_str(), got.score), (grade, score));
    let rules: Vec<_> = got.grounds.iter().map(|r| r.rule.as_str()).collect();
    assert_eq!(rules, grounds);
    for ground in &got.grounds {
        assert!(tongguan_domain::phrases::chinese(&ground.text).is_some(), "{}", ground.text);
    }
    assert_eq!(got.model, "standard-2026.4");
}

#[test]
fn table() {
    const HISTORY: &str = "performance.released";
    const REJECTED: &str = "performance.rejected";
    const FOUND: &str = "compliance.inspections";
    for (class, outcomes, ppm, grade, score, grounds) in [
        (AdvancedCertified, (0, 0, 0), 5_700, "AA", 850, &["class"][..]),
        (AdvancedCertified, (500, 0, 0), 5_700, "AAA", 900, &["class", HISTORY]),
        (AdvancedCertified, (9_999_999, 0, 0), 5_700, "AAA", 1_000, &["class", HISTORY]),
        (Other, (0, 0, 0), 30_000, "A", 600, &["class"]),
        (Other, (9, 0, 0), 30_000, "A", 600, &["class"]),
        (Other, (1_500, 0, 0), 30_000, "AA", 750, &["class", HISTORY]),
        (Other, (98, 2, 0), 30_000, "A", 609, &["class", HISTORY]),
        (Other, (90, 10, 0), 30_000, "BBB", 529, &["class", HISTORY, REJECTED]),
        // One slip is none: a share needs twenty declarations.
        (Other, (0, 1, 0), 30_000, "A", 600, &["class"]),
        (Other, (0, 19, 0), 30_000, "A", 600, &["class"]),
        (Other, (0, 20, 0), 30_000, "BBB", 400, &["class", REJECTED]),
        (Other, (0, 20, 1), 30_000, "BB", 350, &["class", REJECTED, FOUND]),
        (Other, (0, u64::MAX, u64::MAX), 30_000, "BB", 100, &["class", REJECTED, FOUND]),
        (Other, (u64::MAX, u64::MAX, 0), 30_000, "BBB", 550, &["class", HISTORY, REJECTED]),
        (Dishonest, (0, 0, 0), 850_000, "BB", 200, &["class"]),
        (Dishonest, (u64::MAX, 0, 0), 850_000, "BB", 350, &["class", HISTORY]),
        (Dishonest, (0, 0, 9), 850_000, "BB", 0, &["class", FOUND]),
    ] {
        check(&facts(class, outcomes), class, ppm, grade, score, grounds);
    }
}

#[test]
fn one_that_is_not_registered_is_other() {
    for class in [AdvancedCertified, Other, Dishonest] {
        let mut facts = facts(class, (0, 0, 0));
        facts.registered = false;
        check(&facts, Other, 30_000, "BBB", 500, &["class", "registry.unknown"]);
    }
}

#[test]
fn a_class_has_a_ceiling() {
    let model = Model { released_most: 500, ..Model::default() };
    let got = score(&facts(Dishonest, (5_000, 0, 0)), &model);
    assert_eq!((got.score, got.grade.as_str()), (399, "BB"));
    assert_eq!(got.grounds.last().unwrap().text, "class dishonest reaches at most 399");
}

#[test]
fn reasons_read_well() {
    let got = score(&facts(Other, (90, 10, 2)), &Model::default());
    let texts: Vec<_> = got.grounds.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "600: class other (其他企业), inspection rate 30000 of 1000000",
            "+9: 90 declarations released",
            "-80: 10 declarations rejected, 100 of 1000; 20 are free",
            "-100: 2 inspections found something",
        ]
    );
}

/// A registered class stays what it is; what it counts for follows the scheme of the day.
#[test]
fn classes_follow_the_scheme_of_the_day() {
    for (registered, day, class, ppm, grounds) in [
        (AdvancedCertified, AA_TO_D, AdvancedCertified, 5_700, &["class"][..]),
        (Certified, AA_TO_D, Certified, 14_000, &["class"]),
        (SeriouslyDishonest, AA_TO_D, SeriouslyDishonest, 1_000_000, &["class"]),
        (SeriouslyDishonest, ORDER_225, Dishonest, 850_000, &["class", "class.scheme"]),
        (AdvancedCertified, ORDER_237, AdvancedCertified, 5_700, &["class"]),
        (AdvancedCertified, ORDER_251, AdvancedCertified, 5_700, &["class"]),
        (AdvancedCertified, ORDER_282, AdvancedCertified, 5_700, &["class"]),
        (Certified, ORDER_237, Certified, 14_000, &["class"]),
        (Certified, ORDER_251, Other, 30_000, &["class", "class.scheme"]),
        (Certified, ORDER_282, Certified, 14_000, &["class"]),
        (Other, ORDER_237, Other, 30_000, &["class"]),
        (Other, ORDER_251, Other, 30_000, &["class"]),
        (Other, ORDER_282, Other, 30_000, &["class"]),
        (Dishonest, ORDER_237, Dishonest, 850_000, &["class"]),
        (Dishonest, ORDER_251, Dishonest, 850_000, &["class"]),
        (Dishonest, ORDER_282, Dishonest, 850_000, &["class"]),
        (SeriouslyDishonest, ORDER_237, Dishonest, 850_000, &["class", "class.scheme"]),
        (SeriouslyDishonest, ORDER_251, Dishonest, 850_000, &["class", "class.scheme"]),
        (SeriouslyDishonest, ORDER_282, SeriouslyDishonest, 1_000_000, &["class"]),
    ] {
        let facts = CreditFacts { on: Some(day), ..facts(registered, (0, 0, 0)) };
        let got = score(&facts, &Model::default());
        assert_eq!((got.class, got.inspection_ppm), (class, ppm), "{registered:?} {day:?}");
        let rules: Vec<_> = got.grounds.iter().map(|r| r.rule.as_str()).collect();
        assert_eq!(rules, grounds, "{registered:?} {day:?}");
    }
}

/// The bounds that the orders state: certified under a half, advanced under a fifth of the ordinary rate, dishonest over
/// four fifths of all.
#[test]
fn inspection_rates_keep_the_bounds_of_the_orders() {
    let model = Model::default();
    for scheme in Scheme::ALL {
        let terms = model.terms(scheme);
        assert!(terms.advanced_certified.inspection_ppm * 5 < terms.other.inspection_ppm, "{scheme:?}");
        assert!(
            terms.certified.is_none_or(|c| c.inspection_ppm * 2 < terms.other.inspection_ppm),
            "{scheme:?}"
        );
        assert!(terms.dishonest.inspection_ppm > 800_000, "{scheme:?}");
    }
}

#[test]
fn reasons_name_the_class_as_the_order_does() {
    let first = |class, day| {
        let facts = CreditFacts { on: Some(day), ..facts(class, (0, 0, 0)) };
        let grounds = score(&facts, &Model::default()).grounds;
        grounds.into_iter().map(|reason| reason.text).collect::<Vec<_>>()
    };
    assert_eq!(
        first(Certified, ORDER_251),
        [
            "600: class other (其他企业), inspection rate 30000 of 1000000",
            "registered as certified (认证企业); Order 251 knows no such class",
        ]
    );
    assert_eq!(
        first(Other, ORDER_237),
        ["600: class general (一般信用企业), inspection rate 30000 of 1000000"]
    );
    assert_eq!(first(Certified, AA_TO_D), ["750: class A (A类企业), inspection rate 14000 of 1000000"]);
    assert_eq!(
        first(Other, ORDER_225),
        ["600: class general (一般信用企业), inspection rate 30000 of 1000000"]
    );
    assert_eq!(first(Other, ORDER_282), ["600: class regular (常规企业), inspection rate 30000 of 1000000"]);
    assert_eq!(
        first(Certified, ORDER_237),
        ["750: class general certified (一般认证企业), inspection rate 14000 of 1000000"]
    );
}

#[test]
fn a_day_has_one_scheme() {
    assert_eq!(Scheme::on(None), Scheme::Order251);
    assert_eq!(Scheme::on(Some((2014, 11, 30))), Scheme::ClassesAaToD);
    assert_eq!(Scheme::on(Some((2014, 12, 1))), Scheme::Order225);
    assert_eq!(Scheme::on(Some((2018, 5, 1))), Scheme::Order237);
    assert_eq!(Scheme::on(Some((2026, 1, 5))), Scheme::Order251);
    assert_eq!(Scheme::on(Some((2100, 1, 1))), Scheme::Order282);
}

fn event(cause: Cause, on: Day, amount_yuan: u64, settled: Option<Day>) -> CreditEvent {
    CreditEvent { on, cause, amount_yuan, settled, note: String::new() }
}

/// The class on a day, of an enterprise with ten thousand documents a year to which these things happened.
fn class_on(registered: CreditClass, agent: bool, events: &[CreditEvent], on: Day) -> (CreditClass, u32) {
    let facts = CreditFacts {
        on: Some(on),
        events: events.to_vec(),
        declaring_agent: agent,
        ..facts(registered, (10_000, 0, 0))
    };
    let got = score(&facts, &Model::default());
    (got.class, got.inspection_ppm)
}

/// What an officer found that the model could never show, each with a near miss that does not count.
#[test]
fn what_happens_changes_the_class_by_the_law_of_the_day() {
    const D: (CreditClass, u32) = (Dishonest, 850_000);
    const O: (CreditClass, u32) = (Other, 30_000);
    const A: (CreditClass, u32) = (AdvancedCertified, 5_700);
    let smuggling = event(Cause::SmugglingPunished, (2023, 3, 10), 80_000, None);
    let repair = |on| event(Cause::RepairGranted, on, 0, None);
    // Smuggling: dishonest at once, repaired after twelve months on request, by itself after two years.
    for (events, on, expected) in [
        (vec![smuggling.clone()], (2023, 3, 9), O),
        (vec![smuggling.clone()], (2023, 3, 10), D),
        (vec![smuggling.clone()], (2025, 3, 9), D),
        (vec![smuggling.clone()], (2025, 3, 10), O),
        (vec![smuggling.clone(), repair((2024, 3, 9))], (2024, 4, 1), D),
        (vec![smuggling.clone(), repair((2024, 3, 10))], (2024, 3, 10), O),
        (vec![event(Cause::Obstruction, (2024, 1, 1), 0, None)], (2024, 1, 2), D),
    ] {
        assert_eq!(class_on(Other, false, &events, on), expected, "{events:?} {on:?}");
    }
    // Under Order 237 it ended after twelve months; Order 251 does not reach back to it.
    let before = [event(Cause::SmugglingPunished, (2020, 10, 15), 80_000, None)];
    assert_eq!(class_on(Other, false, &before, (2021, 10, 14)), D);
    assert_eq!(class_on(Other, false, &before, (2021, 11, 2)), O);
    // Eleven violations on ten thousand documents, and fines of 1.1 million in a year.
    let violations = |count: i8, fine| -> Vec<_> {
        (0..count).map(|n| event(Cause::ViolationPunished, (2023, 1 + n, 5), fine, None)).collect()
    };
    assert_eq!(class_on(Other, false, &violations(11, 100_000), (2023, 12, 1)), D);
    assert_eq!(class_on(Other, false, &violations(10, 110_000), (2023, 12, 1)), O);
    assert_eq!(class_on(Other, false, &violations(11, 90_000), (2023, 12, 1)), O);
    assert_eq!(class_on(Other, true, &violations(11, 30_000), (2023, 12, 1)), D);
    assert_eq!(class_on(Other, true, &violations(11, 27_000), (2023, 12, 1)), O);
    // Tax overdue for more than three months, over three months after it is paid; a fine after six, above 10,000.
    let tax = |settled| vec![event(Cause::TaxUnpaid, (2023, 1, 15), 5_000, settled)];
    assert_eq!(class_on(Other, false, &tax(None), (2023, 4, 15)), O);
    assert_eq!(class_on(Other, false, &tax(None), (2023, 4, 16)), D);
    assert_eq!(class_on(Other, false, &tax(None), (2029, 4, 15)), D);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 4, 10))), (2023, 5, 1)), O);
    // Paid on the first day that is late was late, and in time on the day before.
    assert_eq!(class_on(Other, false, &tax(Some((2023, 4, 15))), (2023, 4, 16)), O);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 4, 16))), (2023, 4, 16)), D);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 6, 1))), (2023, 8, 31)), D);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 6, 1))), (2023, 9, 1)), O);
    let fine = |yuan| vec![event(Cause::FineUnpaid, (2023, 1, 15), yuan, None)];
    assert_eq!(class_on(Other, false, &fine(10_001), (2023, 7, 16)), D);
    assert_eq!(class_on(Other, false, &fine(10_001), (2023, 7, 15)), O);
    assert_eq!(class_on(Other, false, &fine(10_000), (2023, 7, 16)), O);
    // A certification ends after five years, and before 2021-11 after three; what is lost is lost.
    let certified = |on| vec![event(Cause::Certified, on, 0, None)];
    assert_eq!(class_on(AdvancedCertified, false, &certified((2022, 2, 1)), (2027, 1, 31)), A);
    assert_eq!(class_on(AdvancedCertified, false, &certified((2022, 2, 1)), (2027, 2, 1)), O);
    // The order of its own day says how long: a lapsed one does not come back with a later order.
    assert_eq!(class_on(AdvancedCertified, false, &certified((2018, 6, 1)), (2021, 5, 31)), A);
    assert_eq!(class_on(AdvancedCertified, false, &certified((2018, 6, 1)), (2021, 6, 1)), O);
    assert_eq!(class_on(AdvancedCertified, false, &certified((2018, 6, 1)), (2022, 1, 1)), O);
    let lost =
        [certified((2023, 1, 1)), vec![event(Cause::CertificationLost, (2023, 9, 1), 0, None)]].concat();
    assert_eq!(class_on(AdvancedCertified, false, &lost, (2023, 8, 31)), A);
    assert_eq!(class_on(AdvancedCertified, false, &lost, (2023, 9, 1)), O);
    // Who was dishonest is certified no more when that is over.
    let smuggler = [certified((2022, 1, 1)), vec![smuggling.clone()]].concat();
    assert_eq!(class_on(AdvancedCertified, false, &smuggler, (2023, 3, 10)), D);
    assert_eq!(class_on(AdvancedCertified, false, &smuggler, (2025, 3, 10)), O);
    assert_eq!(class_on(AdvancedCertified, false, core::slice::from_ref(&smuggling), (2025, 3, 10)), O);
    // For a year after a loss none is granted.
    let soon = [lost.clone(), certified((2024, 8, 31))].concat();
    assert_eq!(class_on(AdvancedCertified, false, &soon, (2024, 9, 2)), O);
    let later = [lost, certified((2024, 9, 1))].concat();
    assert_eq!(class_on(AdvancedCertified, false, &later, (2024, 9, 2)), A);
    assert_eq!(class_on(AdvancedCertified, false, &[], (2024, 2, 1)), A);
}

/// Order 282: a crime is more than dishonest, and a year to put things right keeps the class and rests its facilities.
#[test]
fn what_order_282_knows_besides() {
    let crime = [event(Cause::SmugglingCrime, (2026, 5, 1), 0, None)];
    assert_eq!(class_on(Other, false, &crime, (2026, 5, 2)), (SeriouslyDishonest, 1_000_000));
    let crime = [event(Cause::SmugglingCrime, (2025, 5, 1), 0, None)];
    assert_eq!(class_on(Other, false, &crime, (2025, 5, 2)), (Dishonest, 850_000));
    let ordered = |settled| vec![event(Cause::RectificationOrdered, (2026, 5, 1), 0, settled)];
    for (settled, on, expected) in [
        (None, (2026, 5, 1), (AdvancedCertified, 30_000)),
        (None, (2027, 4, 30), (AdvancedCertified, 30_000)),
        (None, (2027, 5, 1), (Other, 30_000)),
        (Some((2026, 8, 1)), (2026, 8, 1), (AdvancedCertified, 5_700)),
    ] {
        assert_eq!(class_on(AdvancedCertified, false, &ordered(settled), on), expected, "{on:?}");
    }
    // Who is certified again has put it right, and an order of before knows no such thing.
    let again = [ordered(None), vec![event(Cause::Certified, (2027, 9, 1), 0, None)]].concat();
    assert_eq!(class_on(AdvancedCertified, false, &again, (2027, 9, 2)), (AdvancedCertified, 5_700));
    let before = [event(Cause::RectificationOrdered, (2024, 5, 1), 0, None)];
    assert_eq!(class_on(AdvancedCertified, false, &before, (2026, 5, 1)), (AdvancedCertified, 5_700));
    let before = [event(Cause::RectificationOrdered, (2025, 5, 1), 0, None)];
    assert_eq!(class_on(AdvancedCertified, false, &before, (2025, 6, 1)), (AdvancedCertified, 5_700));
}

/// Order 225: two large fines, or one sum; an agent by either; and twice the average of a quarter.
#[test]
fn what_order_225_knows_besides() {
    const ON: Day = (2016, 12, 1);
    let dishonest = |agent, events: &[CreditEvent]| class_on(Other, agent, events, ON).0 == Dishonest;
    let violation = |day, fine| event(Cause::ViolationPunished, (2016, 6, day), fine, None);
    let many = |count: i8, fine| (1..=count).map(|day| violation(day, fine)).collect::<Vec<_>>();
    // Ten thousand documents: eleven violations are more than one in a thousand, six more than five in ten thousand.
    for (agent, events, expected) in [
        (false, [many(9, 1), vec![violation(28, 100_001), violation(29, 100_001)]].concat(), true),
        (false, [many(10, 1), vec![violation(28, 100_001)]].concat(), false),
        (false, [many(8, 1), vec![violation(28, 100_001), violation(29, 100_001)]].concat(), false),
        (false, vec![violation(1, 1_000_001)], true),
        (false, vec![violation(1, 1_000_000)], false),
        (true, many(6, 1), true),
        (true, many(5, 1), false),
        (true, vec![violation(1, 100_001)], true),
        (true, vec![violation(1, 100_000)], false),
    ] {
        assert_eq!(dishonest(agent, &events), expected, "{agent} {events:?}");
    }
    for (on, rejected, others, expected) in [
        ((2016, 12, 1), 9, (960, 40), true),
        ((2016, 12, 1), 8, (960, 40), false),
        // Too few others make no average; and the other orders do not ask.
        ((2016, 12, 1), 9, (90, 4), false),
        ((2019, 12, 1), 9, (960, 40), false),
    ] {
        let counts = Counts { released: 100 - rejected, rejected, ..Counts::default() };
        let facts = CreditFacts {
            on: Some(on),
            conduct: Conduct::of([OfMonth { month: (on.0, 11), counts }]),
            average: Average { released: others.0, rejected: others.1 },
            ..facts(Other, (0, 0, 0))
        };
        let class = score(&facts, &Model::default()).class;
        assert_eq!(class == Dishonest, expected, "{on:?} {rejected} {others:?}");
    }
}

/// What was done counts less as it grows old, and is forgotten after two years; each aspect says what it gave.
#[test]
fn marks_fade() {
    let found = |month, counts| CreditFacts {
        on: Some((2026, 1, 5)),
        conduct: Conduct::of([OfMonth { month, counts }]),
        ..facts(Other, (0, 0, 0))
    };
    let detained = Counts { findings: 2, detentions: 1, ..Counts::default() };
    for (month, expected) in [
        ((2026, 1), 450),
        ((2025, 11), 450),
        ((2025, 10), 488),
        ((2025, 7), 525),
        ((2025, 1), 563),
        ((2024, 2), 563),
        ((2024, 1), 600),
        ((2026, 2), 600),
    ] {
        let got = score(&found(month, detained), &Model::default());
        assert_eq!(got.score, expected, "{month:?}: {:?}", got.grounds);
        assert_eq!(got.aspects.iter().sum::<i32>(), i32::try_from(expected).unwrap());
    }
    let late = Counts { released: 100, returns: 30, withdrawals: 10, late_summaries: 2, ..Counts::default() };
    let got = score(&found((2026, 1), late), &Model::default());
    let rules: Vec<_> = got.grounds.iter().map(|g| (g.rule.as_str(), g.text.as_str())).collect();
    assert_eq!(
        rules[1..],
        [
            ("performance.released", "+10: 100 declarations released"),
            ("performance.returns", "-20: 30 returns, 300 of 1000; 100 are free"),
            ("performance.withdrawals", "-5: 10 withdrawals, 100 of 1000; 50 are free"),
            ("performance.summaries", "-20: 2 summaries were late"),
        ]
    );
    assert_eq!(got.aspects, [600, 0, -35, 0, 0]);
}

/// A rate is measured by that of the zone: twice as much is free.
#[test]
fn a_share_of_rejections_is_compared_with_the_zone() {
    for (others, expected) in [((0, 0), 529), ((950, 50), 609), ((970, 30), 569), ((90, 9), 529)] {
        let counts = Counts { released: 90, rejected: 10, ..Counts::default() };
        let facts = CreditFacts {
            on: Some((2026, 1, 5)),
            conduct: Conduct::of([OfMonth { month: (2026, 1), counts }]),
            zone_average: Average { released: others.0, rejected: others.1 },
            ..facts(Other, (0, 0, 0))
        };
        let got = score(&facts, &Model::default());
        assert_eq!(got.score, expected, "{others:?}: {:?}", got.grounds);
    }
}

/// Who shares an address with a dishonest enterprise loses points; with an honest one, or one that was repaired, none.
#[test]
fn associations_are_seen() {
    let smuggling = |on| event(Cause::SmugglingPunished, on, 0, None);
    for (class, events, expected) in [
        (Dishonest, vec![], 450),
        (Other, vec![smuggling((2025, 3, 1))], 450),
        (Other, vec![smuggling((2023, 3, 1))], 600),
        (AdvancedCertified, vec![], 600),
        // Its fines are too high, its violations too few for its documents.
        (Other, vec![event(Cause::ViolationPunished, (2025, 12, 1), 1_200_000, None)], 600),
    ] {
        let associate = Associate {
            enterprise: "3301960XYZ".to_owned(),
            shared: vec![Shared::Address, Shared::Account],
            registry_class: class,
            events,
            declaring_agent: false,
            documents: 10_000,
        };
        let facts =
            CreditFacts { on: Some((2026, 1, 5)), associates: vec![associate], ..facts(Other, (0, 0, 0)) };
        let got = score(&facts, &Model::default());
        assert_eq!(got.score, expected, "{class:?} {:?}", got.grounds);
        if expected == 450 {
            let text = "-150: shares address and account with 3301960XYZ, which is dishonest";
            assert_eq!(got.grounds.last().unwrap().text, text);
            assert!(tongguan_domain::phrases::chinese(text).is_some());
        }
    }
}

/// The grade decides the queue; a zone whose scale nobody knows says so.
#[test]
fn a_grade_has_its_queue() {
    for (class, released, grade, percent) in [
        (AdvancedCertified, 500, "AAA", 50),
        (AdvancedCertified, 0, "AA", 75),
        (Other, 0, "A", 100),
        (Dishonest, 0, "BB", 150),
    ] {
        let got = score(&facts(class, (released, 0, 0)), &Model::default());
        assert_eq!((got.grade.as_str(), got.review_percent), (grade, percent));
    }
    let urumqi = CreditFacts { enterprise: "6501960001".to_owned(), ..facts(Other, (0, 0, 0)) };
    let got = score(&urumqi, &Model::default());
    assert_eq!(got.grounds.last().unwrap().rule, "grade.scale");
    assert!(tongguan_domain::phrases::chinese(&got.grounds.last().unwrap().text).is_some());
}

/// A history has to look at every day on which the law makes another class.
#[test]
fn turning_days_miss_no_change_of_class() {
    let events = vec![
        event(Cause::Certified, (2018, 6, 30), 0, None),
        event(Cause::SmugglingPunished, (2019, 8, 31), 0, None),
        event(Cause::TaxUnpaid, (2022, 11, 30), 5_000, Some((2023, 6, 1))),
        event(Cause::FineUnpaid, (2024, 8, 31), 50_000, None),
        event(Cause::RectificationOrdered, (2026, 5, 31), 0, None),
    ];
    let facts =
        |on| CreditFacts { on: Some(on), events: events.clone(), ..facts(AdvancedCertified, (0, 0, 0)) };
    let class = |on| score(&facts(on), &Model::default()).class;
    let days = crate::turning_days(&facts((2028, 1, 1)));
    let mut before = class((2018, 6, 29));
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for year in 2018..2028_i16 {
        for (month, length) in (1..=12_i8).zip(lengths) {
            for day in 1..=length + i8::from(month == 2 && year % 4 == 0) {
                let today = (year, month, day);
                if today < (2018, 6, 30) {
                    continue;
                }
                let now = class(today);
                assert!(now == before || days.contains(&today), "{today:?}: {before:?} to {now:?}");
                before = now;
            }
        }
    }
}
