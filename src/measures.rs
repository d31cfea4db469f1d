//! The page of figures of a process: which figures there are, and what they are called.

use crate::compose::StartError;
use crate::peers;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;
use tokio::task::JoinHandle;
use tongguan_engine::{Gauges, Host};
use tongguan_exchange::feed;
use tongguan_metrics::{Calls, Listeners, Page, Process, Sheet, Source};
use tongguan_serve::{Acceptor, Drain, Drained, Faults, Limits, Listener, Server, bind};
use tongguan_traces::{Exporting, Sent};

/// What is measured of a process, before it is shown.
pub(crate) struct Measures {
    /// Where it is shown, if it is.
    listener: Option<Listener>,
    page: Page,
    calls: Calls,
    listeners: Listeners,
}

impl Measures {
    /// Shown at this address, or nowhere.
    ///
    /// # Errors
    /// [`StartError::Metrics`].
    pub(crate) fn shown_at(address: Option<SocketAddr>, tls: Option<&Acceptor>) -> Result<Self, StartError> {
        let listener = address.map(|address| bind(address, tls)).transpose().map_err(StartError::Metrics)?;
        let (mut page, calls) = (Page::default(), Calls(Vec::new()));
        #[expect(clippy::disallowed_methods, reason = "the time of the start, which no sandbox sees")]
        let now = SystemTime::now();
        page.add(Process::beginning(env!("TONGGUAN_VERSION"), now));
        let own = listener.iter().map(|listener| ("metrics", listener.connections()));
        let listeners = Listeners(own.collect());
        Ok(Self { listener, page, calls, listeners })
    }

    /// Where it is shown.
    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.listener.as_ref().map(Listener::address)
    }

    /// The connections of a listener.
    pub(crate) fn listener(&mut self, name: &'static str, listener: &Listener) {
        self.listeners.0.push((name, listener.connections()));
    }

    /// The calls of a server.
    pub(crate) fn server(&mut self, server: &Server) {
        self.calls.0.push(server.tallies());
    }

    /// What the sandboxes do.
    pub(crate) fn sandboxes(&mut self, host: &Host) {
        self.page.add(Sandboxes(host.gauges()));
    }

    /// What befell callers because it was set.
    pub(crate) fn faults(&mut self, faults: &Faults) {
        self.page.add(Made(faults.clone()));
    }

    /// A copy of what another process decides.
    pub(crate) fn copy(&mut self, host: &Host, figures: Arc<feed::Figures>) {
        self.page.add(Copy(host.gauges(), figures));
    }

    /// Questions to other processes.
    pub(crate) fn peers(&mut self, figures: Arc<peers::Figures>) {
        self.page.add(Peers(figures));
    }

    /// What becomes of spans, where calls are traced.
    pub(crate) fn traces(&mut self, exporting: Option<&Exporting>) {
        if let Some(exporting) = exporting {
            self.page.add(Spans(exporting.sent()));
        }
    }

    /// Shows everything until the drain is started: where, and who does it.
    pub(crate) fn show(mut self, limits: Limits, drain: &Drain) -> Option<(SocketAddr, JoinHandle<Drained>)> {
        let listener = self.listener?;
        self.page.add(self.listeners);
        self.page.add(self.calls);
        let address = listener.address();
        Some((address, tokio::spawn(tongguan_metrics::serve(self.page, listener, limits, drain.clone()))))
    }
}

/// The figures of the engine.
struct Sandboxes(Gauges);

impl Source for Sandboxes {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        self.journal(sheet)?;
        let figures = self.0.figures();
        sheet.gauge("tongguan_sandboxes", "Sandboxes.", [([], self.0.sandboxes())])?;
        sheet.gauge(
            "tongguan_timers",
            "Timers that wait, of all sandboxes.",
            [([], figures.timers.read())],
        )?;
        sheet.counter(
            "tongguan_documents_taken",
            "Documents that were taken, by kind.",
            figures.taken().map(|(kind, count)| ([("kind", kind)], count)),
        )?;
        sheet.counter(
            "tongguan_document_steps",
            "Steps of documents at the port and at customs.",
            figures.steps().map(|(step, count)| ([("step", step)], count)),
        )?;
        sheet.counter(
            "tongguan_records_refused",
            "Records of XML that were refused with a receipt below zero and not kept.",
            [([], figures.refused_records.read())],
        )?;
        sheet.counter(
            "tongguan_messages_refused",
            "Messages of XML that were refused whole, with a CEB900.",
            [([], figures.refused_messages.read())],
        )?;
        sheet.counter(
            "tongguan_receipts_told",
            "Receipts that went into mailboxes, copies included.",
            [([], figures.receipts.read())],
        )
    }
}

impl Sandboxes {
    fn journal(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        let figures = self.0.figures();
        sheet.gauge("tongguan_writer_queue", "Tasks that wait for the writer.", [([], self.0.waiting())])?;
        sheet.sizes(
            "tongguan_journal_group_answers",
            "Answers that were let go by one group of the journal.",
            figures.groups.read(),
        )?;
        sheet.times(
            "tongguan_journal_append_seconds",
            "Time until a group was durable.",
            [([], figures.appends.read())],
        )?;
        sheet.counter(
            "tongguan_journal_bytes",
            "Bytes of entries that became durable.",
            [([], figures.bytes.read())],
        )?;
        sheet.counter(
            "tongguan_journal_failures",
            "Groups that the journal did not take; the process ends by it.",
            [([], figures.failures.read())],
        )
    }
}

/// The figures of a copy. What is decided is counted where it is decided.
struct Copy(Gauges, Arc<feed::Figures>);

impl Source for Copy {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        let Self(gauges, feed) = self;
        sheet.gauge("tongguan_feed_sandboxes", "Sandboxes of the copy.", [([], gauges.sandboxes())])?;
        sheet.gauge(
            "tongguan_feed_following",
            "Whether intake is followed now: 1 or 0.",
            [([], feed.following.read())],
        )?;
        sheet.counter(
            "tongguan_feed_entries",
            "Entries of the journal of intake that the copy has taken.",
            [([], feed.entries.read())],
        )?;
        sheet.gauge(
            "tongguan_feed_last_entry_timestamp_seconds",
            "When the last of them came, in seconds since 1970; 0 before the first.",
            [([], feed.last_entry.read())],
        )?;
        sheet.counter(
            "tongguan_feed_ended",
            "How often the feed has ended and is followed again if it can be.",
            [([], feed.ended.read())],
        )?;
        sheet.times(
            "tongguan_feed_catch_up_seconds",
            "Time until the copy was where intake says that a sandbox ends.",
            [([], feed.waits.read())],
        )?;
        sheet.counter(
            "tongguan_feed_behind",
            "How often that took too long, so that a read was refused.",
            [([], feed.behind.read())],
        )
    }
}

/// Faults that were made for callers.
struct Made(Faults);

impl Source for Made {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        sheet.counter(
            "tongguan_faults_made",
            "Faults that befell callers of a sandbox because they were set for it, by kind.",
            self.0.befell().map(|(kind, count)| ([("fault", kind.name())], count)),
        )
    }
}

/// The figures of questions to other processes.
struct Peers(Arc<peers::Figures>);

impl Source for Peers {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        let each = || [("risk", &self.0.risk), ("credit", &self.0.credit)].into_iter();
        sheet.counter(
            "tongguan_peer_asked",
            "Questions to another process; one that is asked again counts again.",
            each().map(|(service, peer)| ([("peer", service)], peer.asked.read())),
        )?;
        sheet.counter(
            "tongguan_peer_answers",
            "What became of them: answered, unusable, away, or dropped, when nobody wanted to know any more.",
            each().flat_map(|(service, peer)| {
                let results = [
                    ("answered", &peer.answered),
                    ("unusable", &peer.unusable),
                    ("away", &peer.away),
                    ("dropped", &peer.dropped),
                ];
                results.map(|(result, count)| ([("peer", service), ("result", result)], count.read()))
            }),
        )?;
        sheet.gauge(
            "tongguan_peer_open",
            "Questions that are out.",
            each().map(|(service, peer)| ([("peer", service)], peer.out.read())),
        )?;
        sheet.times(
            "tongguan_peer_duration_seconds",
            "Time until one of these.",
            each().map(|(service, peer)| ([("peer", service)], peer.times.read())),
        )
    }
}

/// What became of spans.
struct Spans(Arc<Sent>);

impl Source for Spans {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        let Sent { sent, dropped, lost } = &*self.0;
        sheet.counter(
            "tongguan_trace_spans",
            "Spans that ended: sent, dropped as the queue was full, or lost as the collector did not take them.",
            [("sent", sent), ("dropped", dropped), ("lost", lost)]
                .map(|(result, count)| ([("result", result)], count.read())),
        )
    }
}
