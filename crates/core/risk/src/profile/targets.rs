//! What ASYCUDA does third: more is drawn from what would be green, until a lane has what is expected of it.

use std::collections::BTreeMap;
use tongguan_domain::screening::Lane;

/// How many declarations a lane is meant to get at an office in a day.
///
/// The counts are facts ([`OfficeCounts`](tongguan_domain::screening::OfficeCounts)), kept by the clearance core, so that a
/// replay and a screening elsewhere see the same; screening itself keeps no state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneTarget {
    /// Stable id; the draws depend on it.
    pub id: String,
    /// Red, yellow or blue.
    pub lane: Lane,
    /// Expected share of all that the office screens, parts per million.
    pub expected_ppm: u32,
    /// By customs office (`customsCode`), parts per million.
    pub offices: BTreeMap<String, u32>,
}
