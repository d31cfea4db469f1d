//! A reply on its way, where something befalls it: its messages are told apart by the five bytes before each of them, and go
//! out late, twice, in another order or not at all; and its end tells what was done to it.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use hyper::body::{Body as HttpBody, Frame};
use tokio::time::{Instant, Sleep, sleep_until};
use tongguan_domain::limits;
use tonic::body::Body;
use tonic::{Code, Status};

use super::Drawing;
use super::fate::Told;
use super::rule::{Kind, Rule};
use crate::refusal;

/// Before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;
/// Time in which what was given before a reset gets out: a reset takes with it what still waits.
const BEFORE_RESET: Duration = Duration::from_millis(50);

/// What befalls the messages of a stream.
pub(super) struct Stream {
    pub(super) method: Box<str>,
    pub(super) call: u64,
    pub(super) cut: Option<Cut>,
    /// By which rule each message comes so much later.
    pub(super) late: Option<(usize, Duration)>,
    /// Whether messages are drawn for.
    pub(super) watches: bool,
}

/// The end of a stream before its end.
pub(super) struct Cut {
    pub(super) place: usize,
    pub(super) after: u32,
    pub(super) reset: bool,
}

/// See the module.
pub(super) struct Course {
    body: Body,
    told: Told,
    stream: Option<Stream>,
    /// The beginning of a message.
    begun: BytesMut,
    /// Messages that go out when it is time.
    line: VecDeque<(Instant, Bytes)>,
    line_bytes: usize,
    /// A message that lets the next one pass, and until when.
    aside: Option<(Instant, Bytes)>,
    /// Messages that came, and those that went.
    came: u64,
    went: u32,
    alarm: Option<Pin<Box<Sleep>>>,
    trailers: Option<HeaderMap>,
    /// When the stream is reset.
    reset: Option<Instant>,
    over: bool,
}

type Polled = Poll<Option<Result<Frame<Bytes>, Status>>>;

impl Course {
    pub(super) fn new(body: Body, told: Told, stream: Option<Stream>) -> Self {
        Self {
            body,
            told,
            stream,
            begun: BytesMut::new(),
            line: VecDeque::new(),
            line_bytes: 0,
            aside: None,
            came: 0,
            went: 0,
            alarm: None,
            trailers: None,
            reset: None,
            over: false,
        }
    }

    /// Whether a time has come. If not, the task is woken then.
    fn is_time(&mut self, when: Instant, cx: &mut Context<'_>) -> bool {
        if when <= Instant::now() {
            return true;
        }
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep_until(when)));
        if alarm.deadline() != when {
            alarm.as_mut().reset(when);
        }
        alarm.as_mut().poll(cx).is_ready()
    }

    /// The next message, if it is time for it.
    fn next(&mut self, cx: &mut Context<'_>) -> Option<Bytes> {
        let due = self.line.front().map(|(due, _)| *due);
        let passed = self.aside.as_ref().map(|(until, _)| *until);
        let first = [due, passed].into_iter().flatten().min()?;
        if !self.is_time(first, cx) {
            return None;
        }
        if due == Some(first) {
            let (_, message) = self.line.pop_front()?;
            self.line_bytes = self.line_bytes.saturating_sub(message.len());
            self.went += 1;
            return Some(message);
        }
        // Nobody came to pass it.
        let (_, message) = self.aside.take()?;
        self.went += 1;
        Some(message)
    }

    fn push(&mut self, due: Instant, message: Bytes) {
        self.line_bytes += message.len();
        self.line.push_back((due, message));
    }

    const fn is_full(&self) -> bool {
        self.line_bytes >= limits::WATCH_BYTES
    }

    /// Takes data in: every message that is whole meets what befalls it.
    fn take(&mut self, data: &[u8]) {
        self.begun.extend_from_slice(data);
        while let Some([_, length @ ..]) = self.begun.first_chunk::<PREFIX>() {
            let whole = PREFIX + u32::from_be_bytes(*length) as usize;
            if self.begun.len() < whole {
                return;
            }
            let message = self.begun.split_to(whole).freeze();
            self.meet(message);
        }
    }

    fn meet(&mut self, message: Bytes) {
        self.came += 1;
        let now = Instant::now();
        let Some(stream) = self.stream.as_ref().filter(|stream| stream.watches) else {
            return self.push(now, message);
        };
        let of = Drawing { method: &stream.method, call: stream.call, message: self.came };
        let set = self.told.set();
        let drawn = |kind, ppm: fn(&Rule) -> u32| set.hit(&of, kind, ppm).map(|(place, _)| (place, kind));
        let lost = drawn(Kind::ReceiptLost, |rule| rule.lost_ppm);
        let repeated = drawn(Kind::ReceiptRepeated, |rule| rule.repeated_ppm);
        let reordered = drawn(Kind::ReceiptReordered, |rule| rule.reordered_ppm);
        let late = stream.late;
        if let Some((place, kind)) = lost {
            return self.told.note(place, kind);
        }
        if let Some((place, _)) = late {
            self.told.note(place, Kind::ReceiptLate);
        }
        let due = now + late.map_or(Duration::ZERO, |(_, late)| late);
        if let Some((place, kind)) = reordered
            && self.aside.is_none()
        {
            self.told.note(place, kind);
            self.aside = Some((due + Duration::from_millis(limits::FAULT_REORDER_MILLIS), message));
            return;
        }
        if let Some((place, kind)) = repeated {
            self.told.note(place, kind);
            self.push(due, message.clone());
        }
        self.push(due, message);
        if let Some((_, passed)) = self.aside.take() {
            self.push(due, passed);
        }
    }

    /// The end of a stream that is cut now, if it is.
    fn cut(&mut self, cx: &mut Context<'_>) -> Option<Polled> {
        if let Some(when) = self.reset {
            if !self.is_time(when, cx) {
                return Some(Poll::Pending);
            }
            self.over = true;
            return Some(Poll::Ready(Some(Err(broken()))));
        }
        let Cut { place, reset, .. } = self.stream.as_mut()?.cut.take_if(|cut| self.went >= cut.after)?;
        self.told.note(place, Kind::CutStream);
        // What the handler still has is of no use.
        self.body = Body::empty();
        if reset {
            let when = Instant::now() + BEFORE_RESET;
            self.reset = Some(when);
            return self.cut(cx);
        }
        self.over = true;
        let trailers = refusal::trailers(&self.told.status(Code::Unavailable));
        Some(Poll::Ready(Some(Ok(Frame::trailers(trailers)))))
    }

    /// What the body has, if it is asked.
    fn read(&mut self, cx: &mut Context<'_>) -> Poll<Option<Polled>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else { return Poll::Pending };
        let frame = match frame {
            Some(Ok(frame)) => frame,
            end => {
                self.over = true;
                return Poll::Ready(Some(Poll::Ready(end)));
            }
        };
        match frame.into_data() {
            Ok(data) if self.stream.is_none() => {
                return Poll::Ready(Some(Poll::Ready(Some(Ok(Frame::data(data))))));
            }
            Ok(data) => self.take(&data),
            Err(frame) => {
                self.trailers = frame.into_trailers().ok();
                if let Some((_, passed)) = self.aside.take() {
                    self.push(Instant::now(), passed);
                }
            }
        }
        Poll::Ready(None)
    }
}

impl HttpBody for Course {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        let this = &mut *self;
        loop {
            if this.over {
                return Poll::Ready(None);
            }
            if let Some(end) = this.cut(cx) {
                return end;
            }
            if let Some(message) = this.next(cx) {
                return Poll::Ready(Some(Ok(Frame::data(message))));
            }
            if this.line.is_empty()
                && let Some(mut trailers) = this.trailers.take()
            {
                this.over = true;
                this.told.tell(&mut trailers);
                return Poll::Ready(Some(Ok(Frame::trailers(trailers))));
            }
            // What waits has set the alarm.
            if this.trailers.is_some() || this.is_full() {
                return Poll::Pending;
            }
            match this.read(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(frame)) => return frame,
                Poll::Ready(None) => {}
            }
        }
    }
}

/// A reply that never comes.
pub(super) struct Reset;

impl HttpBody for Reset {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Polled {
        Poll::Ready(Some(Err(broken())))
    }
}

/// What the log of a call has; nobody is told it, as the stream is reset.
fn broken() -> Status {
    Status::unavailable("a fault that was set for this sandbox: the stream is reset")
}
