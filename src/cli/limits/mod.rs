//! `tongguan limits`: every bound, in one list.

mod chinese;

use super::exit::Failure;
use super::lang::told;
use super::output::{Object, Out, Table};
use tongguan_domain::limits::LIMITS;
use tongguan_journal::limits as journal;

struct Row {
    part: &'static str,
    name: &'static str,
    value: u64,
    unit: &'static str,
    why: &'static str,
}

pub(crate) fn run(out: &mut Out) -> Result<(), Failure> {
    let mut table = Table::default();
    for row in rows() {
        if out.json() {
            let object = Object::new().with("part", row.part).with("name", row.name).with("value", row.value);
            out.object(object.with("unit", row.unit).with("why", row.why))?;
        } else {
            let [part, unit] = [row.part, row.unit].map(|en| told(en, chinese::word(en)));
            let value = format!("{} {unit}", row.value);
            table.row([part, row.name, &value, told(row.why, chinese::why(row.name))]);
        }
    }
    table.write(out)
}

fn rows() -> impl Iterator<Item = Row> {
    let domain = LIMITS.iter().map(|limit| Row {
        part: "process",
        name: limit.name,
        value: limit.value,
        unit: limit.unit,
        why: limit.why,
    });
    let transport = tongguan_serve::LIMITS.iter().map(|limit| Row {
        part: "transport",
        name: limit.name,
        value: limit.value,
        unit: limit.unit,
        why: limit.why,
    });
    let client = Row {
        part: "client",
        name: "ATTEMPTS",
        value: u64::from(tongguan_client::ATTEMPTS),
        unit: "calls",
        why: "the first included; then the client library gives the last answer back",
    };
    domain.chain(transport).chain(journal_rows()).chain([client])
}

fn journal_rows() -> impl Iterator<Item = Row> {
    let bytes = |name, value, why| Row { part: "journal", name, value, unit: "bytes", why };
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
