//! Goal: class, grade, score and grounds follow from the facts and the day.

use crate::{Model, Scheme, score};
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
        on: None,
        events: Vec::new(),
        declaring_agent: false,
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
    assert_eq!(got.model, "standard-2026.3");
}

#[test]
fn table() {
    const HISTORY: &str = "history.released";
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
            "-80: 10 declarations rejected, 100 of 1000",
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
    assert_eq!(class_on(Other, false, &tax(None), (2023, 4, 14)), O);
    assert_eq!(class_on(Other, false, &tax(None), (2023, 4, 15)), D);
    assert_eq!(class_on(Other, false, &tax(None), (2029, 4, 15)), D);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 4, 10))), (2023, 5, 1)), O);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 6, 1))), (2023, 8, 31)), D);
    assert_eq!(class_on(Other, false, &tax(Some((2023, 6, 1))), (2023, 9, 1)), O);
    let fine = |yuan| vec![event(Cause::FineUnpaid, (2023, 1, 15), yuan, None)];
    assert_eq!(class_on(Other, false, &fine(10_001), (2023, 7, 15)), D);
    assert_eq!(class_on(Other, false, &fine(10_001), (2023, 7, 14)), O);
    assert_eq!(class_on(Other, false, &fine(10_000), (2023, 7, 15)), O);
    // A certification ends after five years, and before 2021-11 after three; what is lost is lost.
    let certified = |on| vec![event(Cause::Certified, on, 0, None)];
    assert_eq!(class_on(AdvancedCertified, false, &certified((2019, 2, 1)), (2024, 1, 31)), A);
    assert_eq!(class_on(AdvancedCertified, false, &certified((2019, 2, 1)), (2024, 2, 1)), O);
    assert_eq!(class_on(AdvancedCertified, false, &certified((2018, 6, 1)), (2021, 6, 1)), O);
    let lost =
        [certified((2023, 1, 1)), vec![event(Cause::CertificationLost, (2023, 9, 1), 0, None)]].concat();
    assert_eq!(class_on(AdvancedCertified, false, &lost, (2023, 8, 31)), A);
    assert_eq!(class_on(AdvancedCertified, false, &lost, (2023, 9, 1)), O);
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
