//! Every bound of the program, in one list.

use tongguan_domain::limits::LIMITS;
use tongguan_journal::limits as journal;

/// A bound, for people and for programs.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// What it is about: process, transport, journal, load or client.
    pub part: &'static str,
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: u64,
    /// Unit.
    pub unit: &'static str,
    /// Why there is a bound, and why this one.
    pub why: &'static str,
}

/// All of them.
pub fn bounds() -> impl Iterator<Item = Bound> {
    let domain = LIMITS.iter().map(|limit| Bound {
        part: "process",
        name: limit.name,
        value: limit.value,
        unit: limit.unit,
        why: limit.why,
    });
    let transport = tongguan_serve::LIMITS.iter().map(|limit| Bound {
        part: "transport",
        name: limit.name,
        value: limit.value,
        unit: limit.unit,
        why: limit.why,
    });
    let client = Bound {
        part: "client",
        name: "ATTEMPTS",
        value: u64::from(tongguan_client::ATTEMPTS),
        unit: "calls",
        why: "the first included; then the client library gives the last answer back",
    };
    let load = tongguan_load::bounds::BOUNDS.iter().map(|limit| Bound {
        part: "load",
        name: limit.name,
        value: limit.value,
        unit: limit.unit,
        why: limit.why,
    });
    domain.chain(transport).chain(journal_rows()).chain(load).chain([client])
}

fn journal_rows() -> impl Iterator<Item = Bound> {
    let bytes = |name, value, why| Bound { part: "journal", name, value, unit: "bytes", why };
    [
        bytes(
            "MAX_ENTRY_BYTES",
            journal::MAX_ENTRY_BYTES as u64,
            "largest entry; a declaration is a few KiB",
        ),
        bytes(
            "MAX_BATCH_BYTES",
            journal::MAX_BATCH_BYTES as u64,
            "entries of one append, held in memory until flushed",
        ),
        bytes("TRIAL_BYTES", journal::TRIAL_BYTES as u64, "written to ask a disk why a write failed"),
        bytes("MAX_SNAPSHOT_BYTES", journal::MAX_SNAPSHOT_BYTES, "largest snapshot"),
        bytes("CHUNK_BYTES", journal::CHUNK_BYTES as u64, "entries that are stored together"),
        bytes("CACHE_BYTES", journal::CACHE_BYTES, "the store's cache; the system caches files anyway"),
        bytes("MEMTABLE_BYTES", journal::MEMTABLE_BYTES, "what the store gathers before it writes a table"),
        bytes(
            "WRITE_AHEAD_BYTES",
            journal::WRITE_AHEAD_BYTES,
            "write-ahead files; reading them is the cost of a restart",
        ),
    ]
    .into_iter()
}
