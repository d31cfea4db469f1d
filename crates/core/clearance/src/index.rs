//! By what documents are found. All of it can be made again from the state.

use crate::filed::Filed;
use crate::growing::Spread;
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::lookup::Lookup;
use crate::naming::Naming;
use crate::state::{State, slot};
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::Phase;
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::time::Moment;

/// The parts of a split message that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    /// The living part of each number.
    parts: Parts,
    /// Living versions of a part that stand behind that one, oldest first.
    behind: BTreeMap<u32, Vec<DocumentId>>,
    /// How many of them wait for the decision.
    sent: u32,
    /// Parts that are saved.
    saved: BTreeSet<DocumentId>,
}

/// The living parts by their numbers, in order. Nearly every message is one part, so there is no room for more at first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts(Vec<(u32, DocumentId)>);

impl Parts {
    fn place(&self, part: u32) -> Result<usize, usize> {
        self.0.binary_search_by_key(&part, |(number, _)| *number)
    }

    fn get(&self, part: u32) -> Option<DocumentId> {
        self.place(part).ok().and_then(|at| self.0.get(at)).map(|(_, id)| *id)
    }

    /// Puts a part there; gives the one that was there.
    fn put(&mut self, part: u32, id: DocumentId) -> Option<DocumentId> {
        match self.place(part) {
            Ok(at) => self.0.get_mut(at).map(|(_, known)| core::mem::replace(known, id)),
            Err(at) => {
                if self.0.is_empty() {
                    self.0.reserve_exact(1);
                }
                self.0.insert(at, (part, id));
                None
            }
        }
    }

    fn remove(&mut self, part: u32) {
        if let Ok(at) = self.place(part) {
            self.0.remove(at);
        }
    }

    fn ids(&self) -> impl Iterator<Item = DocumentId> {
        self.0.iter().map(|(_, id)| *id)
    }
}

impl State {
    /// Makes the indexes anew from what they are about.
    pub(crate) fn reindex(&mut self) {
        (self.index, self.lookup) = (Index::default(), Lookup::default());
        for (at, mailbox) in (0u32..).zip(&mut self.mailboxes) {
            self.index.note_mailbox(&mailbox.name, at);
            mailbox.note_peaks();
        }
        for number in 1..=self.documents.len() as u64 {
            let id = DocumentId(number);
            self.note(id);
            let Some(filed) = slot(id).and_then(|at| self.documents.get(at)) else { continue };
            self.index.note_phase(id, filed, Phase::Received);
            self.index.note_closed(id, filed);
        }
        let timers: Vec<_> = self.timers.values().map(|timer| timer.document()).collect();
        for id in timers {
            if let Some(filed) = self.filed_mut(id) {
                // A snapshot of 0.1.0 does not know the phases of timers.
                filed.timer_set();
            }
        }
        for (at, result) in (0u32..).zip(&self.results) {
            self.index.note_result(&result.head.sum_no, at);
        }
        self.chain_letters();
        self.reindex_sharing();
        self.warehouses.reindex();
        self.list_screened();
    }

    /// Notes a document in the indexes.
    pub(crate) fn note(&mut self, id: DocumentId) {
        self.lookup.note(&self.documents, id);
        if let Some(filed) = slot(id).and_then(|at| self.documents.get(at)) {
            self.index.note_document(id, filed);
        }
    }
}

impl Group {
    /// Customs has this version: it stands before the others.
    fn stand(&mut self, part: u32, id: DocumentId) {
        let mut others = self.behind.remove(&part).unwrap_or_default();
        others.retain(|other| *other != id);
        if let Some(before) = self.parts.put(part, id).filter(|before| *before != id) {
            others.insert(0, before);
        }
        if !others.is_empty() {
            self.behind.insert(part, others);
        }
    }

    /// This version counts no more: the next one behind it stands, if there is one.
    fn fall(&mut self, part: u32, id: DocumentId) {
        let mut others = self.behind.remove(&part).unwrap_or_default();
        others.retain(|other| *other != id);
        if self.parts.get(part) == Some(id) {
            self.parts.remove(part);
            if !others.is_empty() {
                self.parts.put(part, others.remove(0));
            }
        }
        if !others.is_empty() {
            self.behind.insert(part, others);
        }
    }
}

/// The indexes over the documents of a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    /// Declarations by the waybill that they name.
    by_waybill: Naming,
    by_bill: Naming,
    mailboxes: HashMap<String, u32>,
    groups: Spread<(DocumentKind, String), Group>,
    /// Manifests of each bill of lading.
    manifests: Naming,
    /// Documents by the declaration or the parcel that they name: 605, 213, 215.
    declared: Naming,
    /// Closed declarations that no summary has taken, by exporter and time.
    closed: HashMap<String, BTreeSet<(Moment, DocumentId)>>,
    /// Where the results (792) of each summary stand in the list of all, by `sumNo`.
    results: HashMap<String, Vec<u32>>,
}

impl Index {
    /// Notes a document that was just taken.
    pub(crate) fn note_document(&mut self, id: DocumentId, filed: &Filed) {
        if let (true, Links::Movement { group, .. }) =
            (filed.began_as_draft() && !filed.deletes, &filed.links)
        {
            let group = self.groups.or_default((filed.kind, group.clone()));
            group.map(|group| group.saved.insert(id));
        }
        if filed.began_as_draft() || filed.deletes {
            return;
        }
        match &filed.links {
            Links::Partner(_) => {}
            Links::Declaration { waybill, bill_no, .. } => {
                self.by_waybill.note(waybill, id);
                if let Some(bill) = bill_no {
                    self.by_bill.note(bill, id);
                }
            }
            Links::Movement { group, part, bill_no, .. } => {
                let Some(group) = self.groups.or_default((filed.kind, group.clone())) else { return };
                // The version before it stands until it is sent.
                match group.parts.get(*part) {
                    Some(known) if known != id => group.behind.entry(*part).or_default().push(id),
                    _ => drop(group.parts.put(*part, id)),
                }
                if let (DocumentKind::Manifest, Some(bill)) = (filed.kind, bill_no) {
                    self.manifests.note(bill, id);
                }
            }
            Links::Declared { invt_no, parcel } => {
                for name in invt_no.iter().chain([parcel]).filter(|name| !name.is_empty()) {
                    self.declared.note(name, id);
                }
            }
        }
    }

    /// Notes that a document went on.
    pub(crate) fn note_phase(&mut self, id: DocumentId, filed: &Filed, before: Phase) {
        if filed.phase == Phase::Withdrawn {
            self.forget(id, filed);
        }
        let Links::Movement { group, part, .. } = &filed.links else { return };
        if filed.began_as_draft() || filed.deletes {
            return;
        }
        let name = (filed.kind, group.clone());
        let Some(group) = self.groups.or_default(name.clone()) else { return };
        if filed.phase.is_undecided() && !before.is_undecided() {
            group.stand(*part, id);
            group.sent += 1;
        } else if !filed.phase.is_undecided() && before.is_undecided() {
            group.sent = group.sent.saturating_sub(1);
        }
        // A version that was rejected although the one under it stands leaves the place to that one.
        let behind = group.behind.get(part).map_or(&[][..], Vec::as_slice);
        let leaves = filed.phase == Phase::Rejected && behind.iter().any(|other| filed.over.contains(other));
        if filed.phase == Phase::Withdrawn || leaves {
            group.fall(*part, id);
        }
        self.drop_empty(&name);
    }

    /// Forgets what a document named that counts no more.
    fn forget(&mut self, id: DocumentId, filed: &Filed) {
        match &filed.links {
            Links::Partner(_) => {}
            Links::Declaration { waybill, bill_no, .. } => {
                self.by_waybill.forget(waybill, id);
                if let Some(bill) = bill_no {
                    self.by_bill.forget(bill, id);
                }
            }
            Links::Movement { group, bill_no, .. } => {
                if let (DocumentKind::Manifest, Some(bill)) = (filed.kind, bill_no) {
                    self.manifests.forget(bill, id);
                }
                let name = (filed.kind, group.clone());
                if let Some(group) = self.groups.get_mut(&name) {
                    group.saved.remove(&id);
                }
                self.drop_empty(&name);
            }
            Links::Declared { invt_no, parcel } => {
                for name in invt_no.iter().chain([parcel]) {
                    self.declared.forget(name, id);
                }
            }
        }
    }

    fn drop_empty(&mut self, name: &(DocumentKind, String)) {
        if self.groups.get(name).is_some_and(|group| *group == Group::default()) {
            self.groups.remove(name);
        }
    }

    /// Notes that a declaration was closed; one that may not be summed up, or is already, is left out.
    pub(crate) fn note_closed(&mut self, id: DocumentId, filed: &Filed) {
        if let Some(exporter) = exporter_to_sum_up(filed).filter(|_| filed.bound.is_none()) {
            self.closed.entry(exporter.to_owned()).or_default().insert((filed.changed, id));
        }
    }

    /// Notes that a summary took a declaration.
    pub(crate) fn note_summed_up(&mut self, id: DocumentId, filed: &Filed) {
        if let Some(closed) = exporter_to_sum_up(filed).and_then(|exporter| self.closed.get_mut(exporter)) {
            closed.remove(&(filed.changed, id));
        }
    }

    /// Notes where a result of a summary stands.
    pub(crate) fn note_result(&mut self, sum_no: &str, at: u32) {
        self.results.entry(sum_no.to_owned()).or_default().push(at);
    }

    pub(crate) fn note_mailbox(&mut self, name: &MailboxName, at: u32) {
        self.mailboxes.insert(name.as_str().to_owned(), at);
    }

    pub(crate) fn mailbox(&self, name: &str) -> Option<u32> {
        self.mailboxes.get(name).copied()
    }

    /// The declarations that name this waybill, oldest first.
    pub(crate) fn naming_waybill(&self, waybill: &str) -> impl DoubleEndedIterator<Item = DocumentId> {
        self.by_waybill.of(waybill)
    }

    pub(crate) fn declarations_of_bill(&self, bill: &str) -> impl Iterator<Item = DocumentId> {
        self.by_bill.of(bill)
    }

    pub(crate) fn manifests_of_bill(&self, bill: &str) -> impl Iterator<Item = DocumentId> {
        self.manifests.of(bill)
    }

    /// Documents that name a declaration, or a parcel on its way back.
    pub(crate) fn declared(&self, name: &str) -> impl Iterator<Item = DocumentId> {
        self.declared.of(name)
    }

    /// Declarations of an exporter that were closed in a span, both ends included, and may be summed up; oldest first.
    pub(crate) fn closed(
        &self,
        exporter: &str,
        from: Moment,
        to: Moment,
    ) -> impl Iterator<Item = DocumentId> {
        let span = (from, DocumentId(0))..=(to, DocumentId(u64::MAX));
        let closed = self.closed.get(exporter).filter(|_| from <= to);
        closed.into_iter().flat_map(move |closed| closed.range(span.clone())).map(|(_, id)| *id)
    }

    /// Where the results of a summary stand in the list of all.
    pub(crate) fn results(&self, sum_no: &str) -> &[u32] {
        self.results.get(sum_no).map_or(&[], Vec::as_slice)
    }

    /// The living parts of a split message, in their order.
    pub(crate) fn parts(&self, kind: DocumentKind, group: &str) -> impl Iterator<Item = DocumentId> {
        let group = self.groups.get(&(kind, group.to_owned()));
        group.into_iter().flat_map(|group| group.parts.ids())
    }

    /// Every version of every part of a split message that stands or waits.
    pub(crate) fn versions_of_parts(
        &self,
        kind: DocumentKind,
        group: &str,
    ) -> impl Iterator<Item = DocumentId> {
        let group = self.groups.get(&(kind, group.to_owned()));
        group.into_iter().flat_map(|group| group.parts.ids().chain(group.behind.values().flatten().copied()))
    }

    /// The parts of a split message that are saved.
    pub(crate) fn saved_parts(&self, kind: DocumentKind, group: &str) -> impl Iterator<Item = DocumentId> {
        let group = self.groups.get(&(kind, group.to_owned()));
        group.into_iter().flat_map(|group| &group.saved).copied()
    }

    /// The living part of this number.
    pub(crate) fn part(&self, kind: DocumentKind, group: &str, part: u32) -> Option<DocumentId> {
        self.groups.get(&(kind, group.to_owned()))?.parts.get(part)
    }

    /// How many parts of a split message wait for the decision.
    pub(crate) fn sent_parts(&self, kind: DocumentKind, group: &str) -> u32 {
        self.groups.get(&(kind, group.to_owned())).map_or(0, |group| group.sent)
    }
}

/// The exporter of a closed declaration that a summary may take: retail with `statisticsFlag` B.
fn exporter_to_sum_up(filed: &Filed) -> Option<&str> {
    let ReceiptKeys::Declaration { ebc_code, statistics_flag, .. } = &filed.keys else { return None };
    let retail = matches!(filed.links, Links::Declaration { retail: true, .. });
    (retail && statistics_flag == "B" && filed.phase == Phase::Closed).then_some(ebc_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filed::Mark;
    use tongguan_testkit::Parcel;

    /// However often a document is saved, declared and deleted, what it named is forgotten with it.
    #[test]
    fn nothing_is_left_of_what_fell() {
        let parcel = Parcel::number(1);
        for document in DocumentKind::ALL.map(|kind| parcel.document(kind)) {
            for begins in [Phase::Draft, Phase::Received] {
                let mark = Mark { at: Moment::default(), step: None, phase: begins, grounds: Vec::new() };
                let kind = document.kind();
                let mut filed = Filed { phase: begins, history: vec![mark], ..Filed::of(&document, "") };
                let mut index = Index::default();
                index.note_document(DocumentId(1), &filed);
                filed.phase = Phase::Withdrawn;
                index.note_phase(DocumentId(1), &filed, begins);
                assert_eq!(index, Index::default(), "{kind:?} from {begins:?}");
            }
        }
    }
}
