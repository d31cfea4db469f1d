//! What every transport needs: messages in, letters out.
//!
//! ```text
//! bytes ─▶ envelope? ─▶ schema ─▶ identity ─▶ signature, rules ─▶ Submission ─▶ receipts
//!            │            │          │
//!            DxpRep       CEB900     CEB900
//! ```
//!
//! A transport hands over the bytes ([`Gateway::take`]), and carries letters out of mailboxes ([`Mailbox`]). It never
//! looks into either.

mod carrier;
mod case;
mod copy;
mod envelope;
mod format_fault;
mod identity;
mod letter;
mod mailbox;
mod pre_receipt;
mod signature;
mod submit;
mod taken;
mod words;

pub use carrier::Carrier;
pub use submit::NotSubmitted;
pub use tongguan_clearance::Place;

pub use identity::{MessageRefusal, TRANSMITTER_MISMATCH};
pub use mailbox::Mailbox;
pub use signature::signature_rules;
pub use taken::{Business, Failed, Parsed, PlatformAnswer, Record, Submitted, Taken, Taking};
pub use tongguan_engine::{HostError, fingerprint};

use crate::feed::Remote;
use std::sync::Arc;
use tongguan_ceb::{ReceiptForm, Style};
use tongguan_clearance::Tag;
use tongguan_clearance::command::{Once, SetReceiptForm};
use tongguan_clearance::query::{GetSandbox, ListMailboxes, ViewMailboxes};
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::near::nearest;
use tongguan_domain::process::MailboxView;
use tongguan_domain::receipt_form::Habit;
use tongguan_domain::time::Moment;
use tongguan_engine::{Goal, Host};

/// The DXP id under which customs receives export messages and sends receipts. Two independent programs agree on it.
pub const CUSTOMS: &str = "DXPEDCCEB0000003";

/// The way in and out of the sandboxes of a host. Clones share it.
#[derive(Clone)]
pub struct Gateway {
    host: Host,
    /// Where changes go, if the host only follows.
    remote: Option<Remote>,
    receivers: Arc<[String]>,
    /// In which form this way out writes.
    habit: Habit,
}

impl Gateway {
    /// The gateway of a host; envelopes have to be addressed to [`CUSTOMS`].
    #[must_use]
    pub fn new(host: Host) -> Self {
        let receivers = Arc::from([CUSTOMS.to_owned()]);
        Self { host, remote: None, receivers, habit: Habit::usually(ReceiptForm::Prefixed) }
    }

    /// The same over a host that only follows: what would change something goes to the one who is followed.
    #[must_use]
    pub fn deciding_at(mut self, remote: Remote) -> Self {
        self.remote = Some(remote);
        self
    }

    /// Sees to it that whoever reads a sandbox next sees what was answered before. Where everything is here, that is so.
    ///
    /// # Errors
    /// [`HostError::Away`].
    pub(crate) async fn freshen(&self, sandbox: &SandboxName) -> Result<(), HostError> {
        match &self.remote {
            Some(remote) => {
                let fresh = remote.freshen(sandbox).await.and_then(|()| remote.readable());
                fresh.map_err(|refused| HostError::Away(refused.message().to_owned()))
            }
            None => Ok(()),
        }
    }

    /// The same, known under other DXP ids: local platforms have their own. The first signs the receipts.
    #[must_use]
    pub fn known_as(mut self, receivers: &[String]) -> Self {
        if !receivers.is_empty() {
            self.receivers = receivers.into();
        }
        self
    }

    /// The same, for a way out with a habit of its own; until told, a gateway writes with prefixes.
    #[must_use]
    pub const fn writing(mut self, habit: Habit) -> Self {
        self.habit = habit;
        self
    }

    /// How messages to a recipient are written.
    pub(crate) fn style(&self, sandbox: &SandboxName, recipient: Option<&MailboxName>) -> Style {
        let (mailbox, of_sandbox) = self.host.receipt_forms(sandbox, recipient);
        Style { version: self.host.version(sandbox), form: self.habit.choose(mailbox, of_sandbox) }
    }

    /// Sets the form of the receipts of a mailbox, whichever way they go; `None` takes the setting away.
    ///
    /// # Errors
    /// [`HostError`].
    pub async fn set_receipt_form(
        &self,
        sandbox: &SandboxName,
        tag: Option<Tag>,
        mailbox: MailboxName,
        form: Option<ReceiptForm>,
    ) -> Result<(), HostError> {
        let command = SetReceiptForm { mailbox, form };
        self.host.execute(sandbox, Once { tag, command }).await.map(|_repeated| ())
    }

    /// Mailboxes of a sandbox at a glance, in the order of their first use.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn mailboxes_of(
        &self,
        sandbox: &SandboxName,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<MailboxView>, HostError> {
        self.host.ask(sandbox, ViewMailboxes { skip, limit }).await
    }

    /// The host behind it.
    #[must_use]
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// Every DXP id under which customs is known.
    #[must_use]
    pub fn customs_ids(&self) -> &[String] {
        &self.receivers
    }

    /// The DXP id under which receipts are sent.
    #[must_use]
    pub fn own_id(&self) -> &str {
        self.receivers.first().map_or(CUSTOMS, String::as_str)
    }

    /// A mailbox, whether anybody has used it or not.
    #[must_use]
    pub fn mailbox(&self, sandbox: &SandboxName, name: &MailboxName) -> Mailbox {
        Mailbox::new(self.clone(), sandbox.clone(), name.clone())
    }

    /// Names of mailboxes in the order of their first use, after the first `skip`, at most `limit`.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn mailboxes(
        &self,
        sandbox: &SandboxName,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<MailboxName>, HostError> {
        self.host.ask(sandbox, ListMailboxes { skip, limit }).await
    }

    /// Which sandbox has this name now: another one after each deletion.
    #[must_use]
    pub fn life(&self, sandbox: &SandboxName) -> u64 {
        self.host.epoch(sandbox, "")
    }

    /// Whether anybody has used a sandbox.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn exists(&self, sandbox: &SandboxName) -> Result<bool, HostError> {
        Ok(self.host.ask(sandbox, GetSandbox).await?.is_some())
    }

    /// The sandbox whose name is nearest to one that does not exist.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn near(&self, sandbox: &SandboxName) -> Result<Option<String>, HostError> {
        // Among those of the same tenant: nobody is told that others have sandboxes.
        let known = self.host.list(sandbox.tenant(), "", limits::SANDBOXES).await?;
        let names = known.iter().map(|info| info.name.shown());
        Ok(nearest(sandbox.shown(), names).map(str::to_owned))
    }

    /// What the clock of a sandbox shows.
    #[must_use]
    pub fn clock(&self, sandbox: &SandboxName) -> Moment {
        self.host.clock(sandbox)
    }

    /// Lets the time of a sandbox pass until a moment, and says whether it has: an automatic clock is moved there, a
    /// manual one is only looked at.
    ///
    /// # Errors
    /// [`HostError`].
    pub async fn pass(&self, sandbox: &SandboxName, until: Moment) -> Result<bool, HostError> {
        if self.clock(sandbox) >= until {
            return Ok(true);
        }
        if let Some(remote) = &self.remote {
            return Ok(remote.pass(sandbox, until).await? >= until);
        }
        let (_, info) = self.host.advance_to(sandbox, Goal::Pass(until)).await?;
        Ok(info.view.now >= until)
    }
}
