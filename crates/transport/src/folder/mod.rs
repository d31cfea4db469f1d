//! A pair of folders: drop a message into one, find the receipts in the other.
//!
//! ```text
//! IN/*.xml, IN/*.zip    drop here: write under another name, then rename
//! IN/.work/             being taken; what is left here by a crash is taken again, without a second effect
//! IN/taken/             taken
//! IN/refused/           refused, with a .txt that says why
//! OUT/<recipient>/      <MessageType>_<sender>_<recipient>_<number>.xml
//! ```

mod archive;
mod deliver;
mod inbox;
mod name;

use crate::StartError;
use crate::courier::{SCAN, carry_all};
use std::path::PathBuf;
use tokio::time::{MissedTickBehavior, interval};
use tongguan_domain::names::SandboxName;
use tongguan_gateway::Gateway;
use tongguan_serve::{DrainSignal, Drained};

/// Where messages are dropped, and where receipts appear.
#[derive(Clone, Debug)]
pub struct FolderOptions {
    /// Folder of messages.
    pub incoming: PathBuf,
    /// Folder of receipts.
    pub outgoing: PathBuf,
}

/// Folders that are there.
pub(crate) struct Folders {
    inbox: inbox::Inbox,
    outgoing: PathBuf,
}

impl Folders {
    /// Makes what is not there yet.
    pub(crate) fn open(options: FolderOptions) -> Result<Self, StartError> {
        let make = |folder: PathBuf| match std::fs::create_dir_all(&folder) {
            Ok(()) => Ok(folder),
            Err(cause) => Err(StartError::Folder { folder: folder.display().to_string(), cause }),
        };
        let incoming = make(options.incoming)?;
        let [work, taken, refused] =
            [inbox::WORK, inbox::TAKEN, inbox::REFUSED].map(|name| make(incoming.join(name)));
        let inbox = inbox::Inbox { incoming, work: work?, taken: taken?, refused: refused? };
        Ok(Self { inbox, outgoing: make(options.outgoing)? })
    }

    /// Takes and delivers until the server drains.
    pub(crate) async fn run(self, gateway: Gateway, sandbox: SandboxName, drain: DrainSignal) -> Drained {
        let outgoing = self.outgoing;
        let deliver = {
            let outgoing = outgoing.clone();
            carry_all(gateway.clone(), sandbox.clone(), drain.clone(), move || deliver::Files {
                outgoing: outgoing.clone(),
            })
        };
        let take = take_all(self.inbox, outgoing, gateway, sandbox, drain);
        tokio::join!(deliver, take);
        Drained::Clean
    }
}

async fn take_all(
    inbox: inbox::Inbox,
    outgoing: PathBuf,
    gateway: Gateway,
    sandbox: SandboxName,
    drain: DrainSignal,
) {
    let mut look = interval(SCAN);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !drain.is_draining() {
        tokio::select! {
            () = drain.draining() => return,
            _ = look.tick() => {}
        }
        if let Err(error) = inbox.look(&gateway, &sandbox, &outgoing, &drain).await {
            tracing::warn!(folder = %inbox.incoming.display(), %error, "the folder cannot be read");
        }
    }
}
