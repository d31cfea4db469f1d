//! Reading a mailbox: cursors and pages.

use tongguan_ceb::write_receipts;
use tongguan_clearance::State;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::receipt::Receipt;
use tongguan_proto::exchange::v1 as pb;
use tongguan_sandbox::Host;
use tongguan_wire::cursor::{self, Cursor};
use tongguan_wire::receipt;
use tongguan_wire::status::{Reason, Refused};

/// A reader of one mailbox.
#[derive(Clone)]
pub(crate) struct Reader {
    host: Host,
    sandbox: SandboxName,
    mailbox: MailboxName,
}

/// Some receipts, and where to go on.
pub(crate) struct Page {
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) after: u64,
    pub(crate) more: bool,
}

impl Reader {
    pub(crate) const fn new(host: Host, sandbox: SandboxName, mailbox: MailboxName) -> Self {
        Self { host, sandbox, mailbox }
    }

    /// The number after which to read: that of the cursor, or of the last acknowledged receipt.
    pub(crate) async fn start(&self, text: &str) -> Result<u64, Refused> {
        let asked = cursor::read(text)?;
        let mailbox = self.mailbox.clone();
        let look =
            move |state: Option<&State>| state.map_or((0, 0), |state| state.mailbox_ends(mailbox.as_str()));
        let (last, acknowledged) = self.host.look(&self.sandbox, look).await?;
        match asked {
            None => Ok(acknowledged),
            Some(Cursor { epoch, number }) if epoch == self.host.epoch(&self.sandbox) && number <= last => {
                Ok(number)
            }
            // The journal is another one: the sandbox was in memory only, or its folder was deleted.
            Some(_) => Err(Refused::plain(Reason::CursorOfAnotherLife)),
        }
    }

    /// Receipts after a number.
    pub(crate) async fn page(&self, after: u64, size: usize) -> Result<Page, Refused> {
        let mailbox = self.mailbox.clone();
        let look = move |state: Option<&State>| {
            let Some(state) = state else { return (Vec::new(), 0) };
            (state.receipts(mailbox.as_str(), after, size), state.mailbox_ends(mailbox.as_str()).0)
        };
        let (receipts, last) = self.host.look(&self.sandbox, look).await?;
        let after = receipts.last().map_or(after, |receipt| receipt.number);
        Ok(Page { receipts, after, more: after < last })
    }

    /// The mailbox as it grows.
    pub(crate) async fn door(&self) -> Result<tokio::sync::watch::Receiver<u64>, Refused> {
        Ok(self.host.watch(&self.sandbox, self.mailbox.as_str()).await?)
    }

    pub(crate) fn cursor(&self, number: u64) -> String {
        cursor::write(Cursor { epoch: self.host.epoch(&self.sandbox), number })
    }

    pub(crate) fn native(&self, read: &Receipt) -> pb::Receipt {
        receipt::write(read, self.cursor(read.number))
    }

    /// The CEB message that carries one receipt.
    pub(crate) fn message(&self, read: &Receipt) -> pb::CebMessage {
        let kind = read.keys.kind();
        pb::CebMessage {
            number: read.number,
            cursor: self.cursor(read.number),
            message_type: kind.receipt_root_element().to_owned(),
            xml: write_receipts(kind, &read.message_guid, std::slice::from_ref(read)).into(),
        }
    }
}
