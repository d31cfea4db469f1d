//! Receipts as files, each complete or not there at all.

use super::name::part;
use crate::courier::Delivery;
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use tokio::time::sleep;
use tongguan_domain::limits;
use tongguan_domain::receipt::Letter;
use tongguan_gateway::{HostError, Mailbox};

pub(super) struct Files {
    pub(super) outgoing: PathBuf,
}

impl Delivery for Files {
    const ACKNOWLEDGED_TOGETHER: usize = limits::RECEIPT_PUSH;

    async fn deliver(&mut self, mailbox: &Mailbox, letter: &Letter) -> Result<(), HostError> {
        let Some(xml) = mailbox.write(letter).await? else {
            return Ok(());
        };
        let recipient = part(mailbox.name().as_str());
        let kind = letter.content.root_element();
        let sender = part(mailbox.sender());
        let name = format!("{kind}_{sender}_{recipient}_{:08}.xml", letter.number);
        // Without room on the disk the letters wait, in order.
        while let Err(error) = put(&self.outgoing.join(&recipient), &name, &xml).await {
            tracing::warn!(file = name, %error, "a receipt cannot be written");
            sleep(crate::courier::SCAN).await;
        }
        Ok(())
    }
}

/// Writes a file that appears complete, and is on the disk before this returns.
pub(super) async fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder).await?;
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file = fs::File::create(&unfinished).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    fs::rename(&unfinished, folder.join(name)).await
}
