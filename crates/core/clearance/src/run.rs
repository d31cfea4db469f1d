//! The one heartbeat of a sandbox: what it does by itself, one timer at a time. The server, a rehearsal, the tests and the
//! benchmarks all run by it.

use crate::command::{Elapse, Elapsed, Question, Scored, Screened};
use crate::event::Event;
use crate::state::State;
use tongguan_domain::process::{ClockMode, Refusal};
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};
use tongguan_domain::time::Moment;

/// Who answers the questions of the process.
pub trait Answers {
    /// Scores an enterprise; `None`: nobody answers now, and the question stays open.
    fn score(&self, facts: &CreditFacts) -> Option<CreditScore>;

    /// Screens a declaration; `None` as for [`Answers::score`].
    fn screen(&self, facts: &ScreeningFacts) -> Option<ScreeningDecision>;
}

/// One beat: what happened, and whether there is more to do.
#[derive(Debug)]
pub struct Beat {
    /// What happened, oldest first, command by command.
    pub events: Vec<Vec<Event>>,
    /// How it went.
    pub went: Went,
}

/// How a beat went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// A timer has fired, and there may be more.
    Fired,
    /// Nothing is left to do: the clock has arrived, or waits to be moved.
    Arrived,
    /// A question stays open. Time does not move until it is answered.
    Open,
}

impl State {
    /// Answers what can be answered now and, with an automatic clock, fires the next timer.
    pub fn settle(&mut self, answers: &impl Answers) -> Beat {
        let next = |state: &Self| state.next_timer().filter(|_| state.clock_mode() == ClockMode::Auto);
        let mut events = self.answered(answers);
        if self.has_question() {
            return Beat { events, went: Went::Open };
        }
        let Some(at) = next(self) else { return Beat { events, went: Went::Arrived } };
        match self.elapse(at, answers, &mut events) {
            Ok(went) => Beat { events, went },
            // A timer is never before the clock.
            Err(_) => Beat { events, went: Went::Arrived },
        }
    }

    /// Answers what can be answered now and fires the next timer that is due by a moment; where none is, the clock is moved
    /// there.
    ///
    /// # Errors
    /// [`Refusal::ClockGoesBack`], before anything has happened.
    pub fn advance(&mut self, to: Moment, answers: &impl Answers) -> Result<Beat, Refusal> {
        if to < self.now() {
            return Err(Refusal::ClockGoesBack { now: self.now() });
        }
        let mut events = self.answered(answers);
        if self.has_question() {
            return Ok(Beat { events, went: Went::Open });
        }
        let went = self.elapse(to, answers, &mut events)?;
        Ok(Beat { events, went })
    }

    fn elapse(
        &mut self,
        to: Moment,
        answers: &impl Answers,
        events: &mut Vec<Vec<Event>>,
    ) -> Result<Went, Refusal> {
        let (elapsed, happened) = self.execute(Elapse(to))?;
        events.push(happened);
        events.extend(self.answered(answers));
        Ok(match elapsed {
            Elapsed::Fired => Went::Fired,
            Elapsed::Arrived => Went::Arrived,
        })
    }

    /// Every question that can be answered now is.
    fn answered(&mut self, answers: &impl Answers) -> Vec<Vec<Event>> {
        let mut events = Vec::new();
        while let Some(happened) = self.question().and_then(|question| self.answer(question, answers)) {
            events.push(happened);
        }
        events
    }

    /// Puts a question; what happened, if it was answered.
    fn answer(&mut self, question: Question, answers: &impl Answers) -> Option<Vec<Event>> {
        let decided = match question {
            Question::Score(id, facts) => self.execute(Scored(id, answers.score(&facts)?)),
            Question::Screen(id, facts) => self.execute(Screened(id, answers.screen(&facts)?)),
        };
        // An answer to a question that was just asked is not refused.
        decided.ok().map(|((), happened)| happened)
    }
}
