//! Declaration intake: the gRPC edge. Decodes, checks and numbers nothing itself: it moves messages into the domain,
//! lets the rules find every fault, and hands what is well made to the sandbox.

#![forbid(unsafe_code)]

mod call;
mod prepare;
mod read;
mod screenings;
mod service;
mod stream;
mod submit;
mod wait;

pub use service::Intake;
