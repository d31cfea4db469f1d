//! TLS as others meet it: the built program, certificates of an authority of the test, and clients that are not ours.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_futures,
    reason = "a test may fail at any line, and has a stack of its own"
)]

mod apart;
mod authority;
mod files;
mod handshakes;
mod known;
mod others;
mod raw;
mod reload;
mod server;
