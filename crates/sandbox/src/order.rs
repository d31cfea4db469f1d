//! What the writer can be asked.

use crate::host::HostError;
use tokio::sync::{oneshot, watch};
use tongguan_clearance::{Answer, Command, SandboxView, Settings, State};
use tongguan_domain::names::SandboxName;
use tongguan_domain::time::Moment;

/// Lets an answer go; called once what it rests on is durable.
pub(crate) type Release = Box<dyn FnOnce() + Send>;

/// Looks at a state (`None`: nobody has used the sandbox) and gives the answer to be let go.
pub(crate) type Look = Box<dyn FnOnce(Option<&State>) -> Release + Send>;

/// A sandbox and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxInfo {
    /// Name.
    pub name: SandboxName,
    /// The sandbox at a glance.
    pub view: SandboxView,
}

pub(crate) type Reply<T> = oneshot::Sender<Result<T, HostError>>;

pub(crate) enum Order {
    /// Execute a command; the sandbox is created if nobody has used it.
    Execute { sandbox: SandboxName, command: Box<Command>, reply: Reply<Answer> },
    /// Look at a state.
    Look { sandbox: SandboxName, look: Look },
    /// Follow a mailbox: the number of its last durable receipt.
    Watch { sandbox: SandboxName, mailbox: String, reply: Reply<watch::Receiver<u64>> },
    /// Create a sandbox with settings of its own.
    Create { sandbox: SandboxName, settings: Box<Settings>, reply: Reply<SandboxInfo> },
    /// Move the clock; `None` means to the next timer.
    Advance { sandbox: SandboxName, to: Option<Moment>, reply: Reply<(u64, SandboxInfo)> },
    /// Sandboxes after a name, by name.
    List { after: String, limit: usize, reply: Reply<Vec<SandboxInfo>> },
    /// The committer is free again; it says so here, too, in case the writer waits for orders.
    CommitterFree,
    /// Write snapshots and stop.
    Stop { reply: Reply<()> },
}
