//! The body of an answer. A stream is turned piece by piece, when its reader has room: nothing waits in a queue of ours but
//! the message in hand, and that is counted.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use hyper::body::{Body, Frame, SizeHint};
use prost_reflect::MessageDescriptor;
use serde_json::{Map, Value};
use tongguan_serve::{Charge, Outgoing, Purse};
use tongguan_wire::status::{Reason, Refused};
use tonic::{Code, Status};

use crate::Edge;
use crate::envelope::{END, Messages, TRAILERS, framed};
use crate::metadata;
use crate::protocol::Codec;
use crate::text;

/// What the connection takes at once.
const PIECE: usize = 16 * 1024;
/// Up to here a message that waits is not counted.
const FREE: usize = 4 * 1024;

/// An answer.
pub(crate) enum Reply {
    /// It is here.
    Whole(Whole),
    /// Envelopes of Connect.
    Stream(Box<Stream>),
    /// Frames of gRPC-Web.
    Web(Box<Web>),
}

/// Bytes on their way out, and the room that they take.
#[derive(Default)]
pub(crate) struct Whole {
    rest: Bytes,
    room: Option<Charge>,
}

impl Whole {
    pub(crate) fn new(bytes: impl Into<Bytes>, room: Option<Charge>) -> Self {
        Self { rest: bytes.into(), room }
    }

    fn piece(&mut self) -> Option<Bytes> {
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        if let Some(room) = &mut self.room {
            room.shrink_to(self.rest.len());
        }
        (!piece.is_empty()).then_some(piece)
    }
}

/// See [`Reply::Stream`].
pub(crate) struct Stream {
    edge: Arc<Edge>,
    codec: Codec,
    output: MessageDescriptor,
    source: Outgoing,
    messages: Messages,
    room: Option<Charge>,
    going: Arc<Purse>,
    /// The envelope in hand.
    out: Whole,
    /// How it ended, as soon as that is known.
    end: Option<(Status, HeaderMap)>,
    over: bool,
}

impl Stream {
    pub(crate) fn new(
        edge: Arc<Edge>,
        codec: Codec,
        output: MessageDescriptor,
        (head, source): (&HeaderMap, Outgoing),
        going: Arc<Purse>,
    ) -> Self {
        let end = Status::from_header_map(head).map(|status| (status, HeaderMap::new()));
        let (messages, out) = (Messages::default(), Whole::default());
        Self { edge, codec, output, source, messages, room: None, going, out, end, over: false }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        loop {
            if let Some(piece) = self.out.piece() {
                return Poll::Ready(Some(piece));
            }
            if self.over {
                return Poll::Ready(None);
            }
            if let Some(message) = self.messages.next() {
                self.give(message);
                continue;
            }
            if let Some((status, trailers)) = self.end.take() {
                self.out = Whole::new(last(&self.edge, &status, &trailers), None);
                self.over = true;
                continue;
            }
            self.end = match ready!(Pin::new(&mut self.source).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.take(&data).err().map(|status| (status, HeaderMap::new())),
                    Err(frame) => frame.into_trailers().ok().map(ended),
                },
                Some(Err(status)) => Some((status, HeaderMap::new())),
                None => Some((Refused::plain(Reason::Failure).status(), HeaderMap::new())),
            };
        }
    }

    /// Holds what has come, and room for what will be made of it.
    fn take(&mut self, data: &[u8]) -> Result<(), Status> {
        self.messages.push(data);
        let held = self.messages.held();
        if held <= FREE {
            return Ok(());
        }
        let before = self.room.as_ref().map_or(0, Charge::bytes);
        let more = held.saturating_sub(before);
        let fits = match &mut self.room {
            Some(room) => room.grow(more),
            none => {
                *none = self.going.hold(more);
                none.is_some()
            }
        };
        if fits { Ok(()) } else { Err(Purse::refusal().status()) }
    }

    fn give(&mut self, message: Bytes) {
        let message = match self.codec {
            Codec::Proto => Ok(message),
            Codec::Json => text::write(self.output.clone(), &message).map(Bytes::from),
        };
        match message {
            Ok(message) => self.out = Whole::new(framed(0, &message), self.room.take()),
            Err(status) => {
                self.messages = Messages::default();
                self.end = Some((status, HeaderMap::new()));
            }
        }
    }
}

fn ended(trailers: HeaderMap) -> (Status, HeaderMap) {
    let status = Status::from_header_map(&trailers);
    (status.unwrap_or_else(|| Refused::plain(Reason::Failure).status()), trailers)
}

/// The envelope that says how a stream of Connect ended.
pub(crate) fn last(edge: &Edge, status: &Status, trailers: &HeaderMap) -> Bytes {
    let mut end = Map::new();
    if status.code() != Code::Ok {
        end.insert("error".to_owned(), edge.error(status));
    }
    let (mut shown, mut metadata) = (HeaderMap::new(), Map::new());
    metadata::hand_on(trailers, "", &mut shown);
    for (name, value) in &shown {
        let list = metadata.entry(name.as_str()).or_insert_with(|| Value::Array(Vec::new()));
        if let (Some(list), Ok(value)) = (list.as_array_mut(), value.to_str()) {
            list.push(value.into());
        }
    }
    if !metadata.is_empty() {
        end.insert("metadata".to_owned(), metadata.into());
    }
    framed(END, Value::from(end).to_string().as_bytes())
}

/// See [`Reply::Web`].
pub(crate) struct Web {
    source: Outgoing,
    text: bool,
    /// The status stands among the headers.
    told: bool,
    over: bool,
}

impl Web {
    pub(crate) const fn new(source: Outgoing, text: bool, told: bool) -> Self {
        Self { source, text, told, over: false }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.over {
            return Poll::Ready(None);
        }
        let piece = match ready!(Pin::new(&mut self.source).poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => data,
                Err(frame) => self.end(&frame.into_trailers().unwrap_or_default()),
            },
            Some(Err(status)) => self.end(&trailers(status)),
            None if self.told => {
                self.over = true;
                return Poll::Ready(None);
            }
            None => self.end(&trailers(Refused::plain(Reason::Failure).status())),
        };
        // Every piece of a text ends with its own padding, as the protocol allows.
        let piece = if self.text { BASE64_STANDARD.encode(&piece).into() } else { piece };
        Poll::Ready(Some(piece))
    }

    fn end(&mut self, trailers: &HeaderMap) -> Bytes {
        self.over = true;
        let mut lines = BytesMut::new();
        for (name, value) in trailers {
            for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
                lines.extend_from_slice(part);
            }
        }
        framed(TRAILERS, &lines)
    }
}

fn trailers(status: Status) -> HeaderMap {
    let mut headers = status.into_http::<()>().into_parts().0.headers;
    headers.remove(http::header::CONTENT_TYPE);
    headers
}

impl Body for Reply {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = match &mut *self {
            Self::Whole(whole) => whole.piece(),
            Self::Stream(stream) => ready!(stream.poll(cx)),
            Self::Web(web) => ready!(web.poll(cx)),
        };
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(whole) => whole.rest.is_empty(),
            Self::Stream(stream) => stream.over && stream.out.rest.is_empty(),
            Self::Web(web) => web.over,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(whole) => SizeHint::with_exact(whole.rest.len() as u64),
            Self::Stream(_) | Self::Web(_) => SizeHint::default(),
        }
    }
}
