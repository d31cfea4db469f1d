//! Who answers the questions of a sandbox: screening and scoring, through their ports, or somebody elsewhere.

use crate::inquiry::{Answer, Ask, Asked, Open};
use crate::writer::Writer;
use std::sync::Arc;
use tongguan_clearance::{Answers, Went, Whom};
use tongguan_domain::names::SandboxName;
use tongguan_domain::ports::{Scoring, Screening, Unavailable};
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};

/// The services that answer questions.
pub(crate) struct Services {
    pub(crate) screening: Box<dyn Screening>,
    pub(crate) scoring: Box<dyn Scoring>,
    /// Who asks elsewhere what these do not answer.
    pub(crate) elsewhere: Option<Box<dyn Ask>>,
}

impl Services {
    /// The same for a sandbox, whose name the log tells, and whose question may have been answered elsewhere.
    pub(crate) const fn of<'s>(
        &'s self,
        sandbox: &'s SandboxName,
        whom: &'s Whom,
        open: Option<&'s Open>,
    ) -> impl Answers + 's {
        Told { services: self, sandbox, whom, open }
    }
}

struct Told<'s> {
    services: &'s Services,
    sandbox: &'s SandboxName,
    whom: &'s Whom,
    open: Option<&'s Open>,
}

impl Told<'_> {
    /// The question that is out, if it is to whoever is to be asked now.
    fn open(&self) -> Option<&Open> {
        self.open.filter(|open| *open.whom == *self.whom)
    }

    fn here<T>(&self, answer: Result<T, Unavailable>) -> Option<T> {
        if self.services.elsewhere.is_some() {
            return answer.ok();
        }
        let open = |unavailable: &_| {
            tracing::warn!(sandbox = %self.sandbox, %unavailable, "a question stays open");
        };
        answer.inspect_err(open).ok()
    }
}

impl Answers for Told<'_> {
    fn score(&self, facts: &CreditFacts) -> Option<CreditScore> {
        let elsewhere = self.open().and_then(|open| open.score(facts));
        let here = || self.here(self.services.scoring.score(facts));
        elsewhere.or_else(|| if self.whom.credit.is_none() { here() } else { None })
    }

    fn screen(&self, facts: &ScreeningFacts) -> Option<ScreeningDecision> {
        let elsewhere = self.open().and_then(|open| open.decision(facts));
        let screening = &self.services.screening;
        let here = || match &self.whom.profile {
            Some(profile) => self.here(screening.screen_by(profile, facts)),
            None => self.here(screening.screen(facts)),
        };
        elsewhere.or_else(|| if self.whom.risk.is_none() { here() } else { None })
    }
}

impl Writer {
    /// Lets a sandbox do what it can do by itself, and hands over in between, so that neither an append nor the memory
    /// grows without bound. After so many timers the others get their turn; it goes on after them.
    pub(crate) fn settle(&mut self, at: usize, timers: usize) {
        for _ in 0..timers {
            self.touch(at);
            let Some(world) = self.worlds.get_mut(at) else { return };
            let before = world.pending_bytes();
            let (whom, open) = (world.state.whom(), world.inquiry.open.as_ref());
            let beat = world.state.settle(&self.services.of(&world.name, &whom, open));
            world.keep_all(&beat.events);
            self.bytes += world.pending_bytes() - before;
            if beat.went != Went::Fired {
                self.unsettled.remove(&at);
                self.settled(at, beat.went);
                return;
            }
            if self.bytes >= self.bounds.group_bytes {
                self.hand_over(false);
            }
        }
        self.unsettled.insert(at);
    }

    /// Asks elsewhere what is open, or lets go what has waited for it.
    pub(crate) fn settled(&mut self, at: usize, went: Went) {
        if went == Went::Open {
            self.inquire(at);
        } else if let Some(world) = self.worlds.get_mut(at) {
            world.inquiry.close();
        }
        self.let_go(at);
    }

    fn inquire(&mut self, at: usize) {
        let Some(elsewhere) = &self.services.elsewhere else { return };
        let Some(world) = self.worlds.get_mut(at) else { return };
        let Some(question) = world.state.question() else { return };
        let whom = Arc::new(world.state.whom());
        if world.inquiry.open.as_ref().is_some_and(|open| open.is(&question, &whom)) {
            return;
        }
        self.asked += 1;
        let (number, sandbox, until) = (self.asked, world.name.clone(), world.inquiry.until());
        let out = (question.clone(), Arc::clone(&whom));
        let (cause, (question_out, whom_out)) = (self.cause.clone(), out);
        let asked =
            elsewhere.ask(Asked { sandbox, question: question_out, whom: whom_out, until, cause, number });
        if !asked {
            tracing::warn!(sandbox = %world.name, "too many questions are out; this one comes with the next command");
        }
        world.inquiry.open = asked.then(|| Open::new(number, question, whom, until));
    }

    /// What waits in a sandbox for an answer, unless one is still to be expected.
    pub(crate) fn let_go(&mut self, at: usize) {
        let Some(world) = self.worlds.get_mut(at).filter(|world| !world.inquiry.is_expected()) else {
            return;
        };
        let held = core::mem::take(&mut world.inquiry.held);
        self.again.extend(core::mem::take(&mut world.inquiry.parked));
        for release in held {
            self.release(self.rest(Some(at)), release);
        }
    }

    /// An answer from elsewhere, or that there is none now. Says whether somebody still wants to know.
    pub(crate) fn hear(&mut self, asked: &Asked, answer: Option<Answer>) -> bool {
        let at = self.by_name.get(asked.sandbox.as_str()).copied();
        let world = at.and_then(|at| self.worlds.get_mut(at));
        let open = world.and_then(|world| world.inquiry.open.as_mut());
        let (Some(at), Some(open)) = (at, open.filter(|open| open.number == asked.number)) else {
            return false;
        };
        match answer {
            None => {
                open.unanswered = true;
                self.let_go(at);
                true
            }
            Some(answer) => {
                open.answer = Some(answer);
                self.settle(at, self.bounds.timers);
                self.close_entry(at);
                false
            }
        }
    }
}
