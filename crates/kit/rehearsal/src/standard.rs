//! The standard services: scoring by the standard model, screening by the standard profile, at once and in the same thread.

use tongguan_clearance::Answers;
use tongguan_credit::Model;
use tongguan_domain::ports::{Scoring, Screening, Unavailable};
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};
use tongguan_risk::Profile;

/// Answers what the process asks: of a rehearsal, of tests and of benchmarks.
#[derive(Clone, Debug, Default)]
pub struct Standard {
    model: Model,
    profile: Profile,
}

impl Standard {
    /// Screening by another profile.
    #[must_use]
    pub fn by(profile: Profile) -> Self {
        Self { profile, ..Self::default() }
    }
}

impl Answers for Standard {
    fn score(&self, facts: &CreditFacts) -> Option<CreditScore> {
        Some(tongguan_credit::score(facts, &self.model))
    }

    fn screen(&self, facts: &ScreeningFacts) -> Option<ScreeningDecision> {
        Some(tongguan_risk::screen(facts, &self.profile))
    }
}

impl Scoring for Standard {
    fn score(&self, facts: &CreditFacts) -> Result<CreditScore, Unavailable> {
        Ok(tongguan_credit::score(facts, &self.model))
    }
}

impl Screening for Standard {
    fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        Ok(tongguan_risk::screen(facts, &self.profile))
    }
}
