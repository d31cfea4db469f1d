//! What is counted of questions to other processes.

use std::time::Instant;
use tongguan_domain::screening::Ground;
use tongguan_figures::{Counter, Gauge, Histogram, TIMES};

/// The questions to each service.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) risk: Peer,
    pub(crate) credit: Peer,
}

/// The questions to one service. One that is asked again counts again.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) asked: Counter,
    /// There is an answer.
    pub(crate) answered: Counter,
    /// There is one, and it cannot be used: what is laid down counts.
    pub(crate) unusable: Counter,
    /// Nobody answered.
    pub(crate) away: Counter,
    /// Nobody wanted to know any more.
    pub(crate) dropped: Counter,
    /// Questions that are out.
    pub(crate) out: Gauge,
    /// How long it took until one of these.
    pub(crate) times: Histogram,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            asked: Counter::default(),
            answered: Counter::default(),
            unusable: Counter::default(),
            away: Counter::default(),
            dropped: Counter::default(),
            out: Gauge::default(),
            times: Histogram::new(TIMES),
        }
    }
}

impl Peer {
    /// A question goes out.
    pub(crate) fn ask(&self) -> Out<'_> {
        self.asked.count();
        self.out.up();
        Out { peer: self, ended: &self.dropped, began: Instant::now() }
    }
}

/// A question that is out.
pub(crate) struct Out<'p> {
    peer: &'p Peer,
    ended: &'p Counter,
    began: Instant,
}

impl Out<'_> {
    /// It comes back, with the grounds of an answer or with none. The rule of an answer that was not given tells it apart.
    pub(crate) fn back(mut self, answer: Option<&[Ground]>, unusable: &str) {
        self.ended = match answer {
            None => &self.peer.away,
            Some(grounds) if grounds.iter().any(|ground| ground.rule == unusable) => &self.peer.unusable,
            Some(_) => &self.peer.answered,
        };
    }
}

impl Drop for Out<'_> {
    fn drop(&mut self) {
        self.ended.count();
        self.peer.out.down();
        self.peer.times.note_time(self.began.elapsed());
    }
}
