//! A rehearsal: documents go through a sandbox in one thread, in memory, with every rule, screening and scoring, and
//! nothing is kept. The same code decides as in the server. Pure.

#![forbid(unsafe_code)]

mod rule_set;
mod standard;

pub use rule_set::RuleSet;
pub use standard::Standard;

use tongguan_clearance::command::Register;
use tongguan_clearance::{
    Admission, Command, Event, Origin, State, Submission, Submitted, SubmittedRecord, Tag, Went, gravest,
};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::fault::Fault;
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::process::{Declined, Outcome, RecordResult, Refusal, Settings, Unfit};
use tongguan_domain::receipt::Letter;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;

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
    /// Not taken, because another document of the same native call was refused.
    WithTheCall,
}

/// What a document of a native call with faults is told.
fn faulty(record: SubmittedRecord) -> Sent {
    let kind = record.document.document().kind();
    match gravest(&record.faults) {
        Some(first) => Sent::Refused {
            code: first.return_code(kind),
            info: first.rule.zh.to_owned(),
            faults: record.faults.clone(),
        },
        None => Sent::WithTheCall,
    }
}

fn sent(kind: DocumentKind, result: RecordResult, faults: Vec<Fault>) -> Sent {
    match result {
        RecordResult::Accepted(accepted) => Sent::Taken(accepted.id),
        RecordResult::Declined(Declined::Unfit(unfit)) => declined(kind, unfit),
        RecordResult::Declined(Declined::Faulty) => Sent::WithTheCall,
        RecordResult::Refused { code, info, .. } => Sent::Refused { code, info, faults },
    }
}

/// A document that does not go with what is there, with the code that a receipt would carry.
fn declined(kind: DocumentKind, Unfit { rule, info, .. }: Unfit) -> Sent {
    let code = ReturnCode::negative(kind, rule.level, rule.serial);
    Sent::Refused { code, info, faults: Vec::new() }
}

/// A sandbox to try things in.
pub struct Rehearsal {
    state: State,
    events: Vec<Event>,
    services: Standard,
    requests: u64,
}

impl Rehearsal {
    /// A new sandbox.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let (state, opened) = State::open(settings);
        Self { state, events: vec![opened], services: Standard::default(), requests: 0 }
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
        self.execute(Register { tag: Some(tag), enterprise }).map(drop)
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
        let sent = self.submit(vec![(document, form_faults)], Origin::Ceb, outcome)?;
        sent.into_iter().next().ok_or(Refusal::Faulty)
    }

    /// Sends the documents of one message or one native call, as the server takes them: nothing happens between them, and
    /// a native call is taken whole or not at all.
    ///
    /// # Errors
    /// [`Refusal`] where a bound of the sandbox is reached.
    pub fn submit(
        &mut self,
        documents: Vec<(Document, Vec<Fault>)>,
        origin: Origin,
        outcome: Option<Outcome>,
    ) -> Result<Vec<Sent>, Refusal> {
        let record = |(document, form)| SubmittedRecord::new(document, form);
        let records = documents.into_iter().map(record).collect();
        let came = Submission { outcome, ..Submission::new(self.tag(), origin, records) };
        let rules = tongguan_rules::at(self.state.now(), self.state.settings().version);
        let mut submission = Admission::of(came).admit(rules);
        if origin == Origin::Native {
            submission = match submission.faultless() {
                Ok(submission) => submission,
                Err(records) => return Ok(records.into_iter().map(faulty).collect()),
            };
        }
        let records = &submission.records;
        let kinds: Vec<_> = records.iter().map(|record| record.document.document().kind()).collect();
        let faults: Vec<_> = records.iter().map(|record| record.faults.clone()).collect();
        match self.execute(submission) {
            Ok(Submitted { records, .. }) => {
                let told = kinds.into_iter().zip(records).zip(faults);
                Ok(told.map(|((kind, result), faults)| sent(kind, result, faults)).collect())
            }
            Err(Refusal::Document { index, unfit }) => Ok((0..)
                .zip(kinds)
                .map(|(number, kind)| match number == index {
                    true => declined(kind, unfit.clone()),
                    false => Sent::WithTheCall,
                })
                .collect()),
            Err(refusal) => Err(refusal),
        }
    }

    /// Executes a command, and then everything that happens by itself.
    ///
    /// # Errors
    /// [`Refusal`]; nothing has changed.
    pub fn execute<C: Command>(&mut self, command: C) -> Result<C::Answer, Refusal> {
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
            let beat = self.state.advance(to, &self.services)?;
            self.events.extend(beat.events.into_iter().flatten());
            self.settle();
            if beat.went != Went::Fired {
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
        for _ in 0..limits::TIMERS_PER_ORDER {
            let beat = self.state.settle(&self.services);
            self.events.extend(beat.events.into_iter().flatten());
            if beat.went != Went::Fired {
                return;
            }
        }
    }
}
