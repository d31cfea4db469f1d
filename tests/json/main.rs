//! JSON over HTTP, Connect and gRPC-Web, judged by curl, by clients of other people, and by hostile bytes.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests are no tests to clippy"
)]

mod curl;
mod hostile;
mod node;
mod server;
