//! Protobuf and the domain, in both directions; the one table from refusal to gRPC status.
//!
//! One module per thing. `take` moves a message into the domain and checks it; `write` copies the domain into a
//! message; `read` turns a single number or text into its domain value. The table is [`status::Reason`].

#![forbid(unsafe_code)]

pub mod access;
pub mod caller;
pub mod choice;
pub mod control;
pub mod credit;
pub mod cursor;
pub mod document;
pub mod fault;
mod opaque;
pub mod page;
pub mod process;
pub mod receipt;
pub mod registry;
pub mod risk;
pub mod settings;
pub mod status;
pub mod time;
pub mod warehouse;
