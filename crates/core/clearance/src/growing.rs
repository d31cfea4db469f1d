//! Lists and maps of what there is most of. The usual ones move everything they hold whenever they have doubled: with a million
//! parcels that is a second in which nobody is answered. These grow in small parts.

use core::borrow::Borrow;
use core::hash::{BuildHasher, Hash};
use hashbrown::{DefaultHashBuilder, HashMap};
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

/// So many elements are a stretch.
pub(crate) const STRETCH: usize = 256;
/// So many parts has a map: each grows at another moment, as none has exactly as much as another.
pub(crate) const PARTS: usize = 32;

/// A list in stretches, of which all but the last are full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretches<T>(Vec<Vec<T>>);

impl<T> Default for Stretches<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Stretches<T> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * STRETCH + last.len())
    }

    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at / STRETCH)?.get(at % STRETCH)
    }

    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.0.get_mut(at / STRETCH)?.get_mut(at % STRETCH)
    }

    pub(crate) fn last(&self) -> Option<&T> {
        self.0.last()?.last()
    }

    pub(crate) fn push(&mut self, element: T) {
        match self.0.last_mut().filter(|last| last.len() < STRETCH) {
            Some(last) => last.push(element),
            None => self.0.push(vec![element]),
        }
    }

    /// The elements from a place on.
    pub(crate) fn from(&self, at: usize) -> impl Iterator<Item = &T> {
        let first = self.0.get(at / STRETCH).and_then(|stretch| stretch.get(at % STRETCH..));
        let rest = self.0.get(at / STRETCH + 1..).unwrap_or_default();
        first.into_iter().flatten().chain(rest.iter().flatten())
    }

    /// The stretches.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = &[T]> {
        self.0.iter().map(Vec::as_slice)
    }
}

impl<T: Encode<C>, C> Encode<C> for Stretches<T> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, context: &mut C) -> Result<(), Error<W::Error>> {
        e.array(self.len() as u64)?;
        self.from(0).try_for_each(|element| element.encode(e, context))
    }
}

impl<'b, T: Decode<'b, C>, C> Decode<'b, C> for Stretches<T> {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let mut all = Self::new();
        for element in d.array_iter_with(context)? {
            all.push(element?);
        }
        Ok(all)
    }
}

/// A map in parts.
#[derive(Clone, Debug)]
pub(crate) struct Spread<K, V> {
    /// None, until there is something to hold.
    parts: Vec<HashMap<K, V>>,
    hasher: DefaultHashBuilder,
}

impl<K, V> Default for Spread<K, V> {
    fn default() -> Self {
        Self { parts: Vec::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<K: Eq + Hash, V> Spread<K, V> {
    /// Which part a key belongs to. Not by the bits by which a part finds its place for it: that is by a hasher of its own.
    fn place<Q: Hash + ?Sized>(&self, key: &Q) -> usize {
        usize::try_from(self.hasher.hash_one(key) % PARTS as u64).unwrap_or(0)
    }

    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(HashMap::len).sum()
    }

    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.parts.get(self.place(key))?.get(key)
    }

    pub(crate) fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key);
        self.parts.get_mut(place)?.get_mut(key)
    }

    pub(crate) fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key);
        self.parts.get_mut(place)?.remove(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if let Some(part) = self.part_for(&key) {
            part.insert(key, value);
        }
    }

    /// The part to which a key is to be added.
    fn part_for(&mut self, key: &K) -> Option<&mut HashMap<K, V>> {
        let place = self.place(key);
        if self.parts.is_empty() {
            self.parts.resize_with(PARTS, HashMap::new);
        }
        self.parts.get_mut(place)
    }

    /// What a key has; `None` never, as there is a part for each key.
    pub(crate) fn or_default(&mut self, key: K) -> Option<&mut V>
    where
        V: Default,
    {
        self.part_for(&key).map(|part| part.entry(key).or_default())
    }

    fn all(&self) -> impl Iterator<Item = (&K, &V)> {
        self.parts.iter().flatten()
    }
}

impl<K: Eq + Hash, V: PartialEq> PartialEq for Spread<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.all().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<K: Eq + Hash, V: Eq> Eq for Spread<K, V> {}

/// Stored in the order of the keys: the order in memory must not show.
impl<V: Encode<C>, C> Encode<C> for Spread<String, V> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, context: &mut C) -> Result<(), Error<W::Error>> {
        let mut entries: Vec<_> = self.all().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        e.map(entries.len() as u64)?;
        entries.into_iter().try_for_each(|(key, value)| value.encode(e.str(key)?, context))
    }
}

impl<'b, V: Decode<'b, C>, C> Decode<'b, C> for Spread<String, V> {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let length = d.map()?.ok_or_else(|| minicbor::decode::Error::message("a map has a length"))?;
        let mut map = Self::default();
        for _ in 0..length {
            map.insert(d.str()?.to_owned(), V::decode(d, context)?);
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_list_in_stretches_is_a_list() {
        for length in [0, 1, STRETCH - 1, STRETCH, STRETCH + 1, 3 * STRETCH] {
            let (mut list, mut usual) = (Stretches::new(), Vec::new());
            for number in 0..length {
                list.push(number);
                usual.push(number);
            }
            assert_eq!((list.len(), list.last()), (length, usual.last()));
            for at in [0, 1, STRETCH - 1, STRETCH, length.saturating_sub(1), length, length + STRETCH] {
                assert_eq!(list.get(at), usual.get(at), "{at} of {length}");
                let rest: Vec<_> = list.from(at).copied().collect();
                assert_eq!(rest, usual.get(at..).unwrap_or_default(), "from {at} of {length}");
            }
            assert_eq!(list.stretches().flatten().copied().collect::<Vec<_>>(), usual);
            let stored = minicbor::to_vec(&list).unwrap();
            assert_eq!(stored, minicbor::to_vec(&usual).unwrap(), "stored as before");
            assert_eq!(minicbor::decode::<Stretches<usize>>(&stored).unwrap(), list);
            if let Some(first) = list.get_mut(0) {
                *first = 9;
                assert_eq!(list.get(0), Some(&9));
            }
        }
    }

    #[test]
    fn a_map_in_parts_is_a_map() {
        let (mut map, mut usual) = (Spread::default(), BTreeMap::new());
        assert_eq!((map.len(), map.get("k1").copied()), (0, None));
        assert_eq!(map.remove("k1"), None);
        for number in 0..1_000_u32 {
            map.insert(format!("k{number}"), number);
            usual.insert(format!("k{number}"), number);
        }
        let stored = minicbor::to_vec(&map).unwrap();
        assert_eq!(stored, minicbor::to_vec(&usual).unwrap(), "in the order of the keys");
        assert_eq!(minicbor::decode::<Spread<String, u32>>(&stored).unwrap(), map);
        *map.get_mut("k7").unwrap() += 1;
        assert_eq!((map.len(), map.get("k7"), map.get("none")), (1_000, Some(&8), None));
        for number in 0..1_000_u32 {
            assert!(map.remove(&format!("k{number}")).is_some());
        }
        assert_eq!(map, Spread::default(), "nothing is left");
    }
}
