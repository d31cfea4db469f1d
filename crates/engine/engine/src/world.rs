//! One sandbox in the writer's hands.

use crate::basis::Basis;
use crate::early::Watched;
use crate::entry;
use crate::figures::Figures;
use crate::forms::Forms;
use crate::inquiry::Inquiry;
use crate::snapshot::Tail;
use crate::task::SandboxInfo;
use crate::transmitters::Transmitters;
use crate::watch::{Cause, Seen, Written};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;
use tongguan_clearance::{Event, Paper, State};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::SignaturePolicy;
use tongguan_domain::version::MessageVersion;
use tongguan_journal::{Append, LogId, Position};

/// As long as the entry of a submission often is, so that it need not grow from nothing.
const USUAL_ENTRY_BYTES: usize = 1_024;

/// What may be read of a sandbox beside the writer.
pub(crate) struct Published {
    pub(crate) log: LogId,
    /// How often its name had been deleted when it began.
    pub(crate) born: u64,
    /// What the clock shows, milliseconds.
    pub(crate) clock: AtomicI64,
    /// Which messages it enforces.
    pub(crate) version: MessageVersion,
    /// What it does with signatures.
    pub(crate) signatures: SignaturePolicy,
    /// In which form its receipts are written.
    pub(crate) forms: Forms,
    /// Who sends under which DXP id.
    pub(crate) transmitters: Transmitters,
}

impl Published {
    /// Takes what happened, as far as it is read beside the writer.
    pub(crate) fn note(&self, event: &Event) {
        self.forms.note(event);
        if let Event::EnterpriseRegistered(enterprise) = event {
            self.transmitters.note(enterprise);
        }
    }
}

pub(crate) struct World {
    pub(crate) name: SandboxName,
    pub(crate) state: State,
    pub(crate) published: Arc<Published>,
    log: LogId,
    /// Position of the first entry that is not handed to the committer.
    first: Position,
    /// Entries that are closed.
    entries: Vec<Vec<u8>>,
    /// Bytes of the entries that are closed.
    closed: usize,
    /// The entry being made.
    open: Vec<u8>,
    /// An entry of so many bytes is closed.
    entry_bytes: usize,
    /// Papers that nobody needs any more.
    papers: Vec<Arc<Paper>>,
    /// What of the log is in no snapshot.
    pub(crate) tail: Arc<Tail>,
    watched: Watched,
    /// Its question to a service elsewhere.
    pub(crate) inquiry: Inquiry,
    figures: Option<Arc<Figures>>,
    /// Receipts and timers of which the figures know.
    counted: (u64, u64),
    /// What is told to whoever watches.
    seen: Option<Seen>,
}

impl World {
    pub(crate) fn new(
        name: SandboxName,
        (log, born): (LogId, u64),
        state: State,
        next: Position,
        replayed: usize,
    ) -> Self {
        let published = Arc::new(Published {
            log,
            born,
            clock: AtomicI64::new(state.now().millis()),
            version: state.settings().version,
            signatures: state.settings().signatures,
            forms: Forms::of(&state),
            transmitters: Transmitters::default(),
        });
        state
            .enterprises("", usize::MAX)
            .iter()
            .for_each(|enterprise| published.transmitters.note(enterprise));
        let mut world = Self {
            name,
            state,
            published,
            log,
            first: next,
            entries: Vec::new(),
            closed: 0,
            open: Vec::new(),
            entry_bytes: limits::ENTRY_BYTES,
            papers: Vec::new(),
            tail: Arc::new(Tail::new(replayed, 0)),
            watched: Watched::new(),
            inquiry: Inquiry::default(),
            figures: None,
            counted: (0, 0),
            seen: None,
        };
        world.mark_position();
        world
    }

    /// The same world, with entries of another size.
    pub(crate) fn with_entries_of(mut self, bytes: usize) -> Self {
        self.entry_bytes = bytes;
        self
    }

    /// The same world, which remembers what it writes until it is asked, where somebody watches.
    pub(crate) fn seen(mut self, watched: bool) -> Self {
        self.seen = watched.then(Seen::default);
        self
    }

    /// What was written since this was asked.
    pub(crate) fn written(&mut self, cause: Option<Cause>) -> Option<Written> {
        self.seen.as_mut()?.take(self.log, cause)
    }

    /// The same world, which counts what happens from now on.
    pub(crate) fn counting(mut self, figures: &Arc<Figures>) -> Self {
        self.figures = Some(Arc::clone(figures));
        self.counted = (self.state.receipts_given(), 0);
        self.tell_figures();
        self
    }

    /// Lets the figures know how many receipts and timers there are now.
    fn tell_figures(&mut self) {
        let Some(figures) = &self.figures else { return };
        let now = (self.state.receipts_given(), self.state.timers_waiting());
        let (receipts, timers) = core::mem::replace(&mut self.counted, now);
        figures.receipts.add(now.0.saturating_sub(receipts));
        figures.timers.shift(now.1 as i64 - timers as i64);
    }

    /// Forgets everything: the sandbox was deleted. Who watches it hears nothing more.
    pub(crate) fn clear(&mut self) {
        self.state = State::default();
        self.tell_figures();
        (self.entries, self.open, self.papers) = (Vec::new(), Vec::new(), Vec::new());
        self.closed = 0;
        self.watched = Watched::new();
        self.inquiry = Inquiry::default();
        self.tail = Arc::new(Tail::new(0, 0));
    }

    /// The sandbox at a glance.
    pub(crate) fn info(&self) -> SandboxInfo {
        SandboxInfo { name: self.name.clone(), view: self.state.view() }
    }

    /// What a message is judged by in this moment.
    pub(crate) fn basis(&self) -> Basis {
        Basis::of(&self.published, self.state.now())
    }

    /// Takes what one command made happen into the open entry; what is too large for one entry goes on in others.
    pub(crate) fn keep(&mut self, events: &[Event]) {
        for event in events {
            if let Some(figures) = &self.figures {
                figures.note(event);
            }
            self.published.note(event);
        }
        let first = self.open_position();
        self.write(events);
        if let Some(seen) = &mut self.seen {
            let next = self.first.after(self.entries.len() as u64);
            let last = if self.open.is_empty() { Position(next.0.saturating_sub(1)) } else { next };
            seen.note(events, &self.state, first, last);
        }
    }

    fn write(&mut self, events: &[Event]) {
        let start = self.open.len();
        if start == 0 && !events.is_empty() {
            self.open.reserve(USUAL_ENTRY_BYTES);
        }
        let mut left = events;
        while let Some((event, rest)) = left.split_first() {
            entry::write(&mut self.open, event);
            left = rest;
            if !left.is_empty() && self.open.len() - start >= self.entry_bytes {
                self.spread(start, events.len() - left.len(), events);
                return;
            }
        }
        if self.open.len() >= self.entry_bytes {
            self.close_entry();
        }
    }

    /// The same for several commands.
    pub(crate) fn keep_all(&mut self, commands: &[Vec<Event>]) {
        for events in commands {
            self.keep(events);
        }
    }

    /// Spreads a command over entries of its own: the open entry holds its first `written` events, from `start` on.
    fn spread(&mut self, start: usize, written: usize, events: &[Event]) {
        let begun = self.open.split_off(start);
        self.close_entry();
        self.open.push(entry::BEGINS);
        self.open.extend(begun);
        let (written, left) = events.split_at_checked(written).unwrap_or((events, &[]));
        // The state knows in which entry a document is. All of this command were to be in the one that was open.
        let mut documents = events.iter().filter(|event| is_document(event)).count();
        let settle = |world: &mut Self, event: &Event, documents: &mut usize| {
            if is_document(event) {
                *documents -= 1;
                let position = world.open_position().0;
                world.state.stored_in(*documents, position);
            }
        };
        written.iter().for_each(|event| settle(self, event, &mut documents));
        for event in left {
            if self.open.len() >= self.entry_bytes {
                self.close_entry();
                self.open.push(entry::GOES_ON);
            }
            entry::write(&mut self.open, event);
            settle(self, event, &mut documents);
        }
        self.open.push(entry::ENDS);
        self.close_entry();
    }

    /// Closes the open entry; what follows is in the next one.
    pub(crate) fn close_entry(&mut self) {
        self.papers.append(&mut self.state.put_away());
        if !self.open.is_empty() {
            self.closed += self.open.len();
            self.entries.push(core::mem::take(&mut self.open));
            self.mark_position();
        }
    }

    /// Position of the entry being made.
    fn open_position(&self) -> Position {
        self.first.after(self.entries.len() as u64)
    }

    fn mark_position(&mut self) {
        self.state.at_position(self.open_position().0);
    }

    /// Bytes of closed entries that wait to be committed.
    pub(crate) const fn pending_bytes(&self) -> usize {
        self.closed
    }

    /// Whether anything that happened has not been handed to the committer.
    pub(crate) const fn is_ahead(&self) -> bool {
        self.closed > 0 || !self.open.is_empty()
    }

    /// Papers to be let go: a document is sixty allocations, and the committer has time while the disk works.
    pub(crate) fn papers(&mut self) -> Vec<Arc<Paper>> {
        core::mem::take(&mut self.papers)
    }

    /// What is to be committed, if anything.
    pub(crate) fn append(&mut self) -> Option<Append> {
        self.close_entry();
        self.published.clock.store(self.state.now().millis(), Ordering::Relaxed);
        self.tell_figures();
        if self.entries.is_empty() {
            return None;
        }
        self.tail.grow(self.pending_bytes());
        self.closed = 0;
        let entries = core::mem::take(&mut self.entries);
        let append = Append { log: self.log, first: self.first, entries };
        self.first = self.first.after(append.entries.len() as u64);
        Some(append)
    }

    pub(crate) const fn log(&self) -> LogId {
        self.log
    }

    /// Position of the first entry that is not handed to the committer.
    pub(crate) const fn next(&self) -> Position {
        self.first
    }

    /// Through which a watcher hears of receipts.
    pub(crate) fn watch(&mut self, mailbox: &str) -> watch::Receiver<u64> {
        self.watched.retain(|_, watch| watch.receiver_count() > 0);
        let (last, _) = self.state.mailbox_ends(mailbox);
        self.watched.entry(mailbox.to_owned()).or_insert_with(|| watch::Sender::new(last)).subscribe()
    }

    /// Takes in those who waited for the sandbox.
    pub(crate) fn take_early(&mut self, waiting: Watched) {
        self.watched.extend(waiting);
    }

    /// Who is to hear of new receipts once they are durable.
    pub(crate) fn to_notify(&self) -> impl Iterator<Item = (watch::Sender<u64>, u64)> {
        self.watched.iter().filter_map(|(mailbox, watch)| {
            let (last, _) = self.state.mailbox_ends(mailbox);
            (*watch.borrow() < last).then(|| (watch.clone(), last))
        })
    }
}

const fn is_document(event: &Event) -> bool {
    matches!(event, Event::DocumentTaken { .. })
}
