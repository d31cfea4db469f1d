//! Clearance exchange: mailboxes by list, watch and acknowledgement; the real system's XML in and out.

#![forbid(unsafe_code)]

mod mailbox;
mod receive;
mod service;
mod watch;

pub use service::Exchange;
