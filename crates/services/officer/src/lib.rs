//! `tongguan.officer.v1`: what customs officers do in a sandbox.

#![forbid(unsafe_code)]

mod service;

pub use service::Officer;
