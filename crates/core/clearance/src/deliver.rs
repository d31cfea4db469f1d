//! How letters get into mailboxes: to the sender and to subscribers, once or twice, in order or not.

use crate::command::Subscriber;
use crate::filed::Filed;
use crate::state::{Entry, Info, Mailbox, State, Subject};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::subscription::Subscription;
use tongguan_domain::time::Moment;

/// So many refused keys are kept before those of the past are forgotten.
const FORGET_FROM: usize = 1_024;

impl State {
    /// Last `returnTime` that was said of a business key, by a document or by a refusal.
    pub(crate) fn last_told(&self, kind: DocumentKind, key: &str) -> Option<Moment> {
        if let Some((_, latest)) = self.latest(kind, key) {
            return Some(latest.told);
        }
        if self.refused_keys.is_empty() {
            return None;
        }
        self.refused_keys.get(&(kind, key.to_owned())).copied()
    }

    /// The time of the next receipt of a document: later than every earlier one of its business key. The latest
    /// document of the key knows the last.
    pub(crate) fn next_time(&mut self, id: DocumentId) -> Moment {
        let Some(filed) = self.filed(id) else { return self.now };
        let latest = self.latest_id(filed.kind, &filed.key).filter(|latest| *latest != id);
        let told =
            latest.and_then(|latest| self.filed(latest)).map_or(filed.told, |f| f.told.max(filed.told));
        let time = self.now.max(told.plus_millis(1));
        for id in latest.into_iter().chain([id]) {
            if let Some(filed) = self.filed_mut(id) {
                filed.told = time;
            }
        }
        time
    }

    /// The time of the receipt that refuses a record. A millisecond is left for the moment of reading it.
    pub(crate) fn time_of_refusal(&mut self, keys: &ReceiptKeys) -> Moment {
        let (kind, key) = (keys.kind(), keys.business_key());
        let last = self.last_told(kind, &key);
        let time = last.map_or(self.now, |last| self.now.max(last.plus_millis(2)));
        match self.latest_id(kind, &key).and_then(|latest| self.filed_mut(latest)) {
            Some(latest) => latest.told = time,
            None => {
                // A time that has passed binds nobody any more. Looking whenever the number has doubled costs little.
                let many = self.refused_keys.len();
                if many >= FORGET_FROM && many.is_power_of_two() {
                    let now = self.now;
                    self.refused_keys.retain(|_, told| *told >= now);
                }
                self.refused_keys.insert((kind, key), time);
            }
        }
        time
    }

    /// Gives a receipt.
    pub(crate) fn tell(&mut self, id: DocumentId, code: ReturnCode, info: Info) {
        let time = self.next_time(id);
        let Some(filed) = self.filed_mut(id) else { return };
        filed.last_code = code;
        let numbered = !filed.invt_no().is_empty();
        let entry = Entry { info, numbered, ..Entry::of(Subject::Document(id), code, time) };
        if filed.held.is_none() && self.changes_places(id, code) {
            if let Some(filed) = self.filed_mut(id) {
                filed.held = Some(Box::new(entry));
            }
            return;
        }
        self.give(id, &entry);
        self.give_held(id);
    }

    /// Delivers the receipt that waits to change places, if one does.
    pub(crate) fn give_held(&mut self, id: DocumentId) {
        if let Some(entry) = self.filed_mut(id).and_then(|filed| filed.held.take()) {
            self.give(id, &entry);
        }
    }

    fn give(&mut self, id: DocumentId, entry: &Entry) {
        self.deliver_to_all(id, entry);
        if self.is_repeated(id, entry.code) {
            self.deliver_to_all(id, entry);
        }
        if let Some(filed) = self.filed_mut(id) {
            filed.given = entry.time;
        }
    }

    /// Delivers to the sender of a document and to whoever subscribed to its receipts; to each mailbox once.
    pub(crate) fn deliver_to_all(&mut self, id: DocumentId, entry: &Entry) {
        let Some(filed) = self.filed(id) else { return };
        let sender = filed.mailbox;
        if filed.subscribers.is_empty() {
            self.deliver_to_sender(id, sender, entry.clone());
            return;
        }
        for slot in recipients(sender, &filed.subscribers) {
            if slot == sender {
                self.deliver_to_sender(id, slot, entry.clone());
            } else {
                self.deliver(slot, entry.clone());
            }
        }
    }

    /// Tells the sender of a refused record and its subscribers.
    pub(crate) fn refuse(&mut self, mailbox: &MailboxName, subscribers: &[Subscriber], entry: &Entry) {
        let sender = self.mailbox_slot(mailbox);
        let subscribers = self.subscriber_slots(subscribers);
        for slot in recipients(sender, &subscribers) {
            self.deliver(slot, entry.clone());
        }
    }

    /// Delivers copies of what was sent; to each mailbox once.
    pub(crate) fn copy_to_subscribers(&mut self, id: DocumentId, filed: &Filed) {
        let mut served = Vec::new();
        for (slot, wants) in &filed.subscribers {
            if wants.takes_data() && !served.contains(slot) {
                served.push(*slot);
                self.deliver(*slot, Entry::of(Subject::Copy(id), ReturnCode::NONE, self.now));
            }
        }
    }

    /// Puts a letter about a document into the mailbox of its sender, behind the one before it.
    fn deliver_to_sender(&mut self, id: DocumentId, slot: u32, mut entry: Entry) {
        let number = self.mailboxes.get(slot as usize).map_or(0, |mailbox| mailbox.entries.len() + 1);
        if let Some(filed) = self.filed_mut(id) {
            entry.before = filed.letters;
            filed.letters = u32::try_from(number).unwrap_or(0);
        }
        self.deliver(slot, entry);
    }

    /// Makes anew which letters are about a document: what they are about is stored, their chain is not.
    pub(crate) fn chain_letters(&mut self) {
        for slot in 0..self.mailboxes.len() {
            let letters = self.mailboxes.get(slot).map_or(0, |mailbox| mailbox.entries.len());
            for at in 0..letters {
                let entry = self.mailboxes.get(slot).and_then(|mailbox| mailbox.entries.get(at));
                let about = entry.and_then(|entry| self.about(entry));
                let filed = about.and_then(|id| self.filed_mut(id));
                let Some(filed) = filed.filter(|filed| filed.mailbox as usize == slot) else { continue };
                let before = filed.letters;
                filed.letters = u32::try_from(at + 1).unwrap_or(0);
                let entry = self.mailboxes.get_mut(slot).and_then(|mailbox| mailbox.entries.get_mut(at));
                if let Some(entry) = entry {
                    entry.before = before;
                }
            }
        }
    }

    /// Puts a letter into a mailbox.
    pub(crate) fn deliver(&mut self, slot: u32, entry: Entry) {
        if let Some(mailbox) = self.mailboxes.get_mut(slot as usize) {
            mailbox.entries.push(entry);
            mailbox.note_peak();
            self.receipts_given += 1;
        }
    }

    /// The place of a mailbox; one that nobody has used is made.
    pub(crate) fn mailbox_slot(&mut self, name: &MailboxName) -> u32 {
        if let Some(slot) = self.index.mailbox(name.as_str()) {
            return slot;
        }
        let slot = u32::try_from(self.mailboxes.len()).unwrap_or(u32::MAX);
        self.mailboxes.push(Mailbox::of(name.clone()));
        self.index.note_mailbox(name, slot);
        slot
    }

    /// The places of the mailboxes of subscribers.
    pub(crate) fn subscriber_slots(&mut self, subscribers: &[Subscriber]) -> Vec<(u32, Subscription)> {
        subscribers.iter().map(|s| (self.mailbox_slot(&s.mailbox), s.wants)).collect()
    }
}

/// The mailboxes that get a receipt: the sender's first, each once.
fn recipients(sender: u32, subscribers: &[(u32, Subscription)]) -> Vec<u32> {
    let mut slots = vec![sender];
    for (slot, wants) in subscribers {
        if wants.takes_receipts() && !slots.contains(slot) {
            slots.push(*slot);
        }
    }
    slots
}
