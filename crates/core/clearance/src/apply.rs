//! What an event does to the state. Total: nothing here can refuse.

use crate::body::Body;
use crate::event::Event;
use crate::filed::{Filed, Mark};
use crate::lifecycle::Lifecycle;
use crate::paper::Paper;
use crate::receipts;
use crate::state::{self, Answered, Entry, Info, RefusedRecord, State, Subject};
use crate::windows::Seen;
use std::sync::Arc;
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::document::{DocumentKind, SummaryResult};
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId};
use tongguan_domain::process::{Phase, Settings, Step};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::{ControlInstruction, FindingKind, Ground, ScreeningDecision};
use tongguan_domain::time::Moment;

impl State {
    /// Applies one event.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Opened(settings) => {
                self.now = settings.start;
                self.settings = Settings::clone(settings);
            }
            Event::ClockSet(mode) => self.settings.clock = *mode,
            Event::SettingsChanged(settings) => self.settings = Settings::clone(settings),
            Event::ProfileLoaded(loaded) => self.profiles.apply(loaded.as_deref()),
            Event::AdvanceNoted { id, high, low, target } => {
                let answered = Answered { high: *high, low: *low, target: *target, ..Answered::default() };
                self.note_answer(id, answered);
            }
            Event::TimePassed(to) => self.now = self.now.max(*to),
            Event::RequestAnswered { id, high, low, results } => {
                // A message that is refused whole is answered in the same breath.
                let refused = self.refused_now.take();
                self.note_answer(
                    id,
                    Answered { high: *high, low: *low, results: results.clone(), refused, target: None },
                );
            }
            Event::EnterpriseRegistered(enterprise) => {
                self.note_contacts(enterprise);
                self.enterprises.insert(enterprise.code.clone(), enterprise.clone());
            }
            Event::DocumentTaken { document, mailbox, pre_no, outcome, subscribers, over, free_since } => {
                let mut filed = self.file(document, mailbox, pre_no, over, *free_since);
                filed.outcome = *outcome;
                filed.subscribers = self.subscriber_slots(subscribers);
                self.take(filed);
            }
            Event::RecordRefused { mailbox, keys, guid, code, info, subscribers } => {
                let (subject, time) = self.refuse_record(keys, guid);
                let entry =
                    Entry { info: Info::Text(Box::new(info.clone())), ..Entry::of(subject, *code, time) };
                self.refuse(mailbox, subscribers, &entry);
            }
            Event::StepTaken { document, step, grounds, invt_no } => {
                self.take_step(*document, *step, grounds, invt_no.as_deref());
            }
            Event::Matched { declaration, partners } => self.apply_matched(*declaration, partners),
            Event::Scored(declaration, score) => {
                self.note_score(*declaration, score);
                if let Some(filed) = self.filed_mut(*declaration) {
                    filed.note_credit(score);
                }
            }
            Event::Screened(declaration, decision, seen) => {
                self.apply_screened(*declaration, decision, seen.as_deref());
            }
            Event::TimerSet(at, timer) => {
                self.timers_set += 1;
                self.timers.insert((*at, self.timers_set), *timer);
                if let Some(filed) = self.filed_mut(timer.document()) {
                    filed.timer_set();
                }
            }
            Event::TimerFired => {
                if let Some(((at, _), timer)) = self.timers.pop_first() {
                    self.now = self.now.max(at);
                    if let Some(filed) = self.filed_mut(timer.document()) {
                        filed.timer_fired();
                    }
                }
            }
            Event::AuditSet(..)
            | Event::Audited(..)
            | Event::Instructed(_)
            | Event::InstructionWithdrawn(_)
            | Event::CreditNoted(..) => {
                self.apply_officers(event);
            }
            Event::WarehouseRegistered(warehouse) => self.warehouses.register(warehouse),
            Event::Placed(document, placement) => self.place_goods(*document, placement),
            Event::MessageRefused(mailbox, fault) => {
                let at = u32::try_from(self.format_faults.len()).unwrap_or(u32::MAX);
                self.format_faults.push(fault.clone());
                let slot = self.mailbox_slot(mailbox);
                self.refused_now = Some((slot, at));
                self.deliver(slot, Entry::of(Subject::FormatFault(at), fault.code, self.now));
            }
            Event::Summarised { document, sum_no, declarations } => {
                self.note_summary(*document, sum_no, declarations);
            }
            Event::ResultSent(document, result) => self.send_result(*document, result),
            Event::ReceiptFormSet(mailbox, form) => self.note_form(mailbox, *form),
            Event::Acknowledged(mailbox, up_to) => {
                let slot = self.mailbox_slot(mailbox);
                if let Some(mailbox) = self.mailboxes.get_mut(slot as usize) {
                    mailbox.acknowledged = mailbox.acknowledged.max(*up_to);
                }
            }
            Event::Carried { mailbox, reader, place } => self.carried(mailbox, reader, *place),
        }
    }

    /// Binds a declaration and its partners.
    fn apply_matched(&mut self, declaration: DocumentId, partners: &[DocumentId]) {
        for partner in partners {
            if let Some(filed) = self.filed_mut(*partner) {
                filed.bound = Some(declaration);
            }
        }
        if let Some(filed) = self.filed_mut(declaration) {
            for partner in partners {
                if !filed.partners.contains(partner) {
                    filed.partners.push(*partner);
                }
            }
        }
    }

    /// Applies what screening decided.
    fn apply_screened(&mut self, declaration: DocumentId, decision: &ScreeningDecision, seen: Option<&Seen>) {
        if let Some(seen) = seen {
            self.note_screened(declaration, decision, &seen.marks);
        }
        if let Some(filed) = self.filed_mut(declaration) {
            filed.note_screening(decision, seen);
            self.windows.screened.push(declaration);
        }
        self.questions.retain(|waiting| *waiting != declaration);
    }

    /// Applies what officers do, and audits.
    fn apply_officers(&mut self, event: &Event) {
        match event {
            Event::AuditSet(at, declaration) => {
                self.timers_set += 1;
                self.audits.insert((*at, self.timers_set), *declaration);
            }
            Event::Audited(declaration, finding) => {
                if let Some(((at, _), _)) = self.audits.pop_first() {
                    self.now = self.now.max(at);
                }
                let audit = Some(Box::new((self.now, finding.clone())));
                if let Some(filed) = self.filed_mut(*declaration) {
                    filed.audit = audit;
                }
                if finding.kind != FindingKind::Conforming {
                    self.note_found(*declaration);
                    self.note_audit_finding(*declaration);
                }
            }
            Event::Instructed(instruction) => {
                self.instructions.insert(instruction.id.clone(), ControlInstruction::clone(instruction));
            }
            Event::InstructionWithdrawn(id) => {
                self.instructions.remove(id);
            }
            Event::CreditNoted(enterprise, event) => {
                let known = self.credit_events.entry(enterprise.clone()).or_default();
                known.retain(|other| (other.cause, other.on) != (event.cause, event.on));
                known.push(CreditEvent::clone(event));
                known.sort_by_key(|event| (event.on, event.cause));
                if known.len() > limits::CREDIT_EVENTS {
                    // The oldest that is over: what is still owed, and what was granted last, decide yet.
                    let over = known.iter().position(CreditEvent::is_over);
                    known.remove(over.unwrap_or(0));
                }
                self.note_past(enterprise);
            }
            _ => {}
        }
    }

    /// Files a record that is refused; under which subject, and when.
    fn refuse_record(&mut self, keys: &ReceiptKeys, guid: &str) -> (Subject, Moment) {
        self.note_pre_no(keys);
        let at = u32::try_from(self.refused.len()).unwrap_or(u32::MAX);
        let time = self.time_of_refusal(keys);
        let taken_at = time.plus_millis(-1);
        self.refused.push(RefusedRecord { keys: keys.clone(), guid: guid.to_owned(), taken_at });
        (Subject::Refused(at), time)
    }

    fn note_answer(&mut self, id: &RequestId, answered: Answered) {
        self.requests.insert(id.as_str().to_owned(), answered);
    }

    fn note_form(&mut self, mailbox: &MailboxName, form: Option<ReceiptForm>) {
        match form {
            Some(form) => self.receipt_forms.insert(mailbox.as_str().to_owned(), form),
            None => self.receipt_forms.remove(mailbox.as_str()),
        };
    }

    fn file(
        &mut self,
        paper: &Arc<Paper>,
        mailbox: &MailboxName,
        pre_no: &str,
        over: &[DocumentId],
        free_since: Option<Moment>,
    ) -> Filed {
        let mut filed = Filed::of(paper.document(), pre_no);
        let kind = filed.kind;
        let before = self.latest(kind, &filed.key).map(|(_, before)| before);
        let ordinal = before.map_or(0, |before| before.ordinal.saturating_add(1));
        // Journals of 0.1.0 do not say what a waybill stands over.
        let older = before.filter(|_| over.is_empty() && !filed.changes && !filed.deletes);
        let free_since = free_since.or_else(|| older.and_then(Filed::number_free_since));
        let first_received = over
            .iter()
            .filter_map(|under| self.filed(*under))
            .filter(|under| kind == DocumentKind::Waybill && under.is_at_customs())
            .filter(|under| !under.is_of_parcel_before(free_since))
            .map(|under| under.first_received.unwrap_or(under.received))
            .min();
        let told = self.last_told(kind, &filed.key).map_or_else(Moment::default, |last| last.plus_millis(1));
        filed.mailbox = self.mailbox_slot(mailbox);
        (filed.received, filed.changed, filed.position) = (self.now, self.now, self.position);
        filed.body = Some(Body::Fresh(Arc::clone(paper)));
        (filed.free_since, filed.first_received) = (free_since, first_received);
        (filed.ordinal, filed.over) = (ordinal, over.to_vec());
        filed.taken_at = self.now.max(told.plus_millis(1)).plus_millis(-1);
        filed.told = told;
        filed
    }

    fn take(&mut self, mut filed: Filed) {
        let id = DocumentId(self.documents.len() as u64 + 1);
        self.copy_to_subscribers(id, &filed);
        let draft = filed.phase == Phase::Draft;
        if !draft {
            for under in &filed.over {
                if let Some(under) = self.filed_mut(*under).filter(|under| filed.takes_place_of(under)) {
                    under.successor = Some(id);
                }
            }
        }
        if !self.refused_keys.is_empty() {
            self.refused_keys.remove(&(filed.kind, filed.key.clone()));
        }
        filed.mark(Mark { at: self.now, step: None, phase: filed.phase, grounds: Vec::new() });
        self.note_pre_no(&filed.keys);
        self.documents.push(Box::new(filed));
        self.note(id);
        self.fresh.push(id);
        self.tell(id, if draft { ReturnCode::PORT_STORED } else { ReturnCode::PORT_DECLARING }, Info::Plain);
    }

    /// A waybill that reaches customs takes a number that was used before.
    fn take_number(&mut self, id: DocumentId) {
        let taken = self.filed(id).and_then(|filed| Some((filed.key.clone(), filed.new_parcel_since()?)));
        if let Some((key, since)) = taken {
            self.forget_parcel(&key, since);
        }
    }

    /// A waybill number stands for a new parcel: what was said of the old one does not hold for it.
    fn forget_parcel(&mut self, parcel: &str, free_since: Moment) {
        let old = |id: &DocumentId| self.filed(*id).is_none_or(|filed| filed.received < free_since);
        let arrived = self.arrived_parcels.get(parcel).is_some_and(old);
        let manifested = self.manifested.get(parcel).is_some_and(old);
        if arrived {
            self.arrived_parcels.remove(parcel);
        }
        if manifested {
            self.manifested.remove(parcel);
        }
    }

    fn take_step(&mut self, id: DocumentId, step: Step, grounds: &[Ground], invt_no: Option<&str>) {
        let now = self.now;
        let Some(filed) = self.filed_mut(id) else { return };
        let before = filed.phase;
        // A step that the table forbids is never recorded; should one be read, the document stays where it is.
        let Ok(phase) = before.after(filed.kind, step) else { return };
        filed.phase = phase;
        filed.changed = now;
        filed.mark(Mark { at: now, step: Some(step), phase, grounds: grounds.to_vec() });
        if let (Some(number), ReceiptKeys::Declaration { invt_no, .. }) = (invt_no, &mut filed.keys) {
            number.clone_into(invt_no);
        }
        if let Some(number) = invt_no {
            self.note_invt_no(number);
            self.lookup.note_customs(&self.documents, id);
        }
        // Customs rejects at once what stands beside an accepted version: it never takes its place among the parts.
        let beside = matches!(step, Step::Send | Step::Reject)
            && self.filed(id).is_some_and(|filed| self.has_standing_beside(filed));
        if let Some(filed) = state::slot(id).and_then(|at| self.documents.get(at)).filter(|_| !beside) {
            self.index.note_phase(id, filed, before);
        }
        if step == Step::Send {
            self.take_number(id);
        }
        if let Some(code) = step.return_code() {
            let info = if step == Step::Reject {
                Info::Text(Box::new(receipts::grounds_text(grounds)))
            } else {
                Info::Plain
            };
            self.tell(id, code, info);
        } else {
            // Nothing is told that a receipt could change places with.
            self.give_held(id);
        }
        self.follow(id, step);
    }

    fn note_summary(&mut self, id: DocumentId, number: &str, declarations: &[DocumentId]) {
        if let Some(filed) = self.filed_mut(id)
            && let ReceiptKeys::SummaryApplication { sum_no, .. } = &mut filed.keys
        {
            *sum_no = Some(number.to_owned());
        }
        self.note_sum_no(number);
        self.note_summed_up(id, number, declarations);
        self.lookup.note_customs(&self.documents, id);
        for declaration in declarations {
            if let Some(at) = state::slot(*declaration)
                && let Some(filed) = self.documents.get_mut(at)
            {
                self.index.note_summed_up(*declaration, filed);
                filed.bound = Some(id);
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
        self.index.note_result(&head.sum_no, at);
        let time = self.next_time(id);
        let entry = Entry::of(Subject::SummaryResult(at), ReturnCode::NONE, time);
        self.deliver_to_all(id, &entry);
        if let Some(filed) = self.filed_mut(id) {
            filed.given = time;
        }
    }

    pub(crate) fn later(&self, span: i64) -> Moment {
        self.now.plus_millis(span)
    }
}
