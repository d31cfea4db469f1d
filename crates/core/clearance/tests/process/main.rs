//! The customs process, played from scripts that a customs officer could read (see [`play`] for the words).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod admission;
mod any_order;
mod batches;
mod cancellation;
mod chances;
mod changes;
mod copies;
mod dated;
mod draws;
mod goes_on;
mod grounds;
mod last;
mod latest;
mod lifecycle;
mod mailboxes;
mod manifest;
mod matching;
mod movement;
mod numbers;
mod outcomes;
mod own;
mod path;
mod play;
mod predecessors;
mod presumed;
mod replay;
mod requests;
mod return_goods;
mod returns;
mod reuse;
mod sandbox;
mod scenarios;
mod split_bounds;
mod street;
mod summary;
mod times;
mod walk;
mod warehouses;
mod words;
