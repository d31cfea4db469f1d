//! The driver of the sandboxes over both journals: order, durability, recovery, clocks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod bench;
mod clocks;
mod durability;
mod elsewhere;
mod following;
mod journals;
mod judged;
mod large;
mod life;
mod order;
mod panics;
mod reads;
mod recovery;
mod snapshots;
mod watched;
