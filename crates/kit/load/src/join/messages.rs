//! What generators that share a run say to each other: a line of JSON each.

use crate::run::{Ended, Run};
use crate::schedule::Law;
use crate::share::Share;
use crate::workload::text_of;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Name and version of what they speak.
pub const FORMAT: &str = "tongguan-load-join/1";

/// Whoever wants to follow, first of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`FORMAT`].
    pub format: String,
    /// Version of the program: parcels of another one may be others.
    pub version: String,
    /// The token of the run.
    pub token: String,
}

/// Where the parcels come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A workload that comes with the program.
    Named(String),
    /// The file of a workload.
    Workload(String),
    /// The file of a scenario.
    Scenario(String),
}

impl Source {
    /// SHA-256 of its text, in hex: the same one by another path has the same. Empty where there is none of this name.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let text = match self {
            Self::Named(name) => text_of(name).unwrap_or_default(),
            Self::Workload(text) | Self::Scenario(text) => text,
        };
        if text.is_empty() {
            return String::new();
        }
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a generator is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its share.
    pub share: Share,
    /// Where the parcels come from.
    pub source: Source,
    /// When all of them start.
    pub law: Law,
    /// Seed of parcels and starts.
    pub seed: u64,
    /// Senders of the closed model, all together; `None`: the model is open.
    pub users: Option<usize>,
    /// `unary`, `stream` or `xml`.
    pub transport: String,
    /// Most parcels in flight, all together.
    pub in_flight: usize,
    /// Whether receipts are read.
    pub receipts: bool,
    /// How long receipts may take after the last start.
    pub patience: Duration,
    /// Its sandbox.
    pub sandbox: String,
    /// Whether nobody has used that before.
    pub fresh: bool,
}

/// How a generator stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Parcels that started.
    pub started: u64,
    /// Parcels in flight.
    pub in_flight: u64,
    /// Parcels that ended otherwise than their labels say.
    pub wrong: u64,
    /// Submissions without an answer.
    pub errors: u64,
}

/// What the leader says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It does not take part.
    Refused {
        /// Why, in English.
        en: String,
        /// And in Chinese.
        zh: String,
    },
    /// What to do.
    Assignment(Box<Assignment>),
    /// What does its clock show?
    Clock,
    /// It begins at this moment of its clock.
    Begin {
        /// Nanoseconds.
        at: u64,
    },
    /// It is to stop.
    Stop,
}

/// What a generator that follows says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answers {
    /// It could begin.
    Ready,
    /// It cannot.
    Unable {
        /// Why, in its language.
        why: String,
    },
    /// What its clock shows.
    Clock {
        /// Nanoseconds.
        shows: u64,
    },
    /// How it stands.
    Standing(Standing),
    /// What it has done.
    Done(Box<Run>),
}

/// How one of the generators did, as the report tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Generator {
    /// Its number, from 1; 1 is the leader.
    pub number: u32,
    /// Where it is, as the leader sees it.
    pub address: String,
    /// Its sandbox.
    pub sandbox: String,
    /// Parcels that it started.
    pub started: u64,
    /// How late starts were handed to the transport: p99, in nanoseconds.
    pub lateness_p99: u64,
    /// Its processor time, as a share of a core; `None`: not known.
    pub own_cores: Option<f64>,
    /// How busy its machine was, from 0 to 1; `None`: not known.
    pub machine_busy: Option<f64>,
    /// By how much its clock may be wrong, in nanoseconds; 0 of the leader.
    pub clock_uncertain: u64,
    /// Why its run ended; `None`: it was lost, and nothing that it did is in the figures.
    pub ended: Option<Ended>,
}
