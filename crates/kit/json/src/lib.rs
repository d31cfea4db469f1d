//! JSON over HTTP, Connect and gRPC-Web at one edge, by descriptor.
//!
//! ```text
//! HTTP/1 -> host, origin -> method -> body -> JSON to bytes -> the calls of the gRPC listener
//!                                                                  |
//!                              JSON, envelopes, frames <- bytes <--+
//! ```
//!
//! A request is turned into a call of gRPC and handed, in this process, to the very same gates, deadlines, bounds and
//! handlers ([`Calls`]). So there is no second set of types, checks or errors, and a new RPC is here without a line.
//!
//! What is **not** here: calls that stream in (a browser cannot make them, and HTTP/1 has no place for them), GET, and
//! compression.

mod body;
mod connection;
mod envelope;
mod host;
mod metadata;
mod methods;
mod near;
mod protocol;
mod refusal;
mod reply;
mod text;
mod unread;
mod written;

pub use refusal::{Named, REFUSALS};

use std::sync::Arc;

use hyper::service::service_fn;
use prost_reflect::{DescriptorError, DescriptorPool};
use tongguan_serve::{Calls, Drain, Drained, Limits, Listener, serve_http1_by};

use connection::Connection;

/// Services, and where they are called.
#[derive(Clone)]
pub struct Part {
    pool: DescriptorPool,
    calls: Calls,
}

/// Everything that is served at the edge.
pub struct Edge {
    /// Of two parts that have a service, the first.
    parts: Vec<Part>,
    /// What the details of a status are.
    details: DescriptorPool,
    limits: Limits,
}

impl Part {
    /// The services of encoded `google.protobuf.FileDescriptorSet`s.
    ///
    /// # Errors
    /// They are none, or contradict each other.
    pub fn new(descriptor_sets: &[&[u8]], calls: Calls) -> Result<Self, DescriptorError> {
        let mut pool = DescriptorPool::new();
        for set in descriptor_sets {
            pool.decode_file_descriptor_set(*set)?;
        }
        Ok(Self { pool, calls })
    }
}

impl Edge {
    /// An edge of these parts. What comes with a refusal is found among `refusals`, an encoded `FileDescriptorSet`: a process
    /// may refuse with messages that none of its services has.
    ///
    /// # Errors
    /// The program was built wrongly.
    pub fn new(parts: Vec<Part>, refusals: &[u8], limits: Limits) -> Result<Self, DescriptorError> {
        let mut details = DescriptorPool::decode(tonic_types::pb::FILE_DESCRIPTOR_SET)?;
        details.decode_file_descriptor_set(refusals)?;
        Ok(Self { parts, details, limits })
    }

    /// Serves until the drain is started.
    pub async fn serve(self, listener: Listener, drain: Drain) -> Drained {
        let (limits, edge) = (self.limits, Arc::new(self));
        serve_http1_by(listener, limits, &drain, move |far| {
            let connection = Arc::new(Connection::new(Arc::clone(&edge), &far));
            service_fn(move |request| {
                let connection = Arc::clone(&connection);
                async move { Ok(connection.answer(request).await) }
            })
        })
        .await
    }
}
