//! The record of what happened.
//!
//! A [`Journal`] holds many logs; a log is a gapless row of entries, numbered from 1. An entry is bytes: this crate
//! knows nothing of customs. The sender of a command is answered after [`Journal::append`] has returned, so what a
//! sender was told is never only in memory.
//!
//! Two drivers pass one conformance suite (`tests/conformance.rs`):
//!
//! - [`MemoryJournal`] keeps everything in memory, for tests and `--ephemeral`;
//! - [`EmbeddedJournal`] keeps everything in one directory, on an embedded store.
//!
//! [`CopyJournal`] is one of these two for a process that follows the journal of another.

mod access;
mod acknowledged;
mod copy;
mod cursor;
mod directory;
mod embedded;
mod error;
mod evidence;
mod fjall_files;
mod frame;
mod heads;
mod heads_file;
mod keys;
pub mod limits;
mod memory;
mod pack;
mod port;
mod snapshot;
mod store;
mod torn;
mod wal;

pub use copy::CopyJournal;
pub use embedded::EmbeddedJournal;
pub use error::JournalError;
pub use memory::MemoryJournal;
pub use port::{Append, Journal, LogId, Position};
