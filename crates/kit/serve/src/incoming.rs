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
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

use crate::budget::{Charge, Purse};
use crate::measure::{Measure, TooLarge};

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
