//! Credit scoring: facts about an enterprise and a model give class, grade and score, with grounds. Pure.
//!
//! The customs class comes from the registry; the scheme of the day says what it counts for, and that decides the
//! inspection rate. The zone grade follows Hangzhou's scheme of AAA to BB over a score of 0 to 1000: a base for the class, and what the
//! enterprise has done since. The points are assumptions, held as data in [`Model`].

#![forbid(unsafe_code)]

mod law;
mod model;
mod scheme;
#[cfg(test)]
mod tests;

pub use law::Law;
pub use model::Model;
pub use scheme::{ClassTerms, Scheme, SchemeTerms};

use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::screening::{CreditFacts, CreditScore, Ground};

/// The highest score.
pub const HIGHEST: u32 = 1_000;

/// Points under construction.
struct Tally {
    score: u32,
    grounds: Vec<Ground>,
}

impl Tally {
    fn say(&mut self, rule: &str, text: String) {
        self.grounds.push(Ground::new(rule, text));
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

/// Scores one enterprise, in the scheme of the day.
#[must_use]
pub fn score(facts: &CreditFacts, model: &Model) -> CreditScore {
    let registered = if facts.registered { facts.registry_class } else { CreditClass::Other };
    let scheme = Scheme::on(facts.on);
    let law::Standing { class: by_law, suspended, grounds } = law::standing(facts, scheme, registered);
    let (class, mut terms) = model.terms(scheme).of(by_law);
    if suspended {
        terms.inspection_ppm = model.terms(scheme).other.inspection_ppm;
    }
    let mut tally = Tally { score: terms.base, grounds: Vec::new() };
    let (zh, en) = scheme.names(class);
    tally.say(
        "class",
        format!("{}: class {en} ({zh}), inspection rate {} of 1000000", terms.base, terms.inspection_ppm),
    );
    tally.grounds.extend(grounds);
    if class != by_law {
        let (zh, was) = by_law.names();
        tally.say(
            "class.scheme",
            format!("registered as {was} ({zh}); {} knows no such class", scheme.order()),
        );
    }
    if !facts.registered {
        tally.lose(
            "registry.unknown",
            model.not_registered,
            &format!("not registered, so counted as class {en}"),
        );
    }
    count_history(facts, model, &mut tally);
    if tally.score > terms.ceiling {
        tally.score = terms.ceiling;
        tally.say("class.ceiling", format!("class {en} reaches at most {}", terms.ceiling));
    }
    CreditScore {
        class,
        grade: model.grade(tally.score).to_owned(),
        score: tally.score,
        inspection_ppm: terms.inspection_ppm,
        grounds: tally.grounds,
        model: model.name.clone(),
    }
}

/// What the enterprise has done since.
fn count_history(facts: &CreditFacts, model: &Model, tally: &mut Tally) {
    let CreditFacts { released, rejected, failed_inspections: failed, .. } = facts;
    let gained = released.checked_div(model.released_per_point).unwrap_or(0);
    tally.gain(
        "history.released",
        points(gained, model.released_most),
        &format!("{released} declarations released"),
    );
    let all = u128::from(*released) + u128::from(*rejected);
    // A rate needs a base: one slip says nothing (Order 225 asks for a quarter).
    let all = if all < u128::from(model.least_declarations) { 0 } else { all };
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
}
