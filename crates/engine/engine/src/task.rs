//! What the writer can be asked.

use crate::error::HostError;
use crate::follower::Heard;
use crate::inquiry::{Answer, Asked};
use crate::watch::Cause;
use crate::writer::Writer;
use tokio::sync::{oneshot, watch};
use tongguan_clearance::{State, Tag};
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::{SandboxView, Settings};
use tongguan_domain::time::Moment;

/// Lets an answer go; called once what it rests on is durable.
pub(crate) type LetGo = Box<dyn FnOnce() + Send>;

/// Looks at a state (`None`: nobody has used the sandbox) and gives the answer to be let go.
pub(crate) type Look = Box<dyn FnOnce(Option<&State>) -> LetGo + Send>;

/// Has the writer decide a command, and answer whoever is to hear of it. It knows which command, and so which answer.
pub(crate) type Decide = Box<dyn FnOnce(Turn<'_>) + Send>;

/// What becomes of a command in the queue.
pub(crate) enum Turn<'w> {
    /// Its turn has come.
    Comes(&'w mut Writer, &'w SandboxName),
    /// It has none: why.
    Never(HostError),
}

/// A sandbox and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxInfo {
    /// Name.
    pub name: SandboxName,
    /// The sandbox at a glance.
    pub view: SandboxView,
}

/// How far a clock is to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To the next timer, if there is one.
    NextTimer,
    /// To a moment.
    Until(Moment),
    /// By so many milliseconds.
    By(i64),
    /// To a moment, if the clock is automatic and has not passed it; otherwise it stays.
    Pass(Moment),
    /// Timer by timer until none is left: nothing more happens by itself then.
    Idle,
}

/// How a clock is to be moved.
pub(crate) struct Advance {
    pub(crate) to: Goal,
    pub(crate) tag: Option<Tag>,
    /// What of it was done before a question came up: how many timers have fired, and whether the request was a repeat.
    pub(crate) done: Option<(u64, bool)>,
    pub(crate) cause: Option<Cause>,
}

/// What an advance has done so far.
pub(crate) struct Advanced {
    pub(crate) fired: u64,
    pub(crate) info: SandboxInfo,
    /// What is left, if it has not arrived: others had to get their turn.
    pub(crate) left: Option<Goal>,
    /// Whether the same request was carried out before.
    pub(crate) replayed: bool,
}

pub(crate) type Reply<T> = oneshot::Sender<Result<T, HostError>>;

pub(crate) enum Task {
    /// Decide a command; the sandbox is created if nobody has used it.
    Decide { sandbox: SandboxName, decide: Decide, cause: Option<Cause> },
    /// Hear what somebody elsewhere says to a question.
    Hear { asked: Box<Asked>, answer: Option<Answer>, reply: Reply<bool> },
    /// Look at a state; whether only at what whoever asks knows to be durable.
    Look { sandbox: SandboxName, look: Look, known: bool },
    /// Follow a mailbox: the number of its last durable receipt.
    Watch { sandbox: SandboxName, mailbox: String, reply: Reply<watch::Receiver<u64>> },
    /// Create a sandbox with settings of its own.
    Create { sandbox: SandboxName, settings: Box<Settings>, reply: Reply<SandboxInfo> },
    /// Move the clock.
    Advance { sandbox: SandboxName, advance: Advance, reply: Reply<Advanced> },
    /// Delete a sandbox; the answer is whether there was one.
    Delete { sandbox: SandboxName, reply: Reply<bool> },
    /// Delete what a sandbox holds, and begin it anew with its settings, once for a request. The answer says whether that
    /// was done before.
    Reset { sandbox: SandboxName, tag: Option<Tag>, reply: Reply<(SandboxInfo, bool)> },
    /// Sandboxes after a name, by name.
    List { tenant: Option<String>, after: String, limit: usize, reply: Reply<Vec<SandboxInfo>> },
    /// Take what comes from the process that is followed. Only a host that follows gets it.
    Follow(Heard),
    /// The committer is free again; it says so here, too, in case the writer waits for tasks.
    CommitterFree,
    /// Write snapshots and stop.
    Stop { reply: Reply<()> },
}

impl Task {
    /// Tells whoever wanted something changed why it is not.
    pub(crate) fn refuse(self, error: HostError) {
        fn tell<T>(reply: Reply<T>, error: HostError) {
            // The asker may have gone.
            let _: Result<_, _> = reply.send(Err(error));
        }
        match self {
            Self::Decide { decide, .. } => decide(Turn::Never(error)),
            Self::Create { reply, .. } => tell(reply, error),
            Self::Advance { reply, .. } => tell(reply, error),
            Self::Delete { reply, .. } => tell(reply, error),
            Self::Reset { reply, .. } => tell(reply, error),
            Self::Hear { reply, .. } => tell(reply, error),
            Self::Look { .. }
            | Self::Watch { .. }
            | Self::List { .. }
            | Self::Follow(_)
            | Self::CommitterFree
            | Self::Stop { .. } => {}
        }
    }

    /// The sandbox whose question has to be answered before its turn comes.
    pub(crate) const fn waits_for(&self) -> Option<&SandboxName> {
        match self {
            Self::Decide { sandbox, .. }
            | Self::Advance { sandbox, .. }
            | Self::Delete { sandbox, .. }
            | Self::Reset { sandbox, .. } => Some(sandbox),
            Self::Look { .. }
            | Self::Watch { .. }
            | Self::Create { .. }
            | Self::List { .. }
            | Self::Hear { .. }
            | Self::Follow(_)
            | Self::CommitterFree
            | Self::Stop { .. } => None,
        }
    }

    /// Whether it may make something happen. Such tasks can wait while the disk is slow; who only looks need not.
    pub(crate) const fn changes(&self) -> bool {
        match self {
            Self::Decide { .. }
            | Self::Create { .. }
            | Self::Advance { .. }
            | Self::Delete { .. }
            | Self::Reset { .. } => true,
            Self::Look { .. }
            | Self::Watch { .. }
            | Self::List { .. }
            // It is what others wait for.
            | Self::Hear { .. }
            | Self::Follow(_)
            | Self::CommitterFree
            | Self::Stop { .. } => false,
        }
    }
}
