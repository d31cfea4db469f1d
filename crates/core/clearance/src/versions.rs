//! Versions of one document. What the electronic port takes changes nothing at customs: the version before it stands
//! until the new one is sent, and waits meanwhile. What is only saved waits for being declared.

use crate::body::Body;
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::state::State;
use std::borrow::Cow;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Step};
use tongguan_domain::time::Moment;

impl Filed {
    /// A draft stays one for the indexes, also when it has been replaced: the declared document is another one.
    pub(crate) fn began_as_draft(&self) -> bool {
        self.history.first().is_some_and(|mark| mark.phase == Phase::Draft)
    }

    /// The document, while it can still be compared.
    pub(crate) fn document(&self) -> Option<Cow<'_, Document>> {
        self.body.as_ref().and_then(Body::document)
    }

    /// Where it stands, in the words of a refusal: the last code, and what no code says.
    pub(crate) fn state_words(&self) -> String {
        let code = self.last_code;
        match self.phase {
            Phase::Cancelled => format!("{code} 已撤销"),
            Phase::Withdrawn => format!("{code} 已删除或被变更"),
            Phase::Leaving if self.kind == DocumentKind::Declaration => format!("{code} 待放行或查验"),
            _ => code.to_string(),
        }
    }

    /// When a step was first made.
    pub(crate) fn made_at(&self, step: Step) -> Option<Moment> {
        self.history.iter().find(|mark| mark.step == Some(step)).map(|mark| mark.at)
    }

    /// Whether customs has it: it was sent, and neither replaced nor deleted.
    pub(crate) fn is_at_customs(&self) -> bool {
        !self.deletes && self.phase.is_at_customs()
    }

    /// Whether a version under this one falls with it. The waybill of an older parcel under the same number does not:
    /// it only gives the number away.
    pub(crate) fn takes_place_of(&self, older: &Self) -> bool {
        !older.is_of_parcel_before(self.free_since)
    }

    /// Whether another version stands at customs that this one cannot take the place of: it is neither a change nor a
    /// deletion.
    pub(crate) fn stands_beside(&self, older: &Self) -> bool {
        let replaces = self.changes || self.deletes;
        !replaces && older.is_at_customs() && !older.phase.gives_way() && self.takes_place_of(older)
    }
}

impl State {
    /// Whether customs has another version of a document that was not changed or deleted for it.
    pub(crate) fn has_standing_beside(&self, filed: &Filed) -> bool {
        filed.over.iter().filter_map(|under| self.filed(*under)).any(|older| filed.stands_beside(older))
    }

    /// The version of a key that customs has; where it has none, the latest.
    pub(crate) fn in_force(&self, kind: DocumentKind, key: &str) -> Option<(DocumentId, &Filed)> {
        self.standing_for(self.latest_id(kind, key)?)
    }

    /// The version that customs has while this one is not there (yet): this one, one under it, or, where customs has
    /// none of them, this one all the same.
    pub(crate) fn standing_for(&self, id: DocumentId) -> Option<(DocumentId, &Filed)> {
        let filed = self.filed(id)?;
        if filed.is_at_customs() && !self.has_standing_beside(filed) {
            return Some((id, filed));
        }
        let under = filed.over.iter().filter_map(|under| Some((*under, self.filed(*under)?)));
        let same = |other: &&Filed| other.kind == filed.kind && other.key == filed.key;
        under.into_iter().find(|(_, other)| other.is_at_customs() && same(other)).or(Some((id, filed)))
    }

    /// The declared version that will take the place of this one as soon as it is sent: the newest that is on its way.
    /// One that could not be sent does not hide another before it.
    pub(crate) fn coming(&self, id: DocumentId) -> Option<(DocumentId, &Filed)> {
        let successor = self.filed(id)?.successor?;
        let before = self.filed(successor).map_or(&[][..], |newest| &newest.over);
        let candidates = std::iter::once(&successor).chain(before);
        let mut candidates = candidates.filter_map(|at| Some((*at, self.filed(*at)?)));
        candidates.find(|(_, filed)| filed.phase == Phase::Received && filed.over.contains(&id))
    }

    /// Whether a document waits because another version is on its way to customs.
    pub(crate) fn is_held(&self, id: DocumentId) -> bool {
        self.coming(id).is_some()
    }
}
