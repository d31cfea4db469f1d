//! In which form receipts are written, for readers beside the writer.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use tongguan_clearance::{Event, State};
use tongguan_domain::receipt_form::ReceiptForm;

/// What was set, for the sandbox and for single mailboxes. It runs a moment ahead of what is durable.
#[derive(Debug)]
pub(crate) struct Forms {
    sandbox: Option<ReceiptForm>,
    mailboxes: RwLock<HashMap<String, ReceiptForm>>,
}

impl Forms {
    pub(crate) fn of(state: &State) -> Self {
        let mailboxes = state.receipt_forms().map(|(mailbox, form)| (mailbox.to_owned(), form)).collect();
        Self { sandbox: state.settings().receipts, mailboxes: RwLock::new(mailboxes) }
    }

    /// Takes what happened, if it is about forms.
    pub(crate) fn note(&self, event: &Event) {
        if let Event::ReceiptFormSet(mailbox, form) = event {
            let mut mailboxes = self.mailboxes.write().unwrap_or_else(PoisonError::into_inner);
            match form {
                Some(form) => mailboxes.insert(mailbox.as_str().to_owned(), *form),
                None => mailboxes.remove(mailbox.as_str()),
            };
        }
    }

    /// What was set for a mailbox, and for the sandbox.
    pub(crate) fn get(&self, mailbox: Option<&str>) -> (Option<ReceiptForm>, Option<ReceiptForm>) {
        let mailboxes = self.mailboxes.read().unwrap_or_else(PoisonError::into_inner);
        (mailbox.and_then(|mailbox| mailboxes.get(mailbox).copied()), self.sandbox)
    }
}
