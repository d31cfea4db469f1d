//! Requests that come again: the same id with the same content has one effect.

use crate::command::Tag;
use crate::event::Event;
use crate::state::{Answered, State};
use tongguan_domain::process::Refusal;
use tongguan_domain::time::Moment;

/// A fingerprint as it is stored.
pub(crate) fn halves(fingerprint: u128) -> (u64, u64) {
    let low = u64::try_from(fingerprint & u128::from(u64::MAX)).unwrap_or(u64::MAX);
    let high = u64::try_from(fingerprint >> 64).unwrap_or(u64::MAX);
    (high, low)
}

impl State {
    /// What the same request was answered before; `None` for a new one, and for one without an id.
    ///
    /// # Errors
    /// [`Refusal::RequestIdReused`]: the id was used with other content.
    pub(crate) fn answered_before(&self, tag: Option<&Tag>) -> Result<Option<&Answered>, Refusal> {
        let Some(tag) = tag else { return Ok(None) };
        let Some(answered) = self.requests.get(tag.id.as_str()) else { return Ok(None) };
        if (answered.high, answered.low) == halves(tag.fingerprint) {
            Ok(Some(answered))
        } else {
            Err(Refusal::RequestIdReused)
        }
    }
}

impl State {
    /// Whether the same request was carried out before.
    ///
    /// # Errors
    /// [`Refusal::RequestIdReused`]: the id was used with other content.
    pub fn done_before(&self, tag: Option<&Tag>) -> Result<bool, Refusal> {
        Ok(self.answered_before(tag)?.is_some())
    }

    /// Whether the same request to move the clock was taken before, and where it goes; `Some(None)`: it went until nothing
    /// more happened.
    ///
    /// # Errors
    /// [`Refusal::RequestIdReused`]: the id was used with other content.
    pub fn moved_before(&self, tag: Option<&Tag>) -> Result<Option<Option<Moment>>, Refusal> {
        Ok(self.answered_before(tag)?.map(|answered| answered.target))
    }
}

impl Tag {
    /// The request got an answer that is nothing but that it was carried out.
    pub(crate) fn done(self) -> Event {
        let (high, low) = halves(self.fingerprint);
        Event::RequestAnswered { id: self.id, high, low, results: Vec::new() }
    }
}
