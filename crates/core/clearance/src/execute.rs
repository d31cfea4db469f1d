//! One command after the other: each is decided by its station. Every refusal comes before the first event.

use crate::command::{
    Acknowledge, Carry, ChangeSettings, Command, ControlResult, Elapse, Elapsed, Instruct, NoteAdvance,
    NoteCredit, Nothing, Once, RefuseMessage, Register, RegisterAll, RegisterWarehouses, Registered, Scored,
    Screened, SetClock, SetReceiptForm, Submission, Submitted, Withdraw,
};
use crate::desk::Desk;
use crate::event::Event;
use crate::repeat::halves;
use crate::state::State;
use crate::stations::{audit, officers, port, screening};
use crate::{registration, timers};
use tongguan_domain::limits;
use tongguan_domain::process::{Refusal, Settings};
use tongguan_domain::time::Moment;

impl State {
    /// A new sandbox, and the event that begins it.
    #[must_use]
    pub fn open(settings: Settings) -> (Self, Event) {
        let mut state = Self::default();
        let event = Event::Opened(Box::new(settings));
        state.apply(&event);
        (state, event)
    }

    /// Executes one command: its answer, and what happened. The events are already applied.
    ///
    /// # Errors
    /// A [`Refusal`]; nothing has changed.
    pub fn execute<C: Command>(&mut self, command: C) -> Result<(C::Answer, Vec<Event>), Refusal> {
        let mut desk = Desk { state: self, events: Vec::new() };
        let answer = command.decide(&mut desk)?;
        Ok((answer, desk.events))
    }
}

impl Command for Submission {
    type Answer = Submitted;

    fn decide(self, desk: &mut Desk<'_>) -> Result<Submitted, Refusal> {
        port::submit(desk, self)
    }

    fn largest_event(&self) -> usize {
        self.records.iter().map(|record| record.document.stored().len()).max().unwrap_or(0)
    }
}

impl Command for RefuseMessage {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        port::refuse_message(desk, self)
    }
}

impl Command for Register {
    type Answer = Registered;

    fn decide(self, desk: &mut Desk<'_>) -> Result<Registered, Refusal> {
        registration::register(desk, self)
    }

    fn largest_event(&self) -> usize {
        minicbor::to_vec(&self.enterprise).map_or(0, |stored| stored.len())
    }
}

impl Command for RegisterAll {
    type Answer = bool;

    fn decide(self, desk: &mut Desk<'_>) -> Result<bool, Refusal> {
        registration::register_all(desk, self)
    }

    fn largest_event(&self) -> usize {
        let size = |enterprise| minicbor::to_vec(enterprise).map_or(0, |stored| stored.len());
        self.enterprises.iter().map(size).max().unwrap_or(0)
    }
}

impl Command for RegisterWarehouses {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        registration::register_warehouses(desk, self.0)
    }
}

impl Command for Acknowledge {
    type Answer = u64;

    fn decide(self, desk: &mut Desk<'_>) -> Result<u64, Refusal> {
        let Self { mailbox, up_to } = self;
        let (last, acknowledged) = desk.state.mailbox_ends(mailbox.as_str());
        if up_to > last {
            return Err(Refusal::NothingToAcknowledge { last });
        }
        if up_to > acknowledged {
            desk.record(Event::Acknowledged(mailbox, up_to));
        }
        Ok(up_to.max(acknowledged))
    }
}

impl Command for SetReceiptForm {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let Self { mailbox, form } = self;
        let forms = &desk.state.receipt_forms;
        if forms.len() >= limits::SANDBOX_MAILBOXES && !forms.contains_key(mailbox.as_str()) {
            return Err(Refusal::LimitReached { limit: "SANDBOX_MAILBOXES" });
        }
        if forms.get(mailbox.as_str()).copied() != form {
            desk.record(Event::ReceiptFormSet(mailbox, form));
        }
        Ok(())
    }
}

impl Command for Carry {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        if let Some(event) = desk.state.carry(self)? {
            desk.record(event);
        }
        Ok(())
    }
}

impl Command for Nothing {
    type Answer = ();

    fn decide(self, _: &mut Desk<'_>) -> Result<(), Refusal> {
        Ok(())
    }
}

impl<C: Command<Answer = ()>> Command for Once<C> {
    type Answer = bool;

    fn decide(self, desk: &mut Desk<'_>) -> Result<bool, Refusal> {
        let Self { tag, command } = self;
        if desk.state.answered_before(tag.as_ref())?.is_some() {
            return Ok(true);
        }
        if tag.is_some() {
            port::check_room(desk.state, [])?;
        }
        command.decide(desk)?;
        if let Some(tag) = tag {
            desk.record(tag.done());
        }
        Ok(false)
    }
}

impl Command for ChangeSettings {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let before = &desk.state.settings;
        let settings = Settings {
            outcome: self.outcome.unwrap_or(before.outcome),
            draws_off: self.draws_off.unwrap_or(before.draws_off),
            officers_decide: self.officers_decide.unwrap_or(before.officers_decide),
            registration_required: self.registration_required.unwrap_or(before.registration_required),
            pace: before.pace.clone().with(self.shares),
            receipts: self.receipts.unwrap_or(before.receipts),
            risk_server: self.risk_server.of(before.risk_server.as_ref()),
            credit_server: self.credit_server.of(before.credit_server.as_ref()),
            ..before.clone()
        };
        if settings != *before {
            desk.record(Event::SettingsChanged(Box::new(settings)));
        }
        Ok(())
    }
}

impl Command for NoteAdvance {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let Self { tag, target } = self;
        port::check_room(desk.state, [])?;
        let (high, low) = halves(tag.fingerprint);
        desk.record(Event::AdvanceNoted { id: tag.id, high, low, target });
        Ok(())
    }
}

impl Command for SetClock {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let Self(mode) = self;
        if desk.state.settings.clock != mode {
            desk.record(Event::ClockSet(mode));
        }
        Ok(())
    }
}

impl Command for Elapse {
    type Answer = Elapsed;

    fn decide(self, desk: &mut Desk<'_>) -> Result<Elapsed, Refusal> {
        let (Self(to), now) = (self, desk.state.now);
        if to < now {
            return Err(Refusal::ClockGoesBack { now });
        }
        let due = |at: &Moment| *at <= to;
        let timer = desk.state.timers.first_key_value().map(|((at, _), _)| *at).filter(due);
        let audit = desk.state.audits.first_key_value().map(|((at, _), _)| *at).filter(due);
        if audit.is_some_and(|audit| timer.is_none_or(|timer| audit < timer)) {
            audit::make(desk);
            return Ok(Elapsed::Fired);
        }
        if let Some(((at, _), timer)) = desk.state.timers.first_key_value()
            && *at <= to
        {
            let timer = *timer;
            desk.record(Event::TimerFired);
            timers::fire(desk, timer);
            return Ok(Elapsed::Fired);
        }
        if to > now {
            desk.record(Event::TimePassed(to));
        }
        Ok(Elapsed::Arrived)
    }
}

impl Command for Instruct {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        officers::instruct(desk, self.0)
    }
}

impl Command for Withdraw {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        officers::withdraw(desk, self.0)
    }
}

impl Command for ControlResult {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        officers::record(desk, &self)
    }
}

impl Command for NoteCredit {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        officers::note_credit(desk, self)
    }
}

impl Command for Scored {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let Self(declaration, score) = self;
        screening::scored(desk, declaration, score)
    }
}

impl Command for Screened {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let Self(declaration, decision) = self;
        screening::screened(desk, declaration, decision)
    }
}
