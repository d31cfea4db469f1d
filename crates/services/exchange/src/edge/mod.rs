//! The gRPC edge of the exchange.

mod envelope;
mod mailbox;
mod receive;
mod service;
mod shown;
mod watch;
mod watchers;

pub use service::Exchange;
