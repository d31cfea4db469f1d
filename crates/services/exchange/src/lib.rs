//! Clearance exchange: mailboxes by list, watch and acknowledgement; the real system's XML in and out, bare or in its
//! envelope, over gRPC and over every other transport.
//!
//! [`messages`] is what all of them need: messages in, letters out. [`transports`] and the gRPC edge carry them.

#![forbid(unsafe_code)]

mod edge;
pub mod messages;
pub mod transports;

pub use edge::Exchange;
