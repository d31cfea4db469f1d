//! The platform around the services: the registry of enterprises, and control of the sandboxes.

#![forbid(unsafe_code)]

mod control;
mod registry;

pub use control::Control;
pub use registry::Registry;
