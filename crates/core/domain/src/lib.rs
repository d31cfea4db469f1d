//! The words of the customs process. Pure: no I/O, no clock, no randomness.
//!
//! Read [`record`] first: every document is described once, and its struct, its checks, its XML and its protobuf
//! form follow from that description.

#![forbid(unsafe_code)]

// A kind that exists only in tests is read by another crate, too.
#[cfg(test)]
extern crate self as tongguan_domain;

pub mod codes;
pub mod conduct;
pub mod credit;
pub mod decimal;
#[macro_use]
pub mod document;
pub mod draw;
pub mod enterprise;
pub mod fault;
pub mod in_force;
pub mod limits;
pub mod listing;
pub mod names;
pub mod near;
pub mod phrases;
pub mod ports;
pub mod process;
pub mod receipt;
pub mod receipt_form;
pub mod record;
pub mod return_code;
pub mod screening;
pub mod sha256;
pub mod subscription;
pub mod terminal;
pub mod time;
pub mod value;
pub mod version;
pub mod warehouse;
pub mod xml;
