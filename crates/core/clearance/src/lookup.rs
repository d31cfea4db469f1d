//! Documents by their keys and numbers.
//!
//! A table holds numbers of documents alone: the texts stand in the documents, and are compared there. With a copy of each text,
//! these tables would be a tenth of the memory of a sandbox.

use crate::filed::Filed;
use crate::growing::PARTS;
use crate::state::slot;
use core::hash::BuildHasher;
use hashbrown::{DefaultHashBuilder, HashTable};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;

/// The documents of a sandbox, by their ids.
type Documents = [Box<Filed>];

/// A document, and the hash of its text, so that a table that grows need not read the documents.
#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u64,
    id: DocumentId,
}

/// Documents by one of their texts.
#[derive(Clone, Debug, Default)]
struct Table {
    /// None, until there is something to hold. Each grows at another moment, so that nobody waits for all of it.
    parts: Vec<HashTable<Place>>,
}

/// The part of a hash: by bits by which a part does not find its place for it.
fn part(hash: u64) -> usize {
    (hash >> 32) as usize % PARTS
}

impl Table {
    fn find(&self, documents: &Documents, (hash, text): (u64, &str), of: TextOf) -> Option<DocumentId> {
        let part = self.parts.get(part(hash))?;
        part.find(hash, |place| place.is(documents, text, of)).map(|place| place.id)
    }

    /// Notes a document by a text; `keep` says which of two counts.
    fn note(
        &mut self,
        documents: &Documents,
        (hash, text): (u64, &str),
        (id, of): (DocumentId, TextOf),
        keep: Keep,
    ) {
        if self.parts.is_empty() {
            self.parts.resize_with(PARTS, HashTable::new);
        }
        let Some(part) = self.parts.get_mut(part(hash)) else { return };
        match part.find_mut(hash, |place| place.is(documents, text, of)) {
            Some(known) => known.id = keep(known.id, id),
            None => {
                part.insert_unique(hash, Place { hash, id }, |place| place.hash);
            }
        }
    }
}

/// The text of a document by which it is found.
type TextOf = fn(&Filed) -> &str;
/// Which of the document that was known and the new one counts.
type Keep = fn(DocumentId, DocumentId) -> DocumentId;

impl Place {
    fn is(&self, documents: &Documents, text: &str, of: TextOf) -> bool {
        slot(self.id).and_then(|at| documents.get(at)).is_some_and(|filed| of(filed) == text)
    }
}

/// Documents by keys and numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lookup {
    /// Latest document of each key, by kind.
    keys: [Table; DocumentKind::ALL.len()],
    /// By the number of the electronic port. Parts of a split message share one; the first keeps it.
    ports: Table,
    /// By the number of customs, likewise.
    customs: Table,
    hasher: DefaultHashBuilder,
}

fn key(filed: &Filed) -> &str {
    &filed.key
}

fn latest(_: DocumentId, new: DocumentId) -> DocumentId {
    new
}

impl Lookup {
    fn hashed<'t>(&self, text: &'t str) -> (u64, &'t str) {
        (self.hasher.hash_one(text), text)
    }

    /// The latest document with this key.
    pub(crate) fn latest(&self, documents: &Documents, kind: DocumentKind, text: &str) -> Option<DocumentId> {
        self.keys.get(kind as usize)?.find(documents, self.hashed(text), key)
    }

    /// The document to which the electronic port or customs gave this number.
    pub(crate) fn by_number(&self, documents: &Documents, number: &str) -> Option<DocumentId> {
        let hashed = self.hashed(number);
        let port = self.ports.find(documents, hashed, Filed::pre_no);
        let customs = self.customs.find(documents, hashed, Filed::invt_no);
        port.into_iter().chain(customs).min()
    }

    /// Notes a document that was just taken.
    pub(crate) fn note(&mut self, documents: &Documents, id: DocumentId) {
        let Some(filed) = slot(id).and_then(|at| documents.get(at)) else { return };
        let hashed = self.hashed(&filed.key);
        if let Some(keys) = self.keys.get_mut(filed.kind as usize) {
            keys.note(documents, hashed, (id, key), latest);
        }
        let number = filed.pre_no();
        if !number.is_empty() {
            let hashed = self.hashed(number);
            self.ports.note(documents, hashed, (id, Filed::pre_no), DocumentId::min);
        }
        self.note_customs(documents, id);
    }

    /// Notes that customs has given a document its number, if it has.
    pub(crate) fn note_customs(&mut self, documents: &Documents, id: DocumentId) {
        let Some(filed) = slot(id).and_then(|at| documents.get(at)) else { return };
        let number = filed.invt_no();
        if !number.is_empty() {
            let hashed = self.hashed(number);
            self.customs.note(documents, hashed, (id, Filed::invt_no), DocumentId::min);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_testkit::Parcel;

    /// Orders and declarations of so many parcels; those of a declaration have a number of the electronic port.
    #[expect(clippy::vec_box, reason = "as the state has them")]
    fn documents(parcels: u32) -> Vec<Box<Filed>> {
        let of = |number: u32| {
            let parcel = Parcel::number(number);
            let declaration = parcel.document(DocumentKind::Declaration);
            let order = Filed::of(&parcel.document(DocumentKind::SalesOrder), "");
            [Box::new(order), Box::new(Filed::of(&declaration, &format!("P{number}")))]
        };
        (1..=parcels).flat_map(of).collect()
    }

    #[test]
    fn each_document_is_found_however_many_there_are() {
        let documents = documents(300);
        let mut lookup = Lookup::default();
        let ids = (1..=documents.len() as u64).map(DocumentId);
        ids.clone().for_each(|id| lookup.note(&documents, id));
        for (id, filed) in ids.zip(&documents) {
            assert_eq!(lookup.latest(&documents, filed.kind, &filed.key), Some(id));
            let declaration = filed.kind == DocumentKind::Declaration;
            assert_eq!(lookup.by_number(&documents, filed.pre_no()), declaration.then_some(id));
            assert_eq!(
                lookup.latest(&documents, DocumentKind::Waybill, &filed.key),
                None,
                "a kind has its own keys"
            );
        }
        assert_eq!(lookup.by_number(&documents, "P301"), None);
    }

    #[test]
    fn the_latest_of_a_key_counts_and_the_first_of_a_number() {
        let (mut documents, mut again) = (documents(1), documents(1));
        documents.append(&mut again);
        let mut lookup = Lookup::default();
        for id in (1..=4).map(DocumentId) {
            lookup.note(&documents, id);
        }
        let key = documents[1].key.clone();
        assert_eq!(lookup.latest(&documents, DocumentKind::Declaration, &key), Some(DocumentId(4)));
        assert_eq!(lookup.by_number(&documents, "P1"), Some(DocumentId(2)));
    }
}
