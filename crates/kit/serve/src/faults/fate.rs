//! What befalls one call.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Response};
use tonic::body::Body;
use tonic::{Code, Status};

use super::course::{Course, Cut, Reset, Stream};
use super::rule::Kind;
use super::{Drawing, Known, Set};

/// The trailer that tells made faults from others.
pub(crate) static FAULT: HeaderName = HeaderName::from_static("x-tongguan-fault");

/// What befalls a call.
pub(crate) struct Fate {
    told: Told,
    /// How much later it begins.
    pub(crate) delay: Duration,
    status: Option<(usize, Code)>,
    /// The rule by which its answer is lost, and whether by a reset.
    dropped: Option<(usize, bool)>,
    stream: Option<Stream>,
}

/// What has befallen a call, by rule and kind, each once.
pub(crate) struct Told {
    set: Arc<Set>,
    said: Vec<(usize, Kind)>,
}

impl Fate {
    /// `None`: nothing befalls it.
    pub(super) fn drawn(set: Arc<Set>, call: u64, method: &str, known: Known) -> Option<Self> {
        let of = Drawing { method, call, message: 0 };
        let status = set.hit(&of, Kind::Status, |rule| rule.status_ppm).and_then(|(place, rule)| {
            // Another draw than whether there is one.
            let which = of.number(place, Kind::Status) >> 32;
            let count = rule.statuses.len() as u64;
            let index = usize::try_from(which.checked_rem(count)?).ok()?;
            Some((place, *rule.statuses.get(index)?))
        });
        let share = |rule: &super::Rule| if rule.delay.is_some() { rule.delay_ppm } else { 0 };
        let delay = set.hit(&of, Kind::Delay, share).and_then(|(place, rule)| {
            let (from, to) = rule.delay?;
            let room = u64::try_from(to.saturating_sub(from).as_micros()).unwrap_or(u64::MAX);
            let more = (of.number(place, Kind::Delay) >> 32).checked_rem(room + 1).unwrap_or_default();
            Some((place, from + Duration::from_micros(more)))
        });
        let dropped = set.hit(&of, Kind::DropAnswer, |rule| rule.drop_ppm);
        let dropped = dropped.filter(|_| !known.streams_out).map(|(place, rule)| (place, rule.reset));
        let stream = known.streams_out.then(|| Stream::drawn(&set, &of, known)).flatten();
        let mut told = Told { set, said: Vec::new() };
        if let Some((place, _)) = delay {
            told.note(place, Kind::Delay);
        }
        let delay = delay.map_or(Duration::ZERO, |(_, delay)| delay);
        let any = status.is_some() || !delay.is_zero() || dropped.is_some() || stream.is_some();
        any.then_some(Self { told, delay, status, dropped, stream })
    }

    /// The status with which the call is refused, if it is.
    pub(crate) fn refused(&mut self) -> Option<Status> {
        let (place, code) = self.status?;
        self.told.note(place, Kind::Status);
        Some(self.told.status(code))
    }

    /// The reply as its caller gets it.
    pub(crate) fn befall(mut self, mut response: Response<Body>) -> Response<Body> {
        if let Some((place, reset)) = self.dropped {
            self.told.note(place, Kind::DropAnswer);
            if !reset {
                return self.told.status(Code::Unavailable).into_http();
            }
            let mut head = Response::new(()).into_parts().0;
            head.headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
            self.told.tell(&mut head.headers);
            return Response::from_parts(head, Body::new(Reset));
        }
        if response.headers().contains_key(Status::GRPC_STATUS) {
            self.told.tell(response.headers_mut());
            return response;
        }
        if self.stream.is_none() && self.told.said.is_empty() {
            return response;
        }
        let (told, stream) = (self.told, self.stream);
        response.map(|body| Body::new(Course::new(body, told, stream)))
    }
}

impl Told {
    pub(super) fn note(&mut self, place: usize, kind: Kind) {
        self.set.note(kind);
        if !self.said.contains(&(place, kind)) {
            self.said.push((place, kind));
        }
    }

    pub(super) fn set(&self) -> &Set {
        &self.set
    }

    /// A status, and what has befallen the call so far.
    pub(super) fn status(&self, code: Code) -> Status {
        let message = "a fault that was set for this sandbox (SetFaults); the server is well";
        let mut headers = HeaderMap::new();
        self.tell(&mut headers);
        Status::with_metadata(code, message, tonic::metadata::MetadataMap::from_headers(headers))
    }

    /// Tells it.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        let mut text = String::new();
        for (place, kind) in &self.said {
            let between = if text.is_empty() { "" } else { "," };
            // A string takes everything.
            let _: std::fmt::Result = write!(text, "{between}{}:{}", place + 1, kind.name());
        }
        if let Ok(value) = HeaderValue::try_from(text)
            && !self.said.is_empty()
        {
            headers.insert(&FAULT, value);
        }
    }
}

impl Stream {
    /// What befalls a stream, if anything can.
    fn drawn(set: &Set, of: &Drawing<'_>, known: Known) -> Option<Self> {
        let cut =
            set.hit(of, Kind::CutStream, |rule| if rule.cut_after > 0 { super::Rule::WHOLE } else { 0 });
        let cut = cut.map(|(place, rule)| Cut { place, after: rule.cut_after, reset: rule.reset });
        let watches = !known.streams_in
            && set
                .hit(of, Kind::ReceiptLost, |rule| if rule.is_of_watches() { super::Rule::WHOLE } else { 0 })
                .is_some();
        let late =
            set.hit(of, Kind::ReceiptLate, |rule| if rule.late.is_zero() { 0 } else { super::Rule::WHOLE });
        let late = late.filter(|_| watches).map(|(place, rule)| (place, rule.late));
        let method = of.method.into();
        (cut.is_some() || watches).then_some(Self { method, call: of.call, cut, late, watches })
    }
}
