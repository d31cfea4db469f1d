//! A load generator: parcels from a seed, started on time, followed to their last receipt, and judged.
//!
//! - [`schedule`]: when each parcel starts, known in advance from a law and a seed. Pure.
//! - [`pacing`]: a thread that says when a start is due, and how late it was.
//! - [`workload`]: what the parcels are: papers, what follows what, and how each must end. Pure.
//! - [`course`]: where a parcel of a scenario stands. Pure.
//! - [`desk`]: what is known of the parcels in flight. Pure: times are arguments.
//! - [`refusal`]: how a sender is told that a paper is refused. Pure.
//! - [`own`]: which receipts are of the run's own parcels. Pure.
//! - [`told`]: what of a receipt the desk needs.
//! - [`ready`]: parcels that are made ahead of their start.
//! - [`run`]: calls, streams and mailboxes of a server.
//! - [`share`]: which starts are whose, where several generators share a run. Pure.
//! - [`join`]: how they come together.
//! - [`search`]: which rate to try next. Pure.
//! - [`verdict`], [`gates`], [`report`]: what it comes to.
//!
//! The model is open: parcels start when the law says, whatever the server does, and every span counts from the intended start. A
//! start that found no place and a start that came late are counted.

#![forbid(unsafe_code)]
#![allow(clippy::float_arithmetic, reason = "rates and shares of a measurement; no money is a float here")]

pub mod baseline;
pub mod bounds;
mod callback;
pub mod cost;
pub mod course;
pub mod desk;
mod draw;
pub mod gates;
pub mod join;
pub mod lateness;
mod letters;
pub mod own;
pub mod pacing;
pub mod ready;
pub mod refusal;
pub mod report;
pub mod run;
pub mod schedule;
pub mod search;
pub mod share;
pub mod stages;
mod tally;
pub mod told;
mod transport;
pub mod verdict;
mod watch;
mod wording;
pub mod workload;

pub use transport::Transport;
pub use transport::amqp::{AmqpBroker, Unusable as BrokerUnusable};
pub use watch::Mailbox;
