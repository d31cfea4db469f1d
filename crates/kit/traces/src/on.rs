//! Spans, as OpenTelemetry makes them.

use crate::context::{self, TRACEPARENT, TRACESTATE};
use crate::export::{self, Queue};
use crate::options::{Options, StartError};
use crate::sampling::Sampling;
use crate::value::{Rpc, Value};
use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::trace::{
    Link, Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags,
    TraceId, TraceState, Tracer, TracerProvider,
};
use opentelemetry::{KeyValue, time};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, Span as Recorded};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use crate::export::Exporting;

/// Who made the spans.
const SCOPE: &str = "tongguan";

/// Who makes spans; `default()` makes none.
#[derive(Clone, Debug, Default)]
pub struct Traces(Option<Arc<SdkTracer>>);

impl Traces {
    /// Begins to send spans to a collector. Call it inside of a runtime, which sends them.
    ///
    /// # Errors
    /// [`StartError`]. Whether a collector is there shows later, and stops nothing.
    pub fn start(options: &Options) -> Result<(Self, Exporting), StartError> {
        let (exporter, resource) = export::exporter(options)?;
        let (queue, exporting) = Queue::before(exporter, options.queue);
        let provider = SdkTracerProvider::builder()
            .with_span_processor(queue)
            .with_sampler(Sampling::new(options.ratio))
            .with_resource(resource)
            .build();
        Ok((Self(Some(Arc::new(provider.tracer(SCOPE)))), exporting))
    }

    /// Whether there are spans at all.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// The span of a call that came with these headers.
    #[must_use]
    pub fn called(&self, rpc: &Rpc, headers: &HeaderMap) -> Option<Span> {
        let tracer = self.0.as_deref()?;
        let parent = context::parent(headers).map(|parent| {
            let state = context::state(headers).and_then(|state| state.parse::<TraceState>().ok());
            let flags = TraceFlags::default().with_sampled(parent.sampled);
            let (trace, span) = (TraceId::from(parent.trace), SpanId::from(parent.span));
            SpanContext::new(trace, span, flags, true, state.unwrap_or_default())
        });
        Some(Span::begun(tracer, rpc_span(rpc, SpanKind::Server), parent))
    }

    /// The span of a call that is made because of another.
    #[must_use]
    pub fn calling(&self, rpc: &Rpc, cause: Option<&Span>) -> Option<Span> {
        let tracer = self.0.as_deref()?;
        let parent = cause.map(|cause| cause.0.context.clone());
        Some(Span::begun(tracer, rpc_span(rpc, SpanKind::Client), parent))
    }

    /// The span of something that began so long ago: of a parent, or one that only is linked to others.
    #[must_use]
    pub fn span(
        &self,
        name: &'static str,
        parent: Option<&Context>,
        links: &[Context],
        since: Duration,
    ) -> Option<Span> {
        let tracer = self.0.as_deref()?;
        let now = time::now();
        let links = links.iter().map(|link| Link::with_context(link.0.clone())).collect();
        let builder = SpanBuilder::from_name(name)
            .with_kind(SpanKind::Internal)
            .with_start_time(now.checked_sub(since).unwrap_or(now))
            .with_links(links);
        Some(Span::begun(tracer, builder, parent.map(|parent| parent.0.clone())))
    }
}

fn rpc_span(rpc: &Rpc, kind: SpanKind) -> SpanBuilder {
    SpanBuilder::from_name(rpc.name.to_string()).with_kind(kind).with_attributes([
        KeyValue::new("rpc.system", "grpc"),
        KeyValue::new("rpc.service", Arc::clone(&rpc.service)),
        KeyValue::new("rpc.method", Arc::clone(&rpc.method)),
    ])
}

/// Which trace, and which span in it: what is kept of a span that may be over.
#[derive(Clone, Debug, PartialEq)]
pub struct Context(SpanContext);

impl Context {
    /// Whether its trace is recorded.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.0.is_sampled()
    }
}

/// A span. Clones are the same one.
#[derive(Clone, Debug)]
pub struct Span(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    context: SpanContext,
    recorded: Mutex<Recorded>,
    asked: AtomicBool,
}

impl Span {
    fn begun(tracer: &SdkTracer, builder: SpanBuilder, parent: Option<SpanContext>) -> Self {
        let parent = match parent {
            Some(parent) => opentelemetry::Context::new().with_remote_span_context(parent),
            None => opentelemetry::Context::new(),
        };
        let recorded = tracer.build_with_context(builder, &parent);
        let context = recorded.span_context().clone();
        Self(Arc::new(Inner { context, recorded: Mutex::new(recorded), asked: AtomicBool::new(false) }))
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.0.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which trace, and which span in it.
    #[must_use]
    pub fn context(&self) -> Context {
        Context(self.0.context.clone())
    }

    /// Whether this is asked for the first time: what is noted twice would stand there twice.
    #[must_use]
    pub fn is_asked_first(&self) -> bool {
        !self.0.asked.swap(true, Ordering::Relaxed)
    }

    /// The ids of the trace and of the span, as they are written everywhere.
    #[must_use]
    pub fn ids(&self) -> (String, String) {
        (self.0.context.trace_id().to_string(), self.0.context.span_id().to_string())
    }

    /// Notes something. After the end it is too late.
    pub fn note(&self, key: &'static str, value: impl Into<Value>) {
        if self.0.context.is_sampled() {
            self.recorded().set_attribute(noted(key, value.into()));
        }
    }

    /// Notes that something happened now.
    pub fn tell(&self, name: &'static str, facts: &[(&'static str, Value)]) {
        if self.0.context.is_sampled() {
            let facts = facts.iter().map(|(key, value)| noted(key, *value)).collect();
            self.recorded().add_event(name, facts);
        }
    }

    /// Says that it went wrong, and by which word.
    pub fn fail(&self, why: &'static str) {
        self.recorded().set_status(Status::error(why));
    }

    /// It is over.
    pub fn end(&self) {
        self.recorded().end();
    }

    /// Writes it as the parent of what is called.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let (context, (trace, span)) = (&self.0.context, self.ids());
        let flags = u8::from(context.is_sampled());
        let Ok(parent) = HeaderValue::try_from(format!("00-{trace}-{span}-{flags:02x}")) else { return };
        headers.insert(HeaderName::from_static(TRACEPARENT), parent);
        // Whatever came with the call before belongs to the parent that is replaced.
        headers.remove(TRACESTATE);
        let state = context.trace_state().header();
        if let (false, Ok(state)) = (state.is_empty(), HeaderValue::try_from(state)) {
            headers.insert(HeaderName::from_static(TRACESTATE), state);
        }
    }
}

fn noted(key: &'static str, value: Value) -> KeyValue {
    match value {
        Value::Number(number) => KeyValue::new(key, number),
        Value::Word(word) => KeyValue::new(key, word),
    }
}
