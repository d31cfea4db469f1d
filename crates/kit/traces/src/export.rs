//! The way to the collector: a queue with a bound, and one task that empties it. Who ends a span never waits.

use crate::options::{Options, Sent, StartError};
use opentelemetry::{Context, Key, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanExporter as _, SpanProcessor};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

/// Spans of one message.
const BATCH: usize = 512;
/// How long the first span of a message waits for others.
const GATHER: Duration = Duration::from_millis(500);
/// How long the collector may take for a message.
const PATIENCE: Duration = Duration::from_secs(5);
/// What begins the name that the SDK gives to who has none.
const NAMELESS: &str = "unknown_service";

/// What sends, and what all spans of this process have in common.
pub(crate) fn exporter(options: &Options) -> Result<(SpanExporter, Resource), StartError> {
    let builder =
        SpanExporter::builder().with_tonic().with_endpoint(&options.endpoint).with_timeout(PATIENCE);
    let mut exporter = builder.build().map_err(|error| StartError::Endpoint(error.to_string()))?;
    let key = Key::from_static_str("service.name");
    let named = Resource::builder().build().get(&key);
    let mut resource = Resource::builder().with_attribute(KeyValue::new("service.version", options.version));
    if named.is_none_or(|name| name.as_str().starts_with(NAMELESS)) {
        resource = resource.with_service_name(options.service);
    }
    let resource = resource.build();
    exporter.set_resource(&resource);
    Ok((exporter, resource))
}

enum Item {
    Span(Box<SpanData>),
    /// Send what there is, and say when it is sent.
    Last(oneshot::Sender<()>),
}

/// Where spans go that have ended.
#[derive(Debug)]
pub(crate) struct Queue {
    put: mpsc::Sender<Item>,
    sent: Arc<Sent>,
}

impl Queue {
    /// A queue before an exporter, and whoever empties it.
    pub(crate) fn before(exporter: SpanExporter, most: usize) -> (Self, Exporting) {
        let (put, taken) = mpsc::channel(most);
        let sent = Arc::<Sent>::default();
        let sending = Sending { exporter, sent: Arc::clone(&sent), away: false };
        let task = tokio::spawn(sending.run(taken));
        let exporting = Exporting { put: put.clone(), sent: Arc::clone(&sent), task };
        (Self { put, sent }, exporting)
    }
}

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, span: SpanData) {
        if self.put.try_send(Item::Span(Box::new(span))).is_err() {
            self.sent.dropped.count();
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Whoever sends spans.
#[derive(Debug)]
pub struct Exporting {
    put: mpsc::Sender<Item>,
    sent: Arc<Sent>,
    task: JoinHandle<()>,
}

impl Exporting {
    /// What became of spans.
    #[must_use]
    pub fn sent(&self) -> Arc<Sent> {
        Arc::clone(&self.sent)
    }

    /// Sends what there is, and ends. What does not get through within this time is lost.
    pub async fn finish(self, within: Duration) {
        let (tell, told) = oneshot::channel();
        let last = async {
            if self.put.send(Item::Last(tell)).await.is_ok() {
                // It may have ended by a panic.
                let _: Result<_, _> = told.await;
            }
        };
        let ended = timeout(within, last).await;
        self.task.abort();
        let (dropped, lost) = (self.sent.dropped.read(), self.sent.lost.read());
        match ended {
            Err(_) => tracing::warn!(dropped, "the collector is too slow: the last spans are lost"),
            Ok(()) if dropped + lost > 0 => tracing::info!(dropped, lost, "some spans did not get through"),
            Ok(()) => {}
        }
    }
}

struct Sending {
    exporter: SpanExporter,
    sent: Arc<Sent>,
    /// Whether the collector did not take the last message.
    away: bool,
}

impl Sending {
    async fn run(mut self, mut taken: mpsc::Receiver<Item>) {
        while let Some(first) = taken.recv().await {
            let (batch, last) = gather(first, &mut taken).await;
            self.send(batch).await;
            let Some(last) = last else { continue };
            let mut batch = Vec::new();
            while let Ok(Item::Span(span)) = taken.try_recv() {
                batch.push(*span);
            }
            for part in parts(batch) {
                self.send(part).await;
            }
            // Nobody may be waiting any longer.
            let _: Result<_, _> = last.send(());
            return;
        }
    }

    async fn send(&mut self, batch: Vec<SpanData>) {
        let spans = batch.len() as u64;
        if spans == 0 {
            return;
        }
        let why = match timeout(PATIENCE, self.exporter.export(batch)).await {
            Ok(Ok(())) => {
                self.sent.sent.add(spans);
                if std::mem::take(&mut self.away) {
                    tracing::info!("the collector takes spans again");
                }
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {} s", PATIENCE.as_secs()),
        };
        self.sent.lost.add(spans);
        if !std::mem::replace(&mut self.away, true) {
            tracing::warn!(
                why,
                "the collector takes no spans; they are lost until it does, and nothing else is"
            );
        }
    }
}

/// What comes within a moment, or a message full; and whoever waits for the end.
async fn gather(
    first: Item,
    taken: &mut mpsc::Receiver<Item>,
) -> (Vec<SpanData>, Option<oneshot::Sender<()>>) {
    let until = Instant::now() + GATHER;
    let (mut batch, mut next) = (Vec::new(), Some(first));
    while let Some(item) = next {
        match item {
            Item::Span(span) => batch.push(*span),
            Item::Last(last) => return (batch, Some(last)),
        }
        next = match batch.len() {
            BATCH.. => None,
            _ => timeout_at(until, taken.recv()).await.ok().flatten(),
        };
    }
    (batch, None)
}

fn parts(mut batch: Vec<SpanData>) -> Vec<Vec<SpanData>> {
    let mut parts = Vec::new();
    while batch.len() > BATCH {
        let rest = batch.split_off(BATCH);
        parts.push(std::mem::replace(&mut batch, rest));
    }
    parts.push(batch);
    parts
}
