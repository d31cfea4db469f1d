//! Who answers the questions of a sandbox: screening and scoring, through their ports.

use tongguan_clearance::Answers;
use tongguan_domain::names::SandboxName;
use tongguan_domain::ports::{Scoring, Screening, Unavailable};
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};

/// The services that answer questions.
pub(crate) struct Services {
    pub(crate) screening: Box<dyn Screening>,
    pub(crate) scoring: Box<dyn Scoring>,
}

impl Services {
    /// The same for a sandbox, whose name the log tells.
    pub(crate) const fn of<'s>(&'s self, sandbox: &'s SandboxName) -> impl Answers + 's {
        Asked { services: self, sandbox }
    }
}

struct Asked<'s> {
    services: &'s Services,
    sandbox: &'s SandboxName,
}

impl Asked<'_> {
    fn told<T>(&self, answer: Result<T, Unavailable>) -> Option<T> {
        let open = |unavailable: &_| {
            tracing::warn!(sandbox = %self.sandbox, %unavailable, "a question stays open");
        };
        answer.inspect_err(open).ok()
    }
}

impl Answers for Asked<'_> {
    fn score(&self, facts: &CreditFacts) -> Option<CreditScore> {
        self.told(self.services.scoring.score(facts))
    }

    fn screen(&self, facts: &ScreeningFacts) -> Option<ScreeningDecision> {
        self.told(self.services.screening.screen(facts))
    }
}
