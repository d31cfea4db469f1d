//! What is counted here: by the writer and the committer, which do not wait for whoever reads.
//!
//! Everything is counted since the process began; what a replay does again is not counted again. A label is the name of a
//! kind or of a step, never of a sandbox.

use crate::writer::AllPublished;
use std::sync::Arc;
use tokio::sync::mpsc;
use tongguan_clearance::Event;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::{Detention, Step};
use tongguan_figures::{Counter, Gauge, Histogram, TASKS, TIMES};

/// What the writer and the committer count.
#[derive(Debug)]
pub struct Figures {
    /// Tasks that were taken out of the queue and wait because the disk is slow.
    pub put_off: Gauge,
    /// Answers that a group let go.
    pub groups: Histogram,
    /// How long the journal took for a group.
    pub appends: Histogram,
    /// Bytes of entries.
    pub bytes: Counter,
    /// Groups that the journal did not take.
    pub failures: Counter,
    /// Documents taken, by kind.
    taken: [Counter; DocumentKind::ALL.len()],
    /// Steps of documents.
    steps: [Counter; Step::ALL.len()],
    /// Records that were refused with a receipt and not kept.
    pub refused_records: Counter,
    /// Messages that were refused whole.
    pub refused_messages: Counter,
    /// Receipts told.
    pub receipts: Counter,
    /// Timers that wait, of all sandboxes.
    pub timers: Gauge,
}

impl Figures {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            put_off: Gauge::default(),
            groups: Histogram::new(TASKS),
            appends: Histogram::new(TIMES),
            bytes: Counter::default(),
            failures: Counter::default(),
            taken: Default::default(),
            steps: Default::default(),
            refused_records: Counter::default(),
            refused_messages: Counter::default(),
            receipts: Counter::default(),
            timers: Gauge::default(),
        })
    }

    /// Counts what happened.
    pub(crate) fn note(&self, event: &Event) {
        match event {
            Event::DocumentTaken { document, .. } => {
                let kind = document.document().kind();
                count(&DocumentKind::ALL, &self.taken, kind);
            }
            Event::StepTaken { step, .. } => count(&Step::ALL, &self.steps, *step),
            Event::RecordRefused { .. } => self.refused_records.count(),
            Event::MessageRefused(..) => self.refused_messages.count(),
            _ => {}
        }
    }

    /// Documents taken: the name of each kind, and how many.
    pub fn taken(&self) -> impl Iterator<Item = (&'static str, u64)> {
        DocumentKind::ALL.into_iter().zip(&self.taken).map(|(kind, count)| (kind.name(), count.read()))
    }

    /// Steps taken: the name of each, and how many.
    pub fn steps(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Step::ALL.into_iter().zip(&self.steps).map(|(step, count)| (name(step), count.read()))
    }
}

/// Counts one of a list.
fn count<T: PartialEq>(all: &[T], counters: &[Counter], one: T) {
    let found = all.iter().zip(counters).find(|(other, _)| **other == one);
    if let Some((_, counter)) = found {
        counter.count();
    }
}

/// A step as a label.
const fn name(step: Step) -> &'static str {
    match step {
        Step::Send => "send",
        Step::FailSending => "fail_sending",
        Step::Store => "store",
        Step::Reject => "reject",
        Step::Review => "review",
        Step::FinishReview => "finish_review",
        Step::Accept => "accept",
        Step::Inspect => "inspect",
        Step::Release => "release",
        Step::Detain(Detention::Clearance) => "detain_clearance",
        Step::Detain(Detention::Smuggling) => "detain_smuggling",
        Step::Detain(Detention::Legal) => "detain_legal",
        Step::Detain(Detention::Other) => "detain_other",
        Step::ShipBack => "ship_back",
        Step::Close => "close",
        Step::Replace => "replace",
        Step::Delete => "delete",
        Step::ConfirmDeletion => "confirm_deletion",
        Step::Suspend => "suspend",
        Step::HandOver => "hand_over",
        Step::Cancel => "cancel",
        Step::Resume => "resume",
    }
}

/// The figures of a host, with what can be seen of it without counting. Whoever has it does not keep the writer running.
pub struct Gauges {
    figures: Arc<Figures>,
    queue: mpsc::WeakSender<crate::task::Task>,
    published: AllPublished,
}

impl Gauges {
    pub(crate) const fn new(
        figures: Arc<Figures>,
        queue: mpsc::WeakSender<crate::task::Task>,
        published: AllPublished,
    ) -> Self {
        Self { figures, queue, published }
    }

    /// What is counted.
    #[must_use]
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// Tasks that wait for the writer.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        let queued = self.queue.upgrade().map_or(0, |queue| queue.max_capacity() - queue.capacity());
        i64::try_from(queued).unwrap_or(i64::MAX).saturating_add(self.figures.put_off.read())
    }

    /// Sandboxes.
    #[must_use]
    pub fn sandboxes(&self) -> i64 {
        let sandboxes = self.published.read().map_or(0, |published| published.len());
        i64::try_from(sandboxes).unwrap_or(i64::MAX)
    }
}
