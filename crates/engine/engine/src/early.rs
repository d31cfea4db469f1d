//! Watchers of sandboxes that nobody has used: looking creates nothing, so they wait outside until somebody does.

use std::collections::HashMap;
use tokio::sync::watch;
use tongguan_domain::names::SandboxName;

/// Watched of mailboxes, by mailbox.
pub(crate) type Watched = HashMap<String, watch::Sender<u64>>;

/// Those who wait, by sandbox.
#[derive(Default)]
pub(crate) struct EarlyWatchers {
    by_sandbox: HashMap<String, Watched>,
}

impl EarlyWatchers {
    /// The watch of a mailbox that is not there yet. Those that nobody looks at any more are forgotten.
    pub(crate) fn watch(&mut self, sandbox: &SandboxName, mailbox: &str) -> watch::Receiver<u64> {
        self.by_sandbox.retain(|_, watched| {
            watched.retain(|_, watch| watch.receiver_count() > 0);
            !watched.is_empty()
        });
        let watched = self.by_sandbox.entry(sandbox.as_str().to_owned()).or_default();
        watched.entry(mailbox.to_owned()).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Whoever waited for this sandbox: it is there now.
    pub(crate) fn hand_over(&mut self, sandbox: &str) -> Watched {
        self.by_sandbox.remove(sandbox).unwrap_or_default()
    }
}
