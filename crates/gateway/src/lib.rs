//! What every transport needs: messages in, letters out.
//!
//! ```text
//! bytes ─▶ envelope? ─▶ schema ─▶ identity ─▶ signature, rules ─▶ Command::Submit ─▶ receipts
//!            │            │          │
//!            DxpRep       CEB900     CEB900
//! ```
//!
//! A transport hands over the bytes ([`Gateway::take`]), and carries letters out of mailboxes ([`Mailbox`]). It never
//! looks into either.

#![forbid(unsafe_code)]

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

pub use submit::NotSubmitted;

pub use identity::{MessageRefusal, TRANSMITTER_MISMATCH};
pub use mailbox::Mailbox;
pub use signature::signature_rules;
pub use taken::{Business, Failed, Parsed, PlatformAnswer, Record, Submitted, Taken, Taking};
pub use tongguan_sandbox::HostError;

use std::sync::Arc;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::time::Moment;
use tongguan_sandbox::{Goal, Host};

/// The DXP id under which customs receives export messages and sends receipts. Two independent programs agree on it.
pub const CUSTOMS: &str = "DXPEDCCEB0000003";

/// The way in and out of the sandboxes of a host. Clones share it.
#[derive(Clone)]
pub struct Gateway {
    host: Host,
    receivers: Arc<[String]>,
}

impl Gateway {
    /// The gateway of a host; envelopes have to be addressed to [`CUSTOMS`].
    #[must_use]
    pub fn new(host: Host) -> Self {
        Self { host, receivers: Arc::from([CUSTOMS.to_owned()]) }
    }

    /// The same, known under other DXP ids: local platforms have their own. The first signs the receipts.
    #[must_use]
    pub fn known_as(mut self, receivers: &[String]) -> Self {
        if !receivers.is_empty() {
            self.receivers = receivers.into();
        }
        self
    }

    /// The host behind it.
    #[must_use]
    pub const fn host(&self) -> &Host {
        &self.host
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
        self.host
            .look(sandbox, move |state| state.map_or_else(Vec::new, |s| s.mailbox_names(skip, limit)))
            .await
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
        let (_, info) = self.host.advance_to(sandbox, Goal::Pass(until)).await?;
        Ok(info.view.now >= until)
    }
}
