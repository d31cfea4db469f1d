//! Receipts as files, each complete or not there at all.

use super::disk::{self, Readers};
use super::name::part;
use super::on_disk;
use crate::messages::{HostError, Mailbox};
use crate::transports::courier::{Delivery, SCAN};
use crate::transports::said::Said;
use std::path::{Path, PathBuf};
use tokio::time::sleep;
use tongguan_domain::limits;
use tongguan_domain::receipt::Letter;

/// The receipts of one recipient on their way out.
pub(super) struct Files {
    outgoing: PathBuf,
    said: Said,
}

impl Files {
    pub(super) fn new(outgoing: &Path) -> Self {
        Self { outgoing: outgoing.to_owned(), said: Said::default() }
    }

    /// Says once that something does not work, and waits: the letters wait, in order.
    async fn wait(&mut self, file: &str, error: &std::io::Error) {
        if self.said.is_news(&error.to_string()) {
            tracing::warn!(file, %error, "a receipt cannot be written");
        }
        sleep(SCAN).await;
    }
}

impl Delivery for Files {
    const TOGETHER: usize = limits::RECEIPT_PUSH;

    async fn deliver(&mut self, mailbox: &Mailbox, letter: &Letter, _: u32) -> Result<(), HostError> {
        let Some(xml) = mailbox.write(letter).await? else {
            return Ok(());
        };
        let recipient = part(mailbox.name().as_str());
        let kind = letter.content.root_element();
        let sender = part(mailbox.sender());
        let name = format!("{kind}_{sender}_{recipient}_{:08}.xml", letter.number);
        let xml: std::sync::Arc<[u8]> = xml.into();
        loop {
            let (folder, file, xml) = (self.outgoing.join(&recipient), name.clone(), xml.clone());
            match on_disk(move || disk::put_new(&folder, &file, &xml, Readers::Owner)).await {
                Ok(()) => break,
                Err(error) => self.wait(&name, &error).await,
            }
        }
        self.said.over();
        Ok(())
    }

    /// The names of a batch become durable together, before the batch counts as delivered.
    async fn settle(&mut self, mailbox: &Mailbox) {
        let recipient = part(mailbox.name().as_str());
        loop {
            let folder = self.outgoing.join(&recipient);
            match on_disk(move || disk::sync(&folder)).await {
                Ok(()) => return,
                // Copies that are gone may have left no file, and so no folder.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
                Err(error) => self.wait(&recipient, &error).await,
            }
        }
    }
}
