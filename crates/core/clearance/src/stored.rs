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
