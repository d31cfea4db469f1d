//! The server kit: everything between a TCP port and a gRPC handler.
//!
//! ```text
//! accept -> seats -> preface -> hyper HTTP/2 -> guard -> tonic Routes -> handler
//!           caps     5 s        limits          shed, deadline, panic
//! ```
//!
//! Tonic's own transport server cannot bound a silent connection, cannot be made to stop within a known
//! time, and caps requests per connection only; so the accept loop is ours and the rest is theirs.
//!
//! What is **not** covered here, on purpose: TLS and identity, the time that a *streaming* response body may
//! take (a stream ends itself, see [`DrainSignal`]), and the memory of one decoded message (each service sets
//! [`Limits::message_bytes`] on itself).

mod caller;
mod drain;
mod gate;
mod guard;
mod http1;
mod limits;
mod listener;
mod methods;
mod preface;
mod ready;
mod refusal;
mod replay;
mod seats;
mod server;
mod standard;

pub use caller::{SANDBOX_HEADER, sandbox};
pub use drain::{Drain, DrainSignal, UntilDraining};
pub use http1::serve_http1;
pub use limits::{LIMITS, Limit, Limits};
pub use listener::{Listener, StartError, bind};
pub use methods::{DescriptorError, Methods};
pub use ready::{Descriptor, Ready};
pub use refusal::{DOMAIN, draining, reason};
pub use server::{Drained, Server};
pub use standard::{HealthHandle, Standard, standard_services};
