//! Stored form of values that several owners share: the value itself.

use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use std::sync::Arc;

pub(crate) fn encode<T: Encode<C>, C, W: Write>(
    value: &Arc<T>,
    e: &mut Encoder<W>,
    context: &mut C,
) -> Result<(), Error<W::Error>> {
    value.as_ref().encode(e, context)
}

pub(crate) fn decode<'b, T: Decode<'b, C>, C>(
    d: &mut Decoder<'b>,
    context: &mut C,
) -> Result<Arc<T>, minicbor::decode::Error> {
    T::decode(d, context).map(Arc::new)
}

/// A map whose order in memory must not show: it is stored in the order of its keys.
pub(crate) mod sorted {
    use super::{Decode, Decoder, Encode, Encoder, Error, Write};
    use hashbrown::HashMap;

    pub(crate) fn encode<T: Encode<C>, C, W: Write>(
        map: &HashMap<String, T>,
        e: &mut Encoder<W>,
        context: &mut C,
    ) -> Result<(), Error<W::Error>> {
        let mut entries: Vec<_> = map.iter().collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        e.map(entries.len() as u64)?;
        for (key, value) in entries {
            e.str(key)?;
            value.encode(e, context)?;
        }
        Ok(())
    }

    pub(crate) fn decode<'b, T: Decode<'b, C>, C>(
        d: &mut Decoder<'b>,
        context: &mut C,
    ) -> Result<HashMap<String, T>, minicbor::decode::Error> {
        let length = d.map()?.ok_or_else(|| minicbor::decode::Error::message("a map has a length"))?;
        let mut map = HashMap::new();
        for _ in 0..length {
            map.insert(d.str()?.to_owned(), T::decode(d, context)?);
        }
        Ok(map)
    }
}
