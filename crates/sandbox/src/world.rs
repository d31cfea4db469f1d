//! One sandbox in the writer's hands.

use crate::porch::Doors;
use crate::transmitters::Transmitters;
use crate::{entry, snapshot};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::watch;
use tongguan_clearance::{Event, Paper, SignaturePolicy, State};
use tongguan_domain::names::SandboxName;
use tongguan_domain::version::MessageVersion;
use tongguan_journal::{Append, LogId, Position};

/// Below this many bytes of journal since the last snapshot, none is written while the server runs. It bounds the
/// replay after a crash to a second or two.
const SNAPSHOT_LEAST_BYTES: usize = 128 * 1024 * 1024;

/// An entry that has grown to this many bytes is closed, even in the middle of a command.
const ENTRY_BYTES: usize = 256 * 1024;

/// What may be read of a sandbox beside the writer.
pub(crate) struct Face {
    pub(crate) log: LogId,
    /// What the clock shows, milliseconds.
    pub(crate) clock: AtomicI64,
    /// Which messages it enforces.
    pub(crate) version: MessageVersion,
    /// What it does with signatures.
    pub(crate) signatures: SignaturePolicy,
    /// Who sends under which DXP id.
    pub(crate) transmitters: Transmitters,
}

pub(crate) struct World {
    pub(crate) name: SandboxName,
    pub(crate) state: State,
    pub(crate) face: Arc<Face>,
    log: LogId,
    /// Position of the first entry that is not handed to the committer.
    first: Position,
    /// Entries that are closed.
    entries: Vec<Vec<u8>>,
    /// The entry being made.
    open: Vec<u8>,
    /// Papers that nobody needs any more.
    papers: Vec<Arc<Paper>>,
    since_snapshot: usize,
    last_snapshot: usize,
    doors: Doors,
}

impl World {
    pub(crate) fn new(name: SandboxName, log: LogId, state: State, next: Position, replayed: usize) -> Self {
        let face = Arc::new(Face {
            log,
            clock: AtomicI64::new(state.now().millis()),
            version: state.settings().version,
            signatures: state.settings().signatures,
            transmitters: Transmitters::default(),
        });
        state.enterprises("", usize::MAX).iter().for_each(|enterprise| face.transmitters.note(enterprise));
        let mut world = Self {
            name,
            state,
            face,
            log,
            first: next,
            entries: Vec::new(),
            open: Vec::new(),
            papers: Vec::new(),
            since_snapshot: replayed,
            last_snapshot: 0,
            doors: Doors::new(),
        };
        world.mark_position();
        world
    }

    /// Takes events into the open entry.
    pub(crate) fn keep(&mut self, events: &[Event]) {
        for event in events {
            if let Event::EnterpriseRegistered(enterprise) = event {
                self.face.transmitters.note(enterprise);
            }
        }
        entry::write(&mut self.open, events);
        if self.open.len() >= ENTRY_BYTES {
            self.close_entry();
        }
    }

    /// Closes the open entry; what follows is in the next one.
    pub(crate) fn close_entry(&mut self) {
        self.papers.append(&mut self.state.put_away());
        if !self.open.is_empty() {
            self.entries.push(core::mem::take(&mut self.open));
            self.mark_position();
        }
    }

    fn mark_position(&mut self) {
        self.state.at_position(self.first.after(self.entries.len() as u64).0);
    }

    /// Bytes that wait to be committed.
    pub(crate) fn pending_bytes(&self) -> usize {
        self.entries.iter().map(Vec::len).sum()
    }

    /// Papers to be let go: a document is sixty allocations, and the committer has time while the disk works.
    pub(crate) fn papers(&mut self) -> Vec<Arc<Paper>> {
        core::mem::take(&mut self.papers)
    }

    /// What is to be committed, if anything.
    pub(crate) fn append(&mut self) -> Option<Append> {
        self.close_entry();
        self.face.clock.store(self.state.now().millis(), Ordering::Relaxed);
        if self.entries.is_empty() {
            return None;
        }
        self.since_snapshot += self.pending_bytes();
        let entries = core::mem::take(&mut self.entries);
        let append = Append { log: self.log, first: self.first, entries };
        self.first = self.first.after(append.entries.len() as u64);
        Some(append)
    }

    /// The log, if a snapshot of it is due: when the journal since the last one has grown to twice the size of that
    /// one, so that all snapshots together cost no more than a constant share of the writing.
    pub(crate) fn due_snapshot(&mut self) -> Option<LogId> {
        let due = self.since_snapshot >= SNAPSHOT_LEAST_BYTES.max(self.last_snapshot.saturating_mul(2));
        if due {
            // The state is about as large as what was written of it.
            self.last_snapshot += self.since_snapshot;
            self.since_snapshot = 0;
        }
        due.then_some(self.log)
    }

    /// A snapshot for a quick start, if anything was written since the last one.
    pub(crate) fn last_snapshot(&mut self) -> Option<(LogId, Position, Vec<u8>)> {
        if self.since_snapshot == 0 && self.last_snapshot == 0 {
            return None;
        }
        let bytes = snapshot::bytes_of(&self.state)?;
        Some((self.log, Position(self.first.0.saturating_sub(1)), bytes))
    }

    /// A door through which a watcher hears of receipts.
    pub(crate) fn door(&mut self, mailbox: &str) -> watch::Receiver<u64> {
        self.doors.retain(|_, door| door.receiver_count() > 0);
        let (last, _) = self.state.mailbox_ends(mailbox);
        self.doors.entry(mailbox.to_owned()).or_insert_with(|| watch::Sender::new(last)).subscribe()
    }

    /// Takes in those who waited for the sandbox.
    pub(crate) fn let_in(&mut self, waiting: Doors) {
        self.doors.extend(waiting);
    }

    /// Who is to hear of new receipts once they are durable.
    pub(crate) fn knocks(&self) -> impl Iterator<Item = (watch::Sender<u64>, u64)> {
        self.doors.iter().filter_map(|(mailbox, door)| {
            let (last, _) = self.state.mailbox_ends(mailbox);
            (*door.borrow() < last).then(|| (door.clone(), last))
        })
    }
}
