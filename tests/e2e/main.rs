//! The product as its users meet it: a server, its listeners, its binary. Clients in other languages: `tests/examples`, `tests/json`.
//!
//! What is not at hand is said and skipped: the official schemas (`../shared/spec`, or `TONGGUAN_SPEC`) and `xmllint`
//! (`TONGGUAN_REQUIRE_XMLLINT=1` makes its absence a failure). `TONGGUAN_KILLS=200` makes the crash test as long as it
//! should be once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::large_futures,
    reason = "a test may fail at any line, and has a stack of its own"
)]

#[allow(dead_code, reason = "each suite uses a part")]
#[path = "../apart/mod.rs"]
mod apart;
#[path = "../catalogue/message.rs"]
mod message;
#[allow(dead_code, reason = "the catalogue asks for more than the judge")]
#[path = "../catalogue/script.rs"]
mod script;
mod support;

mod api;
mod architecture;
mod bad_input;
mod canary;
mod ceb;
mod chaos;
mod client_faults;
mod compose;
mod control;
mod coverage;
mod credit;
mod dates;
mod deploy;
mod determinism;
mod documents;
mod durable;
mod dxp;
mod elsewhere;
mod exchange;
mod exchange_crash;
mod faults;
mod feed;
mod figures;
mod flow;
mod hostile_feed;
mod image;
mod judged;
mod kill;
mod lives;
mod mailbox;
mod nginx;
mod officer;
mod own_profile;
mod own_servers;
mod partition;
mod reading;
mod reasons;
mod requests;
mod risk_profile;
mod rolling;
mod samples;
mod services;
mod stream;
mod traces;
mod versions;
