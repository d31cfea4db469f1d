//! The body of a reply on its way out: in pieces that a reader has to make room for, counted while they wait, and with a
//! named reason at its end.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tongguan_identity::Pass;
use tonic::body::Body;
use tonic::{Code, Status};

use crate::access;
use crate::budget::{Charge, Purse};
use crate::gate::Place;
use crate::patience::Pulse;
use crate::refusal;
use crate::tally::Counted;

/// One frame of HTTP/2. The stack takes a piece as soon as there is room for a byte of it, and keeps the rest.
const PIECE: usize = 16 * 1024;
/// Up to here a reply is one piece, and what the stack keeps of it is no more than a stream costs anyway.
const SMALL: usize = 1024;
/// Up to here a reply is not counted.
const FREE: usize = 4 * 1024;

/// See the module.
pub struct Outgoing {
    body: Body,
    /// What the body gave and the reader has not been offered.
    rest: Bytes,
    charge: Option<Charge>,
    purse: Option<Arc<Purse>>,
    pulse: Option<Arc<Pulse>>,
    /// Of a call that streams in: it ends with its reply.
    _place: Option<Place>,
    /// Until it is told how the call ended.
    counted: Option<Counted>,
    /// The key that has to hold as long as there is something to send.
    pass: Option<Pass>,
    over: bool,
}

impl Outgoing {
    /// A reply that is small and ready.
    pub(crate) const fn plain(body: Body) -> Self {
        Self {
            body,
            rest: Bytes::new(),
            charge: None,
            purse: None,
            pulse: None,
            _place: None,
            counted: None,
            pass: None,
            over: false,
        }
    }

    /// The reply of a handler, in the task that sends it.
    pub(crate) fn new(body: Body, purse: Arc<Purse>, place: Option<Place>, counted: Option<Counted>) -> Self {
        Self { purse: Some(purse), pulse: Pulse::current(), _place: place, counted, ..Self::plain(body) }
    }

    /// The same reply, which ends when this key holds no longer.
    pub(crate) fn while_holds(self, pass: Option<Pass>) -> Self {
        Self { pass, ..self }
    }

    /// The next piece of what is there. The last one is a single byte: so the reader has made room for everything else
    /// before the reply counts as sent.
    fn piece(&mut self) -> Bytes {
        let length = match self.rest.len() {
            small @ ..=SMALL => small,
            more => PIECE.min(more - 1),
        };
        let piece = self.rest.split_to(length);
        match &mut self.charge {
            Some(_) if self.rest.is_empty() => self.charge = None,
            Some(charge) => charge.shrink_to(self.rest.len()),
            None => {}
        }
        if let Some(pulse) = &self.pulse {
            pulse.gave();
        }
        piece
    }

    /// Counts what the body gave; false if that is too much to hold.
    fn hold(&mut self, data: Bytes) -> bool {
        if data.len() > FREE
            && let Some(purse) = &self.purse
        {
            self.charge = purse.hold(data.len());
            if self.charge.is_none() {
                return false;
            }
        }
        self.rest = data;
        true
    }

    fn ends_by(&mut self, status: Option<&Status>) {
        let Some(counted) = self.counted.take() else { return };
        match status {
            Some(status) => counted.end_with(status),
            None => counted.end(Code::Unknown),
        }
    }

    /// Ends the reply with a reason.
    fn end(&mut self, status: &Status) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.over = true;
        // What the handler still has is of no use.
        self.body = Body::empty();
        self.ends_by(Some(status));
        Poll::Ready(Some(Ok(Frame::trailers(refusal::trailers(status)))))
    }
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        loop {
            if !this.rest.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(this.piece()))));
            }
            if this.over {
                return Poll::Ready(None);
            }
            let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) else {
                if let Some(pulse) = &this.pulse {
                    pulse.waits_for_source();
                }
                return Poll::Pending;
            };
            let frame = match frame {
                Some(Ok(frame)) => frame,
                end => {
                    this.ends_by(end.as_ref().and_then(|end| end.as_ref().err()));
                    return Poll::Ready(end);
                }
            };
            let data = match frame.into_data() {
                Ok(data) => data,
                Err(frame) => {
                    let frame = named(frame);
                    if let Some(trailers) = frame.trailers_ref() {
                        Counted::end_by(&mut this.counted, trailers);
                    }
                    return Poll::Ready(Some(Ok(frame)));
                }
            };
            if let Some(pass) = this.pass.as_ref().filter(|pass| !pass.holds()) {
                let ended = access::key_ended(pass).status();
                return this.end(&ended);
            }
            if !this.hold(data) {
                return this.end(&Purse::busy());
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && (self.over || self.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The end of a stream, with a reason where the codec gave none.
fn named(frame: Frame<Bytes>) -> Frame<Bytes> {
    match frame.into_trailers() {
        Ok(trailers) => Frame::trailers(match refusal::unread(&trailers) {
            Some(status) => refusal::trailers(&status),
            None => trailers,
        }),
        Err(frame) => frame,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::{BodyExt, Full};

    #[tokio::test]
    async fn a_reply_goes_in_pieces_and_its_last_byte_alone() {
        let rows: &[(usize, &[usize])] =
            &[(1, &[1]), (1_024, &[1_024]), (1_025, &[1_024, 1]), (40_000, &[16_384, 16_384, 7_231, 1])];
        for (length, pieces) in rows {
            let mut body = Outgoing::plain(Body::new(Full::new(Bytes::from(vec![7; *length]))));
            let mut seen = Vec::new();
            while let Some(frame) = body.frame().await {
                seen.push(frame.unwrap().into_data().unwrap().len());
            }
            assert_eq!(seen, *pieces, "{length} bytes");
        }
    }
}
