//! Lets a sandbox do what it can do by itself: ask its questions and, in auto mode, jump from timer to timer.

use crate::world::World;
use tongguan_clearance::{Command, Question};
use tongguan_domain::ports::{Scoring, Screening};
use tongguan_domain::process::ClockMode;

/// The services that answer questions.
pub(crate) struct Services {
    pub(crate) screening: Box<dyn Screening>,
    pub(crate) scoring: Box<dyn Scoring>,
}

impl Services {
    /// Answers every question that can be answered now.
    pub(crate) fn answer(&self, world: &mut World) {
        while let Some(question) = world.state.question() {
            let answer = match question {
                Question::Score(id, facts) => {
                    self.scoring.score(&facts).map(|score| Command::Scored(id, score))
                }
                Question::Screen(id, facts) => {
                    self.screening.screen(&facts).map(|decision| Command::Screened(id, decision))
                }
            };
            match answer {
                Ok(command) => {
                    let Ok((_, events)) = world.state.execute(command) else {
                        return;
                    };
                    world.keep(&events);
                }
                Err(unavailable) => {
                    tracing::warn!(sandbox = %world.name, %unavailable, "a question stays open");
                    return;
                }
            }
        }
    }

    /// Answers questions and, in auto mode, fires the next timer; false means that nothing is left to do. Time does not
    /// move while a question is open.
    pub(crate) fn step(&self, world: &mut World) -> bool {
        self.answer(world);
        let next = world.state.next_timer().filter(|_| world.state.clock_mode() == ClockMode::Auto);
        let Some(at) = next.filter(|_| world.state.question().is_none()) else {
            return false;
        };
        let Ok((_, events)) = world.state.execute(Command::Elapse(at)) else {
            return false;
        };
        world.keep(&events);
        self.answer(world);
        true
    }
}
