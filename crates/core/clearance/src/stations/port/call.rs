//! The records of one call, each judged by what the state will be after those before it. Nothing is taken until all are
//! judged, so that a native call is taken whole or not at all; only what the records do is kept beside the state.

use super::submit::{Obstacle, obstacle};
use crate::catalogue;
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::links;
use crate::state::State;
use std::collections::BTreeSet;
use tongguan_domain::document::{Document, DocumentKind, Heading, Manifest};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Phase;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;

/// What a new document does to the versions before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// Versions that only the electronic port has: they fall when it is taken.
    pub(crate) drops: Vec<DocumentId>,
    /// The others: they fall when it is sent. Newest first.
    pub(crate) over: Vec<DocumentId>,
    /// Of a waybill of a parcel under a number that was used before: since when the number was free.
    pub(crate) free_since: Option<Moment>,
}

/// A record that will be taken.
struct Planned<'a> {
    id: DocumentId,
    document: &'a Document,
    key: String,
    place: Place,
}

/// A document as the next record sees it.
#[derive(Clone, Copy)]
struct Version<'a> {
    id: DocumentId,
    kind: DocumentKind,
    phase: Phase,
    deletes: bool,
    app_time: u64,
    free_since: Option<Moment>,
    /// Unless it is a record of this call.
    filed: Option<&'a Filed>,
}

impl Version<'_> {
    fn is_at_customs(&self) -> bool {
        self.filed.is_some_and(Filed::is_at_customs)
    }

    /// Whether it is the waybill of an older parcel under the same number, which only gives the number away.
    fn is_of_parcel_before(&self, free_since: Option<Moment>) -> bool {
        self.filed.is_some_and(|filed| filed.is_of_parcel_before(free_since))
    }
}

/// The records of a call so far, over the state.
pub(crate) struct Call<'a> {
    state: &'a State,
    planned: Vec<Planned<'a>>,
}

fn deletes(heading: &Heading<'_>) -> bool {
    heading.app_type == "3"
}

fn is_saved(heading: &Heading<'_>) -> bool {
    heading.app_status == "1"
}

fn app_time(heading: &Heading<'_>) -> u64 {
    heading.app_time.parse().unwrap_or(0)
}

impl<'a> Call<'a> {
    pub(crate) const fn new(state: &'a State) -> Self {
        Self { state, planned: Vec::new() }
    }

    /// Notes that a record will be taken.
    pub(crate) fn plan(&mut self, document: &'a Document, key: String, place: Place) {
        let id = DocumentId((self.state.documents.len() + self.planned.len()) as u64 + 1);
        self.planned.push(Planned { id, document, key, place });
    }

    /// What the records do, in their order.
    pub(crate) fn places(self) -> Vec<Place> {
        self.planned.into_iter().map(|planned| planned.place).collect()
    }

    /// The declared version on its way that will take the place of a document: whether it deletes.
    pub(crate) fn coming(&self, id: DocumentId) -> Option<bool> {
        let declared = self.planned.iter().rev().filter(|planned| !is_saved(&planned.document.heading()));
        let mut declared = declared.filter(|planned| planned.place.over.contains(&id));
        let planned = declared.next().map(|planned| deletes(&planned.document.heading()));
        planned.or_else(|| {
            let (successor, filed) = self.state.coming(id)?;
            (!self.is_dropped(successor)).then_some(filed.deletes)
        })
    }

    /// The declared records of this call that stand beside those that fall.
    pub(crate) fn standing<'c>(
        &'c self,
        falls: &'c [DocumentId],
    ) -> impl Iterator<Item = &'a Document> + use<'a, 'c> {
        let stands = move |planned: &&Planned<'a>| {
            let heading = planned.document.heading();
            !is_saved(&heading)
                && !deletes(&heading)
                && !falls.contains(&planned.id)
                && self.coming(planned.id).is_none()
        };
        self.planned.iter().filter(stands).map(|planned| planned.document)
    }

    fn is_dropped(&self, id: DocumentId) -> bool {
        self.planned.iter().any(|planned| planned.place.drops.contains(&id))
    }

    fn version(&self, id: DocumentId) -> Option<Version<'a>> {
        if self.is_dropped(id) {
            return None;
        }
        if let Some(planned) = self.planned.iter().find(|planned| planned.id == id) {
            let heading = planned.document.heading();
            let phase = if is_saved(&heading) { Phase::Draft } else { Phase::Received };
            return Some(Version {
                id,
                kind: planned.document.kind(),
                phase,
                deletes: deletes(&heading),
                app_time: app_time(&heading),
                free_since: planned.place.free_since,
                filed: None,
            });
        }
        let filed = self.state.filed(id).filter(|filed| filed.phase != Phase::Withdrawn)?;
        let Filed { kind, phase, deletes, app_time, free_since, .. } = *filed;
        Some(Version { id, kind, phase, deletes, app_time, free_since, filed: Some(filed) })
    }

    /// The living versions of a key, newest first.
    fn versions(&self, kind: DocumentKind, key: &str) -> Vec<Version<'a>> {
        let planned =
            self.planned.iter().rev().find(|planned| planned.document.kind() == kind && planned.key == key);
        let of = |id: DocumentId, over: &[DocumentId]| {
            std::iter::once(id).chain(over.iter().copied()).filter_map(|id| self.version(id)).collect()
        };
        match (planned, self.state.latest(kind, key)) {
            (Some(planned), _) => of(planned.id, &planned.place.over),
            (None, Some((id, filed))) => of(id, &filed.over),
            (None, None) => Vec::new(),
        }
    }

    /// `appTime` of the newest document of a key, whatever became of it.
    fn newest_app_time(&self, kind: DocumentKind, key: &str) -> u64 {
        let planned =
            self.planned.iter().rev().find(|planned| planned.document.kind() == kind && planned.key == key);
        match planned {
            Some(planned) => app_time(&planned.document.heading()),
            None => self.state.latest(kind, key).map_or(0, |(_, filed)| filed.app_time),
        }
    }

    /// Whose place a document takes, or why it may not.
    pub(crate) fn place(&self, document: &Document, key: &str) -> Result<Place, Obstacle> {
        let kind = document.kind();
        let heading = document.heading();
        let mut newest = self.newest_app_time(kind, key);
        if let Document::Manifest(manifest) = document {
            // The deletion of a manifest speaks of all its parts.
            newest = newest.max(self.newest_app_time(kind, &links::whole_manifest(&manifest.head)));
        }
        if app_time(&heading) < newest {
            return Err(obstacle(&catalogue::OLD_MESSAGE, kind, key));
        }
        let versions = match document {
            Document::Manifest(manifest) if deletes(&heading) => self.parts_to_delete(manifest, key)?,
            _ if deletes(&heading) || heading.app_type == "2" => {
                self.versions_to_change(kind, key, &heading)?
            }
            _ => self.versions_to_follow(kind, key, is_saved(&heading))?,
        };
        Ok(place(&heading, &versions, self.free_since(&heading, &versions)))
    }

    /// Of a waybill: since when its number was free, if it had another parcel before. Whatever follows a version is about
    /// the same parcel.
    fn free_since(&self, heading: &Heading<'_>, versions: &[Version<'_>]) -> Option<Moment> {
        if heading.app_type != "1" {
            return versions.first()?.free_since;
        }
        let used = versions.iter().filter_map(|version| version.filed).filter(|filed| filed.is_at_customs());
        used.filter(|filed| filed.number_is_free(self.state.now)).find_map(Filed::number_free_since)
    }

    /// The versions that a change or a deletion meets.
    fn versions_to_change(
        &self,
        kind: DocumentKind,
        key: &str,
        heading: &Heading<'_>,
    ) -> Result<Vec<Version<'a>>, Obstacle> {
        let all = self.versions(kind, key);
        let free_since = all.first().and_then(|newest| newest.free_since);
        let (older, versions): (Vec<_>, Vec<_>) =
            all.iter().copied().partition(|version| version.is_of_parcel_before(free_since));
        let closed = || obstacle(&catalogue::STATE_DOES_NOT_MATCH, kind, key);
        if versions.iter().any(|version| self.is_being_deleted(version)) {
            return Err(closed());
        }
        let mut standing = versions.iter().filter(|version| !version.deletes).peekable();
        if standing.peek().is_none() {
            return Err(obstacle(&catalogue::NOTHING_TO_CHANGE, kind, key));
        }
        // What customs has not heard of yet takes the number only now.
        let takes_number = !deletes(heading) && !versions.iter().any(Version::is_at_customs);
        if let Some(version) =
            older.iter().find(|older| takes_number && !self.is_free(older, is_saved(heading)))
        {
            return Err(duplicate(version, key));
        }
        let may_change = |version: &Version<'_>| {
            let user = version.filed.and_then(|filed| self.state.filed(filed.bound?));
            version.phase.may_change(kind) && user.is_none_or(|user| user.phase == Phase::Rejected)
        };
        if standing.all(may_change) { Ok(all) } else { Err(closed()) }
    }

    /// Whether a version is of a waybill whose number may be used again.
    fn is_free(&self, version: &Version<'_>, saved: bool) -> bool {
        version.filed.is_some_and(|filed| self.state.is_free_for(filed, saved))
    }

    /// The versions that a new document meets: it may follow only what has come to nothing.
    fn versions_to_follow(
        &self,
        kind: DocumentKind,
        key: &str,
        saved: bool,
    ) -> Result<Vec<Version<'a>>, Obstacle> {
        let versions = self.versions(kind, key);
        let taken = |version: &&Version<'_>| {
            let deleted = version.deletes && version.phase.is_expected();
            deleted || !version.deletes && !version.phase.gives_way() && !self.deleted_as_part(version)
        };
        match versions.iter().filter(taken).find(|version| !self.is_free(version, saved)) {
            Some(version) => Err(duplicate(version, key)),
            None => Ok(versions),
        }
    }

    /// A deletion of a manifest names no part (0/0): it deletes them all, unless goods have left under it.
    fn parts_to_delete(&self, manifest: &Manifest, key: &str) -> Result<Vec<Version<'a>>, Obstacle> {
        let kind = DocumentKind::Manifest;
        let group = links::key2(&manifest.head.agent_code, &manifest.head.cop_no);
        let closed = || obstacle(&catalogue::STATE_DOES_NOT_MATCH, kind, &group);
        let earlier: Vec<_> =
            self.versions(kind, key).into_iter().filter(|version| version.deletes).collect();
        let parts = self.living_parts(&group);
        let pending = |phase| earlier.iter().any(|version| version.phase == phase);
        let undecided = earlier.iter().any(|version| version.phase.is_undecided());
        if pending(Phase::Received) || undecided && parts.is_empty() {
            return Err(closed());
        }
        // One that could not be sent may be sent again.
        if parts.is_empty() && !pending(Phase::SendingFailed) {
            return Err(obstacle(&catalogue::NOTHING_TO_CHANGE, kind, &group));
        }
        let app_time = manifest.head.app_time.parse::<u64>().unwrap_or(0);
        if parts.iter().any(|part| app_time < part.app_time) {
            return Err(obstacle(&catalogue::OLD_MESSAGE, kind, &group));
        }
        let has_left = |part: &Version<'_>| {
            part.filed.is_some_and(|f| f.phase == Phase::Stored && self.state.has_left(part.id, f))
        };
        if parts.iter().any(has_left) {
            return Err(closed());
        }
        Ok(earlier.into_iter().filter(|version| !version.phase.is_undecided()).chain(parts).collect())
    }

    /// Every living version of every part of a manifest.
    fn living_parts(&self, group: &str) -> Vec<Version<'a>> {
        let kind = DocumentKind::Manifest;
        let there = self.state.parts(kind, group).map(|(id, _)| id);
        let known = there.chain(self.state.index.saved_parts(kind, group));
        let mut keys: BTreeSet<&str> =
            known.filter_map(|id| Some(self.state.filed(id)?.key.as_str())).collect();
        keys.extend(self.planned.iter().filter_map(|planned| match planned.document {
            Document::Manifest(other) if !deletes(&planned.document.heading()) => {
                let same = links::key2(&other.head.agent_code, &other.head.cop_no) == group;
                same.then_some(planned.key.as_str())
            }
            _ => None,
        }));
        let versions = keys.into_iter().flat_map(|key| self.versions(kind, key));
        versions.filter(|version| !version.deletes).collect()
    }

    fn is_being_deleted(&self, version: &Version<'_>) -> bool {
        let pending = version.phase.is_expected();
        version.deletes && pending || self.deleted_as_part(version)
    }

    /// Whether the deletion of its whole manifest is on its way.
    fn deleted_as_part(&self, version: &Version<'_>) -> bool {
        version.kind == DocumentKind::Manifest && !version.deletes && self.coming(version.id) == Some(true)
    }
}

/// What becomes of the versions. A document takes the place of what only the electronic port has, if it is of the same
/// sort: a document, or a deletion; a deletion that could not be sent gives way to either. What customs has or is to be
/// told falls when customs is told.
fn place(heading: &Heading<'_>, versions: &[Version<'_>], free_since: Option<Moment>) -> Place {
    let same_sort = |version: &Version<'_>| version.deletes == deletes(heading);
    let falls_at_once = |version: &Version<'_>| match version.phase {
        Phase::Draft => same_sort(version),
        Phase::SendingFailed => !is_saved(heading) && (version.deletes || same_sort(version)),
        _ => false,
    };
    // Cancelled stays cancelled: the new document stands beside it.
    let there = versions.iter().filter(|version| version.phase != Phase::Cancelled);
    let (drops, mut over): (Vec<&Version<'_>>, Vec<_>) = there.partition(|version| falls_at_once(version));
    // What lies under an older parcel is history.
    let oldest = over.iter().position(|version| version.is_of_parcel_before(free_since));
    over.truncate(oldest.map_or(over.len(), |oldest| oldest + 1));
    let ids = |versions: Vec<&Version<'_>>| versions.into_iter().map(|version| version.id).collect();
    Place { drops: ids(drops), over: ids(over), free_since }
}

/// A key that is taken, in words that programs look for: receivers let none of these overwrite a good status
/// (protocol notes 5.3).
fn duplicate(version: &Version<'_>, key: &str) -> Obstacle {
    let (name, _) = version.kind.names();
    let exists = match version.kind {
        DocumentKind::SalesOrder | DocumentKind::PaymentReceipt | DocumentKind::Waybill => String::new(),
        DocumentKind::Declaration
        | DocumentKind::Arrival
        | DocumentKind::Departure
        | DocumentKind::Cancellation
        | DocumentKind::Manifest
        | DocumentKind::SummaryApplication
        | DocumentKind::ReturnApplication
        | DocumentKind::ReturnTally => format!("{name}数据已存在，"),
    };
    let info = format!(
        "处理失败，{exists}业务主键重复入库失败，报文业务主键[{key}]，原{name}报送时间对应状态为[{} : {};]",
        version.app_time,
        state_text(version.filed),
    );
    // A record of the same call has no number yet.
    Obstacle { rule: &catalogue::DUPLICATE, info, existing: version.filed.map(|_| version.id) }
}

/// `2申报` as the real text has it, or the code and its name.
fn state_text(filed: Option<&Filed>) -> String {
    match filed.map_or(ReturnCode::PORT_DECLARING, |filed| filed.last_code) {
        ReturnCode::PORT_DECLARING | ReturnCode::SENT_TO_CUSTOMS => "2申报".to_owned(),
        code => format!("{code}{}", code.entry().map_or("", |entry| entry.zh)),
    }
}
