//! Where a parcel of a scenario stands: what was sent last, what must come of it, and what is sent then. Pure.

use crate::refusal::Refusals;
use crate::workload::{Cue, Step};
use std::collections::VecDeque;
use tongguan_wire::status::Reason;

/// What must come of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expects {
    /// It is refused, by all of these rules.
    Refused(Vec<String>),
    /// It is taken, and these receipts are told, in any order, and no others.
    Told(Vec<Cue>),
    /// It is taken, and this receipt ends what follows from it.
    Until(Cue),
}

/// A submission of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Line of the scenario, from 1.
    pub line: usize,
    /// What is sent.
    pub step: Step,
    /// What must come of it.
    pub expects: Expects,
}

/// What is to be done now.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// Wait for more.
    Wait,
    /// Send this.
    Send(Box<Step>),
    /// The parcel has ended as the scenario says.
    Right,
    /// It did not: what was seen instead, with the line.
    Wrong(String),
}

/// A parcel on its way through a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    line: usize,
    expects: Expects,
    /// Who tells of refusals.
    refusals: Refusals,
    answered: bool,
    /// Whether a receipt has told the refusal that is expected.
    refusal_told: bool,
    /// The rules of a refusal which the answer has told, and of which a receipt may still come.
    told_by_answer: Vec<String>,
    rest: VecDeque<Move>,
}

/// Codes of a declaration that may be told on the way to a release. The way itself is not in the file where a line says no more
/// than `released 1` or `closed 1`.
const ON_THE_WAY: [i32; 8] = [2, 3, 120, 300, 399, 500, 800, 899];

/// Whether a refusal with these faults and reasons is the one of a rule. Several rules of the process have one reason, and there is
/// nothing else in the answer by which a program could tell them apart.
#[must_use]
pub fn earned(codes: &[String], rule: &str) -> bool {
    let among = |name: &str| codes.iter().any(|code| code == name);
    let alone = codes.len() == 1 && among(Reason::StateDoesNotMatch.name());
    among(rule) || alone && Reason::from_name(rule).is_none()
}

fn all_earned(codes: &[String], rules: &[String]) -> bool {
    rules.iter().all(|rule| earned(codes, rule))
}

impl Course {
    /// From the first submission on, which is sent by whoever begins it; `None` where there is none.
    #[must_use]
    pub fn of(moves: impl IntoIterator<Item = Move>) -> Option<(Step, Self)> {
        let mut rest: VecDeque<Move> = moves.into_iter().collect();
        let Move { line, step, expects } = rest.pop_front()?;
        let refusals = Refusals::Answered;
        let (answered, refusal_told, told_by_answer) = (false, false, Vec::new());
        Some((step, Self { line, expects, refusals, answered, refusal_told, told_by_answer, rest }))
    }

    /// By a way of sending on which refusals are told so.
    pub(crate) const fn by(&mut self, refusals: Refusals) {
        self.refusals = refusals;
    }

    /// What is still to be sent.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.rest.iter().map(|one| &one.step)
    }

    /// The line of the submission under way, whether that is answered, and what must come of it still.
    #[must_use]
    pub const fn awaits(&self) -> (usize, bool, &Expects) {
        (self.line, self.answered, &self.expects)
    }

    /// Whether the submission under way must be refused.
    #[must_use]
    pub const fn is_refused_first(&self) -> bool {
        matches!(self.expects, Expects::Refused(_))
    }

    /// The same, ending with the submission under way.
    #[must_use]
    pub fn alone(mut self) -> Self {
        self.rest.clear();
        self
    }

    /// The submission under way was answered: taken, or refused by these faults and reasons.
    pub fn answered(&mut self, refused: Option<&[String]>) -> Turn {
        self.answered = true;
        match (refused, &self.expects) {
            (Some(codes), Expects::Refused(rules)) if all_earned(codes, rules) => match self.refusals {
                Refusals::AnsweredAndTold => self.go_on(),
                Refusals::Told => {
                    self.told_by_answer.clone_from(rules);
                    self.next()
                }
                Refusals::Answered | Refusals::Unheard => self.next(),
            },
            (Some(codes), _) => self.wrong(&format!("refused: {}", codes.join(", "))),
            (None, Expects::Refused(_)) if self.refusals != Refusals::Told => self.wrong("taken"),
            (None, _) => self.go_on(),
        }
    }

    /// A receipt below zero was read, by these rules; `words` say it.
    pub(crate) fn refused(&mut self, rules: &[String], words: &str) -> Turn {
        match &self.expects {
            Expects::Refused(expected) if all_earned(rules, expected) => self.refusal_told = true,
            _ if !self.told_by_answer.is_empty() && all_earned(rules, &self.told_by_answer) => {
                self.told_by_answer.clear();
                return Turn::Wait;
            }
            _ => return self.wrong(words),
        }
        self.go_on()
    }

    /// A receipt was read; `words` say it.
    pub fn told(&mut self, cue: Cue, words: &str) -> Turn {
        match &mut self.expects {
            Expects::Told(awaited) => match awaited.iter().position(|one| *one == cue) {
                Some(at) => {
                    awaited.remove(at);
                }
                None => return self.wrong(words),
            },
            Expects::Until(end) if *end == cue => self.expects = Expects::Told(Vec::new()),
            Expects::Until(_) if ON_THE_WAY.contains(&cue.code) => {}
            Expects::Until(_) | Expects::Refused(_) => return self.wrong(words),
        }
        self.go_on()
    }

    /// Receipts may be here before the answer, so both are waited for.
    fn go_on(&mut self) -> Turn {
        match &self.expects {
            Expects::Told(awaited) if self.answered && awaited.is_empty() => self.next(),
            Expects::Refused(_) if self.answered && self.refusal_told => self.next(),
            _ => Turn::Wait,
        }
    }

    fn next(&mut self) -> Turn {
        let Some(Move { line, step, expects }) = self.rest.pop_front() else { return Turn::Right };
        (self.line, self.expects) = (line, expects);
        (self.answered, self.refusal_told) = (false, false);
        Turn::Send(Box::new(step))
    }

    fn wrong(&self, found: &str) -> Turn {
        Turn::Wrong(format!("line {}: {found}", self.line))
    }
}
