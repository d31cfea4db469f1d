//! Times, kinds and states in words.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::Phase;
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1::State;
use tongguan_wire::{document, process};

/// `2026-01-05 09:00:00.000`, Beijing time; empty if there is none.
pub(crate) fn at(moment: Option<Moment>) -> String {
    moment.map(|moment| moment.to_string()).unwrap_or_default()
}

/// `01-05 09:00:00`: what a timeline needs of it.
pub(crate) fn short(moment: Option<Moment>) -> String {
    at(moment).get(5..19).unwrap_or_default().to_owned()
}

/// The kind that a message names.
pub(crate) fn kind(number: i32) -> Option<DocumentKind> {
    document::read_kind("kind", number).ok().flatten()
}

/// `declaration 清单`.
pub(crate) fn kind_name(kind: Option<DocumentKind>) -> String {
    kind.map_or_else(|| "document".to_owned(), |kind| format!("{} {}", kind.names().1, kind.names().0))
}

/// `in inspection`.
pub(crate) fn state(number: i32) -> &'static str {
    let state = State::try_from(number).ok();
    let phase = Phase::ALL.into_iter().find(|phase| Some(process::write_phase(*phase)) == state);
    phase.map_or("unknown", Phase::name)
}
