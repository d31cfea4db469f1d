//! `tongguan.registry.v1`: the enterprises of a sandbox.

#![forbid(unsafe_code)]

mod relay;
mod service;

pub use relay::Relay;
pub use service::Registry;
