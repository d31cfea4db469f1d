//! Who answers the questions of a sandbox: screening and scoring, through their ports.

use tongguan_clearance::{Answers, Command, Question};
use tongguan_domain::names::SandboxName;
use tongguan_domain::ports::{Scoring, Screening};

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

impl Answers for Asked<'_> {
    fn answer(&self, question: Question) -> Option<Command> {
        let Services { screening, scoring } = self.services;
        let answer = match question {
            Question::Score(id, facts) => scoring.score(&facts).map(|score| Command::Scored(id, score)),
            Question::Screen(id, facts) => {
                screening.screen(&facts).map(|decision| Command::Screened(id, decision))
            }
        };
        let told = |unavailable: &_| {
            tracing::warn!(sandbox = %self.sandbox, %unavailable, "a question stays open");
        };
        answer.inspect_err(told).ok()
    }
}
