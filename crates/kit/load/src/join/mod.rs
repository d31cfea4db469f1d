//! One run, shared by several generators, usually on several machines.
//!
//! One of them leads ([`lead`]): it waits for the others, tells each what to send, compares clocks, says when to begin, and adds
//! up what each has counted. The others follow ([`follow`]). They speak lines of JSON over TCP ([`messages`]); whoever knows the
//! token of the run may follow. Starts are divided by their number ([`crate::share`]), and each generator has a sandbox of its
//! own.

pub mod clocks;
pub mod follow;
pub mod lead;
mod lines;
pub mod messages;

pub use lines::Broken;
