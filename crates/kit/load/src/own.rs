//! Which receipts are of a run's own parcels. Pure.
//!
//! Others may use its mailbox: a callback takes anybody's POST, and a sandbox that is named is everybody's.

use crate::share::Share;
use crate::told::Told;
use tongguan_domain::document::DocumentKind;

/// The parcels of a run, as far as receipts tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
    share: Share,
    /// Papers whose numbers the workload itself changes: nobody can tell whose their receipts are.
    renumbered: Vec<DocumentKind>,
    /// The highest number that has started.
    last: u32,
}

impl Own {
    /// Those of this share of a run. `renumbered` are the kinds of paper whose numbers its near misses change.
    #[must_use]
    pub const fn of(share: Share, renumbered: Vec<DocumentKind>) -> Self {
        Self { share, renumbered, last: 0 }
    }

    /// A parcel has started.
    pub(crate) fn started(&mut self, number: u32) {
        self.last = self.last.max(number);
    }

    /// Whether a receipt may be of one of them. What tells no number is nobody else's: a message that was refused whole, the result of
    /// a summary, a copy of a document.
    pub(crate) fn has(&self, told: &Told) -> bool {
        match (told.foreign, told.about) {
            (Some(kind), _) => self.renumbered.contains(&kind),
            (None, None) => true,
            (None, Some((cue, number))) => {
                let known = number <= self.last && self.share.has(number);
                known || told.whole || self.renumbered.contains(&cue.kind)
            }
        }
    }
}
