//! What the draws choose of a pace.

use crate::draw;
use crate::outcome::{InspectionEnd, ReviewEnd};
use crate::state::State;
use tongguan_domain::process::{Pace, Span};

/// A span of which a draw chooses one moment.
pub(crate) trait Chosen {
    /// In milliseconds.
    fn choose(self, bits: u64) -> i64;
}

impl Chosen for Span {
    fn choose(self, bits: u64) -> i64 {
        draw::between(bits, self.least, self.most)
    }
}

/// What is left to chance: nothing, where the draws are off.
impl State {
    /// How often something happens, in parts per million.
    pub(crate) fn share(&self, of: impl Fn(&Pace) -> u32) -> u32 {
        if self.settings.draws_off { 0 } else { of(&self.settings.pace) }
    }

    /// How a manual review ends.
    pub(crate) fn review_end(&self, bits: u64) -> ReviewEnd {
        let rejected = draw::per_million(bits) < self.share(|pace| pace.review_rejects_ppm);
        if rejected { ReviewEnd::Reject } else { ReviewEnd::Pass }
    }

    /// How an inspection ends.
    pub(crate) fn inspection_end(&self, bits: u64) -> InspectionEnd {
        let drawn = draw::per_million(bits);
        let mut bound = 0;
        for (at, end) in InspectionEnd::OTHER_ENDS.into_iter().enumerate() {
            bound += self.share(|pace| pace.inspection_ends_ppm.get(at).copied().unwrap_or(0));
            if drawn < bound {
                return end;
            }
        }
        InspectionEnd::Release
    }
}
