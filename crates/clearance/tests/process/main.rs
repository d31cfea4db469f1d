//! The customs process, played from scripts that a customs officer could read (see [`play`] for the words).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod changes;
mod lifecycle;
mod mailboxes;
mod matching;
mod movement;
mod numbers;
mod outcomes;
mod path;
mod play;
mod replay;
mod requests;
mod sandbox;
