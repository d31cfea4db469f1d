//! Requests that are bytes already.

use bytes::BufMut;
use prost::Message;
use std::marker::PhantomData;
use tonic::Status;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};

/// Sends bytes as they are, and reads messages.
#[derive(Debug)]
pub(super) struct Raw<M>(PhantomData<M>);

impl<M> Raw<M> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<M: Message + Default + 'static> Codec for Raw<M> {
    type Encode = Vec<u8>;
    type Decode = M;
    type Encoder = Bytes;
    type Decoder = Read<M>;

    fn encoder(&mut self) -> Bytes {
        Bytes
    }

    fn decoder(&mut self) -> Read<M> {
        Read(PhantomData)
    }
}

/// Writes bytes.
#[derive(Debug)]
pub(super) struct Bytes;

impl Encoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.reserve(item.len());
        to.put_slice(&item);
        Ok(())
    }
}

/// Reads messages.
#[derive(Debug)]
pub(super) struct Read<M>(PhantomData<M>);

impl<M: Message + Default> Decoder for Read<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        let message = M::decode(from).map_err(|error| Status::internal(error.to_string()))?;
        Ok(Some(message))
    }
}

/// A connection that is not to be had.
#[allow(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
pub(super) fn not_ready(error: impl std::error::Error) -> Status {
    Status::unavailable(error.to_string())
}
