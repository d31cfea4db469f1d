//! Questions to services elsewhere. The writer never waits for a network: a question goes out beside it, and the answer
//! comes back as a task.
//!
//! ```text
//! settle -> question open -> Ask::ask -> … network … -> Host::answered -> settle again
//! ```
//!
//! Time stands still in a sandbox while its question is open, so there is one at a time. Until it is closed, whoever sent
//! something is not answered, and what comes after it waits: so the same commands in the same order have the same effect as
//! with the service in this process. Reads do not wait. If nobody answers ([`Host::unanswered`]), nothing waits any longer.
//!
//! [`Host::answered`]: crate::Host::answered
//! [`Host::unanswered`]: crate::Host::unanswered

use crate::task::{LetGo, Task};
use crate::watch::Cause;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tongguan_clearance::{Question, Whom};
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::OwnServer;
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};

/// Puts questions to services elsewhere.
pub trait Ask: Send {
    /// Has a question asked; returns at once. It is asked until somebody answers, or until nobody wants to know any more.
    /// Says whether it is: where there are too many, it comes again with the next command of its sandbox.
    fn ask(&self, asked: Asked) -> bool;
}

/// A question that is out.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whose question it is.
    pub sandbox: SandboxName,
    /// What is asked.
    pub question: Question,
    /// Whom the sandbox asks, where it has said so.
    pub whom: Arc<Whom>,
    /// Until when senders wait for the answer.
    pub until: Instant,
    /// Why it is asked, if anybody watches.
    pub cause: Option<Cause>,
    /// Tells it from every other one of this process.
    pub(crate) number: u64,
}

impl Asked {
    /// The server of the sandbox to which it goes, if it has one of its own.
    #[must_use]
    pub fn own(&self) -> Option<&OwnServer> {
        match self.question {
            Question::Score(..) => self.whom.credit.as_ref(),
            Question::Screen(..) => self.whom.risk.as_ref(),
        }
    }
}

/// What a service says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Of credit scoring.
    Score(CreditScore),
    /// Of risk screening.
    Screen(ScreeningDecision),
}

/// The question of a sandbox that is out.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) number: u64,
    pub(crate) question: Question,
    pub(crate) whom: Arc<Whom>,
    pub(crate) answer: Option<Answer>,
    /// Whether nobody waits for it any longer.
    pub(crate) unanswered: bool,
}

impl Open {
    pub(crate) fn new(number: u64, question: Question, whom: Arc<Whom>, until: Instant) -> Self {
        Self { number, question, whom, answer: None, unanswered: until <= Instant::now() }
    }

    /// Whether it is this question, to whoever is to be asked now.
    pub(crate) fn is(&self, question: &Question, whom: &Whom) -> bool {
        self.question == *question && *self.whom == *whom
    }

    /// Whether it is still to be expected that somebody answers soon.
    const fn is_expected(&self) -> bool {
        self.answer.is_none() && !self.unanswered
    }

    /// The answer, if it is one to these facts.
    pub(crate) fn score(&self, facts: &CreditFacts) -> Option<CreditScore> {
        match (&self.question, &self.answer) {
            (Question::Score(_, asked), Some(Answer::Score(score))) if asked == facts => Some(score.clone()),
            _ => None,
        }
    }

    /// The answer, if it is one to these facts.
    pub(crate) fn decision(&self, facts: &ScreeningFacts) -> Option<ScreeningDecision> {
        match (&self.question, &self.answer) {
            (Question::Screen(_, asked), Some(Answer::Screen(decision))) if **asked == *facts => {
                Some(decision.clone())
            }
            _ => None,
        }
    }
}

/// How long senders wait for answers: from the first question that what they sent leaves open to the last.
const PATIENCE: Duration = Duration::from_secs(2);

/// What waits in a sandbox for the answer to its question.
#[derive(Default)]
pub(crate) struct Inquiry {
    pub(crate) open: Option<Open>,
    /// Until when it is waited for, since its sandbox stood still.
    until: Option<Instant>,
    /// Answers to senders.
    pub(crate) held: Vec<LetGo>,
    /// Tasks whose turn comes after it, no more than [`Bounds::parked`](crate::Bounds::parked).
    pub(crate) parked: Vec<Task>,
}

impl Inquiry {
    /// Whether an answer is to be expected soon.
    pub(crate) fn is_expected(&self) -> bool {
        self.open.as_ref().is_some_and(Open::is_expected)
    }

    /// Whether what comes has to wait for its turn.
    pub(crate) fn is_busy(&self) -> bool {
        self.is_expected() || !self.held.is_empty() || !self.parked.is_empty()
    }

    /// Until when senders wait for an answer to a question of now.
    pub(crate) fn until(&mut self) -> Instant {
        *self.until.get_or_insert_with(|| Instant::now() + PATIENCE)
    }

    /// Nothing is open any more.
    pub(crate) fn close(&mut self) {
        (self.open, self.until) = (None, None);
    }
}
