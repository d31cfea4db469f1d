//! Where a scenario is played: the core alone, a server, anything that takes documents and gives receipts.

use crate::told::Told;
use crate::{Clock, Way};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tongguan_domain::document::Document;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::screening::Lane;
use tongguan_domain::warehouse::Warehouse;

/// What became of a document that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It was taken.
    Taken(DocumentId),
    /// The answer to the call refuses it, by these rules.
    Refused(Vec<String>),
    /// A receipt refuses it.
    RefusedByReceipt,
}

/// Where a document stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its phase, in words.
    pub phase: String,
    /// Customs' number, once it is given.
    pub invt_no: Option<String>,
    /// What it waits for.
    pub waits: Vec<String>,
    /// Codes of the warnings about its place in a warehouse.
    pub warnings: Vec<String>,
}

/// Why a scenario cannot go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// This stage cannot do what the line asks for; another may.
    #[error("{0}: not on this stage")]
    NotHere(String),
    /// What the line asks for went wrong.
    #[error("{0}")]
    Failed(String),
    /// Whoever plays customs refuses the call, or is not there.
    #[error("{text}")]
    Refused {
        /// What it says.
        text: String,
        /// What to do about it; empty: nobody says.
        hint: String,
        /// Whether it is there.
        is_there: bool,
    },
}

/// A sandbox of a scenario. Everything that follows from a call has happened when it answers, as far as time allows.
#[allow(async_fn_in_trait, reason = "a scenario is played in one task")]
pub trait Stage {
    /// Sends a document, under the outcome that is forced now.
    async fn send(&mut self, document: Document, way: Way) -> Result<Sent, Stop>;
    /// Moves the clock.
    async fn wait(&mut self, span: Duration) -> Result<(), Stop>;
    /// Sets how time moves.
    async fn set_clock(&mut self, clock: Clock) -> Result<(), Stop>;
    /// Says which lane screening chooses from now on; `None`: nobody answers.
    async fn set_lane(&mut self, lane: Option<Lane>) -> Result<(), Stop>;
    /// Says which outcome the sender forces from now on.
    async fn set_outcome(&mut self, outcome: Option<&str>) -> Result<(), Stop>;
    /// Registers an enterprise.
    async fn register(&mut self, enterprise: Enterprise) -> Result<(), Stop>;
    /// Registers a warehouse.
    async fn register_warehouse(&mut self, warehouse: Warehouse) -> Result<(), Stop>;
    /// Where a document stands.
    async fn standing(&mut self, document: DocumentId) -> Result<Standing, Stop>;
    /// The letters of the sender that nobody has read yet.
    async fn receipts(&mut self) -> Result<Vec<Told>, Stop>;
}

/// The answer of a stage that never waits; `None` if it does.
pub fn at_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}
