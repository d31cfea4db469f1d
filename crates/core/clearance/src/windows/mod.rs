//! What the sandbox has seen of declarations before: counts over windows of its clock, what goods usually cost and
//! weigh, and how an office's day goes. Everything here follows from recorded events, so a replay knows the same.
//!
//! Screening keeps no state. It is told these counts as facts ([`Tracked`](tongguan_domain::screening::Tracked)), and they
//! are recorded with its answer.

mod marks;
mod offices;
mod peers;
mod recent;
mod recorded;
mod seen;

pub use recent::Recent;
pub use recorded::{Recorded, Retold, Screenings};
pub use seen::{Seen, Sources};

use offices::Offices;
use peers::Peers;
use std::collections::BTreeMap;
use tongguan_domain::names::DocumentId;

/// Everything that is counted.
#[derive(Clone, Debug, Default, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Windows {
    /// Counts by exporter, agent, goods, telephone …
    #[n(0)]
    pub(crate) recent: Recent,
    /// What was released, by heading.
    #[n(1)]
    pub(crate) peers: Peers,
    /// What each office has screened on its day.
    #[n(2)]
    pub(crate) offices: Offices,
    /// Rules that were hit and have not selected since.
    #[n(3)]
    pub(crate) misses: BTreeMap<String, u32>,
    /// What was screened, in this order.
    #[n(4)]
    #[cbor(default)]
    pub(crate) screened: Vec<DocumentId>,
}
