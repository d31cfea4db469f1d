//! A rehearsal: documents go through a sandbox in one thread, in memory, with every rule, screening and scoring, and
//! nothing is kept. The same code decides as in the server. Pure.

#![forbid(unsafe_code)]

mod rule_set;

pub use rule_set::RuleSet;

use std::sync::Arc;
use tongguan_clearance::{
    Answer, ClockMode, Command, Event, Origin, Outcome, Paper, Question, RecordResult, Refusal, Settings,
    State, Submission, SubmittedRecord, Tag,
};
use tongguan_credit::Model;
use tongguan_domain::document::Document;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::fault::Fault;
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::receipt::Letter;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;
use tongguan_risk::Profile;
use tongguan_rules::RuleContext;

/// What became of a document that was sent.
#[derive(Clone, Debug)]
pub enum Sent {
    /// Taken.
    Taken(DocumentId),
    /// Refused for what is wrong with it, or for what the sandbox holds against it now.
    Refused {
        /// The negative code of its receipt.
        code: ReturnCode,
        /// `returnInfo` of that receipt.
        info: String,
        /// Every fault; empty where only the process refused.
        faults: Vec<Fault>,
    },
}

/// A sandbox to try things in.
pub struct Rehearsal {
    state: State,
    events: Vec<Event>,
    model: Model,
    profile: Profile,
    requests: u64,
}

impl Rehearsal {
    /// A new sandbox.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let (state, opened) = State::open(settings);
        Self {
            state,
            events: vec![opened],
            model: Model::default(),
            profile: Profile::default(),
            requests: 0,
        }
    }

    /// The sandbox.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Everything that happened, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Registers an enterprise.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn register(&mut self, enterprise: Enterprise) -> Result<(), Refusal> {
        let tag = self.tag();
        self.execute(Command::Register(tag, enterprise)).map(|_| ())
    }

    /// Sends a document as XML brings it: a refusal is a receipt. `form_faults` are what its form has already shown.
    ///
    /// # Errors
    /// [`Refusal`] where a bound of the sandbox is reached.
    pub fn send(
        &mut self,
        document: Document,
        form_faults: Vec<Fault>,
        outcome: Option<Outcome>,
    ) -> Result<Sent, Refusal> {
        let mut faults = form_faults;
        let context = RuleContext::at(self.state.now(), self.state.settings().version);
        tongguan_rules::check(&document, &context, &mut faults);
        let record = SubmittedRecord { document: Arc::new(Paper::new(document)), faults: faults.clone() };
        let submission = Submission {
            tag: self.tag(),
            mailbox: MailboxName::default(),
            subscribers: Vec::new(),
            records: vec![record],
            origin: Origin::Ceb,
            outcome,
        };
        let Answer::Submitted { records, .. } = self.execute(Command::Submit(submission))? else {
            return Err(Refusal::Faulty);
        };
        match records.into_iter().next() {
            Some(RecordResult::Accepted(accepted)) => Ok(Sent::Taken(accepted.id)),
            Some(RecordResult::Refused { code, info, .. }) => Ok(Sent::Refused { code, info, faults }),
            None => Err(Refusal::Faulty),
        }
    }

    /// Executes a command, and then everything that happens by itself.
    ///
    /// # Errors
    /// [`Refusal`]; nothing has changed.
    pub fn execute(&mut self, command: Command) -> Result<Answer, Refusal> {
        let (answer, events) = self.state.execute(command)?;
        self.events.extend(events);
        self.settle();
        Ok(answer)
    }

    /// Moves the clock there, and lets everything happen that falls due.
    ///
    /// # Errors
    /// [`Refusal::ClockGoesBack`].
    pub fn advance(&mut self, to: Moment) -> Result<(), Refusal> {
        for _ in 0..limits::TIMERS_PER_ORDER {
            if self.execute(Command::Elapse(to))? == (Answer::Elapsed { fired: false }) {
                break;
            }
        }
        Ok(())
    }

    /// Every letter of the default mailbox after a number.
    #[must_use]
    pub fn letters(&self, after: u64) -> Vec<Letter> {
        self.state.letters(MailboxName::DEFAULT, after, usize::MAX)
    }

    fn tag(&mut self) -> Tag {
        self.requests += 1;
        Tag { id: RequestId::numbered(self.requests), fingerprint: u128::from(self.requests) }
    }

    fn settle(&mut self) {
        self.answer();
        for _ in 0..limits::TIMERS_PER_ORDER {
            let next = self.state.next_timer().filter(|_| self.state.clock_mode() == ClockMode::Auto);
            let Some(at) = next else { return };
            let Ok((_, events)) = self.state.execute(Command::Elapse(at)) else { return };
            self.events.extend(events);
            self.answer();
        }
    }

    fn answer(&mut self) {
        while let Some(question) = self.state.question() {
            let command = match question {
                Question::Score(id, facts) => {
                    Command::Scored(id, tongguan_credit::score(&facts, &self.model))
                }
                Question::Screen(id, facts) => {
                    Command::Screened(id, tongguan_risk::screen(&facts, &self.profile))
                }
            };
            let Ok((_, events)) = self.state.execute(command) else { return };
            self.events.extend(events);
        }
    }
}
