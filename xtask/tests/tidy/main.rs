//! What keeps the house tidy: short files and functions, words that mean one thing, links and paths that lead somewhere.
//!
//! Everything is read as text. `cargo fmt` lays code out so strictly that a function ends where its indentation ends, so no
//! parser is needed, and this test is there before anything else is built.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod lengths;
mod links;
mod paths;
mod pins;
mod tree;
mod words;
