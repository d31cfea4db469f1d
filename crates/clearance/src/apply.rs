//! What an event does to the state. Total: nothing here can refuse.

use crate::body::Body;
use crate::event::Event;
use crate::lifecycle::{Phase, Step};
use crate::links::{self, Links};
use crate::paper::Paper;
use crate::receipts;
use crate::state::{
    self, Answered, Awaiting, Entry, Filed, Info, Mailbox, Mark, RefusedRecord, State, Subject,
};
use std::sync::Arc;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::{Lane, Reason};
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
            Event::DocumentTaken { document, mailbox, pre_no, outcome } => {
                let filed = self.file(document, mailbox, pre_no);
                self.take(Filed { outcome: *outcome, ..filed });
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
            // An inspection may still reject; then the partners are compared with the next declaration.
            (DocumentKind::Declaration, Step::FinishReview)
                if filed.screening.as_ref().is_none_or(|decision| decision.lane != Lane::Red) =>
            {
                self.forget_bodies(id);
            }
            (DocumentKind::Declaration, Step::Release) => {
                self.forget_bodies(id);
                self.count(id, |record| record.released += 1);
            }
            (DocumentKind::Declaration, Step::Reject | Step::Replace | Step::Delete) => {
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
            (DocumentKind::Departure, Step::Accept | Step::Reject)
            | (DocumentKind::Arrival, Step::Reject) => {
                filed.body = None;
            }
            (_, Step::Replace | Step::Delete | Step::ConfirmDeletion) => filed.body = None,
            _ => {}
        }
    }

    fn forget_bodies(&mut self, declaration: DocumentId) {
        let Some(filed) = self.filed_mut(declaration) else {
            return;
        };
        filed.body = None;
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

    /// Gives a receipt. Its time is later than that of the document's last one.
    fn tell(&mut self, id: DocumentId, code: ReturnCode, info: Info) {
        let now = self.now;
        let Some(filed) = self.filed_mut(id) else { return };
        let time = now.max(filed.told.plus_millis(1));
        filed.told = time;
        filed.last_code = code;
        let numbered = matches!(&filed.keys, ReceiptKeys::Declaration { invt_no, .. } if !invt_no.is_empty());
        let slot = filed.mailbox;
        self.deliver(slot, Entry { subject: Subject::Document(id), code, time, info, numbered });
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
        self.arrived_parcels.get(waybill).or_else(by_bill).copied()
    }

    pub(crate) fn later(&self, span: i64) -> Moment {
        self.now.plus_millis(span)
    }
}
