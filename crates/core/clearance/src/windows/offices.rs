//! What each customs office has screened on its day.

use std::collections::BTreeMap;
use tongguan_domain::in_force::Day;
use tongguan_domain::limits;
use tongguan_domain::screening::{Lane, OfficeCounts};

/// The day of each office, and what it has screened on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Offices(#[n(0)] BTreeMap<String, OfficeDay>);

#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
struct OfficeDay {
    #[n(0)]
    day: Day,
    #[n(1)]
    counts: OfficeCounts,
}

impl Offices {
    /// What an office has screened on this day so far.
    pub(crate) fn counts(&self, office: &str, day: Day) -> OfficeCounts {
        let of_day = self.0.get(office).filter(|known| known.day == day);
        of_day.map_or_else(OfficeCounts::default, |known| known.counts)
    }

    /// It has screened one more.
    pub(crate) fn note(&mut self, office: &str, day: Day, lane: Lane) {
        if self.0.len() >= limits::TRACKED_OFFICES && !self.0.contains_key(office) {
            return;
        }
        let known = self.0.entry(office.to_owned()).or_default();
        if known.day != day {
            *known = OfficeDay { day, counts: OfficeCounts::default() };
        }
        known.counts.note(lane);
    }
}
