//! What there is to find: of goods that look so, in how many which finding waits. It is drawn from the seed and the id
//! alone, so it is there whether anybody looks or not, and whatever lane a profile chooses.

use crate::expression::Expression;
use tongguan_domain::process::Words;
use tongguan_domain::screening::{Disposition, FindingKind};

/// One kind of thing that may be found. The first in the order of the profile that is there is what is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// Stable id; the draws depend on it.
    pub id: String,
    /// Where it may be.
    pub when: Expression,
    /// What it is.
    pub kind: FindingKind,
    /// What becomes of the goods.
    pub disposition: Disposition,
    /// In how many of them it is, parts per million.
    pub share_ppm: u32,
    /// In words.
    pub reason: Words,
}
