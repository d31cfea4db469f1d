//! What parcels were told that have ended: a receipt may come after the last one.

use super::flight::{Flight, Standing};
use crate::bounds::ENDED_REMEMBERED;
use crate::workload::{Cue, End};
use std::collections::{HashMap, VecDeque};
use tongguan_domain::document::DocumentKind;

/// What nothing is told after.
const LAST: End = End::Told(Cue { kind: DocumentKind::Declaration, code: 899 });

/// The last [`ENDED_REMEMBERED`] of them.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    order: VecDeque<u32>,
    ended: HashMap<u32, Flight>,
}

/// What a receipt of a parcel that has ended comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Afterwards {
    /// Nothing.
    Nothing,
    /// It has been told before.
    Twice,
    /// The parcel had ended as it should, and this is not what is told of such a one.
    Otherwise(String),
}

impl Remembered {
    /// A parcel has ended.
    pub(super) fn ended(&mut self, number: u32, mut flight: Flight) {
        if self.order.len() >= ENDED_REMEMBERED
            && let Some(first) = self.order.pop_front()
        {
            self.ended.remove(&first);
        }
        // Nothing is sent of it any more.
        (flight.repeat, flight.copies, flight.waiting) = (None, None, Vec::new());
        self.order.push_back(number);
        self.ended.insert(number, flight);
    }

    /// A receipt of a parcel that is not in flight.
    pub(super) fn told(&mut self, number: u32, document: u64, cue: Cue, info: &str) -> Afterwards {
        let Some(flight) = self.ended.get_mut(&number) else { return Afterwards::Nothing };
        if flight.has_been_told(document, cue) {
            return Afterwards::Twice;
        }
        flight.told.push((document, cue));
        let closed = flight.course.is_none() && flight.label.end == LAST;
        let was_right = closed && matches!(flight.standing, Standing::Right(_));
        match flight.ends_otherwise(cue, info).filter(|_| was_right) {
            Some(found) => {
                flight.standing = Standing::Wrong;
                Afterwards::Otherwise(found)
            }
            None => Afterwards::Nothing,
        }
    }

    /// How a parcel that has ended had to end.
    pub(super) fn label(&self, number: u32) -> Option<&crate::workload::Label> {
        self.ended.get(&number).map(|flight| &flight.label)
    }
}
