//! What is asked for seldom, kept as the bytes of its stored form.

use core::marker::PhantomData;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};

/// A value as its stored bytes, which take a fraction of the memory of the value. It is read again each time somebody asks.
#[derive(Clone, Debug)]
pub(crate) struct Packed<T>(Box<Bytes>, PhantomData<T>);

/// Behind a thin pointer, as most documents have none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bytes(Box<[u8]>);

impl<T> Packed<T> {
    fn of(bytes: Box<[u8]>) -> Self {
        Self(Box::new(Bytes(bytes)), PhantomData)
    }

    const fn bytes(&self) -> &[u8] {
        &self.0.0
    }
}

impl<T: Encode<()> + for<'b> Decode<'b, ()>> Packed<T> {
    /// Packs a value.
    pub(crate) fn new(value: &T) -> Self {
        let mut bytes = Vec::with_capacity(512);
        // Writing to memory cannot fail, and what is packed has a stored form.
        let _: Result<_, Error<_>> = minicbor::encode(value, &mut bytes);
        Self::of(bytes.into())
    }

    /// The value. The bytes were written by this program, so they can always be read.
    pub(crate) fn open(&self) -> Option<T> {
        minicbor::decode(self.bytes()).ok()
    }
}

// Not derived: whether the values can be compared does not matter.
impl<T> PartialEq for Packed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Packed<T> {}

impl<T, C> Encode<C> for Packed<T> {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), Error<W::Error>> {
        e.writer_mut().write_all(self.bytes()).map_err(Error::write)
    }
}

impl<'b, T: Decode<'b, C>, C> Decode<'b, C> for Packed<T> {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let start = d.position();
        // What cannot be read is found here, not when somebody asks.
        T::decode(d, context)?;
        let bytes = d.input().get(start..d.position()).unwrap_or_default();
        Ok(Self::of(bytes.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_back_and_is_stored_as_before() {
        let value: Vec<Option<String>> = vec![Some("a".to_owned()), None];
        let packed = Packed::new(&value);
        assert_eq!(packed.open(), Some(value.clone()));
        let stored = minicbor::to_vec((1, Some(&packed), "behind")).unwrap();
        assert_eq!(stored, minicbor::to_vec((1, Some(&value), "behind")).unwrap());
        let (_, read, _): (u8, Option<Packed<Vec<Option<String>>>>, String) =
            minicbor::decode(&stored).unwrap();
        assert_eq!(read, Some(packed));
        let other = minicbor::to_vec("no list").unwrap();
        assert!(minicbor::decode::<Packed<Vec<Option<String>>>>(&other).is_err(), "found when it is read");
    }
}
