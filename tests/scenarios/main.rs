//! Goal: the scenarios of the repository are told by a server as the core tells them, by gRPC and as CEB XML over it, by the
//! program that users play them with. The tests of `clearance` play the same files on the core alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

#[allow(dead_code, reason = "each of the tests uses a part")]
#[path = "../apart/mod.rs"]
mod apart;
mod files;
mod play;
mod station;
