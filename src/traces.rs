//! What the sandboxes do, as spans: which entries a call wrote, the group that made them durable, and the receipts that came
//! of it, then or later.
//!
//! The journal knows no trace, so that the same commands make the same bytes. Which trace a document came with is remembered in
//! memory, of the last ones only.

use crate::compose::StartError;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tongguan_domain::limits;
use tongguan_engine::{Cause, Group, Told, Watch, Written};
use tongguan_journal::{LogId, Position};
use tongguan_serve::DrainSignal;
use tongguan_traces::{Context, Exporting, Options, Span, Traces, Value, current};

/// How long the last spans may take at a stop.
const LAST: Duration = Duration::from_secs(1);
/// Logs of which the span of one group tells.
const LOGS: usize = 16;

/// Begins to trace, if that is wanted.
///
/// # Errors
/// [`StartError::Traces`].
pub(crate) fn start(options: Option<&Options>) -> Result<(Traces, Option<Exporting>), StartError> {
    let Some(options) = options else { return Ok(Default::default()) };
    let (traces, exporting) = Traces::start(options)?;
    Ok((traces, Some(exporting)))
}

/// Sends what there is: until a moment, or until somebody is in a hurry.
pub(crate) async fn finish(exporting: Exporting, signal: &DrainSignal, until: Instant) {
    let within = LAST.min(until.saturating_duration_since(Instant::now()));
    tokio::select! {
        () = exporting.finish(within) => {}
        () = signal.hurried() => {}
    }
}

/// Whoever makes spans of what the sandboxes do; `None`: nothing is traced.
pub(crate) fn watcher(traces: &Traces) -> Option<Arc<dyn Watch>> {
    let watcher = || Watcher { traces: traces.clone(), remembered: Mutex::default() };
    traces.is_on().then(|| Arc::new(watcher()) as Arc<dyn Watch>)
}

/// The span that a question, or whatever else was caused, comes of.
pub(crate) fn span_of(cause: Option<&Cause>) -> Option<&Span> {
    cause?.of()
}

struct Watcher {
    traces: Traces,
    remembered: Mutex<Remembered>,
}

impl Watch for Watcher {
    fn cause(&self) -> Option<Cause> {
        current().map(Cause::new)
    }

    fn durable(&self, written: &[Written]) {
        for one in written {
            let Some(span) = span_of(one.cause.as_ref()) else { continue };
            let [log, first, last] = place(one.log, one.entries);
            if span.is_asked_first() {
                [log, first, last].into_iter().for_each(|(key, value)| span.note(key, value));
            } else {
                // Of a stream, or of a clock that goes in steps.
                span.tell("written", &[log, first, last]);
            }
        }
    }

    fn committed(&self, group: Group<'_>) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let mut receipts = 0;
        for one in &group.written {
            let cause = context_of(one);
            if let Some(cause) = &cause {
                remembered.note(one, cause);
            }
            for told in one.receipts.iter().take(limits::TRACED_RECEIPTS.saturating_sub(receipts)) {
                receipts += 1;
                let document = told.document.and_then(|entry| remembered.of(one.log, entry));
                self.receipt(one.log, *told, document, cause.as_ref());
            }
        }
        drop(remembered);
        self.group(&group);
    }
}

impl Watcher {
    /// The span of a receipt: in the trace of its document and, if another call made it happen, linked to that.
    fn receipt(&self, log: LogId, told: Told, document: Option<&Context>, cause: Option<&Context>) {
        let Some(parent) = document.or(cause) else { return };
        let link = cause.filter(|cause| *cause != parent).cloned();
        let span = self.traces.span("receipt", Some(parent), link.as_slice(), Duration::ZERO);
        let Some(span) = span else { return };
        span.note("tongguan.receipt.kind", told.kind);
        span.note("tongguan.receipt.code", told.code);
        span.note("tongguan.log", log.0);
        span.note("tongguan.position", told.entry.0);
        span.end();
    }

    /// The span of a group: it serves many calls, and is linked to them.
    fn group(&self, group: &Group<'_>) {
        let mut links: Vec<Context> = group.written.iter().filter_map(context_of).collect();
        links.dedup();
        if links.is_empty() {
            return;
        }
        let Some(span) = self.traces.span("journal group", None, &links, group.took) else { return };
        let entries: u64 = group.logs.iter().map(|(_, first, last)| last.0 - first.0 + 1).sum();
        span.note("tongguan.group.logs", group.logs.len());
        span.note("tongguan.group.entries", entries);
        span.note("tongguan.group.bytes", group.bytes);
        span.note("tongguan.group.answers", group.answers);
        match group.logs {
            [(log, first, last)] => {
                place(*log, (*first, *last)).into_iter().for_each(|(key, value)| span.note(key, value));
            }
            many => {
                for (log, first, last) in many.iter().take(LOGS) {
                    span.tell("log", &place(*log, (*first, *last)));
                }
            }
        }
        span.end();
    }
}

/// Where something stands in the journal, as spans tell it.
fn place(log: LogId, (first, last): (Position, Position)) -> [(&'static str, Value); 3] {
    [
        ("tongguan.log", log.0.into()),
        ("tongguan.position", first.0.into()),
        ("tongguan.position.last", last.0.into()),
    ]
}

/// Whence something was written, if that is recorded.
fn context_of(written: &Written) -> Option<Context> {
    span_of(written.cause.as_ref()).map(Span::context).filter(Context::is_sampled)
}

/// With which trace a document came, by the entry that holds it. The oldest are forgotten.
#[derive(Default)]
struct Remembered {
    contexts: HashMap<(u64, u64), Context>,
    oldest: VecDeque<(u64, u64)>,
}

impl Remembered {
    fn note(&mut self, written: &Written, context: &Context) {
        let (first, last) = written.entries;
        for entry in (first.0..=last.0).take(limits::TRACED_DOCUMENTS) {
            let key = (written.log.0, entry);
            if self.contexts.insert(key, context.clone()).is_none() {
                self.oldest.push_back(key);
            }
        }
        while self.oldest.len() > limits::TRACED_DOCUMENTS {
            if let Some(oldest) = self.oldest.pop_front() {
                self.contexts.remove(&oldest);
            }
        }
    }

    fn of(&self, log: LogId, entry: Position) -> Option<&Context> {
        self.contexts.get(&(log.0, entry.0))
    }
}
