//! The thread of a host that follows: copies of sandboxes, made by replaying what comes.

use crate::batch;
use crate::committer::OnFailure;
use crate::early::EarlyWatchers;
use crate::entry::{self, Replay};
use crate::error::OpenError;
use crate::feed::Place;
use crate::fingerprint::fingerprint;
use crate::follower::{FollowError, Heard, Hello, Progress, decides_nothing};
use crate::graves::Graves;
use crate::host::Host;
use crate::recovery::{self, DELETED, DIRECTORY};
use crate::snapshot::{self, Desk};
use crate::task::{SandboxInfo, Task};
use crate::unused::Unused;
use crate::world::World;
use crate::writer::AllPublished;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::mpsc;
use tongguan_clearance::State;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_journal::{Append, CopyJournal, Journal, JournalError, LogId, Position};

/// The copy of one sandbox.
struct Copied {
    name: SandboxName,
    /// How often its name had been deleted when it began.
    born: u64,
    next: Position,
    /// Fingerprint of the entry before that, once somebody has asked.
    last: Option<u128>,
    replay: Replay,
    /// `None`, until its first entry has come: nobody sees it before.
    world: Option<World>,
}

/// Everything that is followed.
pub(crate) struct Copies {
    journal: Arc<CopyJournal>,
    copies: BTreeMap<LogId, Copied>,
    by_name: HashMap<String, LogId>,
    list_next: Position,
    early: EarlyWatchers,
    graves: Arc<Graves>,
    published: AllPublished,
    unused: Arc<Unused>,
    desk: Arc<Desk>,
    progress: Arc<Progress>,
    on_failure: OnFailure,
}

impl Copies {
    pub(crate) fn new(
        host: &Host,
        journal: Arc<CopyJournal>,
        progress: Arc<Progress>,
        on_failure: OnFailure,
    ) -> Self {
        Self {
            journal,
            copies: BTreeMap::new(),
            by_name: HashMap::new(),
            list_next: Position::FIRST,
            early: EarlyWatchers::default(),
            graves: Arc::clone(&host.graves),
            published: Arc::clone(&host.published),
            unused: Arc::clone(&host.unused),
            desk: Arc::clone(&host.desk),
            progress,
            on_failure,
        }
    }

    /// Makes every copy again from the journal.
    pub(crate) fn load(&mut self) -> Result<(), OpenError> {
        self.clear();
        let recovery::Listed { living, next, graves } = recovery::list(self.journal.as_ref())?;
        self.graves.become_like(&graves);
        self.list_next = next;
        for (log, (name, born)) in living {
            let bad = |position| OpenError::Unreadable { log, position };
            let name = SandboxName::stored(&name).map_err(|_| bad(Position::FIRST))?;
            // What has been followed comes from elsewhere; what cannot be replayed is as good as what cannot be read.
            let recover = || recovery::recover_state(self.journal.as_ref(), log, &|| true);
            let recovered = catch_unwind(AssertUnwindSafe(recover)).map_err(|_| bad(Position::FIRST))??;
            let recovery::Recovered { state, next, replay, replayed, snapshot, .. } = recovered;
            let mut copied = Copied { name, born, next, last: None, replay, world: None };
            if next > Position::FIRST {
                copied.begin(log, state, (replayed, snapshot));
            }
            self.by_name.insert(copied.name.as_str().to_owned(), log);
            self.show(log, &mut copied);
            self.copies.insert(log, copied);
        }
        self.progress.set(DIRECTORY, next);
        self.progress.ring();
        Ok(())
    }

    fn clear(&mut self) {
        if let Ok(mut published) = self.published.write() {
            published.clear();
        }
        self.copies.clear();
        self.by_name.clear();
        self.progress.clear();
        self.list_next = Position::FIRST;
    }

    /// Shows what is new of a copy: everything in it is durable.
    fn show(&mut self, log: LogId, copied: &mut Copied) {
        self.progress.set(log, copied.next);
        let Some(world) = &mut copied.world else { return };
        world.published.clock.store(world.state.now().millis(), Ordering::Relaxed);
        if let Ok(mut published) = self.published.write() {
            let shown = || Arc::clone(&world.published);
            published.entry(copied.name.as_str().to_owned()).or_insert_with(shown);
        }
        world.take_early(self.early.hand_over(copied.name.as_str()));
        for (watch, last) in world.to_notify() {
            watch.send_replace(last);
        }
    }

    /// Runs until it is told to stop, or nobody can ask any more.
    pub(crate) fn run(&mut self, queue: &mut mpsc::Receiver<Task>) {
        while let Some(task) = queue.blocking_recv() {
            if let Task::Stop { reply } = task {
                self.leave();
                // Whoever stops it may have gone.
                let _: Result<_, _> = reply.send(Ok(()));
                return;
            }
            self.answer(task);
        }
    }

    /// Answers one task. Whoever asks may have gone, so nobody looks whether an answer arrives.
    fn answer(&mut self, task: Task) {
        match task {
            Task::Look { sandbox, look, .. } => look(self.world(&sandbox).map(|world| &world.state))(),
            Task::Watch { sandbox, mailbox, reply } => {
                let log = self.by_name.get(sandbox.as_str());
                let world = log.and_then(|log| self.copies.get_mut(log)?.world.as_mut());
                let watch = match world {
                    Some(world) => world.watch(&mailbox),
                    None => self.early.watch(&sandbox, &mailbox),
                };
                drop(reply.send(Ok(watch)));
            }
            Task::List { tenant, after, limit, reply } => {
                drop(reply.send(Ok(self.infos(tenant.as_deref(), &after, limit))));
            }
            Task::Follow(Heard::Places(told)) => drop(told.send(self.places())),
            Task::Follow(Heard::Hello(hello, told)) => drop(told.send(self.hello(hello))),
            Task::Follow(Heard::Entries(parts, told)) => drop(told.send(self.take(parts))),
            task @ (Task::Decide { .. }
            | Task::Create { .. }
            | Task::Advance { .. }
            | Task::Delete { .. }
            | Task::Reset { .. }
            | Task::Hear { .. }) => task.refuse(decides_nothing()),
            Task::CommitterFree | Task::Stop { .. } => {}
        }
    }

    fn world(&self, sandbox: &SandboxName) -> Option<&World> {
        self.copies.get(self.by_name.get(sandbox.as_str())?)?.world.as_ref()
    }

    fn infos(&self, tenant: Option<&str>, after: &str, limit: usize) -> Vec<SandboxInfo> {
        let worlds = self.copies.values().filter_map(|copied| copied.world.as_ref());
        let wanted = |world: &&World| world.name.tenant() == tenant && world.name.shown() > after;
        let mut infos: Vec<_> = worlds.filter(wanted).collect();
        infos.sort_by(|a, b| a.name.cmp(&b.name));
        infos.into_iter().take(limit).map(World::info).collect()
    }

    fn places(&mut self) -> Result<Vec<Place>, FollowError> {
        let read = |log, next: Position| -> Result<Option<u128>, JournalError> {
            let entry = self.journal.read(log, Position(next.0.saturating_sub(1)))?;
            Ok(entry.map(|entry| fingerprint([entry.as_slice()])))
        };
        let mut places = Vec::with_capacity(self.copies.len() + 1);
        let list_last = read(DIRECTORY, self.list_next)?;
        places.extend(list_last.map(|last| Place { log: DIRECTORY, next: self.list_next, last }));
        // Asked again and again while nobody is there, so each is read once.
        for (log, copied) in &mut self.copies {
            if copied.last.is_none() {
                copied.last = read(*log, copied.next)?;
            }
            places.extend(copied.last.map(|last| Place { log: *log, next: copied.next, last }));
        }
        Ok(places)
    }

    fn hello(&mut self, hello: Hello) -> Result<bool, FollowError> {
        self.unused.set(hello.defaults);
        let anew = self.journal.begin(hello.identity)?;
        if anew {
            self.load()?;
        }
        Ok(anew)
    }

    fn take(&mut self, parts: Vec<Append>) -> Result<(), FollowError> {
        if self.journal.original().is_none() {
            return Err(FollowError::Unannounced);
        }
        self.check(&parts)?;
        if let Err(error) = batch::append(self.journal.as_ref(), parts.clone(), limits::APPEND_BYTES) {
            if matches!(error, JournalError::Storage { .. }) {
                (self.on_failure)(&error);
            }
            return Err(error.into());
        }
        for Append { log, first, entries } in parts {
            match log {
                DIRECTORY => self.list(first, &entries),
                log => self.apply(log, &entries)?,
            }
        }
        self.progress.ring();
        Ok(())
    }

    /// Whether everything fits, before anything is written.
    fn check(&self, parts: &[Append]) -> Result<(), FollowError> {
        let mut list_next = self.list_next;
        // Seldom is there anything about the list.
        let lists = parts.iter().any(|part| part.log == DIRECTORY);
        let known = self.by_name.iter().filter(|_| lists);
        let mut names: HashMap<&[u8], LogId> = known.map(|(name, log)| (name.as_bytes(), *log)).collect();
        let mut begun: BTreeMap<LogId, Position> = BTreeMap::new();
        for Append { log, first: found, entries } in parts {
            let (log, found) = (*log, *found);
            if log == DIRECTORY {
                fits(log, list_next, found)?;
                for entry in entries {
                    let position = list_next;
                    let known = match entry.split_first() {
                        Some((&DELETED, name)) => names.remove(name).is_some(),
                        _ => is_name(entry) && names.insert(entry, LogId(position.0)).is_none(),
                    };
                    if !known || names.len() > limits::SANDBOXES {
                        return Err(FollowError::Listed { position });
                    }
                    begun.insert(LogId(position.0), Position::FIRST);
                    list_next = position.after(1);
                }
                continue;
            }
            let copied = self.copies.get(&log);
            let expected = begun.get(&log).copied().or(copied.map(|copied| copied.next));
            fits(log, expected.ok_or(FollowError::Unlisted { log })?, found)?;
            let held = copied.is_some_and(|copied| copied.replay.unfinished().is_some());
            entry::check(entries, held).map_err(|index| {
                let position = found.after(index);
                FollowError::Unreadable { log, position }
            })?;
            begun.insert(log, found.after(entries.len() as u64));
        }
        Ok(())
    }

    /// Takes entries of the list of sandboxes.
    fn list(&mut self, first: Position, entries: &[Vec<u8>]) {
        for (position, entry) in (first.0..).map(Position).zip(entries) {
            match entry.split_first() {
                Some((&DELETED, name)) => self.bury(&String::from_utf8_lossy(name)),
                _ => {
                    let Ok(name) = SandboxName::stored(&String::from_utf8_lossy(entry)) else { continue };
                    let (log, born) = (LogId(position.0), self.graves.of(name.as_str()));
                    self.by_name.insert(name.as_str().to_owned(), log);
                    self.progress.set(log, Position::FIRST);
                    let (next, replay) = (Position::FIRST, Replay::default());
                    let copied = Copied { name, born, next, last: None, replay, world: None };
                    self.copies.insert(log, copied);
                }
            }
            self.list_next = position.after(1);
        }
        self.progress.set(DIRECTORY, self.list_next);
    }

    /// A sandbox was deleted: what it held goes, and who watches it hears so.
    fn bury(&mut self, name: &str) {
        self.graves.dig(name);
        if let Ok(mut published) = self.published.write() {
            published.remove(name);
        }
        if let Some(log) = self.by_name.remove(name) {
            self.copies.remove(&log);
            self.progress.remove(log);
            self.journal.forget(log);
        }
    }

    /// Takes entries of a sandbox.
    fn apply(&mut self, log: LogId, entries: &[Vec<u8>]) -> Result<(), FollowError> {
        let Some(mut copied) = self.copies.remove(&log) else { return Ok(()) };
        for entry in entries {
            let position = copied.next;
            // Decoded before, it can still be nonsense.
            let applied = catch_unwind(AssertUnwindSafe(|| copied.apply(log, entry)));
            if !matches!(applied, Ok(Ok(()))) {
                // Nobody is shown half of something.
                self.by_name.remove(copied.name.as_str());
                return Err(FollowError::Unreadable { log, position });
            }
        }
        self.show(log, &mut copied);
        if let Some(world) = &copied.world
            && self.desk.is_kept()
            && copied.replay.unfinished().is_none()
            && world.tail.is_due(limits::SNAPSHOT_BYTES)
        {
            self.save(log, copied.next, world);
        }
        self.copies.insert(log, copied);
        Ok(())
    }

    fn save(&self, log: LogId, next: Position, world: &World) {
        let Some(bytes) = snapshot::bytes_of(&world.state) else { return };
        if snapshot::save(self.journal.as_ref(), log, Position(next.0.saturating_sub(1)), &bytes) {
            world.tail.saved(world.tail.bytes(), bytes.len());
        }
    }

    /// Makes snapshots for a quick start, the longest tails first, unless somebody is in a hurry.
    fn leave(&self) {
        let tail = |copied: &Copied| copied.world.as_ref().map_or(0, |world| world.tail.bytes());
        let mut order: Vec<_> = self.copies.iter().filter(|(_, copied)| tail(copied) > 0).collect();
        order.sort_by_key(|(_, copied)| core::cmp::Reverse(tail(copied)));
        for (log, copied) in order {
            if !self.desk.is_kept() || self.desk.is_hurried() {
                break;
            }
            if let Some(world) = copied.world.as_ref().filter(|_| copied.replay.unfinished().is_none()) {
                self.save(*log, copied.next, world);
            }
        }
        if let Err(error) = self.journal.close() {
            tracing::warn!(%error, "where the copy ends was not written down");
        }
    }
}

impl Copied {
    /// The state that its first entry made can be asked from now on.
    fn begin(&mut self, log: LogId, state: State, (replayed, snapshot): (usize, usize)) {
        let mut world = World::new(self.name.clone(), (log, self.born), state, self.next, replayed);
        world.tail = Arc::new(snapshot::Tail::new(replayed, snapshot));
        self.world = Some(world);
    }

    fn apply(&mut self, log: LogId, entry: &[u8]) -> Result<(), minicbor::decode::Error> {
        let position = self.next;
        (self.next, self.last) = (position.after(1), None);
        match &mut self.world {
            Some(world) => {
                let published = Arc::clone(&world.published);
                let note = &mut |event: &_| published.note(event);
                self.replay.take(&mut world.state, position, entry, note)?;
                world.tail.grow(entry.len());
                // As it is where this is decided: between two entries, the next one is open.
                world.state.at_position(self.next.0);
            }
            None => {
                let mut state = State::default();
                self.replay.take(&mut state, position, entry, &mut |_| {})?;
                self.begin(log, state, (entry.len(), 0));
            }
        }
        Ok(())
    }
}

fn fits(log: LogId, expected: Position, found: Position) -> Result<(), FollowError> {
    if expected == found { Ok(()) } else { Err(FollowError::Gap { log, expected, found }) }
}

fn is_name(entry: &[u8]) -> bool {
    std::str::from_utf8(entry).is_ok_and(|name| SandboxName::stored(name).is_ok())
}
