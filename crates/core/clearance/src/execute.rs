//! One command after the other: each is decided by its station. Every refusal comes before the first event.

use crate::command::{Answer, Command};
use crate::desk::Desk;
use crate::event::Event;
use crate::state::State;
use crate::stations::{port, screening};
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

    /// Executes one command: the answer, and what happened. The events are already applied.
    ///
    /// # Errors
    /// A [`Refusal`]; nothing has changed.
    pub fn execute(&mut self, command: Command) -> Result<(Answer, Vec<Event>), Refusal> {
        let mut desk = Desk { state: self, events: Vec::new() };
        let answer = match command {
            Command::Submit(submission) => port::submit(&mut desk, submission)?,
            Command::Register(tag, enterprise) => registration::register(&mut desk, tag, enterprise)?,
            Command::RefuseMessage { tag, mailbox, fault } => {
                port::refuse_message(&mut desk, tag, mailbox, fault)?
            }
            Command::Acknowledge(mailbox, up_to) => {
                let (last, acknowledged) = desk.state.mailbox_ends(mailbox.as_str());
                if up_to > last {
                    return Err(Refusal::NothingToAcknowledge { last });
                }
                if up_to > acknowledged {
                    desk.record(Event::Acknowledged(mailbox, up_to));
                }
                Answer::Acknowledged(up_to.max(acknowledged))
            }
            Command::SetReceiptForm(mailbox, form) => {
                let forms = &desk.state.receipt_forms;
                if forms.len() >= limits::SANDBOX_MAILBOXES && !forms.contains_key(mailbox.as_str()) {
                    return Err(Refusal::LimitReached { limit: "SANDBOX_MAILBOXES" });
                }
                if forms.get(mailbox.as_str()).copied() != form {
                    desk.record(Event::ReceiptFormSet(mailbox, form));
                }
                Answer::Done
            }
            Command::Carry { mailbox, reader, place } => {
                let (answer, event) = desk.state.carry(mailbox, reader, place)?;
                if let Some(event) = event {
                    desk.record(event);
                }
                answer
            }
            Command::SetClock(mode) => {
                if desk.state.settings.clock != mode {
                    desk.record(Event::ClockSet(mode));
                }
                Answer::Done
            }
            Command::Elapse(to) => elapse(&mut desk, to)?,
            Command::Scored(declaration, score) => screening::scored(&mut desk, declaration, score)?,
            Command::Screened(declaration, decision) => {
                screening::screened(&mut desk, declaration, decision)?
            }
        };
        Ok((answer, desk.events))
    }
}

fn elapse(desk: &mut Desk<'_>, to: Moment) -> Result<Answer, Refusal> {
    let now = desk.state.now;
    if to < now {
        return Err(Refusal::ClockGoesBack { now });
    }
    if let Some(((at, _), timer)) = desk.state.timers.first_key_value()
        && *at <= to
    {
        let timer = *timer;
        desk.record(Event::TimerFired);
        timers::fire(desk, timer);
        return Ok(Answer::Elapsed { fired: true });
    }
    if to > now {
        desk.record(Event::TimePassed(to));
    }
    Ok(Answer::Elapsed { fired: false })
}
