//! Decisions: what a command makes happen. Every refusal comes before the first event.

mod call;
mod cancellation;
mod fitness;
mod manifest;
mod matching;
mod movement;
mod presumed;
mod return_district;
mod returns;
mod screening;
mod submit;
mod summary;
mod timers;

pub(crate) use matching::{Partner, partners};
pub use submit::gravest;

use crate::command::{Answer, Command};
use crate::event::{Event, Timer};
use crate::lifecycle::Lifecycle;
use crate::state::State;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Refusal, Settings, Step};
use tongguan_domain::screening::Reason;
use tongguan_domain::time::Moment;

/// The state while a command is being decided. Each event is applied as soon as it is recorded, by the same `apply`
/// that a replay uses, so that later decisions see it.
struct Desk<'s> {
    state: &'s mut State,
    events: Vec<Event>,
}

impl Desk<'_> {
    fn record(&mut self, event: Event) {
        self.state.apply(&event);
        self.events.push(event);
    }

    /// A step that the lifecycle does not know from here is never recorded.
    fn step(&mut self, document: DocumentId, step: Step, grounds: Vec<Reason>) {
        if self.state.filed(document).is_none_or(|filed| filed.phase.after(step).is_err()) {
            return;
        }
        self.record(Event::StepTaken { document, step, grounds, invt_no: None });
    }

    fn set_timer(&mut self, span: i64, timer: Timer) {
        let at = self.state.later(span);
        self.record(Event::TimerSet(at, timer));
    }
}

impl State {
    /// A new sandbox, and the event that begins it.
    #[must_use]
    pub fn open(settings: Settings) -> (Self, Event) {
        let mut state = Self::default();
        let event = Event::Opened(settings);
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
            Command::Submit(submission) => submit::submit(&mut desk, submission)?,
            Command::Register(tag, enterprise) => {
                if let Some(answered) = desk.state.requests.get(tag.id.as_str()) {
                    if (answered.high, answered.low) != submit::halves(tag.fingerprint) {
                        return Err(Refusal::RequestIdReused);
                    }
                    return Ok((Answer::Registered { enterprise, replayed: true }, desk.events));
                }
                submit::check_room(desk.state, [])?;
                if desk.state.enterprises.len() >= limits::SANDBOX_ENTERPRISES {
                    return Err(Refusal::LimitReached { limit: "SANDBOX_ENTERPRISES" });
                }
                desk.record(Event::EnterpriseRegistered(enterprise.clone()));
                let (high, low) = submit::halves(tag.fingerprint);
                desk.record(Event::RequestAnswered { id: tag.id, high, low, results: Vec::new() });
                Answer::Registered { enterprise, replayed: false }
            }
            Command::RefuseMessage { tag, mailbox, fault } => {
                submit::refuse_message(&mut desk, tag, mailbox, fault)?
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
