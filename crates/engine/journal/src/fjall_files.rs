//! What this crate knows of the private files of fjall 3.1.13 over lsm-tree 3.1.10: all of it stands here, and nowhere
//! else.
//!
//! None of it is promised by fjall. Its minor versions may change it, so the workspace pins fjall to exactly this one, and
//! a test (`xtask/tests/tidy`) holds this page, the pin and `Cargo.lock` together. For another version: read its
//! `journal/entry.rs`, `journal/writer.rs` and `file.rs`, correct what is below, and let the tests of this crate cut, spoil
//! and kill.
//!
//! ```text
//! *.jnl             write-ahead files, numbered; made longer than needed, the rest is a hole
//! keyspaces/0/      the store's own keyspace
//! keyspaces/N/      the others: tables/ and blobs/ hold what was flushed
//!
//! a write-ahead file is a row of batches; numbers count bytes:
//!   start  tag 1, count 4, sequence number 8
//!   value  tag 1, kinds 1 + 1, keyspace 8, lengths 2 + 4 + 4, key, value as it is
//!   end    tag 1, sum 8, magic 4
//! ```
//!
//! Values lie there as they are because this build of fjall has no compression.

use std::path::{Path, PathBuf};

use crate::keys::KEY_BYTES;

/// What a write-ahead file is called after its number.
const WRITE_AHEAD: &str = "jnl";
const KEYSPACES: &str = "keyspaces";
/// Number of the store's own keyspace, which is never empty.
const OWN_KEYSPACE: &str = "0";
/// Where a keyspace keeps what was flushed.
const FLUSHED: [&str; 2] = ["tables", "blobs"];

/// From the start of a batch to its first value, which is a chunk of ours.
pub(crate) const BEFORE_FIRST_VALUE: u64 = START_BYTES + BEFORE_NEXT_VALUE;
/// From the end of a value to the next one of the same batch.
pub(crate) const BEFORE_NEXT_VALUE: u64 = 21 + KEY_BYTES as u64;
/// What stands after the last value of a batch.
pub(crate) const END_BYTES: usize = 13;

const START_BYTES: u64 = 13;
const END_TAG: u8 = 3;
const END_MAGIC: &[u8] = b"FJL\x03";

/// Whether the batch ends with these bytes, which follow a value.
pub(crate) fn ends_batch(next: &[u8]) -> bool {
    next.first() == Some(&END_TAG) && next.get(..END_BYTES).is_some_and(|end| end.ends_with(END_MAGIC))
}

/// Whether the store writes ahead to this file.
pub(crate) fn is_write_ahead(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == WRITE_AHEAD)
}

/// The number of a write-ahead file: the store writes them in this order.
pub(crate) fn write_ahead_number(path: &Path) -> Option<u64> {
    path.file_stem().and_then(|stem| stem.to_str()?.parse().ok())
}

/// What write-ahead files are called, for people.
pub(crate) const WRITE_AHEAD_NAMES: &str = "store/*.jnl";

/// Where keyspaces lie in the store.
pub(crate) fn keyspaces(store: &Path) -> PathBuf {
    store.join(KEYSPACES)
}

/// The folders of a keyspace that are empty as long as nothing was flushed; none for the store's own.
pub(crate) fn flushed_folders(keyspace: &Path) -> Vec<PathBuf> {
    if keyspace.ends_with(OWN_KEYSPACE) {
        return Vec::new();
    }
    FLUSHED.map(|name| keyspace.join(name)).into()
}
