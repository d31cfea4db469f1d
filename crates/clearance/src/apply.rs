//! What an event does to the state. Total: nothing here can refuse.

use crate::body::Body;
use crate::command::Subscription;
use crate::event::Event;
use crate::lifecycle::{Phase, Step};
use crate::links::{self, Links};
use crate::paper::Paper;
use crate::receipts;
use crate::state::{
    self, Answered, Awaiting, Entry, Filed, Info, Mailbox, Mark, RefusedRecord, State, Subject,
};
use std::sync::Arc;
use tongguan_domain::document::{DocumentKind, SummaryResult};
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::Reason;
use tongguan_domain::time::Moment;

impl State {
    /// Applies one event.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Opened(settings) => {
                self.now = settings.start;
                self.settings = settings.clone();
            }
            Event::ClockSet(mode) => self.settings.clock = *mode,
            Event::TimePassed(to) => self.now = self.now.max(*to),
            Event::RequestAnswered { id, high, low, results } => {
                let answered = Answered { high: *high, low: *low, results: results.clone() };
                self.requests.insert(id.as_str().to_owned(), answered);
            }
            Event::EnterpriseRegistered(enterprise) => {
                self.enterprises.insert(enterprise.code.clone(), enterprise.clone());
            }
            Event::DocumentTaken { document, mailbox, pre_no, outcome, subscribers } => {
                let filed = self.file(document, mailbox, pre_no);
                let subscribers =
                    subscribers.iter().map(|s| (self.mailbox_slot(&s.mailbox), s.wants)).collect();
                self.take(Filed { outcome: *outcome, subscribers, ..filed });
            }
            Event::RecordRefused { mailbox, keys, guid, code, info } => {
                self.note_pre_no(keys);
                let at = u32::try_from(self.refused.len()).unwrap_or(u32::MAX);
                self.refused.push(RefusedRecord { keys: keys.clone(), guid: guid.clone() });
                let slot = self.mailbox_slot(mailbox);
                let entry = Entry {
                    subject: Subject::Refused(at),
                    code: *code,
                    time: self.now,
                    info: Info::Text(info.clone()),
                    numbered: false,
                };
                self.deliver(slot, entry);
            }
            Event::StepTaken { document, step, grounds, invt_no } => {
                self.take_step(*document, *step, grounds, invt_no.as_deref());
            }
            Event::Matched { declaration, partners } => {
                for partner in partners {
                    if let Some(filed) = self.filed_mut(*partner) {
                        filed.bound = Some(*declaration);
                    }
                }
                if let Some(filed) = self.filed_mut(*declaration) {
                    for partner in partners {
                        if !filed.partners.contains(partner) {
                            filed.partners.push(*partner);
                        }
                    }
                }
            }
            Event::Scored(declaration, score) => {
                if let Some(filed) = self.filed_mut(*declaration) {
                    filed.credit = Some(Box::new(score.clone()));
                    filed.awaiting = Some(Awaiting::Screening);
                }
            }
            Event::Screened(declaration, decision) => {
                if let Some(filed) = self.filed_mut(*declaration) {
                    filed.screening = Some(Box::new(decision.clone()));
                    filed.awaiting = None;
                }
                self.questions.retain(|waiting| waiting != declaration);
            }
            Event::TimerSet(at, timer) => {
                self.timers_set += 1;
                self.timers.insert((*at, self.timers_set), *timer);
                if let Some(filed) = self.filed_mut(timer.document()) {
                    filed.under_way = true;
                }
            }
            Event::TimerFired => {
                if let Some(((at, _), timer)) = self.timers.pop_first() {
                    self.now = self.now.max(at);
                    if let Some(filed) = self.filed_mut(timer.document()) {
                        filed.under_way = false;
                    }
                }
            }
            Event::MessageRefused(mailbox, fault) => {
                let at = u32::try_from(self.format_faults.len()).unwrap_or(u32::MAX);
                self.format_faults.push(fault.clone());
                let slot = self.mailbox_slot(mailbox);
                self.deliver(slot, Entry::of(Subject::FormatFault(at), fault.code, self.now));
            }
            Event::Summarised { document, sum_no, declarations } => {
                self.note_summary(*document, sum_no, declarations);
            }
            Event::ResultSent(document, result) => self.send_result(*document, result),
            Event::Acknowledged(mailbox, up_to) => {
                let slot = self.mailbox_slot(mailbox);
                if let Some(mailbox) = self.mailboxes.get_mut(slot as usize) {
                    mailbox.acknowledged = mailbox.acknowledged.max(*up_to);
                }
            }
        }
    }

    fn file(&mut self, paper: &Arc<Paper>, mailbox: &MailboxName, pre_no: &str) -> Filed {
        let document = paper.document();
        let heading = document.heading();
        let draft = heading.app_status == "1";
        Filed {
            kind: document.kind(),
            phase: if draft { Phase::Draft } else { Phase::Received },
            guid: heading.guid.to_owned(),
            key: links::business_key(document),
            keys: links::receipt_keys(document, pre_no),
            links: links::links(document),
            mailbox: self.mailbox_slot(mailbox),
            received: self.now,
            changed: self.now,
            app_time: heading.app_time.parse().unwrap_or(0),
            changes: heading.app_type == "2",
            deletes: heading.app_type == "3",
            position: self.position,
            body: Some(Body::Fresh(Arc::clone(paper))),
            ..Filed::default()
        }
    }

    fn take(&mut self, mut filed: Filed) {
        let id = DocumentId(self.documents.len() as u64 + 1);
        if filed.kind == DocumentKind::Waybill {
            filed.reuses = self.latest(filed.kind, &filed.key).is_some_and(|(_, old)| self.may_reuse(old));
            if filed.reuses {
                // Another parcel: what happened to the old one says nothing about it.
                self.arrived_parcels.remove(&filed.key);
                self.manifested.remove(&filed.key);
            }
        }
        self.copy_to_subscribers(id, &filed);
        let draft = filed.phase == Phase::Draft;
        filed.history.push(Mark { at: self.now, step: None, phase: filed.phase, grounds: Vec::new() });
        self.note_pre_no(&filed.keys);
        self.index.note_document(id, &filed);
        self.documents.push(Box::new(filed));
        self.fresh.push(id);
        self.tell(id, if draft { ReturnCode::PORT_STORED } else { ReturnCode::PORT_DECLARING }, Info::Plain);
    }

    fn take_step(&mut self, id: DocumentId, step: Step, grounds: &[Reason], invt_no: Option<&str>) {
        let now = self.now;
        let Some(filed) = self.filed_mut(id) else { return };
        let before = filed.phase;
        // A step that the table forbids is never recorded; should one be read, the document stays where it is.
        let Ok(phase) = before.after(step) else { return };
        filed.phase = phase;
        filed.changed = now;
        filed.history.push(Mark { at: now, step: Some(step), phase, grounds: grounds.to_vec() });
        if let (Some(number), ReceiptKeys::Declaration { invt_no, .. }) = (invt_no, &mut filed.keys) {
            number.clone_into(invt_no);
        }
        if let Some(number) = invt_no {
            self.note_invt_no(number);
            self.index.note_number(id, number);
        }
        if let Some(at) = state::slot(id)
            && let Some(filed) = self.documents.get(at)
        {
            self.index.note_phase(filed, before);
        }
        if let Some(code) = step.return_code() {
            let info =
                if step == Step::Reject { Info::Text(receipts::grounds_text(grounds)) } else { Info::Plain };
            self.tell(id, code, info);
        }
        if step == Step::Store
            && let Some(at) = state::slot(id)
            && let Some(filed) = self.documents.get(at)
        {
            self.index.note_manifest(id, filed);
        }
        self.follow(id, step);
    }

    /// What a step means beyond the document's own phase.
    fn follow(&mut self, id: DocumentId, step: Step) {
        let Some(filed) = self.filed_mut(id) else { return };
        let kind = filed.kind;
        match (kind, step) {
            (DocumentKind::Declaration, Step::Store) => {
                filed.awaiting = Some(Awaiting::Score);
                self.questions.push_back(id);
            }
            // Until then it may still be rejected or cancelled, and its partners be compared with the next declaration.
            (DocumentKind::Declaration, Step::Release) => {
                self.forget_bodies(id);
                self.count(id, |record| record.released += 1);
            }
            (DocumentKind::Declaration, Step::Reject | Step::Replace | Step::Delete | Step::Cancel) => {
                filed.body = None;
                let inspected = filed.history.iter().any(|mark| mark.step == Some(Step::Inspect));
                for partner in core::mem::take(&mut filed.partners) {
                    if let Some(partner) = self.filed_mut(partner) {
                        partner.bound = None;
                    }
                }
                if step == Step::Reject {
                    self.count(id, |record| {
                        record.rejected += 1;
                        record.failed_inspections += u64::from(inspected);
                    });
                }
            }
            (DocumentKind::Declaration, Step::Detain(_) | Step::ShipBack) => {
                self.forget_bodies(id);
                self.count(id, |record| record.failed_inspections += 1);
            }
            (DocumentKind::Arrival, Step::Accept) => self.note_arrival(id),
            (DocumentKind::Manifest, Step::Store) => self.note_manifest(id),
            (DocumentKind::Manifest, Step::Replace | Step::Delete) => {
                filed.body = None;
                self.manifested.retain(|_, manifest| *manifest != id);
            }
            (
                DocumentKind::Departure
                | DocumentKind::Arrival
                | DocumentKind::Manifest
                | DocumentKind::Cancellation
                | DocumentKind::SummaryApplication
                | DocumentKind::ReturnTally,
                Step::Accept | Step::Reject,
            ) => filed.body = None,
            (_, Step::Replace | Step::Delete | Step::ConfirmDeletion) => filed.body = None,
            _ => {}
        }
    }

    /// Its partners can go; of the declaration itself remains what a summary or a return will ask for.
    fn forget_bodies(&mut self, declaration: DocumentId) {
        let Some(filed) = self.filed_mut(declaration) else {
            return;
        };
        filed.body = filed.document().and_then(|document| Body::extract(&document));
        for partner in filed.partners.clone() {
            if let Some(partner) = self.filed_mut(partner) {
                partner.body = None;
            }
        }
    }

    fn count(&mut self, declaration: DocumentId, change: impl FnOnce(&mut crate::state::Record)) {
        if let Some(Filed { keys: ReceiptKeys::Declaration { ebc_code, .. }, .. }) = self.filed(declaration) {
            let exporter = ebc_code.clone();
            change(self.records.entry(exporter).or_default());
        }
    }

    fn note_arrival(&mut self, id: DocumentId) {
        let Some(filed) = self.filed_mut(id) else { return };
        filed.body = None;
        let Links::Movement { parcels, bill_no, .. } = filed.links.clone() else {
            return;
        };
        if let (true, Some(bill)) = (parcels.is_empty(), bill_no) {
            self.arrived_bills.insert(bill, id);
        }
        for parcel in parcels {
            self.arrived_parcels.insert(parcel, id);
        }
    }

    /// A manifest was accepted: its parcels travel under its bill.
    fn note_manifest(&mut self, id: DocumentId) {
        let Some(filed) = self.filed_mut(id) else { return };
        filed.body = None;
        let Links::Movement { parcels, .. } = filed.links.clone() else { return };
        for parcel in parcels {
            self.manifested.insert(parcel, id);
        }
    }

    fn note_summary(&mut self, id: DocumentId, number: &str, declarations: &[DocumentId]) {
        if let Some(filed) = self.filed_mut(id)
            && let ReceiptKeys::SummaryApplication { sum_no, .. } = &mut filed.keys
        {
            *sum_no = Some(number.to_owned());
        }
        self.note_sum_no(number);
        self.index.note_number(id, number);
        for declaration in declarations {
            if let Some(declaration) = self.filed_mut(*declaration) {
                declaration.bound = Some(id);
            }
        }
    }

    fn send_result(&mut self, id: DocumentId, result: &SummaryResult) {
        let head = &result.head;
        let numbers = [Some(&head.decl_seq_no), head.dec_tmp_no.as_ref(), head.dec_pre_no.as_ref()];
        for number in numbers.into_iter().flatten().chain(&head.entry_id) {
            self.note_sum_no(number);
        }
        let at = u32::try_from(self.results.len()).unwrap_or(u32::MAX);
        self.results.push(result.clone());
        let entry = Entry::of(Subject::SummaryResult(at), ReturnCode::NONE, self.now);
        self.deliver_to_all(id, &entry);
    }

    fn copy_to_subscribers(&mut self, id: DocumentId, filed: &Filed) {
        for (slot, wants) in &filed.subscribers {
            match wants {
                Subscription::All | Subscription::Data => {
                    self.deliver(*slot, Entry::of(Subject::Copy(id), ReturnCode::NONE, self.now));
                }
                Subscription::Receipts => {}
            }
        }
    }

    /// Delivers to the sender of a document and to whoever subscribed to its receipts.
    fn deliver_to_all(&mut self, id: DocumentId, entry: &Entry) {
        let Some(filed) = self.filed(id) else { return };
        let slots: Vec<u32> = core::iter::once(filed.mailbox)
            .chain(
                filed
                    .subscribers
                    .iter()
                    .filter(|(_, wants)| *wants != Subscription::Data)
                    .map(|(slot, _)| *slot),
            )
            .collect();
        for slot in slots {
            self.deliver(slot, entry.clone());
        }
    }

    /// Gives a receipt. Its time is later than that of the document's last one.
    fn tell(&mut self, id: DocumentId, code: ReturnCode, info: Info) {
        let now = self.now;
        let Some(filed) = self.filed_mut(id) else { return };
        let time = now.max(filed.told.plus_millis(1));
        filed.told = time;
        filed.last_code = code;
        let numbered = match &filed.keys {
            ReceiptKeys::Declaration { invt_no, .. } => !invt_no.is_empty(),
            ReceiptKeys::SummaryApplication { sum_no, .. } => sum_no.is_some(),
            _ => false,
        };
        let held = filed.held.take();
        let entry = Entry { subject: Subject::Document(id), code, time, info, numbered };
        if held.is_none() && self.changes_places(id, code) {
            if let Some(filed) = self.filed_mut(id) {
                filed.held = Some(Box::new(entry));
            }
            return;
        }
        let twice = self.is_repeated(id, code);
        for entry in core::iter::once(entry).chain(held.map(|entry| *entry)) {
            self.deliver_to_all(id, &entry);
            if twice {
                self.deliver_to_all(id, &entry);
            }
        }
    }

    fn deliver(&mut self, slot: u32, entry: Entry) {
        if let Some(mailbox) = self.mailboxes.get_mut(slot as usize) {
            mailbox.entries.push(entry);
            self.receipts_given += 1;
        }
    }

    fn mailbox_slot(&mut self, name: &MailboxName) -> u32 {
        if let Some(slot) = self.index.mailbox(name.as_str()) {
            return slot;
        }
        let slot = u32::try_from(self.mailboxes.len()).unwrap_or(u32::MAX);
        self.mailboxes.push(Mailbox { name: name.clone(), entries: Vec::new(), acknowledged: 0 });
        self.index.note_mailbox(name, slot);
        slot
    }

    /// Whether the goods of a declaration are at the site.
    pub(crate) fn arrival_of(&self, filed: &Filed) -> Option<DocumentId> {
        let Links::Declaration { waybill, bill_no, .. } = &filed.links else {
            return None;
        };
        let by_bill = || bill_no.as_ref().and_then(|bill| self.arrived_bills.get(bill));
        let by_manifest = || match &self.manifest_of(waybill)?.1.links {
            Links::Movement { bill_no: Some(bill), .. } => self.arrived_bills.get(bill),
            _ => None,
        };
        self.arrived_parcels.get(waybill).or_else(by_bill).or_else(by_manifest).copied()
    }

    pub(crate) fn later(&self, span: i64) -> Moment {
        self.now.plus_millis(span)
    }
}
