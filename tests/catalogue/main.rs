//! The catalogue of codes: its page is fresh, and every row can be provoked by the words that it gives itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod api;
mod message;
mod page;
mod process;
mod rules;
mod script;
mod xml;
