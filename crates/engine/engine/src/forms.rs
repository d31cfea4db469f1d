//! In which form receipts are written, for readers beside the writer.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use tongguan_clearance::{Event, State};
use tongguan_domain::receipt_form::ReceiptForm;

/// What was set, for the sandbox and for single mailboxes. It runs a moment ahead of what is durable.
#[derive(Debug)]
pub(crate) struct Forms(RwLock<Set>);

#[derive(Debug)]
struct Set {
    sandbox: Option<ReceiptForm>,
    mailboxes: HashMap<String, ReceiptForm>,
}

impl Forms {
    pub(crate) fn of(state: &State) -> Self {
        let mailboxes = state.receipt_forms().map(|(mailbox, form)| (mailbox.to_owned(), form)).collect();
        Self(RwLock::new(Set { sandbox: state.settings().receipts, mailboxes }))
    }

    /// Takes what happened, if it is about forms.
    pub(crate) fn note(&self, event: &Event) {
        let set = || self.0.write().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::SettingsChanged(settings) => set().sandbox = settings.receipts,
            Event::ReceiptFormSet(mailbox, Some(form)) => {
                set().mailboxes.insert(mailbox.as_str().to_owned(), *form);
            }
            Event::ReceiptFormSet(mailbox, None) => {
                set().mailboxes.remove(mailbox.as_str());
            }
            _ => {}
        }
    }

    /// What was set for a mailbox, and for the sandbox.
    pub(crate) fn get(&self, mailbox: Option<&str>) -> (Option<ReceiptForm>, Option<ReceiptForm>) {
        let set = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (mailbox.and_then(|mailbox| set.mailboxes.get(mailbox).copied()), set.sandbox)
    }
}
