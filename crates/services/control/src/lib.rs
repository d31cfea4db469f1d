//! `tongguan.sandbox.v1`: control of the sandboxes.

#![forbid(unsafe_code)]

mod faults;
mod own;
mod relay;
mod service;

pub use relay::Relay;
pub use service::Control;
