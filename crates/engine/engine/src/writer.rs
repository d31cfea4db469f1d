//! The one writer: takes what is waiting, decides each task, hands the group to the committer.
//!
//! What an answer rests on decides when it may go: with the open group, with the one that the committer has, or at once
//! if all of it is durable. So a read waits for the disk only if its own sandbox does.

use crate::bounds::Bounds;
use crate::committer::Commit;
use crate::early::EarlyWatchers;
use crate::error::HostError;
use crate::figures::Figures;
use crate::graves::Graves;
use crate::settle::Services;
use crate::snapshot::Desk;
use crate::task::{Advance, Advanced, LetGo, Reply, SandboxInfo, Task, Turn};
use crate::watch::Cause;
use crate::world::{Published, World};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::mpsc;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Settings;
use tongguan_journal::{LogId, Position};

/// Log and clock of each sandbox, for readers beside the writer.
pub(crate) type AllPublished = Arc<RwLock<HashMap<String, Arc<Published>>>>;

pub(crate) struct Writer {
    pub(crate) worlds: Vec<World>,
    pub(crate) by_name: HashMap<String, usize>,
    pub(crate) directory_next: Position,
    pub(crate) graves: Arc<Graves>,
    /// Places of sandboxes that were deleted.
    pub(crate) free: Vec<usize>,
    pub(crate) services: Services,
    pub(crate) defaults: Settings,
    pub(crate) bounds: Bounds,
    pub(crate) early: EarlyWatchers,
    published: AllPublished,
    commits: SyncSender<Commit>,
    /// Hears of every group that is done, and how long it took.
    done: Receiver<Duration>,
    /// Whether a group is with the committer.
    committing: bool,
    /// The journal failed: nobody is told anything any more.
    failed: bool,
    /// Worlds that the group with the committer is about.
    flying: BTreeSet<usize>,
    /// Answers that may go when that group is done.
    waiting: Vec<LetGo>,
    /// How long the last group took.
    took: Duration,
    /// Tasks that wait because the disk is slow.
    put_off: VecDeque<Task>,
    /// Automatic worlds with more to do than others could wait for.
    pub(crate) unsettled: BTreeSet<usize>,
    /// Tasks whose turn has come again.
    pub(crate) again: VecDeque<Task>,
    /// Questions that went elsewhere so far.
    pub(crate) asked: u64,
    /// Whether anybody watches, and why the task came that is decided now.
    watched: bool,
    pub(crate) cause: Option<Cause>,
    pub(crate) commit: Commit,
    /// Worlds that begin with the open group.
    pub(crate) born: BTreeSet<usize>,
    /// Worlds that the open group touches.
    touched: BTreeSet<usize>,
    pub(crate) bytes: usize,
    pub(crate) desk: Arc<Desk>,
    /// Bytes written since all tails were looked at.
    pub(crate) unlooked: usize,
    figures: Arc<Figures>,
}

/// What an answer rests on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// On the open group, too.
    Open,
    /// On the group that the committer has.
    Flying,
    /// On what is durable.
    Durable,
}

impl Writer {
    pub(crate) fn new(
        (worlds, directory_next, graves): (Vec<World>, Position, Arc<Graves>),
        (services, defaults): (Services, Settings),
        bounds: Bounds,
        published: AllPublished,
        (commits, done): (SyncSender<Commit>, Receiver<Duration>),
        (desk, figures, watched): (Arc<Desk>, Arc<Figures>, bool),
    ) -> Self {
        let mut writer = Self {
            worlds: Vec::new(),
            by_name: HashMap::new(),
            early: EarlyWatchers::default(),
            directory_next,
            graves,
            free: Vec::new(),
            services,
            defaults,
            bounds,
            published,
            commits,
            done,
            committing: false,
            failed: false,
            flying: BTreeSet::new(),
            waiting: Vec::new(),
            took: Duration::ZERO,
            put_off: VecDeque::new(),
            unsettled: BTreeSet::new(),
            again: VecDeque::new(),
            asked: 0,
            watched,
            cause: None,
            commit: Commit::default(),
            born: BTreeSet::new(),
            touched: BTreeSet::new(),
            bytes: 0,
            desk,
            unlooked: usize::MAX,
            figures,
        };
        for world in worlds {
            let at = writer.add(world);
            writer.touch(at);
        }
        writer
    }

    /// Runs until it is told to stop or nobody can ask any more.
    pub(crate) fn run(mut self, queue: &mut mpsc::Receiver<Task>) {
        // What a crash interrupted goes on before the first task.
        for at in 0..self.worlds.len() {
            self.settle(at, self.bounds.timers);
            self.tell_watcher(Some(at));
        }
        self.hand_over(false);
        while let Some(task) = self.next(queue) {
            let mut more = self.take_in_turn(task);
            while more && !self.is_full() {
                // What has waited comes before what has just come.
                more = match self.again.pop_front() {
                    Some(task) => self.take(task),
                    None => match queue.try_recv() {
                        Ok(task) => self.take_in_turn(task),
                        Err(_) => break,
                    },
                };
            }
            if !more {
                self.hand_over(true);
                self.leave();
                return;
            }
            // While the disk works, the group grows: the busier the disk, the larger the next group.
            if self.is_full() || self.committer_is_free() {
                // What was put off came after what waits here.
                if self.again.is_empty() {
                    self.take_put_off();
                }
                self.hand_over(false);
            }
        }
        self.take_all_put_off();
        self.hand_over(true);
        self.leave();
    }

    /// The next task; while there is none, sandboxes go on that have more to do than others could wait for.
    fn next(&mut self, queue: &mut mpsc::Receiver<Task>) -> Option<Task> {
        loop {
            if !self.again.is_empty() {
                // Nothing by itself: what has waited is taken behind it.
                return Some(Task::CommitterFree);
            }
            let Some(at) = self.unsettled.first().copied() else {
                return queue.blocking_recv();
            };
            self.settle(at, self.bounds.timers.min(limits::TIMERS_PER_TURN));
            self.tell_watcher(Some(at));
            self.hand_over(false);
            match queue.try_recv() {
                Ok(task) => return Some(task),
                Err(mpsc::error::TryRecvError::Disconnected) => return None,
                Err(mpsc::error::TryRecvError::Empty) => {}
            }
        }
    }

    fn is_full(&self) -> bool {
        self.commit.let_go.len() >= limits::COMMIT_TASKS
            || self.bytes >= self.bounds.group_bytes
            || self.put_off.len() >= limits::COMMIT_TASKS
    }

    /// Whether the last group is done.
    fn committer_is_free(&mut self) -> bool {
        if self.committing {
            match self.done.try_recv() {
                Ok(took) => self.landed(took),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.fail(),
            }
        }
        !self.committing
    }

    fn landed(&mut self, took: Duration) {
        self.committing = false;
        self.took = took;
        self.flying.clear();
        for release in self.waiting.drain(..) {
            release();
        }
    }

    /// The committer ends only when the journal failed; then nothing more is answered.
    fn fail(&mut self) {
        self.committing = false;
        self.failed = true;
        self.waiting.clear();
    }

    /// Takes a task, or puts it off: on a slow disk deciding takes no time beside writing, and who looks at a sandbox
    /// while a group is written need not wait for the next one, too.
    fn take_in_turn(&mut self, task: Task) -> bool {
        if matches!(task, Task::Stop { .. }) {
            self.take_all_put_off();
        } else if task.changes() && (!self.put_off.is_empty() || self.is_slow()) {
            self.put_off.push_back(task);
            self.figures.put_off.up();
            return true;
        }
        self.take(task)
    }

    fn is_slow(&mut self) -> bool {
        self.took >= self.bounds.slow_disk && !self.committer_is_free()
    }

    /// Decides what was put off, as much as goes into one group.
    fn take_put_off(&mut self) {
        while !self.put_off.is_empty() {
            if !self.committer_is_free() {
                // It is full of tasks that wait, so there is no use in gathering more.
                self.wait_for_committer();
            }
            if self.commit.let_go.len() >= limits::COMMIT_TASKS || self.bytes >= self.bounds.group_bytes {
                return;
            }
            if let Some(task) = self.put_off.pop_front() {
                self.figures.put_off.down();
                self.take(task);
            }
        }
    }

    fn take_all_put_off(&mut self) {
        while !self.put_off.is_empty() {
            self.take_put_off();
            self.hand_over(false);
        }
    }

    /// Decides one task; false means stop.
    fn take(&mut self, task: Task) -> bool {
        let most = self.bounds.parked;
        if let Some(world) = task.waits_for().and_then(|sandbox| self.asking(sandbox)) {
            match world.inquiry.parked.len() < most {
                true => world.inquiry.parked.push(task),
                false => task.refuse(HostError::TooManyWait { most }),
            }
            return true;
        }
        match task {
            Task::Decide { sandbox, decide, cause } => {
                self.cause = cause;
                decide(Turn::Comes(self, &sandbox));
                self.tell_watcher_of(&sandbox);
            }
            Task::Hear { asked, answer, reply } => {
                self.cause.clone_from(&asked.cause);
                let wanted = self.hear(&asked, answer);
                self.tell_watcher_of(&asked.sandbox);
                // It promises nothing, so it waits for no disk. The asker may have gone.
                let _: Result<_, _> = reply.send(Ok(wanted));
            }
            Task::Look { sandbox, look, known } => {
                let at = self.by_name.get(sandbox.as_str()).copied();
                let state = at.and_then(|at| self.worlds.get(at)).map(|world| &world.state);
                let release = look(state);
                self.release(if known { Rest::Durable } else { self.rest(at) }, release);
            }
            Task::Watch { sandbox, mailbox, reply } => {
                let known = self.by_name.get(sandbox.as_str()).and_then(|at| self.worlds.get_mut(*at));
                let watch = match known {
                    Some(world) => world.watch(&mailbox),
                    None => self.early.watch(&sandbox, &mailbox),
                };
                self.answer(&sandbox, reply, Ok(watch));
            }
            Task::Create { sandbox, settings, reply } => {
                let created = self.create(&sandbox, *settings);
                self.answer(&sandbox, reply, created);
            }
            Task::Advance { sandbox, advance, reply } => self.advance_or_wait(sandbox, advance, reply),
            Task::Delete { sandbox, reply } => {
                let deleted = self.delete(&sandbox).is_some();
                // With the open group: the deletion is in it, and so is what may not be there any more.
                self.commit.let_go.push(told(reply, Ok(deleted)));
            }
            Task::Reset { sandbox, tag, reply } => {
                let reset = self.reset(&sandbox, tag);
                self.answer(&sandbox, reply, reset);
            }
            Task::List { tenant, after, limit, reply } => {
                let infos = self.list(tenant.as_deref(), &after, limit);
                self.release(self.rest_of_all(), told(reply, Ok(infos)));
            }
            Task::CommitterFree | Task::Follow(_) => {}
            Task::Stop { reply } => {
                self.expect_nothing_more();
                self.commit.let_go.push(told(reply, Ok(())));
                return false;
            }
        }
        true
    }

    fn list(&self, tenant: Option<&str>, after: &str, limit: usize) -> Vec<SandboxInfo> {
        let living = self.by_name.values().filter_map(|at| self.worlds.get(*at));
        let mut infos: Vec<_> =
            living.filter(|w| w.name.tenant() == tenant && w.name.shown() > after).collect();
        infos.sort_by(|a, b| a.name.cmp(&b.name));
        infos.into_iter().take(limit).map(World::info).collect()
    }

    /// Lets an answer about a sandbox go when what it rests on is durable.
    pub(crate) fn answer<T: Send + 'static>(
        &mut self,
        sandbox: &SandboxName,
        reply: Reply<T>,
        answer: Result<T, HostError>,
    ) {
        let at = self.by_name.get(sandbox.as_str()).copied();
        self.release(self.rest(at), told(reply, answer));
    }

    /// The same, once the question that it left open is answered, if one is to be expected.
    pub(crate) fn answer_settled<T: Send + 'static>(
        &mut self,
        sandbox: &SandboxName,
        reply: Reply<T>,
        answer: Result<T, HostError>,
    ) {
        match self.asking(sandbox) {
            Some(world) => world.inquiry.held.push(told(reply, answer)),
            None => self.answer(sandbox, reply, answer),
        }
    }

    /// Moves a clock. Where a question comes up whose answer is to be expected, the rest of the way comes before everything
    /// else that waits for it.
    fn advance_or_wait(&mut self, sandbox: SandboxName, advance: Advance, reply: Reply<Advanced>) {
        let Advance { to, tag, done, cause } = advance;
        self.cause.clone_from(&cause);
        let advanced = self.advance(&sandbox, to, tag.clone()).map(|step| match done {
            Some((fired, replayed)) => Advanced { fired: fired + step.fired, replayed, ..step },
            None => step,
        });
        self.tell_watcher_of(&sandbox);
        let left = advanced.as_ref().ok().and_then(|step| Some((step.left?, step.fired, step.replayed)));
        match (left, self.asking(&sandbox)) {
            (Some((to, fired, replayed)), Some(world)) => {
                let advance = Advance { to, tag, done: Some((fired, replayed)), cause };
                world.inquiry.parked.insert(0, Task::Advance { sandbox, advance, reply });
            }
            _ => self.answer(&sandbox, reply, advanced),
        }
    }

    /// A sandbox in which everything waits for its turn.
    fn asking(&mut self, sandbox: &SandboxName) -> Option<&mut World> {
        let at = *self.by_name.get(sandbox.as_str())?;
        self.worlds.get_mut(at).filter(|world| world.inquiry.is_busy())
    }

    /// Whoever waits for an answer from elsewhere is told what he waits for without it.
    fn expect_nothing_more(&mut self) {
        for at in 0..self.worlds.len() {
            if let Some(open) = self.worlds.get_mut(at).and_then(|world| world.inquiry.open.as_mut()) {
                open.unanswered = true;
            }
            self.let_go(at);
        }
    }

    pub(crate) fn rest(&self, at: Option<usize>) -> Rest {
        let Some(at) = at else { return Rest::Durable };
        if self.is_open(at) {
            Rest::Open
        } else if self.committing && self.flying.contains(&at) {
            Rest::Flying
        } else {
            Rest::Durable
        }
    }

    fn is_open(&self, at: usize) -> bool {
        self.worlds.get(at).is_some_and(World::is_ahead) || self.born.contains(&at)
    }

    fn rest_of_all(&self) -> Rest {
        let open = self.touched.iter().any(|at| self.is_open(*at));
        match (open, self.committing) {
            (true, _) => Rest::Open,
            (false, true) => Rest::Flying,
            (false, false) => Rest::Durable,
        }
    }

    pub(crate) fn release(&mut self, rest: Rest, release: LetGo) {
        match rest {
            Rest::Open => self.commit.let_go.push(release),
            Rest::Flying => self.waiting.push(release),
            Rest::Durable if self.failed => {}
            Rest::Durable => release(),
        }
    }

    pub(crate) fn add(&mut self, world: World) -> usize {
        let name = world.name.as_str().to_owned();
        if let Ok(mut published) = self.published.write() {
            published.insert(name.clone(), Arc::clone(&world.published));
        }
        let world = world.with_entries_of(self.bounds.entry_bytes).counting(&self.figures).seen(self.watched);
        let place = self.free.pop().and_then(|at| self.worlds.get_mut(at).map(|place| (at, place)));
        let at = match place {
            Some((at, place)) => {
                *place = world;
                at
            }
            None => {
                self.worlds.push(world);
                self.worlds.len() - 1
            }
        };
        self.by_name.insert(name, at);
        at
    }

    /// Takes a sandbox out of the house; its place is free for another. What it held goes.
    pub(crate) fn remove(&mut self, name: &str) -> Option<LogId> {
        let at = self.by_name.remove(name)?;
        if let Ok(mut published) = self.published.write() {
            published.remove(name);
        }
        self.unsettled.remove(&at);
        self.born.remove(&at);
        let place = self.worlds.get_mut(at)?;
        let log = place.log();
        place.clear();
        self.free.push(at);
        Some(log)
    }

    /// Lets whoever watches know what a task wrote in its sandbox, with the group that makes it durable.
    fn tell_watcher_of(&mut self, sandbox: &SandboxName) {
        if self.watched {
            self.tell_watcher(self.by_name.get(sandbox.as_str()).copied());
        }
    }

    fn tell_watcher(&mut self, at: Option<usize>) {
        let cause = self.cause.take();
        if let Some(world) = at.and_then(|at| self.worlds.get_mut(at)) {
            self.commit.written.extend(world.written(cause));
        }
    }

    pub(crate) fn touch(&mut self, at: usize) {
        self.touched.insert(at);
    }

    /// Hands the open group to the committer, once the group before is done.
    pub(crate) fn hand_over(&mut self, last: bool) {
        if last {
            self.commit.last = true;
            self.touched.extend(0..self.worlds.len());
        }
        let (mut flying, mut written) = (core::mem::take(&mut self.born), 0);
        for at in core::mem::take(&mut self.touched) {
            let Some(world) = self.worlds.get_mut(at) else {
                continue;
            };
            let before = world.tail.bytes();
            if let Some(append) = world.append() {
                written += world.tail.bytes().saturating_sub(before);
                self.commit.appends.push(append);
                flying.insert(at);
            }
            self.commit.to_notify.extend(world.to_notify());
            self.commit.papers.append(&mut world.papers());
            self.ask_for_snapshot(at);
        }
        self.look_at_tails(written);
        self.bytes = 0;
        let commit = core::mem::take(&mut self.commit);
        if commit.is_empty() {
            return;
        }
        self.wait_for_committer();
        self.committing = self.commits.send(commit).is_ok();
        self.failed |= !self.committing;
        self.flying = flying;
    }

    pub(crate) const fn has_failed(&self) -> bool {
        self.failed
    }

    fn wait_for_committer(&mut self) {
        if !self.committer_is_free() {
            match self.done.recv() {
                Ok(took) => self.landed(took),
                Err(_) => self.fail(),
            }
        }
    }
}

fn told<T: Send + 'static>(reply: Reply<T>, answer: Result<T, HostError>) -> LetGo {
    Box::new(move || {
        // The asker may have gone: what was done stays done.
        let _: Result<_, _> = reply.send(answer);
    })
}
