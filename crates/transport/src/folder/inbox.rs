//! Files on their way in.

use super::archive;
use super::deliver::put;
use super::name::{Kind, kind, part};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::AsyncReadExt;
use tokio::task::spawn_blocking;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_gateway::{Failed, Gateway, HostError, PlatformAnswer, Taking};
use tongguan_serve::DrainSignal;

/// Where files are while they are taken.
pub(super) const WORK: &str = ".work";
/// Where they are after.
pub(super) const TAKEN: &str = "taken";
/// Where they are if they were not.
pub(super) const REFUSED: &str = "refused";

pub(super) struct Inbox {
    pub(super) incoming: PathBuf,
    pub(super) work: PathBuf,
    pub(super) taken: PathBuf,
    pub(super) refused: PathBuf,
}

/// Where messages go, and the answers of the platform.
struct Desk<'a> {
    gateway: &'a Gateway,
    sandbox: &'a SandboxName,
    outgoing: &'a Path,
}

/// What became of a file.
enum Fate {
    Taken,
    /// Refused, in words.
    Refused(String),
    /// The server stops: the file stays where it is and is taken after the next start.
    Waits,
}

impl Inbox {
    /// Takes what lies in the folder, by name; first what an earlier process had begun.
    pub(super) async fn look(
        &self,
        gateway: &Gateway,
        sandbox: &SandboxName,
        outgoing: &Path,
        drain: &DrainSignal,
    ) -> io::Result<()> {
        let desk = Desk { gateway, sandbox, outgoing };
        for name in names(&self.incoming).await? {
            // Whoever renames first has the file; another process finds nothing.
            if let Err(error) = fs::rename(self.incoming.join(&name), self.work.join(&name)).await
                && error.kind() != io::ErrorKind::NotFound
            {
                return Err(error);
            }
        }
        for name in names(&self.work).await? {
            if drain.is_draining() {
                return Ok(());
            }
            self.take(&desk, &name).await?;
        }
        Ok(())
    }

    async fn take(&self, desk: &Desk<'_>, name: &str) -> io::Result<()> {
        let path = self.work.join(name);
        let fate = match kind(name) {
            Some(Kind::Archive) => desk.archive(&path).await,
            Some(Kind::Message) | None => match read(&path).await? {
                Some(bytes) => desk.message(bytes).await,
                None => Fate::Refused(format!("the file is larger than {} bytes", limits::DXP_BYTES)),
            },
        };
        match fate {
            Fate::Taken => fs::rename(path, self.taken.join(name)).await,
            Fate::Refused(why) => {
                tracing::warn!(file = name, why, "refused");
                // The reason first: a crash between the two repeats both.
                put(&self.refused, &format!("{name}.txt"), why.as_bytes()).await?;
                fs::rename(path, self.refused.join(name)).await
            }
            Fate::Waits => Ok(()),
        }
    }
}

impl Desk<'_> {
    /// Every message of a zip, each for itself.
    async fn archive(&self, path: &Path) -> Fate {
        let owned = path.to_owned();
        let entries = match spawn_blocking(move || archive::read(&owned)).await {
            Ok(Ok(entries)) => entries,
            Ok(Err(why)) => return Fate::Refused(why),
            Err(_) => return Fate::Refused("the zip cannot be read".to_owned()),
        };
        let mut refused = String::new();
        for (number, entry) in (1..).zip(entries) {
            match self.message(entry.bytes).await {
                Fate::Taken => {}
                Fate::Refused(why) => {
                    refused.push_str(&format!("file {number}, {}: {why}\n", part(&entry.name)))
                }
                Fate::Waits => return Fate::Waits,
            }
        }
        if refused.is_empty() { Fate::Taken } else { Fate::Refused(refused) }
    }

    async fn message(&self, bytes: Vec<u8>) -> Fate {
        let taken = match self.gateway.take(self.sandbox, bytes, Taking::default()).await {
            Ok(taken) => taken,
            Err(Failed { error: HostError::Stopping, .. }) => return Fate::Waits,
            Err(failed) => return Fate::Refused(failed.to_string()),
        };
        if let Some(answer) = &taken.platform
            && let Err(error) = self.answer(answer).await
        {
            tracing::warn!(%error, "the platform's answer cannot be written");
            return Fate::Waits;
        }
        taken.trouble().map_or(Fate::Taken, Fate::Refused)
    }

    /// The platform's answer is a file among the receipts of the sender.
    async fn answer(&self, answer: &PlatformAnswer) -> io::Result<()> {
        let Some(recipient) = &answer.recipient else {
            return Ok(());
        };
        let recipient = part(recipient.as_str());
        let sender = part(self.gateway.own_id());
        let name = format!("DxpRep_{sender}_{recipient}_{}.xml", part(&answer.id));
        put(&self.outgoing.join(&recipient), &name, &answer.xml).await
    }
}

/// The files of a folder that are to be taken, by name.
async fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut entries = fs::read_dir(folder).await?;
    // Only the first so many are kept in mind, however full the folder is.
    let mut names = BTreeSet::new();
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().into_string();
        if let Some(name) = name.ok().filter(|name| kind(name).is_some())
            && entry.file_type().await?.is_file()
        {
            names.insert(name);
            if names.len() > limits::FOLDER_FILES {
                names.pop_last();
            }
        }
    }
    Ok(names)
}

/// A file, unless it is too large.
async fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let most = limits::DXP_BYTES as u64;
    let mut bytes = Vec::new();
    fs::File::open(path).await?.take(most + 1).read_to_end(&mut bytes).await?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}
