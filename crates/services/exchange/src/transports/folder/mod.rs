//! A pair of folders: drop a message into one, find the receipts in the other.
//!
//! ```text
//! IN/*.xml, IN/*.zip    drop here: write under another name, then rename
//! IN/.work/             being taken; what is left here by a crash is taken again, without a second effect
//! IN/taken/             taken
//! IN/refused/           refused, with a .txt that says why
//! OUT/<recipient>/      <MessageType>_<sender>_<recipient>_<number>.xml
//! ```
//!
//! A name that is there stays with its file: the next of the same name gets another. One file, folder or recipient that
//! does not work is said once, and holds up nothing else.

mod archive;
mod deliver;
mod disk;
mod inbox;
mod name;
mod trouble;

use crate::messages::{Carrier, Gateway};
use crate::transports::StartError;
use crate::transports::courier::{SCAN, carry_all};
use std::io;
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use tongguan_domain::names::SandboxName;
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
        let FolderOptions { incoming, outgoing } = options;
        let cannot =
            |folder: &Path, cause| StartError::Folder { folder: folder.display().to_string(), cause };
        disk::make(&outgoing, disk::Readers::Owner).map_err(|cause| cannot(&outgoing, cause))?;
        let inbox = inbox::Inbox::new(incoming.clone());
        inbox.make().map_err(|cause| cannot(&incoming, cause))?;
        Ok(Self { inbox, outgoing })
    }

    /// Takes and delivers until the server drains.
    pub(crate) async fn run(self, gateway: Gateway, sandbox: SandboxName, drain: DrainSignal) -> Drained {
        let Self { inbox, outgoing } = self;
        let files = outgoing.clone();
        let delivery = move || deliver::Files::new(&files);
        let deliver =
            carry_all(gateway.clone(), sandbox.clone(), Carrier::folders(), drain.clone(), delivery);
        let take = take_all(inbox, inbox::Desk { gateway, sandbox, outgoing }, drain);
        tokio::join!(deliver, take);
        Drained::Clean
    }
}

async fn take_all(mut inbox: inbox::Inbox, desk: inbox::Desk, drain: DrainSignal) {
    let mut look = interval(SCAN);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !drain.is_draining() {
        tokio::select! {
            () = drain.draining() => return,
            _ = look.tick() => {}
        }
        inbox.look(&desk, &drain).await;
    }
}

/// Does something on the disk, beside the threads that serve connections.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    // Only a runtime that ends gives a task up.
    spawn_blocking(work).await.unwrap_or_else(|_| Err(io::Error::other("the server stops")))
}
