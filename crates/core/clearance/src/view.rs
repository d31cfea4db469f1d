//! What can be read from a sandbox.

use crate::filed::Filed;
use crate::state::{Mailbox, State};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::{Accepted, Key, MailboxView, SandboxView, Standing};

impl Filed {
    pub(crate) fn pre_no(&self) -> &str {
        self.keys.pre_no()
    }

    /// The number that customs gave to the document itself: `invtNo` of a declaration, `sumNo` of a summary.
    pub(crate) fn invt_no(&self) -> &str {
        self.keys.customs_no()
    }
}

impl State {
    /// The document that a key names.
    #[must_use]
    pub fn find(&self, key: &Key) -> Option<DocumentId> {
        match key {
            Key::Id(id) => self.filed(*id).map(|_| *id),
            Key::Number(number) => self.by_number(number),
            Key::Business(kind, key) => self.latest_id(*kind, key),
        }
    }

    /// Where a document stands.
    #[must_use]
    pub fn standing(&self, id: DocumentId) -> Option<Standing> {
        let filed = self.filed(id)?;
        let sender = self.mailboxes.get(filed.mailbox as usize).map(|m| m.name.as_str().to_owned());
        Some(Standing {
            accepted: Accepted {
                id,
                kind: filed.kind,
                pre_no: filed.pre_no().to_owned(),
                invt_no: filed.invt_no().to_owned(),
                code: filed.last_code,
                phase: filed.phase,
                taken_at: filed.taken_at,
            },
            business_key: filed.key.clone(),
            sender: sender.unwrap_or_default(),
            received: filed.received,
            changed: filed.changed,
            position: filed.position,
            ordinal: self.ordinal(id, filed.position),
        })
    }

    /// Documents of one entry have neighbouring numbers, so this looks back at most as far as one message is long.
    fn ordinal(&self, id: DocumentId, position: u64) -> usize {
        let same = |back: &u64| self.filed(DocumentId(*back)).is_some_and(|filed| filed.position == position);
        (1..id.0).rev().take_while(same).count()
    }

    /// Names of mailboxes in the order of their first use, after the first `skip`.
    #[must_use]
    pub fn mailbox_names(&self, skip: usize, limit: usize) -> Vec<MailboxName> {
        self.mailbox_views(skip, limit).into_iter().map(|view| view.name).collect()
    }

    /// Mailboxes in the order of their first use, after the first `skip`.
    #[must_use]
    pub fn mailbox_views(&self, skip: usize, limit: usize) -> Vec<MailboxView> {
        let rest = self.mailboxes.get(skip..).unwrap_or_default();
        let view = |mailbox: &Mailbox| MailboxView {
            name: mailbox.name.clone(),
            receipts: mailbox.entries.len() as u64,
            acknowledged: mailbox.acknowledged,
        };
        rest.iter().take(limit).map(view).collect()
    }

    /// One registered enterprise.
    #[must_use]
    pub fn enterprise(&self, code: &str) -> Option<&Enterprise> {
        self.enterprises.get(code)
    }

    /// Registered enterprises after a code, by code.
    #[must_use]
    pub fn enterprises(&self, after: &str, limit: usize) -> Vec<Enterprise> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.enterprises
            .range::<str, _>((Excluded(after), Unbounded))
            .take(limit)
            .map(|(_, e)| e.clone())
            .collect()
    }

    /// Receipts given so far.
    #[must_use]
    pub const fn receipts_given(&self) -> u64 {
        self.receipts_given
    }

    /// Timers that wait.
    #[must_use]
    pub fn timers_waiting(&self) -> u64 {
        self.timers.len() as u64
    }

    /// The sandbox at a glance.
    #[must_use]
    pub fn view(&self) -> SandboxView {
        SandboxView {
            seed: self.settings.seed,
            clock: self.settings.clock,
            now: self.now,
            next_timer: self.next_timer(),
            timers: self.timers_waiting(),
            documents: self.documents.len() as u64,
            receipts: self.receipts_given,
            position: self.position,
            version: self.settings.version,
            signatures: self.settings.signatures,
            echo_guid: self.settings.echo_guid,
            receipt_form: self.settings.receipts,
            outcome: self.settings.outcome,
            draws_off: self.settings.draws_off,
            officers_decide: self.settings.officers_decide,
            registration_required: self.settings.registration_required,
            risk_profile: self.profiles.in_force().map(|profile| profile.label.clone()),
            risk_server: self.settings.risk_server.clone(),
            credit_server: self.settings.credit_server.clone(),
            pace: self.settings.pace.clone(),
        }
    }
}
