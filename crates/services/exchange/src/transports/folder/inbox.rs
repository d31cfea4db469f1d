//! Files on their way in.

use super::disk::{self, Readers};
use super::name::{Kind, kind, part};
use super::trouble::Troubles;
use super::{archive, on_disk};
use crate::messages::{Gateway, PlatformAnswer, Taking};
use crate::transports::said::Said;
use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_serve::DrainSignal;

/// Where files are while they are taken.
const WORK: &str = ".work";
/// Where they are after.
const TAKEN: &str = "taken";
/// Where they are if they were not.
const REFUSED: &str = "refused";

/// The folder of messages.
pub(super) struct Inbox {
    incoming: PathBuf,
    work: PathBuf,
    taken: PathBuf,
    refused: PathBuf,
    /// Of files in the folder, and of files that are being taken.
    left: Troubles,
    begun: Troubles,
    said: Said,
    /// Somebody else has locked one of the folders: what is left of this look does not wait for it.
    locked: bool,
}

/// Where messages go, and the answers of the platform.
pub(super) struct Desk {
    pub(super) gateway: Gateway,
    pub(super) sandbox: SandboxName,
    pub(super) outgoing: PathBuf,
}

/// What became of a file.
enum Fate {
    Taken,
    /// Refused, in words.
    Refused(String),
    /// The server stops, or who decides is away: the file stays where it is and is taken later.
    Waits,
}

impl Inbox {
    pub(super) fn new(incoming: PathBuf) -> Self {
        let [work, taken, refused] = [WORK, TAKEN, REFUSED].map(|name| incoming.join(name));
        let (left, begun, said) = (Troubles::default(), Troubles::default(), Said::default());
        Self { incoming, work, taken, refused, left, begun, said, locked: false }
    }

    /// Makes the folders that are not there. Blocks on the disk.
    pub(super) fn make(&self) -> io::Result<()> {
        let folders = [&self.incoming, &self.work, &self.taken, &self.refused];
        folders.into_iter().try_for_each(|folder| disk::make(folder, Readers::Usual))
    }

    /// Takes what lies in the folder, by name; first what an earlier process had begun. A file that cannot be taken
    /// holds up no other.
    pub(super) async fn look(&mut self, desk: &Desk, drain: &DrainSignal) {
        match self.look_once(desk, drain).await {
            Ok(()) => self.said.over(),
            Err(error) => {
                if self.said.is_news(&error.to_string()) {
                    tracing::warn!(folder = %self.incoming.display(), %error, "the folder cannot be read");
                }
            }
        }
    }

    async fn look_once(&mut self, desk: &Desk, drain: &DrainSignal) -> io::Result<()> {
        // Somebody may have cleared the folder, with these in it.
        self.make()?;
        self.locked = false;
        for (name, plain) in list(&self.work, self.begun.waiting()).await? {
            if drain.is_draining() {
                return Ok(());
            }
            self.try_to_take(desk, &name, plain).await;
        }
        for (name, plain) in list(&self.incoming, self.left.waiting()).await? {
            if drain.is_draining() {
                return Ok(());
            }
            match self.claim(&name, plain).await {
                Ok(claimed) => {
                    self.left.over(&name);
                    self.try_to_take(desk, &claimed, true).await;
                }
                // Whoever renames first has the file; another process finds nothing.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    self.locked |= error.kind() == io::ErrorKind::WouldBlock;
                    pass_over(&mut self.left, &name, &error);
                }
            }
        }
        Ok(())
    }

    /// Moves a file to where it is taken; gives its name there.
    async fn claim(&self, name: &OsStr, plain: bool) -> io::Result<OsString> {
        if !plain {
            return Err(disk::no_plain_file());
        }
        let (from, work, name) = (self.incoming.join(name), self.work.clone(), name.to_owned());
        let tries = self.tries();
        on_disk(move || disk::move_new(&from, &work, &name, tries)).await
    }

    /// How often a locked folder is tried.
    const fn tries(&self) -> u32 {
        if self.locked { 1 } else { limits::FOLDER_LOCK_TRIES }
    }

    async fn try_to_take(&mut self, desk: &Desk, name: &OsStr, plain: bool) {
        let taken = if plain { self.take(desk, name).await } else { Err(disk::no_plain_file()) };
        match taken {
            Ok(()) => self.begun.over(name),
            // Another process was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.work.join(name).exists() => {}
            Err(error) => {
                self.locked |= error.kind() == io::ErrorKind::WouldBlock;
                pass_over(&mut self.begun, name, &error);
            }
        }
    }

    async fn take(&self, desk: &Desk, name: &OsStr) -> io::Result<()> {
        let path = self.work.join(name);
        let fate = match kind(name) {
            Some(Kind::Archive) => desk.archive(&path).await?,
            Some(Kind::Message) | None => match read(&path).await? {
                Some(bytes) => desk.message(bytes).await?,
                None => Fate::Refused(format!("the file is larger than {} bytes", limits::DXP_BYTES)),
            },
        };
        let (taken, refused, name) = (self.taken.clone(), self.refused.clone(), name.to_owned());
        let tries = self.tries();
        match fate {
            Fate::Taken => {
                on_disk(move || {
                    disk::move_new(&path, &taken, &name, tries)?;
                    disk::sync(&taken)
                })
                .await
            }
            Fate::Refused(why) => {
                on_disk(move || {
                    disk::move_with_reason(&path, &refused, &name, &why, tries)?;
                    // Said when it is done: what has to wait is tried again.
                    tracing::warn!(file = %name.display(), why, "refused");
                    disk::sync(&refused)
                })
                .await
            }
            Fate::Waits => Ok(()),
        }
    }
}

/// Says once that a file cannot be taken now.
fn pass_over(troubles: &mut Troubles, name: &OsStr, error: &io::Error) {
    if troubles.note(name, &error.to_string()) {
        tracing::warn!(file = %name.display(), %error, "passed over");
    }
}

impl Desk {
    /// Every message of a zip, each for itself.
    async fn archive(&self, path: &Path) -> io::Result<Fate> {
        let owned = path.to_owned();
        let read = spawn_blocking(move || disk::open_file(&owned).map(archive::read));
        let entries = match read.await {
            Ok(read) => match read? {
                Ok(entries) => entries,
                Err(why) => return Ok(Fate::Refused(why)),
            },
            Err(_) => return Ok(Fate::Refused("the zip cannot be read".to_owned())),
        };
        let mut refused = String::new();
        for (number, entry) in (1..).zip(entries) {
            match self.message(entry.bytes).await? {
                Fate::Taken => {}
                Fate::Refused(why) => {
                    refused.push_str(&format!("file {number}, {}: {why}\n", part(&entry.name)))
                }
                Fate::Waits => return Ok(Fate::Waits),
            }
        }
        Ok(if refused.is_empty() { Fate::Taken } else { Fate::Refused(refused) })
    }

    /// An error: the platform's answer cannot be written, so the file is not done with.
    async fn message(&self, bytes: Vec<u8>) -> io::Result<Fate> {
        let taken = match self.gateway.take(&self.sandbox, bytes, Taking::default()).await {
            Ok(taken) => taken,
            Err(failed) if failed.error.may_come_later() => return Ok(Fate::Waits),
            Err(failed) => return Ok(Fate::Refused(failed.to_string())),
        };
        if let Some(answer) = &taken.platform {
            self.answer(answer).await?;
        }
        Ok(taken.trouble().map_or(Fate::Taken, Fate::Refused))
    }

    /// The platform's answer is a file among the receipts of the sender.
    async fn answer(&self, answer: &PlatformAnswer) -> io::Result<()> {
        let Some(recipient) = &answer.recipient else {
            return Ok(());
        };
        let recipient = part(recipient.as_str());
        let sender = part(self.gateway.own_id());
        let name = format!("DxpRep_{sender}_{recipient}_{}.xml", part(&answer.id));
        let (folder, xml) = (self.outgoing.join(&recipient), answer.xml.clone());
        on_disk(move || {
            disk::put_new(&folder, &name, &xml, Readers::Owner)?;
            disk::sync(&folder)
        })
        .await
    }
}

/// What is to be taken from a folder, by name, but for what waits.
async fn list(folder: &Path, waiting: Vec<OsString>) -> io::Result<BTreeMap<OsString, bool>> {
    let folder = folder.to_owned();
    let waiting: HashSet<OsString> = waiting.into_iter().collect();
    on_disk(move || disk::list(&folder, |name| kind(name).is_some() && !waiting.contains(name))).await
}

/// A file, unless it is too large.
async fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let path = path.to_owned();
    on_disk(move || {
        let most = limits::DXP_BYTES as u64;
        let mut bytes = Vec::new();
        disk::open_file(&path)?.take(most + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= most).then_some(bytes))
    })
    .await
}
