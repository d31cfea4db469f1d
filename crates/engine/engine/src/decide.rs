//! What the writer does with the orders that may change something.

use crate::basis::{Basis, Verdict};
use crate::error::HostError;
use crate::recovery::{DELETED, DIRECTORY};
use crate::task::{Advanced, Goal, SandboxInfo};
use crate::world::World;
use crate::writer::Writer;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tongguan_clearance::command::{NoteAdvance, Nothing, Once};
use tongguan_clearance::{Command, State, Tag, Went};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::{ClockMode, Refusal, Settings};
use tongguan_domain::time::Moment;
use tongguan_journal::{Append, LogId, Position};

impl Writer {
    pub(crate) fn execute<C: Command>(
        &mut self,
        sandbox: &SandboxName,
        command: C,
    ) -> Result<C::Answer, HostError> {
        let bytes = command.largest_event();
        if bytes > self.bounds.event_bytes {
            return Err(HostError::TooLarge { bytes, most: self.bounds.event_bytes });
        }
        if !self.by_name.contains_key(sandbox.as_str()) {
            // A refused command leaves no trace, not even the sandbox that it named; nor does one that changes nothing.
            let (answer, events) = State::open(self.defaults.clone()).0.execute(command.clone())?;
            if events.is_empty() {
                return Ok(answer);
            }
        }
        let at = self.world_at(sandbox, None)?;
        self.touch(at);
        let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
        let before = world.pending_bytes();
        let (answer, events) = world.state.execute(command)?;
        world.keep(&events);
        self.bytes += world.pending_bytes() - before;
        if !events.is_empty() {
            self.settle(at, self.bounds.timers);
        }
        self.close_entry(at);
        Ok(answer)
    }

    /// Executes a command in a sandbox that is there.
    pub(crate) fn execute_there<C: Command>(
        &mut self,
        sandbox: &SandboxName,
        command: C,
    ) -> Result<C::Answer, HostError> {
        if !self.by_name.contains_key(sandbox.as_str()) {
            return Err(HostError::NoSandbox);
        }
        self.execute(sandbox, command)
    }

    /// Executes what was judged, if the verdict still holds; otherwise it is judged again, here: sent back, it would
    /// be overtaken.
    pub(crate) fn execute_judged<C: Command, T, R>(
        &mut self,
        sandbox: &SandboxName,
        basis: &Basis,
        verdict: Verdict<C, T, R>,
        again: impl FnOnce(&Basis) -> Verdict<C, T, R>,
    ) -> Result<Result<(C::Answer, T), R>, HostError> {
        let present = match self.by_name.get(sandbox.as_str()).and_then(|at| self.worlds.get(*at)) {
            Some(world) => world.basis(),
            None => Basis::unused(self.defaults.start, self.defaults.version, self.defaults.signatures),
        };
        if basis.version != present.version {
            return Err(HostError::VersionChanged);
        }
        let judged = if basis.holds(verdict.holds, &present) {
            verdict.judged
        } else {
            // Nothing has changed yet, so a judge that panics harms nobody else.
            catch_unwind(AssertUnwindSafe(|| again(&present))).map_err(|_| HostError::Panicked)?.judged
        };
        match judged {
            Ok((command, told)) => Ok(Ok((self.execute(sandbox, command)?, told))),
            Err(refused) => Ok(Err(refused)),
        }
    }

    pub(crate) fn close_entry(&mut self, at: usize) {
        if let Some(world) = self.worlds.get_mut(at) {
            let before = world.pending_bytes();
            world.close_entry();
            self.bytes += world.pending_bytes() - before;
        }
    }

    /// Moves a clock, one timer at a time.
    pub(crate) fn advance(
        &mut self,
        sandbox: &SandboxName,
        to: Goal,
        tag: Option<Tag>,
    ) -> Result<Advanced, HostError> {
        let at = *self.by_name.get(sandbox.as_str()).ok_or(HostError::NoSandbox)?;
        let world = self.worlds.get(at).ok_or(HostError::Stopping)?;
        let state = &world.state;
        let now = state.now();
        let stays = |replayed| Advanced { fired: 0, info: world.info(), left: None, replayed };
        let earlier = state.moved_before(tag.as_ref())?;
        let target = match (earlier, to) {
            // Once it is said that it arrived, or where it goes, a repeat goes no other way.
            (Some(None), _) => return Ok(stays(true)),
            (Some(Some(target)), _) if target <= now => return Ok(stays(true)),
            (Some(target), _) => target,
            (None, Goal::Pass(moment)) if moment <= now || state.clock_mode() == ClockMode::Manual => {
                return Ok(stays(false));
            }
            (None, Goal::Pass(moment) | Goal::Until(moment)) => Some(moment),
            (None, Goal::NextTimer) => Some(state.next_timer().unwrap_or(now)),
            (None, Goal::By(span)) => Some(now.plus_millis(span.max(0))),
            (None, Goal::Idle) => None,
        };
        if target.is_some_and(|target| target < now) {
            return Err(Refusal::ClockGoesBack { now }.into());
        }
        // Where it goes is noted before it goes; that it stands still, afterwards.
        if let (Some(_), Some(tag), None) = (target, &tag, earlier) {
            self.note_advance(at, tag.clone(), target)?;
        }
        let (fired, arrived) = self.fire_until(at, target)?;
        self.settle(at, self.bounds.timers);
        if let (None, Some(tag), true) = (target, tag, arrived) {
            self.note_advance(at, tag, None)?;
        }
        self.close_entry(at);
        let world = self.worlds.get(at).ok_or(HostError::Stopping)?;
        let left = (!arrived).then(|| target.map_or(Goal::Idle, Goal::Until));
        Ok(Advanced { fired, info: world.info(), left, replayed: earlier.is_some() })
    }

    fn note_advance(&mut self, at: usize, tag: Tag, target: Option<Moment>) -> Result<(), HostError> {
        self.touch(at);
        let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
        let ((), events) = world.state.execute(NoteAdvance { tag, target })?;
        world.keep(&events);
        Ok(())
    }

    /// Deletes a sandbox; `None` if there is none. What of it was not written yet needs no writing.
    pub(crate) fn delete(&mut self, sandbox: &SandboxName) -> Option<LogId> {
        let at = *self.by_name.get(sandbox.as_str())?;
        if let Some(world) = self.worlds.get_mut(at) {
            world.inquiry.close();
        }
        self.let_go(at);
        let log = self.remove(sandbox.as_str())?;
        // Of the open group only what waits in it for the list stays: no log grows after its end.
        self.commit.appends.retain(|append| append.log != log);
        self.commit.to_forget.push(log);
        self.graves.dig(sandbox.as_str());
        let entry = [&[DELETED], sandbox.as_str().as_bytes()].concat();
        self.list_entry(entry);
        Some(log)
    }

    /// Deletes what a sandbox holds, and begins it anew with its settings.
    pub(crate) fn reset(
        &mut self,
        sandbox: &SandboxName,
        tag: Option<Tag>,
    ) -> Result<(SandboxInfo, bool), HostError> {
        let at = self.by_name.get(sandbox.as_str()).ok_or(HostError::NoSandbox)?;
        let world = self.worlds.get(*at).ok_or(HostError::Stopping)?;
        if world.state.done_before(tag.as_ref())? {
            return Ok((world.info(), true));
        }
        let settings = world.state.settings().clone();
        self.delete(sandbox);
        let at = self.world_at(sandbox, Some(settings))?;
        if let Some(tag) = tag {
            let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
            let (_, events) = world.state.execute(Once { tag: Some(tag), command: Nothing })?;
            world.keep(&events);
        }
        self.close_entry(at);
        let world = self.worlds.get(at).ok_or(HostError::Stopping)?;
        Ok((world.info(), false))
    }

    /// Writes an entry of the list of sandboxes; its position.
    fn list_entry(&mut self, entry: Vec<u8>) -> Position {
        let first = self.directory_next;
        self.commit.appends.push(Append { log: DIRECTORY, first, entries: vec![entry] });
        self.directory_next = first.after(1);
        first
    }

    /// Fires what is due, at most as many timers as others can wait for: how many, and whether the clock has arrived.
    /// Without a target, it has arrived when no timer is left.
    fn fire_until(&mut self, at: usize, target: Option<Moment>) -> Result<(u64, bool), HostError> {
        for fired in 0..self.bounds.timers as u64 {
            self.touch(at);
            let world = self.worlds.get_mut(at).ok_or(HostError::Stopping)?;
            let before = world.pending_bytes();
            let Some(target) = target.or_else(|| world.state.next_moment()) else { return Ok((fired, true)) };
            let (whom, open) = (world.state.whom(), world.inquiry.open.as_ref());
            let beat = world.state.advance(target, &self.services.of(&world.name, &whom, open))?;
            world.keep_all(&beat.events);
            world.close_entry();
            self.bytes += world.pending_bytes() - before;
            match beat.went {
                Went::Open => {
                    self.settled(at, Went::Open);
                    // It goes on when the answer is there, unless nobody answers.
                    let expected = self.worlds.get(at).is_some_and(|world| world.inquiry.is_expected());
                    return if expected { Ok((fired, false)) } else { Err(HostError::QuestionOpen) };
                }
                Went::Fired => {}
                Went::Arrived => return Ok((fired, true)),
            }
            if self.bytes >= self.bounds.group_bytes {
                self.hand_over(false);
            }
        }
        Ok((self.bounds.timers as u64, false))
    }

    pub(crate) fn create(
        &mut self,
        sandbox: &SandboxName,
        settings: Settings,
    ) -> Result<SandboxInfo, HostError> {
        if let Some(world) = self.by_name.get(sandbox.as_str()).and_then(|at| self.worlds.get(*at)) {
            // A repeat whose first answer was lost finds what it made.
            let same = *world.state.settings() == settings;
            return if same { Ok(world.info()) } else { Err(HostError::SandboxExists) };
        }
        let at = self.world_at(sandbox, Some(settings))?;
        self.worlds.get(at).map(World::info).ok_or(HostError::Stopping)
    }

    /// The place of a sandbox, which is created if nobody has used it.
    pub(crate) fn world_at(
        &mut self,
        name: &SandboxName,
        settings: Option<Settings>,
    ) -> Result<usize, HostError> {
        if let Some(at) = self.by_name.get(name.as_str()) {
            return Ok(*at);
        }
        if self.by_name.len() >= limits::SANDBOXES {
            return Err(HostError::TooManySandboxes);
        }
        let log = LogId(self.list_entry(name.as_str().as_bytes().to_vec()).0);
        let born = self.graves.of(name.as_str());
        let (state, opened) = State::open(settings.unwrap_or_else(|| self.defaults.clone()));
        let mut world = World::new(name.clone(), (log, born), state, Position::FIRST, 0);
        world.keep(&[opened]);
        // Beside its name, so that no crash can come between the two.
        self.commit.appends.extend(world.append());
        world.take_early(self.early.hand_over(name.as_str()));
        let at = self.add(world);
        self.touch(at);
        self.born.insert(at);
        Ok(at)
    }
}
