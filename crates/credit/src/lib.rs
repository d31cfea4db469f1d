//! Credit scoring: facts about an enterprise and a model give class, grade and score, with reasons. Pure.
//!
//! The customs class (Order 251: three classes) comes from the registry and decides the inspection rate. The zone
//! grade follows Hangzhou's scheme of AAA to BB over a score of 0 to 1000: a base for the class, and what the
//! enterprise has done since. The points are assumptions, held as data in [`Model`].

#![forbid(unsafe_code)]

use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::screening::{CreditFacts, CreditScore, Reason};

/// The highest score.
pub const HIGHEST: u32 = 1_000;

/// What one customs class means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassTerms {
    /// Points to begin with.
    pub base: u32,
    /// The most points that the class can reach.
    pub ceiling: u32,
    /// Inspection rate, parts per million.
    pub inspection_ppm: u32,
}

/// Points for outcomes and bounds of grades, under one name. A change takes a new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Name and version.
    pub name: String,
    /// Advanced certified enterprises.
    pub advanced_certified: ClassTerms,
    /// Everyone else.
    pub other: ClassTerms,
    /// Dishonest enterprises.
    pub dishonest: ClassTerms,
    /// Points taken from an enterprise that the registry does not know.
    pub not_registered: u32,
    /// Released declarations for one point more.
    pub released_per_point: u64,
    /// Most points for released declarations.
    pub released_most: u32,
    /// Rejected declarations among a thousand for one point less, counted from this share on.
    pub rejected_free_permille: u64,
    /// Most points lost by rejected declarations.
    pub rejected_most: u32,
    /// Points lost by each inspection that found something.
    pub failed_inspection: u32,
    /// Most points lost by inspections.
    pub failed_most: u32,
    /// Grades and the least score for each, best first; the last has least score 0.
    pub grades: [(&'static str, u32); 5],
}

impl Default for Model {
    /// Inspection rates: 0.57 % and 85 % after what was published for 2019 (0.57 % and 84.76 %), 3 % for everyone
    /// else, as the advanced certified must stay under a fifth of it.
    fn default() -> Self {
        Self {
            name: "standard-2022.1".to_owned(),
            advanced_certified: ClassTerms { base: 850, ceiling: HIGHEST, inspection_ppm: 5_700 },
            other: ClassTerms { base: 600, ceiling: 899, inspection_ppm: 30_000 },
            dishonest: ClassTerms { base: 200, ceiling: 399, inspection_ppm: 850_000 },
            not_registered: 100,
            released_per_point: 10,
            released_most: 150,
            rejected_free_permille: 20,
            rejected_most: 200,
            failed_inspection: 50,
            failed_most: 300,
            grades: [("AAA", 900), ("AA", 750), ("A", 600), ("BBB", 400), ("BB", 0)],
        }
    }
}

impl Model {
    /// What a class means.
    #[must_use]
    pub const fn terms(&self, class: CreditClass) -> ClassTerms {
        match class {
            CreditClass::AdvancedCertified => self.advanced_certified,
            CreditClass::Other => self.other,
            CreditClass::Dishonest => self.dishonest,
        }
    }

    fn grade(&self, score: u32) -> &'static str {
        let fits = self.grades.iter().find(|(_, least)| score >= *least);
        fits.or(self.grades.last()).map_or("", |(name, _)| name)
    }
}

/// Points under construction.
struct Tally {
    score: u32,
    reasons: Vec<Reason>,
}

impl Tally {
    fn say(&mut self, rule: &str, text: String) {
        self.reasons.push(Reason { rule: rule.to_owned(), text });
    }

    fn gain(&mut self, rule: &str, points: u32, why: &str) {
        if points > 0 {
            self.score = self.score.saturating_add(points);
            self.say(rule, format!("+{points}: {why}"));
        }
    }

    fn lose(&mut self, rule: &str, points: u32, why: &str) {
        if points > 0 {
            self.score = self.score.saturating_sub(points);
            self.say(rule, format!("-{points}: {why}"));
        }
    }
}

/// At most `most` points.
fn points(amount: u64, most: u32) -> u32 {
    u32::try_from(amount).unwrap_or(most).min(most)
}

/// Scores one enterprise.
#[must_use]
pub fn score(facts: &CreditFacts, model: &Model) -> CreditScore {
    let class = if facts.registered { facts.registry_class } else { CreditClass::Other };
    let terms = model.terms(class);
    let mut tally = Tally { score: terms.base, reasons: Vec::new() };
    let (zh, en) = class.names();
    tally.say(
        "class",
        format!("{}: class {en} ({zh}), inspection rate {} of 1000000", terms.base, terms.inspection_ppm),
    );
    if !facts.registered {
        tally.lose("registry.unknown", model.not_registered, "not registered, so counted as class other");
    }

    let CreditFacts { released, rejected, failed_inspections: failed, .. } = facts;
    let gained = released.checked_div(model.released_per_point).unwrap_or(0);
    tally.gain(
        "history.released",
        points(gained, model.released_most),
        &format!("{released} declarations released"),
    );
    let all = u128::from(*released) + u128::from(*rejected);
    let permille = (u128::from(*rejected) * 1_000).checked_div(all).unwrap_or(0);
    let permille = u64::try_from(permille).unwrap_or(1_000);
    tally.lose(
        "performance.rejected",
        points(permille.saturating_sub(model.rejected_free_permille), model.rejected_most),
        &format!("{rejected} declarations rejected, {permille} of 1000"),
    );
    tally.lose(
        "compliance.inspections",
        points(failed.saturating_mul(u64::from(model.failed_inspection)), model.failed_most),
        &format!("{failed} inspections found something"),
    );
    if tally.score > terms.ceiling {
        tally.score = terms.ceiling;
        tally.say("class.ceiling", format!("class {en} reaches at most {}", terms.ceiling));
    }

    CreditScore {
        class,
        grade: model.grade(tally.score).to_owned(),
        score: tally.score,
        inspection_ppm: terms.inspection_ppm,
        reasons: tally.reasons,
        model: model.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CreditClass::{AdvancedCertified, Dishonest, Other};

    fn facts(registry_class: CreditClass, outcomes: (u64, u64, u64)) -> CreditFacts {
        CreditFacts {
            enterprise: "3301960001".to_owned(),
            registered: true,
            registry_class,
            released: outcomes.0,
            rejected: outcomes.1,
            failed_inspections: outcomes.2,
        }
    }

    #[track_caller]
    fn check(facts: &CreditFacts, class: CreditClass, ppm: u32, grade: &str, score: u32, reasons: &[&str]) {
        let got = super::score(facts, &Model::default());
        assert_eq!((got.class, got.inspection_ppm), (class, ppm));
        assert_eq!((got.grade.as_str(), got.score), (grade, score));
        let rules: Vec<_> = got.reasons.iter().map(|r| r.rule.as_str()).collect();
        assert_eq!(rules, reasons);
        assert_eq!(got.model, "standard-2022.1");
    }

    #[test]
    fn table() {
        const HISTORY: &str = "history.released";
        const REJECTED: &str = "performance.rejected";
        const FOUND: &str = "compliance.inspections";
        for (class, outcomes, ppm, grade, score, reasons) in [
            (AdvancedCertified, (0, 0, 0), 5_700, "AA", 850, &["class"][..]),
            (AdvancedCertified, (500, 0, 0), 5_700, "AAA", 900, &["class", HISTORY]),
            (AdvancedCertified, (9_999_999, 0, 0), 5_700, "AAA", 1_000, &["class", HISTORY]),
            (Other, (0, 0, 0), 30_000, "A", 600, &["class"]),
            (Other, (9, 0, 0), 30_000, "A", 600, &["class"]),
            (Other, (1_500, 0, 0), 30_000, "AA", 750, &["class", HISTORY]),
            (Other, (98, 2, 0), 30_000, "A", 609, &["class", HISTORY]),
            (Other, (90, 10, 0), 30_000, "BBB", 529, &["class", HISTORY, REJECTED]),
            (Other, (0, 7, 0), 30_000, "BBB", 400, &["class", REJECTED]),
            (Other, (0, 7, 1), 30_000, "BB", 350, &["class", REJECTED, FOUND]),
            (Other, (0, u64::MAX, u64::MAX), 30_000, "BB", 100, &["class", REJECTED, FOUND]),
            (Other, (u64::MAX, u64::MAX, 0), 30_000, "BBB", 550, &["class", HISTORY, REJECTED]),
            (Dishonest, (0, 0, 0), 850_000, "BB", 200, &["class"]),
            (Dishonest, (u64::MAX, 0, 0), 850_000, "BB", 350, &["class", HISTORY]),
            (Dishonest, (0, 0, 9), 850_000, "BB", 0, &["class", FOUND]),
        ] {
            check(&facts(class, outcomes), class, ppm, grade, score, reasons);
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
        let got = super::score(&facts(Dishonest, (5_000, 0, 0)), &model);
        assert_eq!((got.score, got.grade.as_str()), (399, "BB"));
        assert_eq!(got.reasons.last().unwrap().text, "class dishonest reaches at most 399");
    }

    #[test]
    fn reasons_read_well() {
        let got = super::score(&facts(Other, (90, 10, 2)), &Model::default());
        let texts: Vec<_> = got.reasons.iter().map(|r| r.text.as_str()).collect();
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
}
