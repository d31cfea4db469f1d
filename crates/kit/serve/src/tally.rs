//! What is counted of the calls of a server: for each method a row of atomics, found by its number. A call costs two looks
//! at the clock and a few additions, and no lock, name or memory of its own.

use std::sync::Arc;
use std::time::Instant;

use http::HeaderMap;
use tongguan_figures::{Counter, Gauge, Histogram, TIMES};
use tongguan_traces::Span;
use tongguan_wire::status::Reason;
use tonic::{Code, Status};

use crate::traced;

/// How many codes gRPC has.
const CODES: usize = 17;

/// The name of each code, by its number.
#[rustfmt::skip] // A table.
const NAMES: [&str; CODES] = [
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
];

/// The calls of one method. Rows of busy methods share no cache line.
#[derive(Debug)]
#[repr(align(64))]
pub struct Tally {
    /// Calls that are open.
    pub open: Gauge,
    /// Calls that were refused because all places were taken.
    pub refused: Counter,
    /// How long the others took, to the end of the reply.
    pub times: Histogram,
    codes: [Counter; CODES],
}

impl Tally {
    fn new() -> Self {
        Self {
            open: Gauge::default(),
            refused: Counter::default(),
            times: Histogram::new(TIMES),
            codes: Default::default(),
        }
    }

    /// Calls that ended: the name of each code, and how many ended with it.
    pub fn codes(&self) -> impl Iterator<Item = (&'static str, u64)> {
        NAMES.into_iter().zip(&self.codes).map(|(name, count)| (name, count.read()))
    }

    fn ended(&self, code: Code) {
        if let Some(count) = self.codes.get(code as usize) {
            count.count();
        }
    }
}

/// The calls of one server, by method.
#[derive(Debug)]
pub struct Tallies {
    /// Path and row of each method, by its number.
    known: Box<[(Box<str>, Tally)]>,
    /// Calls of what is no method.
    unknown: Tally,
    /// Requests of HTTP forms that were refused for their key, and no calls: without one that holds, without the role.
    forms: [Counter; 2],
}

impl Tallies {
    /// Rows for these paths, numbered in their order.
    pub(crate) fn new(paths: impl IntoIterator<Item = Box<str>>) -> Arc<Self> {
        let known = paths.into_iter().map(|path| (path, Tally::new())).collect();
        Arc::new(Self { known, unknown: Tally::new(), forms: Default::default() })
    }

    /// Each method: its path, `/package.Service/Method`, and its row; `None` stands for all that are no method.
    pub fn each(&self) -> impl Iterator<Item = (Option<&str>, &Tally)> {
        let known = self.known.iter().map(|(path, tally)| (Some(&**path), tally));
        known.chain([(None, &self.unknown)])
    }

    fn row(&self, number: usize) -> &Tally {
        self.known.get(number).map_or(&self.unknown, |(_, tally)| tally)
    }

    /// Requests of HTTP forms that were refused for their key: the name of each reason, and how many.
    pub fn forms(&self) -> [(&'static str, u64); 2] {
        let [no_key, no_role] = &self.forms;
        [(Reason::KeyInvalid.name(), no_key.read()), (Reason::RoleMissing.name(), no_role.read())]
    }

    /// A request of an HTTP form that is refused for its key.
    pub(crate) fn no_form(&self, reason: Reason) {
        let [no_key, no_role] = &self.forms;
        if reason == Reason::RoleMissing { no_role.count() } else { no_key.count() }
    }

    /// A call of what is no method.
    pub(crate) fn no_method(&self) {
        self.unknown.ended(Code::Unimplemented);
    }

    /// A call that found no place.
    pub(crate) fn no_place(&self, number: usize) {
        let row = self.row(number);
        row.refused.count();
        row.ended(Code::ResourceExhausted);
    }

    /// A call that begins.
    pub(crate) fn begin(self: &Arc<Self>, number: usize) -> Counted {
        self.row(number).open.up();
        let (began, code) = (Instant::now(), Code::Cancelled);
        Counted { tallies: Arc::clone(self), number, began, code, span: None }
    }
}

/// A call that is open. Dropped before its end was told, it was given up by its caller.
#[derive(Debug)]
pub(crate) struct Counted {
    tallies: Arc<Tallies>,
    number: usize,
    began: Instant,
    code: Code,
    /// Where calls are traced: its span, which ends with it.
    span: Option<Span>,
}

impl Counted {
    /// The same call, with its span.
    pub(crate) fn traced(self, span: Option<Span>) -> Self {
        // What is dropped here would count as given up.
        let mut counted = self;
        counted.span = span;
        counted
    }

    /// The call ends so.
    pub(crate) fn end(mut self, code: Code) {
        self.code = code;
    }

    /// The call ends with this status.
    pub(crate) fn end_with(self, status: &Status) {
        if let Some(span) = &self.span {
            traced::refused(span, status);
        }
        self.end(status.code());
    }

    /// The call ends here if these headers or trailers say how.
    pub(crate) fn end_by(counted: &mut Option<Self>, headers: &HeaderMap) {
        if let Some(code) = headers.get(Status::GRPC_STATUS)
            && let Some(counted) = counted.take()
        {
            if let Some(span) = &counted.span {
                traced::refused_by(span, headers);
            }
            counted.end(Code::from_bytes(code.as_bytes()));
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let row = self.tallies.row(self.number);
        row.open.down();
        row.ended(self.code);
        row.times.note_time(self.began.elapsed());
        if let Some(span) = &self.span {
            traced::ended(span, self.code);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_names() {
        for (number, name) in (0..).zip(NAMES) {
            let code = Code::from_i32(number);
            let words = format!("{code:?}").to_uppercase();
            assert_eq!(name.replace('_', ""), words, "{number}");
        }
        assert_eq!(Code::from_i32(CODES as i32), Code::Unknown, "there is no other");
    }

    /// What happens to calls of the first of two methods, and what its row shows: open, refused, and codes.
    #[test]
    fn each_call_ends_once() {
        let tallies = Tallies::new(["/a/A".into(), "/a/B".into()]);
        let (told, given_up, open) = (tallies.begin(0), tallies.begin(0), tallies.begin(0));
        let mut by_head = Some(tallies.begin(0));
        let mut headers = HeaderMap::new();
        Counted::end_by(&mut by_head, &headers);
        assert!(by_head.is_some(), "these headers do not say");
        headers.insert(Status::GRPC_STATUS, http::HeaderValue::from_static("3"));
        Counted::end_by(&mut by_head, &headers);
        told.end(Code::Ok);
        drop(given_up);
        tallies.no_place(0);
        tallies.no_method();
        let rows: Vec<_> = tallies
            .each()
            .map(|(path, tally)| {
                let codes: Vec<_> = tally.codes().filter(|(_, count)| *count > 0).collect();
                (path, tally.open.read(), tally.refused.read(), tally.times.read().count(), codes)
            })
            .collect();
        let first = vec![("OK", 1), ("CANCELLED", 1), ("INVALID_ARGUMENT", 1), ("RESOURCE_EXHAUSTED", 1)];
        let expected = [
            (Some("/a/A"), 1, 1, 3, first),
            (Some("/a/B"), 0, 0, 0, vec![]),
            (None, 0, 0, 0, vec![("UNIMPLEMENTED", 1)]),
        ];
        assert_eq!(rows, expected);
        drop(open);
    }
}
