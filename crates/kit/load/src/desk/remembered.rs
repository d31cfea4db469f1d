//! What parcels were told that have ended: a receipt may come once more after the last one.

use super::flight::Flight;
use crate::bounds::ENDED_REMEMBERED;
use crate::workload::Cue;
use std::collections::{HashMap, VecDeque};

/// The last [`ENDED_REMEMBERED`] of them.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    ended: VecDeque<u32>,
    told: HashMap<u32, Told>,
}

/// By document; and whether what is refused may be told of two.
#[derive(Debug)]
struct Told {
    cues: Vec<(u64, Cue)>,
    scripted: bool,
}

impl Remembered {
    /// A parcel has ended.
    pub(super) fn ended(&mut self, number: u32, flight: Flight) {
        if self.ended.len() >= ENDED_REMEMBERED
            && let Some(first) = self.ended.pop_front()
        {
            self.told.remove(&first);
        }
        self.ended.push_back(number);
        self.told.insert(number, Told { cues: flight.told, scripted: flight.course.is_some() });
    }

    /// A receipt of a parcel that has ended; whether it has been told before.
    pub(super) fn told(&mut self, number: u32, document: u64, cue: Cue) -> bool {
        let Some(told) = self.told.get_mut(&number) else { return false };
        if told.scripted && cue.code < 0 {
            return false;
        }
        let before = told.cues.contains(&(document, cue));
        if !before {
            told.cues.push((document, cue));
        }
        before
    }
}
