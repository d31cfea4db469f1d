//! The span of a call: what it is called, and how it ended.

use http::{HeaderMap, StatusCode};
use tongguan_traces::{Rpc, Span, Traces};
use tongguan_wire::status::read_reason;
use tonic::{Code, Status};

use crate::methods::Methods;

/// Who makes spans, and the names of the methods by their numbers.
pub(crate) struct Tracing {
    traces: Traces,
    names: Box<[Option<Rpc>]>,
}

impl Tracing {
    /// `None`: nothing is traced.
    pub(crate) fn of(traces: &Traces, methods: &Methods) -> Option<Self> {
        let names = || methods.paths().iter().map(|path| Rpc::of(path)).collect();
        traces.is_on().then(|| Self { traces: traces.clone(), names: names() })
    }

    /// The span of a call of this method that came with these headers.
    pub(crate) fn begin(&self, number: usize, headers: &HeaderMap) -> Option<Span> {
        self.traces.called(self.names.get(number)?.as_ref()?, headers)
    }
}

/// The same call in the log: each line that is written under it names its trace.
pub(crate) fn in_log(span: &Span, path: &str) -> tracing::Span {
    let (trace_id, span_id) = span.ids();
    tracing::info_span!("rpc", path, trace_id, span_id)
}

/// Notes why a call was refused.
pub(crate) fn refused(span: &Span, status: &Status) {
    if let Some(reason) = read_reason(status) {
        span.note("tongguan.reason", reason.name());
    }
}

/// The same, where it stands in headers or trailers.
pub(crate) fn refused_by(span: &Span, headers: &HeaderMap) {
    if headers.contains_key(Status::GRPC_STATUS_DETAILS)
        && let Some(status) = Status::from_header_map(headers)
    {
        refused(span, &status);
    }
}

/// Ends a span as its call ended. Of a server, the codes below are its own failures; what else is refused went as it should.
pub(crate) fn ended(span: &Span, code: Code) {
    span.note("rpc.grpc.status_code", code as i32);
    let why = match code {
        Code::Unknown => "UNKNOWN",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        _ => "",
    };
    if !why.is_empty() {
        span.fail(why);
    }
    span.end();
}

/// Ends the span of a request of HTTP/1, which was traced as the call of gRPC that does the same.
pub fn ended_by_http(span: &Span, status: StatusCode) {
    span.note("http.response.status_code", i32::from(status.as_u16()));
    if status.is_server_error() {
        span.fail("HTTP");
    }
    span.end();
}
