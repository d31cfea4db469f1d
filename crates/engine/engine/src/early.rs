//! Watchers of sandboxes that nobody has used: looking creates nothing, so they wait outside until somebody does.

use std::collections::HashMap;
use tokio::sync::watch;
use tongguan_domain::names::SandboxName;

/// Doors of mailboxes, by mailbox.
pub(crate) type Doors = HashMap<String, watch::Sender<u64>>;

/// Those who wait, by sandbox.
#[derive(Default)]
pub(crate) struct EarlyWatchers {
    by_sandbox: HashMap<String, Doors>,
}

impl EarlyWatchers {
    /// The door of a mailbox that is not there yet. Doors that nobody waits at any more are forgotten.
    pub(crate) fn door(&mut self, sandbox: &SandboxName, mailbox: &str) -> watch::Receiver<u64> {
        self.by_sandbox.retain(|_, doors| {
            doors.retain(|_, door| door.receiver_count() > 0);
            !doors.is_empty()
        });
        let doors = self.by_sandbox.entry(sandbox.as_str().to_owned()).or_default();
        doors.entry(mailbox.to_owned()).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Whoever waited for this sandbox: it is there now.
    pub(crate) fn hand_over(&mut self, sandbox: &str) -> Doors {
        self.by_sandbox.remove(sandbox).unwrap_or_default()
    }
}
