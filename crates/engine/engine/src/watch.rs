//! Whoever wants to know what becomes of a call: which entries it wrote, in which group, and what was told because of it.
//!
//! The engine knows nothing of calls or traces. It hands a [`Cause`] on as it was given, and says what came of it. Nothing of it
//! gets into the journal. Where nobody watches, a command costs one look at an `Option` for it.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tongguan_clearance::{Event, State};
use tongguan_domain::names::DocumentId;
use tongguan_domain::return_code::ReturnCode;
use tongguan_journal::{LogId, Position};

/// Why a command came: for whoever watches, and for nobody else.
#[derive(Clone)]
pub struct Cause(Arc<dyn Any + Send + Sync>);

impl Cause {
    /// Of what its watcher will know again.
    pub fn new(what: impl Any + Send + Sync) -> Self {
        Self(Arc::new(what))
    }

    /// What it was made of, if it was of this type.
    #[must_use]
    pub fn of<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause")
    }
}

/// Watches what the writer and the committer do. Both wait for it, so it has to be quick.
pub trait Watch: Send + Sync {
    /// Why the thread that asks is here, if there is a reason.
    fn cause(&self) -> Option<Cause>;

    /// This is durable, and nobody has been answered yet.
    fn durable(&self, written: &[Written]);

    /// A group is done, and everybody has been answered.
    fn committed(&self, group: Group<'_>);
}

/// What a command wrote, or a sandbox by itself.
#[derive(Debug)]
pub struct Written {
    /// Why, if anybody knows.
    pub cause: Option<Cause>,
    /// The log of its sandbox.
    pub log: LogId,
    /// Its first and its last entry.
    pub entries: (Position, Position),
    /// Which receipts it gave.
    pub receipts: Vec<Told>,
}

/// A receipt that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The entry of the document that it is about, if it is about one.
    pub document: Option<Position>,
    /// The kind of that document.
    pub kind: &'static str,
    /// Its code.
    pub code: i32,
    /// The entry by which it was given.
    pub entry: Position,
}

/// A group of entries.
#[derive(Debug)]
pub struct Group<'g> {
    /// How long the journal took.
    pub took: Duration,
    /// Its logs, with the first and the last entry of each.
    pub logs: &'g [(LogId, Position, Position)],
    /// Bytes of entries.
    pub bytes: usize,
    /// Answers that it let go.
    pub answers: usize,
    /// What it was made of.
    pub written: Vec<Written>,
}

/// What a sandbox wrote since it was last asked.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    entries: Option<(Position, Position)>,
    receipts: Vec<Told>,
}

impl Seen {
    /// Notes what happened, and in which entries it stands. Of a command that is spread over several, what was told counts to
    /// the first.
    pub(crate) fn note(&mut self, events: &[Event], state: &State, first: Position, last: Position) {
        if events.is_empty() {
            return;
        }
        let began = self.entries.map_or(first, |(began, _)| began);
        self.entries = Some((began, last));
        self.receipts.extend(events.iter().filter_map(|event| told(event, state, first)));
    }

    /// What there is to tell.
    pub(crate) fn take(&mut self, log: LogId, cause: Option<Cause>) -> Option<Written> {
        let entries = self.entries.take()?;
        Some(Written { cause, log, entries, receipts: std::mem::take(&mut self.receipts) })
    }
}

/// The receipt that an event gives.
fn told(event: &Event, state: &State, entry: Position) -> Option<Told> {
    let about = |id: DocumentId, code: i32| {
        let standing = state.standing(id)?;
        let (document, kind) = (Some(Position(standing.position)), standing.accepted.kind.name());
        Some(Told { document, kind, code, entry })
    };
    match event {
        Event::DocumentTaken { document, .. } => {
            let document = document.document();
            let draft = document.heading().app_status == "1";
            let code = if draft { ReturnCode::PORT_STORED } else { ReturnCode::PORT_DECLARING };
            let kind = document.kind().name();
            Some(Told { document: Some(entry), kind, code: code.number(), entry })
        }
        Event::StepTaken { document, step, .. } => about(*document, step.return_code()?.number()),
        Event::RecordRefused { keys, code, .. } => {
            Some(Told { document: None, kind: keys.kind().name(), code: code.number(), entry })
        }
        Event::MessageRefused(_, fault) => {
            Some(Told { document: None, kind: "message", code: fault.code.number(), entry })
        }
        _ => None,
    }
}
