//! The server kit: everything between a TCP port and a gRPC handler.
//!
//! ```text
//! accept -> seats -> TLS, preface -> hyper HTTP/2 -> guard -> tonic Routes -> handler
//!           caps     5 s             limits          key, shed, deadline, panic
//! ```
//!
//! Tonic's own transport server cannot bound a silent connection, cannot be made to stop within a known
//! time, and caps requests per connection only; so the accept loop is ours and the rest is theirs.
//!
//! Memory that a peer can hold is counted in bytes ([`Purse`]): unfinished messages and unread replies, for each
//! connection and in all. A reader that takes nothing is cut ([`Limits::reader_patience`]), a message that does not end
//! too. Keys are asked for in the guard, before anything else of a call is looked at ([`Server::keys`]). Every
//! listener speaks TLS when it was bound so ([`bind`]). What is **not** covered here, on purpose: the time that a
//! *streaming* response body may take as long as it is read (a stream ends itself, see [`DrainSignal`]).

mod access;
mod budget;
mod caller;
mod drain;
mod far;
mod faults;
mod gate;
mod guard;
mod handshake;
mod http1;
mod incoming;
mod limits;
mod listener;
mod measure;
mod methods;
mod outgoing;
mod patience;
mod preface;
mod ready;
mod refusal;
mod refused;
mod replay;
mod seats;
mod server;
mod standard;
mod stream;
mod tally;
mod traced;
mod writing;

pub use access::Admitted;
pub use budget::{Charge, Purse};
pub use caller::{Head, SANDBOX_HEADER, misspelt};
pub use drain::{Drain, DrainSignal, UntilDraining};
pub use far::FarEnd;
pub use faults::{Faults, Kind, Plan, Rule};
pub use guard::{Calls, Line};
pub use http1::{serve_http1, serve_http1_by};
pub use incoming::Arriving;
pub use limits::{LIMITS, Limit, Limits};
pub use listener::{Listener, StartError, bind};
pub use methods::{DescriptorError, Methods};
pub use outgoing::Outgoing;
pub use ready::{Descriptor, Ready};
pub use refusal::draining;
pub use refused::{no_sandbox, refused, refused_of};
pub use seats::Connections;
pub use server::{Drained, Server};
pub use standard::{HealthHandle, Standard, standard_services};
pub use tally::{Tallies, Tally};
pub use tongguan_tls::Acceptor;
pub use tongguan_traces::{carried, current};
pub use traced::ended_by_http;
