//! Clearance exchange: mailboxes by list, watch and acknowledgement; the real system's XML in and out, bare or in its
//! envelope.

#![forbid(unsafe_code)]

mod envelope;
mod mailbox;
mod receive;
mod service;
mod shown;
mod watch;
mod watchers;

pub use service::Exchange;
