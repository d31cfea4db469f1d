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
    line: VecDeque<(Instant, Delivery)>,
    line_bytes: usize,
    /// A message that lets the next one pass, and until when.
    aside: Option<(Instant, Delivery)>,
    /// Messages that came, and those that went.
    came: u64,
    went: u32,
    alarm: Option<Pin<Box<Sleep>>>,
    trailers: Option<HeaderMap>,
    /// When the stream is reset.
    reset: Option<Instant>,
    over: bool,
}

/// A message on its way. What befalls it is told when its caller meets it: a stream that is cut before, or that nobody reads any
/// more, takes it along untold.
struct Delivery {
    bytes: Bytes,
    /// Whether it is left out when it is its turn.
    lost: bool,
    befell: Vec<(usize, Kind)>,
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

    /// The next message, if it is time for it. One that is lost comes here, too, and goes no further.
    fn next(&mut self, cx: &mut Context<'_>) -> Option<Bytes> {
        loop {
            let Delivery { bytes, lost, befell } = self.first(cx)?;
            for (place, kind) in befell {
                self.told.note(place, kind);
            }
            if !lost {
                self.went += 1;
                return Some(bytes);
            }
        }
    }

    fn first(&mut self, cx: &mut Context<'_>) -> Option<Delivery> {
        let due = self.line.front().map(|(due, _)| *due);
        let passed = self.aside.as_ref().map(|(until, _)| *until);
        let first = [due, passed].into_iter().flatten().min()?;
        if !self.is_time(first, cx) {
            return None;
        }
        if due == Some(first) {
            let (_, message) = self.line.pop_front()?;
            self.line_bytes = self.line_bytes.saturating_sub(message.bytes.len());
            return Some(message);
        }
        // Nobody came to pass it.
        self.aside.take().map(|(_, message)| message)
    }

    fn push(&mut self, due: Instant, message: Delivery) {
        self.line_bytes += message.bytes.len();
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

    fn meet(&mut self, bytes: Bytes) {
        self.came += 1;
        let now = Instant::now();
        let mut message = Delivery { bytes, lost: false, befell: Vec::new() };
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
        let due = now + late.map_or(Duration::ZERO, |(_, late)| late);
        if lost.is_some() {
            message.lost = true;
            message.befell.extend(lost);
            return self.push(due, message);
        }
        message.befell.extend(late.map(|(place, _)| (place, Kind::ReceiptLate)));
        if reordered.is_some() && self.aside.is_none() {
            message.befell.extend(reordered);
            self.aside = Some((due + Duration::from_millis(limits::FAULT_REORDER_MILLIS), message));
            return;
        }
        // It is repeated when it comes once more.
        let again =
            repeated.map(|one| Delivery { bytes: message.bytes.clone(), lost: false, befell: vec![one] });
        self.push(due, message);
        if let Some(again) = again {
            self.push(due, again);
        }
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail at any line")]
mod tests {
    use super::super::{Fate, Faults, Known, Plan, Set};
    use super::*;
    use http::Response;
    use http_body_util::{BodyExt, Full};
    use std::sync::Arc;

    const MESSAGES: u8 = 40;

    /// The numbers of the receipts that came, of so many that were ready at once, and how often each kind befell them.
    async fn met(rule: Rule) -> (Vec<u8>, Vec<(Kind, u64)>) {
        let (rpc, all) = (Rule::EVERY.to_owned(), Faults::of(&[]).unwrap());
        let plan = Plan { seed: 7, rules: vec![Rule { rpc, ..rule }] };
        let set = Arc::new(Set { plan, calls: Default::default(), befell: Default::default(), all });
        let known = Known { field: 1, streams_in: false, streams_out: true };
        let fate = Fate::drawn(Arc::clone(&set), 1, "WatchReceipts", known).unwrap();
        let ready: Vec<u8> = (1..=MESSAGES).flat_map(|number| [0, 0, 0, 0, 1, number]).collect();
        let response =
            Response::new(Body::new(Full::new(Bytes::from(ready)).map_err(|never| match never {})));
        let mut body = fate.befall(response).into_body();
        let mut came = Vec::new();
        while let Some(frame) = body.frame().await {
            came.extend(frame.unwrap().into_data().ok().map(|message| message[PREFIX]));
        }
        (came, super::super::read(&set.befell).filter(|(_, count)| *count > 0).collect())
    }

    /// What waits behind the end of a stream was not left out, and did not come twice: nobody would have seen it.
    #[tokio::test]
    async fn only_what_a_caller_met_is_counted() {
        let lossy = Rule { lost_ppm: 500_000, repeated_ppm: 300_000, ..Rule::default() };
        let (whole, befell) = met(lossy.clone()).await;
        let twice = |came: &[u8]| came.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64;
        let distinct = |came: &[u8]| came.len() as u64 - twice(came);
        let lost = u64::from(MESSAGES) - distinct(&whole);
        assert_eq!(befell, [(Kind::ReceiptLost, lost), (Kind::ReceiptRepeated, twice(&whole))]);
        for after in [1, 4, 7] {
            let (came, befell) = met(Rule { cut_after: after, ..lossy.clone() }).await;
            assert_eq!(came, whole[..after as usize]);
            let count = |kind| befell.iter().find(|(known, _)| *known == kind).map_or(0, |(_, count)| *count);
            assert_eq!(
                count(Kind::ReceiptLost),
                u64::from(came[came.len() - 1]) - distinct(&came),
                "{came:?}"
            );
            assert_eq!((count(Kind::ReceiptRepeated), count(Kind::CutStream)), (twice(&came), 1), "{came:?}");
        }
    }
}
