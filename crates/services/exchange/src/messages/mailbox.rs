//! One mailbox, for whoever carries its letters out.

use crate::messages::{Carrier, Gateway, copy, letter};
use tokio::sync::watch;
use tongguan_ceb::{ReceiptForm, Style, dxp};
use tongguan_clearance::Place;
use tongguan_clearance::command::{Acknowledge, Carry};
use tongguan_clearance::query::{self, Letters, LettersAbout};
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName, SandboxName};
use tongguan_domain::receipt::{Content, Letter};
use tongguan_domain::time::Moment;
use tongguan_engine::{Host, HostError};

/// A mailbox. Clones share it.
#[derive(Clone)]
pub struct Mailbox {
    gateway: Gateway,
    sandbox: SandboxName,
    name: MailboxName,
    /// The form that its reader asks for.
    asked: Option<ReceiptForm>,
}

impl Mailbox {
    pub(crate) const fn new(gateway: Gateway, sandbox: SandboxName, name: MailboxName) -> Self {
        Self { gateway, sandbox, name, asked: None }
    }

    /// The same, read by somebody who asks for a form, whatever was set; `None`: as was set.
    #[must_use]
    pub const fn in_form(mut self, asked: Option<ReceiptForm>) -> Self {
        self.asked = asked;
        self
    }

    fn style(&self) -> Style {
        let style = self.gateway.style(&self.sandbox, Some(&self.name));
        Style { form: self.asked.unwrap_or(style.form), ..style }
    }

    fn host(&self) -> &Host {
        &self.gateway.host
    }

    /// Whose it is.
    #[must_use]
    pub const fn name(&self) -> &MailboxName {
        &self.name
    }

    /// Who sends the letters: the DXP id of customs.
    #[must_use]
    pub fn sender(&self) -> &str {
        self.gateway.own_id()
    }

    /// Which mailbox this is, among all of all journals; see [`Host::epoch`].
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.host().epoch(&self.sandbox, self.name.as_str())
    }

    /// Number of the last letter, and of the last acknowledged one.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn ends(&self) -> Result<(u64, u64), HostError> {
        self.host().ask(&self.sandbox, query::MailboxEnds(self.name.clone())).await
    }

    /// Letters after a number, in order, at most `limit`.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn letters(&self, after: u64, limit: usize) -> Result<Vec<Letter>, HostError> {
        Ok(self.page_within(after, limit, usize::MAX).await?.letters)
    }

    /// The same and the number of the last letter that there is, but no more letters than fit into so many bytes; the
    /// first goes however large it is.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn page_within(&self, after: u64, limit: usize, bytes: usize) -> Result<Letters, HostError> {
        self.list(after, None, limit, bytes).await
    }

    /// The same of nothing but what a [watch](Self::watch) has said to be there: it waits for no disk.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn page_up_to(
        &self,
        (after, up_to): (u64, u64),
        limit: usize,
        bytes: usize,
    ) -> Result<Letters, HostError> {
        let listing = self.listing((after, up_to), None, limit, bytes);
        self.host().ask_of_durable(&self.sandbox, listing).await
    }

    /// Letters from the first that was sent at a moment or later, in order of their numbers, which lie above `after`; at
    /// most `limit`. Reordered letters among them may have been sent earlier: none is left out because of its time.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn letters_since(
        &self,
        since: Moment,
        after: u64,
        limit: usize,
    ) -> Result<Vec<Letter>, HostError> {
        Ok(self.list(after, Some(since), limit, usize::MAX).await?.letters)
    }

    async fn list(
        &self,
        after: u64,
        since: Option<Moment>,
        limit: usize,
        bytes: usize,
    ) -> Result<Letters, HostError> {
        self.host().ask(&self.sandbox, self.listing((after, u64::MAX), since, limit, bytes)).await
    }

    fn listing(
        &self,
        (after, up_to): (u64, u64),
        since: Option<Moment>,
        limit: usize,
        bytes: usize,
    ) -> query::ListLetters {
        query::ListLetters { mailbox: self.name.clone(), after, up_to, since, limit, bytes }
    }

    /// Says for the owner of the mailbox that letters up to a number are safe; gives what is acknowledged now.
    ///
    /// # Errors
    /// [`HostError`]; [`Refusal::NothingToAcknowledge`](tongguan_domain::process::Refusal::NothingToAcknowledge) among others.
    pub async fn acknowledge(&self, up_to: u64) -> Result<u64, HostError> {
        let mailbox = self.name.clone();
        self.host().execute(&self.sandbox, Acknowledge { mailbox, up_to }).await
    }

    /// Where a transport stands in this mailbox.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn place(&self, carrier: &Carrier) -> Result<Place, HostError> {
        // Where this process stood before it ended may be known elsewhere only.
        self.gateway.freshen(&self.sandbox).await?;
        let (mailbox, reader) = (self.name.clone(), carrier.name().to_owned());
        self.host().ask(&self.sandbox, query::ReaderPlace { mailbox, reader }).await
    }

    /// Says where a transport stands now. It is durable when this returns.
    ///
    /// # Errors
    /// [`HostError`]; [`Refusal::NothingToAcknowledge`](tongguan_domain::process::Refusal::NothingToAcknowledge) among others.
    pub async fn carried(&self, carrier: &Carrier, place: Place) -> Result<(), HostError> {
        if let Some(remote) = &self.gateway.remote {
            return remote.carry(&self.sandbox, (&self.name, self.epoch()), carrier, place).await;
        }
        let (mailbox, reader) = (self.name.clone(), carrier.name().to_owned());
        self.host().execute(&self.sandbox, Carry { mailbox, reader, place }).await
    }

    /// Letters about one document after a number, at most `limit`, in the mailbox of its sender; `None` if there is no such
    /// document.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn about(
        &self,
        document: DocumentId,
        after: u64,
        limit: usize,
    ) -> Result<Option<LettersAbout>, HostError> {
        let asked = query::ListLettersAbout { document, after, limit, bytes: limits::PAGE_BYTES };
        self.host().ask(&self.sandbox, asked).await
    }

    /// Another mailbox of the same sandbox.
    #[must_use]
    pub fn of(&self, name: &MailboxName) -> Self {
        Self { name: name.clone(), ..self.clone() }
    }

    /// The number of its last durable letter as it grows.
    ///
    /// # Errors
    /// [`HostError`].
    pub async fn watch(&self) -> Result<watch::Receiver<u64>, HostError> {
        self.host().watch(&self.sandbox, self.name.as_str()).await
    }

    /// The CEB message of a letter; `None` for a copy of a document that is not there any more.
    ///
    /// # Errors
    /// [`HostError`]: a copy is read from the journal.
    pub async fn write(&self, letter: &Letter) -> Result<Option<Vec<u8>>, HostError> {
        match &letter.content {
            Content::Copy(document, _) => self.write_copy(letter, *document).await,
            Content::Receipt(_) | Content::SummaryResult(_) | Content::FormatFault(_) => {
                Ok(tongguan_ceb::write_letter(self.style(), letter))
            }
        }
    }

    async fn write_copy(&self, letter: &Letter, id: DocumentId) -> Result<Option<Vec<u8>>, HostError> {
        let Some(standing) = self.host().ask(&self.sandbox, query::GetDocument(id.into())).await? else {
            return Ok(None);
        };
        let (host, sandbox, sender) = (self.host().clone(), self.sandbox.clone(), standing.sender.clone());
        // The journal is on the disk.
        let reading = tokio::task::spawn_blocking(move || host.document(&sandbox, &standing));
        let document = reading.await.map_err(|_| HostError::Stopping)??;
        let style = self.style();
        Ok(document.and_then(|document| copy::write(style, &letter.message_guid, document, sender)))
    }

    /// The same in an envelope from customs to the owner of the mailbox.
    ///
    /// # Errors
    /// [`HostError`].
    pub async fn write_enveloped(&self, letter: &Letter) -> Result<Option<Vec<u8>>, HostError> {
        let written = self.write(letter).await?;
        let sender = self.gateway.own_id();
        Ok(written.map(|xml| dxp::write(&letter::envelope(letter, sender, self.name.as_str(), xml))))
    }
}
