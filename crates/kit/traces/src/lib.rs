//! Traces of calls across processes.
//!
//! A [`Span`] is what one process did for a call, and knows the span in another process that it comes of: by the header
//! `traceparent` of W3C Trace Context, in and out. Spans go to a collector by OTLP, from a queue with a bound, and no call ever
//! waits for that.
//!
//! What a span tells is a number or a word of this program ([`Value`]): nothing that a user wrote gets into one, by its type.
//!
//! Off, [`Traces`] is `None`, and whoever asks it for a span gets none: one look at one word of memory.

#[cfg(any(feature = "otlp", test))]
mod context;
mod current;
mod options;
mod value;

#[cfg(feature = "otlp")]
mod export;
#[cfg(feature = "otlp")]
mod sampling;
#[cfg(feature = "otlp")]
#[path = "on.rs"]
mod spans;
#[cfg(not(feature = "otlp"))]
#[path = "off.rs"]
mod spans;

pub use current::{Carried, Entered, carried, current, inject};
pub use options::{Options, Sent, StartError};
pub use spans::{Context, Exporting, Span, Traces};
pub use value::{Rpc, Value};

/// Whether this program was built to trace.
pub const BUILT: bool = cfg!(feature = "otlp");
