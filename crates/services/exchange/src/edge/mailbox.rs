//! Reading a mailbox: cursors and pages.

use crate::edge::shown::Shown;
use crate::messages::{Gateway, Mailbox};
use tongguan_clearance::query::Letters;
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName, SandboxName};
use tongguan_domain::receipt::Letter;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_proto::exchange::v1 as pb;
use tongguan_serve::refused;
use tongguan_wire::cursor::{self, Cursor};
use tongguan_wire::receipt;
use tongguan_wire::status::{Reason, Refused};

/// A reader of one mailbox.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) mailbox: Mailbox,
    /// Whether XML is shown in its envelope.
    pub(crate) enveloped: bool,
    /// Which mailbox it is, so that it never goes on in one that has its name later.
    epoch: u64,
}

/// Some letters, and where to go on.
pub(crate) struct Page<T> {
    pub(crate) letters: Vec<T>,
    pub(crate) after: u64,
    pub(crate) more: bool,
}

impl Reader {
    pub(crate) fn new(gateway: &Gateway, sandbox: &SandboxName, mailbox: &MailboxName) -> Self {
        Self::of(gateway.mailbox(sandbox, mailbox))
    }

    fn of(mailbox: Mailbox) -> Self {
        Self { epoch: mailbox.epoch(), mailbox, enveloped: false }
    }

    /// The same reader, who wants XML in envelopes or not.
    pub(crate) fn in_envelopes(mut self, enveloped: bool) -> Self {
        self.enveloped = enveloped;
        self
    }

    /// The same reader, who asks for XML in this form.
    pub(crate) fn in_form(self, form: Option<ReceiptForm>) -> Self {
        Self { mailbox: self.mailbox.in_form(form), ..self }
    }

    /// The number after which to read: that of the cursor, or of the last acknowledged letter.
    pub(crate) async fn start(&self, text: &str) -> Result<u64, Refused> {
        let asked = cursor::read(text)?;
        let (last, acknowledged) = self.mailbox.ends().await.map_err(refused)?;
        match asked {
            None => Ok(acknowledged),
            Some(Cursor { epoch, number }) if epoch == self.epoch && number <= last => Ok(number),
            // Another mailbox, or another journal: the sandbox was in memory only, or its folder was deleted.
            Some(_) => Err(Refused::plain(Reason::CursorOfAnotherLife)),
        }
    }

    /// Letters after a number: as many as asked for, or as fit.
    pub(crate) async fn page<T: Shown>(
        &self,
        after: u64,
        size: usize,
        most: usize,
    ) -> Result<Page<T>, Refused> {
        let letters = self.mailbox.page_within(after, size, most).await.map_err(refused)?;
        self.shown(after, letters, most).await
    }

    /// Letters after a number up to another that is known to be there, as many as are sent ahead of a watcher.
    pub(crate) async fn page_up_to<T: Shown>(&self, after: u64, up_to: u64) -> Result<Page<T>, Refused> {
        let (size, most) = (limits::RECEIPT_PUSH, limits::WATCH_BYTES);
        let letters = self.mailbox.page_up_to((after, up_to), size, most).await.map_err(refused)?;
        self.shown(after, letters, most).await
    }

    async fn shown<T: Shown>(
        &self,
        after: u64,
        Letters { letters, last }: Letters,
        most: usize,
    ) -> Result<Page<T>, Refused> {
        if self.mailbox.epoch() != self.epoch {
            return Err(Refused::new(Reason::NotFound, "the sandbox was deleted or begun anew"));
        }
        let mut page = Page { letters: Vec::with_capacity(letters.len()), after, more: false };
        let mut bytes = 0;
        for letter in &letters {
            if bytes >= most {
                break;
            }
            // A copy whose document is gone leaves a gap: there is nothing to show.
            if let Some(shown) = T::show(self, letter).await? {
                bytes += shown.encoded_len();
                page.letters.push(shown);
            }
            page.after = letter.number;
        }
        page.more = page.after < last;
        Ok(page)
    }

    /// Letters about one document, in the mailbox of its sender.
    pub(crate) async fn about(
        &self,
        request: &pb::ListReceiptsRequest,
        size: usize,
    ) -> Result<pb::ListReceiptsResponse, Refused> {
        let document = DocumentId(request.document_id);
        let about = self.mailbox.about(document, 0, 0).await.map_err(refused)?;
        let missing = || Refused::new(Reason::NotFound, "there is no such document in this sandbox");
        let owner = self.mailbox.of(&about.ok_or_else(missing)?.mailbox);
        let same = request.recipient.is_empty() || request.recipient == owner.name().as_str();
        if !same {
            return Err(Refused::new(
                Reason::NotFound,
                "the receipts of this document are in another mailbox",
            ));
        }
        let reader = Self::of(owner);
        // Without a cursor, from its first receipt on, acknowledged or not.
        let after = if request.cursor.is_empty() { 0 } else { reader.start(&request.cursor).await? };
        let about =
            reader.mailbox.about(document, after, size).await.map_err(refused)?.ok_or_else(missing)?;
        let last = about.letters.last().map_or(after, |letter| letter.number);
        let write = |letter: &Letter| receipt::write(letter, reader.cursor(letter.number));
        Ok(pb::ListReceiptsResponse {
            receipts: about.letters.iter().map(write).collect(),
            next_cursor: reader.cursor(last),
            more: about.more,
        })
    }

    pub(crate) fn cursor(&self, number: u64) -> String {
        cursor::write(Cursor { epoch: self.epoch, number })
    }
}
