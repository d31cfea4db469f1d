//! How far each reader of a mailbox has come. A transport that carries letters out keeps a place of its own, so that
//! what one reader has got is never missed by another; the acknowledgement of the owner is one more such place.

use crate::command::Carry;
use crate::event::Event;
use crate::growing::STRETCH;
use crate::state::{Mailbox, State};
use tongguan_domain::limits;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::Refusal;
use tongguan_domain::time::Moment;

/// Where a reader stands in a mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
pub struct Place {
    /// Letters up to this number are carried out.
    #[n(0)]
    pub carried: u64,
    /// How often the next one was tried.
    #[n(1)]
    pub tries: u32,
}

/// So many letters share one peak.
const PEAK_LETTERS: usize = STRETCH;

impl Mailbox {
    /// Keeps the latest time up to each stretch of letters, so that a time is found although reordered letters let the
    /// times go back.
    pub(crate) fn note_peak(&mut self) {
        let Some(last) = self.entries.last() else { return };
        let stretch = (self.entries.len() - 1) / PEAK_LETTERS;
        match self.peaks.get_mut(stretch) {
            Some(peak) => *peak = (*peak).max(last.time),
            None => {
                let before = self.peaks.last().copied().unwrap_or_default();
                self.peaks.push(before.max(last.time));
            }
        }
    }

    /// The same for every letter that is there.
    pub(crate) fn note_peaks(&mut self) {
        self.peaks.clear();
        let mut peak = Moment::default();
        for stretch in self.entries.stretches() {
            peak = stretch.iter().map(|entry| entry.time).fold(peak, Moment::max);
            self.peaks.push(peak);
        }
    }
}

impl State {
    /// How many letters of a mailbox stand before the first that was sent at a moment or later.
    #[must_use]
    pub fn letters_before(&self, mailbox: &str, since: Moment) -> u64 {
        let Some(mailbox) = self.mailbox(mailbox) else { return 0 };
        let stretch = mailbox.peaks.partition_point(|peak| *peak < since);
        let start = stretch.saturating_mul(PEAK_LETTERS).min(mailbox.entries.len());
        let rest = mailbox.entries.from(start);
        let earlier = rest.take_while(|entry| entry.time < since).count();
        (start + earlier) as u64
    }

    /// Where a reader stands; one that never read stands at the beginning.
    #[must_use]
    pub fn place(&self, mailbox: &str, reader: &str) -> Place {
        let place = self.mailbox(mailbox).and_then(|mailbox| mailbox.readers.get(reader));
        place.copied().unwrap_or_default()
    }

    /// What [`Event::Carried`] does.
    pub(crate) fn carried(&mut self, mailbox: &MailboxName, reader: &str, place: Place) {
        let slot = self.mailbox_slot(mailbox);
        if let Some(mailbox) = self.mailboxes.get_mut(slot as usize) {
            mailbox.readers.insert(reader.to_owned(), place);
        }
    }

    /// What is to be recorded of a reader that has come to a place, if it is news. A place never goes back.
    pub(crate) fn carry(&self, carry: Carry) -> Result<Option<Event>, Refusal> {
        let Carry { mailbox, reader, place } = carry;
        let (last, _) = self.mailbox_ends(mailbox.as_str());
        if place.carried > last {
            return Err(Refusal::NothingToAcknowledge { last });
        }
        if place <= self.place(mailbox.as_str(), &reader) {
            return Ok(None);
        }
        let readers = self.mailbox(mailbox.as_str()).map(|mailbox| &mailbox.readers);
        if readers.is_some_and(|known| !known.contains_key(&reader) && known.len() >= limits::MAILBOX_READERS)
        {
            return Err(Refusal::LimitReached { limit: "MAILBOX_READERS" });
        }
        Ok(Some(Event::Carried { mailbox, reader, place }))
    }
}
