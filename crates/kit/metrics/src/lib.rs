//! The page of figures: what is counted elsewhere, as text for Prometheus, over a small HTTP/1 listener.
//!
//! ```text
//! atomics (figures) -> Source -> Sheet -> Page -> GET /metrics
//! ```
//!
//! Nothing is counted here, and nothing is kept: a page is made of what the figures show in the moment of the question. Each
//! label has a closed set of values (methods, codes, kinds, listeners): what comes from outside never becomes one, be it the
//! name of a sandbox or of a mailbox.

#![forbid(unsafe_code)]

mod calls;
mod listeners;
mod page;
mod process;
mod served;
mod sheet;

pub use calls::Calls;
pub use listeners::Listeners;
pub use page::{Form, Page};
pub use process::Process;
pub use served::serve;
pub use sheet::{Sheet, Source};
