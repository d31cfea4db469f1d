//! `tongguan.registry.v1`: the enterprises of a sandbox.

#![forbid(unsafe_code)]

mod service;

pub use service::Registry;
