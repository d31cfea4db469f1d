//! What the draws choose of a pace.

use crate::draw;
use crate::outcome::{InspectionEnd, ReviewEnd};
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

/// How stages end by chance.
pub(crate) trait Paced {
    /// How a manual review ends.
    fn review_end(&self, bits: u64) -> ReviewEnd;
    /// How an inspection ends.
    fn inspection_end(&self, bits: u64) -> InspectionEnd;
}

impl Paced for Pace {
    fn review_end(&self, bits: u64) -> ReviewEnd {
        if draw::per_million(bits) < self.review_rejects_ppm { ReviewEnd::Reject } else { ReviewEnd::Pass }
    }

    fn inspection_end(&self, bits: u64) -> InspectionEnd {
        let drawn = draw::per_million(bits);
        let mut bound = 0;
        for (share, end) in self.inspection_ends_ppm.iter().zip(InspectionEnd::OTHER_ENDS) {
            bound += share;
            if drawn < bound {
                return end;
            }
        }
        InspectionEnd::Release
    }
}
