//! Messages one after the other, each with five bytes before it: how it is written, and how long it is. gRPC, gRPC-Web and
//! the streams of Connect have them in common.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

/// The bytes before a message.
pub(crate) const PREFIX: usize = 5;
/// The first byte of the last envelope of a stream of Connect.
pub(crate) const END: u8 = 2;
/// The first byte of the trailers in gRPC-Web.
pub(crate) const TRAILERS: u8 = 0x80;

/// A message with its prefix.
pub(crate) fn framed(first: u8, message: &[u8]) -> Bytes {
    let mut framed = BytesMut::with_capacity(PREFIX + message.len());
    framed.put_u8(first);
    // A message is far smaller than 4 GiB.
    framed.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    framed.put_slice(message);
    framed.freeze()
}

/// The only message of a body.
pub(crate) fn only(mut body: Bytes) -> Result<Bytes, Status> {
    let unreadable = |words: &str| Refused::new(Reason::MessageUnreadable, words).status();
    if body.len() < PREFIX {
        return Err(unreadable("the body has to be one message with five bytes before it"));
    }
    if body.get_u8() != 0 {
        return Err(unreadable("the first byte of the message has to be 0: not compressed"));
    }
    let length = body.get_u32() as usize;
    if body.len() < length {
        return Err(unreadable("the call ends in the middle of a message"));
    }
    if body.len() > length {
        return Err(unreadable("the call carries more than one message"));
    }
    Ok(body)
}

/// Messages that come in pieces.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    here: BytesMut,
}

impl Messages {
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.here.extend_from_slice(piece);
    }

    pub(crate) fn held(&self) -> usize {
        self.here.len()
    }

    /// The next whole message.
    pub(crate) fn next(&mut self) -> Option<Bytes> {
        let (_, mut length) = self.here.get(..PREFIX)?.split_first()?;
        let length = length.try_get_u32().ok()? as usize;
        if self.here.len() < PREFIX + length {
            return None;
        }
        self.here.advance(PREFIX);
        Some(self.here.split_to(length).freeze())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_however_they_are_cut() {
        let all = [framed(0, b"one"), framed(0, b""), framed(0, &[7; 300])].concat();
        for size in 1..all.len() {
            let (mut messages, mut found) = (Messages::default(), Vec::new());
            for piece in all.chunks(size) {
                messages.push(piece);
                found.extend(std::iter::from_fn(|| messages.next()).map(|message| message.len()));
            }
            assert_eq!(found, [3, 0, 300], "in pieces of {size}");
            assert_eq!(messages.held(), 0);
        }
    }

    #[test]
    fn one_message_and_no_more() {
        assert_eq!(only(framed(0, b"one")).unwrap(), "one");
        let two = [framed(0, b"one"), framed(0, b"")].concat();
        for wrong in [&b""[..], b"\0\0\0\0", b"\0\0\0\0\x02a", &two, &framed(1, b"one")] {
            assert!(only(Bytes::copy_from_slice(wrong)).is_err(), "{wrong:?}");
        }
    }
}
