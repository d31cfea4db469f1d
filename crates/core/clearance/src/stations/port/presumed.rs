//! What the electronic port took because another version was on its way: a part under the deletion of its manifest, a
//! return beside one that is being taken back, a part with another `msgCount`. It is sent when that version is settled;
//! if customs never hears of that version, it is not what customs can take.

use super::call::Call;
use super::fitness::{self, Case, Seen};
use crate::catalogue::{self, Finding};
use crate::desk::Desk;
use crate::desk::ground;
use crate::filed::Filed;
use crate::links::{Links, key2};
use crate::state::State;
use tongguan_domain::document::{Course, DocumentKind};
use tongguan_domain::fault::Rule;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Phase;
use tongguan_domain::screening::Ground;

/// What becomes of a document that could be sent now.
pub(crate) enum Fate {
    /// Customs may have it.
    Goes,
    /// What it was taken for is on its way.
    Waits,
    /// What it was taken for did not happen: customs rejects it.
    Falls(Vec<Ground>),
}

/// Rules that the versions of other documents decide, and what customs says when it finds them broken.
const DECIDED_BY_OTHERS: &[(&Rule, &Finding)] = &[
    (&catalogue::SPLIT_COUNT, &catalogue::PARTS_DIFFER),
    (&catalogue::RETURN_QUANTITY, &catalogue::RETURNED_TOO_MUCH),
];

pub(crate) fn fate(state: &State, id: DocumentId) -> Fate {
    let Some(filed) = state.filed(id).filter(|filed| !filed.deletes && is_decided_by_others(filed.kind))
    else {
        return Fate::Goes;
    };
    // Nearly always there is no other, and the document need not be read again.
    if others(state, filed).iter().all(|other| *other == id) {
        return Fate::Goes;
    }
    let grounds = against(state, filed, Seen::Customs);
    if grounds.is_empty() {
        return Fate::Goes;
    }
    let would_fit = against(state, filed, Seen::CustomsSoon).is_empty();
    if would_fit && may_change(state, id, filed) { Fate::Waits } else { Fate::Falls(grounds) }
}

/// Whether something on its way may still change what a document meets. Applications that wait for each other alone would
/// wait for ever: the first of them that is asked falls, and the others go on.
fn may_change(state: &State, id: DocumentId, filed: &Filed) -> bool {
    let moves = |other: &DocumentId| *other != id && will_be_sent(state, *other);
    others(state, filed).iter().any(moves) || deletion_of(state, id).is_some_and(|deletion| moves(&deletion))
}

/// Whether the electronic port comes back by itself to a document, or to the version that it waits for.
fn will_be_sent(state: &State, id: DocumentId) -> bool {
    let mut next = Some(id);
    while let Some((at, filed)) = next.and_then(|id| Some((id, state.filed(id)?))) {
        if filed.phase == Phase::Received && filed.has_timer() {
            return true;
        }
        // A version is newer than the one that it takes the place of, so this ends.
        next = state.coming(at).map(|(successor, _)| successor).filter(|successor| *successor > at);
    }
    false
}

/// A part, by the other parts; an application for return, by those before it.
const fn is_decided_by_others(kind: DocumentKind) -> bool {
    matches!(kind.course(), Course::Split) || matches!(kind, DocumentKind::ReturnApplication)
}

/// What stands against a document at customs, as it is or as it will be when what is on its way is there.
fn against(state: &State, filed: &Filed, seen: Seen) -> Vec<Ground> {
    let stands = |under: &DocumentId| {
        let stands = state.filed(*under).is_some_and(|older| filed.stands_beside(older));
        stands && !(seen == Seen::CustomsSoon && is_being_deleted(state, *under))
    };
    if filed.over.iter().any(stands) {
        return vec![ground(&catalogue::ALREADY_THERE, &filed.key)];
    }
    let document = filed.document();
    let Some(document) = document.as_deref() else { return Vec::new() };
    let call = Call::new(state);
    let case = Case { document, replaced: &filed.over, call: &call, seen };
    let found = fitness::unfit(state, case).into_iter();
    let known = found.filter_map(|(rule, detail)| {
        let (_, finding) = DECIDED_BY_OTHERS.iter().find(|(decided, _)| decided.code == rule.code)?;
        Some(ground(finding, &detail))
    });
    known.collect()
}

/// The documents that can decide about this one, and it itself: the parts of its message, or the returns of its goods.
fn others(state: &State, filed: &Filed) -> Vec<DocumentId> {
    match &filed.links {
        Links::Movement { group, .. } => state.index.versions_of_parts(filed.kind, group).collect(),
        Links::Declared { invt_no: Some(number), .. } => {
            state.declared(filed.kind, number).map(|(id, _)| id).collect()
        }
        Links::Declared { invt_no: None, .. } | Links::Partner(_) | Links::Declaration { .. } => Vec::new(),
    }
}

/// Whether the deletion of its whole manifest is on its way.
fn is_being_deleted(state: &State, part: DocumentId) -> bool {
    let deletion = deletion_of(state, part).and_then(|id| state.filed(id));
    deletion
        .is_some_and(|filed| filed.deletes && filed.phase == Phase::Received && filed.over.contains(&part))
}

/// The latest deletion of the whole manifest that a document is a part of.
fn deletion_of(state: &State, part: DocumentId) -> Option<DocumentId> {
    let Links::Movement { group, .. } = &state.filed(part)?.links else { return None };
    state.latest(DocumentKind::Manifest, &key2(group, "0")).map(|(id, _)| id)
}

/// A version is settled: it was sent, or could not be. What waited for that can be sent.
pub(crate) fn send_waiting(desk: &mut Desk<'_>, settled: DocumentId) {
    let Some(filed) = desk.state.filed(settled) else { return };
    if !is_decided_by_others(filed.kind) || filed.over.is_empty() {
        return;
    }
    for id in others(desk.state, filed) {
        if desk.state.filed(id).is_some_and(|filed| filed.phase == Phase::Received) {
            super::wake(desk, id);
        }
    }
}
