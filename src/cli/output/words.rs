//! Times, kinds and states in words.

use crate::cli::lang::{chinese, said, say};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::Phase;
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1::State;
use tongguan_wire::{document, process};

/// `2026-01-05T09:00:00.000+08:00`: RFC 3339 in Beijing time, the one form of a time in text and JSON; empty if there is
/// none.
pub(crate) fn at(moment: Option<Moment>) -> String {
    moment.map(|moment| moment.to_string().replace(' ', "T") + OFFSET).unwrap_or_default()
}

/// The same without its milliseconds: what a timeline needs of it.
pub(crate) fn short(moment: Option<Moment>) -> String {
    let whole = at(moment);
    whole.get(..19).map(|seconds| format!("{seconds}{OFFSET}")).unwrap_or_default()
}

const OFFSET: &str = "+08:00";

/// `1 timer`, `2 timers`, `2 个定时器`.
pub(crate) fn counted(number: impl TryInto<u64>, what: &str, zh: &str) -> String {
    let number: u64 = number.try_into().unwrap_or(u64::MAX);
    if chinese() {
        return format!("{number} {zh}");
    }
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The kind that a message names.
pub(crate) fn kind(number: i32) -> Option<DocumentKind> {
    document::read_kind("kind", number).ok().flatten()
}

/// `declaration 清单`.
pub(crate) fn kind_name(kind: Option<DocumentKind>) -> String {
    let name = |kind: DocumentKind| {
        let (zh, en) = kind.names();
        said!("{en} {zh}", "{zh}")
    };
    kind.map_or_else(|| say("document", "单证").to_owned(), name)
}

/// `in inspection`.
pub(crate) fn state(number: i32) -> &'static str {
    let (zh, en) = phase(number);
    say(en, zh)
}

/// The same in English, as scenarios have it, whatever is spoken here.
pub(crate) fn state_en(number: i32) -> &'static str {
    phase(number).1
}

/// Chinese and English.
fn phase(number: i32) -> (&'static str, &'static str) {
    let state = State::try_from(number).ok();
    let phase = Phase::ALL.into_iter().find(|phase| Some(process::write_phase(*phase)) == state);
    phase.map_or(("未知", "unknown"), Phase::names)
}
