//! Which documents name a thing: nearly always one, so that only the others cost a list.

use crate::growing::Spread;
use hashbrown::HashMap;
use tongguan_domain::names::DocumentId;

/// Documents by what they name. A document that falls away is taken out, and the others still stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Naming {
    /// The latest of each name.
    latest: Spread<String, DocumentId>,
    /// Those before it, in the order of their numbers.
    earlier: HashMap<String, Vec<DocumentId>>,
}

impl Naming {
    /// Notes that a document names something.
    pub(crate) fn note(&mut self, name: &str, id: DocumentId) {
        let Some(latest) = self.latest.get_mut(name) else {
            self.latest.insert(name.to_owned(), id);
            return;
        };
        if *latest == id {
            return;
        }
        let older = (*latest).min(id);
        *latest = (*latest).max(id);
        let earlier = self.earlier.entry(name.to_owned()).or_default();
        if let Err(place) = earlier.binary_search(&older) {
            earlier.insert(place, older);
        }
    }

    /// Takes a document out.
    pub(crate) fn forget(&mut self, name: &str, id: DocumentId) {
        let Some(earlier) = self.earlier.get_mut(name) else {
            if self.latest.get(name) == Some(&id) {
                self.latest.remove(name);
            }
            return;
        };
        match self.latest.get_mut(name) {
            Some(latest) if *latest == id => {
                if let Some(before) = earlier.pop() {
                    *latest = before;
                }
            }
            Some(_) | None => {
                if let Ok(place) = earlier.binary_search(&id) {
                    earlier.remove(place);
                }
            }
        }
        if earlier.is_empty() {
            self.earlier.remove(name);
        }
    }

    /// The documents that name it, oldest first.
    pub(crate) fn of(&self, name: &str) -> impl DoubleEndedIterator<Item = DocumentId> {
        let earlier = self.earlier.get(name).map_or(&[][..], Vec::as_slice);
        earlier.iter().chain(self.latest.get(name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_falls_away_leaves_the_others() {
        let [one, two, three] = [1, 2, 3].map(DocumentId);
        for (away, left) in [(one, [two, three]), (two, [one, three]), (three, [one, two])] {
            let mut naming = Naming::default();
            for id in [one, three, two, three] {
                naming.note("parcel", id);
            }
            assert_eq!(naming.of("parcel").collect::<Vec<_>>(), [one, two, three]);
            naming.forget("parcel", away);
            assert_eq!(naming.of("parcel").collect::<Vec<_>>(), left);
            for id in left {
                naming.forget("parcel", id);
            }
            assert_eq!(naming, Naming::default(), "nothing is left behind");
        }
    }
}
