//! A server that asks for keys: who may do what, and that nobody sees what is another's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_futures,
    reason = "a test may fail at any line, and has a stack of its own"
)]

mod exchange;
mod forms;
mod matrix;
mod peers;
mod relays;
mod rotation;
mod secrets;
mod station;
mod tenants;
