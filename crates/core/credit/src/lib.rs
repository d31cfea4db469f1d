//! Credit scoring: facts about an enterprise and a model give class, grade and score, with grounds. Pure.
//!
//! The customs class is the registered one, changed by what happened, as the law of the day has it; it decides the
//! inspection rate. The zone grade follows Hangzhou's scheme of AAA to BB over a score of 0 to 1000 from five aspects: a base
//! for the class, and what the enterprise has done, was found to have done, and belongs to. It decides the queue. The points
//! are assumptions, held as data in [`Model`].

#![forbid(unsafe_code)]

mod aspects;
mod assess;
mod law;
mod model;
mod scheme;
#[cfg(test)]
mod tests;
mod turning;

pub use assess::{Assessment, BONUS, Group, Item, PARTLY, PASS, assess};
pub use law::{Law, Violations};
pub use model::{Model, Scale};
pub use scheme::{ClassTerms, Scheme, SchemeTerms};
pub use turning::turning_days;

use tongguan_domain::enterprise::{CreditClass, Enterprise};
use tongguan_domain::screening::{Aspect, CreditFacts, CreditScore, Ground};

/// The highest score.
pub const HIGHEST: u32 = 1_000;

/// Points under construction.
struct Tally {
    score: u32,
    aspects: [i32; Aspect::ALL.len()],
    grounds: Vec<Ground>,
}

impl Tally {
    fn say(&mut self, rule: &str, text: String) {
        self.grounds.push(Ground::new(rule, text));
    }

    fn gain(&mut self, aspect: Aspect, rule: &str, points: u32, why: &str) {
        if points > 0 {
            self.score = self.score.saturating_add(points);
            self.count(aspect, i32::try_from(points).unwrap_or(i32::MAX));
            self.say(rule, format!("+{points}: {why}"));
        }
    }

    fn lose(&mut self, aspect: Aspect, rule: &str, points: u32, why: &str) {
        if points > 0 {
            self.score = self.score.saturating_sub(points);
            self.count(aspect, i32::try_from(points).unwrap_or(i32::MAX).saturating_neg());
            self.say(rule, format!("-{points}: {why}"));
        }
    }

    fn count(&mut self, aspect: Aspect, points: i32) {
        if let Some(sum) = self.aspects.get_mut(aspect as usize) {
            *sum = sum.saturating_add(points);
        }
    }
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
    let mut tally = Tally { score: terms.base, aspects: [0; Aspect::ALL.len()], grounds: Vec::new() };
    tally.count(Aspect::Qualification, i32::try_from(terms.base).unwrap_or(i32::MAX));
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
        let why = format!("not registered, so counted as class {en}");
        tally.lose(Aspect::Qualification, "registry.unknown", model.not_registered, &why);
    }
    aspects::count(facts, model, scheme, &mut tally);
    if tally.score > terms.ceiling {
        tally.score = terms.ceiling;
        tally.say("class.ceiling", format!("class {en} reaches at most {}", terms.ceiling));
    }
    let region = Enterprise::region(&facts.enterprise);
    let (scale, own) = model.scale(region);
    if let (false, Some(region)) = (own, region) {
        let text = format!("no scale of a zone in {region} is known: the scale of Hangzhou counts");
        tally.say("grade.scale", text);
    }
    let (grade, review_percent) = scale.grade(tally.score);
    CreditScore {
        class,
        grade: grade.to_owned(),
        score: tally.score,
        inspection_ppm: terms.inspection_ppm,
        grounds: tally.grounds,
        model: model.name.clone(),
        aspects: tally.aspects.to_vec(),
        review_percent,
    }
}
