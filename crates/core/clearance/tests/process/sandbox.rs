//! One sandbox in a test: sends documents, answers questions, lets time pass, reads receipts.

use std::cell::RefCell;
use std::collections::BTreeSet;
use tongguan_clearance::command::{Elapse, Elapsed};
use tongguan_clearance::lifecycle::Lifecycle;
use tongguan_clearance::{
    Admission, Answers, Command, Event, Origin, State, Submission, Submitted, SubmittedRecord, Subscriber,
    Tag, Went,
};
use tongguan_domain::document::Document;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::process::{Outcome, Phase, RecordResult, Refusal, Settings, Step};
use tongguan_domain::receipt::{Content, Letter, Receipt};
use tongguan_domain::screening::{CreditFacts, CreditScore, Lane, ScreeningDecision, ScreeningFacts};
use tongguan_rehearsal::Standard;

thread_local! {
    /// Steps that the sandboxes of this thread took, with the phase before and after.
    pub(crate) static TAKEN: RefCell<BTreeSet<(Phase, Step, Phase)>> = const { RefCell::new(BTreeSet::new()) };
}

/// Who screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screening {
    /// Always this lane.
    Lane(Lane),
    /// The standard profile of `tongguan-risk`.
    Standard,
    /// Nobody.
    Silent,
}

impl Answers for Screening {
    fn score(&self, facts: &CreditFacts) -> Option<CreditScore> {
        if *self == Self::Silent { None } else { Standard::default().score(facts) }
    }

    fn screen(&self, facts: &ScreeningFacts) -> Option<ScreeningDecision> {
        match self {
            Self::Lane(lane) => Some(decision(*lane)),
            Self::Standard => Standard::default().screen(facts),
            Self::Silent => None,
        }
    }
}

pub(crate) struct Sandbox {
    pub(crate) state: State,
    pub(crate) events: Vec<Event>,
    pub(crate) screening: Screening,
    pub(crate) mailbox: MailboxName,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) subscribers: Vec<Subscriber>,
    /// Letters that a scenario has told.
    pub(crate) read: u64,
    settings: Settings,
    requests: u32,
}

impl Sandbox {
    pub(crate) fn new(settings: Settings) -> Self {
        let (state, opened) = State::open(settings.clone());
        Self {
            state,
            events: vec![opened],
            screening: Screening::Lane(Lane::Green),
            mailbox: MailboxName::default(),
            outcome: None,
            subscribers: Vec::new(),
            read: 0,
            settings,
            requests: 0,
        }
    }

    /// Executes one command and keeps its events.
    pub(crate) fn execute<C: Command>(&mut self, command: C) -> Result<C::Answer, Refusal> {
        let (answer, events) = self.state.execute(command)?;
        self.events.extend(events);
        Ok(answer)
    }

    pub(crate) fn submission(&mut self, documents: &[Document], origin: Origin) -> Submission {
        self.requests += 1;
        let tag = tag(&format!("request-{}", self.requests), u128::from(self.requests));
        let record = |document: &Document| SubmittedRecord::new(document.clone(), Vec::new());
        let came = Submission {
            mailbox: self.mailbox.clone(),
            subscribers: self.subscribers.clone(),
            outcome: self.outcome,
            ..Submission::new(tag, origin, documents.iter().map(record).collect())
        };
        Admission::of(came).admit(tongguan_rules::at(self.state.now(), self.settings.version))
    }

    /// Sends documents and lets the sandbox do what it can.
    pub(crate) fn send(
        &mut self,
        documents: &[Document],
        origin: Origin,
    ) -> Result<Vec<RecordResult>, Refusal> {
        let submission = self.submission(documents, origin);
        let Submitted { records, replayed } = self.execute(submission)?;
        assert!(!replayed);
        self.settle();
        Ok(records)
    }

    /// Sends documents that must be taken; gives their numbers.
    pub(crate) fn take(&mut self, documents: &[Document]) -> Vec<DocumentId> {
        let number = |result| match result {
            RecordResult::Accepted(accepted) => accepted.id,
            RecordResult::Refused { info, .. } => panic!("{info}"),
            RecordResult::Declined(declined) => panic!("{declined:?}"),
        };
        let results = self.send(documents, Origin::Native).unwrap();
        results.into_iter().map(number).collect()
    }

    /// Answers questions and, in auto mode, jumps from timer to timer.
    pub(crate) fn settle(&mut self) {
        loop {
            let beat = self.state.settle(&self.screening);
            self.events.extend(beat.events.into_iter().flatten());
            if beat.went != Went::Fired {
                return;
            }
        }
    }

    /// Moves the clock to a moment, timer by timer.
    pub(crate) fn elapse(&mut self, millis: i64) {
        let to = self.state.now().plus_millis(millis);
        loop {
            let beat = self.state.advance(to, &self.screening).unwrap();
            self.events.extend(beat.events.into_iter().flatten());
            match beat.went {
                Went::Fired => {}
                Went::Arrived => break,
                // The test goes on without an answer; the clock does not wait for it.
                Went::Open => {
                    while self.execute(Elapse(to)).unwrap() == Elapsed::Fired {}
                    break;
                }
            }
        }
        self.settle();
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.state.letters(self.mailbox.as_str(), 0, usize::MAX)
    }

    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        receipts_in(self.letters())
    }

    /// The same events on a fresh state.
    pub(crate) fn replayed(&self) -> State {
        let mut state = State::default();
        for event in &self.events {
            let before = if let Event::StepTaken { document, step, .. } = event {
                let before = state.standing(*document).unwrap().accepted;
                Some((*document, before.kind, before.phase, *step))
            } else {
                None
            };
            state.apply(event);
            if let Some((document, kind, phase, step)) = before {
                let after = state.standing(document).unwrap().accepted.phase;
                assert_eq!(phase.after(kind, step), Ok(after), "an unlawful step was recorded");
                TAKEN.with_borrow_mut(|taken| taken.insert((phase, step, after)));
            }
        }
        state
    }
}

/// Whatever a test did, its events make the same state again, and every receipt has its place and time.
impl Drop for Sandbox {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let bytes = self.state.to_snapshot().unwrap();
        assert_eq!(self.replayed().to_snapshot().unwrap(), bytes, "{:?}", self.settings);
        let restored = State::from_snapshot(&bytes).unwrap();
        assert_eq!(restored.to_snapshot().unwrap(), bytes);
        // Receipts may come twice or change places, but two of a document never have the same time.
        let mut known = std::collections::BTreeMap::new();
        for (number, letter) in (1..).zip(self.letters()) {
            assert_eq!(letter.number, number, "letters have no gaps");
            if let Content::Receipt(receipt) = letter.content
                && let Some(document) = receipt.document
            {
                let before = known.insert((document, receipt.time), receipt.clone());
                assert!(before.is_none_or(|before| before == receipt), "returnTime tells receipts apart");
            }
        }
    }
}

/// The receipts among letters.
pub(crate) fn receipts_in(letters: Vec<Letter>) -> Vec<Receipt> {
    let receipt = |letter: Letter| match letter.content {
        Content::Receipt(receipt) => Some(receipt),
        Content::SummaryResult(_) | Content::FormatFault(_) | Content::Copy(..) => None,
    };
    letters.into_iter().filter_map(receipt).collect()
}

pub(crate) fn decision(lane: Lane) -> ScreeningDecision {
    ScreeningDecision::new(lane, Vec::new(), "fixed".to_owned())
}

pub(crate) fn tag(id: &str, fingerprint: u128) -> Tag {
    Tag { id: RequestId::new(id).unwrap(), fingerprint }
}
