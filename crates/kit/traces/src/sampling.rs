//! Which traces are recorded.

use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

/// What comes of another span follows it; what begins here is drawn; what only serves others, as a group of writes does, is
/// recorded if one of them is.
#[derive(Clone, Debug)]
pub(crate) struct Sampling(Sampler);

impl Sampling {
    pub(crate) fn new(ratio: f64) -> Self {
        Self(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(ratio))))
    }
}

impl ShouldSample for Sampling {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let comes_of_another = parent.is_some_and(|parent| parent.span().span_context().is_valid());
        if comes_of_another || links.is_empty() {
            return self.0.should_sample(parent, trace, name, kind, attributes, links);
        }
        let serves_one = links.iter().any(|link| link.span_context.is_sampled());
        let decision = if serves_one { SamplingDecision::RecordAndSample } else { SamplingDecision::Drop };
        SamplingResult { decision, attributes: Vec::new(), trace_state: TraceState::default() }
    }
}
