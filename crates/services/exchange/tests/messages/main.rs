//! Goal: every transport can hand over bytes and carry letters, and need not know what is in them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod desk;
mod envelopes;
mod mailboxes;
mod receipt_forms;
mod refusals;
mod signatures;
