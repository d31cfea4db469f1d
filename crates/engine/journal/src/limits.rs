//! Every bound of this crate, in one place.

/// Version of the directory's format that this build writes, and the newest it reads.
pub const FORMAT_VERSION: u32 = 1;

/// Largest entry: 16 MiB. A declaration is a few KiB; this only stops a runaway caller.
pub const MAX_ENTRY_BYTES: usize = 16 * 1024 * 1024;

/// Largest sum of entry bytes in one append: 64 MiB. One append is one write to disk and is held in memory until flushed.
pub const MAX_BATCH_BYTES: usize = 64 * 1024 * 1024;

/// Entries are stored together in chunks of at most this many bytes; an entry that is larger has a chunk to itself.
/// Larger chunks make appends cheaper, smaller chunks make single reads cheaper.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// Largest snapshot: 4 GiB.
pub const MAX_SNAPSHOT_BYTES: u64 = 4 * 1024 * 1024 * 1024;

/// A snapshot is written and checked in parts of this many bytes.
pub const SNAPSHOT_PART_BYTES: usize = 1024 * 1024;

/// After so many parts, what was written of a snapshot is waited for: an append must not wait for more of it than that.
pub const SNAPSHOT_SYNC_PARTS: u64 = 8;

/// The embedded store's cache of blocks and values. Small: replay reads each value once, and the system caches files.
pub const CACHE_BYTES: u64 = 1024 * 1024;

/// What the embedded store gathers in memory before it writes a table. At most five of these exist at once.
pub const MEMTABLE_BYTES: u64 = 8 * 1024 * 1024;

/// Upper bound of the embedded store's write-ahead files together; reading them again is the cost of a restart.
pub const WRITE_AHEAD_BYTES: u64 = 128 * 1024 * 1024;

/// Values of at least this size are written once to value files and are never moved by compaction.
pub const SEPARATE_VALUE_BYTES: u32 = 1024;

/// Threads of the embedded store for flushing and compaction. Idle threads wait, they do not poll.
pub const STORE_THREADS: usize = 1;

/// File handles that the embedded store keeps open.
pub const OPEN_FILES: usize = 128;

/// Largest number that the embedded store's count of writes can honestly reach; half of what it can bear.
pub const MAX_STORE_SEQUENCE: u64 = 1 << 62;

/// How much of a write-ahead file is looked at in one step when it is checked at start.
pub const SCAN_BYTES: usize = 256 * 1024;

/// After a failed write this much is written on trial, to learn whether the disk is full: what the store would write next.
pub const TRIAL_BYTES: usize = 8 * 1024 * 1024;
