//! Faults on the way to a service: a call fails, comes late, comes twice, is overtaken, or is lost, and so is its answer.
//!
//! [`Faults`] says what befalls calls, and how often. It is a layer of tower: before a gRPC server or a service of it, so that its
//! clients meet the faults, or before a channel, so that one client does. A channel behind it can be served, too: then it stands
//! between two processes.
//!
//! ```
//! use std::time::Duration;
//! use tongguan_testkit::faults::{Fault, Faults};
//! use tonic::Code;
//!
//! let faults = Faults::seeded(7)
//!     // Of a million calls so many.
//!     .share(Fault::Fails(Code::Unavailable), 200_000)
//!     .share(Fault::Delays(Duration::from_secs(3)), 50_000)
//!     .share(Fault::LosesAnswer, 50_000);
//! // let server = Server::builder().add_service(faults.before(RiskScreeningServer::new(ours)));
//! // …
//! assert_eq!(faults.befell("fails"), 0, "nobody has called yet");
//! ```
//!
//! *What befalls a call hangs on the seed, the method, the bytes of the request and how often these came before*, not on the order of
//! calls: so a run is the same however many threads there are. The same request meets so many faults at most
//! ([`Faults::at_most`]): whoever asks again gets through.
//!
//! A request is read whole before anything befalls it, so a method whose client streams is none for this. An answer may stream.

mod plan;
mod service;

pub use plan::{Fault, Faults};
pub use service::Faulty;
