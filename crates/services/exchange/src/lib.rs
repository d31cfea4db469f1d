//! Clearance exchange: mailboxes by list, watch and acknowledgement; the real system's XML in and out, bare or in its
//! envelope, over gRPC and over every other transport.
//!
//! [`feed`] is the exchange as a process of its own. [`messages`] is what all of them need: messages in, letters out. [`transports`] and the gRPC edge carry them.

#![forbid(unsafe_code)]

mod edge;
pub mod feed;
pub mod messages;
pub mod transports;

pub use edge::Exchange;
