//! The catalogue as the service of that name shows it.

use crate::bounds::{Bound, bounds};
use crate::catalogue::{Kind, Row, entries, of};
use tongguan_catalogue::Shelf;
use tongguan_domain::codes::tables;
use tongguan_domain::process::{OUTCOMES, OutcomeEntry};
use tongguan_proto::catalogue::v1 as pb;
use tongguan_wire::{document, process};

/// Everything that it says.
#[must_use]
pub fn shelf() -> Shelf {
    Shelf {
        codes: Kind::ALL.into_iter().flat_map(of).map(code).collect(),
        entries: tables().iter().flat_map(entries).map(code).collect(),
        limits: bounds().map(limit).collect(),
        outcomes: OUTCOMES.iter().map(outcome).collect(),
    }
}

const fn kind(kind: Kind) -> pb::CodeKind {
    match kind {
        Kind::Return => pb::CodeKind::Return,
        Kind::Fault => pb::CodeKind::Fault,
        Kind::Finding => pb::CodeKind::Finding,
        Kind::Reason => pb::CodeKind::Reason,
        Kind::Xml => pb::CodeKind::Xml,
        Kind::Dxp => pb::CodeKind::Dxp,
        Kind::Outcome => pb::CodeKind::Outcome,
        Kind::Provision => pb::CodeKind::Provision,
        Kind::Table => pb::CodeKind::Table,
    }
}

fn code(row: Row) -> pb::Code {
    pb::Code {
        kind: kind(row.kind).into(),
        code: row.code,
        number: row.number,
        meaning: row.en.to_owned(),
        meaning_zh: row.zh.to_owned(),
        hint: row.hint.to_owned(),
        hint_zh: row.hint_zh.to_owned(),
        tier: row.tier.to_owned(),
        terminal: row.terminal,
        simulated: row.simulated,
        provoke: row.provoke.to_owned(),
        source: row.source.to_owned(),
    }
}

fn limit(Bound { part, name, value, unit, why }: Bound) -> pb::Limit {
    let [part, name, unit, why] = [part, name, unit, why].map(str::to_owned);
    pb::Limit { part, name, value, unit, why }
}

fn outcome(entry: &OutcomeEntry) -> pb::OutcomeEntry {
    let (name, meaning) = entry.outcome.words();
    pb::OutcomeEntry {
        outcome: process::write_outcome(entry.outcome).into(),
        name: name.to_owned(),
        meaning: meaning.to_owned(),
        meaning_zh: entry.zh.to_owned(),
        hint: entry.hint.to_owned(),
        hint_zh: entry.hint_zh.to_owned(),
        kind: document::write_kind(entry.document).into(),
        return_codes: entry.sees.split(' ').filter_map(|code| code.parse().ok()).collect(),
    }
}
