//! The one writer: takes what is waiting, decides each order, hands the group to the committer.

use crate::committer::Commit;
use crate::host::HostError;
use crate::order::{Order, Release, Reply, SandboxInfo};
use crate::porch::Porch;
use crate::recovery::DIRECTORY;
use crate::settle::Services;
use crate::world::{Face, World};
use std::collections::{BTreeSet, HashMap};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::sync::{Arc, RwLock};
use tokio::sync::mpsc;
use tongguan_clearance::{Answer, Command, Settings, State};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::time::Moment;
use tongguan_journal::{Append, LogId, Position};

/// Log and clock of each sandbox, for readers beside the writer.
pub(crate) type Faces = Arc<RwLock<HashMap<String, Arc<Face>>>>;

pub(crate) struct Writer {
    worlds: Vec<World>,
    by_name: HashMap<String, usize>,
    porch: Porch,
    directory_next: Position,
    services: Services,
    defaults: Settings,
    faces: Faces,
    commits: SyncSender<Commit>,
    /// Hears of every group that is done.
    done: Receiver<()>,
    /// Whether a group is with the committer.
    committing: bool,
    commit: Commit,
    /// Worlds that the open group touches.
    touched: BTreeSet<usize>,
    bytes: usize,
}

impl Writer {
    pub(crate) fn new(
        worlds: Vec<World>,
        services: Services,
        defaults: Settings,
        faces: Faces,
        commits: SyncSender<Commit>,
        done: Receiver<()>,
    ) -> Self {
        let directory_next = Position::FIRST.after(worlds.len() as u64);
        let mut writer = Self {
            worlds: Vec::new(),
            by_name: HashMap::new(),
            porch: Porch::default(),
            directory_next,
            services,
            defaults,
            faces,
            commits,
            done,
            committing: false,
            commit: Commit::default(),
            touched: BTreeSet::new(),
            bytes: 0,
        };
        for world in worlds {
            let at = writer.add(world);
            writer.touch(at);
        }
        writer
    }

    /// Runs until it is told to stop or nobody can ask any more.
    pub(crate) fn run(mut self, queue: &mut mpsc::Receiver<Order>) {
        // What a crash interrupted goes on before the first order.
        for at in 0..self.worlds.len() {
            if let Some(world) = self.worlds.get_mut(at) {
                self.services.settle(world);
            }
        }
        self.hand_over(false);
        while let Some(order) = queue.blocking_recv() {
            let mut more = self.take(order);
            while more && !self.is_full() {
                let Ok(order) = queue.try_recv() else { break };
                more = self.take(order);
            }
            if !more {
                self.hand_over(true);
                return;
            }
            // While the disk works, the group grows: the busier the disk, the larger the next group.
            if self.is_full() || self.committer_is_free() {
                self.hand_over(false);
            }
        }
        self.hand_over(true);
    }

    fn is_full(&self) -> bool {
        self.commit.releases.len() >= limits::COMMIT_ORDERS || self.bytes >= limits::COMMIT_BYTES
    }

    /// Whether the last group is done.
    fn committer_is_free(&mut self) -> bool {
        self.committing &= self.done.try_recv() == Err(TryRecvError::Empty);
        !self.committing
    }

    /// Decides one order; false means stop.
    fn take(&mut self, order: Order) -> bool {
        match order {
            Order::Execute { sandbox, command, reply } => {
                let answer = self.execute(&sandbox, *command);
                self.release(reply, answer);
            }
            Order::Look { sandbox, look } => {
                let state =
                    self.by_name.get(sandbox.as_str()).and_then(|at| self.worlds.get(*at)).map(|w| &w.state);
                self.commit.releases.push(look(state));
            }
            Order::Watch { sandbox, mailbox, reply } => {
                let known = self.by_name.get(sandbox.as_str()).and_then(|at| self.worlds.get_mut(*at));
                let door = match known {
                    Some(world) => world.door(&mailbox),
                    None => self.porch.door(&sandbox, &mailbox),
                };
                self.release(reply, Ok(door));
            }
            Order::Create { sandbox, settings, reply } => {
                let created = self.create(&sandbox, *settings);
                self.release(reply, created);
            }
            Order::Advance { sandbox, to, reply } => {
                let advanced = self.advance(&sandbox, to);
                self.release(reply, advanced);
            }
            Order::List { after, limit, reply } => {
                let mut infos: Vec<_> =
                    self.worlds.iter().filter(|w| w.name.as_str() > after.as_str()).collect();
                infos.sort_by(|a, b| a.name.cmp(&b.name));
                let infos = infos.into_iter().take(limit).map(info).collect();
                self.release(reply, Ok(infos));
            }
            Order::CommitterFree => {}
            Order::Stop { reply } => {
                self.release(reply, Ok(()));
                return false;
            }
        }
        true
    }

    fn release<T: Send + 'static>(&mut self, reply: Reply<T>, answer: Result<T, HostError>) {
        let release: Release = Box::new(move || {
            // The asker may have gone: what was done stays done.
            let _: Result<_, _> = reply.send(answer);
        });
        self.commit.releases.push(release);
    }

    fn execute(&mut self, sandbox: &SandboxName, command: Command) -> Result<Answer, HostError> {
        if !self.by_name.contains_key(sandbox.as_str()) {
            // A refused command leaves no trace, not even the sandbox that it named.
            State::open(self.defaults.clone()).0.execute(command.clone())?;
        }
        let at = self.world_at(sandbox, None)?;
        self.touch(at);
        let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
        let before = world.pending_bytes();
        let (answer, events) = world.state.execute(command)?;
        world.keep(&events);
        if !events.is_empty() {
            self.services.settle(world);
        }
        world.close_entry();
        self.bytes += world.pending_bytes() - before;
        Ok(answer)
    }

    /// Moves a clock, one timer at a time, so that no journal entry grows without bound.
    fn advance(
        &mut self,
        sandbox: &SandboxName,
        to: Option<Moment>,
    ) -> Result<(u64, SandboxInfo), HostError> {
        let at = self.world_at(sandbox, None)?;
        let mut fired = 0;
        let target = {
            let world = self.worlds.get(at).ok_or(HostError::Stopping)?;
            to.or_else(|| world.state.next_timer()).unwrap_or_else(|| world.state.now())
        };
        loop {
            self.touch(at);
            let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
            let before = world.pending_bytes();
            self.services.answer(world);
            let (answer, events) = world.state.execute(Command::Elapse(target))?;
            world.keep(&events);
            self.services.answer(world);
            world.close_entry();
            self.bytes += world.pending_bytes() - before;
            if answer != (Answer::Elapsed { fired: true }) {
                break;
            }
            fired += 1;
            if fired >= limits::TIMERS_PER_ORDER as u64 {
                break;
            }
            if self.bytes >= limits::COMMIT_BYTES {
                self.hand_over(false);
            }
        }
        let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
        self.services.settle(world);
        Ok((fired, info(world)))
    }

    fn create(&mut self, sandbox: &SandboxName, settings: Settings) -> Result<SandboxInfo, HostError> {
        if self.by_name.contains_key(sandbox.as_str()) {
            return Err(HostError::SandboxExists);
        }
        self.world(sandbox, Some(settings)).map(|world| info(world))
    }

    fn world(&mut self, name: &SandboxName, settings: Option<Settings>) -> Result<&mut World, HostError> {
        let at = self.world_at(name, settings)?;
        self.worlds.get_mut(at).ok_or(HostError::Stopping)
    }

    /// The place of a sandbox, which is created if nobody has used it.
    fn world_at(&mut self, name: &SandboxName, settings: Option<Settings>) -> Result<usize, HostError> {
        if let Some(at) = self.by_name.get(name.as_str()) {
            return Ok(*at);
        }
        if self.worlds.len() >= limits::SANDBOXES {
            return Err(HostError::TooManySandboxes);
        }
        let log = LogId(self.directory_next.0);
        self.commit.appends.push(Append {
            log: DIRECTORY,
            first: self.directory_next,
            entries: vec![name.as_str().as_bytes().to_vec()],
        });
        self.directory_next = self.directory_next.after(1);
        let (state, opened) = State::open(settings.unwrap_or_else(|| self.defaults.clone()));
        let mut world = World::new(name.clone(), log, state, Position::FIRST, 0);
        world.keep(&[opened]);
        world.close_entry();
        world.let_in(self.porch.let_in(name.as_str()));
        let at = self.add(world);
        self.touch(at);
        Ok(at)
    }

    fn add(&mut self, world: World) -> usize {
        let at = self.worlds.len();
        let name = world.name.as_str().to_owned();
        if let Ok(mut faces) = self.faces.write() {
            faces.insert(name.clone(), Arc::clone(&world.face));
        }
        self.by_name.insert(name, at);
        self.worlds.push(world);
        at
    }

    fn touch(&mut self, at: usize) {
        self.touched.insert(at);
    }

    /// Hands the open group to the committer, once the group before is done.
    fn hand_over(&mut self, stopping: bool) {
        if stopping {
            self.touched.extend(0..self.worlds.len());
        }
        for at in core::mem::take(&mut self.touched) {
            let Some(world) = self.worlds.get_mut(at) else {
                continue;
            };
            self.commit.appends.extend(world.append());
            self.commit.knocks.extend(world.knocks());
            self.commit.papers.append(&mut world.papers());
            if stopping {
                self.commit.snapshots.extend(world.last_snapshot());
            } else {
                self.commit.due.extend(world.due_snapshot());
            }
        }
        self.bytes = 0;
        let commit = core::mem::take(&mut self.commit);
        if commit.is_empty() {
            return;
        }
        // The committer ends only when the journal failed; then nothing more is answered.
        if !self.committer_is_free() {
            let _: Result<_, _> = self.done.recv();
        }
        self.committing = self.commits.send(commit).is_ok();
    }
}

fn info(world: &World) -> SandboxInfo {
    SandboxInfo { name: world.name.clone(), view: world.state.view() }
}
