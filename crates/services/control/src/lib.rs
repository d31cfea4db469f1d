//! `tongguan.sandbox.v1`: control of the sandboxes.

#![forbid(unsafe_code)]

mod service;

pub use service::Control;
