//! The place of what ASYCUDA does third, and of its last knob. Nothing does it yet.

use tongguan_domain::screening::Lane;

/// How many declarations a lane is meant to get at an office, and how often a rule may be hit without selecting.
///
/// Both need counts of what was screened and selected before, per office and day. These are facts that the clearance
/// core would have to count and put into the question ([`tongguan_domain::screening::ScreeningFacts`]), so that a
/// replay and a screening elsewhere see the same; screening itself keeps no state. Until they are there, no profile can
/// hold this, and its file says so by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneTarget {
    /// Red, yellow or blue.
    pub lane: Lane,
    /// Expected share: what is missing to it is drawn from what would be green, parts per million.
    pub expected_ppm: u32,
    /// After so many hits in a row that a rule's share did not select, the next hit is selected.
    pub most_hits_without_selection: Option<u32>,
}
