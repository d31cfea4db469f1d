//! Goal: every transport carries the same messages and the same receipts, and loses nothing.
//!
//! One conformance test for all of them: the same parcel goes in through each, and each mailbox holds the same bytes in
//! the same order. Beside it, what only one of them can do wrong. The AMQP tests need RabbitMQ (Debian's
//! `rabbitmq-server`); without it they say so, unless `TONGGUAN_REQUIRE_RABBITMQ=1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

mod alone;
mod amqp;
#[allow(dead_code, reason = "each of the tests uses a part")]
#[path = "../apart/mod.rs"]
mod apart;
mod broker;
mod conformance;
mod endpoint;
mod folders;
mod grpc;
mod http;
mod load;
mod load_scenarios;
mod reader;
mod readers;
mod request;
mod station;
