//! The body of a request on its way in: how large an unfinished message will be, whether there is room for it, and how
//! long it takes. The codec would make room for whatever is announced, and wait for as long as it takes.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};
use tongguan_domain::limits::REQUEST_ID_CHARACTERS;
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

use crate::budget::{Charge, Purse};

/// What is held of the message that a call is sending. The call keeps it until it is answered, as the handler has the
/// message until then; a call that streams in gives it back message by message.
#[derive(Debug)]
pub struct Arriving {
    purse: Arc<Purse>,
    charge: Mutex<Option<Charge>>,
    large: AtomicBool,
}

impl Arriving {
    pub(crate) fn new(purse: Arc<Purse>) -> Arc<Self> {
        Arc::new(Self { purse, charge: Mutex::new(None), large: AtomicBool::new(false) })
    }

    /// Holds a message of a stream from now on, until the charge is dropped. `None`: it is small, and goes free.
    ///
    /// # Errors
    /// [`Reason::ServerBusy`] if there is no room for it.
    pub fn keep(&self, bytes: impl FnOnce() -> usize) -> Result<Option<Charge>, Refused> {
        // As long as nothing large has come, nothing needs to be measured.
        if !self.large.load(Ordering::Relaxed) {
            return Ok(None);
        }
        match bytes() {
            small if small <= FREE => Ok(None),
            bytes => self.purse.hold(bytes).map(Some).ok_or_else(Purse::refusal),
        }
    }

    fn hold(&self, bytes: usize) -> bool {
        self.large.store(true, Ordering::Relaxed);
        let mut charge = self.charge.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *charge {
            Some(charge) => match bytes.checked_sub(charge.bytes()) {
                Some(more) => charge.grow(more),
                None => {
                    charge.shrink_to(bytes);
                    true
                }
            },
            none => {
                *none = self.purse.hold(bytes);
                none.is_some()
            }
        }
    }

    fn release(&self) {
        if self.large.load(Ordering::Relaxed) {
            *self.charge.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

/// A message that comes in one frame of HTTP/2 is not counted.
const FREE: usize = 16 * 1024;

/// The five bytes before a message: compressed or not, and its length.
const PREFIX: usize = 5;

/// Where in its message a body is.
#[derive(Debug, Default)]
struct Measure {
    prefix: [u8; PREFIX],
    /// Bytes of the prefix that are here.
    known: usize,
    /// Bytes of the message that are here, and those still to come.
    here: usize,
    left: usize,
}

/// A message larger than any method takes.
#[derive(Debug, PartialEq, Eq)]
struct TooLarge {
    found: usize,
    request_id: Option<String>,
    /// Bytes of this piece that belong to the messages before.
    before: usize,
}

impl Measure {
    /// Reads on; gives whether a message has ended.
    fn read(&mut self, mut bytes: &[u8], largest: usize) -> Result<bool, TooLarge> {
        let (mut ended, piece, mut begun) = (false, bytes.len(), 0);
        while let [first, rest @ ..] = bytes {
            if self.known < PREFIX {
                if self.known == 0 {
                    begun = piece - bytes.len();
                }
                if let Some(place) = self.prefix.get_mut(self.known) {
                    *place = *first;
                }
                self.known += 1;
                bytes = rest;
                if self.known < PREFIX {
                    continue;
                }
                let [_, length @ ..] = self.prefix;
                self.left = u32::from_be_bytes(length) as usize;
                if self.left > largest {
                    return Err(TooLarge { found: self.left, request_id: request_id(bytes), before: begun });
                }
            }
            let some = self.left.min(bytes.len());
            bytes = bytes.get(some..).unwrap_or_default();
            self.left -= some;
            self.here += some;
            if self.left == 0 {
                *self = Self::default();
                ended = true;
            }
        }
        Ok(ended)
    }

    /// How long the message in hand will be: the codec makes room for all of it when it has read the prefix.
    const fn length(&self) -> usize {
        self.here + self.left
    }

    const fn is_inside(&self) -> bool {
        self.known > 0
    }
}

/// Field 1 of every message that needs one is its request id.
fn request_id(message: &[u8]) -> Option<String> {
    let [0x0a, length, rest @ ..] = message else { return None };
    let text = rest.get(..usize::from(*length))?;
    let fits = text.len() <= REQUEST_ID_CHARACTERS && text.iter().all(u8::is_ascii_graphic);
    fits.then(|| String::from_utf8_lossy(text).into_owned())
}

/// The bounds of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Largest message of any method, in bytes.
    pub(crate) largest: usize,
    /// Time for one message, from its first byte to its last.
    pub(crate) patience: Duration,
    /// Whether messages follow one another.
    pub(crate) streams: bool,
}

pin_project_lite::pin_project! {
    /// See the module.
    pub(crate) struct Incoming<B> {
        #[pin]
        body: B,
        arriving: Arc<Arriving>,
        bounds: Bounds,
        measure: Measure,
        // Of a message that did not come in one piece.
        clock: Option<Pin<Box<Sleep>>>,
        // Why nothing more is read; told after what was read before.
        refused: Option<Status>,
        over: bool,
    }
}

impl<B> Incoming<B> {
    pub(crate) fn new(body: B, arriving: Arc<Arriving>, bounds: Bounds) -> Self {
        Self { body, arriving, bounds, measure: Measure::default(), clock: None, refused: None, over: false }
    }
}

type Failed = Box<dyn std::error::Error + Send + Sync>;

impl<B> Body for Incoming<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Failed>,
{
    type Data = Bytes;
    type Error = Failed;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Failed>>> {
        let mut this = self.project();
        if *this.over {
            return Poll::Ready(None);
        }
        if let Some(status) = this.refused.take() {
            *this.over = true;
            return Poll::Ready(Some(Err(status.into())));
        }
        let frame = match this.body.as_mut().poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => frame,
            Poll::Ready(end) => return Poll::Ready(end.map(|end| end.map_err(Into::into))),
            Poll::Pending => {
                let Some(clock) = this.clock else { return Poll::Pending };
                ready!(clock.as_mut().poll(cx));
                *this.over = true;
                return Poll::Ready(Some(Err(slow(this.bounds.patience).into())));
            }
        };
        let Some(data) = frame.data_ref() else { return Poll::Ready(Some(Ok(frame))) };
        match take(data, this.measure, this.arriving, *this.bounds, this.clock) {
            Ok(()) => Poll::Ready(Some(Ok(frame))),
            Err(Stop { before, status }) => {
                *this.refused = Some(status);
                Poll::Ready(Some(Ok(Frame::data(data.slice(..before)))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.over || (self.refused.is_none() && self.body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Why a body is not read on, and how many bytes of the piece in hand still count.
struct Stop {
    before: usize,
    status: Status,
}

fn take(
    data: &Bytes,
    measure: &mut Measure,
    arriving: &Arriving,
    bounds: Bounds,
    clock: &mut Option<Pin<Box<Sleep>>>,
) -> Result<(), Stop> {
    let ended = measure.read(data, bounds.largest).map_err(|large| too_large(large, bounds.largest))?;
    if ended {
        *clock = None;
        if bounds.streams {
            arriving.release();
        }
    }
    // A unary message that has just ended keeps what it holds.
    if measure.is_inside() {
        if !arriving.hold(measure.length()) {
            return Err(Stop { before: data.len(), status: Purse::busy() });
        }
        let clock = clock.get_or_insert_with(|| Box::pin(sleep(bounds.patience)));
        if clock.is_elapsed() {
            // The handler did not ask for so long, and here is more: the sender is not to blame.
            clock.as_mut().reset(Instant::now() + bounds.patience);
        }
    }
    Ok(())
}

fn too_large(large: TooLarge, allowed: usize) -> Stop {
    let TooLarge { found, request_id, before } = large;
    let text = format!(
        "the message has {found} bytes, and a message may have {allowed}; `tongguan limits` lists the bounds"
    );
    let refused = Refused::new(Reason::MessageTooLarge, text)
        .with("found", found.to_string())
        .with("allowed", allowed.to_string());
    let refused = match request_id {
        Some(id) => refused.with("request_id", id),
        None => refused,
    };
    Stop { before, status: refused.status() }
}

fn slow(patience: Duration) -> Status {
    let text = format!("the message was not complete within {} ms; send it again", patience.as_millis());
    Refused::new(Reason::DeadlineExceeded, text).status()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [&[0][..], &length, bytes].concat()
    }

    #[test]
    fn messages_are_found_however_they_are_cut() {
        let three = [message(b"one"), message(b""), message(&[7; 300])].concat();
        for size in 1..three.len() {
            let mut measure = Measure::default();
            let mut inside = 0;
            for piece in three.chunks(size) {
                measure.read(piece, 300).unwrap();
                inside = inside.max(measure.here);
            }
            assert!(!measure.is_inside(), "in pieces of {size}");
            assert!(inside < 300);
        }
    }

    #[test]
    fn a_message_that_is_too_large_is_named() {
        let mut large = message(&[b"\x0a\x04id-7".as_slice(), &[7; 300]].concat());
        let told = Measure::default().read(&large, 300).unwrap_err();
        assert_eq!(told, TooLarge { found: 306, request_id: Some("id-7".to_owned()), before: 0 });
        let two = [message(b"one"), large.clone()].concat();
        assert_eq!(Measure::default().read(&two, 300).unwrap_err().before, message(b"one").len());
        large.truncate(9);
        assert_eq!(Measure::default().read(&large, 300).unwrap_err().request_id, None);
        assert_eq!(Measure::default().read(&message(&[1; 400]), 300).unwrap_err().request_id, None);
    }
}
