//! Which snapshots the writer asks for, and those that it makes itself when it leaves.

use crate::snapshot::{self, Due};
use crate::world::World;
use crate::writer::Writer;
use std::sync::Arc;
use std::time::Instant;
use tongguan_journal::Position;

impl Writer {
    /// Asks for the snapshot of a sandbox, if it is due.
    pub(crate) fn ask_for_snapshot(&self, at: usize) {
        if let Some(world) = self.worlds.get(at).filter(|world| world.tail.is_due(self.bounds.snapshot_bytes))
        {
            self.desk.ask(due(world));
        }
    }

    /// Many short tails are as slow as a long one: when all of them together are too long, the longest are shortened.
    pub(crate) fn look_at_tails(&mut self, written: usize) {
        self.unlooked = self.unlooked.saturating_add(written);
        if self.unlooked < self.bounds.replay_bytes / 16 {
            return;
        }
        self.unlooked = 0;
        let open = self.worlds.iter().filter(|world| !world.tail.is_asked());
        let mut total: usize = open.map(|world| world.tail.bytes()).sum();
        if total <= self.bounds.replay_bytes {
            return;
        }
        let mut longest: Vec<&World> =
            self.worlds.iter().filter(|world| world.tail.may_be_shortened()).collect();
        longest.sort_by_key(|world| core::cmp::Reverse(world.tail.bytes()));
        for world in longest {
            if total <= self.bounds.replay_bytes {
                return;
            }
            total = total.saturating_sub(world.tail.bytes());
            self.desk.ask(due(world));
        }
    }

    /// Makes snapshots for a quick start, when everything is durable: those of the longest tails first. When that has
    /// taken a while, what is left is short enough to be replayed; and who is in a hurry does without.
    pub(crate) fn leave(&mut self) {
        self.desk.close();
        if !self.desk.is_kept() {
            return;
        }
        let tail = |at: usize| self.worlds.get(at).map_or(0, |world| world.tail.bytes());
        let mut order: Vec<usize> = (0..self.worlds.len()).filter(|at| tail(*at) > 0).collect();
        order.sort_by_key(|at| core::cmp::Reverse(tail(*at)));
        let mut left: usize = order.iter().map(|at| tail(*at)).sum();
        let began = Instant::now();
        for (done, at) in order.iter().enumerate() {
            let enough = left <= self.bounds.leave_bytes && began.elapsed() >= self.bounds.leave_time;
            if self.has_failed() || enough || self.desk.is_hurried() {
                let sandboxes = order.len() - done;
                tracing::info!(
                    sandboxes,
                    bytes = left,
                    "left without a snapshot; the next start replays them"
                );
                return;
            }
            let Some(world) = self.worlds.get(*at) else { continue };
            left = left.saturating_sub(world.tail.bytes());
            let Some(bytes) = snapshot::bytes_of(&world.state) else { continue };
            let upto = Position(world.next().0.saturating_sub(1));
            self.commit.snapshot = Some((world.log(), upto, bytes));
            self.hand_over(false);
        }
    }
}

impl Drop for Writer {
    /// However it ends, also by a panic: the snapshot thread ends with it.
    fn drop(&mut self) {
        self.desk.close();
    }
}

fn due(world: &World) -> Due {
    Due { log: world.log(), tail: Arc::clone(&world.tail) }
}
